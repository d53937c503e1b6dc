"""How much of the processors' time others took while something was measured: what was used in all,
less what the server, its sessions, pgbench and this program used. Time in interrupts is nobody's."""

import os
import pathlib
import time


def used_by_all():
    """Ticks: used by processes or taken by other machines of the same host, and passed in all."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, idle, iowait, irq, softirq, steal = (int(field) for field in file.readline().split()[1:9])
    used = user + nice + system + steal
    return used, used + idle + iowait + irq + softirq


def process(pid):
    """Parent, ticks of the process itself, ticks of its children that have ended."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    fields = text.rsplit(")", 1)[1].split()
    return int(fields[1]), int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])


def used_by(pid):
    """Ticks used by a process and its children; of children that run, not by theirs."""
    _, own, ended = process(pid)
    total = own + ended
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent, own, _ = process(entry.name)
            except OSError:  # it has ended meanwhile
                continue
            total += own if parent == pid else 0
    return total


class Noise:
    """From where it is made to where share() is asked."""

    def __init__(self, postmaster):
        self.postmaster = postmaster
        self.used, self.passed = used_by_all()
        self.ours = self.used_by_us()

    def used_by_us(self):
        return used_by(self.postmaster) + used_by(os.getpid())

    def share(self):
        """Of all processors' time, what others used: 0 to 1."""
        used, passed = used_by_all()
        ours = 0
        for _ in range(5):  # a session that ends between two looks is missed by both
            ours = max(ours, self.used_by_us())
            time.sleep(0.02)
        others = used - self.used - (ours - self.ours)
        return max(0.0, others / max(1, passed - self.passed))
