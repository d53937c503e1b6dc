-- The functions inside transactions: savepoints, two-phase commit, read-only, refusals without a trace.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('txn', 'nyc', 10, 'po')$$);

-- what is rolled back never was
BEGIN;
SELECT outcome($$reserve_inventory('txn', 'nyc', 4, 'txn-1')$$);
ROLLBACK;
SELECT level_is('txn', 'nyc'), cart_is('txn-1');

-- a savepoint takes back what came after it and nothing else
BEGIN;
SELECT outcome($$reserve_inventory('txn', 'nyc', 2, 'txn-1')$$);
SAVEPOINT a;
SELECT remaining, backordered FROM inventory.reserve_inventory('txn', 'nyc', 3, 'txn-1');
SELECT on_hand, available FROM inventory.receive_inventory('txn', 'london', 3, 'po');
ROLLBACK TO SAVEPOINT a;
SELECT remaining, backordered FROM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-2');
SAVEPOINT b;
SELECT remaining, backordered FROM inventory.reserve_inventory('txn', 'nyc', 100, 'txn-2');
ROLLBACK TO SAVEPOINT b;
SELECT remaining, backordered FROM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-2');
SAVEPOINT c;
SELECT * FROM inventory.release_reservation('txn', 'nyc', 1, 'txn-2');
RELEASE SAVEPOINT c;
COMMIT;
SELECT level_is('txn', 'nyc'), level_is('txn', 'london'), cart_is('txn-1'), cart_is('txn-2');
SELECT ledger_of('txn');

-- an exception block likewise; what was refused inside leaves the rest standing
DO $$
BEGIN
	PERFORM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-3');
	BEGIN
		PERFORM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-3');
		PERFORM inventory.reserve_inventory('txn', 'nyc', 99, 'txn-3');
	EXCEPTION WHEN SQLSTATE 'IV001' THEN
		PERFORM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-4');
	END;
END
$$;
SELECT cart_is('txn-3'), cart_is('txn-4'), level_is('txn', 'nyc');

-- an error in the middle of a direct statement leaves nothing behind for the next call to write
BEGIN;
SAVEPOINT a;
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('txn-direct', 'nyc', 1), ('txn-direct', 'london', 1 / (SELECT 0));
ROLLBACK TO SAVEPOINT a;
SELECT one_row('txn-direct', 'sfo');
UPDATE inventory.levels SET version = 7 WHERE variant_id = 'txn-direct';
ROLLBACK TO SAVEPOINT a;
SELECT on_hand, available FROM inventory.receive_inventory('txn-direct', 'nyc', 2, 'po');
SELECT one_row('txn-direct', 'nyc');
UPDATE inventory.levels SET on_hand = on_hand + 3 WHERE variant_id = 'txn-direct';
COMMIT;
SELECT ledger_of('txn-direct');

-- an error from inside a call ends that call, and neither the session nor what the caller catches it in
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
CREATE TRIGGER regress_inventory_fail BEFORE INSERT ON inventory.reservations FOR EACH ROW WHEN (NEW.reference_id LIKE 'txn-fail%') EXECUTE FUNCTION pg_temp.fail();
SELECT remaining FROM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-fail');
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-fail')$$), outcome($$try_reserve_inventory('txn', 'nyc', 1, 'txn-fail')$$), outcome($$reserve_batch('{txn-fail,txn-4}', '{txn,txn}', '{nyc,nyc}', '{1,1}')$$);
BEGIN;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-4')$$), outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-fail', request_id => 'txn-r0')$$), outcome($$release_reservation('txn', 'nyc', 1, 'txn-4')$$);
SAVEPOINT a;
SELECT remaining FROM inventory.set_reservation('txn', 'nyc', 1, 'txn-fail');
ROLLBACK TO SAVEPOINT a;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-4')$$);
RELEASE SAVEPOINT a;
COMMIT;
DROP TRIGGER regress_inventory_fail ON inventory.reservations;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-fail', request_id => 'txn-r0')$$), outcome($$release_cart('txn-fail')$$), outcome($$release_reservation('txn', 'nyc', 1, 'txn-4')$$), level_is('txn', 'nyc');
-- so does a trigger that makes a level another than the ledger says: the call is refused, and direct SQL
CREATE FUNCTION pg_temp.one_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.on_hand := NEW.on_hand + 1; RETURN NEW; END $$;
SELECT one_row('txn-one', 'nyc');
CREATE TRIGGER regress_inventory_more BEFORE UPDATE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION pg_temp.one_more();
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-4')$$), attempt($$UPDATE inventory.levels SET on_hand = 5 WHERE variant_id = 'txn-one' AND location_id = 'nyc'$$);
DROP TRIGGER regress_inventory_more ON inventory.levels;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-4')$$), outcome($$release_reservation('txn', 'nyc', 1, 'txn-4')$$), level_is('txn', 'nyc');
-- calls inside a trigger of the application's, and a trigger of its own on levels that calls
CREATE TABLE public.txn_app (reference text);
CREATE FUNCTION pg_temp.reserve() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM inventory.reserve_inventory('txn', 'nyc', 1, NEW.reference); RETURN NEW; END $$;
CREATE TRIGGER txn_reserve AFTER INSERT ON public.txn_app FOR EACH ROW EXECUTE FUNCTION pg_temp.reserve();
INSERT INTO public.txn_app VALUES ('txn-app-1'), ('txn-app-2');
SELECT attempt($$INSERT INTO public.txn_app SELECT 'txn-app-3' FROM generate_series(1, 99)$$);
CREATE FUNCTION pg_temp.follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM inventory.receive_inventory('txn-follow', 'nyc', 1, 'po'); RETURN NULL; END $$;
CREATE TRIGGER regress_inventory_follow AFTER UPDATE ON inventory.levels FOR EACH ROW WHEN (NEW.variant_id = 'txn') EXECUTE FUNCTION pg_temp.follow();
SELECT outcome($$release_cart('txn-app-1')$$), level_is('txn-follow', 'nyc');
DROP TRIGGER regress_inventory_follow ON inventory.levels;
SELECT outcome($$release_cart('txn-app-2')$$), cart_is('txn-app-3'), level_is('txn', 'nyc');
DROP TABLE public.txn_app;
SELECT verified();

-- several calls in one transaction, and the deadline by the clock, not by the transaction's start
BEGIN;
SELECT outcome($$receive_inventory('txn-all', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('txn-all', 'nyc', 5, 'txn-5')$$), outcome($$confirm_cart('txn-5')$$), outcome($$fulfill_reservation('txn-all', 'nyc', 2, 'txn-5')$$), outcome($$release_reservation('txn-all', 'nyc', 1, 'txn-5')$$), outcome($$fulfill_cart('txn-5')$$), outcome($$delete_level('txn-all', 'nyc')$$);
COMMIT;
SELECT cart_is('txn-5'), level_is('txn-all', 'nyc');
BEGIN;
SELECT outcome($$receive_inventory('txn-clock', 'nyc', 1, 'po')$$);
SELECT reserve_overdue('txn-6', '[{"variant_id": "txn-clock", "location_id": "nyc", "quantity": 1}]');
SELECT outcome($$confirm_cart('txn-6')$$), outcome($$available_inventory('txn-clock', 'nyc')$$), outcome($$reserve_inventory('txn-clock', 'nyc', 1, 'txn-7')$$);
COMMIT;
SELECT cart_is('txn-7'), level_is('txn-clock', 'nyc');
-- what a long transaction writes is by the clock too
BEGIN;
SELECT clock_timestamp() AS later FROM pg_sleep(0.002) \gset
SELECT expires_at >= :'later'::timestamptz + interval '1 hour' AS by_the_clock FROM inventory.reserve_inventory('txn', 'nyc', 1, 'txn-8', '1 hour');
SELECT count(*) FILTER (WHERE recorded_at >= :'later') FROM inventory.transactions WHERE reference_id = 'txn-8';
SELECT max(updated_at) >= :'later' FROM inventory.levels WHERE variant_id = 'txn' AND location_id = 'nyc';
ROLLBACK;

-- two-phase commit
BEGIN;
SELECT outcome($$reserve_inventory('txn', 'nyc', 2, 'txn-9')$$), outcome($$receive_inventory('txn-2pc', 'nyc', 1, 'po', request_id => 'txn-r1')$$);
PREPARE TRANSACTION 'regress_inventory_1';
SELECT cart_is('txn-9'), level_is('txn-2pc', 'nyc');
COMMIT PREPARED 'regress_inventory_1';
SELECT cart_is('txn-9'), level_is('txn-2pc', 'nyc'), outcome($$receive_inventory('txn-2pc', 'nyc', 1, 'po', request_id => 'txn-r1')$$), level_is('txn-2pc', 'nyc');
BEGIN;
SELECT outcome($$confirm_cart('txn-9')$$), outcome($$fulfill_cart('txn-9')$$), outcome($$sell_inventory('txn-2pc', 'nyc', 1, 'till', request_id => 'txn-r2')$$);
PREPARE TRANSACTION 'regress_inventory_2';
ROLLBACK PREPARED 'regress_inventory_2';
SELECT cart_is('txn-9'), level_is('txn-2pc', 'nyc'), outcome($$sell_inventory('txn-2pc', 'nyc', 1, 'till', request_id => 'txn-r2')$$);
SELECT one_row('txn-2pc', 'nyc');
BEGIN;
UPDATE inventory.levels SET on_hand = on_hand + 7 WHERE variant_id = 'txn-2pc';
PREPARE TRANSACTION 'regress_inventory_3';
COMMIT PREPARED 'regress_inventory_3';
SELECT ledger_of('txn-2pc');

-- a read-only transaction: the reading functions read, the others fail as any write does
SET default_transaction_read_only = on;
SELECT call, regexp_replace(outcome(call), '^25006 .*', '25006') FROM unnest(ARRAY[
	$$available_inventory('txn', 'nyc')$$, $$cart_lines('txn-1')$$, $$level_history('txn-none', 'nyc')$$, $$verify_inventory()$$,
	$$reserve_inventory('txn', 'nyc', 1, 'txn-1')$$, $$try_reserve_inventory('txn', 'nyc', 1, 'txn-1')$$,
	$$reserve_cart('txn-1', '[{"variant_id": "txn", "location_id": "nyc", "quantity": 1}]')$$, $$try_reserve_cart('txn-1', '[{"variant_id": "txn", "location_id": "nyc", "quantity": 1}]')$$,
	$$reserve_batch('{txn-1}', '{txn}', '{nyc}', '{1}')$$, $$set_reservation('txn', 'nyc', 1, 'txn-1')$$, $$touch_cart('txn-1')$$,
	$$release_reservation('txn', 'nyc', 1, 'txn-1')$$, $$release_cart('txn-1')$$, $$expire_stale_carts()$$, $$confirm_cart('txn-1')$$,
	$$fulfill_reservation('txn', 'nyc', 1, 'txn-1')$$, $$fulfill_cart('txn-1')$$, $$sell_inventory('txn', 'nyc', 1, 'till')$$,
	$$receive_inventory('txn', 'nyc', 1, 'po')$$, $$adjust_inventory('txn', 'nyc', 1, 'found')$$, $$count_inventory('txn', 'nyc', 1)$$,
	$$return_inventory('txn', 'nyc', 1, 'rma')$$, $$transfer_inventory('txn', 'nyc', 'london', 1, 'move')$$, $$set_level_policy('txn', 'nyc', safety_stock => 1)$$,
	$$delete_level('txn-nothing', 'nyc')$$, $$drop_transactions_before('2000-01-01')$$, $$maintain()$$]) WITH ORDINALITY AS c (call, n) ORDER BY n;
RESET default_transaction_read_only;

-- all isolation levels
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-10')$$), outcome($$try_reserve_inventory('txn', 'nyc', 99, 'txn-10')$$), outcome($$available_inventory('txn', 'nyc')$$);
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT outcome($$reserve_inventory('txn', 'nyc', 1, 'txn-10')$$), outcome($$reserve_inventory('txn', 'nyc', 99, 'txn-10')$$), outcome($$fulfill_cart('txn-10')$$);
COMMIT;
SELECT cart_is('txn-10'), level_is('txn', 'nyc');

-- a refusal leaves no trace where a read can tell: no xid (so no row lock), no WAL, no row
SELECT outcome($$receive_inventory('txn-out', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('txn-out', 'nyc', 1, 'txn-11')$$), outcome($$confirm_cart('txn-11', 'order')$$);
SELECT fingerprint() AS before \gset
CREATE FUNCTION pg_temp.trace(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before pg_lsn;
	answer text;
	quiet boolean;
BEGIN
	-- another process may write WAL just now; a call that writes does so every time
	FOR attempt IN 1 .. 50 LOOP
		before := pg_current_wal_insert_lsn();
		answer := public.outcome(call);
		quiet := pg_current_wal_insert_lsn() = before;
		EXIT WHEN quiet;
	END LOOP;
	RETURN format('%s => %s; %s, %s', call, answer,
		CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN 'no xid' ELSE 'an xid' END, CASE WHEN quiet THEN 'no WAL' ELSE 'some WAL' END);
END
$$;
\set ECHO errors
SELECT format('SELECT pg_temp.trace(%L)', call) FROM unnest(ARRAY[
	$$reserve_inventory('txn-out', 'nyc', 1, 'txn-12')$$, $$try_reserve_inventory('txn-out', 'nyc', 1, 'txn-12')$$,
	$$reserve_inventory('txn-none', 'nyc', 1, 'txn-12')$$, $$try_reserve_inventory('txn-none', 'nyc', 1, 'txn-12')$$,
	$$set_reservation('txn-out', 'nyc', 2, 'txn-12')$$, $$set_reservation('txn-out', 'nyc', 0, 'txn-12')$$,
	$$reserve_cart('txn-12', '[{"variant_id": "txn", "location_id": "nyc", "quantity": 1}, {"variant_id": "txn-out", "location_id": "nyc", "quantity": 1}]')$$,
	$$try_reserve_cart('txn-12', '[{"variant_id": "txn", "location_id": "nyc", "quantity": 1}, {"variant_id": "txn-out", "location_id": "nyc", "quantity": 1}]')$$,
	$$reserve_batch('{txn-12,txn-13}', '{txn-out,txn-none}', '{nyc,nyc}', '{1,1}')$$,
	$$touch_cart('txn-12')$$, $$confirm_cart('txn-12')$$, $$confirm_cart('txn-11', 'another')$$, $$fulfill_cart('txn-12')$$, $$fulfill_reservation('txn-out', 'nyc', 1, 'txn-12')$$,
	$$release_reservation('txn-out', 'nyc', 1, 'txn-12')$$, $$release_cart('txn-12')$$, $$release_cart('txn-11')$$,
	$$sell_inventory('txn-out', 'nyc', 1, 'till')$$, $$sell_inventory('txn-none', 'nyc', 1, 'till')$$,
	$$adjust_inventory('txn-none', 'nyc', 1, 'found')$$, $$adjust_inventory('txn-out', 'nyc', -1, 'lost')$$, $$count_inventory('txn-out', 'nyc', 0)$$,
	$$transfer_inventory('txn-out', 'nyc', 'london', 1, 'move')$$, $$delete_level('txn-none', 'nyc')$$, $$delete_level('txn-out', 'nyc')$$,
	$$reserve_inventory('txn-out', 'nyc', 0, 'txn-12')$$]) WITH ORDINALITY AS c (call, n) ORDER BY n \gexec
\set ECHO all
SELECT fingerprint() = :'before' AS unchanged;

-- the savepoints of calls leave no memory behind in a transaction
BEGIN;
SELECT inventory.receive_inventory('txn-many', l, 1000, 'po') FROM unnest('{nyc,london}'::text[]) AS l;
SELECT count(*) FROM generate_series(1, 20) AS i CROSS JOIN LATERAL inventory.reserve_cart('txn-many-' || i,
	'[{"variant_id": "txn-many", "location_id": "nyc", "quantity": 1}, {"variant_id": "txn-many", "location_id": "london", "quantity": 2}]', '1 ms');
SELECT pg_sleep(0.01) IS NULL, inventory.expire_stale_carts() >= 20;
SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'CurTransactionContext';
ROLLBACK;

SELECT verified();
