"""What runs beside a shop: expiry by the worker, with and without a load, and its memory.

The overdue holds are loaded as a restore would load them. The worker meets the database before,
so that it need not verify the load first.
"""

import threading
import time

from load import CALLS, Pgbench, pgbench
from server import HERE, LEVELS

FOREGROUND = {"clients": 16, "rate": 2000, "variables": {"low": 1, "high": LEVELS}}


def load_history(bench, database, levels, holds, ledger, deadline):
    bench.say(f"{database}: loading {levels:,} levels, {holds:,} holds, {ledger:,} ledger rows")
    with bench.server.alone(), bench.server.connect(database) as connection:
        connection.execute((HERE / "sql/history.sql").read_text())
        connection.execute("SELECT pg_temp.load_history(%s, %s, %s, %s)", (levels, holds, ledger, deadline))
        connection.execute("VACUUM (ANALYZE)")


def anonymous_memory(pid):
    """Memory of a process's own, in kB."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("RssAnon"))
    except (OSError, StopIteration):
        return 0


class Watch(threading.Thread):
    """Follows an expiry: when it began, when it ended, what the worker's memory was meanwhile."""

    def __init__(self, server, database, holds):
        super().__init__(daemon=True)
        self.server, self.database, self.holds = server, database, holds
        self.stop = threading.Event()
        self.expired = []  # (time, holds expired)
        self.memory = []
        self.error = None

    def run(self):
        try:
            self.follow()
        except Exception as error:  # told by the caller, not lost with the thread
            self.error = error

    def follow(self):
        with self.server.connect(self.database) as connection:
            while not self.stop.is_set():
                gone = self.holds - connection.execute("SELECT sum(reserved)::bigint FROM inventory.levels").fetchone()[0]
                self.expired.append((time.monotonic(), gone))
                for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'inventory worker'"):
                    self.memory.append(anonymous_memory(pid))
                if gone >= self.holds:
                    return
                self.stop.wait(0.1)

    def rate(self):
        """Holds a second from the last look before the first was expired to the first look after the last."""
        begun = [at for at, gone in self.expired if gone == 0]
        if not begun or self.expired[-1][1] == 0:
            return 0.0
        return self.expired[-1][1] / (self.expired[-1][0] - begun[-1])


def overdue_shop(bench, database):
    """A shop of which the worker knows that it is sound, with overdue holds, the worker not yet on."""
    server = bench.server
    server.create(database, "empty_shop")
    server.run(database, """SELECT inventory.receive_inventory('first', 'main', 1, 'receipt');
        SELECT inventory.reserve_inventory('first', 'main', 1, 'cart'); SELECT inventory.release_cart('cart')""")
    server.enable_worker(database)
    server.wait_until(lambda: server.value(database, "SELECT count(*) FROM inventory.verified_databases") > 0, 90)
    server.enable_worker(database, False)
    holds = bench.scale.expiry_holds
    load_history(bench, database, LEVELS, holds, LEVELS + holds, "-1 minute")


def expiry(bench):
    """A million overdue holds, with and without a load."""
    server, holds = bench.server, bench.scale.expiry_holds
    overdue_shop(bench, "expiry")
    bench.say(f"expiry: {holds:,} holds, nothing beside")
    watch = Watch(server, "expiry", holds)
    with server.alone():
        expire(server, "expiry", watch, 20 if bench.scale.quick else 200)
    rate, half = watch.rate(), len(watch.memory) // 2
    facts = bench.results.facts
    facts["expiry_rate"] = round(rate)
    facts["expiry_memory_kb"] = [max(watch.memory[:half], default=0), max(watch.memory[half:], default=0)]
    bench.results.note("expiry", f"by the background worker: {rate:,.0f} holds/s; its own memory at most "
                       "{} kB in the first half, {} kB in the second".format(*facts["expiry_memory_kb"]))
    bench.finish("expiry", "expiry")
    expiry_beside_load(bench)


def expire(server, database, watch, patience):
    watch.start()
    server.wait_until(lambda: watch.expired)
    server.enable_worker(database)
    watch.join(patience)
    watch.stop.set()
    watch.join()
    if watch.error:
        raise watch.error


def expiry_beside_load(bench):
    server, seconds = bench.server, bench.scale.foreground_seconds
    overdue_shop(bench, "expiry_load")
    bench.say("expiry: beside a load of 2,000 reserves/s")
    with server.alone():
        alone = pgbench(server, "expiry_load", CALLS["ours"], seconds=seconds, **FOREGROUND)
        server.enable_worker("expiry_load")
        before = 0
        server.wait_until(lambda: expired(server) > before)
        load = Pgbench(server, "expiry_load", CALLS["ours"], seconds=seconds, **FOREGROUND)
        began, before = time.monotonic(), expired(server)
        beside = load.finish()
        done, took = expired(server) - before, time.monotonic() - began
    bench.results.add("expiry beside a load", "alone", "reserve_inventory, 2,000/s", 16, [alone])
    bench.results.add("expiry beside a load", "beside", "the same, beside expiry", 16, [beside])
    bench.results.facts["expiry_p99_ratio"] = round(beside.p99 / alone.p99, 2)
    left = bench.scale.expiry_holds - before - done
    bench.results.note("expiry beside a load", f"{done:,} holds expired meanwhile ({done / took:,.0f} holds/s), {left:,} left")
    bench.finish("expiry beside a load", "expiry_load")


def expired(server):
    return server.value("expiry_load", "SELECT count(*) FROM inventory.carts WHERE closed_at IS NOT NULL")
