"""A large shop against an empty one, the history of a level in it, retention beside a sale."""

import threading
import time

from load import CALLS, Pgbench, pgbench
from scenarios import Contestant
from upkeep import load_history


def growth(bench):
    """Growth, level_history and retention, in one large database."""
    scale, server = bench.scale, bench.server
    server.run("postgres", "CHECKPOINT")  # none comes while pages of the load are still fresh
    server.create("grown", "empty_shop")
    load_history(bench, "grown", scale.growth_levels, scale.growth_holds, scale.growth_rows, "1 day")
    server.create("small")
    bench.compare("growth", "grown", [
        Contestant("grown", "ours", 16, 1, scale.growth_levels, "in the grown database"),
        Contestant("empty", "ours", 16, label="in an empty one", database="small")])
    history(bench)
    retention(bench)
    bench.finish("growth", "grown", "small")


def history(bench):
    """level_history of levels with few ledger rows, and of one with many; a client asks all the time."""
    rows = bench.server.value("grown", "SELECT count(*) FROM inventory.transactions WHERE variant_id = '1'")
    contestants = [Contestant("few", "history", 1, 2, bench.scale.growth_levels, "of a level with few rows"),
                   Contestant("many", "history", 1, label=f"of one with {rows:,}, 1,000 shown", high=1)]
    bench.compare("level_history", "grown", contestants, unit="calls/s")
    for contestant in contestants:
        row = bench.results.find("level_history", contestant.name, 1)
        bench.results.facts[f"history_{contestant.name}_p99_ms"] = row["p99_ms"]


class Retention(threading.Thread):
    """Drops old ledger rows in batches until told to stop."""

    BATCH = 10_000

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.stop, self.dropped, self.seconds = server, threading.Event(), 0, 0.0
        self.error = None

    def run(self):
        began = time.monotonic()
        try:
            with self.server.connect("grown") as connection:
                while not self.stop.is_set():
                    rows = connection.execute("SELECT inventory.drop_transactions_before(now() - interval '1 day', %s)",
                                              (self.BATCH,)).fetchone()[0]
                    self.dropped += rows
                    if rows == 0:
                        break
        except Exception as error:  # told by the caller, not lost with the thread
            self.error = error
        self.seconds = time.monotonic() - began


def retention(bench):
    seconds, load = bench.scale.foreground_seconds, {
        "clients": 16, "rate": 2000, "variables": {"low": 1, "high": bench.scale.growth_levels}}
    bench.say("retention: beside a load of 2,000 reserves/s")
    with bench.server.alone():
        alone = pgbench(bench.server, "grown", CALLS["ours"], seconds=seconds, **load)
        sale, dropping = Pgbench(bench.server, "grown", CALLS["ours"], seconds=seconds, **load), Retention(bench.server)
        dropping.start()
        beside = sale.finish()
        dropping.stop.set()
        dropping.join()
    if dropping.error:
        raise dropping.error
    bench.results.add("retention beside a load", "alone", "reserve_inventory, 2,000/s", 16, [alone])
    bench.results.add("retention beside a load", "beside", "the same, beside retention", 16, [beside])
    bench.results.facts["retention_p99_ratio"] = round(beside.p99 / alone.p99, 2)
    bench.results.note("retention beside a load", f"{dropping.dropped:,} rows dropped in batches of {Retention.BATCH:,}: "
                       f"{dropping.dropped / dropping.seconds:,.0f} rows/s")
