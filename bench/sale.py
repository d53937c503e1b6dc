"""The end of a sale: 64 buyers at once, 1 to 5 units each, 2,000 units to 0.

The rate is taken for every tenth of the units from the times at which calls ended. A buyer was
refused wrongly if, when the refusal came, the units that were left even after every sale begun by
then would have done.
"""

import collections
import statistics

from load import CALLS, pgbench

UNITS, PARTS, CLIENTS, SIZES = 2000, 10, 64, (1, 2, 3, 4, 5)
STRIPES = UNITS // 16  # what the worker makes of so many units
REFERENCE = 1_000_000  # of a client's references, see pgbench/pick_numbered.sql


def sell_out(bench, call_name, variant, turn):
    """Plays one sale; gives the buyers as (units got, units wanted, start, end) in order of end."""
    server, call, run = bench.server, CALLS[call_name], turn * 1_000_000_000
    result = pgbench(server, "sale", call, clients=CLIENTS, calls=60, pick="pick_numbered", units=SIZES,
                     variables={"low": variant, "run": run, "n": 0}, keep_log=True)
    got = dict(server.rows("sale", f"SELECT reference_id::bigint, sum(reserved_delta)::bigint FROM {call.side}.transactions"
                                   " WHERE variant_id = %s AND type = 'reserve' GROUP BY 1", (str(variant),)))
    buyers, calls = [], collections.Counter()
    for client, script, start, end in result.log:  # in order, for each client
        calls[client] += 1
        reference = run + client * REFERENCE + calls[client]
        buyers.append((got.pop(reference, 0), SIZES[script], start, end))
    if got:
        raise RuntimeError("sales that no buyer knows of")
    return result, sorted(buyers, key=lambda buyer: buyer[3])


def refused_wrongly(buyers):
    begun = sorted((start, units) for units, _, start, _ in buyers if units)
    wrong = taken = position = 0
    for units, wanted, _, end in buyers:
        while position < len(begun) and begun[position][0] <= end:
            taken += begun[position][1]
            position += 1
        wrong += not units and UNITS - taken >= wanted
    return wrong


def rates(buyers):
    """Units a second in each tenth of the units; the first begins with the first call."""
    edge, sold, part_rates = min(start for _, _, start, _ in buyers), 0, []
    for units, _, _, end in buyers:
        sold += units
        while units and sold >= UNITS * (len(part_rates) + 1) / PARTS:
            part_rates.append(UNITS / PARTS / max(end - edge, 1) * 1e6)
            edge = end
    return part_rates


def sale(bench):
    """The end of a sale: 64 clients, quantities 1 to 5."""
    bench.server.create("sale")
    sides = {"striped": ("ours_try", f"ours, {STRIPES} stripes"), "plain": ("ours_try", "ours, one row"),
             "conditional": ("conditional", "")}
    parts, runs, wrong = (collections.defaultdict(list) for _ in range(3))
    variant = 100_000
    bench.say(f"sale: {bench.scale.sales} rounds")
    with bench.server.alone():
        for turn in range(bench.scale.sales + 1):  # the first one warms up
            for side, (call, _) in list(sides.items()):
                variant += 1
                bench.server.rows("sale", "SELECT bench.add_levels(%s, %s, %s)", (variant, variant, UNITS))
                if side == "striped" and not bench.stripe("end of a sale", "sale", variant, STRIPES):
                    del sides[side]
                    continue
                result, buyers = sell_out(bench, call, variant, variant)
                if turn > 0:
                    part_rates = rates(buyers)
                    parts[side].append(part_rates + [0.0] * (PARTS - len(part_rates)))
                    wrong[side].append(refused_wrongly(buyers))
                    runs[side].append(sale_run(result, buyers))
    for side, (call, label) in sides.items():
        label = label or CALLS[call].label
        medians = [statistics.median(column) for column in zip(*parts[side])]
        middle = statistics.median(medians[3:7])
        bench.results.add("end of a sale", side, label, CLIENTS, runs[side], unit="sales/s")
        bench.results.facts[f"sale_dip_{side}"] = round(min(medians[7:]) / middle, 3) if middle else 0.0
        bench.results.facts[f"sale_wrong_{side}"] = sum(wrong[side])
        bench.results.note("end of a sale", f"{label}: units/s in each tenth of the sale "
                           f"{' '.join(f'{rate:.0f}' for rate in medians)}; refused wrongly: {sum(wrong[side])}")
    bench.finish("end of a sale", "sale")


def sale_run(result, buyers):
    """The run up to the last sale: what comes after it are refusals only."""
    last = max(end for units, _, _, end in buyers if units)
    result.seconds = (last - min(start for _, _, start, _ in buyers)) / 1e6
    result.successes = sum(1 for buyer in buyers if buyer[0])
    result.refusals = len(buyers) - result.successes
    result.rate = result.successes / result.seconds
    result.log = []
    return result


