\set ECHO none
-- What the tests of supplies and promises share. The days of these are far away, in the years from 2090 on.

CREATE OR REPLACE FUNCTION public.day(at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT CASE WHEN at IS NULL THEN 'NULL'
	WHEN at > '2085-01-01' THEN CASE WHEN isfinite(at) THEN to_char(at, 'YYYY-MM-DD') ELSE 'infinity' END
	WHEN at <= clock_timestamp() THEN 'past'
	ELSE 'in ' || round(extract(epoch FROM at - clock_timestamp()) / 86400) || ' days' END
$$;

-- What a function of the extension answers, a line a row, or the SQLSTATE and message it raises; times by their day.
CREATE OR REPLACE FUNCTION public.dated(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format($f$SELECT string_agg((SELECT string_agg(key || '=' || CASE WHEN value IS NULL THEN 'NULL'
			WHEN value ~ '^\d{4,}-\d\d-\d\dT\d\d:\d\d:' OR value LIKE '%%infinity' THEN public.day(value::timestamptz) ELSE value END, ' ')
			FROM json_each_text(to_json(a))), E'\n') FROM (SELECT * FROM inventory.%s) AS a$f$, call) INTO answer;
	RETURN coalesce(answer, 'no rows');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- The lines of a supply.
CREATE OR REPLACE FUNCTION public.supply_is(supply text) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT coalesce(string_agg(format('%s %s: %s of %s, %s%s%s', variant_id, location_id, received, quantity, public.day(expected_at), ', of ' || source,
	CASE WHEN from_location IS NOT NULL THEN format(', shipped %s from %s, lost %s, returned %s', shipped, from_location, lost, returned) END), E'\n' ORDER BY variant_id, location_id), 'no supply')
FROM inventory.supplies WHERE supply_id = supply
$$;

CREATE OR REPLACE FUNCTION public.stock_is(variant text, location text) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT coalesce((SELECT format('%s on hand, %s reserved, %s incoming, limit %s, shortfall %s', on_hand, reserved, incoming, coalesce(backorder_limit::text, 'none'), shortfall)
	FROM inventory.availability WHERE variant_id = variant AND location_id = location), 'no level')
$$;

-- Makes the limit of a level follow supply.
CREATE OR REPLACE FUNCTION public.follow(variant text, location text) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT format('%s incoming, limit %s', incoming, backorder_limit) FROM inventory.set_level_policy(variant, location, promise_incoming => true)
$$;

-- The ledger of a variant with its supplies, oldest first.
CREATE OR REPLACE FUNCTION public.supply_ledger(variant text) RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
SELECT format('%s %s: on hand %s, reserved %s, incoming %s; reference %s, supply %s', location_id, type, to_char(on_hand_delta, 'FMSG9990'), to_char(reserved_delta, 'FMSG9990'),
	to_char(incoming_delta, 'FMSG9990'), coalesce(reference_id, '-'), coalesce(supply_id, '-'))
FROM inventory.transactions WHERE variant_id = variant ORDER BY transaction_id
$$;

-- When the holds of a cart ship and when they were told to.
CREATE OR REPLACE FUNCTION public.promises_of(reference text) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT coalesce(string_agg(format('%s %s %s: %s from stock, ships %s%s, told %s', location_id, variant_id, quantity, from_stock,
	CASE WHEN ships_from IS DISTINCT FROM ships_by THEN public.day(ships_from) || ' to ' END, public.day(ships_by), public.day(promised_at)), E'\n' ORDER BY location_id, variant_id), 'nothing')
FROM inventory.cart_promises(reference)
$$;

\set ECHO all
