-- What is known of a place, and what a place that is closed, or sells no more, answers to whom.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- every part, and what is not said stays
SELECT outcome($$set_location('lo-a')$$);
SELECT outcome($$set_location('lo-a', status => 'ships_only', priority => 5, site_id => 'lo-s', channels => '{web,pos}', zones => '{de}', latitude => 52.5, longitude => 13.4, parcel_cost => 390, sells_until => clock_timestamp() + '30 min')$$);
SELECT outcome($$set_location('lo-a', priority => -1)$$);
-- open again to all, for ever, a site of its own
SELECT outcome($$set_location('lo-a', status => 'open', channels => '{}', zones => '{}', site_id => 'lo-a', sells_until => 'infinity')$$);
SELECT outcome($$set_location('lo-a', latitude => -90, longitude => 180, parcel_cost => 9007199254740991)$$);
-- one of the coordinates, where the other is known
SELECT (inventory.set_location('lo-a', latitude => 10)).longitude, (inventory.set_location('lo-a', latitude => -90)).latitude;

-- bad arguments change nothing
SELECT outcome(format('set_location(%s)', bad))
FROM unnest(ARRAY['NULL', $$''$$, $$repeat('x', 256)$$, $$repeat('€', 267)$$, $$'lo-a', status => 'Open'$$, $$'lo-a', status => ''$$,
	$$'lo-a', site_id => ''$$, $$'lo-a', site_id => repeat('x', 256)$$, $$'lo-a', parcel_cost => -1$$, $$'lo-a', parcel_cost => 9007199254740992$$,
	$$'lo-a', channels => '{web,NULL}'$$, $$'lo-a', channels => '{{web},{pos}}'$$, $$'lo-a', zones => '{NULL}'$$, $$'lo-a', zones => '{{de}}'$$,
	$$'lo-a', latitude => 90.1, longitude => 0$$, $$'lo-a', latitude => 'NaN', longitude => 0$$, $$'lo-a', latitude => 0, longitude => 'infinity'$$,
	$$'lo-a', latitude => 0, longitude => -180.1$$, $$'lo-new', latitude => 1$$, $$'lo-new', longitude => 1$$]) AS bad;
SELECT to_jsonb(l) - 'updated_at' FROM inventory.locations AS l WHERE location_id LIKE 'lo-%';

-- a place is forgotten once nothing is kept there
SELECT outcome($$set_location('lo-b')$$) <> '', outcome($$receive_inventory('lo', 'lo-b', 5, 'po')$$);
SELECT failure($$SELECT inventory.delete_location('lo-b')$$);
SELECT outcome($$sell_inventory('lo', 'lo-b', 5, 'till')$$), outcome($$delete_location('lo-b')$$) LIKE 'IV011 %', outcome($$delete_level('lo', 'lo-b')$$), outcome($$delete_location('lo-b')$$), outcome($$delete_location('lo-b')$$), outcome($$delete_location('lo-never')$$);
SELECT outcome($$delete_location(NULL)$$), outcome($$delete_location('')$$), outcome($$delete_location(repeat('x', 256))$$);

-- the owner writes it with SQL, within the same bounds
SELECT attempt($$INSERT INTO inventory.locations (location_id, status, priority, site_id) VALUES ('lo-sql', 'closed', 1, 'lo-a')$$), attempt($$UPDATE inventory.locations SET status = 'open' WHERE location_id = 'lo-sql'$$), attempt($$DELETE FROM inventory.locations WHERE location_id = 'lo-sql'$$);
SELECT attempt(format('INSERT INTO inventory.locations (location_id, %s) VALUES (%s)', columns, bad))
FROM (VALUES ('status', $$'lo-sql', 'shut'$$), ('status', $$'', 'open'$$), ('site_id', $$'lo-sql', ''$$), ('channels', $$'lo-sql', '{web,NULL}'$$), ('zones', $$'lo-sql', '{NULL}'$$),
	('latitude', $$'lo-sql', 1$$), ('latitude, longitude', $$'lo-sql', 91, 0$$), ('latitude, longitude', $$'lo-sql', 'NaN', 0$$), ('parcel_cost', $$'lo-sql', -1$$), ('status', $$'lo-sql', NULL$$)) AS t (columns, bad);
SELECT count(*) FROM inventory.locations WHERE location_id LIKE 'lo-%';

-- A place for each state: what it holds was held while it was open.
CREATE FUNCTION pg_temp.lines(location text, quantity bigint) RETURNS text
LANGUAGE sql AS $$ SELECT format('[{"variant_id": "lo-x", "location_id": "%s", "quantity": %s}]', location, quantity) $$;
SELECT outcome(format($$receive_inventory('lo-x', %L, 50, 'po')$$, place)), outcome(format($$set_level_policy('lo-x', %L, backorder_limit => 5)$$, place)) <> '',
	outcome(format($$reserve_inventory('lo-x', %L, 8, %L)$$, place, 'held-' || place)),
	outcome(format($$reserve_inventory('lo-x', %L, 2, %L)$$, place, 'order-' || place)), outcome(format($$confirm_cart(%L, 'o-1')$$, 'order-' || place))
FROM unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) AS place;
SELECT count(inventory.set_location(place, status => status, sells_until => until))
FROM (VALUES ('lo-open', 'open', clock_timestamp() + '1 hour'), ('lo-ships', 'ships_only', NULL), ('lo-closed', 'closed', NULL), ('lo-old', 'open', clock_timestamp())) AS t (place, status, until);

-- who holds or sells anything new
SELECT place, outcome(format(call, place))
FROM unnest(ARRAY[$$reserve_inventory('lo-x', %1$L, 1, 'new-%1$s')$$, $$try_reserve_inventory('lo-x', %1$L, 1, 'new-%1$s')$$, $$set_reservation('lo-x', %1$L, 1, 'other-%1$s')$$,
	$$reserve_cart('cart-%1$s', pg_temp.lines(%1$L, 1)::jsonb)$$, $$try_reserve_cart('cart-%1$s', pg_temp.lines(%1$L, 1)::jsonb)$$,
	$$set_cart('set-%1$s', pg_temp.lines(%1$L, 1)::jsonb)$$, $$try_set_cart('set-%1$s', pg_temp.lines(%1$L, 2)::jsonb)$$,
	$$reserve_batch('{batch-%1$s}', '{lo-x}', '{%1$s}', '{1}')$$, $$sell_inventory('lo-x', %1$L, 1, 'till-%1$s')$$]) WITH ORDINALITY AS c (call, n),
	unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) WITH ORDINALITY AS p (place, m)
ORDER BY n, m;
SELECT level_is('lo-x', 'lo-ships'), level_is('lo-x', 'lo-closed'), level_is('lo-x', 'lo-old');
SELECT failure($$SELECT inventory.reserve_inventory('lo-x', 'lo-closed', 1, 'new')$$);
SELECT failure($$SELECT * FROM inventory.reserve_cart('new', '[{"variant_id": "lo-x", "location_id": "lo-open", "quantity": 1}, {"variant_id": "lo-x", "location_id": "lo-old", "quantity": 1}, {"variant_id": "lo-x", "location_id": "lo-ships", "quantity": 1}]')$$);
SELECT outcome($$try_reserve_cart('new', '[{"variant_id": "lo-x", "location_id": "lo-open", "quantity": 1}, {"variant_id": "lo-x", "location_id": "lo-old", "quantity": 1}, {"variant_id": "lo-x", "location_id": "lo-ships", "quantity": 1}]')$$);

-- a cart whose time is over holds nothing: to revive it is to hold anew
SELECT count(outcome(format($$receive_inventory('lo-z', %L, 50, 'po')$$, place))) FROM unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) AS place;
SELECT count(inventory.set_location(place, status => 'open', sells_until => 'infinity')) FROM unnest('{lo-ships,lo-closed,lo-old}'::text[]) AS place;
SELECT reserve_overdue(cart || place, format('[{"variant_id": "lo-z", "location_id": "%s", "quantity": 3}]', place)::jsonb) FROM unnest('{dead-,paid-}'::text[]) AS cart, unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) AS place;
SELECT count(inventory.set_location(place, status => status, sells_until => until))
FROM (VALUES ('lo-ships', 'ships_only', NULL), ('lo-closed', 'closed', NULL), ('lo-old', 'open', clock_timestamp())) AS t (place, status, until);
SELECT place, outcome(format($$confirm_cart('dead-%1$s', 'o-2', revive => true)$$, place)), outcome(format($$confirm_cart('paid-%1$s', 'o-3', revive => true, lines => '[{"variant_id": "lo-z", "location_id": "%1$s", "quantity": 2}]')$$, place))
FROM unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) AS place;

-- what is held there stays: more of it is new, less of it is not
SELECT place, outcome(format(call, place))
FROM unnest(ARRAY[$$reserve_inventory('lo-x', %1$L, 1, 'held-%1$s')$$, $$set_reservation('lo-x', %1$L, 9, 'held-%1$s')$$, $$set_reservation('lo-x', %1$L, 8, 'held-%1$s')$$, $$set_reservation('lo-x', %1$L, 7, 'held-%1$s')$$,
	$$set_cart('held-%1$s', pg_temp.lines(%1$L, 8)::jsonb)$$, $$set_cart('held-%1$s', pg_temp.lines(%1$L, 7)::jsonb)$$, $$set_cart('held-%1$s', pg_temp.lines(%1$L, 6)::jsonb)$$,
	$$set_cart('order-%1$s', pg_temp.lines(%1$L, 3)::jsonb)$$, $$set_cart('order-%1$s', pg_temp.lines(%1$L, 2)::jsonb)$$,
	$$release_reservation('lo-x', %1$L, 1, 'held-%1$s')$$, $$touch_cart('held-%1$s')$$, $$merge_carts('held-%1$s', 'merged-%1$s')$$, $$confirm_cart('merged-%1$s', 'o-4')$$]) WITH ORDINALITY AS c (call, n),
	unnest('{lo-ships,lo-closed,lo-old}'::text[]) WITH ORDINALITY AS p (place, m)
ORDER BY n, m;

-- who ships: from a closed place nobody, whatever is held
SELECT place, outcome(format(call, place))
FROM unnest(ARRAY[$$fulfill_reservation('lo-x', %1$L, 1, 'merged-%1$s')$$, $$fulfill_reservation('lo-x', %1$L, NULL, 'merged-%1$s', overtake => true)$$, $$fulfill_cart('order-%1$s')$$, $$fulfill_cart('order-%1$s', location_id => %1$L)$$, $$fulfill_cart('order-%1$s', overtake => true)$$,
	$$release_cart('order-%1$s', cancel_order => true)$$, $$release_reservation('lo-x', %1$L, NULL, 'merged-%1$s')$$]) WITH ORDINALITY AS c (call, n),
	unnest('{lo-ships,lo-closed,lo-old}'::text[]) WITH ORDINALITY AS p (place, m)
ORDER BY n, m;
SELECT outcome($$receive_inventory('lo-y', 'lo-open', 5, 'po')$$), outcome($$receive_inventory('lo-y', 'lo-closed', 5, 'po')$$), outcome($$set_location('lo-closed', status => 'open')$$) <> '',
	outcome($$reserve_cart('two', '[{"variant_id": "lo-y", "location_id": "lo-open", "quantity": 1}, {"variant_id": "lo-y", "location_id": "lo-closed", "quantity": 2}]')$$), outcome($$set_location('lo-closed', status => 'closed')$$) <> '';
SELECT failure($$SELECT inventory.fulfill_cart('two')$$);
SELECT outcome($$fulfill_cart('two', location_id => 'lo-open')$$), outcome($$fulfill_cart('two', location_id => 'lo-open')$$), outcome($$fulfill_cart('two', location_id => 'lo-nowhere')$$), outcome($$fulfill_cart('two', location_id => '')$$), cart_is('two');
SELECT outcome($$fulfill_cart('two')$$), outcome($$release_cart('two')$$), cart_is('two');

-- what is held at a closed place is carried to where it can be shipped
SELECT outcome($$set_location('lo-closed', status => 'open')$$) <> '', outcome($$reserve_inventory('lo-y', 'lo-closed', 2, 'carried')$$), outcome($$set_location('lo-closed', status => 'closed')$$) <> '', outcome($$move_reservation('lo-y', 'lo-closed', 'lo-open', 2, 'carried')$$), outcome($$fulfill_cart('carried')$$);

-- stock is worked on wherever it lies
SELECT outcome($$receive_inventory('lo-x', 'lo-closed', 1, 'po')$$), outcome($$adjust_inventory('lo-x', 'lo-closed', -1, 'broken')$$), outcome($$count_inventory('lo-x', 'lo-closed', 50)$$), outcome($$return_inventory('lo-x', 'lo-closed', 1, 'rma')$$), outcome($$transfer_inventory('lo-x', 'lo-closed', 'lo-open', 1, 'tr')$$), outcome($$transfer_inventory('lo-x', 'lo-open', 'lo-closed', 1, 'tr')$$);

-- what is refused first: an unknown level, then a place that does not sell, then a shortage
CREATE FUNCTION pg_temp.mixed(VARIADIC locations text[]) RETURNS jsonb
LANGUAGE sql AS $$ SELECT jsonb_agg(jsonb_build_object('variant_id', 'lo-x', 'location_id', l, 'quantity', CASE l WHEN 'lo-open' THEN 1000 ELSE 1 END)) FROM unnest(locations) AS l $$;
SELECT left(outcome(format($$reserve_cart('mixed', pg_temp.mixed(%s))$$, places)), 5), outcome(format($$try_reserve_cart('mixed', pg_temp.mixed(%s))$$, places))
FROM unnest(ARRAY[$$'lo-open', 'lo-ships', 'lo-none'$$, $$'lo-open', 'lo-ships'$$, $$'lo-open'$$]) AS places;
SELECT outcome($$reserve_inventory('lo-x', 'lo-closed', 1000, 'mixed')$$), outcome($$try_reserve_inventory('lo-x', 'lo-closed', 1000, 'mixed')$$), outcome($$reserve_inventory('lo-none', 'lo-closed', 1, 'mixed')$$), outcome($$sell_inventory('lo-x', 'lo-old', 1000, 'mixed')$$), outcome($$sell_inventory('lo-none', 'lo-old', 1, 'mixed')$$);
SELECT outcome($$reserve_batch('{m,m,m,m,m}', '{lo-x,lo-x,lo-none,lo-x,lo-x}', '{lo-open,lo-ships,lo-closed,lo-old,lo-open}', '{1000,1000,1,1,1}')$$);

-- untracked goods are not sold from a closed place either
SELECT outcome($$set_level_policy('lo-file', 'lo-closed', tracked => false)$$) <> '', outcome($$set_level_policy('lo-file', 'lo-open', tracked => false)$$) <> '', outcome($$reserve_inventory('lo-file', 'lo-closed', 1, 'file')$$), outcome($$sell_inventory('lo-file', 'lo-closed', 1, 'file')$$), outcome($$reserve_inventory('lo-file', 'lo-open', 1, 'file')$$);
SELECT outcome($$available_inventory('lo-file')$$), outcome($$available_inventory('lo-file', 'lo-closed')$$), outcome($$available_variants('{lo-file}')$$);

-- what can be promised leaves out what does not sell
SELECT place, outcome(format($$available_inventory('lo-x', %L)$$, place)), outcome(format($$available_variants('{lo-x}', ARRAY[%L])$$, place)) FROM unnest('{lo-open,lo-ships,lo-closed,lo-old}'::text[]) AS place;
SELECT outcome($$available_inventory('lo-x')$$), outcome($$available_variants('{lo-x,lo-y}')$$);
SELECT outcome($$set_location('lo-ships', status => 'open')$$) <> '', outcome($$available_inventory('lo-x')$$), outcome($$available_variants('{lo-x}')$$);
-- the view shows what lies there
SELECT available FROM inventory.availability WHERE variant_id = 'lo-x' AND location_id = 'lo-closed';

-- a moment that passes needs nobody to say so
SELECT outcome($$set_location('lo-open', sells_until => clock_timestamp() + '20 milliseconds')$$) <> '', outcome($$reserve_inventory('lo-x', 'lo-open', 1000, 'in-time')$$) <> '';
DO $$ BEGIN WHILE (SELECT sells_until > clock_timestamp() FROM inventory.locations WHERE location_id = 'lo-open') LOOP PERFORM pg_sleep(0.001); END LOOP; END $$;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'in-time')$$), outcome($$set_location('lo-open', sells_until => 'infinity')$$) <> '', outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'in-time')$$);

-- one's own change is seen at once, and no longer when it is undone
BEGIN;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$), outcome($$set_location('lo-open', status => 'closed')$$) <> '', outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
SAVEPOINT s;
SELECT outcome($$set_location('lo-open', status => 'open')$$) <> '', outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
ROLLBACK TO s;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
SAVEPOINT s;
SELECT attempt($$DELETE FROM inventory.locations WHERE location_id = 'lo-open'$$), outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
RELEASE s;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
ROLLBACK;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$), cart_is('own');
BEGIN;
SELECT attempt($$INSERT INTO inventory.locations (location_id, status) VALUES ('lo-open', 'closed') ON CONFLICT (location_id) DO UPDATE SET status = excluded.status$$), outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
ROLLBACK;
SELECT outcome($$reserve_inventory('lo-x', 'lo-open', 1, 'own')$$);
BEGIN;
TRUNCATE inventory.locations;
SELECT outcome($$reserve_inventory('lo-x', 'lo-closed', 1, 'own')$$);
ROLLBACK;
SELECT outcome($$reserve_inventory('lo-x', 'lo-closed', 1, 'own')$$);

SELECT verified();
