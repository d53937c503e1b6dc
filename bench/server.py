"""The server under test: connections, databases made from templates, settings, the lock.

scripts/bench has started it; PGHOST, PGPORT and PGUSER name it. Not here: load (load.py).
"""

import contextlib
import fcntl
import os
import pathlib
import time

import psycopg

HERE = pathlib.Path(__file__).resolve().parent

# Levels of every database: 1 to LEVELS are for unrelated buyers, the others for one scenario each.
LEVELS = 10_000
PLAIN, STRIPED, SOLD_OUT = 20_001, 20_002, 20_003
PLENTY = 1_000_000_000


class Unavailable(Exception):
    """What the installed version of the extension cannot do yet."""


class Server:
    def __init__(self, lock_file=None):
        self.lock_file = lock_file
        self.process = self.postmaster()

    # ---- the lock ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self):
        """Holds the lock file, where one was given, so that no other benchmark measures meanwhile."""
        if self.lock_file is None:
            yield
            return
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.lock_file, os.O_CREAT | os.O_EXCL | os.O_RDONLY, 0o666))
        descriptor = os.open(self.lock_file, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # ---- SQL --------------------------------------------------------------------------------

    def connect(self, database="postgres"):
        return psycopg.connect(dbname=database, autocommit=True)

    def run(self, database, sql):
        """Runs a script."""
        with self.connect(database) as connection:
            connection.execute(sql)

    def rows(self, database, sql, arguments=None):
        with self.connect(database) as connection:
            return connection.execute(sql, arguments).fetchall()

    def value(self, database, sql, arguments=None):
        return self.rows(database, sql, arguments)[0][0]

    # ---- databases --------------------------------------------------------------------------

    def make_templates(self):
        """empty_shop has no rows at all, full_shop has stock."""
        self.run("postgres", "CREATE DATABASE empty_shop")
        self.run("empty_shop", "CREATE EXTENSION inventory")
        self.run("empty_shop", (HERE / "sql/baseline.sql").read_text())
        self.run("empty_shop", (HERE / "sql/fixtures.sql").read_text())
        self.run("postgres", "CREATE DATABASE full_shop TEMPLATE empty_shop")
        self.run("full_shop", f"""
            SELECT bench.add_levels(1, {LEVELS}, {PLENTY});
            SELECT bench.add_levels({PLAIN}, {STRIPED}, {PLENTY});
            SELECT bench.add_levels({SOLD_OUT}, {SOLD_OUT}, 0);
            SELECT bench.add_batches({LEVELS})""")
        self.run("full_shop", "VACUUM (ANALYZE)")

    def create(self, database, template="full_shop"):
        self.run("postgres", f"CREATE DATABASE {database} TEMPLATE {template}")

    def drop(self, database):
        """DROP DATABASE makes a checkpoint, so each scenario begins soon after one."""
        self.run("postgres", f"DROP DATABASE {database} WITH (FORCE)")

    def enable_worker(self, database, on=True):
        self.run("postgres", f"ALTER DATABASE {database} SET inventory.worker_enabled = {'on' if on else 'off'}")

    def stripe(self, database, variant, stripes):
        try:
            self.rows(database, "SELECT inventory.set_level_policy(%s, 'main', stripes => %s)", (str(variant), stripes))
        except psycopg.errors.FeatureNotSupported as error:
            raise Unavailable("stripes") from error

    def stripes(self, database, variant):
        return self.value(database, "SELECT stripes FROM inventory.availability WHERE variant_id = %s", (str(variant),))

    def check(self, database):
        """What is wrong in a database after a scenario: problems and oversold levels, in all."""
        return self.value(database, "SELECT (SELECT count(*) FROM inventory.verify_inventory()) + bench.oversold()")

    def make_wal_segments(self, gigabytes):
        """Leaves WAL segments to be used again, as a server has that has run for a while: a new one
        is filled with zeros by the session that needs it."""
        with self.alone(), self.connect() as connection:
            for _ in range(gigabytes * 64):
                connection.execute("SELECT pg_logical_emit_message(false, 'bench', repeat('x', 16 * 1024 * 1024 - 65536))")
            connection.execute("CHECKPOINT")

    # ---- settings ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def disk(self, slow):
        """A slow disk: every commit waits 1 ms longer before it is flushed."""
        if not slow:
            yield
            return
        self.settle({"commit_delay": "1000", "commit_siblings": "0"})
        try:
            yield
        finally:
            self.settle({"commit_delay": "0", "commit_siblings": "5"})

    def settle(self, settings):
        for name, value in settings.items():
            self.run("postgres", f"ALTER SYSTEM SET {name} = {value}")
        self.run("postgres", "SELECT pg_reload_conf()")
        for name, value in settings.items():
            self.wait_until(lambda: self.value("postgres", "SELECT setting FROM pg_settings WHERE name = %s", (name,)) == value)

    def wait_until(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("waited in vain")
            time.sleep(0.02)

    def postmaster(self):
        """The server's first process."""
        directory = self.value("postgres", "SHOW data_directory")
        return int(pathlib.Path(directory, "postmaster.pid").read_text().splitlines()[0])

    def versions(self):
        return {
            "postgresql": self.value("postgres", "SHOW server_version").split()[0],
            "inventory": self.value("empty_shop", "SELECT extversion FROM pg_extension WHERE extname = 'inventory'"),
        }
