-- CREATE and DROP EXTENSION, and what the catalogs say about what it made.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- every object has a comment
SELECT p.oid::regprocedure AS without_comment FROM pg_proc AS p WHERE p.pronamespace = 'inventory'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
SELECT c.relname AS without_comment FROM pg_class AS c WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL;
SELECT t.typname AS without_comment FROM pg_type AS t WHERE t.typnamespace = 'inventory'::regnamespace AND t.typtype = 'e' AND obj_description(t.oid, 'pg_type') IS NULL;
SELECT obj_description('inventory'::regnamespace, 'pg_namespace') IS NOT NULL AS schema_has_comment;
-- all in the schema is the extension's, and all of the extension is in the schema
SELECT p.oid::regprocedure AS stray FROM pg_proc AS p WHERE p.pronamespace = 'inventory'::regnamespace
	AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e');
SELECT pg_describe_object(classid, objid, 0) AS stray FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid
	WHERE e.extname = 'inventory' AND d.deptype = 'e' AND pg_describe_object(classid, objid, 0) !~ '(inventory\.| inventory$)';
-- every table and sequence is dumped
SELECT c.relname AS not_dumped FROM pg_class AS c JOIN pg_extension AS e ON e.extname = 'inventory'
	WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'S') AND c.oid <> ALL (e.extconfig);
-- nothing is left to PUBLIC
SELECT a.name AS open_to_public FROM (
	SELECT oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace
	UNION ALL SELECT relname, coalesce(relacl, acldefault('r', relowner)) FROM pg_class WHERE relnamespace = 'inventory'::regnamespace AND relkind IN ('r', 'v', 'S')
	UNION ALL SELECT typname, coalesce(typacl, acldefault('T', typowner)) FROM pg_type WHERE typnamespace = 'inventory'::regnamespace AND typtype = 'e'
	UNION ALL SELECT nspname, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace WHERE nspname = 'inventory') AS a (name, acl)
	WHERE EXISTS (SELECT FROM aclexplode(a.acl) AS x WHERE x.grantee = 0);
-- no function answers NULL for a NULL argument unasked, and all but triggers and access run with the owner's rights
SELECT oid::regprocedure AS strict FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace AND proisstrict;
SELECT proname AS with_the_callers_rights FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace AND NOT prosecdef AND prorettype <> 'trigger'::regtype ORDER BY proname;
SELECT proname AS trigger_with_the_owners_rights FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace AND prosecdef AND prorettype = 'trigger'::regtype;
SELECT extrelocatable, extversion <> '' AS versioned, extnamespace::regnamespace FROM pg_extension WHERE extname = 'inventory';
-- who drops a schema that is not the extension's does not drop the extension
SELECT pg_describe_object(refclassid, refobjid, refobjsubid) AS hangs_on FROM pg_depend
	WHERE classid = 'pg_extension'::regclass AND objid = (SELECT oid FROM pg_extension WHERE extname = 'inventory');
SELECT superuser, trusted, relocatable, schema FROM pg_available_extension_versions WHERE name = 'inventory' AND installed;

-- DROP EXTENSION takes all of it away
SELECT outcome($$receive_inventory('ins', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('ins', 'nyc', 2, 'ins-1')$$), outcome($$try_reserve_inventory('ins', 'nyc', 9, 'ins-1')$$), outcome($$cart_lines('ins-1')$$), outcome($$available_inventory('ins')$$);
DROP EXTENSION inventory;
SELECT count(*) FROM pg_namespace WHERE nspname = 'inventory';
SELECT outcome($$available_inventory('ins')$$);

-- someone else's schema of that name is not touched
CREATE SCHEMA inventory;
CREATE TABLE inventory.levels (id int);
CREATE EXTENSION inventory;
SELECT failure('CREATE EXTENSION inventory');
SELECT count(*) FROM inventory.levels;
DROP TABLE inventory.levels;
CREATE EXTENSION inventory;
DROP SCHEMA inventory;

-- and again in the same session, whose plans and lookups are of the dropped one
CREATE EXTENSION inventory;
SELECT count(*) FROM inventory.levels;
SELECT outcome($$receive_inventory('ins', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('ins', 'nyc', 2, 'ins-1')$$), outcome($$try_reserve_inventory('ins', 'nyc', 9, 'ins-1')$$), outcome($$cart_lines('ins-1')$$), outcome($$available_inventory('ins')$$);
SELECT outcome($$confirm_cart('ins-1')$$), outcome($$fulfill_cart('ins-1')$$), outcome($$receive_inventory('ins', 'nyc', 1, 'po', request_id => 'ins-r1')$$);
SELECT one_row('ins', 'nyc');
UPDATE inventory.levels SET on_hand = on_hand + 5 WHERE variant_id = 'ins';
SELECT ledger_of('ins');
SELECT verified();

-- in one transaction
BEGIN;
DROP EXTENSION inventory;
CREATE EXTENSION inventory;
SELECT outcome($$receive_inventory('ins', 'nyc', 7, 'po')$$), outcome($$reserve_inventory('ins', 'nyc', 2, 'ins-1')$$);
ROLLBACK;
SELECT level_is('ins', 'nyc'), outcome($$reserve_inventory('ins', 'nyc', 1, 'ins-2')$$), level_is('ins', 'nyc');
BEGIN;
DROP EXTENSION inventory;
CREATE EXTENSION inventory;
SELECT outcome($$receive_inventory('ins', 'nyc', 7, 'po')$$), outcome($$reserve_inventory('ins', 'nyc', 2, 'ins-1')$$);
COMMIT;
SELECT level_is('ins', 'nyc'), outcome($$reserve_inventory('ins', 'nyc', 1, 'ins-2')$$), level_is('ins', 'nyc');
SELECT verified();

-- a function as another version has it
CREATE FUNCTION public.stat_upkeep(OUT passes bigint, OUT last_pass_at timestamptz) AS '$libdir/inventory', 'inventory_stat_upkeep' LANGUAGE C;
SELECT attempt('SELECT public.stat_upkeep()');
DROP FUNCTION public.stat_upkeep();

-- settings
SELECT name, context, vartype, unit, boot_val, short_desc <> '' AS described FROM pg_settings WHERE name LIKE 'inventory.%' ORDER BY name;
SELECT setting, left(attempt('SET inventory.' || setting), 5) FROM unnest(ARRAY[$$no_such_setting = 1$$, $$cart_ttl = 0$$, $$cart_ttl = '-1 min'$$,
	$$cart_retention = -1$$, $$request_retention = -1$$, $$max_workers = 2$$, $$expiry_interval = 100$$]) AS s (setting);
