"""Who reads the feed, and who collects it: clients beside those of the plan (clients.py).

A mirror reads changes and keeps what it read, as a search engine does; a teller reads signals and notes them
in the transaction in which it acknowledges, as one does who sends mails. Both are killed and cut off like all
clients, and go on from what they remember. What they come to is compared in feed_checks.py.
"""

import threading
import time

import psycopg

import plan
from session import Session, is_lost

MIRRORS, DESKS = ("mirror 0", "mirror 1"), {"mails": 2, "desk": 1}  # consumers; of signals, with how many tellers
COLLECTORS = 2
FEEDERS = len(MIRRORS) + sum(DESKS.values()) + COLLECTORS

CONSUMERS = "".join(f"SELECT inventory.create_consumer('{mirror}', 'changes');" for mirror in MIRRORS) + "".join(
    f"SELECT inventory.create_consumer('{desk}', 'signals', from_start => true);" for desk in DESKS)


class Feeder(Session):
    """A session that does its step again and again while a round goes on."""

    def __init__(self, name, user, cluster, report):
        super().__init__(user, cluster, report)
        self.number, self.report = name, report     # the number of a client is its name
        self.stopping = threading.Event()
        self.doing = None

    def work(self, turn):
        chance, number = turn.random("feed", self.number), 0
        try:
            while True:
                number += 1
                unit = plan.Unit(f"{turn.number}.{self.number}.{number}", "reading", [])
                plan.add_conditions(unit, chance)
                unit.isolation = plan.ISOLATION[0]
                self.judge.begin(turn, unit)
                self.connect()
                if self.stopping.is_set():
                    break
                self.under_its_conditions(unit, lambda: self.attempt(unit, chance))
                time.sleep(chance.choice((0, 0.01, 0.05, 0.2)))
            while not self.answers():
                self.connect()
            self.doing = None
        except Exception as error:  # the torture's own fault: say it, do not hang the round
            self.report.fail(f"{self.number} ended in {self.doing}: {error!r}")
            raise

    def attempt(self, unit, chance):
        try:
            self.set_limits(unit, "")
            self.vanish_soon()
            self.step(chance)
        except psycopg.Error as error:
            self.failed(error, None)

    def rows(self, sql, *arguments):
        self.doing = sql
        return self.execute(sql, arguments).fetchall()

    def drain(self):
        """Reads all there is, while nothing else goes on."""
        self.connect()
        while self.read_some(1000):
            pass


class Mirror(Feeder):
    def __init__(self, name, cluster, report):
        super().__init__(name, "shop", cluster, report)
        self.variants = {}      # as they were read last
        self.acknowledged = 0   # what it was told that it has; it may have more

    def step(self, chance):
        self.read_some(chance.choice((1, 7, 50, 1000)), chance)

    def read_some(self, most, chance=None):
        """Whether there was anything."""
        rows = self.rows("SELECT * FROM inventory.read_changes(%s, %s)", self.number, most)
        last = self.acknowledged
        for row in rows:
            old = self.variants.get(row["variant_id"])
            if row["seq"] <= last or old and row["seq"] < old["seq"]:
                self.report.fail(f"{self.number} read {row} after {last}, and before it {old}")
            last = row["seq"]
            self.variants[row["variant_id"]] = row
        self.report.count("done", "read_changes (a mirror)")
        self.report.count("compared", "changes with what was acknowledged", len(rows))
        if rows and not (chance and chance.random() < 0.2):     # what is not acknowledged comes again
            self.acknowledge(rows[chance.randrange(len(rows)) if chance and chance.random() < 0.2 else -1]["seq"])
        return bool(rows)

    def acknowledge(self, seq):
        self.unsure = False
        cursor = self.rows("SELECT inventory.acknowledge(%s, %s)", self.number, seq)[0]["acknowledge"]
        if cursor < max(seq, self.acknowledged):
            self.report.fail(f"{self.number} acknowledged {seq} after {self.acknowledged}, and was told {cursor}")
        if not self.unsure:
            self.acknowledged = cursor


class Desk:
    """What the tellers of a consumer were told, and told on: each signal once."""

    def __init__(self, name, report):
        self.name, self.report = name, report
        self.lock = threading.Lock()
        self.told = {}      # seq -> signal, of transactions that were committed
        self.maybe = {}     # of those of which nobody knows

    def tell(self, rows):
        """After a transaction that was committed."""
        with self.lock:
            for row in rows:
                if row["seq"] in self.told:
                    self.report.fail(f"{self.name} is told {row} a second time")
                self.maybe.pop(row["seq"], None)
                self.told[row["seq"]] = row

    def tell_perhaps(self, rows):
        """After one of which nobody knows. What another has told meanwhile was not committed here."""
        with self.lock:
            self.maybe.update((row["seq"], row) for row in rows if row["seq"] not in self.told)


class Teller(Feeder):
    def __init__(self, number, desk, cluster, report):
        super().__init__(f"teller {number} of {desk.name}", "shop", cluster, report)
        self.desk = desk

    def step(self, chance):
        self.read_some(chance.choice((1, 3, 1000)), chance)

    def read_some(self, most, chance=None):
        """Whether there was anything."""
        self.execute("BEGIN")
        rows = self.rows("SELECT * FROM inventory.read_signals(%s, %s)", self.desk.name, most)
        if any(a["seq"] >= b["seq"] for a, b in zip(rows, rows[1:])):
            self.report.fail(f"{self.number} read out of order: {rows}")
        if chance and chance.random() < 0.2:
            rows = rows[:chance.randint(0, len(rows))]
        if rows:
            self.rows("SELECT inventory.acknowledge(%s, %s)", self.desk.name, rows[-1]["seq"])
        if chance and chance.random() < 0.1:
            self.execute("ROLLBACK")
            return False
        self.commit(rows)
        return bool(rows)

    def commit(self, rows):
        self.unsure = False
        self.doing = "COMMIT"
        try:
            self.execute("COMMIT")
        except psycopg.Error as error:
            if is_lost(error):
                self.desk.tell_perhaps(rows)
            raise
        (self.desk.tell_perhaps if self.unsure else self.desk.tell)(rows)
        self.report.count("done", "read_signals (a teller)")


class Collector(Feeder):
    def __init__(self, number, cluster, report):
        super().__init__(f"collector {number}", "postgres", cluster, report)

    def step(self, chance):
        kind = chance.random()
        if kind < 0.03:
            self.rows("SELECT inventory.announce_changes()")
        elif kind < 0.1:
            self.execute("SELECT set_config('inventory.actor', 'worker', false)")   # in whose name it expires
            self.rows("SELECT inventory.maintain()")
        elif kind < 0.25:
            self.execute("BEGIN")
            self.collect(chance)
            time.sleep(chance.choice((0, 0.02)))
            self.execute(chance.choice(("COMMIT", "ROLLBACK")))
        else:
            self.collect(chance)

    def collect(self, chance):
        row, = self.rows("SELECT * FROM inventory.collect_changes(%s)", chance.choice((None, None, 1, 3, 50, 1000)))
        self.report.count("done", "collect_changes (a collector)")
        self.report.count("collected", "rows of the ledger", row["transactions"])
        self.report.count("collected", "variants announced", row["variants"])
        self.report.count("collected", "signals", row["signals"])


class Feeders:
    def __init__(self, cluster, report):
        self.mirrors = [Mirror(name, cluster, report) for name in MIRRORS]
        self.desks = [Desk(name, report) for name in DESKS]
        self.tellers = [Teller(n, desk, cluster, report) for desk in self.desks for n in range(DESKS[desk.name])]
        self.collectors = [Collector(n, cluster, report) for n in range(COLLECTORS)]

    def all(self):
        return [*self.mirrors, *self.tellers, *self.collectors]
