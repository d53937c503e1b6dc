"""The servers: made, started, killed, filled up, failed over to a standby. One of them is the primary.

WAL and the shop's tablespace lie on two small file systems where there are any (the quota), so that a
disk can be full. What is done to the servers when is in faults.py.
"""

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import time

import psycopg

CLIENTS = 16
MAX_CONNECTIONS = CLIENTS + 21

SETTINGS = f"""
listen_addresses = ''
timezone = 'UTC'
shared_preload_libraries = 'inventory'
max_connections = {MAX_CONNECTIONS}
max_prepared_transactions = {CLIENTS + 4}
max_wal_senders = 4
wal_level = replica
wal_keep_size = 64MB
max_wal_size = 96MB
min_wal_size = 32MB
shared_buffers = 64MB
checkpoint_timeout = 30s
deadlock_timeout = 50ms
log_line_prefix = '%m [%p] %e %b: '
log_min_duration_statement = 20000
inventory.expiry_interval = 200ms
inventory.discovery_interval = 1s
inventory.expiry_batch_size = 20
inventory.auto_stripe_quiet = 1s
inventory.cart_retention = 2s
"""


PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes the servers that pg_ctl leaves behind this process's children. A killed one whose parent does not
    wait for it keeps its pid, and so its lock files: the init of a container need not be one that does."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1):
        raise OSError(ctypes.get_errno(), "prctl")


class Node:
    def __init__(self, directory, quota, number):
        self.directory = pathlib.Path(directory)
        self.name = f"node{number}"
        self.port = 5432 + number
        self.data = self.directory / self.name
        self.log = self.directory / f"{self.name}.log"
        self.wal = (quota / "wal" if quota else self.directory) / f"{self.name}.wal"
        self.space = (quota / "data" if quota else self.directory) / f"{self.name}.space"

    def command(self, *arguments, seconds=120):
        done = subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
        if done.returncode:
            raise RuntimeError(f"{arguments[0]} failed: {done.stdout[-500:]} {done.stderr[-1500:]}")

    def start(self):
        options = f"-c port={self.port} -c unix_socket_directories={self.directory}"
        with open(self.directory / "pg_ctl.log", "a") as output:
            return subprocess.run(["pg_ctl", "-D", self.data, "-l", self.log, "-o", options, "-w", "-t", "60", "start"],
                                  stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode == 0

    def start_again(self):
        """After a crash: what the dead server left (shared memory, sessions) may hinder it for a while."""
        deadline = time.monotonic() + 90
        while not self.start():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start again:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.3)

    def pid(self):
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def is_running(self):
        pid = self.pid()
        if pid is None:
            return False
        with contextlib.suppress(OSError):
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            return state != "Z"
        return False

    def stop(self, mode):
        with contextlib.suppress(RuntimeError):
            self.command("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def kill_postmaster(self):
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.wait_until_gone()

    def wait_until_gone(self):
        """Until no process of the server is left: its sessions end a little after the postmaster."""
        deadline = time.monotonic() + 60
        while self.is_running() or any(self.processes()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"processes of {self.name} do not end: {list(self.processes())}")
            time.sleep(0.02)

    def processes(self):
        for link in pathlib.Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if os.readlink(link) == str(self.data):
                    yield int(link.parent.name)

    def remove(self):
        self.command("rm", "-rf", self.data, self.wal, self.space)


class Cluster:
    def __init__(self, directory, quota):
        self.directory, self.quota = directory, quota
        self.nodes = []
        self.primary = self.new_node()

    def new_node(self):
        self.nodes.append(Node(self.directory, self.quota, len(self.nodes) + 1))
        return self.nodes[-1]

    def create(self):
        node = self.primary
        node.command("initdb", "-D", node.data, "-X", node.wal, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8",
                     "--encoding=UTF8", "--no-instructions")
        with open(node.data / "postgresql.conf", "a") as file:
            file.write(SETTINGS)
        node.space.mkdir()
        if not node.start():
            raise RuntimeError(f"the server does not start:\n{node.log.read_text()}")

    # ---- SQL --------------------------------------------------------------------------------

    def connect(self, user="postgres", database="shop", **options):
        return psycopg.connect(host=str(self.directory), port=self.primary.port, user=user, dbname=database,
                               autocommit=True, connect_timeout=5, **options)

    def rows(self, sql, arguments=None, database="shop"):
        with self.connect(database=database) as connection:
            return connection.execute(sql, arguments).fetchall()

    def run(self, sql, database="shop"):
        with self.connect(database=database) as connection:
            connection.execute(sql)

    def wait_until_up(self, seconds=60):
        """Until the primary takes writes."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if not self.rows("SELECT pg_is_in_recovery()")[0][0]:
                    return
            except psycopg.Error:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server is not up after {seconds} s:\n{self.primary.log.read_text()[-2000:]}")
            time.sleep(0.05)

    # ---- a standby --------------------------------------------------------------------------

    def make_standby(self):
        """A streaming standby of the primary, which from then on waits for it with every commit."""
        primary, standby = self.primary, self.new_node()
        primary.command("pg_basebackup", "-h", self.directory, "-p", primary.port, "-U", "postgres", "-D", standby.data, "-R",
                        "-X", "stream", "-c", "fast", f"--waldir={standby.wal}", f"--tablespace-mapping={primary.space}={standby.space}")
        if not standby.start():
            raise RuntimeError(f"the standby does not start:\n{standby.log.read_text()[-2000:]}")
        self.run("ALTER SYSTEM SET synchronous_standby_names = '*'", "postgres")
        self.run("SELECT pg_reload_conf()", "postgres")
        deadline = time.monotonic() + 60
        while self.rows("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the standby does not stream:\n{standby.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return standby

    def replicate(self):
        """Everything that is acknowledged up to now is on the standby: a commit that waits for it."""
        self.run("SELECT pg_current_xact_id()")

    def promote(self, standby):
        standby.command("pg_ctl", "-D", standby.data, "-w", "promote")
        old, self.primary = self.primary, standby
        self.wait_until_up()
        old.remove()

    # ---- a full disk ------------------------------------------------------------------------

    @contextlib.contextmanager
    def full(self, part):
        """Leaves no free byte on the file system of part ("wal" or "data") meanwhile."""
        ballast = self.quota / part / "ballast"
        try:
            with open(ballast, "wb", buffering=0) as file:
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(65536))
                yield lambda: fill_up(file)
        finally:
            ballast.unlink(missing_ok=True)


def fill_up(file):
    """Takes what became free since."""
    with contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
