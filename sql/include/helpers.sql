\set ECHO none
-- What the regression tests share: how they call, and how they show answers, refusals and rows
-- without a timestamp, an OID or a number that another test could have moved. Every file is on
-- its own: it uses ids of its own, and the extension is there or is created here.

SET client_min_messages = warning;
\set SHOW_CONTEXT never
\pset tuples_only on
\pset format unaligned
\pset fieldsep ' | '
\pset null NULL

CREATE EXTENSION IF NOT EXISTS inventory;

-- A time as the tests may print it: to ten minutes, so that a test may take five.
CREATE OR REPLACE FUNCTION public.shown(at timestamptz) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT CASE WHEN at IS NULL THEN 'NULL'
	WHEN at <= clock_timestamp() THEN 'past'
	ELSE (SELECT 'in ' || round(minutes, CASE WHEN minutes > 9 THEN -1 ELSE 0 END) || ' min'
		FROM (SELECT extract(epoch FROM at - clock_timestamp()) / 60) AS t (minutes)) END
$$;

-- A row as name=value, a row of one column as the value.
CREATE OR REPLACE FUNCTION public.shown(line json) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT CASE count(*) WHEN 1 THEN max(v) ELSE string_agg(key || '=' || v, ' ') END
FROM (SELECT key, CASE WHEN value IS NULL THEN 'NULL'
		WHEN value ~ '^\d{4,}-\d\d-\d\dT\d\d:\d\d:' THEN public.shown(value::timestamptz)
		ELSE value END AS v
	FROM json_each_text(line)) AS f
$$;

-- What a function of the extension answers, a line a row, or the SQLSTATE and message it raises.
CREATE OR REPLACE FUNCTION public.outcome(call text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT string_agg(public.shown(to_json(a)), E''\n'') FROM (SELECT * FROM inventory.%s) AS a', call)
		INTO answer;
	RETURN coalesce(answer, 'no rows');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- The answer to the last microsecond, to compare with another one.
CREATE OR REPLACE FUNCTION public.exact_outcome(call text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT json_agg(a) FROM (SELECT * FROM inventory.%s) AS a', call) INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- What any statement does: rows it touched, or SQLSTATE and message.
CREATE OR REPLACE FUNCTION public.attempt(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	touched bigint;
	name text;
BEGIN
	EXECUTE statement;
	GET DIAGNOSTICS touched = ROW_COUNT;
	RETURN touched || CASE touched WHEN 1 THEN ' row' ELSE ' rows' END;
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS name = CONSTRAINT_NAME;
	RETURN SQLSTATE || ' ' || name;
WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- All that an error tells.
CREATE OR REPLACE FUNCTION public.failure(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ': ' || SQLERRM
		|| CASE WHEN detail <> '' THEN E'\ndetail: ' || detail ELSE '' END
		|| CASE WHEN hint <> '' THEN E'\nhint: ' || hint ELSE '' END;
END
$$;

-- Reserves 1 ms long and waits until the deadline is past.
CREATE OR REPLACE FUNCTION public.reserve_overdue(reference text, lines jsonb) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM inventory.reserve_cart(reference, lines, ttl => '1 millisecond');
	WHILE EXISTS (SELECT FROM inventory.carts WHERE reference_id = reference AND expires_at >= clock_timestamp()) LOOP
		PERFORM pg_sleep(0.001);
	END LOOP;
	RETURN public.cart_is(reference);
END
$$;

CREATE OR REPLACE FUNCTION public.level_is(variant text, location text) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT coalesce((SELECT format('on hand %s, reserved %s, incoming %s, shortfall %s', on_hand, reserved, incoming, shortfall)
	FROM inventory.availability WHERE variant_id = variant AND location_id = location), 'no level')
$$;

-- Direct SQL changes levels of one row: makes a level that has no holds one, where the tests run on
-- striped ones.
CREATE OR REPLACE FUNCTION public.one_row(variant text, location text) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT 'one row' FROM inventory.set_level_policy(variant, location, stripes => 1)
$$;

CREATE OR REPLACE FUNCTION public.cart_is(reference text) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT coalesce((SELECT format('%s, %s held, deadline %s', status,
		(SELECT coalesce(sum(quantity), 0) FROM inventory.reservations AS r WHERE r.reference_id = c.reference_id),
		public.shown(expires_at))
	FROM inventory.carts AS c WHERE c.reference_id = reference), 'no cart')
$$;

-- The ledger of a variant, oldest first.
CREATE OR REPLACE FUNCTION public.ledger_of(variant text) RETURNS SETOF text
LANGUAGE sql VOLATILE AS $$
SELECT format('%s %s: on hand %s, reserved %s, incoming %s; reference %s, request %s, reason %s',
	location_id, type, to_char(on_hand_delta, 'FMSG999999999999999990'), to_char(reserved_delta, 'FMSG999999999999999990'),
	to_char(incoming_delta, 'FMSG999999999999999990'), coalesce(reference_id, '-'), coalesce(request_id, '-'), coalesce(reason, '-'))
FROM inventory.transactions WHERE variant_id = variant ORDER BY transaction_id
$$;

-- Everything that a refused or repeated call must leave as it was.
CREATE OR REPLACE FUNCTION public.fingerprint() RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT md5(concat(
	(SELECT string_agg(l::text, ',' ORDER BY variant_id, location_id, stripe) FROM inventory.levels AS l),
	(SELECT string_agg(c::text, ',' ORDER BY reference_id) FROM inventory.carts AS c),
	(SELECT string_agg(r::text, ',' ORDER BY reference_id, variant_id, location_id, stripe) FROM inventory.reservations AS r),
	(SELECT string_agg(t::text, ',' ORDER BY transaction_id) FROM inventory.transactions AS t),
	(SELECT string_agg(q::text, ',' ORDER BY request_id) FROM inventory.requests AS q),
	(SELECT string_agg(p::text, ',' ORDER BY location_id) FROM inventory.locations AS p),
	(SELECT string_agg(k::text, ',' ORDER BY kit_id, version, component_id) FROM inventory.kits AS k),
	(SELECT string_agg(s::text, ',' ORDER BY supply_id, variant_id, location_id) FROM inventory.supplies AS s),
	(SELECT string_agg(p::text, ',' ORDER BY variant_id) FROM inventory.product_variants AS p)))
$$;

CREATE OR REPLACE FUNCTION public.verified() RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT coalesce((SELECT string_agg(v::text, E'\n' ORDER BY v::text COLLATE "C") FROM inventory.verify_inventory() AS v), 'nothing found')
$$;

-- What verify_inventory() finds after a statement with the triggers out of the way, which is undone.
CREATE OR REPLACE FUNCTION public.found(statement text) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE statement;
		RETURN NEXT statement;
		RETURN QUERY SELECT '  ' || regexp_replace(v, 'ledger row \d+', 'ledger row ...') FROM string_to_table(public.verified(), E'\n') AS v ORDER BY 1;
		RAISE SQLSTATE 'RB000';
	EXCEPTION WHEN SQLSTATE 'RB000' THEN
		NULL;
	END;
END
$$;

\set ECHO all
