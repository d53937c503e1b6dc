-- What is on its way to levels.

-- access: reader
CREATE TABLE inventory.supplies (
	supply_id text COLLATE "C" NOT NULL,
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	quantity bigint NOT NULL,
	received bigint NOT NULL DEFAULT 0,
	expected_at timestamptz,
	source text COLLATE "C",
	from_location text COLLATE "C",
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 0,
	shipped bigint,
	lost bigint NOT NULL DEFAULT 0,
	returned bigint NOT NULL DEFAULT 0,
	CONSTRAINT supplies_pkey PRIMARY KEY (supply_id, variant_id, location_id),
	CONSTRAINT supplies_quantity_range CHECK (received >= 0 AND received <= quantity AND quantity <= 9007199254740991),
	CONSTRAINT supplies_expected_at_is_finite CHECK (isfinite(expected_at)),
	CONSTRAINT supplies_transfer_adds_up CHECK (lost >= 0 AND returned >= 0
		AND CASE WHEN from_location IS NULL THEN shipped IS NULL AND lost = 0 AND returned = 0
			ELSE shipped IS NOT NULL AND shipped = quantity + lost + returned END)
) WITH (fillfactor = 80);

-- Finds what is on its way to a level; few are at any time.
CREATE INDEX supplies_open ON inventory.supplies (variant_id, location_id, expected_at) WHERE received < quantity;

COMMENT ON TABLE inventory.supplies IS
	'units on their way to a level: lines of purchase orders, transfers, announced returns, production orders; outstanding = quantity - received';
COMMENT ON COLUMN inventory.supplies.supply_id IS 'the application''s id of the document';
COMMENT ON COLUMN inventory.supplies.quantity IS 'units that are expected in all, received ones included; what is cancelled, lost or returned is taken off';
COMMENT ON COLUMN inventory.supplies.received IS 'units of these that have come';
COMMENT ON COLUMN inventory.supplies.expected_at IS 'when the rest is expected; NULL: nobody knows';
COMMENT ON COLUMN inventory.supplies.source IS 'who they come from: the application''s supplier or customer';
COMMENT ON COLUMN inventory.supplies.from_location IS 'of a transfer, the place that it was shipped from; else NULL';
COMMENT ON COLUMN inventory.supplies.version IS 'recorded changes, never 0';
COMMENT ON COLUMN inventory.supplies.shipped IS 'of a transfer, units that were shipped: received, lost, returned and outstanding ones; else NULL';
COMMENT ON COLUMN inventory.supplies.lost IS 'of a transfer, units that were lost, broken or refused';
COMMENT ON COLUMN inventory.supplies.returned IS 'of a transfer, units that went back to where they came from';

-- Rows that are restored carry their version. Closed ones may be deleted.
CREATE TRIGGER supplies_insert AFTER INSERT ON inventory.supplies
	FOR EACH ROW WHEN (NEW.version < 1) EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER supplies_delete AFTER DELETE ON inventory.supplies
	FOR EACH ROW WHEN (OLD.received < OLD.quantity) EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER supplies_change BEFORE UPDATE OR TRUNCATE ON inventory.supplies
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.supplies', '');
