-- When what a cart holds ships, and what its buyer was told.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

-- Orders from a supplier, one line each.
CREATE FUNCTION pg_temp.order_of(supply text, variant text, quantity bigint, at timestamptz DEFAULT NULL, location text DEFAULT 'nyc') RETURNS text LANGUAGE sql AS $$
SELECT public.dated(format('set_supply(%L, %L, %L)', supply, jsonb_build_array(jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)), at))
$$;
CREATE FUNCTION pg_temp.held(variant text, quantity bigint, reference text, location text DEFAULT 'nyc') RETURNS text LANGUAGE sql AS $$
SELECT public.outcome(format('reserve_inventory(%L, %L, %s, %L)', variant, location, quantity, reference))
$$;

-- oldest first: from stock, then from supplies by their dates, undated last; a line ships when its last unit does
SELECT dated($$receive_inventory('pr-a', 'nyc', 3, 'po')$$), outcome($$set_level_policy('pr-a', 'nyc', backorder_limit => 100)$$) <> '' AS set;
SELECT pg_temp.order_of('pr-2', 'pr-a', 4, '2090-02-01'), pg_temp.order_of('pr-1', 'pr-a', 2, '2090-01-01'), pg_temp.order_of('pr-3', 'pr-a', 5);
SELECT pg_temp.held('pr-a', 2, 'pr-c1'), pg_temp.held('pr-a', 3, 'pr-c2'), pg_temp.held('pr-a', 4, 'pr-c3'), pg_temp.held('pr-a', 1, 'pr-c4'), pg_temp.held('pr-a', 90, 'pr-c5');
SELECT c, promises_of(c) FROM unnest('{pr-c1,pr-c2,pr-c3,pr-c4,pr-c5,pr-none}'::text[]) AS c;
SELECT promised_at BETWEEN created_at AND clock_timestamp() AS told_now FROM inventory.reservations WHERE reference_id = 'pr-c1';
-- who goes makes nobody later; what was told stays
SELECT outcome($$release_cart('pr-c2')$$);
SELECT c, promises_of(c) FROM unnest('{pr-c1,pr-c3,pr-c4,pr-c5}'::text[]) AS c;
-- who comes later neither
SELECT outcome($$release_reservation('pr-a', 'nyc', 90, 'pr-c5')$$), pg_temp.held('pr-a', 4, 'pr-c6'), promises_of('pr-c6'), promises_of('pr-c4');
-- a date that has passed is none: until it is moved nobody knows
SELECT dated($$set_supply('pr-2', expected_at => '2020-01-01')$$);
SELECT c, promises_of(c) FROM unnest('{pr-c1,pr-c3,pr-c4,pr-c6}'::text[]) AS c;
SELECT dated($$set_supply('pr-2', expected_at => '2090-03-01')$$), promises_of('pr-c3');
-- a receipt is stock for who stands first, whatever supply it is of
SELECT dated($$receive_supply('pr-3')$$), promises_of('pr-c3'), promises_of('pr-c6');
SELECT verified();

-- who adds: the later date counts; nobody knows is the latest; of stock alone it is now
SELECT dated($$receive_inventory('pr-b', 'nyc', 5, 'po')$$), outcome($$set_level_policy('pr-b', 'nyc', backorder_limit => 100)$$) <> '' AS set;
SELECT pg_temp.order_of('pr-4', 'pr-b', 4, '2090-01-01'), pg_temp.order_of('pr-5', 'pr-b', 2, '2090-02-01');
SELECT pg_temp.held('pr-b', 2, 'pr-d1'), promises_of('pr-d1'), pg_temp.held('pr-b', 3, 'pr-d1'), promises_of('pr-d1');
SELECT pg_temp.held('pr-b', 1, 'pr-d1'), promises_of('pr-d1'), pg_temp.held('pr-b', 4, 'pr-d1'), promises_of('pr-d1'), pg_temp.held('pr-b', 2, 'pr-d1'), promises_of('pr-d1');
SELECT outcome($$set_reservation('pr-b', 'nyc', 6, 'pr-d1')$$), promises_of('pr-d1');
SELECT outcome($$promise_cart('pr-d1')$$) <> '' AS told, promises_of('pr-d1'), outcome($$set_reservation('pr-b', 'nyc', 7, 'pr-d1')$$), promises_of('pr-d1'), outcome($$set_reservation('pr-b', 'nyc', 10, 'pr-d1')$$), promises_of('pr-d1');
-- in a batch and a cart, line by line
SELECT outcome($$reserve_batch('{pr-d2,pr-d3,pr-d2}', '{pr-b,pr-b,pr-b}', '{nyc,nyc,nyc}', '{1,1,1}')$$), promises_of('pr-d2'), promises_of('pr-d3');
SELECT outcome($$reserve_cart('pr-d4', '[{"variant_id": "pr-b", "location_id": "nyc", "quantity": 1}, {"variant_id": "pr-a", "location_id": "nyc", "quantity": 2}]')$$), promises_of('pr-d4');

-- what is procured for who queues: from the time when the units queued, the added ones from theirs
SELECT outcome($$set_level_policy('pr-s', 'nyc', unlimited_backorder => true, ships_in => '3 days', ships_in_max => '5 days')$$) <> '' AS set;
SELECT ships_in, ships_in_max FROM inventory.levels WHERE variant_id = 'pr-s' AND stripe = 0;
SELECT pg_temp.held('pr-s', 2, 'pr-e1'), promises_of('pr-e1');
SELECT pg_temp.held('pr-s', 1, 'pr-e1'), promises_of('pr-e1'), pg_temp.held('pr-s', 1, 'pr-e2'), promises_of('pr-e2');
CREATE FUNCTION pg_temp.queued(reference text) RETURNS SETOF text LANGUAGE sql AS $$
SELECT format('%s: %s after the first row, %s after the last, told %s', reference, p.ships_from - t.first, p.ships_by - t.last, CASE WHEN p.promised_at = p.ships_by THEN 'so' WHEN p.promised_at < p.ships_by THEN 'too early' ELSE 'later' END)
FROM inventory.cart_promises(reference) AS p, (SELECT min(recorded_at), max(recorded_at) FROM inventory.transactions WHERE reference_id = reference AND type = 'reserve') AS t (first, last)
$$;
SELECT pg_temp.queued('pr-e2');
SELECT p.ships_from - t.last AS at_least, p.ships_by - t.last AS at_most, p.promised_at >= p.ships_by AS told FROM inventory.cart_promises('pr-e1') AS p, (SELECT max(recorded_at) FROM inventory.transactions WHERE reference_id = 'pr-e1' AND type = 'reserve') AS t (last);
-- when the ledger is gone the hold says since when it queues
SELECT drop_transactions_before > 0 AS dropped FROM inventory.drop_transactions_before(clock_timestamp());
SELECT p.ships_from - r.created_at AS at_least, p.ships_by - r.created_at AS at_most FROM inventory.cart_promises('pr-e1') AS p, (SELECT min(created_at) FROM inventory.reservations WHERE reference_id = 'pr-e1') AS r (created_at);
-- what is not said stays; without ships_in_max it is one date; a month is 30 days; '0' clears
SELECT outcome($$set_level_policy('pr-s', 'nyc', low_stock_threshold => 1)$$) <> '' AS set;
SELECT ships_in, ships_in_max FROM inventory.levels WHERE variant_id = 'pr-s' AND stripe = 0;
SELECT outcome($$set_level_policy('pr-s', 'nyc', ships_in_max => '0')$$) <> '' AS cleared, promises_of('pr-e2'), outcome($$set_level_policy('pr-s', 'nyc', ships_in => '1 month 1 day', ships_in_max => '2 months')$$) <> '' AS set, promises_of('pr-e2'), outcome($$set_level_policy('pr-s', 'nyc', ships_in => '0')$$) <> '' AS cleared, promises_of('pr-e2');
SELECT ships_in, ships_in_max FROM inventory.levels WHERE variant_id = 'pr-s' AND stripe = 0;
-- the earlier of supply and procurement
SELECT outcome($$set_level_policy('pr-s', 'nyc', ships_in => '3 days', ships_in_max => '5 days')$$) <> '' AS set, pg_temp.order_of('pr-6', 'pr-s', 2, '2090-01-01'), promises_of('pr-e1'), dated(format($$set_supply('pr-6', expected_at => %L)$$, clock_timestamp() + '1 day')), promises_of('pr-e1'), promises_of('pr-e2');
SELECT dated($$receive_supply('pr-6', '[{"variant_id": "pr-s", "quantity": 1}]')$$), promises_of('pr-e1');

-- not before available_from, whatever lies there; nothing is shipped or sold until then, overtaking neither
SELECT dated($$receive_inventory('pr-f', 'nyc', 2, 'po')$$), pg_temp.order_of('pr-7', 'pr-f', 2, '2090-01-01'), outcome($$set_level_policy('pr-f', 'nyc', backorder_limit => 10, available_from => '2090-02-01')$$) <> '' AS set;
SELECT pg_temp.held('pr-f', 2, 'pr-g1'), promises_of('pr-g1'), pg_temp.held('pr-f', 2, 'pr-g2'), promises_of('pr-g2'), pg_temp.held('pr-f', 1, 'pr-g3'), promises_of('pr-g3');
SELECT failure($$SELECT inventory.fulfill_cart('pr-g1')$$);
SELECT outcome($$fulfill_reservation('pr-f', 'nyc', 1, 'pr-g1')$$), outcome($$fulfill_reservation('pr-f', 'nyc', 1, 'pr-g1', overtake => true)$$), outcome($$fulfill_cart('pr-g1', overtake => true)$$), outcome($$sell_inventory('pr-f', 'nyc', 1, 'till')$$), outcome($$fulfill_cart('pr-g1', location_id => 'nyc')$$);
SELECT failure($$SELECT inventory.sell_inventory('pr-f', 'nyc', 1, 'till')$$);
SELECT outcome($$set_level_policy('pr-f', 'nyc', available_from => 'infinity')$$) <> '' AS never, promises_of('pr-g1'), outcome($$fulfill_cart('pr-g1')$$);
SELECT outcome($$set_level_policy('pr-f', 'nyc', available_from => '2020-01-01')$$) <> '' AS begun, promises_of('pr-g1'), promises_of('pr-g2'), outcome($$fulfill_reservation('pr-f', 'nyc', 1, 'pr-g1')$$);
SELECT outcome($$set_level_policy('pr-f', 'nyc', available_from => '-infinity')$$) <> '' AS cleared, outcome($$fulfill_cart('pr-g1')$$);
SELECT available_from FROM inventory.levels WHERE variant_id = 'pr-f' AND stripe = 0;

-- nor a kit before its last component
SELECT dated($$receive_inventory('pr-p', 'nyc', 5, 'po')$$), dated($$receive_inventory('pr-q', 'nyc', 5, 'po')$$), outcome($$set_kit('pr-kit', '[{"variant_id": "pr-p", "quantity": 2}, {"variant_id": "pr-q", "quantity": 1}]')$$), outcome($$set_level_policy('pr-q', 'nyc', available_from => '2090-01-01')$$) <> '' AS set;
SELECT pg_temp.held('pr-kit', 2, 'pr-g4'), promises_of('pr-g4'), outcome($$fulfill_cart('pr-g4')$$), outcome($$fulfill_reservation('pr-kit', 'nyc', 1, 'pr-g4')$$), outcome($$sell_inventory('pr-kit', 'nyc', 1, 'till')$$);
-- a closed place ships nothing and nobody knows until when; one that only ships does
SELECT dated($$receive_inventory('pr-h', 'pr-shop', 5, 'po')$$), pg_temp.held('pr-h', 2, 'pr-i1', 'pr-shop'), outcome($$set_location('pr-shop', status => 'ships_only')$$) <> '' AS set, promises_of('pr-i1'), outcome($$set_location('pr-shop', status => 'closed')$$) <> '' AS closed, promises_of('pr-i1');
SELECT outcome($$fulfill_cart('pr-i1')$$), outcome($$set_location('pr-shop', status => 'open')$$) <> '' AS opened, promises_of('pr-i1'), outcome($$fulfill_cart('pr-i1')$$);
-- nothing is promised of what is not counted
SELECT outcome($$set_level_policy('pr-u', 'nyc', tracked => false)$$) <> '' AS set, pg_temp.held('pr-u', 2, 'pr-j1'), promises_of('pr-j1'), outcome($$promise_cart('pr-j1')$$);
-- the dead do not stand in line, swept or not
SELECT outcome($$set_level_policy('pr-k', 'nyc', backorder_limit => 10)$$) <> '' AS set, pg_temp.order_of('pr-8', 'pr-k', 2, '2090-01-01'), reserve_overdue('pr-dead', '[{"variant_id": "pr-k", "location_id": "nyc", "quantity": 2}]'), pg_temp.held('pr-k', 2, 'pr-l1'), promises_of('pr-l1'), promises_of('pr-dead');

SELECT verified();

-- an order that is set elsewhere keeps the date that it was told, a cart is told anew; with what is added it is the later one
SELECT dated($$receive_inventory('pr-mv', 'nyc', 4, 'po')$$), pg_temp.order_of('pr-m1', 'pr-mv', 9, '2090-06-01', 'ber'), follow('pr-mv', 'ber');
SELECT pg_temp.held('pr-mv', 2, 'pr-m-order'), outcome($$confirm_cart('pr-m-order', 'order-m')$$), pg_temp.held('pr-mv', 2, 'pr-m-cart');
SELECT outcome(format($$set_cart(%L, NULL, route => '{"exclude": ["nyc"]}')$$, c)) <> '' AS moved, promises_of(c) FROM unnest('{pr-m-order,pr-m-cart}'::text[]) AS c;
SELECT dated('late_promises(''pr-mv'')');
SELECT outcome($$set_cart('pr-m-order', '[{"variant_id": "pr-mv", "location_id": "ber", "quantity": 3}]')$$) <> '' AS added, promises_of('pr-m-order');
SELECT failure($$SELECT inventory.reserve_cart('pr-m-by', '[{"variant_id": "pr-mv", "location_id": "ber", "quantity": 2}]', route => '{"by": "2090-05-01"}')$$);
SELECT verified();
