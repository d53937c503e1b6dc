"""The scenarios of the feed and of products: what collecting costs those who reserve, how long it takes, how
late a change is read, and what a page of products costs.

Not here: how long the core takes to forecast (forecast.cpp), how the others are played (scenarios.py).
"""

import bisect
import collections
import threading
import time

from load import CALLS, Call, Pgbench, percentile
from scenarios import Contestant
from server import LEVELS
from supply import LOOKS, milliseconds

POLL = 0.25  # seconds from one reading to the next
LINES, BATCHES = 100, 100  # of a batch, and how many a second: 10,000 changes
ANNOUNCED = 20_000  # variants
PRODUCTS, SIZES, PAGE = 1000, 5, 50  # with so many variants each, at two places; on a page

CALLS.update({"offered": Call(f"reserve_batch of {LINES}, {BATCHES}/s", "ours_batch", None)})


class Repeated(threading.Thread):
    """A session that does something again and again, at a fixed pace."""

    def __init__(self, server, database, pace, step):
        super().__init__(daemon=True)
        self.server, self.database, self.pace, self.step = server, database, pace, step
        self.ending = threading.Event()
        self.error = None

    def run(self):
        try:
            with self.server.connect(self.database) as connection:
                due = time.monotonic()
                while not self.ending.wait(max(0, due - time.monotonic())):
                    due = max(due + self.pace, time.monotonic())
                    self.step(connection)
        except Exception as error:  # told by the caller, not lost with the thread
            self.error = error

    def finish(self):
        self.ending.set()
        self.join()
        if self.error:
            raise self.error


def collected(bench):
    """Unrelated SKUs with a collector every second, against a database in which nobody collects."""
    for database in ("collected", "uncollected"):
        bench.server.create(database)
    bench.server.rows("collected", "SELECT inventory.collect_changes()")
    collector = Repeated(bench.server, "collected", 1, lambda connection: connection.execute("SELECT inventory.collect_changes()"))
    collector.start()
    bench.compare("collected", "uncollected", [
        Contestant("uncollected", "ours", 16, label="nobody collects"),
        Contestant("collected", "ours", 16, label="a collector every second", database="collected")])
    collector.finish()
    bench.finish("collected", "collected", "uncollected")


def feed(bench):
    """Collecting 10,000 changed variants; announcing 20,000 anew; how late changes are read at four readings a second."""
    bench.server.create("feed")
    bench.server.run("feed", f"SELECT bench.add_levels({4 * LEVELS + 1}, {5 * LEVELS}, 1000)")
    bench.server.rows("feed", "SELECT inventory.create_consumer('bench', 'changes')")
    everything = bench.server.connect("feed")
    while everything.execute("SELECT transactions FROM inventory.collect_changes()").fetchone()[0]:
        pass
    everything.close()
    collecting(bench)
    bench.results.facts["announce_ms"] = milliseconds(
        bench, "feed", f"SELECT inventory.announce_changes() >= {ANNOUNCED}")
    reading(bench)
    bench.finish("feed", "feed")


def collecting(bench):
    taken, looks = [], 3 if bench.scale.quick else LOOKS
    with bench.server.alone(), bench.server.connect("feed") as connection:
        for look in range(looks):
            bench.say(f"feed: collecting {LEVELS:,} variants, look {look + 1} of {looks}")
            connection.execute("SELECT count(inventory.receive_inventory(n::text, 'main', 1, 'delivery')) FROM generate_series(1, %s) AS n", (LEVELS,))
            begun = time.monotonic()
            variants = connection.execute("SELECT variants FROM inventory.collect_changes()").fetchone()[0]
            taken.append(1000 * (time.monotonic() - begun))
            if variants != LEVELS:
                raise RuntimeError(f"{variants} variants were collected")
    middle = sorted(taken)[looks // 2]
    bench.results.facts["collect_ms"] = round(middle, 1)
    bench.results.facts["collect_us"] = round(1000 * middle / LEVELS, 1)


class Reader:
    """Reads changes, and keeps when which variant was read, as of when."""

    def __init__(self):
        self.read = collections.defaultdict(list)  # variant -> (changed_at, read at), in order
        self.busy = []

    def step(self, connection):
        begun = time.monotonic()
        rows = connection.execute("SELECT variant_id, changed_at, clock_timestamp(), seq FROM inventory.read_changes('bench', 100000)").fetchall()
        self.busy.append(time.monotonic() - begun)
        for variant, changed_at, read_at, _ in rows:
            self.read[variant].append((changed_at, read_at))
        if rows:
            connection.execute("SELECT inventory.acknowledge('bench', %s)", (rows[-1][3],))

    def delay(self, variant, recorded_at):
        """Milliseconds from a row of the ledger to the first reading after it; None where there was none."""
        times = self.read[variant]
        at = bisect.bisect_left(times, (recorded_at,))
        return 1000 * (times[at][1] - recorded_at).total_seconds() if at < len(times) else None


def reading(bench):
    """A delay is counted from the ledger row, which is written shortly before its commit."""
    bench.say(f"feed: reading every {POLL} s, {LINES * BATCHES:,} changes/s offered")
    seconds = max(5, bench.scale.seconds)
    reader = Reader()
    bench.server.rows("feed", "SELECT inventory.acknowledge('bench', (SELECT max(seq) FROM inventory.changes))")
    last = bench.server.value("feed", "SELECT max(transaction_id) FROM inventory.transactions")
    with bench.server.alone():
        polling = Repeated(bench.server, "feed", POLL, reader.step)
        polling.start()
        load = Pgbench(bench.server, "feed", CALLS["offered"], clients=4, seconds=seconds, pick="pick_batch", lines=LINES, rate=BATCHES)
        run = load.finish()
        time.sleep(2 * POLL)
        polling.finish()
    rows = bench.server.rows("feed", "SELECT variant_id, recorded_at FROM inventory.transactions WHERE transaction_id > %s", (last,))
    delays = [reader.delay(*row) for row in rows]
    facts = bench.results.facts
    facts["feed_unread"] = delays.count(None)
    delays = sorted(delay for delay in delays if delay is not None)
    facts["feed_delay_p99_ms"] = round(percentile(delays, 0.99), 1)
    bench.results.note("feed", f"{run.answers * LINES:,.0f} changes/s, {len(reader.busy)} readings of {1000 * percentile(sorted(reader.busy), 0.5):.0f} ms; "
                       f"read after {percentile(delays, 0.5):.0f} ms (median), {percentile(delays, 0.99):.0f} ms (p99)")


def products(bench):
    """What there is of 50 and of 1,000 products of five variants at two places each."""
    variants = PRODUCTS * SIZES
    bench.server.create("products")
    bench.server.run("products", f"""
        INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT n::text, 'second', 100 FROM generate_series(1, {variants}) AS n;
        INSERT INTO inventory.product_variants (variant_id, product_id, options)
            SELECT n::text, 'product ' || (n - 1) / {SIZES}, jsonb_build_object('size', n % {SIZES}) FROM generate_series(1, {variants}) AS n""")
    bench.server.run("products", "VACUUM (ANALYZE)")
    bench.say("products")
    page = ("SELECT sum(available) FROM inventory.product_availability("
            "(SELECT array_agg('product ' || n * {step} % {all}) FROM generate_series(1, {page}) AS n), '{{main,second}}')")
    for count in (PAGE, PRODUCTS):
        bench.results.facts[f"products_{count}_ms"] = milliseconds(bench, "products", page.format(step=7, all=PRODUCTS, page=count))
    bench.finish("products", "products")
