"""The faults: each is given the round, does its harm while the clients work, and returns when the
server is up again, with whether it took effect. What tells is the server: its log, or its start.
"""

import os
import re
import signal
import time

import psycopg

from server import MAX_CONNECTIONS


class Faults:
    def __init__(self, cluster, report):
        self.cluster, self.report = cluster, report
        self.log_read = 0   # up to where the primary's log is older than the fault

    def inject(self, turn):
        chance = turn.random("fault")
        self.log_read = self.cluster.primary.log.stat().st_size
        took_effect = getattr(self, turn.fault)(chance)
        self.cluster.wait_until_up()
        self.report.count("rounds", turn.fault)
        if took_effect:
            self.report.count("faults", turn.fault)

    def is_logged(self, pattern, seconds=2):
        """Whether the primary has logged it since the fault began, or does within these seconds."""
        deadline = time.monotonic() + seconds
        while True:
            with open(self.cluster.primary.log, errors="replace") as file:
                file.seek(self.log_read)
                if re.search(pattern, file.read()):
                    return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)

    def started_at(self):
        return self.cluster.rows("SELECT pg_postmaster_start_time()")

    # ---- sessions ---------------------------------------------------------------------------

    def sessions(self, kind):
        return [row[0] for row in self.cluster.rows(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = %s AND pid <> pg_backend_pid() ORDER BY pid", (kind,))]

    def kill(self, pids, chance):
        """Kills one of the processes, and waits until the server has noticed. Whether it has."""
        if not pids:
            return False
        before, pid = self.started_at(), chance.choice(pids)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # a worker that was done meanwhile
            return False
        time.sleep(0.2)
        self.cluster.wait_until_up()
        if self.started_at() != before:
            self.report.fail("the postmaster did not outlive one of its processes")
        return self.is_logged(rf"\(PID {pid}\) was terminated by signal 9")

    def none(self, chance):
        time.sleep(chance.uniform(0.5, 2))
        return True

    def kill_backend(self, chance):
        killed = 0
        for _ in range(chance.randint(1, 3)):
            killed += self.kill(self.sessions("client backend"), chance)
            time.sleep(chance.uniform(0.2, 1))
        return killed > 0

    def kill_worker(self, chance):
        """The worker comes and goes; where it is not met, its launcher is there."""
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            if self.kill(self.sessions("inventory worker"), chance):
                self.report.count("faults in detail", "worker killed")
                return True
        if self.kill(self.sessions("inventory launcher"), chance):
            self.report.count("faults in detail", "launcher killed")
            return True
        return False

    def terminate(self, chance):
        for _ in range(chance.randint(5, 25)):
            pids = self.sessions("client backend")
            if pids:
                self.cluster.rows("SELECT pg_terminate_backend(%s)", (chance.choice(pids),))
            time.sleep(0.05)
        return self.is_logged(r"\] 57P01 client backend")

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
        return self.is_logged(r"\] 53300 ")

    # ---- servers ----------------------------------------------------------------------------

    def kill_postmaster(self, chance):
        return self.restart(self.cluster.primary.kill_postmaster, chance)

    def immediate_stop(self, chance):
        return self.restart(lambda: self.cluster.primary.stop("immediate"), chance)

    def restart(self, end, chance):
        before = self.started_at()
        end()
        time.sleep(chance.uniform(0, 0.5))
        if not self.cluster.primary.is_running():
            self.cluster.primary.start_again()
        self.cluster.wait_until_up()
        return self.started_at() != before

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
        self.cluster.promote(standby)   # or raises
        return True

    # ---- disks ------------------------------------------------------------------------------

    def tablespace_full(self, chance):
        with self.cluster.full("data") as fill:
            deadline = time.monotonic() + chance.uniform(1.5, 3)
            while time.monotonic() < deadline:
                fill()
                time.sleep(0.05)
        return self.is_logged(r"\] 53100 ")

    def wal_full(self, chance):
        """The server must end (PANIC) when WAL cannot be written; with room again it recovers."""
        with self.cluster.full("wal") as fill:
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline and self.writes_wal():
                fill()
            time.sleep(chance.uniform(0.2, 1))
        node = self.cluster.primary
        try:
            self.cluster.wait_until_up(5)
        except RuntimeError:
            if node.is_running():
                node.stop("immediate")
            node.start_again()
        return self.is_logged(r"\] 53100 |PANIC: .*No space left")

    def writes_wal(self):
        """Writes WAL, so that the segments in store are used up soon."""
        try:
            self.cluster.rows("SELECT pg_logical_emit_message(false, 'torture', repeat('x', 1000000)) FROM generate_series(1, 4)")
            return True
        except psycopg.Error:
            return False
