-- The extension is at home in pg_catalog, wherever it was created: else who drops the schema in which
-- CREATE EXTENSION was called drops the stock. With a schema in the control file, a dump that names
-- another one, as those of older versions do, would be refused.

UPDATE pg_catalog.pg_extension SET extnamespace = 'pg_catalog'::regnamespace WHERE extname = 'inventory';
DELETE FROM pg_catalog.pg_depend
	WHERE classid = 'pg_extension'::regclass AND refclassid = 'pg_namespace'::regclass
	AND objid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'inventory');
