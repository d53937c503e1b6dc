-- What the owner may do with plain SQL, and what is refused. The triggers write the ledger.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- new levels become initial rows, a statement or a COPY of many
INSERT INTO inventory.levels (variant_id, location_id, on_hand, incoming, safety_stock, backorder_limit, low_stock_threshold)
	VALUES ('ds', 'nyc', 10, 2, 1, 3, 4), ('ds', 'london', 5, 0, 0, 0, NULL), ('ds', 'empty', 0, 0, 0, NULL, NULL);
COPY inventory.levels (variant_id, location_id, on_hand) FROM stdin;
ds	copy-1	7
ds	copy-2	8
\.
INSERT INTO inventory.levels (variant_id, location_id, tracked) VALUES ('ds-ebook', 'web', false);
SELECT ledger_of('ds');
SELECT location_id, on_hand, version > 0 AS recorded FROM inventory.levels WHERE variant_id = 'ds' ORDER BY location_id;
SELECT outcome($$reserve_inventory('ds', 'nyc', 4, 'ds-1')$$), outcome($$reserve_inventory('ds', 'copy-1', 1, 'ds-1')$$), outcome($$reserve_inventory('ds', 'empty', 1, 'ds-2')$$);
SELECT outcome($$reserve_inventory('ds-ebook', 'web', 4, 'ds-1')$$);

-- a level that arrives with a version is restored: its history comes with it
BEGIN;
INSERT INTO inventory.levels (variant_id, location_id, on_hand, version) VALUES ('ds-restored', 'nyc', 10, 1);
INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, on_hand_delta, actor) VALUES (now(), 'ds-restored', 'nyc', 'receive', 10, 'eve');
SELECT ledger_of('ds-restored');
SELECT verified();
ROLLBACK;

-- changes of stock and policy are allowed, and recorded
UPDATE inventory.levels SET on_hand = on_hand + 1 WHERE variant_id = 'ds' AND location_id = 'nyc';
UPDATE inventory.levels SET incoming = 5 WHERE variant_id = 'ds' AND location_id = 'nyc';
UPDATE inventory.levels SET on_hand = 8, incoming = 0 WHERE variant_id = 'ds' AND location_id = 'nyc';
UPDATE inventory.levels SET on_hand = on_hand * 2 WHERE variant_id = 'ds' AND location_id LIKE 'copy%';
SELECT count(*) AS before FROM inventory.transactions WHERE variant_id = 'ds' \gset
UPDATE inventory.levels SET on_hand = on_hand WHERE variant_id = 'ds';
SELECT count(*) - :before AS rows_without_a_change FROM inventory.transactions WHERE variant_id = 'ds';
UPDATE inventory.levels SET safety_stock = 2, backorder_limit = 9, low_stock_threshold = 1 WHERE variant_id = 'ds' AND location_id = 'nyc';
UPDATE inventory.levels SET tracked = true WHERE variant_id = 'ds-ebook';
SELECT ledger_of('ds') OFFSET :before;
SELECT ledger_of('ds-ebook');
SELECT outcome($$available_inventory('ds', 'nyc')$$), level_is('ds', 'nyc');

-- upserts and MERGE
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds-up', 'nyc', 4), ('ds-up', 'london', 6)
	ON CONFLICT (variant_id, location_id, stripe) DO UPDATE SET on_hand = excluded.on_hand;
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds-up', 'nyc', 9), ('ds-up', 'paris', 2)
	ON CONFLICT (variant_id, location_id, stripe) DO UPDATE SET on_hand = excluded.on_hand;
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds-up', 'nyc', 100) ON CONFLICT DO NOTHING;
MERGE INTO inventory.levels AS l
	USING (VALUES ('nyc', 1), ('london', 0), ('rome', 5)) AS s (location_id, on_hand)
	ON l.variant_id = 'ds-up' AND l.location_id = s.location_id
	WHEN MATCHED AND s.on_hand = 0 THEN UPDATE SET on_hand = 0, incoming = 3
	WHEN MATCHED THEN UPDATE SET on_hand = l.on_hand + s.on_hand
	WHEN NOT MATCHED THEN INSERT (variant_id, location_id, on_hand) VALUES ('ds-up', s.location_id, s.on_hand);
SELECT ledger_of('ds-up') COLLATE "C" ORDER BY 1;
-- two data-modifying parts in one statement
WITH moved AS (UPDATE inventory.levels SET on_hand = on_hand - 1 WHERE variant_id = 'ds-up' AND location_id = 'nyc' RETURNING variant_id)
INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT variant_id, 'madrid', 1 FROM moved;
SELECT location_id, on_hand FROM inventory.levels WHERE variant_id = 'ds-up' ORDER BY location_id;
SELECT verified();

-- many rows in one statement
INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT 'ds-many-' || n, 'nyc', n FROM generate_series(1, 2500) AS n;
UPDATE inventory.levels SET on_hand = on_hand + 1, incoming = 1 WHERE variant_id LIKE 'ds-many-%';
SELECT type, count(*), sum(on_hand_delta), sum(incoming_delta) FROM inventory.transactions WHERE variant_id LIKE 'ds-many-%' GROUP BY type ORDER BY type;
SELECT count(*), count(*) FILTER (WHERE version > 0) AS recorded FROM inventory.levels WHERE variant_id LIKE 'ds-many-%';
UPDATE inventory.levels SET on_hand = 0, incoming = 0 WHERE variant_id LIKE 'ds-many-%';
DELETE FROM inventory.levels WHERE variant_id LIKE 'ds-many-%';
SELECT count(*), sum(on_hand_delta), sum(incoming_delta) FROM inventory.transactions WHERE variant_id LIKE 'ds-many-%';
-- one row several times in one transaction
BEGIN;
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds-often', 'nyc', 1);
UPDATE inventory.levels SET on_hand = 2 WHERE variant_id = 'ds-often';
UPDATE inventory.levels SET on_hand = 0 WHERE variant_id = 'ds-often';
DELETE FROM inventory.levels WHERE variant_id = 'ds-often';
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds-often', 'nyc', 3);
COMMIT;
SELECT ledger_of('ds-often');

-- stock that comes in by plain SQL shrinks a shortfall too
SELECT outcome($$receive_inventory('ds-red', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('ds-red', 'nyc', 5, 'ds-3')$$), outcome($$count_inventory('ds-red', 'nyc', 1, allow_shortfall => true)$$);
SELECT attempt($$UPDATE inventory.levels SET on_hand = 3 WHERE variant_id = 'ds-red'$$), level_is('ds-red', 'nyc');
SELECT attempt($$UPDATE inventory.levels SET backorder_limit = 1 WHERE variant_id = 'ds-red'$$), level_is('ds-red', 'nyc');
SELECT attempt($$UPDATE inventory.levels SET on_hand = 9 WHERE variant_id = 'ds-red'$$), level_is('ds-red', 'nyc');
SELECT verified();

-- an empty level may be deleted, no other, and of several not one
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds' AND location_id = 'nyc'$$);
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds' AND location_id = 'empty'$$);
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-up' AND location_id = 'london'$$);
SELECT attempt($$UPDATE inventory.levels SET incoming = 0 WHERE variant_id = 'ds-up' AND location_id = 'london'$$);
SELECT left(attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-up'$$), 5);
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-up' AND location_id = 'london'$$);
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-ebook'$$);
SELECT attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-unknown'$$);
SELECT verified();

-- what only the functions keep true
SELECT fingerprint() AS before \gset
SELECT statement, attempt(statement) FROM unnest(ARRAY[
	$$UPDATE inventory.levels SET variant_id = 'ds-new' WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET location_id = 'new' WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET stripe = 1 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, stripe) VALUES ('ds', 'nyc', 1)$$,
	$$UPDATE inventory.levels SET reserved = reserved + 1 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET reserved = 0 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET shortfall = 1 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET version = version + 1 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET version = 0 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET on_hand = on_hand + 1, reserved = reserved + 1 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$UPDATE inventory.levels SET tracked = tracked, version = 7 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, on_hand, reserved) VALUES ('ds', 'new', 5, 1)$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, shortfall) VALUES ('ds', 'new', 1)$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('ds', 'nyc', 1) ON CONFLICT (variant_id, location_id, stripe) DO UPDATE SET reserved = 0$$,
	$$MERGE INTO inventory.levels AS l USING (SELECT 'ds') AS s (v) ON l.variant_id = s.v AND l.location_id = 'nyc' WHEN MATCHED THEN UPDATE SET reserved = 0$$,
	$$MERGE INTO inventory.levels AS l USING (SELECT 'ds') AS s (v) ON l.variant_id = s.v AND l.location_id = 'nyc' WHEN MATCHED THEN DELETE$$,
	$$TRUNCATE inventory.levels$$,
	$$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at) VALUES ('ds-9', 'ds', 'nyc', 1, now())$$,
	$$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version) VALUES ('ds-9', 'ds', 'nyc', 1, now(), -1)$$,
	$$UPDATE inventory.reservations SET quantity = 1 WHERE reference_id = 'ds-1'$$,
	$$UPDATE inventory.reservations SET created_at = now()$$,
	$$UPDATE inventory.reservations SET quantity = 1 WHERE reference_id = 'ds-nobody'$$,
	$$INSERT INTO inventory.reservations SELECT * FROM inventory.reservations WHERE reference_id = 'ds-1' ON CONFLICT (reference_id, variant_id, location_id, stripe, kit_id, kit_version) DO UPDATE SET quantity = 1$$,
	$$DELETE FROM inventory.reservations WHERE reference_id = 'ds-1'$$,
	$$DELETE FROM inventory.reservations$$,
	$$TRUNCATE inventory.reservations$$,
	$$UPDATE inventory.carts SET expires_at = expires_at + interval '1 hour' WHERE reference_id = 'ds-1'$$,
	$$UPDATE inventory.carts SET status = 'cancelled'$$,
	$$DELETE FROM inventory.carts WHERE reference_id = 'ds-1'$$,
	$$TRUNCATE inventory.carts$$,
	$$UPDATE inventory.requests SET result = '{}'$$,
	$$DELETE FROM inventory.requests$$,
	$$TRUNCATE inventory.requests$$,
	$$UPDATE inventory.transactions SET reason = 'other' WHERE variant_id = 'ds'$$,
	$$DELETE FROM inventory.transactions WHERE variant_id = 'ds'$$,
	$$TRUNCATE inventory.transactions$$,
	$$TRUNCATE inventory.levels, inventory.reservations, inventory.carts, inventory.requests, inventory.transactions$$,
	$$UPDATE inventory.dropped_transactions SET transactions = 0$$,
	$$DELETE FROM inventory.dropped_transactions$$,
	$$TRUNCATE inventory.dropped_transactions$$]) WITH ORDINALITY AS s (statement, n) ORDER BY n;
SELECT fingerprint() = :'before' AS unchanged;

-- COPY cannot bring a hold without its history either
COPY inventory.reservations (reference_id, variant_id, location_id, quantity, created_at) FROM stdin;
ds-9	ds	nyc	1	2026-01-01 00:00:00+00
\.

-- a function still may, right after a refused change and in the same transaction as an allowed one
SELECT outcome($$reserve_inventory('ds', 'nyc', 1, 'ds-1')$$);
BEGIN;
UPDATE inventory.levels SET on_hand = on_hand + 10 WHERE variant_id = 'ds' AND location_id = 'nyc';
SELECT outcome($$reserve_inventory('ds', 'nyc', 10, 'ds-1')$$);
SELECT left(attempt($$UPDATE inventory.levels SET reserved = 0 WHERE variant_id = 'ds'$$), 5);
COMMIT;
SELECT level_is('ds', 'nyc');
SELECT verified();

-- ids are as everywhere
SELECT statement, attempt(statement) FROM unnest(ARRAY[
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('', 'nyc')$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES (repeat('v', 256), 'nyc')$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES (repeat(chr(128512), 201), 'nyc')$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('ds', '')$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('ds', repeat('l', 256))$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('ds', repeat(chr(128512), 255))$$]) WITH ORDINALITY AS s (statement, n) ORDER BY n;

-- CHECK constraints, each by its name: even a wrong program cannot break them
CREATE TEMP TABLE broken AS
SELECT n, statement, attempt(statement) AS result FROM unnest(ARRAY[
	$$INSERT INTO inventory.levels (variant_id, location_id, stripe) VALUES ('ds', 'new', -1)$$,
	$$UPDATE inventory.levels SET on_hand = -1 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET on_hand = 9007199254740992 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, reserved, version) VALUES ('ds', 'new', -1, 1)$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, backorder_limit, reserved, version) VALUES ('ds', 'new', NULL, 9007199254740992, 1)$$,
	$$UPDATE inventory.levels SET incoming = -1 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET incoming = 9007199254740992 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET safety_stock = -1 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET safety_stock = 9007199254740992 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET backorder_limit = -1 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET backorder_limit = 9007199254740992 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, on_hand, shortfall, version) VALUES ('ds', 'new', 5, -1, 1)$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, shortfall, version) VALUES ('ds', 'new', 9007199254740992, 1)$$,
	$$UPDATE inventory.levels SET low_stock_threshold = -1 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET low_stock_threshold = 9007199254740992 WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET on_hand = 1, backorder_limit = 0 WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, on_hand, reserved, version) VALUES ('ds', 'new', 1, 2, 1)$$,
	$$UPDATE inventory.levels SET tracked = false WHERE variant_id = 'ds' AND location_id = 'nyc'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, version) VALUES ('ds', 'new', -1)$$,
	$$INSERT INTO inventory.carts (reference_id, status, quantity, reserved_at, updated_at) VALUES ('ds-9', 'ordered', -1, now(), now())$$,
	$$INSERT INTO inventory.carts (reference_id, status, reserved_at, updated_at) VALUES ('ds-9', 'completed', now(), now())$$,
	$$INSERT INTO inventory.carts (reference_id, status, reserved_at, updated_at) VALUES ('ds-9', 'active', now(), now())$$,
	$$INSERT INTO inventory.carts (reference_id, status, reserved_at, updated_at, expires_at) VALUES ('ds-9', 'ordered', now(), now(), now())$$,
	$$INSERT INTO inventory.carts (reference_id, status, quantity, reserved_at, updated_at, closed_at) VALUES ('ds-9', 'cancelled', 1, now(), now(), now())$$,
	$$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version) VALUES ('ds-9', 'ds', 'nyc', 0, now(), 1)$$,
	$$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version) VALUES ('ds-9', 'ds', 'nyc', 9007199254740992, now(), 1)$$,
	$$INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, reserved_delta, actor) VALUES (now(), 'ds', 'nyc', 'adjust', 1, 'eve')$$,
	$$INSERT INTO inventory.locations (location_id, status) VALUES ('ds', 'shut')$$,
	$$INSERT INTO inventory.locations (location_id) VALUES ('')$$,
	$$INSERT INTO inventory.locations (location_id, site_id) VALUES ('ds', repeat('x', 256))$$,
	$$INSERT INTO inventory.locations (location_id, channels) VALUES ('ds', '{web,NULL}')$$,
	$$INSERT INTO inventory.locations (location_id, zones) VALUES ('ds', '{NULL}')$$,
	$$INSERT INTO inventory.locations (location_id, latitude) VALUES ('ds', 1)$$,
	$$INSERT INTO inventory.locations (location_id, latitude, longitude) VALUES ('ds', 'NaN', 1)$$,
	$$INSERT INTO inventory.locations (location_id, latitude, longitude) VALUES ('ds', 1, 180.5)$$,
	$$INSERT INTO inventory.locations (location_id, parcel_cost) VALUES ('ds', -1)$$,
	$$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('', 1, 'ds', 1, true)$$,
	$$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('ds-kit', 1, repeat(chr(128512), 201), 1, true)$$,
	$$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('ds-kit', 0, 'ds', 1, true)$$,
	$$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('ds-kit', 1, 'ds', 0, true)$$,
	$$INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current) VALUES ('ds-kit', 1, 'ds', 9007199254740992, true)$$,
	$$UPDATE inventory.levels SET promise_incoming = true, backorder_limit = NULL WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET ships_in = '0' WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$UPDATE inventory.levels SET ships_in = '2 days', ships_in_max = '1 day' WHERE variant_id = 'ds' AND location_id = 'london'$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, received, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 1, 2, now(), now(), 1)$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, received, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 1, -1, now(), now(), 1)$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 9007199254740992, now(), now(), 1)$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, expected_at, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 1, 'infinity', now(), now(), 1)$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, shipped, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 1, 1, now(), now(), 1)$$,
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, from_location, shipped, lost, created_at, updated_at, version) VALUES ('ds', 'ds', 'london', 2, 'nyc', 2, 1, now(), now(), 1)$$,
	$$INSERT INTO inventory.product_variants (variant_id, product_id) VALUES ('ds', '')$$,
	$$INSERT INTO inventory.product_variants (variant_id, product_id) VALUES (repeat('x', 256), 'ds')$$,
	$$INSERT INTO inventory.product_variants (variant_id, product_id, options) VALUES ('ds', 'ds', '["M"]')$$,
	$$INSERT INTO inventory.consumers (consumer_id, stream, seq, role, created_at) VALUES ('ds', 'levels', 0, 'eve', now())$$,
	$$INSERT INTO inventory.feed (id, snapshot, high_id, since_id, seq, system_identifier, database_id, extension_id, timeline, collected_at) VALUES (false, '1:1:', 0, 0, 0, 0, 0, 0, 0, now())$$,
	$$INSERT INTO inventory.demand (variant_id, location_id, day, sold) VALUES ('ds', 'london', '2026-01-01', -1)$$,
	$$INSERT INTO inventory.demand (variant_id, location_id, day, out_seconds) VALUES ('ds', 'london', '2026-01-01', 86401)$$,
	$$INSERT INTO inventory.demand (variant_id, location_id, day, out_seconds) VALUES ('ds', 'london', '2026-01-01', 'NaN')$$,
	$$INSERT INTO inventory.demand (variant_id, location_id, day) VALUES ('ds', 'london', 'infinity')$$,
	$$INSERT INTO inventory.replenishment (object, id) VALUES ('shelf', 'ds')$$,
	$$INSERT INTO inventory.replenishment (object, id) VALUES ('all', 'ds')$$,
	$$INSERT INTO inventory.replenishment (object) VALUES ('variant')$$,
	$$INSERT INTO inventory.replenishment (object, id, overstock) VALUES ('product', 'ds', -1)$$,
	$$INSERT INTO inventory.replenishment (object, id, pack_size) VALUES ('product', 'ds', 0)$$,
	$$INSERT INTO inventory.replenishment (object, id, max_stock) VALUES ('product', 'ds', 9007199254740992)$$,
	$$INSERT INTO inventory.replenishment (object, id, lead_time) VALUES ('product', 'ds', '-1 day')$$,
	$$INSERT INTO inventory.replenishment (object, id, order_cycle) VALUES ('product', 'ds', '0')$$,
	$$INSERT INTO inventory.replenishment (object, id, lead_time_sd) VALUES ('product', 'ds', '101 years')$$,
	$$INSERT INTO inventory.replenishment (object, id, service_level) VALUES ('product', 'ds', 1)$$,
	$$INSERT INTO inventory.replenishment (object, id, service_level) VALUES ('product', 'ds', 'NaN')$$]) WITH ORDINALITY AS s (statement, n);
SELECT statement, result FROM broken ORDER BY n;
SELECT conrelid::regclass, conname AS not_tried FROM pg_constraint
	WHERE connamespace = 'inventory'::regnamespace AND contype = 'c' AND conrelid <> 0
	AND NOT EXISTS (SELECT FROM broken WHERE result = '23514 ' || conname) ORDER BY conname;
DROP TABLE broken;

-- a user's trigger that runs while a function works is direct SQL, too
CREATE FUNCTION ds_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE inventory.levels SET reserved = reserved + 3 WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id;
	RETURN NULL;
END $$;
CREATE TRIGGER ds_outbox AFTER INSERT ON inventory.transactions FOR EACH ROW EXECUTE FUNCTION ds_outbox();
SELECT outcome($$receive_inventory('ds-outbox', 'nyc', 5, 'po')$$);
DROP TRIGGER ds_outbox ON inventory.transactions;
DROP FUNCTION ds_outbox();
SELECT outcome($$receive_inventory('ds-outbox', 'nyc', 5, 'po')$$);

-- a trigger that changes another level and takes it back: what its statement changed is still recorded
CREATE FUNCTION zz_probe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF pg_trigger_depth() = 1 THEN
		BEGIN
			UPDATE inventory.levels SET on_hand = on_hand + 1 WHERE variant_id = 'ds-outbox';
			RAISE EXCEPTION 'no' USING ERRCODE = 'ZZ001';
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;
		END;
		UPDATE inventory.levels SET on_hand = on_hand + 2 WHERE variant_id = 'ds-outbox';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER zz_probe AFTER UPDATE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION zz_probe();
SELECT attempt($$UPDATE inventory.levels SET on_hand = on_hand + 5 WHERE variant_id = 'ds' AND location_id = 'london'$$);
DROP TRIGGER zz_probe ON inventory.levels;
DROP FUNCTION zz_probe();
SELECT variant_id, on_hand_delta FROM inventory.transactions WHERE reason = 'direct SQL' ORDER BY transaction_id DESC LIMIT 2;

-- a trigger on the ledger that changes the level by direct SQL
CREATE FUNCTION public.reorder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.type IN ('adjust', 'initial') THEN
		UPDATE inventory.levels SET incoming = incoming + 10 WHERE variant_id = NEW.variant_id;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER reorder AFTER INSERT ON inventory.transactions FOR EACH ROW EXECUTE FUNCTION public.reorder();
INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT 'ds-add-' || i, 'nyc', 5 FROM generate_series(1, 500) AS i;
SELECT sum(on_hand), sum(incoming), count(*) FILTER (WHERE version < 2) FROM inventory.levels WHERE variant_id LIKE 'ds-add-%';
DROP TRIGGER reorder ON inventory.transactions;
DROP FUNCTION public.reorder();

-- a trigger that takes levels away, one that a call is making among them
CREATE FUNCTION public.sweep_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM inventory.levels WHERE variant_id = NEW.variant_id AND on_hand = 0 AND reserved = 0 AND incoming = 0;
	RETURN NULL;
END $$;
CREATE TRIGGER swept AFTER UPDATE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.sweep_out();
SELECT outcome($$set_level_policy('ds-add-swept', 'nyc', safety_stock => 1)$$);
DROP TRIGGER swept ON inventory.levels;
SELECT variant_id FROM inventory.set_level_policy('ds-add-gone', 'nyc', backorder_limit => 1);
CREATE TRIGGER a_swept AFTER UPDATE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.sweep_out();
SELECT attempt($$UPDATE inventory.levels SET tracked = false WHERE variant_id = 'ds-add-gone'$$) LIKE '_ row%';
DROP TRIGGER a_swept ON inventory.levels;
DROP FUNCTION public.sweep_out();

-- a level of several rows is not for direct SQL, whichever rows it names and whatever it would set: what is
-- set without a stripe would be set on each; as soon as it has one row it is
SELECT on_hand FROM inventory.receive_inventory('ds-rows', 'nyc', 64, 'po');
SELECT stripes FROM inventory.set_level_policy('ds-rows', 'nyc', stripes => 4);
SELECT on_hand FROM inventory.receive_inventory('ds-one', 'nyc', 64, 'po');
SELECT failure($$UPDATE inventory.levels SET on_hand = 1000 WHERE variant_id = 'ds-rows'$$);
SELECT s.statement, left(attempt(s.statement), 5) FROM unnest(ARRAY[
	$$UPDATE inventory.levels SET on_hand = 1000 WHERE variant_id = 'ds-rows' AND stripe = 0$$,
	$$UPDATE inventory.levels SET on_hand = on_hand - 1 WHERE variant_id = 'ds-rows' AND stripe = 3$$,
	$$UPDATE inventory.levels SET on_hand = on_hand WHERE variant_id = 'ds-rows'$$,
	$$UPDATE inventory.levels SET incoming = 3 WHERE variant_id = 'ds-rows' AND stripe = 0$$,
	$$UPDATE inventory.levels SET safety_stock = 3, backorder_limit = NULL WHERE variant_id = 'ds-rows' AND stripe = 0$$,
	$$UPDATE inventory.levels SET low_stock_threshold = 3 WHERE variant_id = 'ds-rows' AND stripe = 0$$,
	$$UPDATE inventory.levels SET tracked = false WHERE variant_id = 'ds-rows'$$,
	$$UPDATE inventory.levels SET variant_id = 'ds-new' WHERE variant_id = 'ds-rows' AND stripe = 3$$,
	$$UPDATE inventory.levels SET stripe = 7 WHERE variant_id = 'ds-rows' AND stripe = 3$$,
	$$UPDATE inventory.levels SET version = version + 1 WHERE variant_id = 'ds-rows' AND stripe = 3$$,
	$$UPDATE inventory.levels SET draining = true WHERE variant_id = 'ds-rows'$$,
	$$UPDATE inventory.levels SET layout = 0 WHERE variant_id = 'ds-rows'$$,
	$$UPDATE inventory.levels SET on_hand = 7 WHERE variant_id IN ('ds-one', 'ds-rows')$$,
	$$DELETE FROM inventory.levels WHERE variant_id = 'ds-rows'$$,
	$$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('ds-rows', 'nyc') ON CONFLICT (variant_id, location_id, stripe) DO UPDATE SET on_hand = 5$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, stripe) VALUES ('ds-rows', 'nyc', 4)$$,
	$$INSERT INTO inventory.levels (variant_id, location_id, layout) VALUES ('ds-new', 'nyc', 4)$$]) WITH ORDINALITY AS s (statement, n) ORDER BY n;
SELECT on_hand FROM inventory.count_inventory('ds-rows', 'nyc', 0);
SELECT left(attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-rows'$$), 5), left(attempt($$DELETE FROM inventory.levels WHERE variant_id = 'ds-rows' AND stripe = 3$$), 5);
SELECT level_is('ds-rows', 'nyc'), level_is('ds-one', 'nyc');
-- draining counts as long as its holds do
SELECT on_hand FROM inventory.receive_inventory('ds-rows', 'nyc', 64, 'po');
SELECT remaining FROM generate_series(1, 4) AS n, inventory.reserve_inventory('ds-rows', 'nyc', 16, 'ds-d' || n);
SELECT stripes FROM inventory.set_level_policy('ds-rows', 'nyc', stripes => 1);
SELECT left(attempt($$UPDATE inventory.levels SET on_hand = 70 WHERE variant_id = 'ds-rows' AND stripe = 0$$), 5), (SELECT sum(inventory.release_cart('ds-d' || n)) FROM generate_series(1, 4) AS n);
SELECT attempt($$UPDATE inventory.levels SET on_hand = 70 WHERE variant_id = 'ds-rows'$$), level_is('ds-rows', 'nyc');

SELECT verified();
