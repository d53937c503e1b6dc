"""A session with the primary: connected again when it is lost, cut or cancelled when the plan says so.

What it is used for is in clients.py, which errors it may be given in errors.py.
"""

import contextlib
import os
import socket
import threading
import time

import psycopg
from psycopg.rows import dict_row

from errors import AWAY, Judge


class Lost(Exception):
    """The connection is gone."""


class Session:
    def __init__(self, user, cluster, report, settings=""):
        self.user, self.cluster, self.judge = user, cluster, Judge(report)
        self.settings = settings    # of every connection
        self.connection = None
        self.isolation = None   # of calls without a transaction block
        self.unsure = False     # the server said that the standby may not have it
        self.pid = self.port = None
        self.orphan = self.orphan_port = None   # the session that the server may still have
        self.timers = []

    # ---- the connection ---------------------------------------------------------------------

    def is_connected(self):
        return self.connection is not None and not self.connection.broken and not self.connection.closed

    def connect(self):
        """Until there is a connection."""
        while not self.is_connected():
            try:
                self.connection = self.cluster.connect(self.user, row_factory=dict_row, options=self.settings)
                self.connection.prepared_max = 10000  # or DEALLOCATE comes between, in an aborted transaction too
                self.connection.add_notice_handler(self.notice)
                self.isolation = "READ COMMITTED"
                self.pid, self.port = self.connection.info.backend_pid, self.connection.info.port
            except psycopg.OperationalError as error:
                self.judge.connecting(error)
                time.sleep(0.1)

    def notice(self, diagnostic):
        if "synchronous replication" in (diagnostic.message_primary or ""):
            self.unsure = True

    def execute(self, sql, arguments=None):
        try:
            return self.connection.execute(sql, arguments)
        except ValueError as error:
            # A cancel that comes between the preparation of a statement and the end of its message makes
            # two results, which psycopg does not expect.
            raise psycopg.errors.QueryCanceled("a statement was cancelled when it was prepared") from error

    def set_limits(self, unit, scope):
        for name in ("statement_timeout", "lock_timeout"):
            if getattr(unit, name):
                self.execute(f"SET {scope} {name} = {getattr(unit, name)}")

    def answers(self):
        """Whether the connection outlived the fault of the round; the next round must not find out."""
        try:
            self.execute("SELECT")
            return True
        except psycopg.Error as error:
            self.failed(error, None)
            return False

    def settle(self, unit):
        """Leaves the session as a new one, whatever happened."""
        while self.is_connected():
            try:
                if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                    self.execute("ROLLBACK")
                if unit.statement_timeout or unit.lock_timeout:
                    self.execute("SET statement_timeout = 0")
                    self.execute("SET lock_timeout = 0")
                return
            except psycopg.Error as error:
                self.failed(error, None)

    # ---- a unit of the plan -----------------------------------------------------------------

    def under_its_conditions(self, unit, body):
        """Does a unit, whatever becomes of it, cancelled where the plan says so."""
        self.unsure = False
        if unit.cancel_after:
            self.soon(unit.cancel_after, self.cancel, self.connection)
        try:
            body()
        except Lost:
            pass
        finally:
            for timer in self.timers:
                timer.join()
            self.timers.clear()
        self.settle(unit)
        if unit.vanish_after and self.is_connected():
            self.answers()
        self.wait_for_orphan()

    def cancel(self, connection):
        try:
            self.judge.cancelled()
            connection.cancel()
        except Exception:  # the connection is gone, or going
            pass

    def soon(self, seconds, deed, subject):
        self.timers.append(threading.Timer(seconds, deed, (subject,)))
        self.timers[-1].start()

    def vanish_soon(self):
        """Where the plan says so, cuts the connection while the next statement is on its way."""
        if self.judge.unit.vanish_after and self.is_connected():
            # The timer has a descriptor of its own: the number of the connection's may be another's by then.
            self.soon(self.judge.unit.vanish_after, vanish, socket.socket(fileno=os.dup(self.connection.fileno())))

    def wait_for_orphan(self):
        """The server may not know yet that a client has gone, and finish what it was told last."""
        while self.orphan and not self.stopped_early():
            self.connect()
            try:
                if not self.execute("SELECT FROM pg_stat_activity WHERE pid = %s", (self.orphan,)).rowcount:
                    self.orphan = None
            except psycopg.Error as error:
                self.failed(error, None)

    def stopped_early(self):
        """Where the pid is another's by now, on another server, it is not waited for."""
        if self.connection and self.is_connected() and self.connection.info.port != self.orphan_port:
            self.orphan = None
        return self.orphan is None

    def failed(self, error, call):
        """Judges an error, and leaves a connection that it ended."""
        self.judge.error(error, call)
        if is_lost(error):
            if self.orphan is None:
                self.orphan, self.orphan_port = self.pid, self.port
            self.connection.close()


def vanish(wire):
    """Cuts the connection under the client's feet; what the server makes of it, the client is not told."""
    with wire, contextlib.suppress(OSError):    # the server has gone already
        wire.shutdown(socket.SHUT_RDWR)


def is_lost(error):
    """Whether an error is the end of the connection."""
    return error.sqlstate is None or error.sqlstate in AWAY
