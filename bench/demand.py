"""The scenario of demand: what the proposal for a whole shop takes, and what a forecast of one article does.

Not here: how long the core takes to learn from a level's weeks (forecast.cpp), how the others are played (scenarios.py).
"""

from supply import milliseconds

VARIANTS, PLACES = 5000, 2
WEEKS = 104

# A day a week on which each level sold, in the order in which days come; now and then it was sold out for half a day.
FILL = """
INSERT INTO inventory.levels (variant_id, location_id, on_hand)
    SELECT v::text, 'place ' || p, (v * 7 + p * 3) % 60 FROM generate_series(1, {variants}) AS v, generate_series(1, {places}) AS p;
INSERT INTO inventory.demand (variant_id, location_id, day, sold, out_seconds)
    SELECT v::text, 'place ' || p, CURRENT_DATE - d, 1 + (v + d + p) % 4, CASE WHEN (v + d) % 11 = 0 THEN 43200 ELSE 0 END
    FROM generate_series({days}, 1, -1) AS d, generate_series(1, {variants}) AS v, generate_series(1, {places}) AS p WHERE (v * 3 + d) % 7 = 0;
SELECT inventory.set_replenishment(lead_time => '14 days', supplier_id => 'supplier')
"""


def replenishment(bench):
    """What to order for 10,000 levels with 104 weeks of demand each: the report; a forecast of an article at both its places."""
    facts = bench.results.facts
    bench.server.create("replenishment", "empty_shop")
    for statement in FILL.format(variants=VARIANTS, places=PLACES, days=7 * WEEKS).split(";\n"):
        bench.server.run("replenishment", statement)
    bench.server.run("replenishment", "VACUUM (ANALYZE)")
    bench.say("replenishment")
    report = "SELECT count(*) FROM inventory.replenishment_report(due_only => false) WHERE mean_per_day > 0"
    facts["report_ms"] = milliseconds(bench, "replenishment", report)
    facts["report_levels"] = bench.server.value("replenishment", report)
    facts["forecast_ms"] = milliseconds(bench, "replenishment", "SELECT expected FROM inventory.forecast_demand((1 + %s)::text)")
    bench.finish("replenishment", "replenishment")
