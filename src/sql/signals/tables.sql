-- What is told of changes, after they are committed: one row a variant for machines, and signals for people.

-- access: reader
CREATE TABLE inventory.changes (
	variant_id text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	changed_at timestamptz NOT NULL,
	CONSTRAINT changes_pkey PRIMARY KEY (variant_id),
	CONSTRAINT changes_seq UNIQUE (seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE inventory.changes IS 'the feed: one row a variant, that moves to the end whenever anything about its stock has changed';
COMMENT ON COLUMN inventory.changes.seq IS 'where it stands; given after the commit, so nothing comes to stand before what was read';
COMMENT ON COLUMN inventory.changes.changed_at IS 'when it was moved there';

-- access: reader
CREATE TABLE inventory.signals (
	seq bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C",
	reference_id text COLLATE "C",
	merchant_id text COLLATE "C",
	quantity bigint,
	threshold bigint,
	backorderable boolean,
	raised_at timestamptz NOT NULL,
	CONSTRAINT signals_pkey PRIMARY KEY (seq)
);

-- The state of a subject on each of its ladders is the last signal of it.
CREATE INDEX signals_stock ON inventory.signals (variant_id, (coalesce(location_id, '')), seq)
	WHERE kind IN ('in_stock', 'low_stock', 'recovered', 'out_of_stock');
CREATE INDEX signals_overstock ON inventory.signals (variant_id, (coalesce(location_id, '')), seq)
	WHERE kind IN ('overstock', 'overstock_ended');
CREATE INDEX signals_shortfall ON inventory.signals (variant_id, (coalesce(location_id, '')), seq)
	WHERE kind IN ('shortfall', 'shortfall_ended');

COMMENT ON TABLE inventory.signals IS 'what people are told when stock crosses a threshold, each crossing once';
COMMENT ON COLUMN inventory.signals.kind IS 'in_stock, low_stock, recovered, out_of_stock, overstock, overstock_ended, shortfall or shortfall_ended';
COMMENT ON COLUMN inventory.signals.location_id IS 'of the level; NULL: of the variant over all locations';
COMMENT ON COLUMN inventory.signals.reference_id IS 'the cart that it is about; NULL where it is about stock';
COMMENT ON COLUMN inventory.signals.merchant_id IS 'whose stock it is; NULL: the platform''s';
COMMENT ON COLUMN inventory.signals.quantity IS 'units available when it was raised, or short';
COMMENT ON COLUMN inventory.signals.threshold IS 'units that it has crossed';
COMMENT ON COLUMN inventory.signals.backorderable IS 'whether more could be ordered all the same';

-- What a first look found, or what was so silently: nobody is told of it, and the next signal goes on from it.
-- access: owner
CREATE TABLE inventory.silent_states (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	ladder text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	CONSTRAINT silent_states_pkey PRIMARY KEY (variant_id, location_id, ladder)
) WITH (fillfactor = 80);
COMMENT ON TABLE inventory.silent_states IS 'states that nobody was told of: they stand in place of the last signal of their subject';
COMMENT ON COLUMN inventory.silent_states.location_id IS 'of the level; empty: of the variant over all locations';
COMMENT ON COLUMN inventory.silent_states.ladder IS 'stock, overstock or shortfall';
COMMENT ON COLUMN inventory.silent_states.kind IS 'as in signals';

-- access: reader
CREATE TABLE inventory.consumers (
	consumer_id text COLLATE "C" NOT NULL,
	stream text COLLATE "C" NOT NULL,
	seq bigint NOT NULL,
	role text COLLATE "C" NOT NULL,
	created_at timestamptz NOT NULL,
	read_at timestamptz,
	CONSTRAINT consumers_pkey PRIMARY KEY (consumer_id),
	CONSTRAINT consumers_stream CHECK (stream IN ('changes', 'signals'))
) WITH (fillfactor = 50);
COMMENT ON TABLE inventory.consumers IS 'who reads changes or signals, and how far';
COMMENT ON COLUMN inventory.consumers.stream IS 'changes or signals';
COMMENT ON COLUMN inventory.consumers.seq IS 'the last that it has acknowledged';
COMMENT ON COLUMN inventory.consumers.role IS 'whose it is';
COMMENT ON COLUMN inventory.consumers.read_at IS 'when it last read in a transaction of its own, within a minute; NULL: never';

-- How far the collector has come. A row that is made by the first collection.
-- access: reader
CREATE TABLE inventory.feed (
	id boolean NOT NULL DEFAULT true,
	snapshot pg_snapshot NOT NULL,
	high_id bigint NOT NULL,
	since_id bigint NOT NULL,
	seq bigint NOT NULL,
	system_identifier bigint NOT NULL,
	database_id oid NOT NULL,
	extension_id oid NOT NULL,
	timeline integer NOT NULL,
	target pg_snapshot,
	after_xact_id xid8,
	after_id bigint,
	retained_seq bigint NOT NULL DEFAULT 0,
	collected_at timestamptz NOT NULL,
	CONSTRAINT feed_pkey PRIMARY KEY (id),
	CONSTRAINT feed_is_one_row CHECK (id)
) WITH (fillfactor = 50);
COMMENT ON TABLE inventory.feed IS 'how far the ledger is collected into changes, signals and demand';
COMMENT ON COLUMN inventory.feed.snapshot IS 'what had been committed by then is collected';
COMMENT ON COLUMN inventory.feed.high_id IS 'the greatest transaction_id that is';
COMMENT ON COLUMN inventory.feed.since_id IS 'ledger rows up to this one are of another life, and settled';
COMMENT ON COLUMN inventory.feed.seq IS 'the last number that was given';
COMMENT ON COLUMN inventory.feed.timeline IS 'with system_identifier, database_id and extension_id, which life of the database this is';
COMMENT ON COLUMN inventory.feed.target IS 'while more is to be collected than one transaction does: the snapshot up to which';
COMMENT ON COLUMN inventory.feed.after_xact_id IS 'with after_id, the last ledger row of these that is collected';
COMMENT ON COLUMN inventory.feed.retained_seq IS 'signals up to this one were looked at when their time was up';
COMMENT ON COLUMN inventory.feed.collected_at IS 'when something was last collected';

CREATE TRIGGER changes_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.changes
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER signals_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.signals
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER silent_states_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.silent_states
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER consumers_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.consumers
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER feed_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.feed
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.changes', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.signals', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.silent_states', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.consumers', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.feed', '');
