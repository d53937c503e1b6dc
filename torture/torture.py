"""Runs the fault run, in rounds, until the time is up. scripts/torture is how to start it.

Here: options, the shop, a round, the end.
"""

import argparse
import os
import pathlib
import sys
import threading
import time

import calls
import feed
import feed_checks
import plan
from checks import Checks
from clients import Client
from faults import Faults
from model import Model
from report import Report
from server import CLIENTS, Cluster, adopt_orphans

HANGS = 60  # seconds without an answer

BY_SETUP = "SET inventory.actor = 'setup';"  # who opened the shop, in the ledger
SETUP = """
CREATE EXTENSION inventory;
CREATE TABLE public.marks (mark text PRIMARY KEY);
CREATE ROLE shop LOGIN;
CREATE ROLE guest;
GRANT INSERT ON public.marks TO shop;
SELECT inventory.grant_access('shop', 'manager');
"""


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/torture", description="Random calls and faults, checked against a model.")
    parser.add_argument("--seed", type=int, help="of a run to be repeated; a fresh one without it")
    parser.add_argument("--minutes", type=float, default=3, help="how long (default 3)")
    parser.add_argument("--plan", action="store_true", help="print the beginning of the plan and do nothing")
    parser.add_argument("--quota", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--directory", type=pathlib.Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.seed is None:
        chosen.seed = int.from_bytes(os.urandom(4), "big")
    return chosen


def print_plan(seed):
    for number, turn in zip(range(20), plan.rounds(seed, True)):
        print(turn)
        for client in range(CLIENTS if number < 2 else 0):
            for _, unit in zip(range(5), plan.units(turn, client)):
                print("  " + str(unit).replace("\n", "\n  "))


def opening(variant):
    """Units of a level. Some are sold out soon."""
    if variant in ("scarce", "back", "ordered"):
        return 40
    return 5 if variant.startswith("m") and int(variant[1:]) % 4 == 0 else 150


def open_shop(cluster):
    cluster.create()
    cluster.run(f"CREATE TABLESPACE small LOCATION '{cluster.primary.space}'", "postgres")
    cluster.run("CREATE DATABASE shop TABLESPACE small", "postgres")
    cluster.run(SETUP + feed_checks.THRESHOLDS + BY_SETUP + "".join(
        f"SELECT inventory.receive_inventory('{variant}', '{location}', {opening(variant)}, 'opening');"
        for variant, location in calls.levels() if variant != "digital"))
    cluster.run(BY_SETUP + "".join(f"SELECT inventory.set_kit('{kit}', '{calls.composition_lines(composition or calls.VERSIONS[0])}');"
                        for kit, composition in calls.KITS.items()) + "".join(
        f"SELECT inventory.set_location('{place}', latitude => {10 * n}, longitude => {-20 * n}, parcel_cost => {100 + n});"
        for n, place in enumerate(calls.PLACES)))
    cluster.run(BY_SETUP + "SELECT inventory.set_level_policy('digital', l, tracked => false), inventory.set_level_policy('striped', l, stripes => 6),"
                " inventory.set_level_policy('back', l, backorder_limit => 40), inventory.set_level_policy('ordered', l, promise_incoming => true),"
                " inventory.set_level_policy('later', l, backorder_limit => 40, ships_in => '2 days') FROM unnest('{nyc,sfo}'::text[]) AS l")
    with cluster.connect("shop") as connection:
        connection.execute(feed.CONSUMERS)


class Run:
    def __init__(self, options):
        self.options, self.report, self.model = options, Report(), Model()
        self.cluster = Cluster(options.directory, options.quota)
        self.clients = [Client(n, self.cluster, self.model, self.report) for n in range(CLIENTS)]
        self.feeders = feed.Feeders(self.cluster, self.report)
        self.checks = Checks(self.cluster, self.model, self.feeders, self.report)
        self.faults = Faults(self.cluster, self.report)

    def go(self):
        deadline = time.monotonic() + self.options.minutes * 60
        open_shop(self.cluster)
        for turn in plan.rounds(self.options.seed, self.options.quota):
            if not self.round(turn) or time.monotonic() > deadline or len(self.report.failures) > 100:
                break
        self.report.finish(self.options.seed, list(self.missing()))
        return not self.report.failures

    def missing(self):
        """What the run did not do: faults that it had no means or no time for, or that did nothing."""
        faults = [fault for fault in plan.FAULTS if self.options.quota or not fault.endswith("_full")]
        unmet = [fault for fault in faults if not self.report.counts["rounds"][fault]]
        without_effect = [fault for fault in faults if fault not in unmet and not self.report.counts["faults"][fault]]
        if not self.options.quota:
            yield "no disk was filled: this user may not mount a file system (see docs/reliability.md)"
        if unmet:
            yield f"the time was up before {', '.join(unmet)}"
        if without_effect:
            yield f"no effect of {', '.join(without_effect)}"

    def round(self, turn):
        """Returns whether it makes sense to go on."""
        self.report.turn = turn
        before = self.report.total("done")
        threads = self.start(turn)
        try:
            time.sleep(turn.seconds)
            self.faults.inject(turn)
            time.sleep(turn.after)
        except Exception as error:
            self.report.fail(f"the fault could not be injected, or the server did not come back: {error!r}")
            self.checks.check_logs(turn)
            return False
        if not self.stop(threads):
            self.checks.check_logs(turn)
            return False
        self.checks.run(turn)
        self.report.say(f"{turn}: {self.report.total('done') - before} calls answered")
        return True

    def start(self, turn):
        threads = []
        for client in self.clients:
            client.stopping.clear()
            threads.append(threading.Thread(target=client.work, args=(turn, plan.units(turn, client.number)), daemon=True))
        for feeder in self.feeders.all():
            feeder.stopping.clear()
            threads.append(threading.Thread(target=feeder.work, args=(turn,), daemon=True))
        for thread in threads:
            thread.start()
        return threads

    def stop(self, threads):
        clients = self.clients + self.feeders.all()
        for client in clients:
            client.stopping.set()
        deadline = time.monotonic() + HANGS
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))
        hanging = [client for client, thread in zip(clients, threads) if thread.is_alive()]
        if hanging:
            self.report.fail(f"no answer for {HANGS} s: {[(client.number, client.doing) for client in hanging]}")
            self.show_sessions()
        return not hanging

    def show_sessions(self):
        for table in ("pg_stat_activity", "pg_locks", "pg_prepared_xacts"):
            print(f"{table}:")
            for row in self.cluster.rows(f"SELECT to_json(t) FROM pg_catalog.{table} AS t", database="postgres"):
                print(f"  {row[0]}")


def main():
    options = arguments()
    if options.plan:
        print_plan(options.seed)
        return
    adopt_orphans()
    print(f"seed {options.seed}: scripts/torture --seed {options.seed} --minutes {options.minutes:g} repeats the plan", flush=True)
    passed = Run(options).go()
    sys.stdout.flush()
    os._exit(0 if passed else 1)  # whatever hangs


main()
