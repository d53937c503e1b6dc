-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);

COMMENT ON TABLE inventory.levels IS
	'the stock of one variant at one location: a row a stripe, which add up to it where there are several; the view availability has a row a level';

-- Of what was dropped before nobody knows how new it was: as new as can be.
ALTER TABLE inventory.dropped_transactions ADD COLUMN newest_recorded_at timestamptz NOT NULL DEFAULT pg_catalog.now();
COMMENT ON COLUMN inventory.dropped_transactions.newest_recorded_at IS 'when the newest of them was recorded, at the latest';

DROP FUNCTION inventory.count_inventory(text, text, bigint, text, text, bigint, boolean, text);

-- availability says NULL where nothing is counted. A view to which the owner has added columns stays as
-- it is.
CREATE FUNCTION pg_temp.inventory_renew_view(view regclass, columns integer, definition text) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_renew_view' LANGUAGE C;
SELECT pg_temp.inventory_renew_view('inventory.availability', 15, pg_catalog.replace($definition$
\include carts/tables_availability.sql
$definition$, 'CREATE VIEW', 'CREATE OR REPLACE VIEW'));
DROP FUNCTION pg_temp.inventory_renew_view(regclass, integer, text);

COMMENT ON FUNCTION inventory.collect_level_change() IS
	'row trigger on levels: notes the difference for the ledger; IV008 for direct changes of a level of several rows, and of keys, reserved, shortfall or version, IV011 for the deletion of a level that is not empty';
