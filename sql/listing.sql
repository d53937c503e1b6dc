-- What there is of many variants, as a list of goods shows it.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT count(*) FROM (VALUES ('li-mug', 'nyc', 5), ('li-mug', 'sfo', 9), ('li-mug', 'ber', 9), ('li-tee', 'nyc', 3), ('li-red', 'nyc', 6), ('li-red', 'sfo', 2), ('li-back', 'nyc', 4), ('li-safe', 'nyc', 4)) AS v (variant, location, units),
	inventory.receive_inventory(variant, location, units, 'po');
SELECT count(*) FROM inventory.set_level_policy('li-back', 'nyc', backorder_limit => 10) AS a, inventory.set_level_policy('li-safe', 'nyc', safety_stock => 3) AS b,
	inventory.set_level_policy('li-any', 'nyc', unlimited_backorder => true) AS c, inventory.set_level_policy('li-song', 'web', tracked => false) AS d, inventory.set_level_policy('li-none', 'nyc') AS e;
SELECT count(*) FROM inventory.reserve_inventory('li-red', 'nyc', 6, 'li-1') AS a, inventory.reserve_inventory('li-mug', 'sfo', 2, 'li-1') AS b, inventory.reserve_inventory('li-back', 'nyc', 6, 'li-1') AS c;
SELECT on_hand FROM inventory.count_inventory('li-red', 'nyc', 3, allow_shortfall => true);

-- a row an id, in the order given, twice where it is given twice; a location in the red counts nothing
SELECT * FROM inventory.available_variants('{li-tee,li-mug,li-red,li-back,li-safe,li-any,li-song,li-none,li-unknown,li-tee}');
-- at some locations: of those that are as good the smaller id
SELECT * FROM inventory.available_variants('{li-mug,li-tee,li-red}', '{sfo,ber}');
SELECT * FROM inventory.available_variants('{li-mug,li-tee}', '{nyc,nyc,nowhere}');
SELECT * FROM inventory.available_variants('{li-mug,li-tee,li-red}', '{sfo,ber,a,b,c,d,e,f,g,h}');
SELECT * FROM inventory.available_variants('{li-mug}', '{}');
SELECT * FROM inventory.available_variants('{}');
-- where one location is not tracked, no number is right
SELECT count(*) FROM inventory.set_level_policy('li-tee', 'web', tracked => false);
SELECT * FROM inventory.available_variants('{li-tee}');
SELECT * FROM inventory.available_variants('{li-tee}', '{nyc}');

-- holds past their deadline do not count, swept or not; an order's do
SELECT reserve_overdue('li-2', '[{"variant_id": "li-mug", "location_id": "ber", "quantity": 4}, {"variant_id": "li-back", "location_id": "nyc", "quantity": 5}]');
SELECT outcome($$reserve_inventory('li-mug', 'ber', 3, 'li-3', '1 ms')$$) LIKE 'remaining=_ %' AS held, outcome($$confirm_cart('li-3', revive => true)$$);
SELECT * FROM inventory.available_variants('{li-mug,li-back}');
SELECT expire_stale_carts >= 1 FROM inventory.expire_stale_carts();
SELECT * FROM inventory.available_variants('{li-mug,li-back}');

-- a level in several rows is one location
SELECT stripes FROM inventory.set_level_policy('li-mug', 'nyc', stripes => 4);
SELECT * FROM inventory.available_variants('{li-mug}');
SELECT * FROM inventory.available_variants('{li-mug}', '{nyc}');

-- exactly what available_inventory says, and what one call sees is one moment
SELECT count(*) FROM inventory.available_variants((SELECT array_agg(DISTINCT variant_id) FROM inventory.levels)) AS v WHERE v.available IS DISTINCT FROM inventory.available_inventory(v.variant_id);
SELECT count(*) FROM inventory.levels AS l, inventory.available_variants(ARRAY[l.variant_id], ARRAY[l.location_id]) AS v WHERE v.available IS DISTINCT FROM inventory.available_inventory(l.variant_id, l.location_id);
BEGIN READ ONLY;
SELECT on_hand, available FROM inventory.available_variants('{li-mug}');
COMMIT;

-- bad arguments
SELECT failure($$SELECT inventory.available_variants(NULL)$$);
SELECT failure($$SELECT inventory.available_variants('{li-mug,NULL}')$$);
SELECT failure($$SELECT inventory.available_variants('{li-mug,""}')$$);
SELECT failure($$SELECT inventory.available_variants('{{li-mug},{li-tee}}')$$);
SELECT failure($$SELECT inventory.available_variants('{li-mug}', '{NULL}')$$);
SELECT failure($$SELECT inventory.available_variants('{li-mug}', '{""}')$$);
SELECT failure($$SELECT inventory.available_variants(ARRAY[repeat('x', 256)])$$);
-- more than a number can say
SELECT status, count(*) FROM inventory.apply_levels((SELECT jsonb_agg(jsonb_build_object('variant_id', 'li-most', 'location_id', 'l' || n, 'on_hand', 9007199254740991)) FROM generate_series(1, 1025) AS n)) GROUP BY status;
SELECT failure($$SELECT inventory.available_variants('{li-most}')$$);
SELECT verified();
