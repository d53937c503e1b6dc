"""The scenarios of supply and promises: reserves that wait for what is on its way, and what asks when it comes.

Not here: how long the core takes to serve a line (serve.cpp), how the others are played (scenarios.py).
"""

import time

from load import CALLS, Call
from scenarios import Contestant

WAITED, OPEN = 1000, 12  # variants that everybody waits for, without supplies and with so many each
LEVELS, ORDERS = 100, 10_000  # at which so many orders wait
LINES, HOLDS = 10, 1000  # of a cart, on each of the levels that it waits at
MOVED = 1000  # lines of an order that is moved
LOOKS = 11

CALLS.update({
    "waiting": Call("reserve_inventory, backordered", "ours", "inventory"),
    "supplied": Call("reserve_inventory, backordered, 12 supplies", "ours", "inventory"),
})

WAIT_FOR = """
SELECT count(inventory.set_level_policy(v::text, 'main', unlimited_backorder => true)) FROM generate_series({low}, {high}) AS v;
SELECT count(*) FROM generate_series(1, {supplies}) AS n, inventory.set_supply('order ' || {low} || '/' || n, (SELECT
    jsonb_agg(jsonb_build_object('variant_id', v::text, 'location_id', 'main', 'quantity', {units})) FROM generate_series({low}, {high}) AS v),
    now() + n * interval '10 days')
"""


def wait_for(bench, database, low, high, supplies, units):
    for statement in WAIT_FOR.format(low=low, high=high, supplies=supplies, units=units).split(";\n"):
        bench.server.run(database, statement)


def supplied(bench):
    """A reserve that waits on a level with 12 open supplies against one that waits on a level without."""
    bench.server.create("supplied", "empty_shop")
    wait_for(bench, "supplied", 1, WAITED, 0, 1)
    wait_for(bench, "supplied", WAITED + 1, 2 * WAITED, OPEN, 1000)
    bench.compare("supplied", "supplied", [
        Contestant("waiting", "waiting", 16, high=WAITED), Contestant("supplied", "supplied", 16, low=WAITED + 1, high=2 * WAITED)])
    bench.finish("supplied", "supplied")


def milliseconds(bench, database, sql):
    """The median of some looks, from one client."""
    taken = []
    with bench.server.alone(), bench.server.connect(database) as connection:
        for look in range(LOOKS):
            begun = time.monotonic()
            connection.execute(sql, (look,) if "%s" in sql else None).fetchall()
            taken.append(1000 * (time.monotonic() - begun))
    return round(sorted(taken)[LOOKS // 2], 1)


def promises(bench):
    """10,000 orders that wait at 100 levels: who is late; an order of 1,000 lines that is moved; a cart of ten lines that waits."""
    facts = bench.results.facts
    bench.server.create("promises", "empty_shop")
    wait_for(bench, "promises", 1, LEVELS, OPEN, 50)
    for first in range(1, ORDERS + 1, 1000):
        bench.server.rows("promises", f"""SELECT count(*) FROM generate_series({first}, {first} + 999) AS n,
            inventory.reserve_inventory((1 + n % {LEVELS})::text, 'main', 2, 'order ' || n) AS r, inventory.confirm_cart('order ' || n) AS c""")
    bench.server.rows("promises", "SELECT count(*) FROM inventory.set_supply('order 1/1', expected_at => now() + interval '1 year')")
    wait_for(bench, "promises", 10_001, 10_000 + LINES, OPEN, 50)
    for first in range(1, HOLDS + 1, 100):
        bench.server.rows("promises", f"""SELECT count(*) FROM generate_series({first}, {first} + 99) AS n, inventory.reserve_cart('cart ' || n,
            (SELECT jsonb_agg(jsonb_build_object('variant_id', v::text, 'location_id', 'main', 'quantity', 1))
             FROM generate_series(10001, {10_000 + LINES}) AS v))""")
    wait_for(bench, "promises", 20_001, 20_000 + MOVED, 1, 50)
    bench.server.run("promises", "VACUUM (ANALYZE)")
    bench.say("promises")
    facts["late_ms"] = milliseconds(bench, "promises", "SELECT count(*) FROM inventory.late_promises(max_rows => 100000)")
    facts["late_found"] = bench.server.value("promises", "SELECT count(*) FROM inventory.late_promises(max_rows => 100000)")
    facts["cart_promises_ms"] = milliseconds(bench, "promises", f"SELECT count(*) FROM inventory.cart_promises('cart {HOLDS // 2}')")
    facts["moved_ms"] = milliseconds(
        bench, "promises", "SELECT count(*) FROM inventory.set_supply('order 20001/1', expected_at => now() + %s * interval '1 day')")
    bench.finish("promises", "promises")
