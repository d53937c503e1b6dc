"""The faults: each is given the round, does its harm while the clients work, and returns when the
server is up again.
"""

import os
import signal
import time

import psycopg

from server import MAX_CONNECTIONS


class Faults:
    def __init__(self, cluster, report):
        self.cluster, self.report = cluster, report

    def inject(self, turn):
        chance = turn.random("fault")
        getattr(self, turn.fault)(chance)
        self.cluster.wait_until_up()
        self.report.count("faults", turn.fault)

    # ---- sessions ---------------------------------------------------------------------------

    def sessions(self, kind):
        return [row[0] for row in self.cluster.rows(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = %s AND pid <> pg_backend_pid() ORDER BY pid", (kind,))]

    def kill(self, pids, chance):
        """Kills one of the processes, and waits until the server has noticed."""
        if not pids:
            return False
        before = self.cluster.rows("SELECT pg_postmaster_start_time()")
        try:
            os.kill(chance.choice(pids), signal.SIGKILL)
        except ProcessLookupError:  # a worker that was done meanwhile
            return False
        time.sleep(0.2)
        self.cluster.wait_until_up()
        if self.cluster.rows("SELECT pg_postmaster_start_time()") != before:
            self.report.fail("the postmaster did not outlive one of its processes")
        return True

    def none(self, chance):
        time.sleep(chance.uniform(0.5, 2))

    def kill_backend(self, chance):
        for _ in range(chance.randint(1, 3)):
            self.kill(self.sessions("client backend"), chance)
            time.sleep(chance.uniform(0.2, 1))

    def kill_worker(self, chance):
        """The worker comes and goes; where it is not met, its launcher is there."""
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            if self.kill(self.sessions("inventory worker"), chance):
                self.report.count("faults in detail", "worker killed")
                return
        self.kill(self.sessions("inventory launcher"), chance)
        self.report.count("faults in detail", "launcher killed")

    def terminate(self, chance):
        for _ in range(chance.randint(5, 25)):
            pids = self.sessions("client backend")
            if pids:
                self.cluster.rows("SELECT pg_terminate_backend(%s)", (chance.choice(pids),))
            time.sleep(0.05)

    def out_of_connections(self, chance):
        """Takes all connections while a part of the clients has to come back."""
        taken = []
        pids = self.sessions("client backend")
        for pid in chance.sample(pids, min(len(pids), 8)):
            self.cluster.rows("SELECT pg_terminate_backend(%s)", (pid,))
        deadline = time.monotonic() + chance.uniform(1, 3)
        while time.monotonic() < deadline:
            try:
                if len(taken) < MAX_CONNECTIONS:
                    taken.append(self.cluster.connect())
            except psycopg.OperationalError:
                time.sleep(0.02)
        for connection in taken:
            connection.close()

    # ---- servers ----------------------------------------------------------------------------

    def kill_postmaster(self, chance):
        self.cluster.primary.kill_postmaster()
        time.sleep(chance.uniform(0, 0.5))
        self.cluster.primary.start_again()

    def immediate_stop(self, chance):
        self.cluster.primary.stop("immediate")
        time.sleep(chance.uniform(0, 0.5))
        self.cluster.primary.start_again()

    def failover(self, chance):
        """A standby is made while the clients work; the primary dies, and the standby takes over."""
        primary, standby = self.cluster.primary, self.cluster.make_standby()
        self.cluster.replicate()
        time.sleep(chance.uniform(1, 3))
        self.cluster.replicate()
        time.sleep(chance.uniform(0, 0.3))
        if chance.random() < 0.5:
            primary.kill_postmaster()
        else:
            primary.stop("immediate")
        primary.wait_until_gone()
        self.cluster.promote(standby)

    # ---- disks ------------------------------------------------------------------------------

    def tablespace_full(self, chance):
        with self.cluster.full("data") as fill:
            deadline = time.monotonic() + chance.uniform(1.5, 3)
            while time.monotonic() < deadline:
                fill()
                time.sleep(0.05)

    def wal_full(self, chance):
        """The server must end (PANIC) when WAL cannot be written; with room again it recovers."""
        with self.cluster.full("wal") as fill:
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline and self.writes_wal():
                fill()
            time.sleep(chance.uniform(0.2, 1))
            self.report.count("faults in detail", "WAL never full" if time.monotonic() > deadline else "WAL full")
        node = self.cluster.primary
        try:
            self.cluster.wait_until_up(5)
        except RuntimeError:
            if node.is_running():
                node.stop("immediate")
            node.start_again()

    def writes_wal(self):
        """Writes WAL, so that the segments in store are used up soon."""
        try:
            self.cluster.rows("SELECT pg_logical_emit_message(false, 'torture', repeat('x', 1000000)) FROM generate_series(1, 4)")
            return True
        except psycopg.Error:
            return False
