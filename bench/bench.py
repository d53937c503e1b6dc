"""Runs the benchmark on the server that scripts/bench has started, which is how to run it.

Here: options, the beginning and the end. A scenario is in scenarios.py, sale.py, upkeep.py,
growth.py, sourcing.py, supply.py, demand.py or feed.py, their order in names.py.
"""

import argparse
import dataclasses
import importlib
import os
import sys
import time

import draw
import report
import scenarios
import targets
from names import FILES
from results import Results
from server import HERE, Server


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures inventory against what one would do without it.")
    parser.add_argument("--quick", action="store_true", help="five to ten minutes in all: shorter, fewer, smaller")
    parser.add_argument("--only", metavar="NAME[,NAME...]", help="these scenarios; the results are printed, not kept")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each comparison")
    parser.add_argument("--seconds", type=int, metavar="N", help="seconds of each run")
    parser.add_argument("--lock", metavar="FILE", help="hold a lock on this file while measuring")
    # for scripts/bench: files that it has opened, as the user who runs this may not write there
    parser.add_argument("--json-to", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--chart-to", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.names = chosen.only.split(",") if chosen.only else list(FILES)
    for name in chosen.names:
        if name not in FILES:
            parser.error(f"no scenario {name}; there are {', '.join(FILES)}")
    return chosen


def settings():
    lines = (HERE / "settings.conf").read_text().splitlines()
    return dict(line.split(" = ", 1) for line in lines if line and not line.startswith("#"))


def processor():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown processor"


def describe(server, scale, seconds_taken):
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "kind": "quick" if scale.quick else "full",
        "scale": dataclasses.asdict(scale),
        "stripes": scenarios.STRIPES,
        "seconds_taken": round(seconds_taken),
        "versions": server.versions(),
        "machine": {"processor": processor(), "cores": os.cpu_count()},
        "settings": settings(),
    }


def main():
    chosen = arguments()
    scale = scenarios.QUICK if chosen.quick else scenarios.FULL
    scale = dataclasses.replace(scale, rounds=chosen.rounds or scale.rounds, seconds=chosen.seconds or scale.seconds)
    server, results = Server(chosen.lock), Results()
    bench = scenarios.Bench(server, scale, results)
    bench.say("making WAL segments and databases")
    server.make_wal_segments(scale.wal_gigabytes)
    server.make_templates()
    held = scenarios.OpenTransaction(server) if "open_transaction" in chosen.names else None
    for name in chosen.names:
        play = getattr(importlib.import_module(FILES[name]), name)
        play(bench, *([held] if name == "open_transaction" else []))
    finish(bench, chosen)


def finish(bench, chosen):
    run = describe(bench.server, bench.scale, bench.elapsed())
    verdicts = targets.judge(bench.results)
    content = report.document(bench.results, verdicts, run)
    print(f"\nPostgreSQL {run['versions']['postgresql']}, inventory {run['versions']['inventory']}, "
          f"{run['machine']['cores']} cores, {run['machine']['processor']}")
    print(", ".join(f"{name} = {value}" for name, value in run["settings"].items()))
    print(f"{run['kind']} run, {run['seconds_taken']} s: " + ", ".join(f"{name} {value:,}" for name, value in run["scale"].items()
                                                                   if name != "quick"))
    if bench.scale.quick:
        full = dataclasses.asdict(scenarios.FULL)
        print("scaled down from the full run's " + ", ".join(
            f"{name} {full[name]:,}" for name, value in run["scale"].items() if name != "quick" and value != full[name]))
    print(report.table(bench.results))
    print("\n" + report.targets_table(verdicts))
    if chosen.json_to is not None:
        with open(chosen.json_to, "r+", encoding="utf-8") as file:
            report.write(file, report.as_json(content))
    if chosen.chart_to is not None:
        with open(chosen.chart_to, "r+", encoding="utf-8") as file:
            report.write(file, draw.chart(content))
    if bench.results.facts.get("problems"):
        sys.exit("a scenario left problems behind")


if __name__ == "__main__":
    main()
