-- What can be promised, and from when: a curve a place.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

-- A curve a place: units and the day from which they are.
CREATE FUNCTION pg_temp.curves(arguments text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($f$SELECT location_id || ': ' || string_agg(coalesce(available::text, 'any number') || ' ' || CASE public.day(available_from) WHEN 'past' THEN 'now' ELSE 'from ' || public.day(available_from) END, ', ' ORDER BY n)
		FROM inventory.available_by_date(%s) WITH ORDINALITY AS a (location_id, available_from, available, n) GROUP BY location_id ORDER BY min(n)$f$, arguments);
END $$;
CREATE FUNCTION pg_temp.order_of(supply text, variant text, quantity bigint, at timestamptz DEFAULT NULL, location text DEFAULT 'nyc') RETURNS text LANGUAGE sql AS $$
SELECT public.dated(format('set_supply(%L, %L, %L)', supply, jsonb_build_array(jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)), at))
$$;

-- stock alone; what is to come can be promised where the limit follows it: cumulative, by date, undated ones never
SELECT dated($$receive_inventory('ad-a', 'nyc', 5, 'po')$$);
SELECT pg_temp.curves($$'ad-a'$$);
SELECT pg_temp.order_of('ad-2', 'ad-a', 3, '2090-02-01'), pg_temp.order_of('ad-1', 'ad-a', 10, '2090-01-01'), pg_temp.order_of('ad-3', 'ad-a', 100);
SELECT pg_temp.curves($$'ad-a'$$);
SELECT follow('ad-a', 'nyc');
SELECT pg_temp.curves($$'ad-a'$$);
SELECT pg_temp.curves($$'ad-a', 'nyc'$$);
SELECT location_id, available_from BETWEEN now() - interval '1 minute' AND clock_timestamp() AS now, available FROM inventory.available_by_date('ad-a') WHERE available = 5;
-- what is held is taken from the front: of stock and of what comes first
SELECT outcome($$reserve_inventory('ad-a', 'nyc', 2, 'ad-c1')$$);
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$reserve_inventory('ad-a', 'nyc', 7, 'ad-c2')$$);
SELECT pg_temp.curves($$'ad-a'$$);
-- but not what a cart that is left out holds
SELECT pg_temp.curves($$'ad-a', excluding_reference => 'ad-c2'$$);
SELECT pg_temp.curves($$'ad-a', 'nyc', 'ad-none'$$);
-- what is said can be had, and ships then; nothing beyond
SELECT outcome($$reserve_inventory('ad-a', 'nyc', 6, 'ad-c3')$$), promises_of('ad-c3');
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$reserve_inventory('ad-a', 'nyc', 3, 'ad-c4')$$), promises_of('ad-c4'), outcome($$reserve_inventory('ad-a', 'nyc', 1, 'ad-c5')$$);
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$release_carts('{ad-c1,ad-c2,ad-c3,ad-c4}')$$);
-- a date that has passed is none, though the limit counts it
SELECT dated($$set_supply('ad-1', expected_at => '2020-01-01')$$) <> '' AS passed, stock_is('ad-a', 'nyc');
SELECT pg_temp.curves($$'ad-a'$$);
SELECT dated($$set_supply('ad-1', expected_at => '2090-02-01')$$) <> '' AS same_day;
SELECT pg_temp.curves($$'ad-a'$$);
-- safety stock is kept from new promises
SELECT outcome($$set_level_policy('ad-a', 'nyc', safety_stock => 7)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$reserve_inventory('ad-a', 'nyc', 11, 'ad-c6')$$), promises_of('ad-c6');
SELECT outcome($$release_cart('ad-c6')$$), outcome($$set_level_policy('ad-a', 'nyc', safety_stock => 0)$$) <> '' AS set;
-- overdue holds count as free
SELECT reserve_overdue('ad-dead', '[{"variant_id": "ad-a", "location_id": "nyc", "quantity": 4}]');
SELECT pg_temp.curves($$'ad-a'$$);

-- a limit of one's own is a cap; without one whatever comes can be promised
SELECT outcome($$set_level_policy('ad-a', 'nyc', promise_incoming => false, backorder_limit => 4)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$set_level_policy('ad-a', 'nyc', backorder_limit => 0)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$set_level_policy('ad-a', 'nyc', unlimited_backorder => true)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
-- what is procured: up to the limit, from then on; any number where there is none
SELECT outcome($$set_level_policy('ad-a', 'nyc', ships_in => '2 days', ships_in_max => '4 days')$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$set_level_policy('ad-a', 'nyc', backorder_limit => 6)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT dated(format($$set_supply('ad-2', expected_at => %L)$$, clock_timestamp() + '1 day')) <> '' AS sooner;
SELECT pg_temp.curves($$'ad-a'$$);
-- nothing ships before available_from
SELECT outcome($$set_level_policy('ad-a', 'nyc', available_from => '2090-06-01')$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$set_level_policy('ad-a', 'nyc', available_from => 'infinity')$$) <> '' AS never;
SELECT pg_temp.curves($$'ad-a'$$);
SELECT outcome($$set_level_policy('ad-a', 'nyc', available_from => '-infinity', ships_in => '0')$$) <> '' AS cleared;
-- in the red there is nothing, until enough has come
SELECT outcome($$set_level_policy('ad-a', 'nyc', unlimited_backorder => true)$$) <> '' AS set, outcome($$reserve_inventory('ad-a', 'nyc', 12, 'ad-c7')$$), dated($$set_supply('ad-2', expected_at => '2090-01-01')$$) <> '' AS moved;
SELECT pg_temp.curves($$'ad-a'$$);

-- a curve a place, of places that sell
SELECT dated($$receive_inventory('ad-b', 'ber', 1, 'po')$$), dated($$receive_inventory('ad-b', 'ad-shop', 2, 'po')$$), dated($$receive_inventory('ad-b', 'ad-late', 4, 'po')$$), dated($$receive_inventory('ad-b', 'ad-ships', 8, 'po')$$), follow('ad-b', 'ber'), pg_temp.order_of('ad-4', 'ad-b', 3, '2090-01-01', 'ber'), pg_temp.order_of('ad-5', 'ad-b', 3, '2090-01-01', 'ad-shop');
SELECT pg_temp.curves($$'ad-b'$$);
SELECT outcome($$set_location('ad-shop', status => 'closed')$$) <> '' AS closed, outcome($$set_location('ad-late', sells_until => '2020-01-01')$$) <> '' AS over, outcome($$set_location('ad-ships', status => 'ships_only')$$) <> '' AS ships_only;
SELECT pg_temp.curves($$'ad-b'$$);
SELECT count(*) FROM inventory.available_by_date('ad-b', 'ad-shop');
SELECT count(*) FROM inventory.available_by_date('ad-none');
-- untracked: any number, now
SELECT outcome($$set_level_policy('ad-u', 'nyc', tracked => false)$$) <> '' AS set;
SELECT pg_temp.curves($$'ad-u'$$);

-- kits: at each date as many as of the component of which there are fewest; a place needs all of them
SELECT outcome($$set_kit('ad-kit', '[{"variant_id": "ad-p", "quantity": 2}, {"variant_id": "ad-q", "quantity": 1}]')$$), dated($$receive_inventory('ad-p', 'nyc', 5, 'po')$$), dated($$receive_inventory('ad-q', 'nyc', 1, 'po')$$), follow('ad-p', 'nyc'), follow('ad-q', 'nyc'), dated($$receive_inventory('ad-p', 'ber', 50, 'po')$$);
SELECT pg_temp.curves($$'ad-kit'$$);
SELECT pg_temp.order_of('ad-6', 'ad-q', 3, '2090-01-01'), pg_temp.order_of('ad-7', 'ad-p', 4, '2090-02-01'), pg_temp.order_of('ad-8', 'ad-q', 5, '2090-03-01');
SELECT pg_temp.curves($$'ad-kit'$$);
SELECT pg_temp.curves($$'ad-kit', 'ber'$$);
SELECT outcome($$reserve_inventory('ad-kit', 'nyc', 3, 'ad-k1')$$), promises_of('ad-k1');
SELECT pg_temp.curves($$'ad-kit'$$);
SELECT pg_temp.curves($$'ad-kit', 'nyc', 'ad-k1'$$);
SELECT outcome($$release_cart('ad-k1')$$), outcome($$reserve_inventory('ad-p', 'nyc', 2, 'ad-k2')$$);
SELECT pg_temp.curves($$'ad-kit'$$);
-- an untracked component is left out; of none but these any number
SELECT outcome($$set_kit('ad-kit-2', '[{"variant_id": "ad-q", "quantity": 1}, {"variant_id": "ad-u", "quantity": 3}]')$$), outcome($$set_kit('ad-kit-3', '[{"variant_id": "ad-u", "quantity": 3}]')$$);
SELECT pg_temp.curves($$'ad-kit-2'$$);
SELECT pg_temp.curves($$'ad-kit-3'$$);
-- a kit that is sold no more has none
SELECT outcome($$set_kit('ad-kit', '[]')$$);
SELECT pg_temp.curves($$'ad-kit'$$);

SELECT verified();
