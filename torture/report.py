"""Counts what happened, says it while it goes on, and in the end."""

import collections
import threading
import time


class Report:
    def __init__(self):
        self.began = time.monotonic()
        self.lock = threading.Lock()
        self.counts = collections.defaultdict(collections.Counter)
        self.failures = []
        self.turn = None

    def count(self, what, name, number=1):
        with self.lock:
            self.counts[what][name] += number

    def total(self, what):
        return sum(self.counts[what].values())

    def say(self, line):
        print(f"{time.monotonic() - self.began:7.1f} s  {line}", flush=True)

    def fail(self, what):
        with self.lock:
            self.failures.append(f"{self.turn}: {what}")
            many = len(self.failures) > 30
        if not many:
            self.say(f"FAILURE {self.turn}: {what}")

    def listing(self, title, what):
        counter = self.counts[what]
        print(f"{title}: {sum(counter.values())}")
        for name, number in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
            print(f"  {number:9d}  {name}")

    def finish(self, seed, missing):
        minutes = (time.monotonic() - self.began) / 60
        print(f"\nseed {seed}, {minutes:.1f} minutes, {self.total('rounds')} rounds")
        self.listing("calls answered", "done")
        self.listing("transactions and calls by shape", "shapes")
        self.listing("refusals and errors", "errors")
        self.listing("calls and transactions that got no answer, and what became of them", "unknown")
        self.listing("rounds by fault", "rounds")
        self.listing("rounds in which the fault took effect", "faults")
        self.listing("faults in detail", "faults in detail")
        self.listing("what was collected by those who say how much", "collected")
        self.listing("what was compared", "compared")
        for line in missing:
            print(f"NOT DONE: {line}")
        for failure in self.failures[:30]:
            print(f"FAILURE {failure}")
        print(f"{len(self.failures)} failures")
