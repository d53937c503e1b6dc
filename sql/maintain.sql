-- maintain(): what the worker does, for any scheduler.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- nothing is left to do after it: begin with a clean table
DO $$ BEGIN WHILE (SELECT carts_expired + carts_removed + requests_removed > 0 FROM inventory.maintain()) LOOP END LOOP; END $$;

SELECT outcome($$receive_inventory('mnt', 'nyc', 20, 'po', request_id => 'mnt-r1')$$);
SELECT reserve_overdue('mnt-' || n, '[{"variant_id": "mnt", "location_id": "nyc", "quantity": 2}]') FROM generate_series(1, 3) AS n;
SELECT outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-active', request_id => 'mnt-r2')$$), outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-order')$$), outcome($$confirm_cart('mnt-order')$$);
SELECT outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-done')$$), outcome($$fulfill_cart('mnt-done')$$), outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-gone')$$), outcome($$release_cart('mnt-gone')$$);

-- carts expire; closed carts and requests stay for their time
SELECT outcome('maintain()');
SELECT outcome('maintain()');
SELECT reference_id, status FROM inventory.carts WHERE reference_id LIKE 'mnt-%' ORDER BY reference_id;
SELECT level_is('mnt', 'nyc');

-- and go after it: closed carts only, and not an order that is not shipped
SET inventory.cart_retention = 0;
DO $$
DECLARE
	removed bigint := 0;
	step record;
BEGIN
	FOR i IN 1 .. 100 LOOP
		SELECT * INTO step FROM inventory.maintain();
		EXIT WHEN step.carts_removed = 0;
		removed := removed + step.carts_removed;
	END LOOP;
	ASSERT removed >= 5, format('%s carts removed', removed);
END
$$;
SELECT reference_id, status FROM inventory.carts WHERE reference_id LIKE 'mnt-%' ORDER BY reference_id;
SELECT count(*) FROM inventory.carts WHERE closed_at IS NOT NULL;
RESET inventory.cart_retention;
SELECT request_id FROM inventory.requests WHERE request_id LIKE 'mnt-%' ORDER BY request_id;
SET inventory.request_retention = 0;
DO $$ BEGIN FOR i IN 1 .. 100 LOOP EXIT WHEN (SELECT requests_removed = 0 FROM inventory.maintain()); END LOOP; END $$;
SELECT count(*) FROM inventory.requests;
RESET inventory.request_retention;
-- a forgotten request is a new one
SELECT outcome($$receive_inventory('mnt', 'nyc', 20, 'po', request_id => 'mnt-r1')$$), level_is('mnt', 'nyc');
-- a forgotten cart too
SELECT outcome($$fulfill_cart('mnt-done')$$), outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-done')$$), cart_is('mnt-done');

-- a chore at a time, each from where the one before stopped, as the worker does it
CREATE FUNCTION public.run_chores() RETURNS TABLE (state text, chore text, done bigint) LANGUAGE plpgsql AS $$
DECLARE
	next text;
BEGIN
	LOOP
		SELECT r.state, r.chore, r.done, r.next INTO state, chore, done, next FROM inventory.run_chore(next) AS r;
		RETURN NEXT;
		EXIT WHEN state <> 'more';
	END LOOP;
END $$;
SET inventory.cart_retention = 0;
SET inventory.request_retention = 0;
DO $$ BEGIN WHILE (SELECT carts_expired + carts_removed + requests_removed > 0 FROM inventory.maintain()) LOOP END LOOP; END $$;
SELECT * FROM public.run_chores();
SELECT reserve_overdue('mnt-' || n, '[{"variant_id": "mnt", "location_id": "nyc", "quantity": 2}]') FROM generate_series(1, 3) AS n;
SELECT outcome($$receive_inventory('mnt', 'nyc', 20, 'po', request_id => 'mnt-r3')$$);
SELECT * FROM public.run_chores();
-- one that fails does not stop those after it
SELECT outcome($$reserve_inventory('mnt', 'nyc', 1, 'mnt-kept', request_id => 'mnt-r4')$$), outcome($$release_cart('mnt-kept')$$);
CREATE TABLE public.invoice (reference_id text COLLATE "C" REFERENCES inventory.carts);
INSERT INTO public.invoice VALUES ('mnt-kept');
SELECT * FROM public.run_chores();
DROP TABLE public.invoice;
-- a position that no chore knows is the beginning
SELECT state, chore, done FROM inventory.run_chore('dance all night');
DROP FUNCTION public.run_chores();
RESET inventory.cart_retention;
RESET inventory.request_retention;

SELECT verified();
