"""What the clients were told: every call of the round with its outcome and answer, every transaction,
and what the carts of a single client should be. It knows nothing of how the server does it.
"""

import dataclasses
import datetime
import threading

import effects

DONE, UNDONE, UNKNOWN = "done", "undone", "unknown"


@dataclasses.dataclass
class Record:
    """A call that was sent."""
    call: object
    transaction: str = None     # the mark that is committed with it, where there is one
    outcome: str = UNKNOWN
    answer: list = None
    ended: datetime.datetime = None     # on the server's clock, where it was answered


class Model:
    def __init__(self):
        self.lock = threading.Lock()
        self.records = {}           # tag -> Record, of this round
        self.transactions = {}      # mark -> outcome, of this round
        self.checked_until = None   # ledger rows recorded until then were checked, and may go

    def open_transaction(self, mark):
        with self.lock:
            self.transactions[mark] = UNDONE    # until COMMIT is sent

    def set_transaction(self, mark, outcome):
        with self.lock:
            self.transactions[mark] = outcome

    def sent(self, call, transaction=None):
        record = Record(call, transaction)
        with self.lock:
            self.records[call.tag] = record
        return record

    def resolve(self, present):
        """Settles the transactions of unknown outcome by the marks that are there, and with them their
        calls. Yields what contradicts an acknowledgement."""
        for mark, outcome in self.transactions.items():
            if outcome == UNKNOWN:
                self.transactions[mark] = DONE if mark in present else UNDONE
            elif (outcome == DONE) != (mark in present):
                yield f"transaction {mark} was {outcome}, and its mark is {'there' if mark in present else 'gone'}"
        for mark in present - set(self.transactions):
            yield f"the mark {mark} is there, but nobody made it"
        for record in self.records.values():
            if record.transaction and self.transactions[record.transaction] == UNDONE:
                record.outcome = UNDONE

    def groups(self):
        """The calls that are one call: those with the same request_id, or else each alone."""
        result = {}
        for tag, record in self.records.items():
            result.setdefault(record.call.request or tag, []).append(record)
        return result

    def forget(self):
        self.records.clear()
        self.transactions.clear()


def settled_answer(records):
    """The answer that a group of calls gave when it was done (the last refusal, if it never was), and
    what is wrong with the answers. None: nobody can tell, for a refusal is not remembered, and the
    call that was sent again and got no answer may have been done."""
    done = [r for r in records if r.outcome == DONE]
    served = [r for r in done if not effects.is_refusal(r.call, r.answer)]
    wrong = None
    if records[0].call.request and any(r.answer != served[0].answer for r in served):
        wrong = f"answered {served[0].answer} and then {[r.answer for r in served]}"
    if not served and any(r.outcome == UNKNOWN for r in records):
        return None, wrong
    return (served or done or [None])[-1], wrong
