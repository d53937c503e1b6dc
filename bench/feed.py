"""The scenarios of the feed and of products: what collecting costs those who reserve, how long it takes, how
late a change is read, and what a page of products costs.

Not here: how long the core takes to forecast (forecast.cpp), how the others are played (scenarios.py).
"""

import threading
import time

from load import CALLS, Call, Pgbench, percentile
from scenarios import Contestant
from server import LEVELS
from supply import LOOKS, milliseconds

POLL, PROBE = 0.25, 0.005  # seconds from one reading to the next, from one change that is timed to the next
PROBES = 4 * LEVELS + 1  # the first of the variants whose changes are timed
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
    bench.server.run("feed", f"SELECT bench.add_levels({PROBES}, {PROBES + LEVELS - 1}, 1000)")
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
    """Reads changes, and keeps when which variant was read first."""

    def __init__(self):
        self.read_at = {}
        self.busy = []

    def step(self, connection):
        begun = time.monotonic()
        rows = connection.execute("SELECT variant_id, seq, clock_timestamp() FROM inventory.read_changes('bench', 100000)").fetchall()
        self.busy.append(time.monotonic() - begun)
        for variant, _, read_at in rows:
            self.read_at.setdefault(variant, read_at)
        if rows:
            connection.execute("SELECT inventory.acknowledge('bench', %s)", (rows[-1][1],))


class Prober:
    """Reserves of one variant after the other, which nobody else does, and keeps when that was committed."""

    def __init__(self):
        self.committed_at = {}

    def step(self, connection):
        variant = str(PROBES + len(self.committed_at))
        answers = connection.execute(f"BEGIN; SELECT inventory.reserve_inventory('{variant}', 'main', 1, 'probe {variant}'); COMMIT;"
                                     " SELECT clock_timestamp()")
        while answers.nextset():
            pass
        self.committed_at[variant] = answers.fetchone()[0]


def reading(bench):
    """How long after its commit a change is read: of variants that are changed once, beside the load."""
    bench.say(f"feed: reading every {POLL} s, {LINES * BATCHES:,} changes/s offered")
    seconds = max(5, bench.scale.seconds)
    reader, prober = Reader(), Prober()
    bench.server.rows("feed", "SELECT inventory.acknowledge('bench', (SELECT max(seq) FROM inventory.changes))")
    with bench.server.alone():
        polling, probing = Repeated(bench.server, "feed", POLL, reader.step), Repeated(bench.server, "feed", PROBE, prober.step)
        polling.start()
        load = Pgbench(bench.server, "feed", CALLS["offered"], clients=4, seconds=seconds, pick="pick_batch", lines=LINES, rate=BATCHES)
        probing.start()
        run = load.finish()
        probing.finish()
        time.sleep(2 * POLL)
        polling.finish()
    left = bench.server.value("feed", "SELECT count(*) FROM inventory.read_changes('bench', 100000)")
    delays = sorted(1000 * (reader.read_at[variant] - committed_at).total_seconds()
                    for variant, committed_at in prober.committed_at.items() if variant in reader.read_at)
    facts = bench.results.facts
    facts["feed_unread"] = left + len(prober.committed_at) - len(delays)
    facts["feed_delay_p99_ms"] = round(percentile(delays, 0.99), 1)
    bench.results.note("feed", f"{run.answers * LINES:,.0f} changes/s, {len(reader.busy)} readings of {1000 * percentile(sorted(reader.busy), 0.5):.0f} ms; "
                       f"{len(delays)} changes read after {percentile(delays, 0.5):.0f} ms (median), {percentile(delays, 0.99):.0f} ms (p99)")


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
