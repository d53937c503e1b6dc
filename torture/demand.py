"""Demand, counted once more from the ledger: what was sold and came back, a level and day, and for how long
levels were sold out. Every row of the ledger comes by here once, so it may be dropped afterwards.
"""

import collections
import datetime

import calls

SOLD, RETURNED = ("fulfill", "sell"), "return"
ROUNDING = 0.001    # seconds
# What a policy row says of a level that is not sold out by its units alone.
OTHERWISE = ("created", "deleted", "safety_stock", "backorder_limit", "tracked", "promise_incoming")


class Outage:
    """How long a level was sold out, and since when it is."""

    def __init__(self):
        self.seconds, self.since = 0, None

    def add(self, is_out, time):
        if is_out and self.since is None:
            self.since = time
        elif not is_out and self.since is not None:
            self.seconds += max(0, (time - self.since).total_seconds())
            self.since = None


class Demand:
    def __init__(self, report):
        self.report = report
        self.units = collections.defaultdict(lambda: [0, 0])    # (variant, location, day) -> sold, returned
        self.outages = collections.defaultdict(Outage)          # (variant, location) -> of those that are followed
        self.left_out = set()

    def add(self, row, level):
        """A row, and the sums of its level with it."""
        place = row.variant_id, row.location_id
        day = row.recorded_at.astimezone(datetime.timezone.utc).date()
        if row.type in SOLD:
            self.units[(*place, day)][0] -= row.on_hand_delta
        elif row.type == RETURNED:
            self.units[(*place, day)][1] += row.on_hand_delta
        if not calls.is_of_one_stripe(row.variant_id):
            return
        if row.type == "policy" and any(word in row.reason for word in OTHERWISE):
            self.left_out.add(place)
        self.outages[place].add(level[0] - level[1] <= 0, row.recorded_at)

    def compare(self, connection):
        """With the table, once all that was read is collected."""
        found = {tuple(key): list(units) for *key, units in ((v, l, d, (sold, returned)) for v, l, d, sold, returned in connection.execute(
            "SELECT variant_id, location_id, day, sold, returned FROM inventory.demand WHERE sold + returned > 0"))}
        wanted = {key: units for key, units in self.units.items() if any(units)}
        for key in found.keys() | wanted.keys():
            if found.get(key) != wanted.get(key):
                self.report.fail(f"demand of {key} is {found.get(key)}, and the ledger says {wanted.get(key)}")
        self.report.count("compared", "demand of a level and day with the ledger", len(wanted))
        out = {(v, l): (float(seconds), since) for v, l, seconds, since in connection.execute(
            "SELECT variant_id, location_id, sum(out_seconds), max(out_since) FROM inventory.demand GROUP BY 1, 2")}
        followed = self.outages.keys() - self.left_out
        for place in followed:
            outage, (seconds, since) = self.outages[place], out.get(place, (0, None))
            if since != outage.since or abs(seconds - outage.seconds) > ROUNDING:
                self.report.fail(f"{place} was sold out for {seconds} s and since {since}, and the ledger says "
                                 f"{outage.seconds} s and {outage.since}")
        self.report.count("compared", "outages with the ledger", len(followed))
        self.report.count("compared", "of them sold out now", sum(self.outages[place].since is not None for place in followed))
