-- Where units wait, when what is planned ships, and what is to ship by a time.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

CREATE FUNCTION pg_temp.comes(variant text, location text, quantity bigint, at timestamptz) RETURNS text LANGUAGE sql AS $$
SELECT public.dated(format('set_supply(%L, %L, %L)', variant || '>' || location || to_char(at, ' YYYY-MM-DD'), jsonb_build_array(jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)), at))
$$;
-- What is planned of a variant: units, + of them that wait, and when they ship; or the refusal.
CREATE FUNCTION pg_temp.planned(variant text, quantity bigint, route jsonb DEFAULT NULL, excluding text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(CASE status WHEN 'available' THEN format('%s %s+%s %s', location_id, quantity, backordered, CASE WHEN ships_from = ships_by THEN '' ELSE public.day(ships_from) || ' to ' END || public.day(ships_by))
	ELSE format('%s: %s', status, available) END, '; ' ORDER BY location_id)
FROM inventory.plan_cart(jsonb_build_array(jsonb_build_object('variant_id', variant, 'quantity', quantity)), route, excluding)
$$;
CREATE FUNCTION pg_temp.line(variant text, quantity bigint, location text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
SELECT jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)))
$$;

SELECT outcome($$receive_inventory('rd-a', 'p1', 2, 'po')$$), outcome($$receive_inventory('rd-a', 'p2', 1, 'po')$$);
SELECT pg_temp.comes('rd-a', 'p1', 10, '2090-03-01'), pg_temp.comes('rd-a', 'p2', 10, '2090-02-01');
SELECT follow('rd-a', 'p1'), follow('rd-a', 'p2');

-- stock first; the rest waits where it ships soonest, whole if it can, else split from the earliest on
SELECT n, pg_temp.planned('rd-a', n) FROM unnest('{1,3,5,13,14,23,24}'::bigint[]) AS n;
-- what ships by a time; of more than that nothing
SELECT n, pg_temp.planned('rd-a', n, '{"by": "2090-02-15"}') FROM unnest('{3,13,14}'::bigint[]) AS n;
SELECT pg_temp.planned('rd-a', 3, '{"by": "2089-01-01"}'), pg_temp.planned('rd-a', 4, '{"by": "2089-01-01"}'), pg_temp.planned('rd-a', 4, '{"by": "2020-01-01"}'), pg_temp.planned('rd-a', 23, '{"by": "infinity"}');
-- in one parcel what is short waits there
SELECT pg_temp.planned('rd-a', 5, '{"max_parcels": 1}'), pg_temp.planned('rd-a', 5, '{"max_parcels": 1, "by": "2090-02-01"}');
-- each site alone
SELECT location_id, complete, units, day(ships_by) FROM inventory.cart_sources(pg_temp.line('rd-a', 2)) ORDER BY 1;
SELECT location_id, complete, units, day(ships_by) FROM inventory.cart_sources(pg_temp.line('rd-a', 12)) ORDER BY 1;
SELECT location_id, complete, units, day(ships_by) FROM inventory.cart_sources(pg_temp.line('rd-a', 12), '{"by": "2090-02-15"}') ORDER BY 1;

-- what is held is what was planned, also of a line that names its place
SELECT dated(format($$reserve_cart('rd-1', %L, route => '{"by": "2089-01-01"}')$$, pg_temp.line('rd-a', 3, 'p1')));
SELECT promises_of('rd-1'), outcome(format($$reserve_cart('rd-1', %L, route => '{"by": "2090-03-01"}')$$, pg_temp.line('rd-a', 3, 'p1'))) <> '' AS held, promises_of('rd-1');
SELECT outcome(format($$reserve_cart('rd-2', %L, route => '{"by": "2090-02-01"}')$$, pg_temp.line('rd-a', 4))) <> '' AS held, promises_of('rd-2');
SELECT dated(format($$try_reserve_cart('rd-3', %L, route => '{"by": "2090-02-01"}')$$, pg_temp.line('rd-a', 8)));
-- set anew it stays where it stands: its own place in line counts
SELECT outcome(format($$reserve_cart('rd-4', %L)$$, pg_temp.line('rd-a', 7, 'p2'))) <> '' AS held, promises_of('rd-4');
SELECT pg_temp.planned('rd-a', 4, NULL, 'rd-2'), outcome(format($$set_cart('rd-2', %L, route => '{"by": "2090-02-01"}')$$, pg_temp.line('rd-a', 4))) <> '' AS held, promises_of('rd-2');
-- an order that moves: what cannot be in time goes elsewhere
SELECT dated($$set_supply('rd-a>p2 2090-02-01', expected_at => '2091-01-01')$$), outcome(format($$set_cart('rd-2', %L, route => '{"by": "2090-03-01"}')$$, pg_temp.line('rd-a', 4))) <> '' AS held, promises_of('rd-2');
SELECT verified();

-- made to order: in so many days wherever it is; a date that is sooner is better
SELECT outcome($$set_level_policy('rd-m', 'p1', unlimited_backorder => true, ships_in => '3 days', ships_in_max => '5 days')$$) <> '' AS set, outcome($$set_level_policy('rd-m', 'p2', unlimited_backorder => true, ships_in => '4 days')$$) <> '' AS set;
SELECT pg_temp.planned('rd-m', 2), pg_temp.planned('rd-m', 2, '{"exclude": ["p2"]}');
-- not before a date, nor from a place that is closed
SELECT outcome($$set_level_policy('rd-m', 'p2', available_from => '2090-01-01')$$) <> '' AS set, pg_temp.planned('rd-m', 2);

-- a kit waits for its last component
SELECT outcome($$set_kit('rd-kit', '[{"variant_id": "rd-k1", "quantity": 1}, {"variant_id": "rd-k2", "quantity": 2}]')$$);
SELECT pg_temp.comes('rd-k1', 'p1', 10, '2090-01-01'), pg_temp.comes('rd-k2', 'p1', 5, '2090-02-01'), pg_temp.comes('rd-k2', 'p1', 5, '2090-03-01'),
	pg_temp.comes('rd-k1', 'p2', 10, '2090-02-10'), pg_temp.comes('rd-k2', 'p2', 10, '2090-01-01');
SELECT follow(v, p) FROM unnest('{rd-k1,rd-k2}'::text[]) AS v, unnest('{p1,p2}'::text[]) AS p;
SELECT n, pg_temp.planned('rd-kit', n) FROM unnest('{1,2,3,6}'::bigint[]) AS n;
SELECT pg_temp.planned('rd-kit', 3, '{"by": "2090-02-05"}'), pg_temp.planned('rd-kit', 2, '{"by": "2090-02-05"}');
SELECT outcome(format($$reserve_cart('rd-5', %L, route => '{"by": "2090-02-15"}')$$, pg_temp.line('rd-kit', 4))) <> '' AS held, promises_of('rd-5');
SELECT verified();

-- a line and a kit want the same variant, some of which waits: what is held is what was planned, whichever is named first
SELECT outcome($$set_kit('rd-set', '[{"variant_id": "rd-b", "quantity": 1}, {"variant_id": "rd-c", "quantity": 1}]')$$), outcome($$receive_inventory('rd-b', 'p1', 10, 'po')$$), outcome($$receive_inventory('rd-c', 'p1', 50, 'po')$$),
	outcome($$set_level_policy('rd-b', 'p1', backorder_limit => 30)$$) <> '' AS set;
CREATE FUNCTION pg_temp.both(reference text, VARIADIC lines text[]) RETURNS text LANGUAGE sql AS $$
SELECT outcome(format('reserve_cart(%L, %L)', reference, (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('variant_id', split_part(l, ':', 1), 'quantity', split_part(l, ':', 2)::int, 'location_id', nullif(split_part(l, ':', 3), '')))) FROM unnest(lines) AS l)))
	|| E'\n' || outcome(format('release_cart(%L)', reference))
$$;
SELECT pg_temp.both('rd-6', 'rd-b:12', 'rd-set:1');
SELECT pg_temp.both('rd-6', 'rd-set:1', 'rd-b:12');
SELECT pg_temp.both('rd-6', 'rd-b:12:p1', 'rd-set:12');
SELECT pg_temp.both('rd-6', 'rd-set:12', 'rd-b:12:p1');
SELECT pg_temp.both('rd-6', 'rd-set:15', 'rd-b:25');
SELECT pg_temp.both('rd-6', 'rd-set:15', 'rd-b:26');
SELECT verified();

-- a cart that is set to what it holds stays as it is, however its lines name it and whichever of them waits
CREATE FUNCTION pg_temp.set_to(reference text, VARIADIC lines text[]) RETURNS text LANGUAGE sql AS $$
SELECT outcome(format('set_cart(%L, %L)', reference, (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('variant_id', split_part(l, ':', 1), 'quantity', split_part(l, ':', 2)::int, 'location_id', nullif(split_part(l, ':', 3), '')))) FROM unnest(lines) AS l)))
$$;
SELECT outcome($$receive_inventory('rd-q', 'p1', 6, 'po')$$), outcome($$set_level_policy('rd-q', 'p1', backorder_limit => 10)$$) <> '' AS set;
SELECT outcome($$reserve_inventory('rd-q', 'p1', 10, 'rd-7')$$) <> '' AS held;
SELECT pg_temp.set_to('rd-7', 'rd-q:6:p1', 'rd-q:4'), pg_temp.set_to('rd-7', 'rd-q:4:p1', 'rd-q:6'), outcome($$set_cart('rd-7', NULL)$$);
-- what it waits for is not kept where nothing may wait
SELECT outcome($$set_cart('rd-7', '[{"variant_id": "rd-q", "location_id": "p1", "quantity": 4}, {"variant_id": "rd-q", "quantity": 4}]', route => '{"backorder": false}')$$),
	outcome($$set_cart('rd-7', '[{"variant_id": "rd-q", "location_id": "p1", "quantity": 4}, {"variant_id": "rd-q", "quantity": 2}]', route => '{"backorder": false}')$$);
-- the older line is served and the kit waits, where a new plan would serve the kit
SELECT outcome($$reserve_inventory('rd-b', 'p1', 8, 'rd-8')$$) <> '' AS held, outcome($$reserve_inventory('rd-set', 'p1', 4, 'rd-8')$$) <> '' AS too;
SELECT outcome($$set_cart('rd-8', NULL)$$), pg_temp.set_to('rd-8', 'rd-set:4', 'rd-b:8');
-- units that one line gives up go to another, whoever waits behind the cart
SELECT outcome($$reserve_inventory('rd-b', 'p1', 5, 'rd-9')$$) <> '' AS held, pg_temp.set_to('rd-8', 'rd-b:9', 'rd-set:3');
-- one line in two versions of a kit that share a component
SELECT outcome($$set_kit('rd-set', '[{"variant_id": "rd-b", "quantity": 1}, {"variant_id": "rd-e", "quantity": 1}]')$$), outcome($$receive_inventory('rd-e', 'p1', 50, 'po')$$), outcome($$receive_inventory('rd-b', 'p1', 20, 'po')$$);
SELECT pg_temp.set_to('rd-8', 'rd-set:6:p1', 'rd-e:1');
SELECT kit_version, variant_id, quantity FROM inventory.reservations WHERE reference_id = 'rd-8' ORDER BY 1, 2;

-- held where it was planned: beside units that are not counted somewhere, and of a kit whose components lie apart
SELECT outcome($$set_level_policy('rd-u', 'p1', backorder_limit => 10)$$) <> '' AS set, outcome($$set_level_policy('rd-u', 'p2', backorder_limit => 10)$$) <> '' AS too, outcome($$receive_inventory('rd-u', 'p3', 5, 'po')$$), outcome($$set_level_policy('rd-u', 'p3', tracked => false)$$) <> '' AS untracked;
SELECT pg_temp.comes('rd-u', 'p2', 5, '2090-01-01'), pg_temp.planned('rd-u', 1), outcome(format($$reserve_cart('rd-10', %L)$$, pg_temp.line('rd-u', 1))) <> '' AS held, promises_of('rd-10');
SELECT outcome($$receive_inventory('rd-v', 'p1', 5, 'po')$$), outcome($$receive_inventory('rd-w', 'p2', 5, 'po')$$), outcome($$set_level_policy('rd-v', 'p2', backorder_limit => 10)$$) <> '' AS set, outcome($$set_level_policy('rd-w', 'p1', backorder_limit => 10)$$) <> '' AS too;
SELECT outcome($$set_kit('rd-pair', '[{"variant_id": "rd-v", "quantity": 1}, {"variant_id": "rd-w", "quantity": 1}]')$$), pg_temp.comes('rd-v', 'p2', 5, '2090-01-01');
SELECT pg_temp.planned('rd-pair', 1), outcome(format($$reserve_cart('rd-11', %L)$$, pg_temp.line('rd-pair', 1))) <> '' AS held, promises_of('rd-11');
-- a kit that only a closed place has is not for sale
SELECT outcome($$receive_inventory('rd-x', 'p4', 1, 'po')$$), outcome($$receive_inventory('rd-y', 'p4', 1, 'po')$$), outcome($$receive_inventory('rd-x', 'p1', 1, 'po')$$), outcome($$receive_inventory('rd-y', 'p2', 1, 'po')$$);
SELECT outcome($$set_kit('rd-closed', '[{"variant_id": "rd-x", "quantity": 1}, {"variant_id": "rd-y", "quantity": 1}]')$$), outcome($$set_location('p4', status => 'closed')$$) <> '' AS closed;
SELECT pg_temp.planned('rd-closed', 1), outcome(format($$reserve_cart('rd-12', %L)$$, pg_temp.line('rd-closed', 1)));
SELECT outcome($$set_location('p4', status => 'open')$$) <> '' AS open, pg_temp.planned('rd-closed', 1);
-- what a cart is set to keeps the place in line of what it took first, not of what it added
SELECT follow('rd-z', 'p1'), pg_temp.comes('rd-z', 'p1', 3, '2090-01-01'), pg_temp.comes('rd-z', 'p1', 5, '2090-02-01');
SELECT outcome($$reserve_inventory('rd-z', 'p1', 3, 'rd-13')$$) <> '' AS first, outcome($$reserve_inventory('rd-z', 'p1', 3, 'rd-14')$$) <> '' AS between, outcome($$reserve_inventory('rd-z', 'p1', 2, 'rd-13')$$) <> '' AS added;
SELECT n, pg_temp.planned('rd-z', n, NULL, 'rd-13'), pg_temp.planned('rd-z', n, '{"by": "2090-01-15"}', 'rd-13') FROM unnest('{3,4}'::bigint[]) AS n;
SELECT outcome(format($$set_cart('rd-13', %L, route => '{"by": "2090-01-15"}')$$, pg_temp.line('rd-z', 4))), outcome(format($$set_cart('rd-13', %L, route => '{"by": "2090-01-15"}')$$, pg_temp.line('rd-z', 3, 'p1'))) <> '' AS set, promises_of('rd-13');
-- what is no longer wanted as a kit gives up its place in line: who wants its component goes where that lies free
SELECT outcome($$set_level_policy('rd-k', 'p1', unlimited_backorder => true)$$) <> '' AS set, outcome($$receive_inventory('rd-k', 'p1', 2, 'po')$$), outcome($$receive_inventory('rd-k', 'p2', 9, 'po')$$), outcome($$set_kit('rd-kit', '[{"variant_id": "rd-k", "quantity": 1}]')$$);
SELECT outcome($$reserve_inventory('rd-kit', 'p1', 2, 'rd-15')$$) <> '' AS held, outcome($$reserve_inventory('rd-k', 'p1', 2, 'rd-16')$$) <> '' AS behind;
SELECT pg_temp.planned('rd-kit', 2, NULL, 'rd-15'), pg_temp.planned('rd-k', 2, NULL, 'rd-15'), pg_temp.set_to('rd-15', 'rd-k:2'), promises_of('rd-16');
SELECT verified();
