-- How far feed, signals and their readers are, for people and for pg_monitor. Everything is counted along an index,
-- and to 100,000. The tables are seldom analyzed, so the planner takes the statements for long ones that are worth
-- compiling: jit is off.

-- What the collector would find (feed_sql.cpp): rows of transactions that had not begun at the feed's snapshot, or
-- were running. Of a backlog those up to the bookmark are collected, but for what was running at its target.
-- access: monitor
CREATE OR REPLACE FUNCTION inventory.stat_feed(OUT uncollected bigint, OUT oldest_uncollected interval, OUT backlog boolean, OUT seq bigint,
		OUT collected_at timestamptz) RETURNS SETOF record
	LANGUAGE sql SECURITY DEFINER ROWS 1 SET jit TO off
BEGIN ATOMIC
	SELECT n.uncollected, clock_timestamp() - n.since, f.target IS NOT NULL, f.seq, f.collected_at
	FROM (SELECT d.*, d.system_identifier = (SELECT c.system_identifier FROM pg_control_system() AS c) AS is_own,
			coalesce(d.after_xact_id, '0') AS at_xact, coalesce(d.after_id, 0) AS at_id,
			greatest(pg_snapshot_xmax(d.snapshot), d.after_xact_id) AS from_xact,
			CASE WHEN d.after_xact_id >= pg_snapshot_xmax(d.snapshot) THEN d.after_id ELSE 0 END AS from_id
		FROM inventory.feed AS d WHERE d.id) AS f
	LEFT JOIN LATERAL (SELECT count(*) AS uncollected, min(u.recorded_at) AS since FROM (
		SELECT t.recorded_at FROM inventory.transactions AS t
		WHERE t.xact_id >= f.from_xact AND ROW (t.xact_id, t.transaction_id) > ROW (f.from_xact, f.from_id)
			AND t.xact_id < pg_snapshot_xmax(pg_current_snapshot()) AND t.transaction_id > f.since_id
			AND t.xact_id IS DISTINCT FROM pg_current_xact_id_if_assigned()
		UNION ALL
		SELECT t.recorded_at FROM inventory.transactions AS t
		WHERE t.xact_id = ANY (ARRAY(SELECT pg_snapshot_xip(f.snapshot)))
			AND ROW (t.xact_id, t.transaction_id) > ROW (f.at_xact, f.at_id) AND t.transaction_id > f.since_id
			AND t.xact_id IS DISTINCT FROM pg_current_xact_id_if_assigned()
		UNION ALL
		SELECT t.recorded_at FROM inventory.transactions AS t
		WHERE t.xact_id = ANY (ARRAY(SELECT pg_snapshot_xip(f.target)))
			AND ROW (t.xact_id, t.transaction_id) <= ROW (f.at_xact, f.at_id) AND t.transaction_id > f.since_id
			AND NOT pg_visible_in_snapshot(t.xact_id, f.snapshot)
			AND t.xact_id IS DISTINCT FROM pg_current_xact_id_if_assigned()
		LIMIT 100000) AS u) AS n ON f.is_own;
END;
COMMENT ON FUNCTION inventory.stat_feed() IS
'What is behind the view stat_inventory_feed.
Result: one row; no row before the first collection.';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_feed AS
	SELECT f.uncollected, f.oldest_uncollected, f.backlog, f.seq, f.collected_at
	FROM inventory.stat_feed() AS f;
COMMENT ON VIEW inventory.stat_inventory_feed IS
'How far the collector is behind the ledger; one row, and none before the first collection';
COMMENT ON COLUMN inventory.stat_inventory_feed.uncollected IS 'ledger rows that are committed and not collected yet, counted to 100,000; NULL where the next collection begins anew: restored or copied from another server, or filled by a subscription';
COMMENT ON COLUMN inventory.stat_inventory_feed.oldest_uncollected IS 'how long ago the oldest of these was written, which may have been committed later';
COMMENT ON COLUMN inventory.stat_inventory_feed.backlog IS 'there is more than one transaction collects, and some of it is done';
COMMENT ON COLUMN inventory.stat_inventory_feed.seq IS 'the last number that was given to a change or a signal';
COMMENT ON COLUMN inventory.stat_inventory_feed.collected_at IS 'when something was last collected; where there is nothing to collect it stays';

-- access: monitor
CREATE OR REPLACE FUNCTION inventory.stat_consumers(OUT consumer_id text, OUT stream text, OUT role text, OUT seq bigint, OUT behind bigint,
		OUT oldest_unread interval, OUT read_at timestamptz) RETURNS SETOF record
	LANGUAGE sql SECURITY DEFINER ROWS 10 SET jit TO off
BEGIN ATOMIC
	SELECT c.consumer_id, c.stream, c.role, c.seq, n.behind, clock_timestamp() - n.since, c.read_at
	FROM inventory.consumers AS c CROSS JOIN LATERAL (SELECT count(*) AS behind, min(u.since) AS since FROM (
		(SELECT h.changed_at AS since FROM inventory.changes AS h WHERE c.stream = 'changes' AND h.seq > c.seq ORDER BY h.seq LIMIT 100000)
		UNION ALL
		(SELECT s.raised_at FROM inventory.signals AS s WHERE c.stream = 'signals' AND s.seq > c.seq ORDER BY s.seq LIMIT 100000)) AS u) AS n
	ORDER BY c.consumer_id;
END;
COMMENT ON FUNCTION inventory.stat_consumers() IS
'What is behind the view stat_inventory_consumers.
Result: a row a consumer.';

-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_consumers AS
	SELECT c.consumer_id, c.stream, c.role, c.seq, c.behind, c.oldest_unread, c.read_at
	FROM inventory.stat_consumers() AS c;
COMMENT ON VIEW inventory.stat_inventory_consumers IS
'How far each consumer of changes or signals is behind what is collected';
COMMENT ON COLUMN inventory.stat_inventory_consumers.behind IS 'rows of its stream that it has not acknowledged, counted to 100,000';
COMMENT ON COLUMN inventory.stat_inventory_consumers.oldest_unread IS 'how long ago the oldest of them was announced or raised';
COMMENT ON COLUMN inventory.stat_inventory_consumers.read_at IS 'when it last read in a transaction of its own, within a minute; NULL: never';

-- A number is never less than the microseconds at which it was given, so those of an hour are found by it.
-- access: monitor
CREATE OR REPLACE VIEW inventory.stat_inventory_signals AS
	SELECT s.kind, count(*) AS last_hour, max(s.raised_at) AS last_raised_at
	FROM inventory.signals AS s
	WHERE s.seq >= (extract(epoch FROM statement_timestamp() - interval '1 hour') * 1000000)::bigint
		AND s.raised_at > statement_timestamp() - interval '1 hour'
	GROUP BY s.kind;
COMMENT ON VIEW inventory.stat_inventory_signals IS
'The signals of the last hour, a row a kind that was raised';
COMMENT ON COLUMN inventory.stat_inventory_signals.last_hour IS 'how many';
