-- Promises that are kept, moved and broken: what merging, moving and telling does to the date, whose orders are late, and kits.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

CREATE FUNCTION pg_temp.order_of(supply text, variant text, quantity bigint, at timestamptz DEFAULT NULL, location text DEFAULT 'nyc') RETURNS boolean LANGUAGE sql AS $$
SELECT public.dated(format('set_supply(%L, %L, %L)', supply, jsonb_build_array(jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)), at)) LIKE 'variant_id=%'
$$;
-- Held, and what was told.
CREATE FUNCTION pg_temp.held(variant text, quantity bigint, reference text, location text DEFAULT 'nyc') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM inventory.reserve_inventory(variant, location, quantity, reference);
	RETURN (SELECT string_agg(public.day(promised_at), ', ') FROM inventory.cart_promises(reference) AS p WHERE p.variant_id = held.variant AND p.location_id = held.location);
END $$;
CREATE FUNCTION pg_temp.with_backorders(variant text, location text DEFAULT 'nyc') RETURNS boolean LANGUAGE sql AS $$
SELECT backorder_limit = 100 FROM inventory.set_level_policy(variant, location, backorder_limit => 100)
$$;
-- Late lines of the variants of this test.
CREATE FUNCTION pg_temp.late(arguments text DEFAULT '') RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($f$SELECT format('%%s (%%s of %%s): %%s %%s %%s, %%s waiting, told %%s, ships %%s', reference_id, order_id, coalesce(customer_id, '-'), location_id, variant_id, quantity, waiting, public.day(promised_at), public.day(ships_by))
		FROM inventory.late_promises(%s) WITH ORDINALITY AS l WHERE variant_id LIKE 'lp-%%' ORDER BY l.ordinality$f$, arguments);
END $$;

-- merging: the later date of the two counts, nobody knows is the latest; the rest moves as it is
SELECT pg_temp.with_backorders('lp-m'), pg_temp.with_backorders('lp-n'), pg_temp.order_of('lp-1', 'lp-m', 2, '2090-01-01'), pg_temp.order_of('lp-2', 'lp-m', 2, '2090-02-01'), pg_temp.order_of('lp-3', 'lp-n', 2, '2090-03-01');
SELECT pg_temp.held('lp-m', 2, 'lp-a1'), pg_temp.held('lp-m', 1, 'lp-a2'), pg_temp.held('lp-n', 1, 'lp-a2'), pg_temp.held('lp-m', 1, 'lp-a3'), pg_temp.held('lp-m', 1, 'lp-a4');
SELECT outcome($$merge_carts('lp-a1', 'lp-a2')$$), promises_of('lp-a2');
SELECT outcome($$merge_carts('lp-a3', 'lp-a5')$$), promises_of('lp-a5'), outcome($$merge_carts('lp-a4', 'lp-a5')$$), promises_of('lp-a5');
-- moving: set_cart takes a new place in line and a new date where units come to; what stays keeps its own
SELECT pg_temp.with_backorders('lp-m', 'ber'), pg_temp.order_of('lp-4', 'lp-m', 1, '2090-05-01', 'ber'), pg_temp.held('lp-m', 1, 'lp-b1', 'ber');
SELECT outcome($$set_cart('lp-a2', '[{"variant_id": "lp-m", "location_id": "ber", "quantity": 3}, {"variant_id": "lp-n", "location_id": "nyc", "quantity": 1}]')$$) <> '' AS moved, promises_of('lp-a2'), promises_of('lp-b1');
SELECT outcome($$set_cart('lp-a2', '[{"variant_id": "lp-n", "location_id": "nyc", "quantity": 2}]')$$) <> '' AS moved, promises_of('lp-a2');
-- carrying brings units and date along
SELECT pg_temp.with_backorders('lp-c'), pg_temp.order_of('lp-5', 'lp-c', 3, '2090-01-01'), pg_temp.held('lp-c', 3, 'lp-c1'), outcome($$receive_supply('lp-5')$$) <> '' AS received;
SELECT outcome($$move_reservation('lp-c', 'nyc', 'ber', 2, 'lp-c1')$$), promises_of('lp-c1');
SELECT outcome($$promise_cart('lp-c1')$$) <> '' AS told, outcome($$move_reservation('lp-c', 'nyc', 'ber', 1, 'lp-c1')$$), promises_of('lp-c1');
-- a revived cart is told anew
SELECT reserve_overdue('lp-d1', '[{"variant_id": "lp-n", "location_id": "nyc", "quantity": 1}]'), outcome($$confirm_cart('lp-d1', revive => true)$$), promises_of('lp-d1');

-- telling: when each line ships, or one date for all; nobody knows; it moves no deadline and no level
SELECT pg_temp.with_backorders('lp-t'), pg_temp.with_backorders('lp-u'), pg_temp.order_of('lp-6', 'lp-t', 5, '2090-01-01'), pg_temp.order_of('lp-7', 'lp-u', 5, '2090-02-01'), pg_temp.held('lp-t', 2, 'lp-e1'), pg_temp.held('lp-u', 2, 'lp-e1');
SELECT dated($$set_supply('lp-6', expected_at => '2090-04-01')$$) <> '' AS moved, promises_of('lp-e1');
SELECT max(transaction_id) AS last FROM inventory.transactions \gset
SELECT expires_at AS deadline FROM inventory.carts WHERE reference_id = 'lp-e1' \gset
SELECT dated($$promise_cart('lp-e1')$$), promises_of('lp-e1');
SELECT dated($$promise_cart('lp-e1', '2090-06-01')$$), dated($$promise_cart('lp-e1', 'infinity')$$), promises_of('lp-e1');
SELECT expires_at = :'deadline' AS same_deadline, (SELECT max(transaction_id) FROM inventory.transactions) = :last AS same_ledger FROM inventory.carts WHERE reference_id = 'lp-e1';
SELECT failure($$SELECT inventory.promise_cart('lp-none')$$), outcome($$promise_cart('lp-e1', '-infinity')$$);

-- late: orders that wait, were told a date and will be later, or nobody knows; worst first
SELECT pg_temp.with_backorders('lp-v'), pg_temp.with_backorders('lp-w'), pg_temp.with_backorders('lp-v', 'ber'), pg_temp.order_of('lp-8', 'lp-v', 4, '2090-01-01'), pg_temp.order_of('lp-9', 'lp-w', 3, '2090-01-01'), pg_temp.order_of('lp-10', 'lp-v', 2, '2090-01-01', 'ber'), pg_temp.order_of('lp-11', 'lp-v', 2, '2090-01-10');
SELECT outcome($$receive_inventory('lp-v', 'nyc', 1, 'po')$$);
SELECT pg_temp.held('lp-v', 2, 'lp-f1'), pg_temp.held('lp-v', 3, 'lp-f2'), pg_temp.held('lp-v', 2, 'lp-f3'), pg_temp.held('lp-v', 4, 'lp-f4'), pg_temp.held('lp-w', 2, 'lp-f5'), pg_temp.held('lp-v', 2, 'lp-f6', 'ber'), pg_temp.held('lp-w', 1, 'lp-cart');
SELECT outcome(format('confirm_cart(%L, %L)', r, 'order-' || r)) FROM unnest('{lp-f1,lp-f2,lp-f3,lp-f4,lp-f5,lp-f6}'::text[]) AS r;
SELECT outcome($$reserve_inventory('lp-w', 'nyc', 1, 'lp-f7', customer_id => 'eve')$$), outcome($$confirm_cart('lp-f7', 'order-lp-f7')$$), promises_of('lp-f7'), outcome($$promise_cart('lp-f7', '2089-01-01')$$) <> '' AS told;
SELECT pg_temp.late();
SELECT dated($$set_supply('lp-8', expected_at => '2090-01-31')$$) <> '' AS moved, dated($$set_supply('lp-9', expected_at => 'infinity')$$) <> '' AS lost_sight_of, dated($$set_supply('lp-10', expected_at => '2090-01-02')$$) <> '' AS moved;
SELECT pg_temp.late();
-- of a variant, a place, a supply, so many
SELECT pg_temp.late($$'lp-v'$$);
SELECT pg_temp.late($$location_id => 'ber'$$);
SELECT pg_temp.late($$'lp-v', 'ber'$$);
SELECT pg_temp.late($$supply_id => 'lp-9'$$);
SELECT pg_temp.late($$'lp-v', supply_id => 'lp-9'$$);
SELECT count(*) FROM inventory.late_promises(supply_id => 'lp-none');
SELECT pg_temp.late($$'lp-v', max_rows => 2$$);
-- telling ends it; so does the supply when it comes, and who ships; the rest is not late twice
SELECT outcome($$promise_cart('lp-f5')$$) <> '' AS told, dated($$promise_cart('lp-f2')$$), outcome($$receive_supply('lp-10')$$) <> '' AS received;
SELECT pg_temp.late();
-- units of which stock has come do not wait; whom overtake overtakes is late
SELECT outcome($$receive_supply('lp-8', '[{"variant_id": "lp-v", "quantity": 1}]')$$) <> '' AS received, promises_of('lp-f1');
SELECT pg_temp.late($$'lp-v'$$);
SELECT outcome($$fulfill_reservation('lp-v', 'nyc', 2, 'lp-f3', overtake => true)$$), promises_of('lp-f1');
SELECT pg_temp.late($$'lp-v'$$);
-- of kits whole ones: the dates of the last component, as many wait as of the one of which most do
SELECT outcome($$set_kit('lp-kit', '[{"variant_id": "lp-p", "quantity": 2}, {"variant_id": "lp-q", "quantity": 1}]')$$), outcome($$receive_inventory('lp-p', 'nyc', 5, 'po')$$), outcome($$receive_inventory('lp-q', 'nyc', 1, 'po')$$), pg_temp.with_backorders('lp-p'), pg_temp.with_backorders('lp-q'),
	pg_temp.order_of('lp-12', 'lp-p', 4, '2090-01-01'), pg_temp.order_of('lp-13', 'lp-q', 3, '2090-02-01');
SELECT outcome($$reserve_cart('lp-h1', '[{"variant_id": "lp-kit", "location_id": "nyc", "quantity": 3}, {"variant_id": "lp-p", "location_id": "nyc", "quantity": 1}]')$$), promises_of('lp-h1');
SELECT variant_id, kit_id, public.day(max(promised_at)) AS told, count(DISTINCT promised_at) FROM inventory.reservations WHERE reference_id = 'lp-h1' GROUP BY variant_id, kit_id ORDER BY variant_id, kit_id;
SELECT outcome($$confirm_cart('lp-h1', 'order-h1')$$), dated($$set_supply('lp-13', expected_at => '2090-03-01')$$) <> '' AS moved, promises_of('lp-h1');
SELECT v, late FROM unnest('{lp-kit,lp-p,lp-q}'::text[]) AS v, pg_temp.late(quote_literal(v)) AS late;
SELECT pg_temp.late($$supply_id => 'lp-13'$$);
SELECT dated($$set_supply('lp-12', expected_at => '2090-04-01')$$) <> '' AS moved, promises_of('lp-h1');
SELECT v, late FROM unnest('{lp-kit,lp-p,lp-q}'::text[]) AS v, pg_temp.late(quote_literal(v)) AS late;
SELECT dated($$promise_cart('lp-h1')$$);
SELECT count(*) AS late FROM inventory.late_promises('lp-kit');
SELECT outcome($$receive_supply('lp-12')$$) <> '' AS received, promises_of('lp-h1'), outcome($$receive_supply('lp-13')$$) <> '' AS received, promises_of('lp-h1'), outcome($$fulfill_cart('lp-h1')$$);
-- a closed place keeps nobody's promise, stock or not; nor does one that ships later than it was said
SELECT outcome($$receive_inventory('lp-x', 'lp-shop', 5, 'po')$$), pg_temp.held('lp-x', 2, 'lp-g1', 'lp-shop'), outcome($$confirm_cart('lp-g1', 'order-g1')$$), outcome($$set_location('lp-shop', status => 'closed')$$) <> '' AS closed;
SELECT pg_temp.late($$location_id => 'lp-shop'$$);
SELECT outcome($$set_location('lp-shop', status => 'ships_only')$$) <> '' AS opened, outcome($$set_level_policy('lp-x', 'lp-shop', available_from => '2090-01-01')$$) <> '' AS later;
SELECT pg_temp.late($$location_id => 'lp-shop'$$);

SELECT verified();
