-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION inventory" to load this file. \quit

-- The install script: schema, types, tables, views, triggers, functions, comments, rights.
-- The rules behind the functions are in src/core, what runs them in src/pg.

-- What is parsed here, views and SQL functions, must mean PostgreSQL's own operators and functions,
-- whatever schema CREATE EXTENSION was called in. It ends with the script.
SET LOCAL search_path TO pg_catalog, pg_temp;

-- schema

CREATE FUNCTION pg_temp.inventory_check_schema() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_check_schema' LANGUAGE C;
SELECT pg_temp.inventory_check_schema();
DROP FUNCTION pg_temp.inventory_check_schema();

CREATE SCHEMA inventory;
COMMENT ON SCHEMA inventory IS 'exact stock reservation: levels, carts, holds and their ledger';

-- types

CREATE TYPE inventory.transaction_type AS ENUM (
	'initial', 'reserve', 'release', 'expire', 'fulfill', 'receive', 'adjust', 'count',
	'transfer_out', 'transfer_in', 'return', 'damage', 'sell', 'incoming');
COMMENT ON TYPE inventory.transaction_type IS 'why a level changed';

CREATE TYPE inventory.cart_status AS ENUM ('active', 'ordered', 'completed', 'cancelled', 'expired');
COMMENT ON TYPE inventory.cart_status IS
	'active: its holds expire at expires_at; ordered: they do not; completed: all shipped; cancelled: all given back; expired: the deadline passed';

-- tables
--
-- Hot tables leave room on their pages, so that an update stays on its page and touches no index.
-- Quantities are at most 2^53-1, so no CHECK below can overflow a bigint. There are few CHECKs besides
-- those of the rules, because every statement that writes reads all of them anew; the ids are checked
-- where they come in.

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

COMMENT ON TABLE inventory.levels IS 'the stock of one variant at one location, in one row or in several stripes that add up to it';
COMMENT ON COLUMN inventory.levels.stripe IS 'number of the row within its level; 0 is the home stripe';
COMMENT ON COLUMN inventory.levels.on_hand IS 'units physically there';
COMMENT ON COLUMN inventory.levels.reserved IS 'units promised: the sum of the holds on this row';
COMMENT ON COLUMN inventory.levels.incoming IS 'units ordered from a supplier';
COMMENT ON COLUMN inventory.levels.safety_stock IS 'units that are never promised';
COMMENT ON COLUMN inventory.levels.backorder_limit IS 'units that may be promised beyond the stock; 0 none, NULL unlimited';
COMMENT ON COLUMN inventory.levels.shortfall IS 'units by which a count or adjustment was let below what is promised';
COMMENT ON COLUMN inventory.levels.tracked IS 'false: always sellable, no holds and no stock changes by sales';
COMMENT ON COLUMN inventory.levels.low_stock_threshold IS 'units at or below which the stock is low; NULL where nobody asks';
COMMENT ON COLUMN inventory.levels.draining IS 'the level is to have fewer stripes: this one gives its units to the others and goes with its last hold';
COMMENT ON COLUMN inventory.levels.layout IS 'how many rows the level has, the same on all of them; 0 where there was never but one';
COMMENT ON COLUMN inventory.levels.version IS 'recorded changes; 0 only on a row that has no history and no quantity';

CREATE TABLE inventory.carts (
	reference_id text COLLATE "C" NOT NULL,
	status inventory.cart_status NOT NULL,
	customer_id text COLLATE "C",
	order_id text COLLATE "C",
	reserved_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	expires_at timestamptz,
	quantity bigint NOT NULL DEFAULT 0,
	confirmed bigint NOT NULL DEFAULT 0,
	last_lines jsonb,
	sweep_at timestamptz,
	closed_at timestamptz,
	CONSTRAINT carts_pkey PRIMARY KEY (reference_id),
	CONSTRAINT carts_state_is_consistent CHECK (quantity >= 0 AND CASE status
		WHEN 'active' THEN closed_at IS NULL AND expires_at IS NOT NULL AND sweep_at IS NOT NULL
		WHEN 'ordered' THEN closed_at IS NULL AND expires_at IS NULL
		ELSE closed_at IS NOT NULL AND quantity = 0 END)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- sweep_at is when the sweep next looks at the cart: never later than the deadline, moved by the
-- sweep alone while the cart is open, so that a reserve that moves the deadline touches no index.
CREATE INDEX carts_sweep ON inventory.carts (sweep_at, reference_id) WHERE sweep_at IS NOT NULL;
CREATE INDEX carts_closed ON inventory.carts (closed_at) WHERE closed_at IS NOT NULL;

COMMENT ON TABLE inventory.carts IS 'one row for each reference that holds stock, or held it until not long ago';
COMMENT ON COLUMN inventory.carts.reserved_at IS 'when the present life of the cart began';
COMMENT ON COLUMN inventory.carts.updated_at IS 'when somebody last worked on the cart';
COMMENT ON COLUMN inventory.carts.expires_at IS 'the deadline; NULL once ordered';
COMMENT ON COLUMN inventory.carts.quantity IS 'units held in all: the sum of its holds';
COMMENT ON COLUMN inventory.carts.confirmed IS 'units that confirm_cart answered';
COMMENT ON COLUMN inventory.carts.last_lines IS 'what an expired cart held, for confirm_cart(revive => true)';
COMMENT ON COLUMN inventory.carts.sweep_at IS 'when the sweep next looks at the cart; never after the deadline';
COMMENT ON COLUMN inventory.carts.closed_at IS 'when the cart was completed, cancelled or expired';

CREATE TABLE inventory.reservations (
	reference_id text COLLATE "C" NOT NULL,
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	stripe integer NOT NULL DEFAULT 0,
	quantity bigint NOT NULL,
	created_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 0,
	sweep_at timestamptz,
	CONSTRAINT reservations_pkey PRIMARY KEY (reference_id, variant_id, location_id, stripe),
	CONSTRAINT reservations_quantity_range CHECK (quantity BETWEEN 1 AND 9007199254740991)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- Finds the overdue holds of one level, however many live ones it has.
CREATE INDEX reservations_level ON inventory.reservations (variant_id, location_id, sweep_at);

COMMENT ON TABLE inventory.reservations IS 'live holds; a hold that is used up is deleted, the ledger remembers it';
COMMENT ON COLUMN inventory.reservations.created_at IS 'when the hold began: the oldest is served first';
COMMENT ON COLUMN inventory.reservations.version IS 'recorded changes, never 0';
COMMENT ON COLUMN inventory.reservations.sweep_at IS 'as carts.sweep_at, NULL once the sweep saw that the cart is an order';

CREATE SEQUENCE inventory.transactions_transaction_id_seq AS bigint;

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
	CONSTRAINT transactions_pkey PRIMARY KEY (transaction_id),
	CONSTRAINT transactions_only_holds_change_reserved CHECK (reserved_delta = 0 OR type IN ('reserve', 'release', 'expire', 'fulfill'))
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX transactions_level ON inventory.transactions (variant_id, location_id, recorded_at, transaction_id);
CREATE INDEX transactions_recorded_at ON inventory.transactions USING brin (recorded_at) WITH (autosummarize = on);

COMMENT ON TABLE inventory.transactions IS 'the ledger: one immutable row for every change of a level';

-- Of the rows that drop_transactions_before() removed, the sums that keep verify_inventory() exact.
CREATE TABLE inventory.dropped_transactions (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	type inventory.transaction_type NOT NULL,
	transactions bigint NOT NULL,
	on_hand_delta numeric NOT NULL,
	reserved_delta numeric NOT NULL,
	incoming_delta numeric NOT NULL,
	CONSTRAINT dropped_transactions_pkey PRIMARY KEY (variant_id, location_id, type)
);
COMMENT ON TABLE inventory.dropped_transactions IS 'sums of the ledger rows that drop_transactions_before() removed';

CREATE TABLE inventory.requests (
	request_id text COLLATE "C" NOT NULL,
	function text NOT NULL,
	arguments jsonb NOT NULL,
	result jsonb NOT NULL,
	created_at timestamptz NOT NULL,
	CONSTRAINT requests_pkey PRIMARY KEY (request_id)
);
CREATE INDEX requests_created_at ON inventory.requests (created_at);
COMMENT ON TABLE inventory.requests IS 'first results of calls that carried a request_id';

-- Which database these rows were last found consistent in. A restored or copied database has no
-- row of its own, so the worker verifies it before it expires anything there.
CREATE TABLE inventory.verified_databases (
	system_identifier bigint NOT NULL,
	database_id oid NOT NULL,
	extension_id oid NOT NULL,
	verified_at timestamptz NOT NULL,
	CONSTRAINT verified_databases_pkey PRIMARY KEY (system_identifier, database_id, extension_id)
);
COMMENT ON TABLE inventory.verified_databases IS 'databases in which verify_inventory() was clean before the worker began';

-- Which levels the worker striped, so that it knows which to bring back to one stripe.
CREATE TABLE inventory.auto_stripes (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	looked_at timestamptz NOT NULL,
	version bigint NOT NULL,
	CONSTRAINT auto_stripes_pkey PRIMARY KEY (variant_id, location_id)
);
COMMENT ON TABLE inventory.auto_stripes IS 'levels that were striped because buyers waited for each other';
COMMENT ON COLUMN inventory.auto_stripes.looked_at IS 'when it was last looked whether the level is quiet';
COMMENT ON COLUMN inventory.auto_stripes.version IS 'recorded changes of all stripes of the level at that time';

SELECT pg_catalog.pg_extension_config_dump('inventory.levels', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.carts', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.reservations', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.transactions', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.transactions_transaction_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.dropped_transactions', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.requests', '');
SELECT pg_catalog.pg_extension_config_dump('inventory.auto_stripes', '');
-- registered, and never dumped: a restored database has to be verified again
SELECT pg_catalog.pg_extension_config_dump('inventory.verified_databases', 'WHERE false');

-- views

CREATE VIEW inventory.availability AS
SELECT l.variant_id, l.location_id, l.on_hand, l.reserved,
	coalesce(h.held, 0) AS held, coalesce(h.committed, 0) AS committed,
	l.safety_stock, l.on_hand - l.reserved - l.safety_stock AS available, l.incoming,
	greatest(0, l.reserved + l.safety_stock - l.on_hand) AS backordered,
	l.backorder_limit, l.shortfall, l.tracked, l.low_stock_threshold, l.stripes
FROM (
	SELECT s.variant_id, s.location_id,
		sum(s.on_hand)::bigint AS on_hand, sum(s.reserved)::bigint AS reserved,
		sum(s.incoming)::bigint AS incoming, sum(s.safety_stock)::bigint AS safety_stock,
		CASE WHEN bool_and(s.backorder_limit IS NOT NULL) THEN sum(s.backorder_limit)::bigint END AS backorder_limit,
		sum(s.shortfall)::bigint AS shortfall, bool_and(s.tracked) AS tracked,
		max(s.low_stock_threshold) AS low_stock_threshold, count(*)::integer AS stripes
	FROM inventory.levels AS s
	GROUP BY s.variant_id, s.location_id) AS l
LEFT JOIN LATERAL (
	SELECT sum(r.quantity) FILTER (WHERE c.status = 'active')::bigint AS held,
		sum(r.quantity) FILTER (WHERE c.status = 'ordered')::bigint AS committed
	FROM inventory.reservations AS r
	JOIN inventory.carts AS c ON c.reference_id = r.reference_id
	WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id) AS h ON true;

COMMENT ON VIEW inventory.availability IS
	'one row a level: available = on_hand - reserved - safety_stock; held by active carts, committed by ordered ones; backordered = max(0, -available); NULL backorder_limit = unlimited';

-- triggers

CREATE FUNCTION inventory.collect_level_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_collect_level_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.collect_level_change() IS
	'row trigger on levels: notes the difference for the ledger; IV008 for direct changes of keys, reserved, shortfall or version, IV011 for the deletion of a level that is not empty';

CREATE FUNCTION inventory.record_level_changes() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_record_level_changes' LANGUAGE C;
COMMENT ON FUNCTION inventory.record_level_changes() IS
	'statement trigger on levels: writes the noted differences to the ledger; XX000 if the parts that a function gave do not add up to them';

CREATE FUNCTION inventory.refuse_direct_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_refuse_direct_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.refuse_direct_change() IS
	'statement and row trigger: IV008 unless a function of the extension makes the change';

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

CREATE TRIGGER reservations_insert AFTER INSERT ON inventory.reservations
	FOR EACH ROW WHEN (NEW.version < 1) EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER reservations_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.reservations
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER carts_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.carts
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER requests_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.requests
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER transactions_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.transactions
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER dropped_transactions_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.dropped_transactions
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER auto_stripes_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.auto_stripes
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

-- holding

CREATE FUNCTION inventory.reserve_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL,
		OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.reserve_inventory(text, text, bigint, text, interval, text, text) IS
'Adds quantity units to the hold of cart reference_id on the level and moves the deadline of the whole cart to ttl from now (NULL: inventory.cart_ttl), never to an earlier one.
Result: remaining, units available afterwards (negative when backordered, NULL where stock is not tracked); backordered, units of this call that wait for stock; expires_at, the deadline (NULL for an order).
Errors: IV001 insufficient stock, IV002 unknown level, IV007 the cart is completed, IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.try_reserve_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL,
		OUT status text, OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_try_reserve_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.try_reserve_inventory(text, text, bigint, text, interval, text, text) IS
'As reserve_inventory, but answers a refusal instead of raising it, so the transaction goes on.
Result: status reserved, insufficient_stock, unknown_level, purchase_limit or cart_closed; remaining, units available afterwards or, of a refusal, now; backordered; expires_at.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments. A refusal is not remembered under request_id.';

CREATE FUNCTION inventory.reserve_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.reserve_cart(text, jsonb, interval, text, text) IS
'Reserves several lines for one cart, all or nothing. lines: [{"variant_id": text, "location_id": text, "quantity": units}, ...]; lines of the same level are summed.
Result: a row a level in order of first appearance, columns as reserve_inventory.
Errors: IV002 naming every unknown level, IV001 naming every short line, IV007 the cart is completed, IV009, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.try_reserve_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, status text, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_try_reserve_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.try_reserve_cart(text, jsonb, interval, text, text) IS
'As reserve_cart, but answers a refusal instead of raising it: either every status is reserved, or nothing is held and each line says why (available where it would have fitted).
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.reserve_batch(reference_ids text[], variant_ids text[], location_ids text[], quantities bigint[],
		ttl interval DEFAULT NULL)
	RETURNS TABLE (ordinal integer, status text, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_batch' LANGUAGE C SECURITY DEFINER ROWS 100;
COMMENT ON FUNCTION inventory.reserve_batch(text[], text[], text[], bigint[], interval) IS
'Reserves for many carts in one call: element i of each array is one reserve. Elements are judged in order and succeed or fail on their own.
Result: a row an element, ordinal from 1; status as try_reserve_inventory, or invalid for an element that could not be a reserve (NULL, empty or overlong id, quantity out of range).
Errors: 22023 arrays of unequal length or of more than one dimension, 22004 NULL array.';

CREATE FUNCTION inventory.set_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL,
		OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_set_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_reservation(text, text, bigint, text, interval, text, text) IS
'Makes the cart''s hold on the level exactly quantity units (0 releases it); its own hold does not stand in its way. Moves the deadline as reserve_inventory does.
Result and errors as reserve_inventory.';

CREATE FUNCTION inventory.touch_cart(reference_id text, ttl interval DEFAULT NULL) RETURNS timestamptz
	AS 'MODULE_PATHNAME', 'inventory_touch_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.touch_cart(text, interval) IS
'Moves the cart''s deadline to ttl from now (NULL: inventory.cart_ttl), never to an earlier one.
Result: the deadline; NULL for an order, which has none.
Errors: IV003 no such cart, IV004 the cart has expired, IV007 it is cancelled or completed, 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.release_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_release_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.release_reservation(text, text, bigint, text, text) IS
'Gives units of the cart''s hold on the level back: quantity of them, all for NULL, never more than are held.
Result: units released; 0 where nothing is held.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.release_cart(reference_id text, cancel_order boolean DEFAULT false, request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_release_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.release_cart(text, boolean, text) IS
'Gives back every hold of the cart and cancels it; an order only with cancel_order.
Result: units released; 0 where nothing is held.
Errors: IV007 the cart is an order and cancel_order is false, IV009, 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.expire_stale_carts(older_than interval DEFAULT NULL, max_carts integer DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_expire_stale_carts' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.expire_stale_carts(interval, integer) IS
'Expires active carts past their deadline or, with older_than, without activity for that long, at most max_carts of them (NULL: ten times inventory.expiry_batch_size). Skips carts that somebody is working on.
Result: carts expired; call until 0.
Errors: 22023 older_than negative or infinite, max_carts not positive.';

-- selling

CREATE FUNCTION inventory.confirm_cart(reference_id text, order_id text DEFAULT NULL, revive boolean DEFAULT false,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_confirm_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.confirm_cart(text, text, boolean, text) IS
'Makes the cart an order: its holds no longer expire. With revive a cart past its deadline takes its last lines again, all or nothing.
Result: units confirmed; of a repeated call the first answer.
Errors: IV003 no such cart, IV004 the cart has expired, IV001 what revive needs is gone, IV002 a level of it is gone, IV007 it is cancelled or has another order_id, IV009, 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.fulfill_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_fulfill_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.fulfill_reservation(text, text, bigint, text, text) IS
'Ships units of the cart''s hold on the level (NULL: all): on_hand and reserved both fall.
Result: units shipped; 0 where stock is not tracked.
Errors: IV003 no hold at that location, IV004 the cart has expired, 22023 more than the hold, IV001 more than is physically there, IV009, 22004, 22003 bad arguments.';

CREATE FUNCTION inventory.fulfill_cart(reference_id text, request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_fulfill_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.fulfill_cart(text, text) IS
'Ships every hold of the cart, all or nothing, and completes it.
Result: units shipped; 0 for a completed cart.
Errors: IV003 no such cart, IV004 the cart has expired, IV001 naming every line that is not physically there, IV009, 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.sell_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_sell_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.sell_inventory(text, text, bigint, text, text) IS
'Sells available units over the counter, without a hold: on_hand falls.
Result: units available afterwards; NULL where stock is not tracked.
Errors: IV001 insufficient stock, IV002 unknown level, IV009, 22004, 22023, 22003 bad arguments.';

-- stock

CREATE FUNCTION inventory.receive_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		reason text DEFAULT NULL, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_receive_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.receive_inventory(text, text, bigint, text, text, text) IS
'Adds received units to the stock; creates the level when it is new.
Result: on_hand and available units afterwards.
Errors: 22003 more than 2^53-1 units, IV009, 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.adjust_inventory(variant_id text, location_id text, delta bigint, reason text,
		reference_id text DEFAULT NULL, expected_on_hand bigint DEFAULT NULL, allow_shortfall boolean DEFAULT false,
		request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_adjust_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.adjust_inventory(text, text, bigint, text, text, bigint, boolean, text) IS
'Changes the stock by delta units, up or down. With expected_on_hand only if the stock is exactly that; with allow_shortfall even below what is promised.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV005 expected_on_hand does not match, IV010 would leave promised units without stock, 22023 below zero, IV009, 22004, 22003 bad arguments.';

CREATE FUNCTION inventory.count_inventory(variant_id text, location_id text, counted bigint, reason text DEFAULT 'count',
		reference_id text DEFAULT NULL, expected_on_hand bigint DEFAULT NULL, allow_shortfall boolean DEFAULT false,
		request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_count_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.count_inventory(text, text, bigint, text, text, bigint, boolean, text) IS
'Sets the stock to the units counted; an unchanged count writes no ledger row. expected_on_hand and allow_shortfall as adjust_inventory.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV005 expected_on_hand does not match, IV010 would leave promised units without stock, 22023 below zero, IV009, 22004, 22003 bad arguments.';

CREATE FUNCTION inventory.return_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		restock boolean DEFAULT true, reason text DEFAULT NULL, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_return_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.return_inventory(text, text, bigint, text, boolean, text, text) IS
'Takes units back from a customer: into the stock or, without restock, as a damage row that changes no stock.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV009, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.transfer_inventory(variant_id text, from_location text, to_location text, quantity bigint,
		reference_id text, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_transfer_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.transfer_inventory(text, text, text, bigint, text, text) IS
'Moves available units from one location to another in one step; creates the target level when it is new.
Result: on_hand and available units of the source afterwards.
Errors: IV001 insufficient stock, IV002 unknown source level, 22023 the same location twice, IV009, 22004, 22003 bad arguments.';

CREATE FUNCTION inventory.set_level_policy(variant_id text, location_id text, backorder_limit bigint DEFAULT NULL,
		unlimited_backorder boolean DEFAULT NULL, safety_stock bigint DEFAULT NULL, low_stock_threshold bigint DEFAULT NULL,
		tracked boolean DEFAULT NULL, stripes integer DEFAULT NULL) RETURNS inventory.availability
	AS 'MODULE_PATHNAME', 'inventory_set_level_policy' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_level_policy(text, text, bigint, boolean, bigint, bigint, boolean, integer) IS
'Sets the policy of a level; NULL leaves a part unchanged; creates the level when it is new. backorder_limit: units that may be promised beyond the stock, or unlimited_backorder; safety_stock: units that are never promised; low_stock_threshold: units, -1 clears it; tracked: false for goods without stock; stripes: rows that a hot level is spread over, 1 to 64.
Result: the availability row of the level.
Errors: IV010 the present holds break the policy, 22004, 22023, 22003 bad arguments.';

CREATE FUNCTION inventory.delete_level(variant_id text, location_id text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'inventory_delete_level' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.delete_level(text, text) IS
'Deletes an empty level; its ledger rows stay.
Result: true, or false where there is no such level.
Errors: IV011 something is on hand, reserved or incoming, 22004, 22023 bad arguments.';

-- reading

CREATE FUNCTION inventory.available_inventory(variant_id text, location_id text DEFAULT NULL, excluding_reference text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_available_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.available_inventory(text, text, text) IS
'Units of the variant that can be promised from stock now, at one location or (NULL) at all together; backorders do not count. Holds past their deadline and those of cart excluding_reference count as free.
Result: units, 0 or more; NULL where stock is not tracked; 0 where the variant is not stocked.
Errors: 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.cart_lines(reference_id text)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_cart_lines' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.cart_lines(text) IS
'What the cart holds.
Result: a row a level with units held, units of them that wait for stock (the oldest hold is served first), and the deadline (NULL for an order); no row for a cart that holds nothing or is past its deadline.
Errors: 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.level_history(variant_id text, location_id text, since timestamptz DEFAULT '-infinity', max_rows integer DEFAULT 1000)
	RETURNS TABLE (transaction_id bigint, recorded_at timestamptz, type inventory.transaction_type, on_hand_delta bigint,
		reserved_delta bigint, on_hand bigint, reserved bigint, reference_id text, reason text, actor text)
	AS 'MODULE_PATHNAME', 'inventory_level_history' LANGUAGE C SECURITY DEFINER ROWS 1000;
COMMENT ON FUNCTION inventory.level_history(text, text, timestamptz, integer) IS
'The ledger of one level since a time, newest first, at most max_rows rows.
Result: a row a change with the units on hand and reserved after it.
Errors: 22004, 22023 bad arguments.';

CREATE FUNCTION inventory.verify_inventory()
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
COMMENT ON FUNCTION inventory.verify_inventory() IS
'Compares levels, holds, carts and ledger in one statement.
Result: a row a disagreement with expected and actual units; no row when everything agrees. Reads every row of the tables.';

-- upkeep

CREATE FUNCTION inventory.drop_transactions_before(before timestamptz, max_rows bigint DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_drop_transactions_before' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.drop_transactions_before(timestamptz, bigint) IS
'Removes ledger rows recorded before a time, at most max_rows of them (NULL: all), and keeps their sums, so that verify_inventory() stays exact.
Result: rows removed.
Errors: 22004 before is NULL, 22023 before is infinite or max_rows not positive.';

CREATE FUNCTION inventory.maintain(OUT carts_expired bigint, OUT carts_removed bigint, OUT requests_removed bigint)
	AS 'MODULE_PATHNAME', 'inventory_maintain' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.maintain() IS
'Does once and bounded what the background worker does: expires carts, removes closed carts after inventory.cart_retention and requests after inventory.request_retention, and splits and joins levels as inventory.auto_stripe says. For any scheduler where the library is not preloaded.
Result: carts expired, carts removed, requests removed; all 0 in a restored or copied database until verify_inventory() is clean there, and where a subscription fills the tables.';

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

CREATE FUNCTION inventory.grant_access(grantee regrole, access text) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_grant_access' LANGUAGE C;
COMMENT ON FUNCTION inventory.grant_access(regrole, text) IS
'Grants a role access: reader (SELECT and the reading functions), seller (also holding and selling) or manager (also stock and policy). Run it as the owner of the extension.
Errors: 22023 unknown access, 22004 NULL.';

CREATE FUNCTION inventory.revoke_access(grantee regrole) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_revoke_access' LANGUAGE C;
COMMENT ON FUNCTION inventory.revoke_access(regrole) IS
'Takes back everything that grant_access gave the role. Run it as the owner of the extension.
Errors: 22004 NULL.';

REVOKE ALL ON SCHEMA inventory FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA inventory FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA inventory FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA inventory FROM PUBLIC;
REVOKE ALL ON TYPE inventory.transaction_type FROM PUBLIC;
REVOKE ALL ON TYPE inventory.cart_status FROM PUBLIC;

GRANT SELECT ON inventory.stat_inventory, inventory.stat_inventory_latency, inventory.stat_inventory_worker, inventory.stat_inventory_chores TO pg_monitor;
GRANT EXECUTE ON FUNCTION inventory.stat_functions(), inventory.stat_upkeep(), inventory.stat_chores() TO pg_monitor;
