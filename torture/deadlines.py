"""What each cart was told last of its end: a deadline, or that there is none, for it is an order. Nothing
that holds units may expire before, whoever uses the cart.

All times are the server's. That of a ledger row is read while the cart is locked, and so is the end of
a call that changed it: they are the order in which things happened to a cart.
"""

import collections
import datetime

from model import DONE, UNKNOWN

ORDERED = "ordered"


class Deadlines:
    def __init__(self, report):
        self.report = report
        self.last = {}              # cart -> deadline, ORDERED, or None where nobody can tell
        self.told = collections.defaultdict(list)   # cart -> (when, deadline) of calls without a row, latest first

    def hear(self, groups):
        """Takes in what the calls of a round were told. Of a request only the first answer tells when it
        was done, and only if all were heard."""
        for records in groups:
            done = [record for record in records if record.outcome == DONE and record.ended]
            if not done or any(record.outcome == UNKNOWN for record in records):
                continue
            first = min(done, key=lambda record: record.ended)
            deadline = answered_in_silence(first)
            if deadline:
                self.told[first.call.arguments["reference_id"]].append((first.ended, deadline))
        for told in self.told.values():
            told.sort(key=lambda one: one[0], reverse=True)

    def catch_up(self, cart, until=None):
        """To what the cart had been told by then."""
        told = self.told.get(cart)
        while told and (until is None or told[-1][0] < until):
            _, self.last[cart] = told.pop()

    def reserved(self, row, record):
        self.catch_up(row.reference_id, row.recorded_at)
        self.last[row.reference_id] = answered(record, row.reference_id)

    def expired(self, row, record):
        self.catch_up(row.reference_id, row.recorded_at)
        deadline = self.last.get(row.reference_id)
        if deadline == ORDERED:
            self.report.fail(f"a hold of an order expired: {row}")
        elif record and record.call.arguments.get("older_than"):
            return
        elif deadline and row.recorded_at < deadline:
            self.report.fail(f"a hold expired before its deadline {deadline}: {row}")

    def compare(self, connection):
        """With the carts that hold units now: what they hold was reserved in the life that was told of."""
        for cart in self.told:
            self.catch_up(cart)
        carts = connection.execute("SELECT reference_id, expires_at FROM inventory.carts WHERE status = 'active'"
                                   " AND reference_id IN (SELECT reference_id FROM inventory.reservations)").fetchall()
        for cart, expires_at in carts:
            deadline = self.last.get(cart)
            if deadline == ORDERED:
                self.report.fail(f"cart {cart} is to expire at {expires_at}, and was told that it is an order")
            elif deadline and expires_at < deadline:
                self.report.fail(f"cart {cart} is to expire at {expires_at}, and was told {deadline}")
        self.report.count("compared", "deadlines with what was told", len(carts))


class Ages:
    """A client whose sessions have inventory.cart_max_age. Of a cart that it alone uses it is never told a
    deadline later than so long from now, unless a cart of others was ever merged into it: an earlier deadline
    that is told after that may be of a request that is answered again, or of a transaction that is undone."""

    def __init__(self, client, seconds, report):
        self.carts, self.seconds, self.report = f"own {client} ", seconds, report
        self.merged = set()

    def send(self, call):
        """Before a call is made, for nobody may be told that it was done."""
        if call.function == "merge_carts" and self.is_of_others(call.arguments.get("from_reference", "")):
            self.merged.add(call.arguments.get("into_reference"))

    def hear(self, record):
        if not self.seconds or not record.ended:
            return
        latest = record.ended + datetime.timedelta(seconds=self.seconds)
        for cart, deadline in told(record):
            if not deadline or not cart.startswith(self.carts):
                continue
            self.report.count("compared", "deadlines with the longest life")
            if deadline > latest and cart not in self.merged:
                self.report.fail(f"{record.call} was told {deadline}, later than {self.seconds} s after {record.ended}")

    def is_of_others(self, cart):
        return not cart.startswith(self.carts) or cart in self.merged


def told(record):
    """The carts whose deadline an answer tells, with it."""
    call, arguments = record.call, record.call.arguments
    if call.function == "touch_cart":
        return [(arguments["reference_id"], record.answer[0]["touch_cart"])]
    ids = arguments.get("reference_ids")
    return [(ids[row["ordinal"] - 1] if ids else arguments.get("reference_id"), row["expires_at"])
            for row in record.answer if "expires_at" in row and (ids or "reference_id" in arguments)]


def answered_in_silence(record):
    """The end that a call told of without a row in the ledger, if it locked the cart. A confirm that finds
    an order does not; with an order_id of its own it is refused then."""
    call = record.call
    if call.function == "touch_cart":
        return record.answer[0]["touch_cart"]
    if call.function == "confirm_cart" and call.arguments["order_id"]:
        return ORDERED
    return None


def answered(record, reference):
    """The end that a call which reserved was told, None where nobody was told anything."""
    if record and record.call.function == "confirm_cart":   # it took the lines of a cart again
        return ORDERED
    if not record or not record.answer or record.outcome != DONE:
        return None
    answer = record.answer
    if record.call.function == "reserve_batch":
        ids = record.call.arguments["reference_ids"]
        answer = [row for row in answer if row["status"] == "reserved" and ids[row["ordinal"] - 1] == reference]
    if not answer or "expires_at" not in answer[-1]:
        return None
    return answer[-1]["expires_at"] or ORDERED
