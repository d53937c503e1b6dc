"""The scenarios that pgbench alone can play: who calls what, against which levels, from how many
clients. Each runs its contestants alternately, A B C A B C, in one database made for it.

Not here: the end of a sale (sale.py), what runs beside a load (upkeep.py), a large shop (growth.py).
"""

import dataclasses
import time

from load import CALLS, pgbench
from results import Results
from server import LEVELS, PLAIN, SOLD_OUT, STRIPED, Server, Unavailable


@dataclasses.dataclass(frozen=True)
class Scale:
    """How much of everything: a full run, or a quick one."""

    quick: bool
    seconds: int
    rounds: int
    sales: int
    worker_seconds: int
    expiry_holds: int
    foreground_seconds: int
    growth_levels: int
    growth_holds: int
    growth_rows: int
    wal_gigabytes: int


FULL = Scale(quick=False, seconds=5, rounds=3, sales=11, worker_seconds=10, expiry_holds=1_000_000,
             foreground_seconds=12, growth_levels=1_000_000, growth_holds=1_000_000, growth_rows=10_000_000, wal_gigabytes=8)
QUICK = Scale(quick=True, seconds=1, rounds=2, sales=3, worker_seconds=10, expiry_holds=100_000,
              foreground_seconds=3, growth_levels=50_000, growth_holds=50_000, growth_rows=500_000, wal_gigabytes=1)


STRIPES = 128  # of a hot level: as many as the worker makes where there is plenty

HURRY = 180  # seconds after which a quick run has one round of each, so as to end soon
QUIET = 0.15  # the part of the processors' time that others may take


@dataclasses.dataclass(frozen=True)
class Contestant:
    name: str
    call: str
    clients: int
    low: int = 1
    high: int = LEVELS
    label: str = ""  # else the call's
    pick: str = "pick_uniform"
    lines: int = 1
    database: str = ""  # else the scenario's


class Bench:
    def __init__(self, server: Server, scale: Scale, results: Results):
        self.server, self.scale, self.results = server, scale, results
        self.began = time.monotonic()

    def elapsed(self):
        return time.monotonic() - self.began

    def say(self, text):
        print(f"[{self.elapsed():5.0f} s] {text}", flush=True)

    def run(self, database, contestant, seconds=None):
        """One run. In a full run, one that other programs disturbed is done again, twice at most."""
        tries = 1 if self.scale.quick or seconds else 3
        for left in range(tries - 1, -1, -1):
            run = pgbench(self.server, contestant.database or database, CALLS[contestant.call],
                          clients=contestant.clients, seconds=seconds or self.scale.seconds, pick=contestant.pick,
                          lines=contestant.lines, variables={"low": contestant.low, "high": contestant.high})
            if run.noise <= QUIET or left == 0:
                return run
            self.say(f"{contestant.name}: other programs took {run.noise:.0%} of the processors' time, once more")
        raise AssertionError("not reached")

    def compare(self, scenario, database, contestants, slow=False, per_call=False, unit="reserves/s"):
        """Runs the contestants alternately and records them."""
        runs = {contestant: [] for contestant in contestants}
        rounds = 1 if self.scale.quick and self.elapsed() > HURRY else self.scale.rounds
        for number in range(rounds):
            self.say(f"{scenario}: round {number + 1} of {rounds}")
            with self.server.alone(), self.server.disk(slow):
                for contestant in contestants:
                    runs[contestant].append(self.run(database, contestant))
        for contestant in contestants:
            self.results.add(scenario, contestant.name, contestant.label or CALLS[contestant.call].label,
                             contestant.clients, runs[contestant], contestant.lines if per_call else 1, unit)

    def finish(self, scenario, *databases):
        """Counts what is wrong in the scenario's databases, and drops them."""
        for database in databases:
            problems = self.server.check(database)
            self.results.facts["problems"] = self.results.facts.get("problems", 0) + problems
            if problems:
                self.results.note(scenario, f"{problems} problems: verify_inventory() or an oversold level")
            self.server.drop(database)

    def stripe(self, scenario, database, variant, stripes=STRIPES):
        """True if the level is striped now."""
        try:
            self.server.stripe(database, variant, stripes)
            return True
        except Unavailable as what:
            self.results.note(scenario, f"not available in this version: {what}")
            return False


def unrelated(bench):
    """Unrelated SKUs."""
    bench.server.create("unrelated")
    everybody = ["ours", "bare", "rows", "conditional", "for_update", "application", "select_1"]
    for clients in (16, 64) if bench.scale.quick else (1, 16, 64):
        calls = everybody if clients == 16 else everybody[:4]
        if bench.scale.quick:
            calls = [call for call in calls if call != "select_1" and (clients == 16 or call != "bare")]
        bench.compare("unrelated", "unrelated", [Contestant(call, call, clients) for call in calls])
    for clients in (16,) if bench.scale.quick else (1, 16, 64):
        bench.compare("unrelated, request_id", "unrelated",
                      [Contestant(call, call, clients) for call in ("ours_request", "rows_request")])
    bench.finish("unrelated", "unrelated")


def hot(bench):
    """One hot SKU, with the disk as it is and with a slow one."""
    for slow in (False, True):
        scenario = "hot, slow disk" if slow else "hot"
        bench.server.create("hot")
        striped = bench.stripe(scenario, "hot", STRIPED)
        for clients in (16, 64, 128):
            contestants = []
            if striped:
                contestants.append(Contestant("striped", "ours_try", clients, STRIPED, STRIPED, f"ours, {STRIPES} stripes"))
            if clients > 16 and not (bench.scale.quick and slow):
                contestants.append(Contestant("unrelated", "ours_try", clients, label="ours, unrelated SKUs"))
            if clients == 64 or not bench.scale.quick:
                contestants.append(Contestant("plain", "ours_try", clients, PLAIN, PLAIN, "ours, one row"))
                contestants += [Contestant(call, call, clients, PLAIN, PLAIN)
                                for call in ("conditional", "for_update", "application")
                                if not (bench.scale.quick and call == "for_update")]
            if contestants and not (bench.scale.quick and (clients == 16 or slow and clients == 128)):
                bench.compare(scenario, "hot", contestants, slow)
        bench.finish(scenario, "hot")


def worker(bench):
    """One hot SKU that the worker stripes; the clock starts with the load."""
    bench.server.create("worker")
    bench.server.create("by_hand")
    bench.server.enable_worker("worker")
    if not bench.stripe("worker, after 10 s", "by_hand", STRIPED):
        bench.finish("worker", "worker", "by_hand")
        return
    found = Contestant("worker", "ours_try", 64, PLAIN, PLAIN, "striped by the worker")
    by_hand = Contestant("by_hand", "ours_try", 64, STRIPED, STRIPED, "striped by hand", database="by_hand")
    with bench.server.alone():
        bench.say("worker: the first 10 s, one row at the start")
        first = bench.run("worker", found, bench.scale.worker_seconds)
    bench.results.add("worker, first 10 s", "worker", found.label, 64, [first])
    made = bench.server.stripes("worker", PLAIN)
    bench.results.facts["worker_stripes"] = made
    bench.results.note("worker, after 10 s", f"stripes after 10 s: {made}")
    bench.compare("worker, after 10 s", "worker", [found, by_hand])
    bench.finish("worker", "worker", "by_hand")


def zipf(bench):
    """SKUs of which few are sold often."""
    bench.server.create("zipf")
    bench.server.create("zipf_worker")  # the worker's way needs its own: it stripes what is hot
    bench.server.enable_worker("zipf_worker")
    calls = ("ours", "conditional") if bench.scale.quick else ("ours", "rows", "conditional", "for_update", "application")
    contestants = [Contestant(call, call, 64, pick="pick_zipf") for call in calls]
    contestants.append(Contestant("ours_worker", "ours", 64, label="reserve_inventory, worker on",
                                  pick="pick_zipf", database="zipf_worker"))
    bench.compare("zipf", "zipf", contestants)
    bench.finish("zipf", "zipf", "zipf_worker")


def sold_out(bench):
    """Nothing left: the refusal must be cheap, and leave no WAL."""
    bench.server.create("sold_out")
    bench.compare("sold out", "sold_out", [
        Contestant("ours", "ours_try", 16, SOLD_OUT, SOLD_OUT),
        Contestant("select_1", "select_1", 16),
        Contestant("conditional", "conditional", 16, SOLD_OUT, SOLD_OUT)], unit="calls/s")
    call = f"SELECT * FROM inventory.try_reserve_inventory('{SOLD_OUT}', 'main', 1, 'late')"
    with bench.server.connect("sold_out") as connection:
        position = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
        connection.execute(call)
        # whatever else the server writes meanwhile does not come every time
        written = []
        for _ in range(5):
            before = connection.execute(position).fetchone()[0]
            for _ in range(1000):
                connection.execute(call)
            written.append(int(connection.execute(position).fetchone()[0] - before))
    bench.results.facts["refusal_wal_bytes"] = min(written)
    bench.results.note("sold out", f"WAL of 1,000 refusals in one session: {min(written)} bytes")
    bench.finish("sold out", "sold_out")


def carts(bench):
    """Carts of five lines in random order, of 1,000 SKUs."""
    bench.server.create("carts")
    bench.compare("carts of 5", "carts", [
        Contestant(call, call, 16, high=1000, pick="pick_cart", lines=5)
        for call in ("ours_cart", "conditional_cart_sorted", "conditional_cart")[:2 if bench.scale.quick else 3]], unit="carts/s")
    bench.finish("carts of 5", "carts")


def batches(bench):
    """Many carts in one call, from one client."""
    bench.server.create("batches")
    for lines in (1000,) if bench.scale.quick else (1, 10, 100, 1000):
        bench.compare(f"batch of {lines}", "batches", [
            Contestant(call, call, 1, pick="pick_batch", lines=lines) for call in ("ours_batch", "conditional_batch")],
            per_call=True, unit="lines/s")
    bench.finish("batches", "batches")


class OpenTransaction:
    """A transaction that stays open from the beginning of the whole run, in a database of its own: its
    snapshot keeps everything there from being cleaned up. With a transaction id, which it has none of,
    it would do so in all databases, and slow all scenarios down."""

    def __init__(self, server):
        self.server = server
        server.create("held_open")
        self.connection = server.connect("held_open")
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self.connection.execute("SELECT")
        self.began = time.monotonic()

    def age(self):
        return time.monotonic() - self.began


def open_transaction(bench, held):
    """A hot SKU beside a transaction that has been open for long."""
    scenario = "open transaction"
    bench.server.create("nothing_open")
    missing = 0 if bench.scale.quick else 600 - held.age()
    if missing > 0:
        bench.say(f"{scenario}: waiting until it is ten minutes old")
        time.sleep(missing)
    age = held.age()
    bench.results.note(scenario, f"the transaction was open for {age:.0f} s when this began")
    bench.results.facts["open_transaction_age"] = round(age)
    contestants = [Contestant("plain", "ours_try", 64, PLAIN, PLAIN, "ours, one row"),
                   Contestant("plain_alone", "ours_try", 64, PLAIN, PLAIN, "the same, nothing open", database="nothing_open")]
    if not bench.scale.quick:
        contestants += [Contestant("conditional", "conditional", 64, PLAIN, PLAIN),
                        Contestant("conditional_alone", "conditional", 64, PLAIN, PLAIN, "the same, nothing open",
                                   database="nothing_open")]
    if all([bench.stripe(scenario, database, STRIPED) for database in ("held_open", "nothing_open")]):
        contestants += [Contestant("striped", "ours_try", 64, STRIPED, STRIPED, f"ours, {STRIPES} stripes"),
                        Contestant("striped_alone", "ours_try", 64, STRIPED, STRIPED, "the same, nothing open",
                                   database="nothing_open")]
    bench.compare(scenario, "held_open", contestants)
    held.connection.close()
    bench.finish(scenario, "held_open", "nothing_open")
