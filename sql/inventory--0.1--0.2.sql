-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION inventory UPDATE TO '0.2'" to load this file. \quit

-- What 0.2 adds to 0.1 and says differently, word for word as inventory.sql has it.

SET LOCAL search_path TO pg_catalog, pg_temp;

-- A level that was striped before it had any quantity looked like a new one, which a restore refuses.
ALTER TABLE inventory.levels DISABLE TRIGGER USER;
UPDATE inventory.levels SET version = 1 WHERE version = 0 AND layout > 0;
ALTER TABLE inventory.levels ENABLE TRIGGER USER;

-- reading

CREATE OR REPLACE FUNCTION inventory.verify_inventory()
	RETURNS TABLE (problem text, variant_id text, location_id text, expected bigint, actual bigint)
	LANGUAGE sql SECURITY DEFINER ROWS 1
BEGIN ATOMIC
	WITH level AS (
		SELECT l.variant_id, l.location_id, sum(l.on_hand) AS on_hand, sum(l.reserved) AS reserved, sum(l.incoming) AS incoming,
			bool_and(l.tracked) AS tracked, min(l.stripe) FILTER (WHERE NOT l.draining) AS home, count(*) AS stripes,
			min(nullif(l.layout, 0)) AS layout
		FROM inventory.levels AS l GROUP BY l.variant_id, l.location_id),
	ledger AS (
		SELECT t.variant_id, t.location_id, sum(t.on_hand_delta) AS on_hand, sum(t.reserved_delta) AS reserved, sum(t.incoming_delta) AS incoming
		FROM (SELECT t.variant_id, t.location_id, t.on_hand_delta::numeric, t.reserved_delta::numeric, t.incoming_delta::numeric
				FROM inventory.transactions AS t
			UNION ALL
			SELECT d.variant_id, d.location_id, d.on_hand_delta, d.reserved_delta, d.incoming_delta
				FROM inventory.dropped_transactions AS d) AS t
		GROUP BY t.variant_id, t.location_id),
	compared AS (
		SELECT coalesce(l.variant_id, t.variant_id) AS variant_id, coalesce(l.location_id, t.location_id) AS location_id,
			coalesce(l.on_hand, 0) AS on_hand, coalesce(l.reserved, 0) AS reserved, coalesce(l.incoming, 0) AS incoming,
			coalesce(t.on_hand, 0) AS ledger_on_hand, coalesce(t.reserved, 0) AS ledger_reserved, coalesce(t.incoming, 0) AS ledger_incoming
		FROM level AS l FULL JOIN ledger AS t ON l.variant_id = t.variant_id AND l.location_id = t.location_id),
	held AS (
		SELECT r.variant_id, r.location_id, r.stripe, sum(r.quantity) AS quantity
		FROM inventory.reservations AS r GROUP BY r.variant_id, r.location_id, r.stripe),
	carried AS (
		SELECT r.reference_id, sum(r.quantity) AS quantity
		FROM inventory.reservations AS r GROUP BY r.reference_id)
	SELECT p.problem, p.variant_id, p.location_id,
		CASE WHEN p.expected IS NOT NULL THEN greatest(least(p.expected, 9223372036854775807), -9223372036854775808) END::bigint,
		CASE WHEN p.actual IS NOT NULL THEN greatest(least(p.actual, 9223372036854775807), -9223372036854775808) END::bigint
	FROM (
		SELECT 'on_hand differs from the ledger', c.variant_id, c.location_id, c.ledger_on_hand, c.on_hand
			FROM compared AS c WHERE c.on_hand <> c.ledger_on_hand
		UNION ALL
		SELECT 'reserved differs from the ledger', c.variant_id, c.location_id, c.ledger_reserved, c.reserved
			FROM compared AS c WHERE c.reserved <> c.ledger_reserved
		UNION ALL
		SELECT 'incoming differs from the ledger', c.variant_id, c.location_id, c.ledger_incoming, c.incoming
			FROM compared AS c WHERE c.incoming <> c.ledger_incoming
		UNION ALL
		SELECT pg_catalog.format('quantities of ledger row %s are not those of its type', t.transaction_id), t.variant_id, t.location_id,
				NULL, t.reserved_delta
			FROM inventory.transactions AS t
			WHERE NOT CASE t.type
				WHEN 'reserve' THEN t.reserved_delta > 0 AND t.on_hand_delta = 0
				WHEN 'release' THEN t.reserved_delta < 0 AND t.on_hand_delta = 0
				WHEN 'expire' THEN t.reserved_delta < 0 AND t.on_hand_delta = 0
				WHEN 'fulfill' THEN t.reserved_delta < 0 AND t.on_hand_delta = t.reserved_delta
				ELSE true END
		UNION ALL
		SELECT 'reserved differs from the holds', coalesce(l.variant_id, h.variant_id), coalesce(l.location_id, h.location_id),
				coalesce(h.quantity, 0), coalesce(l.reserved, 0)
			FROM inventory.levels AS l
			FULL JOIN held AS h ON l.variant_id = h.variant_id AND l.location_id = h.location_id AND l.stripe = h.stripe
			WHERE coalesce(h.quantity, 0) <> coalesce(l.reserved, 0)
		UNION ALL
		SELECT pg_catalog.format('quantity of cart %s differs from its holds', coalesce(c.reference_id, h.reference_id)),
				NULL, NULL, coalesce(h.quantity, 0), coalesce(c.quantity, 0)
			FROM inventory.carts AS c
			FULL JOIN carried AS h ON c.reference_id = h.reference_id
			WHERE coalesce(h.quantity, 0) <> coalesce(c.quantity, 0)
		UNION ALL
		SELECT pg_catalog.format('cart %s is swept after its deadline', c.reference_id), NULL, NULL, NULL, NULL
			FROM inventory.carts AS c WHERE c.status = 'active' AND c.sweep_at > c.expires_at
		UNION ALL
		SELECT pg_catalog.format('hold of cart %s is swept after its deadline', r.reference_id), r.variant_id, r.location_id, NULL, NULL
			FROM inventory.reservations AS r
			JOIN inventory.carts AS c ON c.reference_id = r.reference_id
			WHERE c.status = 'active' AND coalesce(r.sweep_at, 'infinity') > c.expires_at
		UNION ALL
		SELECT pg_catalog.format('hold of cart %s has no recorded change', r.reference_id), r.variant_id, r.location_id, 1, r.version
			FROM inventory.reservations AS r WHERE r.version < 1
		UNION ALL
		SELECT 'shortfall is more than what is missing', l.variant_id, l.location_id,
				greatest(0, l.reserved - l.on_hand - coalesce(l.backorder_limit, l.reserved)), l.shortfall
			FROM inventory.levels AS l
			WHERE l.shortfall > greatest(0, l.reserved - l.on_hand - coalesce(l.backorder_limit, l.reserved))
		UNION ALL
		SELECT 'level has quantities but no recorded change', l.variant_id, l.location_id, 1, l.version
			FROM inventory.levels AS l WHERE l.version = 0 AND (l.on_hand <> 0 OR l.reserved <> 0 OR l.incoming <> 0)
		UNION ALL
		SELECT 'level lacks its home stripe', l.variant_id, l.location_id, 0, l.home
			FROM level AS l WHERE l.home IS DISTINCT FROM 0
		UNION ALL
		SELECT 'level has more stripes than its layout says', l.variant_id, l.location_id, l.layout, l.stripes
			FROM level AS l WHERE l.stripes > l.layout
		UNION ALL
		SELECT 'untracked level has holds', l.variant_id, l.location_id, 0, l.reserved
			FROM level AS l WHERE NOT l.tracked AND l.reserved > 0
	) AS p (problem, variant_id, location_id, expected, actual);
END;

-- upkeep

COMMENT ON FUNCTION inventory.maintain() IS
'Does once and bounded what the background worker does: expires carts, removes closed carts after inventory.cart_retention and requests after inventory.request_retention, and splits and joins levels as inventory.auto_stripe says. For any scheduler where the library is not preloaded.
Result: carts expired, carts removed, requests removed; all 0 in a restored or copied database until verify_inventory() is clean there, and where a subscription fills the tables.';

DROP FUNCTION inventory.worker_step(timestamptz, text);

CREATE FUNCTION inventory.run_chore(after text, OUT state text, OUT chore text, OUT done bigint, OUT next text)
	AS 'MODULE_PATHNAME', 'inventory_run_chore' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.run_chore(text) IS
'One short transaction of the background worker: runs the chores of stat_inventory_chores in turn, from where the call before stopped (NULL: from the beginning), until one has done something.
Result: state more (call again with next), done, or not_ready (a restored or copied database that is not verified yet, or tables that a subscription fills); which chore did something, and how many rows.';

-- statistics

CREATE FUNCTION inventory.stat_functions(OUT function text, OUT calls bigint, OUT units bigint, OUT lock_waits bigint,
		OUT refusals jsonb, OUT total_time double precision, OUT latency jsonb) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'inventory_stat_functions' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_functions() IS
'What is behind the view stat_inventory.
Result: a row a function; no row where the library is not preloaded.';

CREATE VIEW inventory.stat_inventory AS
	SELECT s.function, s.calls, s.units, s.lock_waits, s.refusals, s.total_time, s.latency
	FROM inventory.stat_functions() AS s;
COMMENT ON VIEW inventory.stat_inventory IS
'Calls of each function in this database since the server started or stat_inventory_reset(), also those that were rolled back later; no row where the library is not preloaded';
COMMENT ON COLUMN inventory.stat_inventory.calls IS 'calls that have ended, with an answer or an error';
COMMENT ON COLUMN inventory.stat_inventory.units IS 'units in the ledger rows that they wrote: the largest of the three quantities of each';
COMMENT ON COLUMN inventory.stat_inventory.lock_waits IS 'how often one had to wait for a level that somebody else had in hand';
COMMENT ON COLUMN inventory.stat_inventory.refusals IS 'calls, or elements of batches and carts, that came to nothing, by reason: IV001 to IV011 by name, invalid_argument (SQLSTATE class 22), conflict (40001, 40P01), canceled (57014, 55P03), other';
COMMENT ON COLUMN inventory.stat_inventory.total_time IS 'seconds that all calls took together';
COMMENT ON COLUMN inventory.stat_inventory.latency IS 'calls that took no longer than so many seconds, by bound';

CREATE VIEW inventory.stat_inventory_latency AS
	SELECT s.function, b.key::double precision AS le, b.value::bigint AS calls
	FROM inventory.stat_inventory AS s CROSS JOIN LATERAL jsonb_each_text(s.latency) AS b
	WHERE s.calls > 0;
COMMENT ON VIEW inventory.stat_inventory_latency IS
'The column latency of stat_inventory, a row a bound: so many calls took no longer than le seconds (Infinity: all)';

CREATE FUNCTION inventory.stat_upkeep(OUT passes bigint, OUT last_pass_at timestamptz, OUT last_pass_result text,
		OUT carts_expired bigint, OUT carts_removed bigint, OUT requests_removed bigint, OUT failures bigint,
		OUT last_error text, OUT last_error_at timestamptz, OUT stats_reset timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_stat_upkeep' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_upkeep() IS
'What is behind the view stat_inventory_worker.
Result: one row; NULL where the library is not preloaded.';

CREATE VIEW inventory.stat_inventory_worker AS
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

CREATE FUNCTION inventory.stat_chores(OUT chore text, OUT runs bigint, OUT done bigint, OUT failures bigint,
		OUT last_run_at timestamptz, OUT last_error text, OUT last_error_at timestamptz) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'inventory_stat_chores' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_chores() IS
'What is behind the view stat_inventory_chores.
Result: a row a chore; no row where the library is not preloaded.';

CREATE VIEW inventory.stat_inventory_chores AS
	SELECT c.chore, c.runs, c.done, c.failures, c.last_run_at, c.last_error, c.last_error_at
	FROM inventory.stat_chores() AS c;
COMMENT ON VIEW inventory.stat_inventory_chores IS
'What each chore of the background worker and of maintain() did in this database since the server started or stat_inventory_reset(); no row where the library is not preloaded';
COMMENT ON COLUMN inventory.stat_inventory_chores.runs IS 'how often it looked whether there was something to do; one transaction may do several chores';
COMMENT ON COLUMN inventory.stat_inventory_chores.done IS 'rows that it did: carts expired or removed, requests removed, levels striped or joined';
COMMENT ON COLUMN inventory.stat_inventory_chores.failures IS 'runs that failed, and runs in which rows could not be worked on; each is a line in the log';
COMMENT ON COLUMN inventory.stat_inventory_chores.last_error IS 'SQLSTATE and message of the last failure, cut after 256 bytes';

CREATE FUNCTION inventory.stat_inventory_reset() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_stat_inventory_reset' LANGUAGE C;
COMMENT ON FUNCTION inventory.stat_inventory_reset() IS
'Sets the numbers of stat_inventory, stat_inventory_worker and stat_inventory_chores to zero, for this database.';

-- access

REVOKE ALL ON inventory.stat_inventory, inventory.stat_inventory_latency, inventory.stat_inventory_worker, inventory.stat_inventory_chores FROM PUBLIC;
REVOKE ALL ON FUNCTION inventory.run_chore(text), inventory.stat_functions(), inventory.stat_upkeep(), inventory.stat_chores(), inventory.stat_inventory_reset() FROM PUBLIC;

GRANT SELECT ON inventory.stat_inventory, inventory.stat_inventory_latency, inventory.stat_inventory_worker, inventory.stat_inventory_chores TO pg_monitor;
GRANT EXECUTE ON FUNCTION inventory.stat_functions(), inventory.stat_upkeep(), inventory.stat_chores() TO pg_monitor;
