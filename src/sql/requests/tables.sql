-- What was answered to calls that may arrive twice.

-- access: reader
CREATE TABLE inventory.requests (
	request_id text COLLATE "C" NOT NULL,
	function text NOT NULL,
	arguments jsonb NOT NULL,
	result jsonb NOT NULL,
	created_at timestamptz NOT NULL,
	CONSTRAINT requests_pkey PRIMARY KEY (request_id)
);
CREATE INDEX requests_created_at ON inventory.requests (created_at);
COMMENT ON TABLE inventory.requests IS 'first results of calls that carried a request_id';

CREATE TRIGGER requests_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.requests
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.requests', '');
