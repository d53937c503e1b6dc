-- The ledger: one immutable row for every change, with who, why and what for.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- every type, its signs, reference, request and reason
SELECT outcome($$receive_inventory('led', 'nyc', 10, 'po', 'delivery', 'led-r1')$$);
SELECT outcome($$reserve_inventory('led', 'nyc', 6, 'led-1', request_id => 'led-r2')$$);
SELECT outcome($$release_reservation('led', 'nyc', 1, 'led-1', 'led-r3')$$);
SELECT outcome($$confirm_cart('led-1', request_id => 'led-r4')$$);
SELECT outcome($$fulfill_reservation('led', 'nyc', 2, 'led-1', 'led-r5')$$);
SELECT outcome($$fulfill_cart('led-1', 'led-r6')$$);
SELECT outcome($$sell_inventory('led', 'nyc', 1, 'till', 'led-r7')$$);
SELECT outcome($$adjust_inventory('led', 'nyc', -1, 'broken', 'case', request_id => 'led-r8')$$);
SELECT outcome($$count_inventory('led', 'nyc', 5, 'yearly', 'sheet', request_id => 'led-r9')$$);
SELECT outcome($$count_inventory('led', 'nyc', 5, 'yearly', 'sheet', request_id => 'led-r10')$$);
SELECT outcome($$return_inventory('led', 'nyc', 1, 'rma', true, 'too big', 'led-r11')$$);
SELECT outcome($$return_inventory('led', 'nyc', 1, 'rma', false, 'wet', 'led-r12')$$);
SELECT outcome($$transfer_inventory('led', 'nyc', 'london', 2, 'move', 'led-r13')$$);
SELECT reserve_overdue('led-2', '[{"variant_id": "led", "location_id": "nyc", "quantity": 2}]');
SELECT expire_stale_carts >= 1 FROM inventory.expire_stale_carts();
INSERT INTO inventory.levels (variant_id, location_id, on_hand, incoming) VALUES ('led', 'paris', 3, 4);
SELECT one_row('led', 'paris');
UPDATE inventory.levels SET incoming = 1 WHERE variant_id = 'led' AND location_id = 'paris';
SELECT safety_stock FROM inventory.set_level_policy('led', 'paris', safety_stock => 1);
SELECT ledger_of('led');
SELECT enumlabel AS never_seen FROM pg_enum WHERE enumtypid = 'inventory.transaction_type'::regtype
	AND enumlabel NOT IN (SELECT type::text FROM inventory.transactions WHERE variant_id = 'led');

-- one row a hold, even where many holds end in one update of a level
SELECT outcome($$receive_inventory('led-many', 'nyc', 50, 'po')$$);
SELECT reserve_overdue('led-many-' || n, '[{"variant_id": "led-many", "location_id": "nyc", "quantity": 2}]') FROM generate_series(1, 5) AS n;
SELECT expire_stale_carts >= 5 FROM inventory.expire_stale_carts();
SELECT type, reserved_delta, reference_id FROM inventory.transactions WHERE variant_id = 'led-many' AND type = 'expire' ORDER BY reference_id;
SELECT outcome($$reserve_batch('{led-a,led-b,led-a}', '{led-many,led-many,led-many}', '{nyc,nyc,nyc}', '{1,2,3}')$$);
SELECT reference_id, sum(reserved_delta) FROM inventory.transactions WHERE variant_id = 'led-many' AND reference_id IN ('led-a', 'led-b') GROUP BY 1 ORDER BY 1;

-- actor: the role that calls, not the owner of the functions, or what the application says
CREATE ROLE regress_inventory_clerk;
SELECT inventory.grant_access('regress_inventory_clerk', 'manager');
SET ROLE regress_inventory_clerk;
SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'role') IS NOT NULL;
SET inventory.actor = 'eve@shop';
SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'setting') IS NOT NULL;
SET inventory.actor = '';
SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'empty setting') IS NOT NULL;
RESET inventory.actor;
RESET ROLE;
SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'superuser') IS NOT NULL;
SET SESSION AUTHORIZATION regress_inventory_clerk;
SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'session authorization') IS NOT NULL;
RESET SESSION AUTHORIZATION;
SELECT reason, CASE actor WHEN current_user THEN 'current user' ELSE actor END
	FROM inventory.transactions WHERE variant_id = 'led-actor' ORDER BY transaction_id;
-- the role that calls also where a function of the application's calls for it
CREATE FUNCTION public.led_receive() RETURNS void LANGUAGE sql
	AS $$ SELECT inventory.receive_inventory('led-actor', 'nyc', 1, 'po', 'function') $$;
SET ROLE regress_inventory_clerk;
SELECT public.led_receive();
RESET ROLE;
SELECT actor FROM inventory.transactions WHERE variant_id = 'led-actor' AND reason = 'function';
DROP FUNCTION public.led_receive();
SELECT inventory.revoke_access('regress_inventory_clerk');
DROP ROLE regress_inventory_clerk;

-- level_history: newest first, with running totals
SELECT type, on_hand_delta, reserved_delta, on_hand, reserved, reference_id, reason FROM inventory.level_history('led', 'nyc');
SELECT type, on_hand, reserved FROM inventory.level_history('led', 'nyc', max_rows => 3);
SELECT (SELECT array_agg(transaction_id) FROM inventory.level_history('led', 'nyc'))
	= (SELECT array_agg(transaction_id ORDER BY transaction_id DESC) FROM inventory.transactions WHERE variant_id = 'led' AND location_id = 'nyc') AS all_of_them;
-- since: from that time on; the totals do not depend on it
SELECT recorded_at AS third FROM inventory.transactions WHERE variant_id = 'led' AND location_id = 'nyc' ORDER BY transaction_id OFFSET 2 LIMIT 1 \gset
SELECT count(*) = (SELECT count(*) FROM inventory.transactions WHERE variant_id = 'led' AND location_id = 'nyc' AND recorded_at >= :'third') FROM inventory.level_history('led', 'nyc', :'third');
SELECT on_hand, reserved FROM inventory.level_history('led', 'nyc', :'third') ORDER BY transaction_id LIMIT 1;
SELECT outcome($$level_history('led', 'nyc', 'infinity')$$), outcome($$level_history('led', 'rome')$$), outcome($$level_history('led-unknown', 'nyc')$$);
SELECT outcome($$level_history('led', 'nyc', max_rows => 0)$$), outcome($$level_history('led', 'nyc', max_rows => -1)$$), outcome($$level_history('led', 'nyc', NULL)$$), outcome($$level_history('led', 'nyc', max_rows => NULL)$$);
-- one transaction with several changes
BEGIN;
SELECT outcome($$receive_inventory('led-txn', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('led-txn', 'nyc', 2, 'led-3')$$), outcome($$fulfill_reservation('led-txn', 'nyc', 1, 'led-3')$$);
COMMIT;
SELECT type, on_hand, reserved FROM inventory.level_history('led-txn', 'nyc');

-- retention: the rows go, the sums stay exact, in steps as small as one likes
SELECT clock_timestamp() AS cut \gset
SELECT count(*) AS old FROM inventory.transactions WHERE recorded_at < :'cut' \gset
SELECT outcome(format('drop_transactions_before(%L, 5)', :'cut'));
SELECT count(*) = :old - 5 FROM inventory.transactions;
SELECT verified();
SELECT type, on_hand, reserved FROM inventory.level_history('led', 'nyc', max_rows => 2);
SELECT outcome($$receive_inventory('led-after', 'nyc', 1, 'po')$$);
SELECT drop_transactions_before = :old - 5 FROM inventory.drop_transactions_before(:'cut');
SELECT outcome(format('drop_transactions_before(%L)', :'cut'));
SELECT count(*), min(variant_id) FROM inventory.transactions;
SELECT verified();
-- a level goes on, and its history begins with true totals
SELECT outcome($$receive_inventory('led', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('led', 'nyc', 1, 'led-4')$$);
SELECT type, on_hand, reserved FROM inventory.level_history('led', 'nyc');
SELECT outcome($$drop_transactions_before(NULL)$$), outcome($$drop_transactions_before('infinity')$$), outcome($$drop_transactions_before('-infinity')$$), outcome($$drop_transactions_before('2000-01-01', 0)$$), outcome($$drop_transactions_before('2000-01-01', -1)$$), outcome($$drop_transactions_before('2000-01-01')$$);

SELECT verified();
