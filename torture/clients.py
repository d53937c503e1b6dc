"""A client: does one unit of the plan after the other in its session (session.py), and tells the model
what it was told. What a unit is made of is in plan.py and calls.py.
"""

import copy
import threading
import time

import psycopg

import calls
import effects
from deadlines import Ages
from model import DONE, UNDONE, UNKNOWN
from session import Lost, Session, is_lost

REMEMBERED = 50


def other_argument(arguments):
    """What makes another call of these."""
    for name in ("variant_id", "reference_id", "from_reference", "transfer_id", "supply_id"):
        if name in arguments:
            return {name: "something else"}
    if "reference_ids" in arguments:
        return {"reference_ids": ["something else"]}
    return {"all_or_nothing": not arguments["all_or_nothing"]}


class Client(Session):
    def __init__(self, number, cluster, model, report):
        age = calls.max_age(number)
        super().__init__("postgres" if calls.is_owner(number) else "shop", cluster, report,
                         f"-c inventory.cart_max_age={age}s" if age else "")
        self.number, self.model, self.report = number, model, report
        self.ages = Ages(number, age, report)
        self.remembered = []    # calls with a request_id that were answered, oldest first
        self.stopping = threading.Event()
        self.doing = None

    # ---- a round ----------------------------------------------------------------------------

    def work(self, turn, plan):
        try:
            for unit in plan:
                self.judge.begin(turn, unit)
                self.connect()
                if self.stopping.is_set():
                    break
                self.perform(unit)
            while not self.answers():
                self.connect()
            self.doing = None
        except Exception as error:  # the torture's own fault: say it, do not hang the round
            self.report.fail(f"client {self.number} ended in {self.doing}: {error!r}")
            raise

    def perform(self, unit):
        self.doing = f"{unit.name} ({unit.shape})"
        self.report.count("shapes", unit.shape)
        self.under_its_conditions(unit, lambda: getattr(self, f"do_{unit.shape}")(unit))

    # ---- one call ---------------------------------------------------------------------------

    def call(self, call, transaction=None):
        """Makes the call and records what came of it. Returns the record, or raises the server's error."""
        self.execute("SELECT set_config('inventory.actor', %s, false)", (call.tag,))
        values = call.values()
        if call.function == "drop_transactions_before":
            values["before"] = self.model.checked_until or "1970-01-01"
        record = self.model.sent(call, transaction)
        self.ages.send(call)
        if not transaction:
            self.vanish_soon()
        try:
            cursor = self.execute(call.statement(), values)
            record.answer = [{"rows": cursor.rowcount}] if call.sql else cursor.fetchall()
            for row in [] if call.sql else record.answer:
                record.ended = row.pop("call_ended")
            self.ages.hear(record)
        except psycopg.Error as error:
            # a call that raised did nothing; one in a transaction has not done anything yet
            record.outcome = UNKNOWN if is_lost(error) and not transaction else UNDONE
            raise
        record.outcome = UNKNOWN if self.unsure else DONE
        self.report.count("done", call.function)
        if effects.is_refusal(call, record.answer):
            self.report.count("errors", f"{call.function}: {refusal(record.answer)} (an answer)")
        self.judge.answered(call, record)
        return record

    def attempt(self, call, transaction=None):
        """The same, but an error is judged, and answered with None. Raises Lost."""
        try:
            return self.call(call, transaction)
        except psycopg.Error as error:
            self.failed(error, call)
            if is_lost(error):
                self.report.count("unknown", "interrupted: a call")
                raise Lost from error
            return None

    # ---- the shapes -------------------------------------------------------------------------

    def do_plain(self, unit):
        return self.conditioned(unit, unit.calls[0])

    def conditioned(self, unit, call):
        """A call without a transaction block, under the unit's conditions."""
        try:
            if unit.isolation != self.isolation:
                self.execute(f"SET default_transaction_isolation = '{unit.isolation.lower()}'")
                self.isolation = unit.isolation
            self.set_limits(unit, "")
        except psycopg.Error as error:
            self.failed(error, None)
            if is_lost(error):
                raise Lost from error
            return None
        return self.attempt(call)

    def do_repeated(self, unit):
        """The same request again and again: after an answer, after a refusal, after a lost connection."""
        call = unit.calls[0]
        for number in range(3):
            try:
                record = self.do_plain(unit) if number == 0 else self.attempt(again(call, f"{call.tag}r{number}"))
            except Lost:
                self.connect()  # at once: the server may still be at the first
                continue
            if record and record.outcome == DONE and not effects.is_refusal(call, record.answer):
                self.remember(call, record.answer)

    def do_misused(self, unit):
        """The request_id of an answered call with other arguments is an error."""
        call = unit.calls[0]
        record = self.do_plain(unit)
        if record is None or record.outcome != DONE or effects.is_refusal(call, record.answer):
            return
        other = again(call, call.tag + "m")
        other.must, other.request = "IV009", call.request
        other.arguments = {**call.arguments, **other_argument(call.arguments)}
        self.attempt(other)

    def do_again(self, unit):
        """A request of an earlier time, perhaps of another server: the same answer, and nothing changes."""
        if not self.remembered:
            return
        old, answer = self.remembered[unit.choice % len(self.remembered)]
        record = self.conditioned(unit, Again(f"{unit.name}.a", old))
        if record and record.answer != answer:
            self.report.fail(f"{old} was answered {answer}, and now {record.answer}")

    def remember(self, call, answer):
        if not any(old.request == call.request for old, _ in self.remembered):
            self.remembered = self.remembered[-REMEMBERED:] + [(call, answer)]

    def do_marked(self, unit):
        self.transaction(unit, lambda: self.end(unit, "COMMIT"))

    do_several = do_marked

    def do_rollback(self, unit):
        self.transaction(unit, lambda: self.execute("ROLLBACK"))

    def do_savepoint(self, unit):
        """The first call is undone, those after it are not."""
        def body():
            self.execute("SAVEPOINT torture")
            record = self.attempt(unit.calls[0], unit.name)
            self.execute("ROLLBACK TO SAVEPOINT torture")
            if record:
                record.outcome, record.transaction = UNDONE, None
            self.all_calls(unit, unit.calls[1:])
            self.end(unit, "COMMIT")
        self.transaction(unit, None, body)

    def transaction(self, unit, end, body=None):
        """A transaction with a mark that is there if and only if it was committed."""
        self.model.open_transaction(unit.name)
        try:
            self.execute(f"BEGIN ISOLATION LEVEL {unit.isolation}")
            self.set_limits(unit, "LOCAL")
            self.execute("INSERT INTO public.marks VALUES (%s)", (unit.name,))
            if body:
                body()
            else:
                self.all_calls(unit, unit.calls)
                time.sleep(unit.pause)
                end()
        except psycopg.Error as error:
            self.failed(error, None)

    def all_calls(self, unit, chosen):
        for call in chosen:
            if not unit.guarded:
                self.call_or_abort(unit, call)
                continue
            self.execute("SAVEPOINT guard")
            if self.attempt(call, unit.name) is None:
                self.execute("ROLLBACK TO SAVEPOINT guard")
            else:
                self.execute("RELEASE SAVEPOINT guard")

    def call_or_abort(self, unit, call):
        if self.attempt(call, unit.name) is None:
            raise Lost  # settle() rolls back

    def end(self, unit, sql):
        """COMMIT or PREPARE TRANSACTION: what it was told is what happened, unless it was told nothing."""
        self.model.set_transaction(unit.name, UNKNOWN)
        self.vanish_soon()
        try:
            told = self.execute(sql).statusmessage
            if not sql.startswith(told):
                self.report.fail(f"{sql} was answered {told}")
        except psycopg.Error as error:
            self.failed(error, None)
            if is_lost(error):
                self.report.count("unknown", f"interrupted: {sql.split()[0]}")
            else:
                self.model.set_transaction(unit.name, UNDONE)
            return False
        if self.unsure:
            return True
        self.model.set_transaction(unit.name, DONE)
        return True

    # ---- two-phase commit -------------------------------------------------------------------

    def do_prepared(self, unit):
        prepared = []
        self.transaction(unit, lambda: prepared.append(self.end(unit, f"PREPARE TRANSACTION '{unit.name}'")))
        if not prepared:
            return
        sure = prepared[0] and not self.unsure
        if not prepared[0] and self.is_connected():
            return
        self.model.set_transaction(unit.name, UNKNOWN)
        time.sleep(unit.pause)
        self.finish(unit, sure)

    def finish(self, unit, sure):
        """Commits or rolls back what was prepared, however often the server goes away meanwhile."""
        tried = False
        while True:
            self.wait_for_orphan()
            self.connect()
            try:
                there = self.execute("SELECT FROM pg_prepared_xacts WHERE gid = %s", (unit.name,)).rowcount
                if not there:
                    break
                tried = True
                self.unsure = False
                self.execute(f"{'COMMIT' if unit.commit else 'ROLLBACK'} PREPARED '{unit.name}'")
                if not self.unsure:
                    self.model.set_transaction(unit.name, DONE if unit.commit else UNDONE)
                return
            except psycopg.Error as error:
                self.failed(error, None)
                time.sleep(0.05)
        if sure and not tried:
            self.report.fail(f"the prepared transaction {unit.name} is gone")
        if sure and tried:
            self.model.set_transaction(unit.name, DONE if unit.commit else UNDONE)


class Again:
    """A call whose effects were checked in an earlier round: it must not have any now."""
    function, request, must, sql = "repeated request", None, None, None

    def __init__(self, tag, original):
        self.tag, self.original = tag, original
        self.arguments = {}
        self.statement, self.values = original.statement, original.values

    def errors(self):
        return ()

    def __str__(self):
        return f"{self.tag} again {self.original}"


def again(call, tag):
    other = copy.copy(call)
    other.tag = tag
    return other


def refusal(answer):
    return next(row["status"] for row in answer if row["status"] not in ("reserved", "available"))
