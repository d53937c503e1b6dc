"""What is on its way, by the ledger: what each supply still expects, and what became of a transfer's units.

A transfer's id says where it comes from and goes to; once its lines were received and deleted it may be
shipped again, and begins anew.
"""

import collections

PARTS = "shipped", "received", "lost", "returned"


class Supplies:
    def __init__(self, report):
        self.report = report
        self.outstanding = collections.Counter()    # (supply, variant, location) -> units
        self.received = collections.Counter()       # of orders, the same
        self.transfers = {}                         # (transfer, variant) -> units of each of PARTS
        self.after = {}                             # (tag, line) -> outstanding after the last row of a call

    def begin(self):
        self.after.clear()

    def add(self, row):
        line = row.supply_id, row.variant_id, row.location_id
        if row.supply_id.startswith("transfer"):
            self.add_to_transfer(row, line)
        elif row.type == "receive":
            self.received[line] += row.on_hand_delta
        if not row.incoming_delta:
            return
        self.outstanding[line] += row.incoming_delta
        self.after[row.actor, line] = self.outstanding[line]
        if self.outstanding[line] < 0:
            self.report.fail(f"{line} expects less than nothing: {row}")

    def add_to_transfer(self, row, line):
        _, here, there, _ = row.supply_id.split()
        if row.type == "transfer_out":
            self.check_arrived(row, there)
            self.transfers[line[:2]] = dict.fromkeys(PARTS, 0)
        moved = self.transfers.get(line[:2])
        if moved is None or row.location_id not in (here, there):
            self.report.fail(f"a transfer that was not shipped: {row}")
            return
        if row.type == "transfer_in":
            moved["returned" if row.location_id == here else "received"] += row.on_hand_delta
        moved["shipped"] -= row.on_hand_delta if row.type == "transfer_out" else 0
        moved["lost"] -= row.incoming_delta if row.type == "damage" else 0

    def check_arrived(self, row, there):
        """Nothing of it is on its way when an id is used again."""
        if self.outstanding[row.supply_id, row.variant_id, there]:
            self.report.fail(f"{row.supply_id} was shipped twice: {row}")

    def problem(self, record, rows):
        """Whether what an answer says is outstanding is what the ledger comes to."""
        if not rows:
            return None
        for answer in record.answer:
            line = record.call.arguments["supply_id"], answer["variant_id"], answer["location_id"]
            told = answer["outstanding"] if "outstanding" in answer else answer["quantity"] - answer["received"]
            found = self.after.get((rows[0].actor, line), told)
            if found != told:
                return f"{found} of {line} outstanding instead of {told}"
        return None

    def compare(self, connection):
        rows = connection.execute("SELECT supply_id, variant_id, location_id, quantity, received, shipped, lost, returned FROM inventory.supplies").fetchall()
        found = {tuple(row[:3]): row[3:] for row in rows}
        for line in found.keys() | self.outstanding.keys():
            quantity, received, *_ = found.get(line, (0, 0))
            if quantity - received != self.outstanding[line]:
                self.report.fail(f"{line} expects {quantity - received}, and the ledger says {self.outstanding[line]}")
        for line, (quantity, received, *parts) in found.items():
            wanted = self.transfers.get(line[:2])
            if not line[0].startswith("transfer"):
                if received != self.received[line]:
                    self.report.fail(f"of {line} came {received}, and the ledger says {self.received[line]}")
            elif wanted != dict(zip(PARTS, (parts[0], received, *parts[1:]))):
                self.report.fail(f"{line} is {quantity, received, parts}, and the ledger says {wanted}")
        for (transfer, variant), moved in self.transfers.items():
            on_the_road = self.outstanding[transfer, variant, transfer.split()[2]]
            if moved["shipped"] != moved["received"] + moved["lost"] + moved["returned"] + on_the_road:
                self.report.fail(f"{transfer}, {variant} does not add up: {moved}, {on_the_road} on the road")
        self.outstanding = +self.outstanding
        self.report.count("compared", "supplies with the ledger", len(found))
