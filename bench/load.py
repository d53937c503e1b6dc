"""Load: runs pgbench with one of the scripts and says what came of it.

A run of a number of seconds is longer by the time in which sessions start, plans are made and caches
filled: a second, and one more for each 64 clients. After the last, calls only end. Rates and latencies
are of the time between; successes, refusals and failures are of the whole run. A call is a pgbench
transaction. What pgbench cannot know, whether the call got its units, is told by the database: units
promised before and after. Not here: which calls a scenario compares (scenarios.py).
"""

import dataclasses
import pathlib
import re
import subprocess
import tempfile

from noise import Noise
from server import HERE

SCRIPTS = HERE / "pgbench"


@dataclasses.dataclass(frozen=True)
class Call:
    """What one contestant calls: its script, and whose tables tell how many units it got."""

    label: str
    script: str
    side: str | None = "baseline"  # None: nothing is promised
    repeat: int = 1
    prelude: str = ""


CALLS = {
    "ours": Call("reserve_inventory", "ours", "inventory"),
    "ours_try": Call("try_reserve_inventory", "ours_try", "inventory"),
    "ours_request": Call("reserve_inventory, request_id", "ours_request", "inventory"),
    "bare": Call("(a) bare INSERT", "bare_insert", None),
    "rows": Call("(b) the rows, no logic", "rows", "baseline_rows"),
    "rows_request": Call("(b) the rows and the request", "rows_request", "baseline_rows"),
    "conditional": Call("(c) conditional UPDATE", "conditional"),
    "for_update": Call("(d) FOR UPDATE, UPDATE", "for_update"),
    "application": Call("(e) application, versions", "application", repeat=4,
                        prelude="\\set done 0\n\\set attempt 0\n"),
    "select_1": Call("(f) SELECT 1", "select_1", None),
    "ours_cart": Call("reserve_cart", "ours_cart", "inventory"),
    "conditional_cart": Call("(c) five times, unsorted", "conditional_cart"),
    "conditional_cart_sorted": Call("(c) five times, sorted", "conditional_cart_sorted"),
    "ours_batch": Call("reserve_batch", "ours_batch", "inventory"),
    "history": Call("level_history", "history", None),
    "conditional_batch": Call("(c) in one transaction", "conditional_batch"),
}


@dataclasses.dataclass
class Run:
    """What one run of pgbench did. Times are in milliseconds."""

    seconds: float
    calls: int
    successes: int
    refusals: int
    failures: int
    answers: float  # calls a second
    rate: float  # successes a second
    p50: float
    p99: float
    noise: float = 0.0  # the processors' time that others took, 0 to 1
    error: str = ""  # the first one
    log: list = dataclasses.field(default_factory=list)  # (client, script, start, end) in µs


def script_text(call, pick):
    text = (SCRIPTS / f"{pick}.sql").read_text() + call.prelude
    return text + (SCRIPTS / f"{call.script}.sql").read_text() * call.repeat


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def read_logs(directory):
    lines = []
    for file in sorted(pathlib.Path(directory).glob("log.*")):
        with open(file, encoding="ascii") as log:
            lines += [line.split() for line in log]
    return lines


def parse_log(line):
    end = int(line[4]) * 1_000_000 + int(line[5])
    return int(line[0]), int(line[3]), end - int(line[2]), end


class Pgbench:
    """A started pgbench; finish() waits for it and gives the Run."""

    def __init__(self, server, database, call, *, clients, seconds=None, calls=None, pick="pick_uniform",
                 variables=None, units=(1,), lines=1, rate=None, keep_log=False):
        self.server, self.database, self.call = server, database, call
        self.lines, self.keep_log, self.rate = lines, keep_log, rate
        self.settling = 1 + clients // 64
        self.directory = tempfile.TemporaryDirectory(prefix="pgbench.")
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "--log",
                   f"--log-prefix={self.directory.name}/log"]
        self.seconds = seconds
        command += ["-T", str(seconds + self.settling)] if seconds else ["-t", str(calls)]
        command += ["-R", str(rate)] if rate else []
        for name, value in (variables or {}).items():
            command += ["-D", f"{name}={value}"]
        text = script_text(call, pick)
        for quantity in units:  # one script for each quantity: the log then names it
            file = pathlib.Path(self.directory.name, f"{quantity}.sql")
            file.write_text(f"\\set units {quantity}\n\\set lines {lines}\n{text}")
            command += ["-f", str(file)]
        self.before = self.units()
        self.noise = Noise(server.process)
        self.process = subprocess.Popen(command + [database], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def units(self):
        if self.call.side is None or self.rate:
            return 0
        return self.server.value(self.database, "SELECT bench.units(%s)", (self.call.side,))

    def finish(self):
        out, err = self.process.communicate()
        noise = self.noise.share()
        calls = re.search(r"transactions actually processed: (\d+)", out)
        if not calls:
            raise RuntimeError(f"pgbench: {err.strip()[-500:] or out[-500:]}")
        calls = int(calls[1])
        failed = re.search(r"number of failed transactions: (\d+)", out)
        failures = (int(failed[1]) if failed else 0) + len(re.findall(r"client \d+ .*aborted", err))
        log = [parse_log(line) for line in read_logs(self.directory.name) if line[2].isdigit()]
        self.directory.cleanup()
        error = re.search(r"ERROR: +(.*)", err)
        run = self.measure(calls, log)
        return dataclasses.replace(run, failures=failures, noise=noise, error=error[1] if error else "",
                                   log=log if self.keep_log else [])

    def measure(self, calls, log):
        begin = min((start for _, _, start, _ in log), default=0)
        end = max((end for _, _, _, end in log), default=0)
        if self.seconds:
            begin, end = begin + self.settling * 1_000_000, begin + (self.settling + self.seconds) * 1_000_000
        times = sorted((ended - started) / 1000 for _, _, started, ended in log if begin <= ended <= end)
        seconds = (end - begin) / 1e6
        if self.call.side is None or self.rate or self.keep_log:
            successes = calls  # with keep_log the caller counts
        else:
            successes = min(calls, (self.units() - self.before) // self.lines)
        answers = len(times) / seconds if seconds else 0.0
        return Run(seconds=seconds, calls=calls, successes=successes, refusals=calls - successes, failures=0, answers=answers,
                   rate=answers * successes / calls if calls else 0.0, p50=percentile(times, 0.5), p99=percentile(times, 0.99))


def pgbench(server, database, call, **options):
    return Pgbench(server, database, call, **options).finish()
