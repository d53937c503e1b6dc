-- How levels are replenished, and what to order.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- Whole weeks of a level that is sold out since this Monday, as in demand.sql: what is reported does not depend on the clock.
CREATE FUNCTION pg_temp.note_weeks(variant text, location text, units bigint[]) RETURNS void LANGUAGE sql AS $$
INSERT INTO inventory.demand (variant_id, location_id, day, sold, out_since)
	SELECT variant, location, monday - 7 * (cardinality(units) + 1 - n)::int + (n::int - 1) * 3 % 7, u, NULL
		FROM date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC') AS m (at), CAST(m.at AS date) AS d (monday), unnest(units) WITH ORDINALITY AS w (u, n)
	UNION ALL SELECT variant, location, at::date, 0, at AT TIME ZONE 'UTC' FROM date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC') AS m (at)
$$;
-- A level with so many units, which came in none of the ways that are demand.
CREATE FUNCTION pg_temp.stock(variant text, location text, units bigint) RETURNS text LANGUAGE sql AS $$
SELECT public.outcome(format('set_level_policy(%L, %L)', variant, location));
SELECT public.outcome(format('count_inventory(%L, %L, %s, %L)', variant, location, units, 'count'));
$$;
CREATE FUNCTION pg_temp.row_of(asked_object text, asked_id text, location text DEFAULT '') RETURNS text LANGUAGE sql AS $$
SELECT public.shown(to_json(r)) FROM inventory.replenishment AS r WHERE object = asked_object AND id = asked_id AND location_id = location
$$;
-- Of the levels of this test, in the order of the report.
CREATE FUNCTION pg_temp.report(arguments text DEFAULT '') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	report text;
BEGIN
	EXECUTE format($f$SELECT string_agg(format('%%s %%s%%s: %%s available, %%s incoming, %%s backordered; %%s a day, %%s days, out %%s; %%s (%%s) to %%s: %%s, %%s lost%%s', variant_id, location_id, ' of ' || supplier_id, available, incoming, backordered,
			coalesce(round(mean_per_day::numeric, 6)::text, '-'), coalesce(round(days_of_cover::numeric, 4)::text, '-'), coalesce('in ' || out_on - (clock_timestamp() AT TIME ZONE 'UTC')::date, 'never'),
			coalesce(reorder_point::text, '-'), coalesce(buffer::text, '-'), coalesce(order_up_to::text, '-'), coalesce(suggested::text, '-'), coalesce(round(lost_per_day::numeric, 6)::text, '-'), ', ' || note), E'\n' ORDER BY r.ordinality)
		FROM inventory.replenishment_report(%s) WITH ORDINALITY AS r WHERE variant_id LIKE 'rp-%%'$f$, arguments) INTO report;
	RETURN report;
END $$;

-- ---- set_replenishment ----
-- a new row has the defaults of the table, whatever is left out
SELECT outcome($$set_replenishment('rp-v')$$);
INSERT INTO inventory.replenishment (object, id) VALUES ('variant', 'rp-default');
SELECT pg_temp.row_of('variant', 'rp-v');
SELECT replace(pg_temp.row_of('variant', 'rp-v'), 'rp-v', 'rp-default') = pg_temp.row_of('variant', 'rp-default') AS as_the_table_has_it;
-- parts of it, and what is left out stays
SELECT outcome($$set_replenishment('rp-v', low_stock => 3, low_margin => 2, in_stock_at => 5, overstock => 900, lead_time => '2 weeks', lead_time_sd => '36 hours', order_cycle => '1 month', service_level => 0.98, pack_size => 6, minimum_order => 12, max_stock => 700, supplier_id => 'acme')$$);
SELECT pg_temp.row_of('variant', 'rp-v');
SELECT outcome($$set_replenishment('rp-v')$$), pg_temp.row_of('variant', 'rp-v');
SELECT outcome($$set_replenishment('rp-v', lead_time => '3 weeks')$$), pg_temp.row_of('variant', 'rp-v');
-- 0, -1 and '' take back
SELECT outcome($$set_replenishment('rp-v', low_stock => -1, overstock => -1, lead_time => '0', max_stock => -1, supplier_id => '')$$), pg_temp.row_of('variant', 'rp-v');
SELECT outcome($$set_replenishment('rp-v', overstock => 0, max_stock => 0)$$), pg_temp.row_of('variant', 'rp-v');
-- in a new row too
SELECT outcome($$set_replenishment('rp-w', low_stock => -1, overstock => -1, max_stock => -1, supplier_id => '')$$), replace(pg_temp.row_of('variant', 'rp-w'), 'rp-w', 'rp-default') = pg_temp.row_of('variant', 'rp-default') AS as_the_table_has_it;
-- a product, all, and at a location; an empty one is none
SELECT outcome($$set_replenishment(product_id => 'rp-p', pack_size => 2)$$), outcome($$set_replenishment(pack_size => 3)$$), outcome($$set_replenishment('rp-v', 'nyc', pack_size => 4)$$), outcome($$set_replenishment(location_id => 'nyc', pack_size => 5)$$), outcome($$set_replenishment('rp-v', '', pack_size => 6)$$);
SELECT object, id, location_id, pack_size FROM inventory.replenishment WHERE id LIKE 'rp-%' OR id = '' ORDER BY 1, 2, 3;
DELETE FROM inventory.replenishment;

-- ---- errors ----
SELECT call, failure('SELECT inventory.' || call) FROM unnest(ARRAY['set_replenishment(''rp-v'', product_id => ''rp-p'')', 'set_replenishment(''rp-v'', ''nyc'', low_stock => 3)', 'set_replenishment(product_id => ''rp-p'', location_id => ''nyc'', low_stock => 0)', 'set_replenishment(location_id => ''nyc'', low_stock => -1)']) WITH ORDINALITY AS c (call, n) ORDER BY n;
SELECT call, outcome('set_replenishment(' || call || ')') FROM unnest(ARRAY['''''', 'product_id => ''''', 'location_id => repeat(''x'', 256)', 'supplier_id => repeat(''x'', 256)',
	'low_stock => -2', 'low_stock => 9007199254740992', 'low_margin => -1', 'low_margin => 9007199254740992', 'in_stock_at => 0', 'in_stock_at => 9007199254740992', 'overstock => -2', 'overstock => 9007199254740992',
	'lead_time => ''-1 second''', 'lead_time => ''101 years''', 'lead_time => ''10001 years''', 'lead_time_sd => ''1 month -31 days''', 'lead_time_sd => ''100 years 1 microsecond''', 'order_cycle => ''0''', 'order_cycle => ''-1 day''', 'order_cycle => ''101 years''',
	'service_level => 0', 'service_level => 1', 'service_level => -0.5', 'service_level => ''NaN''', 'service_level => ''Infinity''', 'pack_size => 0', 'pack_size => 9007199254740992', 'minimum_order => -1', 'minimum_order => 9007199254740992', 'max_stock => -2', 'max_stock => 9007199254740992']) WITH ORDINALITY AS c (call, n) ORDER BY n;
SELECT count(*) FROM inventory.replenishment;
SELECT outcome($$set_replenishment('rp-v', low_stock => 9007199254740991, lead_time => '100 years', lead_time_sd => '36000 days', order_cycle => '1 microsecond', service_level => 5e-324)$$), pg_temp.row_of('variant', 'rp-v');
SELECT call, outcome('replenishment_report(' || call || ')') FROM unnest(ARRAY['''''', 'supplier_id => ''''', 'due_only => NULL', 'repeat(''x'', 256)']) WITH ORDINALITY AS c (call, n) ORDER BY n;
BEGIN READ ONLY;
SELECT outcome($$set_replenishment('rp-v')$$);
COMMIT;
-- a trigger of the owner's that suppresses the row is told
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER nothing BEFORE INSERT OR UPDATE ON inventory.replenishment FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
SELECT outcome($$set_replenishment('rp-v')$$);
DROP TRIGGER nothing ON inventory.replenishment;
DELETE FROM inventory.replenishment;

-- ---- replenishment_report ----
-- nobody says how they are replenished
SELECT pg_temp.note_weeks('rp-a', 'nyc', '{4,6,5,3,7,5,4,8,6,2,5,9}'), pg_temp.stock('rp-a', 'nyc', 10);
SELECT pg_temp.report('due_only => false');
-- Two weeks of lead time and one of cycle, by the model that demand.sql describes: 0.788813 a day, order at 18, 7 of them buffer, up to 25.
SELECT outcome($$set_replenishment('rp-a', lead_time => '14 days')$$), pg_temp.report();
-- 0.5 and 0.98, here with half a week of deviation and a cycle of four: 11, 0, 16 and 22, 11, 52
SELECT outcome($$set_replenishment('rp-a', service_level => 0.5)$$), pg_temp.report();
SELECT outcome($$set_replenishment('rp-a', service_level => 0.98, lead_time_sd => '84 hours', order_cycle => '28 days')$$), pg_temp.report();
-- at once: order at 0, up to 10
SELECT outcome($$set_replenishment('rp-a', service_level => 0.95, lead_time => '0', lead_time_sd => '0', order_cycle => '7 days')$$), pg_temp.report('due_only => false');
SELECT pg_temp.stock('rp-a', 'nyc', 0), pg_temp.report();
SELECT outcome($$set_replenishment('rp-a', lead_time => '14 days')$$);
-- what is on its way is counted, and what is kept back; what is held is not, and who waits is owed
SELECT pg_temp.stock('rp-a', 'nyc', 20), outcome($$set_supply('rp-po', '[{"variant_id": "rp-a", "location_id": "nyc", "quantity": 4}]', '2090-01-01')$$) <> '' AS ordered, outcome($$set_level_policy('rp-a', 'nyc', safety_stock => 3, unlimited_backorder => true)$$) <> '' AS set;
SELECT pg_temp.report('due_only => false');
SELECT outcome($$reserve_inventory('rp-a', 'nyc', 19, 'rp-cart')$$), pg_temp.report();
SELECT outcome($$release_cart('rp-cart')$$), outcome($$set_supply('rp-po', '[]')$$) <> '' AS cancelled, outcome($$set_level_policy('rp-a', 'nyc', safety_stock => 0, backorder_limit => 0)$$) <> '' AS set, pg_temp.stock('rp-a', 'nyc', 10);
-- packs, minima and what fits in
SELECT outcome($$set_replenishment('rp-a', pack_size => 6)$$), pg_temp.report();
SELECT outcome($$set_replenishment('rp-a', minimum_order => 20)$$), pg_temp.report();
SELECT outcome($$set_replenishment('rp-a', minimum_order => 0, max_stock => 24)$$), pg_temp.report();
-- less than a minimum is not ordered, and so not due
SELECT outcome($$set_replenishment('rp-a', minimum_order => 13)$$), pg_temp.report(), pg_temp.report('due_only => false');
SELECT outcome($$set_replenishment('rp-a', minimum_order => 0, max_stock => -1, pack_size => 1)$$);
-- of a level in stripes the rows add up
SELECT outcome($$set_level_policy('rp-a', 'nyc', stripes => 4)$$) <> '' AS set, pg_temp.report();
-- what is not tracked is not ordered; without a week of it nobody knows
SELECT outcome($$set_level_policy('rp-b', 'nyc', tracked => false)$$) <> '' AS set, pg_temp.stock('rp-c', 'nyc', 1), outcome($$set_replenishment('rp-b')$$), outcome($$set_replenishment('rp-c')$$), pg_temp.note_weeks('rp-b', 'nyc', '{1}');
SELECT pg_temp.report();
SELECT pg_temp.report('due_only => false');
-- what has not been sold for two years lasts longer than the calendar
SELECT pg_temp.note_weeks('rp-d', 'nyc', array_fill(0, ARRAY[104])::bigint[]), pg_temp.stock('rp-d', 'nyc', 100), outcome($$set_replenishment('rp-d')$$);
SELECT days_of_cover > 1e9 AS lasts, out_on, reorder_point, order_up_to, suggested FROM inventory.replenishment_report(due_only => false) WHERE variant_id = 'rp-d';
DELETE FROM inventory.replenishment;

-- which row it is: at the location that of the variant, the product, all; then the same over all locations. By row: what it does not say is not looked for elsewhere
INSERT INTO inventory.product_variants (variant_id, product_id) VALUES ('rp-e', 'rp-p'), ('rp-f', 'rp-p');
SELECT pg_temp.stock(v, l, 1) FROM unnest('{rp-e,rp-f,rp-g}'::text[]) AS v, unnest('{nyc,sfo}'::text[]) AS l;
CREATE FUNCTION pg_temp.suppliers() RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s %s %s', variant_id, location_id, supplier_id), ', ' ORDER BY variant_id, location_id) FROM inventory.replenishment_report(due_only => false) WHERE variant_id = ANY ('{rp-e,rp-f,rp-g}')
$$;
SELECT outcome($$set_replenishment(supplier_id => 'all')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment(product_id => 'rp-p', supplier_id => 'product')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment('rp-e', supplier_id => 'variant')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment(location_id => 'nyc', supplier_id => 'all nyc')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment(product_id => 'rp-p', location_id => 'nyc', supplier_id => 'product nyc')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment('rp-e', 'nyc', supplier_id => 'variant nyc')$$), pg_temp.suppliers();
SELECT outcome($$set_replenishment('rp-e', 'nyc', supplier_id => '')$$), pg_temp.suppliers();
-- at one location, of one supplier, of both
SELECT pg_temp.report($$'sfo', due_only => false$$);
SELECT pg_temp.report($$supplier_id => 'product', due_only => false$$);
SELECT pg_temp.report($$'nyc', 'product nyc', false$$);
SELECT pg_temp.report($$'nyc', 'product', false$$);
SELECT count(*) FROM inventory.replenishment_report('rp-nowhere', due_only => false);
DELETE FROM inventory.replenishment;

-- the order: most lost a day, then soonest out, then nobody knows; equal ones by their ids
SELECT pg_temp.note_weeks(v, 'nyc', array_fill(u, ARRAY[12])::bigint[]), outcome(format('set_replenishment(%L, lead_time => %L)', v, '70 days'))
	FROM (VALUES ('rp-o1', 7), ('rp-o2', 14), ('rp-o3', 7), ('rp-o4', 7), ('rp-o5', 14)) AS o (v, u);
SELECT pg_temp.stock('rp-o1', 'nyc', 0), pg_temp.stock('rp-o2', 'nyc', 0), pg_temp.stock('rp-o3', 'nyc', 8), pg_temp.stock('rp-o4', 'nyc', 8), pg_temp.stock('rp-o5', 'nyc', 15), pg_temp.stock('rp-o6', 'nyc', 0), outcome($$set_replenishment('rp-o6')$$);
SELECT pg_temp.report('due_only => false');
-- search_path is the caller's
SET search_path = pg_temp;
SELECT count(*) FROM inventory.replenishment_report('nyc') WHERE variant_id LIKE 'rp-o_';
RESET search_path;
DELETE FROM inventory.replenishment;
SELECT * FROM inventory.verify_inventory();
