-- The ledger, and what is left of rows that were dropped from it.

-- access: reader
CREATE TYPE inventory.transaction_type AS ENUM (
	'initial', 'reserve', 'release', 'expire', 'fulfill', 'receive', 'adjust', 'count',
	'transfer_out', 'transfer_in', 'return', 'damage', 'sell', 'incoming', 'policy');
COMMENT ON TYPE inventory.transaction_type IS 'why a level changed';

-- access: owner
CREATE SEQUENCE inventory.transactions_transaction_id_seq AS bigint;
SELECT pg_catalog.pg_extension_config_dump('inventory.transactions_transaction_id_seq', '');

-- access: reader
CREATE TABLE inventory.transactions (
	transaction_id bigint NOT NULL DEFAULT pg_catalog.nextval('inventory.transactions_transaction_id_seq'),
	recorded_at timestamptz NOT NULL,
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	type inventory.transaction_type NOT NULL,
	on_hand_delta bigint NOT NULL DEFAULT 0,
	reserved_delta bigint NOT NULL DEFAULT 0,
	incoming_delta bigint NOT NULL DEFAULT 0,
	reference_id text COLLATE "C",
	request_id text COLLATE "C",
	reason text,
	actor text NOT NULL,
	kit_id text COLLATE "C",
	supply_id text COLLATE "C",
	xact_id xid8,
	CONSTRAINT transactions_level PRIMARY KEY (variant_id, location_id, transaction_id),
	CONSTRAINT transactions_only_holds_change_reserved CHECK (reserved_delta = 0 OR type IN ('reserve', 'release', 'expire', 'fulfill'))
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX transactions_recorded_at ON inventory.transactions USING brin (recorded_at) WITH (autosummarize = on);
-- What was committed between two snapshots is found by it.
CREATE INDEX transactions_xact ON inventory.transactions (xact_id, transaction_id);

COMMENT ON TABLE inventory.transactions IS 'the ledger: one immutable row for every change of a level';
COMMENT ON COLUMN inventory.transactions.kit_id IS 'the kit that the units are a component of';
COMMENT ON COLUMN inventory.transactions.supply_id IS 'the supply that the units are of';
COMMENT ON COLUMN inventory.transactions.xact_id IS 'the transaction that wrote the row, savepoints counting as theirs; NULL: from before the version that keeps it';

CREATE TRIGGER transactions_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.transactions
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.transactions', '');

-- Of the rows that drop_transactions_before() removed, the sums that keep verify_inventory() exact.
-- access: reader
CREATE TABLE inventory.dropped_transactions (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	type inventory.transaction_type NOT NULL,
	transactions bigint NOT NULL,
	on_hand_delta numeric NOT NULL,
	reserved_delta numeric NOT NULL,
	incoming_delta numeric NOT NULL,
	newest_recorded_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	CONSTRAINT dropped_transactions_pkey PRIMARY KEY (variant_id, location_id, type)
);
COMMENT ON TABLE inventory.dropped_transactions IS 'sums of the ledger rows that drop_transactions_before() removed';
COMMENT ON COLUMN inventory.dropped_transactions.newest_recorded_at IS 'when the newest of them was recorded, at the latest';

CREATE TRIGGER dropped_transactions_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.dropped_transactions
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.dropped_transactions', '');
