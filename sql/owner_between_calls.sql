-- What is kept between the calls of a session is made anew when an owner changes a table, or a function
-- that the table calls: in one session, with calls before and after.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('ob', 'nyc', 100, 'po')$$), outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-1')$$);

-- an index, with an expression of the owner's and a condition, that changes its mind
CREATE FUNCTION public.kind(reference text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(reference, '-', 1) $$;
CREATE INDEX ob_kind ON inventory.carts (public.kind(reference_id)) WHERE quantity > 0;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-2')$$), outcome($$release_cart('ob-1')$$);
SET enable_seqscan = off;
SELECT reference_id, status FROM inventory.carts WHERE public.kind(reference_id) = 'ob' AND quantity > 0;
CREATE OR REPLACE FUNCTION public.kind(reference text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(split_part(reference, '-', 1)) $$;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-3')$$);
SELECT reference_id, status FROM inventory.carts WHERE public.kind(reference_id) = 'OB' AND quantity > 0;
DROP INDEX inventory.ob_kind;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-4')$$);
CREATE INDEX ob_customer ON inventory.carts (customer_id);
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-5', customer_id => 'anna')$$);
SELECT reference_id FROM inventory.carts WHERE customer_id = 'anna';
REINDEX TABLE inventory.carts;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-6', customer_id => 'anna')$$);
SELECT reference_id FROM inventory.carts WHERE customer_id = 'anna' ORDER BY 1;
DROP INDEX inventory.ob_customer;
SELECT outcome($$release_cart('ob-5')$$);
RESET enable_seqscan;

-- a constraint of the owner's among rows, at once and in the end
ALTER TABLE inventory.carts ADD CONSTRAINT one_cart_a_customer
	EXCLUDE (customer_id WITH =, status WITH =) WHERE (reference_id LIKE 'ob-%') DEFERRABLE;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-7', customer_id => 'bert')$$), outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-8', customer_id => 'bert')$$);
BEGIN;
SET CONSTRAINTS inventory.one_cart_a_customer DEFERRED;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-8', customer_id => 'bert')$$), outcome($$release_cart('ob-7')$$);
COMMIT;
ALTER TABLE inventory.carts DROP CONSTRAINT one_cart_a_customer;

-- a default of the owner's
CREATE FUNCTION public.channel() RETURNS text LANGUAGE sql AS $$ SELECT 'web' $$;
CREATE SEQUENCE public.numbers;
ALTER TABLE inventory.reservations ADD channel text DEFAULT public.channel(), ADD number bigint DEFAULT nextval('public.numbers');
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-9')$$);
CREATE OR REPLACE FUNCTION public.channel() RETURNS text LANGUAGE sql AS $$ SELECT 'till' $$;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-10')$$);
SELECT reference_id, channel, number > 0 AS numbered FROM inventory.reservations WHERE reference_id IN ('ob-9', 'ob-10') ORDER BY created_at;
ALTER TABLE inventory.reservations DROP channel, DROP number;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-11')$$);

-- the extension's own triggers: off, gone, always, and a session that is a replica. The ledger has what they write.
CREATE FUNCTION pg_temp.recorded(call text, reference text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text := outcome(call);
BEGIN
	RETURN answer || ', ledger rows: ' || (SELECT count(*) FROM inventory.transactions WHERE reference_id = reference);
END $$;
BEGIN;
ALTER TABLE inventory.levels DISABLE TRIGGER levels_update;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-off')$$, 'ob-off');
ROLLBACK;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-on')$$, 'ob-on');
BEGIN;
DROP TRIGGER levels_record ON inventory.levels;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-gone')$$, 'ob-gone');
ROLLBACK;
BEGIN;
ALTER TABLE inventory.levels ENABLE ALWAYS TRIGGER levels_update;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-always')$$, 'ob-always');
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-replica')$$, 'ob-replica');
ROLLBACK;
BEGIN;
CREATE OR REPLACE FUNCTION inventory.collect_level_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
SELECT pg_temp.recorded($$reserve_inventory('ob', 'nyc', 1, 'ob-theirs')$$, 'ob-theirs');
ROLLBACK;

-- a trigger of the owner's that calls a function, which writes the same tables, and one that fails in between
CREATE FUNCTION public.add_gift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.reference_id NOT LIKE '%gift' THEN
		PERFORM inventory.reserve_inventory('ob', 'sfo', 1, NEW.reference_id || ' gift');
	END IF;
	RETURN NULL;
END $$;
SELECT outcome($$receive_inventory('ob', 'sfo', 2, 'po')$$);
CREATE TRIGGER gift AFTER INSERT ON inventory.carts FOR EACH ROW EXECUTE FUNCTION public.add_gift();
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-12')$$), outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-13')$$), outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-14')$$);
SELECT reference_id, location_id, quantity FROM inventory.reservations WHERE reference_id ~ '^ob-1[234]' ORDER BY 1;
DROP TRIGGER gift ON inventory.carts;
SELECT outcome($$reserve_inventory('ob', 'nyc', 1, 'ob-15')$$);
SELECT verified();
DROP FUNCTION public.add_gift(), public.kind(text), public.channel();
DROP SEQUENCE public.numbers;
