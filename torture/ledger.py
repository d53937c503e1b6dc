"""The ledger, added up from its first row to its last: what every level and every hold must be, and
that it was possible at each moment. The sums are kept here, so rows that were read may be dropped.
"""

import collections
import datetime

import calls
import effects
from deadlines import Deadlines
from demand import Demand
from supplies import Supplies


class Ledger:
    def __init__(self, report):
        self.report = report
        self.last_id = 0
        self.last_time = None
        self.levels = collections.defaultdict(lambda: [0, 0, 0])    # on hand, reserved, incoming
        self.holds = collections.Counter()                          # (cart, variant, location, kit) -> units
        self.deadlines = Deadlines(report)
        self.supplies = Supplies(report)
        self.demand = Demand(report)
        self.hold_after, self.stock_after = {}, {}                  # after the last row of a call
        self.last_tag = {}

    def read(self, rows, model):
        self.deadlines.hear(model.groups().values())
        self.hold_after.clear()
        self.stock_after.clear()
        self.supplies.begin()
        for row in rows:
            if row.transaction_id <= self.last_id:
                self.report.fail(f"ledger row {row.transaction_id} comes after {self.last_id}")
            self.last_id, self.last_time = row.transaction_id, row.recorded_at
            self.add(row, model.records.get(row.actor))
        self.report.count("compared", "rows of the ledger", len(rows))

    def add(self, row, record):
        place = row.variant_id, row.location_id
        level = self.levels[place]
        if self.last_tag.get(place) != row.actor:
            self.check_level(place, level, row)
        self.last_tag[place] = row.actor
        for i, delta in enumerate((row.on_hand_delta, row.reserved_delta, row.incoming_delta)):
            level[i] += delta
        self.demand.add(row, level)
        self.stock_after[row.actor, place] = level[0]
        if row.supply_id:
            self.supplies.add(row)
        if row.reserved_delta:
            self.add_to_hold(row, record, (row.reference_id, *place, row.kit_id or ""))

    def check_level(self, place, level, row):
        """Before somebody else changes it. What is not loose may never promise more than is there."""
        if min(level) < 0:
            self.report.fail(f"{place} went below zero: {level}, before ledger row {row.transaction_id}")
        if place[0] not in calls.LOOSE and level[1] > level[0]:
            self.report.fail(f"{place} was oversold: {level}, before ledger row {row.transaction_id}")

    def add_to_hold(self, row, record, hold):
        self.holds[hold] += row.reserved_delta
        self.hold_after[row.actor, hold] = self.holds[hold]
        if self.holds[hold] < 0:
            self.report.fail(f"units of hold {hold} were given back twice: {row}")
        if row.type == "reserve":
            self.deadlines.reserved(row, record)
        elif row.type == "expire":
            self.deadlines.expired(row, record)

    # ---- against the tables -----------------------------------------------------------------

    def problem(self, record, rows):
        """Of calls whose answer says what is there afterwards, not what they changed."""
        call = record.call
        a = call.arguments
        if call.function in ("set_supply", "receive_supply"):
            return self.supplies.problem(record, rows)
        if not rows or call.function not in ("set_reservation", "count_inventory") or a.get("as_of"):
            return None
        if call.function == "count_inventory":
            place = a["variant_id"], a["location_id"]
            found, wanted = {self.stock_after[row.actor, place] for row in rows if row.type == "count"}, a["counted"]
            return f"{found} afterwards instead of {wanted}" if found - {wanted} else None
        try:
            wanted = {variant: units for variant, units, _ in effects.units_of(a["variant_id"], a["quantity"])}
        except effects.Unforeseen:
            return None
        for row in rows:
            if row.type in ("reserve", "release"):
                found = self.hold_after[row.actor, (a["reference_id"], row.variant_id, row.location_id, row.kit_id or "")]
                if found != wanted[row.variant_id]:
                    return f"{found} of {row.variant_id} afterwards instead of {wanted}"
        return None

    def compare(self, connection):
        found = {(v, l): [int(n) for n in sums] for v, l, *sums in connection.execute(
            "SELECT variant_id, location_id, sum(on_hand), sum(reserved), sum(incoming) FROM inventory.levels GROUP BY 1, 2")}
        for place, level in self.levels.items():
            if found.get(place, [0, 0, 0]) != level:
                self.report.fail(f"{place} is {found.get(place)}, and the ledger says {level}")
        for place in found.keys() - self.levels.keys():
            if any(found[place]):
                self.report.fail(f"{place} is {found[place]}, and the ledger has nothing of it")
        holds = {(c, v, l, k): int(n) for c, v, l, k, n in connection.execute(
            "SELECT reference_id, variant_id, location_id, kit_id, sum(quantity) FROM inventory.reservations GROUP BY 1, 2, 3, 4")}
        live = {hold: units for hold, units in self.holds.items() if units}
        for hold in holds.keys() | live.keys():
            if holds.get(hold, 0) != live.get(hold, 0):
                self.report.fail(f"hold {hold} is {holds.get(hold, 0)}, and the ledger says {live.get(hold, 0)}")
        self.holds = collections.Counter(live)
        self.deadlines.compare(connection)
        self.supplies.compare(connection)
        self.demand.compare(connection)
        self.report.count("compared", "levels with the ledger", len(self.levels))
        self.report.count("compared", "holds with the ledger", len(live))

    def may_be_dropped(self):
        """Rows recorded before were read, those of a worker that was busy then, too."""
        return self.last_time and self.last_time - datetime.timedelta(seconds=3)
