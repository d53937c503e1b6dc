"""The plan: rounds with their faults, and what each client does in a round, as a function of the seed.

Nothing here looks at a clock or a server, so a seed makes the same plan always; how far a client
comes in a round is up to the machine. What single calls are like is in calls.py.
"""

import dataclasses
import random

import calls

# Each is dealt once before any comes again.
FAULTS = ("none", "kill_backend", "kill_worker", "kill_postmaster", "immediate_stop", "failover",
          "out_of_connections", "terminate", "wal_full", "tablespace_full")

ISOLATION = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")


@dataclasses.dataclass(frozen=True)
class Round:
    """Some seconds of load with one fault in it; the books are checked at the end."""
    seed: int
    number: int
    fault: str
    several: bool   # whether a transaction may have several calls (only these may deadlock)
    few: bool       # whether all clients meet on few levels
    seconds: float  # of load before the fault
    after: float    # of load after it

    def random(self, *key):
        return seeded(self.seed, self.number, *key)

    def __str__(self):
        return (f"round {self.number}: {self.fault}, {'several calls' if self.several else 'one call'} a transaction, "
                f"{'few' if self.few else 'many'} levels")


@dataclasses.dataclass
class Unit:
    """One transaction of a client, or one call without one."""
    name: str
    shape: str      # plain, marked, rollback, savepoint, several, prepared, repeated, misused, again
    calls: list
    isolation: str = ISOLATION[0]
    guarded: bool = False       # a savepoint before every call, so that a refusal does not end it
    commit: bool = True         # what follows PREPARE TRANSACTION
    pause: float = 0            # how long the transaction stays open, or prepared
    cancel_after: float = None
    vanish_after: float = None  # the client cuts its own connection
    statement_timeout: int = None
    lock_timeout: int = None
    choice: int = 0             # which of the requests that it remembers

    def __str__(self):
        extra = [f"{name}={getattr(self, name)}" for name in ("guarded", "cancel_after", "vanish_after", "statement_timeout", "lock_timeout")
                 if getattr(self, name)]
        if self.isolation != ISOLATION[0]:
            extra.append(self.isolation)
        if self.shape == "prepared":
            extra.append("commit" if self.commit else "rollback")
        return f"{self.name} {self.shape} {' '.join(extra)}\n" + "\n".join(f"    {call}" for call in self.calls)


def seeded(*key):
    return random.Random(":".join(str(part) for part in key))


def rounds(seed, quota):
    """The rounds, without end. Without a quota the disk cannot be filled, and nothing is instead."""
    number = 0
    while True:
        deck = list(FAULTS)
        seeded(seed, "deck", number).shuffle(deck)
        for fault in deck:
            chance = seeded(seed, "round", number)
            several, few = chance.random() < 0.5, chance.random() < 0.6
            seconds, after = chance.uniform(2, 5), chance.uniform(1.5, 3)
            if quota or not fault.endswith("_full"):
                yield Round(seed, number, fault, several, few, seconds, after)
            number += 1


def units(turn, client):
    """What a client does in a round, without end."""
    chance = turn.random("client", client)
    number = 0
    while True:
        yield unit(turn, client, number, chance)
        number += 1


SHAPES = {"plain": 50, "marked": 14, "repeated": 12, "rollback": 5, "savepoint": 5, "prepared": 3, "misused": 2, "again": 3}


def unit(turn, client, number, chance):
    name = f"{turn.number}.{client}.{number}"
    shapes = dict(SHAPES)
    if turn.several:
        shapes["several"] = 20
    shape = chance.choices(list(shapes), shapes.values())[0]
    many = shape == "several" or turn.several and shape in ("savepoint", "prepared")
    chosen = []
    if shape != "again":
        count = chance.randint(2, 4) if many else 1
        needs_request = shape in ("repeated", "misused")
        chosen = [calls.choose(chance, turn, client, f"{name}.{i}", needs_request) for i in range(count)]
    result = Unit(name, shape, chosen, guarded=chance.random() < 0.5, commit=chance.random() < 0.7, choice=chance.randrange(1000))
    add_conditions(result, chance)
    return result


def add_conditions(unit, chance):
    """Isolation, time limits, cancels and clients that vanish, and how long a transaction stays open."""
    unit.isolation = chance.choices(ISOLATION, (8, 2, 2))[0]
    if unit.shape == "prepared":
        unit.pause = chance.choice((0, 0, 0.05, 0.3))
    elif chance.random() < 0.1:
        unit.pause = chance.choice((0.005, 0.02))
    kind = chance.random()
    if kind < 0.03:
        unit.cancel_after = chance.choice((0.0005, 0.002, 0.005, 0.02))
    elif kind < 0.06:
        unit.statement_timeout = chance.choice((1, 2, 5, 20))
    elif kind < 0.09:
        unit.lock_timeout = chance.choice((1, 5, 20))
    elif kind < 0.12:
        unit.vanish_after = chance.choice((0, 0.0003, 0.0006, 0.001, 0.002))
