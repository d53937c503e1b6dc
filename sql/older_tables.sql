-- Tables of an older version of the SQL lack the newest columns: the library works with what is there.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- Takes the newest columns from a table, those from one on or (NULL) the last, and what hangs on them.
CREATE FUNCTION public.take_newest_columns(from_table regclass, from_column name DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE (SELECT format('ALTER TABLE %s %s', from_table, string_agg(format('DROP COLUMN %I CASCADE', attname), ', ')) FROM pg_attribute
		WHERE attrelid = from_table AND NOT attisdropped AND attnum >= (SELECT max(attnum) FROM pg_attribute
			WHERE attrelid = from_table AND NOT attisdropped AND attname = coalesce(from_column, attname)));
END $$;

-- All that changes a level, a cart, a hold, the ledger or a request.
CREATE FUNCTION public.a_day_in_the_shop() RETURNS SETOF text
LANGUAGE sql VOLATILE AS $$
SELECT outcome('receive_inventory(''old'', ''nyc'', 100, ''po'')');
SELECT outcome('reserve_inventory(''old'', ''nyc'', 2, ''old-1'', request_id => ''old-r1'')') UNION ALL
SELECT outcome('reserve_inventory(''old'', ''nyc'', 2, ''old-1'', request_id => ''old-r1'')') UNION ALL
SELECT outcome('reserve_inventory(''old'', ''nyc'', 3, ''old-1'')') UNION ALL
SELECT outcome('reserve_batch(ARRAY[''old-2'', ''old-3''], ARRAY[''old'', ''old''], ARRAY[''nyc'', ''nyc''], ARRAY[4, 5])') UNION ALL
SELECT outcome('set_reservation(''old'', ''nyc'', 1, ''old-2'')') UNION ALL
SELECT outcome('release_cart(''old-2'')') UNION ALL
SELECT outcome('confirm_cart(''old-3'', ''order'')') UNION ALL
SELECT outcome('fulfill_reservation(''old'', ''nyc'', 2, ''old-3'')') UNION ALL
SELECT outcome('fulfill_cart(''old-3'')') UNION ALL
SELECT outcome('touch_cart(''old-1'')') UNION ALL
SELECT outcome('sell_inventory(''old'', ''nyc'', 1, ''till'')') UNION ALL
SELECT outcome('adjust_inventory(''old'', ''nyc'', -1, ''broken'')') UNION ALL
SELECT outcome('count_inventory(''old'', ''nyc'', 90)') UNION ALL
SELECT outcome('transfer_inventory(''old'', ''nyc'', ''paris'', 10, ''move'')') UNION ALL
SELECT outcome('set_level_policy(''old'', ''nyc'', safety_stock => 5)') UNION ALL
SELECT outcome('cart_lines(''old-1'')')
$$;

-- verify_inventory() and stat_feed() are of this version, and would go with the columns
CREATE FUNCTION public.let_go() RETURNS void LANGUAGE sql AS $$
ALTER EXTENSION inventory DROP FUNCTION inventory.verify_inventory();
ALTER EXTENSION inventory DROP FUNCTION inventory.stat_feed();
ALTER EXTENSION inventory DROP VIEW inventory.stat_inventory_feed;
$$;

BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.levels');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.levels', 'promise_incoming');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.levels', 'layout');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.carts');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.reservations');
SELECT public.a_day_in_the_shop();
ROLLBACK;
-- its primary key goes with a column of it: the older one was without kits
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.reservations', 'kit_version');
ALTER TABLE inventory.reservations ADD CONSTRAINT reservations_pkey PRIMARY KEY (reference_id, variant_id, location_id, stripe);
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.transactions');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.transactions', 'kit_id');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.requests');
SELECT public.a_day_in_the_shop();
ROLLBACK;
-- rows are dropped, and of all that were it is not known how new they are
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.dropped_transactions');
SELECT on_hand FROM inventory.receive_inventory('old', 'nyc', 100, 'po');
SELECT drop_transactions_before > 0 FROM inventory.drop_transactions_before(clock_timestamp());
SELECT failure($$SELECT inventory.count_inventory('old', 'nyc', 90, as_of => clock_timestamp())$$);
ROLLBACK;

-- places and kits as a later version may know them: more than there is here is not needed
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.locations');
SELECT public.a_day_in_the_shop();
SELECT outcome($$reserve_cart('old-9', '[{"variant_id": "old", "quantity": 1}]')$$);
ROLLBACK;
-- and as a version that knows of neither
BEGIN;
SELECT public.let_go();
ALTER EXTENSION inventory DROP TABLE inventory.locations;
ALTER EXTENSION inventory DROP TABLE inventory.kits;
ALTER EXTENSION inventory DROP FUNCTION inventory.set_location(text, text, integer, text, text[], text[], float8, float8, bigint, timestamptz);
DROP TABLE inventory.locations, inventory.kits CASCADE;
SELECT public.a_day_in_the_shop();
SELECT outcome($$available_inventory('old')$$), outcome($$available_inventory('old', 'rome')$$), outcome($$available_variants('{old,none}')$$), outcome($$available_variants('{old,none}', '{rome}')$$);
SELECT outcome($$reserve_inventory('none', 'nyc', 1, 'old-9')$$), outcome($$try_reserve_inventory('none', 'nyc', 1, 'old-9')$$), outcome($$release_reservation('none', 'nyc', 1, 'old-1')$$),
	outcome($$fulfill_reservation('none', 'nyc', 1, 'old-1')$$), outcome($$sell_inventory('none', 'nyc', 1, 'till')$$);
SELECT outcome($$reserve_cart('old-9', '[{"variant_id": "old", "location_id": "nyc", "quantity": 1}]')$$), outcome($$set_cart('old-9', '[{"variant_id": "old", "location_id": "paris", "quantity": 1}]')$$),
	outcome($$confirm_cart('old-9', lines => '[{"variant_id": "old", "quantity": 1}]')$$), outcome($$move_reservation('old', 'paris', 'nyc', 1, 'old-9')$$), outcome($$fulfill_cart('old-9')$$);
SELECT attempt($$INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('old', 'rome', 5)$$), outcome($$apply_levels('[{"variant_id": "old", "location_id": "rome", "delta": 5}]')$$);
ROLLBACK;

-- supplies as a later version may know them, and as one that knows of none: nothing is on its way
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.supplies', 'shipped');
SELECT public.a_day_in_the_shop();
ROLLBACK;
BEGIN;
SELECT public.let_go();
ALTER EXTENSION inventory DROP TABLE inventory.supplies;
DROP TABLE inventory.supplies CASCADE;
SELECT public.take_newest_columns('inventory.levels', 'promise_incoming'), public.take_newest_columns('inventory.reservations'), public.take_newest_columns('inventory.transactions');
SELECT public.a_day_in_the_shop();
SELECT outcome($$set_level_policy('old', 'nyc', backorder_limit => 100)$$), outcome($$reserve_inventory('old', 'nyc', 100, 'old-1')$$), outcome($$receive_inventory('old', 'nyc', 50, 'po')$$),
	outcome($$apply_levels('[{"variant_id": "old", "location_id": "nyc", "incoming": 7}]')$$), attempt($$UPDATE inventory.levels SET incoming = 8 WHERE variant_id = 'old' AND location_id = 'nyc'$$);
ROLLBACK;

-- an update adds its columns behind those that the owner has added
BEGIN;
SELECT public.let_go(), public.take_newest_columns('inventory.levels', 'layout');
ALTER TABLE inventory.levels ADD COLUMN shelf text NOT NULL DEFAULT 'A1';
ALTER TABLE inventory.levels ADD COLUMN layout integer NOT NULL DEFAULT 0;
SELECT public.a_day_in_the_shop();
SELECT outcome($$set_level_policy('old', 'nyc', stripes => 2)$$);
SELECT location_id, stripe, shelf, layout FROM inventory.levels WHERE variant_id = 'old' ORDER BY location_id, stripe;
ROLLBACK;

-- one that is missing from between the others is no older version
BEGIN;
ALTER TABLE inventory.levels RENAME COLUMN draining TO drains;
SELECT outcome($$receive_inventory('old', 'nyc', 100, 'po')$$);
ROLLBACK;
BEGIN;
ALTER TABLE inventory.requests ALTER COLUMN function TYPE varchar(100);
SELECT outcome($$receive_inventory('old', 'nyc', 100, 'po', request_id => 'old-r1')$$);
ROLLBACK;
SELECT outcome($$receive_inventory('old', 'nyc', 100, 'po')$$);
SELECT * FROM inventory.verify_inventory();

DROP FUNCTION public.let_go(), public.a_day_in_the_shop(), public.take_newest_columns(regclass, name);
