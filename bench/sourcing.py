"""The scenarios of sourcing: carts that name no place, and kits. Each against the same with every place
and line named.

Not here: how long the core takes to plan (route.cpp), how the others are played (scenarios.py).
"""

from load import CALLS, Call, pgbench
from scenarios import Contestant

FIVE, FIFTY, EIGHT = 1000, 200, 8  # variants at five places, at fifty; places of the race
RACE_UNITS, RACE_CLIENTS = 1000, 64

CALLS.update({
    "named_line": Call("reserve_cart, place named", "ours_line_named", "inventory"),
    "routed_line": Call("reserve_cart, routed over 5 places", "ours_line_routed", "inventory"),
    "routed_ten": Call("reserve_cart, 10 lines over 50 places", "ours_ten_routed", "inventory"),
    "three_lines": Call("reserve_cart, 3 lines", "ours_three_lines", "inventory"),
    "kit_of_three": Call("reserve_cart, a kit of 3", "ours_kit", "inventory"),
    "race": Call("reserve_cart, routed over 8 places", "ours_race", "inventory"),
})

# Which places have some of a variant is said by `stocked`; there is a level everywhere.
PLACES = """
SELECT count(inventory.set_location('place ' || n, priority => n % 7, latitude => n, longitude => -n, parcel_cost => 300 + n))
    FROM generate_series(1, {places}) AS n;
INSERT INTO inventory.levels (variant_id, location_id, on_hand)
    SELECT v::text, 'place ' || n, CASE WHEN {stocked} THEN 1000000 ELSE 0 END
    FROM generate_series(1, {variants}) AS v, generate_series(1, {places}) AS n;
VACUUM (ANALYZE) inventory.levels;
"""


def lay_out(bench, database, places, variants, stocked="true"):
    with bench.server.connect(database) as connection:
        for statement in PLACES.format(places=places, variants=variants, stocked=stocked).split(";\n"):
            if statement.strip():
                connection.execute(statement)


def routed(bench):
    """A line that names its place against one that is routed over five."""
    bench.server.create("routed")
    lay_out(bench, "routed", 4, FIVE)  # and "main", where all variants are
    bench.compare("routed", "routed", [Contestant(call, call, 16, high=FIVE) for call in ("named_line", "routed_line")])
    bench.finish("routed", "routed")


def routed_cart(bench):
    """A cart of ten lines over fifty places, a third of which stocks each, from one client."""
    bench.server.create("routed_cart", "empty_shop")
    lay_out(bench, "routed_cart", 50, FIFTY, "hashint8(v * 64 + n)::bigint & 1023 < 307")
    bench.compare("routed cart", "routed_cart",
                  [Contestant("routed_ten", "routed_ten", 1, high=FIFTY, pick="pick_ten", lines=10)], unit="carts/s")
    bench.results.facts["routed_cart_ms"] = bench.results.find("routed cart", "routed_ten", 1)["p50_ms"]
    bench.finish("routed cart", "routed_cart")


def kits(bench):
    """A kit of three at one place against its three lines."""
    bench.server.create("kits")
    bench.server.run("kits", f"""
        INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current)
            SELECT 'kit ' || k, 1, (k + {FIVE} * part)::text, 1, true FROM generate_series(1, {FIVE}) AS k, generate_series(0, 2) AS part""")
    bench.compare("kits", "kits", [
        Contestant(call, call, 16, high=FIVE, lines=3) for call in ("kit_of_three", "three_lines")], unit="carts/s")
    bench.finish("kits", "kits")


def places_race(bench):
    """64 buyers at once for 1,000 units at eight places, none of them named, until nothing is left."""
    scenario = "race over 8 places"
    runs = []
    for number in range(1 if bench.scale.quick else bench.scale.rounds):
        bench.say(f"{scenario}: round {number + 1}")
        bench.server.create("places_race", "empty_shop")
        lay_out(bench, "places_race", EIGHT, 1)
        bench.server.run("places_race", f"UPDATE inventory.levels SET on_hand = {RACE_UNITS // EIGHT}")
        with bench.server.alone():
            runs.append(pgbench(bench.server, "places_race", CALLS["race"], clients=RACE_CLIENTS, calls=2 * RACE_UNITS // RACE_CLIENTS,
                                variables={"low": 1, "high": 1}))
        held = bench.server.value("places_race", "SELECT bench.units('inventory')")
        bench.results.facts["race_held"] = min(held, bench.results.facts.get("race_held", held))
        bench.finish(scenario, "places_race")
    bench.results.facts["race_failures"] = sum(run.failures for run in runs)
    bench.results.add(scenario, "race", CALLS["race"].label, RACE_CLIENTS, runs, unit="carts/s")
    bench.results.note(scenario, "how many calls had to lock every place cannot be told from outside")
