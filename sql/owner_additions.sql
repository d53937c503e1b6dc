-- What an owner adds to the tables applies to rows that functions write, as to those of a statement.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('add', 'nyc', 100, 'po')$$);

-- columns with defaults, and what is computed
ALTER TABLE inventory.reservations ADD COLUMN channel text NOT NULL DEFAULT 'web',
	ADD COLUMN pairs bigint GENERATED ALWAYS AS (quantity / 2) STORED;
SELECT outcome($$reserve_inventory('add', 'nyc', 4, 'add-1')$$), outcome($$reserve_inventory('add', 'nyc', 2, 'add-1')$$);
SELECT reference_id, quantity, channel, pairs FROM inventory.reservations WHERE variant_id = 'add';

-- a constraint and a condition on whole rows, over several calls and a new version of their function
CREATE FUNCTION public.is_fine(inventory.reservations) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1.quantity < 50 $$;
ALTER TABLE inventory.reservations ADD CONSTRAINT fine CHECK (public.is_fine(reservations));
CREATE TABLE public.seen (what text);
CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (TG_ARGV[0]);
	RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER UPDATE ON inventory.levels FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.see('row');
CREATE TRIGGER keys AFTER UPDATE OF variant_id ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.see('key');
CREATE TRIGGER amount AFTER UPDATE OF reserved ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.see('reserved');
SELECT outcome($$reserve_inventory('add', 'nyc', 1, 'add-2')$$), outcome($$reserve_inventory('add', 'nyc', 1, 'add-3')$$), outcome($$reserve_inventory('add', 'nyc', 50, 'add-4')$$);
CREATE OR REPLACE FUNCTION public.is_fine(inventory.reservations) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1.quantity < 3 $$;
SELECT outcome($$reserve_inventory('add', 'nyc', 3, 'add-5')$$), outcome($$reserve_inventory('add', 'nyc', 2, 'add-5')$$);
SELECT what, count(*) FROM public.seen GROUP BY what ORDER BY what;
ALTER TABLE inventory.reservations DROP CONSTRAINT fine, DROP COLUMN channel, DROP COLUMN pairs;
DROP TRIGGER changed ON inventory.levels;
DROP TRIGGER keys ON inventory.levels;
DROP TRIGGER amount ON inventory.levels;

-- a statement trigger with the rows of the statement, and a foreign key
CREATE FUNCTION public.sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen SELECT 'ledger ' || sum(reserved_delta) FROM new_rows;
	RETURN NULL;
END $$;
CREATE TRIGGER summed AFTER INSERT ON inventory.transactions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up();
CREATE TABLE public.gift (reference_id text COLLATE "C" REFERENCES inventory.carts ON DELETE CASCADE);
SELECT outcome($$reserve_inventory('add', 'nyc', 7, 'add-6')$$);
INSERT INTO public.gift VALUES ('add-6');
SELECT outcome($$release_cart('add-6')$$);
SELECT what FROM public.seen WHERE what LIKE 'ledger%' ORDER BY what;
DROP TRIGGER summed ON inventory.transactions;

-- what runs within a statement of the extension's has the settings of the session, and may change them
CREATE FUNCTION public.see_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (format('settings %s %s: %s', TG_OP, TG_TABLE_NAME, current_setting('enable_seqscan') || current_setting('jit')));
	IF TG_ARGV[0] = 'set' THEN
		SET enable_seqscan = off;
		SET LOCAL jit = off;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER settings AFTER INSERT OR DELETE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.see_settings();
CREATE TRIGGER settings AFTER DELETE ON inventory.transactions FOR EACH STATEMENT EXECUTE FUNCTION public.see_settings();
SET jit = on;
SELECT left(outcome($$set_level_policy('add', 'oslo', safety_stock => 1)$$), 30), outcome($$delete_level('add', 'oslo')$$), outcome($$drop_transactions_before('2000-01-01')$$);
SET enable_seqscan = off;
SELECT outcome($$delete_level('add', 'oslo')$$), left(outcome($$set_level_policy('add', 'oslo')$$), 30), outcome($$drop_transactions_before('2000-01-01')$$);
SELECT DISTINCT what FROM public.seen WHERE what LIKE 'settings%' ORDER BY what;
RESET enable_seqscan;
DROP TRIGGER settings ON inventory.levels;
CREATE TRIGGER settings AFTER INSERT OR DELETE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.see_settings('set');
BEGIN;
SELECT outcome($$delete_level('add', 'oslo')$$), current_setting('enable_seqscan'), current_setting('jit');
ROLLBACK;
SELECT current_setting('enable_seqscan'), current_setting('jit');
SELECT outcome($$delete_level('add', 'oslo')$$), current_setting('enable_seqscan'), current_setting('jit');
SELECT current_setting('enable_seqscan'), current_setting('jit');
RESET enable_seqscan;
RESET jit;
DROP TRIGGER settings ON inventory.levels;
DROP TRIGGER settings ON inventory.transactions;

-- a ledger row that somebody suppresses
CREATE FUNCTION public.suppress() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER nothing BEFORE INSERT ON inventory.transactions FOR EACH ROW EXECUTE FUNCTION public.suppress();
SELECT outcome($$reserve_inventory('add', 'nyc', 1, 'add-7')$$);
DROP TRIGGER nothing ON inventory.transactions;

-- what keeps a cart from expiring, or from being removed, keeps no other
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TRIGGER refused BEFORE UPDATE ON inventory.carts FOR EACH ROW WHEN (OLD.reference_id = 'odd-1') EXECUTE FUNCTION public.refuse();
CREATE TRIGGER suppressed BEFORE UPDATE ON inventory.carts FOR EACH ROW WHEN (OLD.reference_id = 'odd-2') EXECUTE FUNCTION public.suppress();
SELECT count(inventory.reserve_inventory('add', 'nyc', 1, reference_id, '1 ms')) FROM unnest(ARRAY['odd-1', 'odd-2', 'even']) AS reference_id;
SELECT pg_sleep(0.01) IS NULL;
SELECT carts_expired FROM inventory.maintain();
SELECT reference_id, status FROM inventory.carts WHERE reference_id IN ('odd-1', 'odd-2', 'even') ORDER BY 1;
DROP TRIGGER refused ON inventory.carts;
DROP TRIGGER suppressed ON inventory.carts;
CREATE TABLE public.invoice (reference_id text COLLATE "C" REFERENCES inventory.carts);
INSERT INTO public.invoice VALUES ('even');
SET inventory.cart_retention = 0;
SELECT carts_expired, carts_removed FROM inventory.maintain();
SELECT reference_id, status FROM inventory.carts WHERE reference_id IN ('odd-1', 'odd-2', 'even') ORDER BY 1;
DROP TABLE public.invoice;
RESET inventory.cart_retention;

-- a level that a trigger keeps from being made, and a rule that does not
CREATE TRIGGER nothing BEFORE INSERT ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.suppress();
SELECT outcome($$receive_inventory('add-none', 'nyc', 1, 'po')$$), outcome($$transfer_inventory('add', 'nyc', 'sfo', 1, 'move')$$), outcome($$set_level_policy('add-none', 'nyc', safety_stock => 1)$$);
DROP TRIGGER nothing ON inventory.levels;
CREATE RULE nothing AS ON INSERT TO inventory.levels DO INSTEAD NOTHING;
SELECT outcome($$receive_inventory('add-none', 'nyc', 1, 'po')$$);
DROP RULE nothing ON inventory.levels;
SELECT outcome($$receive_inventory('add-some', 'nyc', 1, 'po')$$);

-- a trigger that changes what is written, and one that changes what only describes
CREATE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW := jsonb_populate_record(NEW, TG_ARGV[0]::jsonb);
	RETURN NEW;
END $$;
CREATE FUNCTION public.meddled(deed text, tab text, change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('CREATE TRIGGER aa BEFORE %s ON inventory.%I FOR EACH ROW EXECUTE FUNCTION public.meddle(%L)', deed, tab, change);
	answer := outcome($call$reserve_inventory('add', 'nyc', 1, 'add-1')$call$);
	IF answer NOT LIKE '27000%' THEN
		answer := outcome($call$reserve_inventory('add', 'nyc', 1, 'add-meddled')$call$);
	END IF;
	EXECUTE format('DROP TRIGGER aa ON inventory.%I', tab);
	RETURN regexp_replace(answer, '=.*', '');
END $$;
SELECT deed, tab, change, meddled(deed, tab, change) FROM (VALUES
	(1, 'UPDATE', 'levels', '{"version": 7}'), (2, 'UPDATE', 'levels', '{"stripe": 7}'), (3, 'UPDATE', 'levels', '{"variant_id": "other"}'),
	(4, 'INSERT', 'reservations', '{"quantity": 7}'), (5, 'INSERT', 'reservations', '{"version": 0}'), (6, 'INSERT', 'carts', '{"reference_id": "other"}'),
	(7, 'INSERT', 'transactions', '{"reserved_delta": 7}'), (8, 'INSERT', 'transactions', '{"reason": "because", "actor": "somebody"}')) AS m (n, deed, tab, change) ORDER BY n;
SELECT reason, actor FROM inventory.transactions WHERE reason = 'because';

-- a deferred constraint, and more refused carts than are looked at at once
CREATE FUNCTION public.refuse_odd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.status = 'expired' AND NEW.reference_id LIKE 'odd%' THEN
		RAISE EXCEPTION 'odd';
	END IF;
	RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER refused AFTER UPDATE ON inventory.carts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse_odd();
SELECT count(inventory.reserve_inventory('add', 'nyc', 1, reference_id, '1 ms')) FROM unnest(ARRAY['odd-3', 'odd-4', 'even-2']) AS reference_id;
SELECT pg_sleep(0.01) IS NULL;
SELECT carts_expired FROM inventory.maintain();
SELECT reference_id, status FROM inventory.carts WHERE reference_id IN ('odd-3', 'odd-4', 'even-2') ORDER BY 1;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT inventory.expire_stale_carts('0 s', max_carts => 2) >= 1;
ROLLBACK;
DROP TRIGGER refused ON inventory.carts;

-- a deferred constraint of a caller's waits for the end of the caller's transaction
CREATE TABLE public.parent (id integer PRIMARY KEY);
CREATE TABLE public.child (id integer REFERENCES public.parent DEFERRABLE INITIALLY DEFERRED);
DO $$ BEGIN
	INSERT INTO public.child VALUES (1);
	PERFORM inventory.expire_stale_carts();
	PERFORM carts_expired FROM inventory.maintain();
	INSERT INTO public.parent VALUES (1);
END $$;
DO $$ DECLARE r record; BEGIN
	FOR r IN SELECT * FROM inventory.maintain() LOOP END LOOP;
	INSERT INTO public.child VALUES (2);
	INSERT INTO public.parent VALUES (2);
END $$;
CREATE FUNCTION public.run_it_again() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	-- the second time it is the query of a loop that has the very text of the client's
	IF NOT EXISTS (SELECT FROM public.child WHERE id = 4) THEN
		INSERT INTO public.child VALUES (4);
		FOR r IN EXECUTE current_query() LOOP END LOOP;
		INSERT INTO public.parent VALUES (4);
	END IF;
	RETURN 0;
END $$;
SELECT public.run_it_again() + inventory.expire_stale_carts();
DROP FUNCTION public.run_it_again();
CREATE PROCEDURE public.adopt(expired bigint) LANGUAGE sql AS 'INSERT INTO public.child VALUES (3); INSERT INTO public.parent VALUES (3)';
CALL public.adopt(inventory.expire_stale_carts());
DROP PROCEDURE public.adopt;
SELECT * FROM public.child;
DROP TABLE public.child, public.parent;

-- a row that no subscriber could find
SET client_min_messages = error;
CREATE PUBLICATION add_publication FOR TABLE inventory.levels;
RESET client_min_messages;
ALTER TABLE inventory.levels REPLICA IDENTITY NOTHING;
SELECT outcome($$reserve_inventory('add', 'nyc', 1, 'add-8')$$);
DROP PUBLICATION add_publication;
ALTER TABLE inventory.levels REPLICA IDENTITY DEFAULT;

-- the extension's own columns keep their types
BEGIN;
ALTER TABLE inventory.carts ALTER customer_id TYPE varchar(3);
SELECT outcome($$reserve_inventory('add', 'nyc', 1, 'add-9')$$);
ROLLBACK;
SELECT outcome($$reserve_inventory('add', 'nyc', 1, 'add-9')$$);
SELECT verified();
DROP TABLE public.gift, public.seen;
DROP FUNCTION public.see(), public.see_settings(), public.sum_up(), public.suppress(), public.refuse(), public.meddle(), public.meddled(text, text, text), public.refuse_odd(), public.is_fine(inventory.reservations);

-- a rule does not keep a level from being deleted
SELECT outcome($$set_level_policy('add-empty', 'nyc')$$);
CREATE RULE keep AS ON DELETE TO inventory.levels DO INSTEAD NOTHING;
SELECT outcome($$delete_level('add-empty', 'nyc')$$);
DROP RULE keep ON inventory.levels;
SELECT outcome($$delete_level('add-empty', 'nyc')$$);
SELECT * FROM inventory.verify_inventory();
