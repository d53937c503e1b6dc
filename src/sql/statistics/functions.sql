-- What the extension did in this database, for people and for pg_monitor.

-- access: monitor
CREATE OR REPLACE FUNCTION inventory.stat_functions(OUT function text, OUT calls bigint, OUT units bigint, OUT lock_waits bigint,
		OUT refusals jsonb, OUT total_time double precision, OUT latency jsonb) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'inventory_stat_functions' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_functions() IS
'What is behind the view stat_inventory.
Result: a row a function; no row where the library is not preloaded.';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory AS
	SELECT s.function, s.calls, s.units, s.lock_waits, s.refusals, s.total_time, s.latency
	FROM inventory.stat_functions() AS s;
COMMENT ON VIEW inventory.stat_inventory IS
'Calls of each function in this database since the server started or stat_inventory_reset(), also those that were rolled back later; no row where the library is not preloaded';
COMMENT ON COLUMN inventory.stat_inventory.calls IS 'calls that have ended, with an answer or an error';
COMMENT ON COLUMN inventory.stat_inventory.units IS 'units in the ledger rows that they wrote: the largest of the three quantities of each';
COMMENT ON COLUMN inventory.stat_inventory.lock_waits IS 'how often one had to wait for a level that somebody else had in hand';
COMMENT ON COLUMN inventory.stat_inventory.refusals IS 'calls, or elements of batches and carts, that came to nothing, by reason: IV001 to IV012 by name, invalid_argument (SQLSTATE class 22), conflict (40001, 40P01), canceled (57014, 55P03), read_only (25006), not_permitted (42501), other';
COMMENT ON COLUMN inventory.stat_inventory.total_time IS 'seconds that all calls took together';
COMMENT ON COLUMN inventory.stat_inventory.latency IS 'calls that took no longer than so many seconds, by bound';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_latency AS
	SELECT s.function, b.key::double precision AS le, b.value::bigint AS calls
	FROM inventory.stat_inventory AS s CROSS JOIN LATERAL jsonb_each_text(s.latency) AS b
	WHERE s.calls > 0;
COMMENT ON VIEW inventory.stat_inventory_latency IS
'The column latency of stat_inventory, a row a bound: so many calls took no longer than le seconds (Infinity: all)';

-- access: monitor
CREATE OR REPLACE FUNCTION inventory.stat_upkeep(OUT passes bigint, OUT last_pass_at timestamptz, OUT last_pass_result text,
		OUT carts_expired bigint, OUT carts_removed bigint, OUT requests_removed bigint, OUT failures bigint,
		OUT last_error text, OUT last_error_at timestamptz, OUT stats_reset timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_stat_upkeep' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_upkeep() IS
'What is behind the view stat_inventory_worker.
Result: one row; NULL where the library is not preloaded.';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_worker AS
	SELECT u.passes, u.last_pass_at, u.last_pass_result, u.carts_expired, u.carts_removed, u.requests_removed,
		u.failures, u.last_error, u.last_error_at, u.stats_reset, o.overdue, o.oldest_overdue
	FROM inventory.stat_upkeep() AS u
	CROSS JOIN (SELECT count(*) AS overdue, statement_timestamp() - min(c.expires_at) AS oldest_overdue
		FROM inventory.carts AS c
		WHERE c.status = 'active' AND c.sweep_at <= statement_timestamp() AND c.expires_at < statement_timestamp()) AS o;
COMMENT ON VIEW inventory.stat_inventory_worker IS
'What the background worker and maintain() did in this database since the server started or stat_inventory_reset(), and what is left to do; one row';
COMMENT ON COLUMN inventory.stat_inventory_worker.passes IS 'passes that have ended, whatever they came to';
COMMENT ON COLUMN inventory.stat_inventory_worker.last_pass_result IS 'how the last one ended: done, to be continued, put off (somebody was in the way), left alone (restored or copied and not verified, or filled by a subscription), switched off, failed';
COMMENT ON COLUMN inventory.stat_inventory_worker.failures IS 'steps that failed, and carts and levels that could not be worked on; each is a line in the log';
COMMENT ON COLUMN inventory.stat_inventory_worker.last_error IS 'SQLSTATE and message of the last failure, with the cart or level where it is one''s fault, cut after 256 bytes';
COMMENT ON COLUMN inventory.stat_inventory_worker.overdue IS 'carts past their deadline that are not expired yet; nobody has to wait for them';
COMMENT ON COLUMN inventory.stat_inventory_worker.oldest_overdue IS 'for how long the oldest of them has been so';

-- access: monitor
CREATE OR REPLACE FUNCTION inventory.stat_chores(OUT chore text, OUT runs bigint, OUT done bigint, OUT failures bigint,
		OUT last_run_at timestamptz, OUT last_error text, OUT last_error_at timestamptz, OUT total_time double precision) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'inventory_stat_chores' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_chores() IS
'What is behind the view stat_inventory_chores.
Result: a row a chore; no row where the library is not preloaded.';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_chores AS
	SELECT c.chore, c.runs, c.done, c.failures, c.last_run_at, c.last_error, c.last_error_at, c.total_time
	FROM inventory.stat_chores() AS c;
COMMENT ON VIEW inventory.stat_inventory_chores IS
'What each chore of the background worker and of maintain() did in this database since the server started or stat_inventory_reset(); no row where the library is not preloaded';
COMMENT ON COLUMN inventory.stat_inventory_chores.runs IS 'how often it looked whether there was something to do; one transaction may do several chores';
COMMENT ON COLUMN inventory.stat_inventory_chores.done IS 'rows that it did: carts expired or removed, requests or signals removed, levels striped or joined, variants announced';
COMMENT ON COLUMN inventory.stat_inventory_chores.failures IS 'runs in which rows could not be worked on; each is a line in the log';
COMMENT ON COLUMN inventory.stat_inventory_chores.last_error IS 'SQLSTATE and message of the last failure, cut after 256 bytes';
COMMENT ON COLUMN inventory.stat_inventory_chores.total_time IS 'seconds that all runs took together';

-- access: owner
CREATE OR REPLACE FUNCTION inventory.stat_inventory_reset() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_stat_inventory_reset' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_inventory_reset() IS
'Sets the numbers of stat_inventory, stat_inventory_worker and stat_inventory_chores to zero, for this database.';
