-- The baselines: tables exactly as the extension's (columns, checks, indexes, storage parameters),
-- in schema baseline with a ledger trigger in PL/pgSQL, and in schema baseline_rows without one.
-- The functions write the rows that one reserve of a new cart writes: level, cart, hold, ledger. They
-- can do no more than that: no cart that grows, no expiry, no order.

CREATE FUNCTION pg_temp.copy_tables(side text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	original record;
BEGIN
	EXECUTE format('CREATE SCHEMA %I', side);
	FOR original IN
		SELECT c.relname, array_to_string(c.reloptions, ', ') AS options
		FROM pg_class AS c WHERE c.oid IN ('inventory.levels'::regclass, 'inventory.carts'::regclass,
			'inventory.reservations'::regclass, 'inventory.transactions'::regclass, 'inventory.requests'::regclass)
	LOOP
		EXECUTE format('CREATE TABLE %I.%I (LIKE inventory.%I INCLUDING ALL)', side, original.relname, original.relname);
		IF original.options <> '' THEN
			EXECUTE format('ALTER TABLE %I.%I SET (%s)', side, original.relname, original.options);
		END IF;
	END LOOP;
	EXECUTE format('CREATE SEQUENCE %I.transactions_transaction_id_seq CACHE %s', side,
		(SELECT s.seqcache FROM pg_sequence AS s WHERE s.seqrelid = 'inventory.transactions_transaction_id_seq'::regclass));
	EXECUTE format('ALTER TABLE %I.transactions ALTER transaction_id SET DEFAULT nextval(%L)', side,
		side || '.transactions_transaction_id_seq');
END
$$;

SELECT pg_temp.copy_tables('baseline');
SELECT pg_temp.copy_tables('baseline_rows');

-- (a) has nothing but a table
CREATE TABLE baseline.bare (reference_id text NOT NULL, quantity bigint NOT NULL);

-- The trigger learns the reference as triggers usually do, from a setting of the transaction.
CREATE FUNCTION baseline.write_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO baseline.transactions (recorded_at, variant_id, location_id, type, reserved_delta, reference_id, actor)
	VALUES (clock_timestamp(), NEW.variant_id, NEW.location_id, 'reserve', NEW.reserved - OLD.reserved,
		current_setting('baseline.reference'), session_user);
	RETURN NULL;
END
$$;
CREATE TRIGGER levels_ledger AFTER UPDATE ON baseline.levels
	FOR EACH ROW EXECUTE FUNCTION baseline.write_ledger();

-- (c) a conditional UPDATE; no stock: NULL
CREATE FUNCTION baseline.reserve_conditional(variant text, location text, units bigint, reference text,
	OUT remaining bigint, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
	clock timestamptz;
BEGIN
	PERFORM set_config('baseline.reference', reference, true);
	UPDATE baseline.levels AS l SET reserved = l.reserved + units, version = l.version + 1, updated_at = clock_timestamp()
	WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0
		AND units <= l.on_hand - l.reserved - l.safety_stock + l.backorder_limit
	RETURNING l.on_hand - l.reserved - l.safety_stock INTO remaining;
	IF FOUND THEN
		clock := clock_timestamp();
		expires_at := clock + interval '30 minutes';
		INSERT INTO baseline.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
		VALUES (reference, 'active', clock, clock, reserve_conditional.expires_at, units, reserve_conditional.expires_at);
		INSERT INTO baseline.reservations (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
		VALUES (reference, variant, location, units, clock, 1, reserve_conditional.expires_at);
	END IF;
END
$$;

-- (d) SELECT … FOR UPDATE, then UPDATE
CREATE FUNCTION baseline.reserve_for_update(variant text, location text, units bigint, reference text,
	OUT remaining bigint, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
	available bigint;
	clock timestamptz;
BEGIN
	SELECT l.on_hand - l.reserved - l.safety_stock + l.backorder_limit INTO available FROM baseline.levels AS l
	WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0 FOR UPDATE;
	IF available >= units THEN
		PERFORM set_config('baseline.reference', reference, true);
		UPDATE baseline.levels AS l SET reserved = l.reserved + units, version = l.version + 1, updated_at = clock_timestamp()
		WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0;
		remaining := available - units;
		clock := clock_timestamp();
		expires_at := clock + interval '30 minutes';
		INSERT INTO baseline.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
		VALUES (reference, 'active', clock, clock, reserve_for_update.expires_at, units, reserve_for_update.expires_at);
		INSERT INTO baseline.reservations (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
		VALUES (reference, variant, location, units, clock, 1, reserve_for_update.expires_at);
	END IF;
END
$$;

-- (c) for a cart of several lines of one unit, in the order given; all or nothing
CREATE FUNCTION baseline.reserve_lines(reference text, variants text[]) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
	clock constant timestamptz := clock_timestamp();
	deadline constant timestamptz := clock + interval '30 minutes';
	variant text;
BEGIN
	PERFORM set_config('baseline.reference', reference, true);
	INSERT INTO baseline.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
	VALUES (reference, 'active', clock, clock, deadline, cardinality(variants), deadline);
	FOREACH variant IN ARRAY variants LOOP
		UPDATE baseline.levels AS l SET reserved = l.reserved + 1, version = l.version + 1, updated_at = clock
		WHERE l.variant_id = variant AND l.location_id = 'main' AND l.stripe = 0
			AND 1 <= l.on_hand - l.reserved - l.safety_stock + l.backorder_limit;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'out of stock';
		END IF;
		-- a buyer may name a variant twice
		INSERT INTO baseline.reservations AS r (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
		VALUES (reference, variant, 'main', 1, clock, 1, deadline)
		ON CONFLICT (reference_id, variant_id, location_id, stripe) DO UPDATE SET
			quantity = r.quantity + 1, version = r.version + 1;
	END LOOP;
	RETURN deadline;
END
$$;
