"""Which errors a client may be given, and when: those that the documentation names for the call, those
of its own conditions (isolation, limits, cancels), and those of the fault of the round.
"""

import collections
import json
import time

# faults that end connections
DISRUPTIVE = {"kill_backend", "kill_worker", "kill_postmaster", "immediate_stop", "failover", "out_of_connections",
              "terminate", "wal_full"}

AWAY = {"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006"}

CONNECTING = (("53300", ("too many clients", "remaining connection slots")),
              ("57P03", ("starting up", "shutting down", "not yet accepting", "recovery mode", "in recovery")),
              ("08001", ("No such file", "refused", "timeout", "timed out")),
              ("08006", ("closed the connection", "reset by peer", "terminating connection", "Broken pipe", "could not receive",
                         "could not send", "lost synchronization")))


class Judge:
    def __init__(self, report):
        self.report = report
        self.turn = self.unit = None
        self.cancelled_at = 0

    def begin(self, turn, unit):
        self.turn, self.unit = turn, unit

    def cancelled(self):
        self.cancelled_at = time.monotonic()

    def answered(self, call, record):
        if call.must:
            self.report.fail(f"{call} should have raised {call.must}, and answered {record.answer}")
        if call.function == "direct_refused" and record.answer[0]["rows"]:
            self.report.fail(f"{call.sql} was not refused")
        if call.function == "verify_inventory" and record.answer:
            self.report.fail(f"verify_inventory(): {record.answer}")
        if call.function == "plan_cart" and not is_of_lines(record.answer, json.loads(call.arguments["lines"])):
            self.report.fail(f"{call} does not plan its lines: {record.answer}")
        if call.function in ("cart_promises", "promise_cart") and not all(map(is_promise, record.answer)):
            self.report.fail(f"{call} promises what cannot be: {record.answer}")
        if call.function == "available_by_date" and not is_curve(record.answer):
            self.report.fail(f"{call} answered what does not rise: {record.answer}")

        if call.function in ("read_changes", "read_signals") and any(a["seq"] >= b["seq"] for a, b in zip(record.answer, record.answer[1:])):
            self.report.fail(f"{call} answered out of order: {record.answer}")

    def connecting(self, error):
        state = error.sqlstate or guess(str(error))
        self.report.count("errors", f"connecting: {state}")
        if state not in AWAY | {"53300"} or self.turn.fault not in DISRUPTIVE:
            self.report.fail(f"connecting: {state} {error}")

    def error(self, error, call):
        state = error.sqlstate or guess(str(error))
        name = call.function if call else "statement"
        self.report.count("errors", f"{name}: {state}" if state.startswith("IV") or state in ("22023", "42704") else state)
        if state not in self.allowed(call) and not (self.turn.fault in DISRUPTIVE and is_of_workers(str(error))):
            self.report.fail(f"{state} {str(error).strip()} in {call or self.unit.shape} ({self.unit.isolation})")

    def allowed(self, call):
        if call and call.must:
            result = set(call.must.split())
        else:
            result = set(call.errors()) if call else set()
        unit = self.unit
        if unit.isolation != "READ COMMITTED":
            result.add("40001")
        if self.turn.several:
            result.add("40P01")
        if unit.statement_timeout or time.monotonic() - self.cancelled_at < 5:
            result.add("57014")
        if unit.vanish_after:
            result |= AWAY
        if unit.lock_timeout:
            result.add("55P03")
        if self.turn.fault in DISRUPTIVE:
            result |= AWAY
        if self.turn.fault.endswith("_full"):
            result.add("53100")
        return result


def is_of_lines(answer, lines):
    """Whether a plan has the units of its lines, or says why there is none. Lines with a minimum may be fewer."""
    if any(row["parcel"] is None and row["status"] != "available" for row in answer) or any("minimum" in line for line in lines):
        return True
    wanted, planned = collections.Counter(), collections.Counter()
    for line in lines:
        wanted[line["variant_id"]] += line["quantity"]
    for row in answer:
        planned[row["variant_id"]] += row["quantity"]
    return wanted == planned


def is_promise(row):
    """Some of the units come from stock, and the last ships no earlier than it may."""
    first, last = row["ships_from"], row["ships_by"]
    return 0 <= row["from_stock"] <= row["quantity"] and (first is None or last is None or first <= last)


def is_curve(answer):
    """Whether each place can give more the later it is."""
    return all(a["location_id"] != b["location_id"] or a["available_from"] < b["available_from"]
               and (b["available"] is None or a["available"] is not None and a["available"] < b["available"])
               for a, b in zip(answer, answer[1:]))


def is_of_workers(message):
    """Of a parallel query whose workers went with the server."""
    return "lost connection to parallel worker" in message or "could not attach to" in message


def guess(message):
    """What the code would be; psycopg has none of an error on connecting or of a lost connection."""
    for state, words in CONNECTING:
        if any(word in message for word in words):
            return state
    return message
