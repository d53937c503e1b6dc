-- What is done from time to time: expiring, removing, dropping.

-- access: owner
CREATE OR REPLACE FUNCTION inventory.drop_transactions_before(before timestamptz, max_rows bigint DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_drop_transactions_before' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.drop_transactions_before(timestamptz, bigint) IS
'Removes ledger rows recorded before a time, at most max_rows of them (NULL: all), and keeps their sums, so that verify_inventory() stays exact.
Result: rows removed.
Errors: 22004 before is NULL, 22023 before is infinite or max_rows not positive.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.maintain(OUT carts_expired bigint, OUT carts_removed bigint, OUT requests_removed bigint)
	AS 'MODULE_PATHNAME', 'inventory_maintain' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.maintain() IS
'Does once and bounded what the background worker does: expires carts, removes closed carts after inventory.cart_retention and requests after inventory.request_retention, and splits and joins levels as inventory.auto_stripe says. For any scheduler where the library is not preloaded.
Result: carts expired, carts removed, requests removed; all 0 in a restored or copied database until verify_inventory() is clean there, and where a subscription fills the tables.';

-- access: owner
CREATE OR REPLACE FUNCTION inventory.worker_step(after_at timestamptz, after_reference text, OUT state text, OUT carts_expired bigint,
		OUT carts_removed bigint, OUT requests_removed bigint, OUT next_at timestamptz, OUT next_reference text)
	AS 'MODULE_PATHNAME', 'inventory_worker_step' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.worker_step(timestamptz, text) IS
'One short transaction of the background worker: expires or re-schedules a batch of carts after the given place in the sweep; from the beginning (NULL) it may split or join a level instead.
Result: state more (call again with next_at and next_reference, NULL being the beginning), done, or not_ready (a restored or copied database that is not verified yet, or tables that a subscription fills); counts as maintain().';
