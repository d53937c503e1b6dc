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
CREATE OR REPLACE FUNCTION inventory.run_chore(after text, OUT state text, OUT chore text, OUT done bigint, OUT next text)
	AS 'MODULE_PATHNAME', 'inventory_run_chore' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.run_chore(text) IS
'One short transaction of the background worker: runs the chores of stat_inventory_chores in turn, from where the call before stopped (NULL: from the beginning), until one has done something.
Result: state more (call again with next), done, or not_ready (a restored or copied database that is not verified yet, or tables that a subscription fills); which chore did something, and how many rows.';
