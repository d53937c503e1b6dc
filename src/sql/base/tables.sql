-- The schema, and what the tables of all domains stand on.

CREATE FUNCTION pg_temp.inventory_check_schema() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_check_schema' LANGUAGE C;
SELECT pg_temp.inventory_check_schema();
DROP FUNCTION pg_temp.inventory_check_schema();

-- access: reader
CREATE SCHEMA inventory;
COMMENT ON SCHEMA inventory IS 'exact stock reservation: levels, carts, holds and their ledger';

-- What the triggers of tables call. They are made before the tables, and as these made once.

-- access: owner
CREATE FUNCTION inventory.collect_level_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_collect_level_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.collect_level_change() IS
	'row trigger on levels: notes the difference for the ledger; IV008 for direct changes of a level of several rows, and of keys, reserved, shortfall or version, IV011 for the deletion of a level that is not empty';

-- access: owner
CREATE FUNCTION inventory.record_level_changes() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_record_level_changes' LANGUAGE C;
COMMENT ON FUNCTION inventory.record_level_changes() IS
	'statement trigger on levels: writes the noted differences to the ledger; XX000 if the parts that a function gave do not add up to them';

-- access: owner
CREATE FUNCTION inventory.refuse_direct_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_refuse_direct_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.refuse_direct_change() IS
	'statement and row trigger: IV008 unless a function of the extension makes the change';

-- What holds for the tables of every domain: hot ones leave room on their pages, so that an update
-- stays on its page and touches no index. Quantities are at most 2^53-1, so no CHECK can overflow a
-- bigint. There are few CHECKs besides those of the rules, because every statement that writes reads
-- all of them anew; the ids are checked where they come in. Triggers are made once, with their table:
-- OR REPLACE would take over an owner's trigger of the same name, and enable one that is disabled.
