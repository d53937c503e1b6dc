-- What the worker has to remember between its passes.

-- Which database these rows were last found consistent in. A restored or copied database has no
-- row of its own, so the worker verifies it before it expires anything there.
-- access: owner
CREATE TABLE inventory.verified_databases (
	system_identifier bigint NOT NULL,
	database_id oid NOT NULL,
	extension_id oid NOT NULL,
	verified_at timestamptz NOT NULL,
	CONSTRAINT verified_databases_pkey PRIMARY KEY (system_identifier, database_id, extension_id)
);
COMMENT ON TABLE inventory.verified_databases IS 'databases in which verify_inventory() was clean before the worker began';

-- registered, and never dumped: a restored database has to be verified again
SELECT pg_catalog.pg_extension_config_dump('inventory.verified_databases', 'WHERE false');

-- Which levels the worker striped, so that it knows which to bring back to one stripe.
-- access: owner
CREATE TABLE inventory.auto_stripes (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	looked_at timestamptz NOT NULL,
	version bigint NOT NULL,
	CONSTRAINT auto_stripes_pkey PRIMARY KEY (variant_id, location_id)
);
COMMENT ON TABLE inventory.auto_stripes IS 'levels that were striped because buyers waited for each other';
COMMENT ON COLUMN inventory.auto_stripes.looked_at IS 'when it was last looked whether the level is quiet';
COMMENT ON COLUMN inventory.auto_stripes.version IS 'recorded changes of all stripes of the level at that time';

CREATE TRIGGER auto_stripes_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.auto_stripes
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.auto_stripes', '');
