-- The baselines: tables exactly as the extension's (columns, checks, indexes, storage parameters),
-- in schema baseline with a ledger trigger in PL/pgSQL, and in schema baseline_rows without one.
-- The functions write the rows that one reserve writes: level, cart, hold, ledger.

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

-- Writes the cart and the hold of one line.
CREATE FUNCTION baseline.write_hold(variant text, location text, units bigint, reference text) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
	clock constant timestamptz := clock_timestamp();
	deadline constant timestamptz := clock + interval '30 minutes';
BEGIN
	INSERT INTO baseline.carts AS c (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
	VALUES (reference, 'active', clock, clock, deadline, units, deadline)
	ON CONFLICT (reference_id) DO UPDATE SET quantity = c.quantity + EXCLUDED.quantity,
		updated_at = EXCLUDED.updated_at, expires_at = EXCLUDED.expires_at;
	INSERT INTO baseline.reservations AS r (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
	VALUES (reference, variant, location, units, clock, 1, deadline)
	ON CONFLICT (reference_id, variant_id, location_id, stripe) DO UPDATE SET
		quantity = r.quantity + EXCLUDED.quantity, version = r.version + 1;
	RETURN deadline;
END
$$;

-- (c) a conditional UPDATE; no stock: NULL
CREATE FUNCTION baseline.reserve_conditional(variant text, location text, units bigint, reference text,
	OUT remaining bigint, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('baseline.reference', reference, true);
	UPDATE baseline.levels AS l SET reserved = l.reserved + units, version = l.version + 1, updated_at = clock_timestamp()
	WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0
		AND units <= l.on_hand - l.reserved - l.safety_stock + l.backorder_limit
	RETURNING l.on_hand - l.reserved - l.safety_stock INTO remaining;
	IF FOUND THEN
		expires_at := baseline.write_hold(variant, location, units, reference);
	END IF;
END
$$;

-- (d) SELECT … FOR UPDATE, then UPDATE
CREATE FUNCTION baseline.reserve_for_update(variant text, location text, units bigint, reference text,
	OUT remaining bigint, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
	available bigint;
BEGIN
	SELECT l.on_hand - l.reserved - l.safety_stock + l.backorder_limit INTO available FROM baseline.levels AS l
	WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0 FOR UPDATE;
	IF available >= units THEN
		PERFORM set_config('baseline.reference', reference, true);
		UPDATE baseline.levels AS l SET reserved = l.reserved + units, version = l.version + 1, updated_at = clock_timestamp()
		WHERE l.variant_id = variant AND l.location_id = location AND l.stripe = 0;
		remaining := available - units;
		expires_at := baseline.write_hold(variant, location, units, reference);
	END IF;
END
$$;

-- (c) for a cart of several lines, in the order given; all or nothing
CREATE FUNCTION baseline.reserve_lines(reference text, variants text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	variant text;
	units bigint := 0;
BEGIN
	FOREACH variant IN ARRAY variants LOOP
		IF (baseline.reserve_conditional(variant, 'main', 1, reference)).expires_at IS NULL THEN
			RAISE EXCEPTION 'out of stock';
		END IF;
		units := units + 1;
	END LOOP;
	RETURN units;
END
$$;
