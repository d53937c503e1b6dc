-- The table of levels.

-- access: reader
CREATE TABLE inventory.levels (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	stripe integer NOT NULL DEFAULT 0,
	on_hand bigint NOT NULL DEFAULT 0,
	reserved bigint NOT NULL DEFAULT 0,
	incoming bigint NOT NULL DEFAULT 0,
	safety_stock bigint NOT NULL DEFAULT 0,
	backorder_limit bigint DEFAULT 0,
	shortfall bigint NOT NULL DEFAULT 0,
	tracked boolean NOT NULL DEFAULT true,
	low_stock_threshold bigint,
	version bigint NOT NULL DEFAULT 0,
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	draining boolean NOT NULL DEFAULT false,
	layout integer NOT NULL DEFAULT 0,
	promise_incoming boolean,
	ships_in interval,
	ships_in_max interval,
	available_from timestamptz,
	CONSTRAINT levels_pkey PRIMARY KEY (variant_id, location_id, stripe),
	CONSTRAINT levels_on_hand_range CHECK (on_hand >= 0),
	CONSTRAINT levels_reserved_range CHECK (reserved >= 0),
	CONSTRAINT levels_incoming_range CHECK (incoming >= 0),
	CONSTRAINT levels_safety_stock_range CHECK (safety_stock >= 0),
	CONSTRAINT levels_shortfall_range CHECK (shortfall >= 0),
	CONSTRAINT levels_reserved_is_covered CHECK (reserved <= on_hand + backorder_limit + shortfall),
	CONSTRAINT levels_untracked_has_no_holds CHECK (tracked OR reserved = 0),
	CONSTRAINT levels_not_negative CHECK (LEAST(backorder_limit, low_stock_threshold, version, stripe) >= 0),
	CONSTRAINT levels_not_over_maximum CHECK (GREATEST(on_hand, reserved, incoming, safety_stock, backorder_limit,
		shortfall, low_stock_threshold) <= 9007199254740991)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 0);

COMMENT ON TABLE inventory.levels IS
	'the stock of one variant at one location: a row a stripe, which add up to it where there are several; the view availability has a row a level';
COMMENT ON COLUMN inventory.levels.stripe IS 'number of the row within its level; 0 is the home stripe';
COMMENT ON COLUMN inventory.levels.on_hand IS 'units physically there';
COMMENT ON COLUMN inventory.levels.reserved IS 'units promised: the sum of the holds on this row';
COMMENT ON COLUMN inventory.levels.incoming IS 'units on their way: what is outstanding of its supplies, and what SQL set while there was none';
COMMENT ON COLUMN inventory.levels.safety_stock IS 'units that are never promised';
COMMENT ON COLUMN inventory.levels.backorder_limit IS 'units that may be promised beyond the stock; 0 none, NULL unlimited';
COMMENT ON COLUMN inventory.levels.shortfall IS 'units by which a count or adjustment was let below what is promised';
COMMENT ON COLUMN inventory.levels.tracked IS 'false: always sellable, no holds and no stock changes by sales';
COMMENT ON COLUMN inventory.levels.low_stock_threshold IS 'units at or below which the stock is low; NULL where nobody asks';
COMMENT ON COLUMN inventory.levels.draining IS 'the level is to have fewer stripes: this one gives its units to the others and goes with its last hold';
COMMENT ON COLUMN inventory.levels.layout IS 'how many rows the level has, the same on all of them; 0 where there was never but one';
COMMENT ON COLUMN inventory.levels.promise_incoming IS 'the backorder limit follows supply: it is what is outstanding of the supplies that have a date; NULL: it does not';
COMMENT ON COLUMN inventory.levels.ships_in IS 'what a unit takes to be procured for whoever queues for it, at least; NULL: it is not';
COMMENT ON COLUMN inventory.levels.ships_in_max IS 'the same, at most; NULL: ships_in';
COMMENT ON COLUMN inventory.levels.available_from IS 'nothing is shipped before; NULL: no such date';
COMMENT ON COLUMN inventory.levels.version IS 'recorded changes; 0 only on a row that has no history and no quantity';

-- A restored row carries its version: it wrote its history where it came from.
CREATE TRIGGER levels_insert AFTER INSERT ON inventory.levels
	FOR EACH ROW WHEN (NEW.version = 0) EXECUTE FUNCTION inventory.collect_level_change();
CREATE TRIGGER levels_update AFTER UPDATE ON inventory.levels
	FOR EACH ROW EXECUTE FUNCTION inventory.collect_level_change();
CREATE TRIGGER levels_delete AFTER DELETE ON inventory.levels
	FOR EACH ROW EXECUTE FUNCTION inventory.collect_level_change();
CREATE TRIGGER levels_record AFTER INSERT OR UPDATE OR DELETE ON inventory.levels
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.record_level_changes();
CREATE TRIGGER levels_truncate BEFORE TRUNCATE ON inventory.levels
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.levels', '');
