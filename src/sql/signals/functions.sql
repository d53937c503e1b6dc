-- Reading what has changed, and what people are to be told.

-- access: reader
CREATE OR REPLACE FUNCTION inventory.create_consumer(consumer_id text, stream text, from_start boolean DEFAULT NULL) RETURNS boolean
	AS 'MODULE_PATHNAME', 'inventory_create_consumer' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.create_consumer(text, text, boolean) IS
'Makes a cursor on changes or signals, for the role that calls and its members. from_start: it begins with what there is (NULL: so of changes, and of signals with what comes from now on).
Result: true, or false where there is one of that id.
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.drop_consumer(consumer_id text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'inventory_drop_consumer' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.drop_consumer(text) IS
'Removes a consumer; a manager may remove any.
Result: true, or false where there is none.
Errors: 42704 it is another role''s, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.read_changes(consumer_id text, max_rows integer DEFAULT 1000)
	RETURNS TABLE (seq bigint, variant_id text, product_id text, available bigint, backorderable boolean, tracked boolean, levels integer,
		merchants text[], changed_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_read_changes' LANGUAGE C SECURITY DEFINER ROWS 100;
COMMENT ON FUNCTION inventory.read_changes(text, integer) IS
'The variants that have changed since the consumer acknowledged last, in the order of their changes, each once and as it is now; at most max_rows. As a statement by itself it collects first; in a transaction block, a read-only transaction and on a standby it only reads. The consumer stays locked until the transaction ends; it does not move until acknowledge().
Result: a row a variant. available: units from stock at all locations that sell, holds past their deadline counting as free, NULL where stock is not tracked; backorderable: more can be ordered than that; tracked: NULL where the variant is not stocked; levels: how many it has (a kit: at how many locations it can be made up), 0 where it is no longer stocked; merchants: NULL. No row where another transaction has the consumer.
Errors: 42704 no such consumer of changes, or another role''s, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.read_signals(consumer_id text, max_rows integer DEFAULT 1000)
	RETURNS TABLE (seq bigint, kind text, variant_id text, location_id text, reference_id text, merchant_id text, quantity bigint,
		threshold bigint, backorderable boolean, raised_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_read_signals' LANGUAGE C SECURITY DEFINER ROWS 100;
COMMENT ON FUNCTION inventory.read_signals(text, integer) IS
'The signals since the consumer acknowledged last, in their order, at most max_rows. Collects, and locks the consumer, as read_changes() does; so reading, acting and acknowledging in one transaction acts once.
Result: a row a signal, with the columns of the table. No row where another transaction has the consumer.
Errors: 42704 no such consumer of signals, or another role''s, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.acknowledge(consumer_id text, seq bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_acknowledge' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.acknowledge(text, bigint) IS
'Moves a consumer forward: what has that seq or a smaller one is not read again. It never moves back.
Result: where it stands.
Errors: 42704 no such consumer, or another role''s, 22023 past the newest that there is, 22004, 22023 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.collect_changes(max_rows bigint DEFAULT NULL, OUT transactions bigint, OUT variants bigint, OUT signals bigint)
	AS 'MODULE_PATHNAME', 'inventory_collect_changes' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.collect_changes(bigint) IS
'Brings changes, signals and demand up to date with what was committed to the ledger, as the worker does in each pass and read_changes() before it reads: at most max_rows ledger rows, and 50,000. What the transaction that calls has written is left for the next. Nothing in REPEATABLE READ and above, while another session collects, where inventory.collect is off, and in a restored or copied database that is not verified.
Result: ledger rows collected, variants announced, signals raised.
Errors: 22023 max_rows is not positive.';

-- access: owner
CREATE OR REPLACE FUNCTION inventory.announce_changes() RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_announce_changes' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.announce_changes() IS
'Announces every variant anew, and looks at all thresholds as they are now: for search engines that have lost their index, and after thresholds were set.
Result: variants announced; 0 where nothing is collected.';
