"""After every round, with all clients at rest: the ledger, the levels, the holds and the carts against
what the clients were told, and against each other. Nothing of the extension is used for it but where
its own answers are compared too.
"""

import collections
import time

from psycopg.rows import namedtuple_row

import effects
import rules
from feed_checks import FeedChecks
from ledger import Ledger
from model import DONE, UNDONE, UNKNOWN, settled_answer


class Checks:
    def __init__(self, cluster, model, feeders, report):
        self.cluster, self.model, self.report = cluster, model, report
        self.ledger = Ledger(report)
        self.feed = FeedChecks(cluster, feeders, report)
        self.status = {}    # cart of one client -> what its state may be
        self.read_until = {}

    def fail(self, what):
        self.report.fail(what)

    def run(self, turn):
        self.wait_for_sessions()
        self.wait_for_the_sweep()
        with self.cluster.connect() as connection:
            self.feed.collect(connection)
            rows = connection.cursor(row_factory=namedtuple_row).execute(
                "SELECT * FROM inventory.transactions WHERE transaction_id > %s ORDER BY transaction_id", (self.ledger.last_id,)).fetchall()
            marks = {mark for mark, in connection.execute("SELECT mark FROM public.marks")}
            for problem in self.model.resolve(marks):
                self.fail(problem)
            self.ledger.read(rows, self.model)
            self.check_calls(rows)
            self.ledger.compare(connection)
            self.check_carts(connection)
            rules.check(connection, self.report)
            self.feed.check(connection, rows)
            connection.execute("COMMIT")
            self.feed.check_readers(connection, self.places_changed())
            connection.execute("TRUNCATE public.marks")
        self.check_logs(turn)
        self.model.checked_until = self.ledger.may_be_dropped()
        self.model.forget()

    def places_changed(self):
        """Whether a place began or ceased to sell in the round, by a call that may have been done."""
        return any(record.outcome != UNDONE and (record.call.function == "delete_location" or record.call.arguments.get("status"))
                   for record in self.model.records.values())

    def wait_for_sessions(self):
        """Sessions whose client has gone end as soon as the server has noticed."""
        deadline = time.monotonic() + 60
        while busy := self.cluster.rows("SELECT to_json(s) FROM pg_stat_activity AS s WHERE backend_type = 'client backend'"
                                        " AND state <> 'idle' AND pid <> pg_backend_pid()"):
            if time.monotonic() > deadline:
                self.fail(f"sessions without a client are still busy after 60 s: {busy}")
                return
            time.sleep(0.05)

    def wait_for_the_sweep(self):
        """The worker comes back after every fault and leaves no overdue cart."""
        deadline = time.monotonic() + 30
        while True:
            overdue = self.cluster.rows(
                "SELECT count(*) FROM inventory.carts WHERE status = 'active' AND expires_at < clock_timestamp() - interval '0.5 s'")[0][0]
            if not overdue:
                return
            if time.monotonic() > deadline:
                self.fail(f"{overdue} overdue carts are not expired after 30 s")
                return
            time.sleep(0.1)

    # ---- what was told ----------------------------------------------------------------------

    def check_calls(self, rows):
        by_tag = collections.defaultdict(list)
        for row in rows:
            by_tag[row.actor].append(row)
        for tag in by_tag:
            if tag not in self.model.records and tag not in ("worker", "setup"):
                self.fail(f"the ledger has rows of {tag}, which nobody called: {by_tag[tag]}")
        for tag, record in self.model.records.items():
            if record.outcome == UNDONE and tag in by_tag:
                self.fail(f"{record.call} was not done, but it is in the ledger: {by_tag[tag]}")
        for records in self.model.groups().values():
            self.check_group(records, [row for record in records for row in by_tag[record.call.tag]])
        self.report.count("compared", "calls with the ledger", len(self.model.records))
        self.report.count("compared", "transactions with their marks", len(self.model.transactions))

    def check_group(self, records, rows):
        """One call, however often it was sent: its effects are there once, or, if nobody was told that
        it was done, once or not at all."""
        found = effects.changes(rows)
        policies = effects.policy_problem(records[0].call, rows)
        if policies:
            self.fail(f"{records[0].call}: {policies}")
        settled, wrong = settled_answer(records)
        if settled:
            wrong = wrong or effects.problem(settled.call, settled.answer, found)
            wrong = wrong or self.ledger.problem(settled, rows)
        elif any(record.outcome == UNKNOWN for record in records):
            self.report.count("unknown", "settled: done" if found else "settled: not done")
            wrong = found and effects.problem(records[0].call, None, found)
        elif found:
            wrong = "it was not done"
        if wrong:
            self.fail(f"{records[0].call}, {[(r.call.tag, r.outcome, r.answer) for r in records]}: {wrong}, and found {found}")

    # ---- carts ------------------------------------------------------------------------------

    def check_carts(self, connection):
        """The carts that one client alone uses are in the state that its last call left."""
        for record in self.model.records.values():
            self.follow(record)
        carts = dict(connection.execute("SELECT reference_id, status::text FROM inventory.carts").fetchall())
        for reference, allowed in self.status.items():
            if carts.get(reference) not in allowed:
                self.fail(f"cart {reference} is {carts.get(reference)}, and should be one of {allowed}")
        self.report.count("compared", "carts with their last call", len(self.status))

    def follow(self, record):
        arguments = record.call.arguments
        names = ("reference_id", "from_reference", "into_reference")
        references = arguments.get("reference_ids") or [arguments[name] for name in names if name in arguments] or [None]
        if record.outcome == UNDONE:
            return
        for reference in references:
            self.status.pop(reference, None)
        if record.outcome == DONE and references[0] and references[0].startswith("own") and not references[0].startswith("own all"):
            allowed = state_after(record)
            if allowed:
                self.status[references[0]] = allowed

    # ---- logs -------------------------------------------------------------------------------

    def check_logs(self, turn):
        for node in self.cluster.nodes:
            if node.log.exists():
                with open(node.log, errors="replace") as file:
                    file.seek(self.read_until.get(node.name, 0))
                    lines = file.readlines()
                    self.read_until[node.name] = file.tell()
                for problem in rules.log_problems(lines, turn):
                    self.fail(f"{node.name}: {problem}")
                self.report.count("compared", "lines of server logs", len(lines))


def state_after(record):
    """Closed carts are removed after a while."""
    function, answer = record.call.function, record.answer
    if function == "confirm_cart":
        return {"ordered", "completed", None}
    if function == "fulfill_cart" and not record.call.arguments.get("location_id"):
        return {"completed", None}
    if function == "release_cart" and answer[0]["release_cart"]:
        return {"cancelled", "completed", None}
    if function == "merge_carts":
        return {"cancelled", None}
    return None
