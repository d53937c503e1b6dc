-- Kits: what they consist of, what may be neither kit nor component nor level, and kits that the owner writes.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- The versions of a kit, and which is sold.
CREATE OR REPLACE FUNCTION public.kit_is(kit text) RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
SELECT format('version %s%s: %s', version, CASE WHEN current THEN ', sold' ELSE '' END, string_agg(quantity || ' ' || component_id, ', ' ORDER BY component_id))
FROM inventory.kits WHERE kit_id = kit GROUP BY version, current ORDER BY version, current
$$;

SELECT outcome($$receive_inventory('kt-cup', 'nyc', 10, 'po')$$), outcome($$receive_inventory('kt-pot', 'nyc', 4, 'po')$$);

-- a version a composition, whatever the order of its lines; the same one is the present one
SELECT outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 2}, {"variant_id": "kt-pot", "quantity": 1}]')$$),
	outcome($$set_kit('kt-set', '[{"variant_id": "kt-pot", "quantity": 1}, {"variant_id": "kt-cup", "quantity": 2}]')$$),
	outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 2.0}, {"variant_id": "kt-pot", "quantity": 1}]')$$);
SELECT kit_is('kt-set');
-- a component named twice is summed
SELECT outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 1}, {"variant_id": "kt-pot", "quantity": 1}, {"variant_id": "kt-cup", "quantity": 1}]')$$),
	outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 3}, {"variant_id": "kt-pot", "quantity": 1}, {"variant_id": "kt-cup", "quantity": 1}]')$$);
SELECT kit_is('kt-set');
-- more of one, one more, one less are other versions; old ones stay
SELECT outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 2}]')$$),
	outcome($$set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 2}, {"variant_id": "kt-pot", "quantity": 1}, {"variant_id": "kt-tray", "quantity": 1}]')$$);
SELECT kit_is('kt-set');
-- sold no more, twice, and what never was a kit
SELECT outcome($$set_kit('kt-set', '[]')$$), outcome($$set_kit('kt-set', '[]')$$), outcome($$set_kit('kt-none', '[]')$$);
SELECT kit_is('kt-set');
SELECT kit_is('kt-none');
SELECT outcome($$available_inventory('kt-set', 'nyc')$$), outcome($$reserve_inventory('kt-set', 'nyc', 1, 'kt-1')$$), outcome($$available_inventory('kt-none', 'nyc')$$);
-- and sold again
SELECT inventory.set_kit('kt-set', '[{"variant_id": "kt-cup", "quantity": 2}]') IS NOT NULL AS sold;
SELECT count(DISTINCT version) FILTER (WHERE current) AS sold, string_agg(quantity || ' ' || component_id, ', ') FILTER (WHERE current) AS composition FROM inventory.kits WHERE kit_id = 'kt-set';
SELECT outcome($$available_inventory('kt-set', 'nyc')$$);

-- a kit of what nobody stocks yet, of one unit of one thing, of itself
SELECT outcome($$set_kit('kt-dream', '[{"variant_id": "kt-unknown", "quantity": 1}]')$$), outcome($$available_inventory('kt-dream', 'nyc')$$), outcome($$reserve_inventory('kt-dream', 'nyc', 1, 'kt-1')$$),
	outcome($$set_kit('kt-self', '[{"variant_id": "kt-self", "quantity": 1}]')$$);

-- no nesting, from either side, and whether it is sold or not
SELECT outcome($$set_kit('kt-box', '[{"variant_id": "kt-set", "quantity": 1}]')$$), outcome($$set_kit('kt-box', '[{"variant_id": "kt-cup", "quantity": 1}, {"variant_id": "kt-set", "quantity": 1}]')$$), outcome($$set_kit('kt-unknown', '[{"variant_id": "kt-cup", "quantity": 1}]')$$);
SELECT outcome($$set_kit('kt-old', '[{"variant_id": "kt-cup", "quantity": 1}]')$$), outcome($$set_kit('kt-old', '[]')$$), outcome($$set_kit('kt-box', '[{"variant_id": "kt-old", "quantity": 1}]')$$);
-- a variant with a level is no kit, in whatever place, with stock or none
SELECT outcome($$set_kit('kt-cup', '[{"variant_id": "kt-pot", "quantity": 1}]')$$), outcome($$set_level_policy('kt-bare', 'sfo')$$) <> '' AS made, outcome($$set_kit('kt-bare', '[{"variant_id": "kt-pot", "quantity": 1}]')$$), outcome($$set_kit('kt-bare', '[]')$$);
SELECT outcome($$delete_level('kt-bare', 'sfo')$$), outcome($$set_kit('kt-bare', '[{"variant_id": "kt-pot", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.set_kit('kt-cup', '[{"variant_id": "kt-pot", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.set_kit('kt-box', '[{"variant_id": "kt-set", "quantity": 1}]')$$);
SELECT kit_is('kt-box'), kit_is('kt-cup'), kit_is('kt-unknown');

-- nothing makes a level of a kit, sold or not
SELECT outcome(format('%s(%s)', name, replace(arguments, 'K', quote_literal(kit))))
FROM unnest(ARRAY['kt-set', 'kt-old']) AS kit CROSS JOIN (VALUES
	(1, 'receive_inventory', $$K, 'nyc', 1, 'po'$$),
	(2, 'adjust_inventory', $$K, 'nyc', 1, 'found'$$),
	(3, 'count_inventory', $$K, 'nyc', 1$$),
	(4, 'return_inventory', $$K, 'nyc', 1, 'rma'$$),
	(5, 'return_inventory', $$K, 'nyc', 1, 'rma', false$$),
	(6, 'transfer_inventory', $$K, 'nyc', 'sfo', 1, 'tr'$$),
	(7, 'set_level_policy', $$K, 'nyc', backorder_limit => 1$$),
	(8, 'set_level_policy', $$K, 'nyc', tracked => false$$),
	(9, 'delete_level', $$K, 'nyc'$$)) AS f (n, name, arguments) ORDER BY kit DESC, n;
SELECT attempt($$INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('kt-set', 'nyc', 1)$$), attempt($$INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('kt-fine', 'nyc', 0), ('kt-old', 'nyc', 0)$$);
SELECT failure($$SELECT inventory.receive_inventory('kt-set', 'nyc', 1, 'po')$$);
SELECT count(*) AS levels FROM inventory.levels WHERE variant_id IN ('kt-set', 'kt-old', 'kt-fine');
-- a feed says so line by line
SELECT outcome($$apply_levels('[{"variant_id": "kt-set", "location_id": "nyc", "on_hand": 5}, {"variant_id": "kt-plate", "location_id": "nyc", "on_hand": 5}]')$$), level_is('kt-plate', 'nyc');
SELECT outcome($$apply_levels('[{"variant_id": "kt-set", "location_id": "nyc", "on_hand": 5}, {"variant_id": "kt-plate", "location_id": "nyc", "on_hand": 5}, {"variant_id": "kt-old", "location_id": "nyc", "op": "create"}, {"variant_id": "kt-set", "location_id": "sfo", "op": "update", "delta": 1}, {"variant_id": "kt-set", "location_id": "ber", "op": "delete"}]', all_or_nothing => false)$$), level_is('kt-plate', 'nyc');

-- bad input
SELECT outcome(format('set_kit(%s, %s)', kit, components)) FROM (VALUES
	(1, 'NULL', $$'[{"variant_id": "kt-cup", "quantity": 1}]'$$), (2, $$''$$, $$'[{"variant_id": "kt-cup", "quantity": 1}]'$$), (3, $$repeat('k', 256)$$, $$'[{"variant_id": "kt-cup", "quantity": 1}]'$$),
	(4, $$'kt-bad'$$, 'NULL'), (5, $$'kt-bad'$$, $$'{}'$$), (6, $$'kt-bad'$$, $$'null'$$), (7, $$'kt-bad'$$, $$'"x"'$$), (8, $$'kt-bad'$$, $$'[1]'$$), (9, $$'kt-bad'$$, $$'[null]'$$),
	(10, $$'kt-bad'$$, $$'[{}]'$$), (11, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup"}]'$$), (12, $$'kt-bad'$$, $$'[{"quantity": 1}]'$$), (13, $$'kt-bad'$$, $$'[{"variant_id": null, "quantity": 1}]'$$),
	(14, $$'kt-bad'$$, $$'[{"variant_id": "", "quantity": 1}]'$$), (15, $$'kt-bad'$$, $$'[{"variant_id": 7, "quantity": 1}]'$$), (16, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 0}]'$$),
	(17, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": -1}]'$$), (18, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 1.5}]'$$), (19, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": "1"}]'$$),
	(20, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": null}]'$$), (21, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 9007199254740992}]'$$),
	(22, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 9007199254740991}, {"variant_id": "kt-cup", "quantity": 1}]'$$),
	(23, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 1, "location_id": "nyc"}]'$$), (24, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 1, "minimum": 1}]'$$),
	(25, $$'kt-bad'$$, $$'[{"variant_id": "kt-cup", "quantity": 1}, {"variant_id": "kt-pot", "quantity": 0}]'$$)) AS b (n, kit, components) ORDER BY n;
SELECT kit_is('kt-bad');

-- what the owner writes with SQL is sold
SELECT attempt($$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('kt-own', 1, 'kt-cup', 3, true), ('kt-own', 1, 'kt-pot', 1, true)$$), outcome($$available_inventory('kt-own', 'nyc')$$), outcome($$reserve_inventory('kt-own', 'nyc', 1, 'kt-2')$$), verified();
SELECT outcome($$set_kit('kt-own', '[{"variant_id": "kt-cup", "quantity": 3}, {"variant_id": "kt-pot", "quantity": 1}]')$$), outcome($$set_kit('kt-own', '[{"variant_id": "kt-cup", "quantity": 1}]')$$), outcome($$receive_inventory('kt-own', 'nyc', 1, 'po')$$);
SELECT kit_is('kt-own');
SELECT attempt($$UPDATE inventory.kits SET current = NOT current WHERE kit_id = 'kt-own'$$), outcome($$available_inventory('kt-own', 'nyc')$$), verified();
SELECT attempt($$INSERT INTO inventory.kits VALUES ('kt-x', 1, 'kt-cup', 0, true)$$), attempt($$INSERT INTO inventory.kits VALUES ('kt-x', 0, 'kt-cup', 1, true)$$), attempt($$INSERT INTO inventory.kits VALUES ('', 1, 'kt-cup', 1, true)$$), attempt($$INSERT INTO inventory.kits VALUES ('kt-x', 1, '', 1, true)$$), attempt($$INSERT INTO inventory.kits VALUES ('kt-x', 1, 'kt-cup', 9007199254740992, true)$$), attempt($$INSERT INTO inventory.kits VALUES ('kt-x', 1, 'kt-cup', 1, NULL)$$);

-- and what is wrong with it is told
CREATE OR REPLACE FUNCTION public.told(statement text) RETURNS SETOF text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	EXECUTE statement;
	RETURN NEXT statement;
	RETURN QUERY SELECT '  ' || v FROM string_to_table(public.verified(), E'\n') AS v ORDER BY 1;
	RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' THEN
	NULL;
END
$$;
SELECT told(s) FROM unnest(ARRAY[
	$$INSERT INTO inventory.kits VALUES ('kt-pot', 1, 'kt-cup', 1, true)$$,
	$$INSERT INTO inventory.kits VALUES ('kt-nest', 1, 'kt-set', 1, true)$$,
	$$INSERT INTO inventory.kits VALUES ('kt-nest', 1, 'kt-nest', 1, true)$$,
	$$INSERT INTO inventory.kits VALUES ('kt-two', 1, 'kt-cup', 1, true), ('kt-two', 2, 'kt-cup', 2, true)$$,
	$$INSERT INTO inventory.kits VALUES ('kt-half', 1, 'kt-cup', 1, true), ('kt-half', 1, 'kt-pot', 1, false)$$,
	$$UPDATE inventory.kits SET quantity = 4 WHERE kit_id = 'kt-own' AND version = 1 AND component_id = 'kt-cup'$$,
	$$DELETE FROM inventory.kits WHERE kit_id = 'kt-own' AND component_id = 'kt-pot'$$,
	$$DELETE FROM inventory.kits WHERE kit_id = 'kt-own'$$]) AS s;
SELECT verified();
