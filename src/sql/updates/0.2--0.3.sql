-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);

-- Places in line. Holds of before stand first, by age.
ALTER TABLE inventory.reservations ADD COLUMN place bigint NOT NULL DEFAULT 0;
ALTER TABLE inventory.reservations ADD COLUMN added bigint NOT NULL DEFAULT 0;
ALTER TABLE inventory.reservations ADD COLUMN added_place bigint NOT NULL DEFAULT 0;
-- Holds for kits: units of a component beside those that are held by themselves.
ALTER TABLE inventory.reservations ADD COLUMN kit_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE inventory.reservations ADD COLUMN kit_version integer NOT NULL DEFAULT 0;
ALTER TABLE inventory.reservations DROP CONSTRAINT reservations_pkey,
	ADD CONSTRAINT reservations_pkey PRIMARY KEY (reference_id, variant_id, location_id, stripe, kit_id, kit_version);
ALTER TABLE inventory.transactions ADD COLUMN kit_id text COLLATE "C";
COMMENT ON COLUMN inventory.reservations.kit_id IS 'the kit that the units are a component of; empty: they are held by themselves';
COMMENT ON COLUMN inventory.reservations.kit_version IS 'its version; 0 where there is none';
COMMENT ON COLUMN inventory.transactions.kit_id IS 'the kit that the units are a component of';
COMMENT ON COLUMN inventory.reservations.created_at IS 'when the hold began';
COMMENT ON COLUMN inventory.reservations.place IS 'place in the line for stock: the number of the ledger row that recorded the units; 0 of those taken before there were places, which stand first by created_at';
COMMENT ON COLUMN inventory.reservations.added IS 'units of the quantity that were added when stock did not cover them, and stand later';
COMMENT ON COLUMN inventory.reservations.added_place IS 'place of the added units; 0 where there are none';

-- An order of which some was shipped is completed, not cancelled, when its rest is released.
ALTER TABLE inventory.carts ADD COLUMN shipped bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN inventory.carts.last_lines IS 'what an expired cart or a cancelled order held, for confirm_cart(revive => true)';
COMMENT ON COLUMN inventory.carts.shipped IS 'units shipped of the present life of the cart';

-- Carts of one call are due at one time: in the order of their references each would go to a page of its own.
DROP INDEX inventory.carts_sweep;
CREATE INDEX carts_sweep ON inventory.carts (sweep_at) WHERE sweep_at IS NOT NULL;

-- One index of the ledger in place of two. The numbers come from one sequence, so they are unique as they are.
DROP INDEX inventory.transactions_level;
ALTER TABLE inventory.transactions DROP CONSTRAINT transactions_pkey,
	ADD CONSTRAINT transactions_level PRIMARY KEY (variant_id, location_id, transaction_id);

-- Functions with more arguments than they had.
DROP FUNCTION inventory.fulfill_reservation(text, text, bigint, text, text);
DROP FUNCTION inventory.fulfill_cart(text, text);
DROP FUNCTION inventory.reserve_cart(text, jsonb, interval, text, text);
DROP FUNCTION inventory.try_reserve_cart(text, jsonb, interval, text, text);
DROP FUNCTION inventory.reserve_inventory(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.try_reserve_inventory(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.reserve_batch(text[], text[], text[], bigint[], interval);
DROP FUNCTION inventory.set_reservation(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.confirm_cart(text, text, boolean, text);

COMMENT ON TABLE inventory.levels IS
	'the stock of one variant at one location: a row a stripe, which add up to it where there are several; the view availability has a row a level';

-- Of what was dropped before nobody knows how new it was: as new as can be.
ALTER TABLE inventory.dropped_transactions ADD COLUMN newest_recorded_at timestamptz NOT NULL DEFAULT pg_catalog.now();
COMMENT ON COLUMN inventory.dropped_transactions.newest_recorded_at IS 'when the newest of them was recorded, at the latest';

DROP FUNCTION inventory.count_inventory(text, text, bigint, text, text, bigint, boolean, text);

-- availability says NULL where nothing is counted. A view to which the owner has added columns stays as
-- it is.
CREATE FUNCTION pg_temp.inventory_renew_view(view regclass, columns integer, definition text) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_renew_view' LANGUAGE C;
SELECT pg_temp.inventory_renew_view('inventory.availability', 15, pg_catalog.replace($definition$
\include carts/tables_availability.sql
$definition$, 'CREATE VIEW', 'CREATE OR REPLACE VIEW'));
DROP FUNCTION pg_temp.inventory_renew_view(regclass, integer, text);

COMMENT ON FUNCTION inventory.collect_level_change() IS
	'row trigger on levels: notes the difference for the ledger; IV008 for direct changes of a level of several rows, and of keys, reserved, shortfall or version, IV011 for the deletion of a level that is not empty';

\include sourcing/tables.sql

-- Supply and promises. Limits follow supply only where that is said, so those of before stay as they are.
ALTER TABLE inventory.levels ADD COLUMN promise_incoming boolean,
	ADD COLUMN ships_in interval, ADD COLUMN ships_in_max interval, ADD COLUMN available_from timestamptz;
ALTER TABLE inventory.reservations ADD COLUMN promised_at timestamptz;
ALTER TABLE inventory.transactions ADD COLUMN supply_id text COLLATE "C";
COMMENT ON COLUMN inventory.levels.incoming IS 'units on their way: what is outstanding of its supplies, and what SQL set while there was none';
COMMENT ON COLUMN inventory.levels.promise_incoming IS 'the backorder limit follows supply: it is what is outstanding of the supplies that have a date; NULL: it does not';
COMMENT ON COLUMN inventory.levels.ships_in IS 'what a unit takes to be procured for whoever queues for it, at least; NULL: it is not';
COMMENT ON COLUMN inventory.levels.ships_in_max IS 'the same, at most; NULL: ships_in';
COMMENT ON COLUMN inventory.levels.available_from IS 'nothing is shipped before; NULL: no such date';
COMMENT ON COLUMN inventory.reservations.promised_at IS 'the date that the buyer was told the units ship by; NULL: none';
COMMENT ON COLUMN inventory.transactions.supply_id IS 'the supply that the units are of';
DROP FUNCTION inventory.set_level_policy(text, text, bigint, boolean, bigint, bigint, boolean, integer);

\include supply/tables.sql

-- Signals: a ledger that is complete, of which feed, signals and demand are collected.
ALTER TYPE inventory.transaction_type ADD VALUE 'policy';
ALTER TABLE inventory.transactions ADD COLUMN xact_id xid8;
CREATE INDEX transactions_xact ON inventory.transactions (xact_id, transaction_id);
COMMENT ON COLUMN inventory.transactions.xact_id IS 'the transaction that wrote the row, savepoints counting as theirs; NULL: from before the version that keeps it';

\include products/tables.sql
\include signals/tables.sql
\include demand/tables.sql

-- Demand begins with what the ledger tells. How a level was is counted back from how it is; its policy is
-- taken to have been what it is, for that the ledger did not tell.
INSERT INTO inventory.demand (variant_id, location_id, day, sold, returned)
SELECT t.variant_id, t.location_id, (t.recorded_at AT TIME ZONE 'UTC')::date,
	coalesce(-sum(t.on_hand_delta) FILTER (WHERE t.type IN ('fulfill', 'sell')), 0),
	coalesce(sum(t.on_hand_delta) FILTER (WHERE t.type = 'return'), 0)
FROM inventory.transactions AS t WHERE t.type IN ('fulfill', 'sell', 'return') GROUP BY 1, 2, 3;

-- From its first day on a level could be sold.
INSERT INTO inventory.demand (variant_id, location_id, day)
SELECT t.variant_id, t.location_id, (min(t.recorded_at) AT TIME ZONE 'UTC')::date
FROM inventory.transactions AS t GROUP BY 1, 2 ON CONFLICT DO NOTHING;

CREATE TEMPORARY TABLE inventory_sold_out AS
WITH level AS (
	SELECT l.variant_id, l.location_id, sum(l.on_hand - l.reserved - l.safety_stock) AS available
	FROM inventory.levels AS l GROUP BY l.variant_id, l.location_id
	HAVING bool_and(l.tracked AND l.backorder_limit = 0)),
step AS (
	SELECT t.variant_id, t.location_id, t.recorded_at, t.transaction_id,
		l.available - coalesce(sum(t.on_hand_delta - t.reserved_delta) OVER later, 0) AS available,
		lead(t.recorded_at) OVER (PARTITION BY t.variant_id, t.location_id ORDER BY t.transaction_id) AS until
	FROM inventory.transactions AS t JOIN level AS l ON l.variant_id = t.variant_id AND l.location_id = t.location_id
	WINDOW later AS (PARTITION BY t.variant_id, t.location_id ORDER BY t.transaction_id
		ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)),
stretch AS (
	SELECT s.variant_id, s.location_id, s.recorded_at, s.until, s.available, count(*) FILTER (WHERE s.available > 0) OVER (
		PARTITION BY s.variant_id, s.location_id ORDER BY s.transaction_id) AS number
	FROM step AS s)
SELECT s.variant_id, s.location_id, min(s.recorded_at) AS since,
	CASE WHEN bool_and(s.until IS NOT NULL) THEN max(s.until) END AS until
FROM stretch AS s WHERE s.available <= 0 GROUP BY s.variant_id, s.location_id, s.number;

INSERT INTO inventory.demand AS d (variant_id, location_id, day, out_seconds)
SELECT s.variant_id, s.location_id, g.day::date,
	least(86400, sum(extract(epoch FROM least(s.until AT TIME ZONE 'UTC', g.day + interval '1 day') - greatest(s.since AT TIME ZONE 'UTC', g.day))))
FROM inventory_sold_out AS s
CROSS JOIN LATERAL generate_series(date_trunc('day', s.since AT TIME ZONE 'UTC'), s.until AT TIME ZONE 'UTC', interval '1 day') AS g (day)
WHERE s.until > s.since GROUP BY 1, 2, 3
ON CONFLICT (variant_id, location_id, day) DO UPDATE SET out_seconds = EXCLUDED.out_seconds;

INSERT INTO inventory.demand AS d (variant_id, location_id, day, out_since)
SELECT s.variant_id, s.location_id, (s.since AT TIME ZONE 'UTC')::date, s.since
FROM inventory_sold_out AS s WHERE s.until IS NULL
ON CONFLICT (variant_id, location_id, day) DO UPDATE SET out_since = EXCLUDED.out_since;

-- Of what was sold out before all of the ledger that is there, no more is known.
INSERT INTO inventory.demand AS d (variant_id, location_id, day, out_since)
SELECT l.variant_id, l.location_id, (now() AT TIME ZONE 'UTC')::date, now() FROM inventory.levels AS l
GROUP BY l.variant_id, l.location_id
HAVING bool_and(l.tracked AND l.backorder_limit = 0) AND sum(l.on_hand - l.reserved - l.safety_stock) <= 0
	AND NOT EXISTS (SELECT FROM inventory_sold_out AS s WHERE s.variant_id = l.variant_id AND s.location_id = l.location_id AND s.until IS NULL)
ON CONFLICT (variant_id, location_id, day) DO UPDATE SET out_since = EXCLUDED.out_since;

DROP TABLE inventory_sold_out;

-- What is counted so is collected. The first collection begins a life of its own.
INSERT INTO inventory.feed (snapshot, high_id, since_id, seq, system_identifier, database_id, extension_id, timeline, collected_at)
SELECT pg_current_snapshot(), coalesce(max(t.transaction_id), 0), 0, 0, 0, 0, 0, 0, now() FROM inventory.transactions AS t;
