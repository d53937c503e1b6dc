-- What is known of places and kits. Both may be written by the owner with SQL.

-- access: owner
CREATE FUNCTION inventory.note_location_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_note_location_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.note_location_change() IS
	'row trigger on locations: tells all sessions that what they remember of places is no longer true';

-- access: reader
CREATE TABLE inventory.locations (
	location_id text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL DEFAULT 'open',
	priority integer NOT NULL DEFAULT 100,
	site_id text COLLATE "C",
	channels text[] COLLATE "C",
	zones text[] COLLATE "C",
	latitude double precision,
	longitude double precision,
	parcel_cost bigint NOT NULL DEFAULT 0,
	sells_until timestamptz,
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	CONSTRAINT locations_pkey PRIMARY KEY (location_id),
	CONSTRAINT locations_status_is_known CHECK (status IN ('open', 'ships_only', 'closed')),
	CONSTRAINT locations_ids_are_valid CHECK (length(location_id) BETWEEN 1 AND 255 AND octet_length(location_id) <= 800
		AND (site_id IS NULL OR length(site_id) BETWEEN 1 AND 255 AND octet_length(site_id) <= 800)),
	CONSTRAINT locations_lists_have_no_nulls CHECK (
		CASE WHEN array_ndims(channels) > 1 THEN false ELSE array_position(channels, NULL) IS NULL END
		AND CASE WHEN array_ndims(zones) > 1 THEN false ELSE array_position(zones, NULL) IS NULL END),
	CONSTRAINT locations_coordinates_range CHECK ((latitude IS NULL) = (longitude IS NULL)
		AND (latitude IS NULL OR latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)),
	CONSTRAINT locations_parcel_cost_range CHECK (parcel_cost BETWEEN 0 AND 9007199254740991)
);

COMMENT ON TABLE inventory.locations IS 'what routing knows of a place; a location without a row is open to all, with priority 100';
COMMENT ON COLUMN inventory.locations.status IS 'open; ships_only: sells nothing new, what is held there is shipped; closed: nothing is sold or shipped';
COMMENT ON COLUMN inventory.locations.priority IS 'rank of the goal priority, smaller first';
COMMENT ON COLUMN inventory.locations.site_id IS 'places of one site send one parcel; NULL: the place is a site of its own';
COMMENT ON COLUMN inventory.locations.channels IS 'channels that it sells to; NULL: all';
COMMENT ON COLUMN inventory.locations.zones IS 'zones that it ships to; NULL: all';
COMMENT ON COLUMN inventory.locations.latitude IS 'degrees north';
COMMENT ON COLUMN inventory.locations.longitude IS 'degrees east';
COMMENT ON COLUMN inventory.locations.parcel_cost IS 'what a parcel from here costs, in the application''s smallest unit of money';
COMMENT ON COLUMN inventory.locations.sells_until IS 'from then on nothing is sold from here, such as a lot with an expiry; NULL: for ever';

-- Sessions remember places: who changes one tells them, also where a subscription brings the row.
CREATE TRIGGER locations_change AFTER INSERT OR UPDATE OR DELETE ON inventory.locations
	FOR EACH ROW EXECUTE FUNCTION inventory.note_location_change();
ALTER TABLE inventory.locations ENABLE ALWAYS TRIGGER locations_change;

SELECT pg_catalog.pg_extension_config_dump('inventory.locations', '');

-- access: reader
CREATE TABLE inventory.kits (
	kit_id text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	component_id text COLLATE "C" NOT NULL,
	quantity bigint NOT NULL,
	current boolean NOT NULL,
	CONSTRAINT kits_pkey PRIMARY KEY (kit_id, version, component_id),
	CONSTRAINT kits_ids_are_valid CHECK (length(kit_id) BETWEEN 1 AND 255 AND octet_length(kit_id) <= 800
		AND length(component_id) BETWEEN 1 AND 255 AND octet_length(component_id) <= 800),
	CONSTRAINT kits_version_range CHECK (version > 0),
	CONSTRAINT kits_quantity_range CHECK (quantity BETWEEN 1 AND 9007199254740991)
);

-- Finds the kits that a variant is in.
CREATE INDEX kits_component ON inventory.kits (component_id);

COMMENT ON TABLE inventory.kits IS 'variants that are nothing but components, a row a component; a version never changes';
COMMENT ON COLUMN inventory.kits.quantity IS 'units of the component in one kit';
COMMENT ON COLUMN inventory.kits.current IS 'the version that new holds take; a kit that has none is sold no more';

SELECT pg_catalog.pg_extension_config_dump('inventory.kits', '');
