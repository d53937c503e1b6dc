-- A function that is declared otherwise than the library answers it gives an error, not what is not there.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('decl', 'nyc', 100, 'po', request_id => 'decl-po')$$), outcome($$reserve_inventory('decl', 'nyc', 9, 'decl-1')$$);
SELECT outcome($$release_reservation('decl', 'nyc', 2, 'decl-1', 'decl-r1')$$), outcome($$reserve_cart('decl-1', '[{"variant_id": "decl", "location_id": "nyc", "quantity": 1}]', request_id => 'decl-r2')$$);

-- What a function of the library answers under another declaration.
CREATE FUNCTION public.declared(symbol text, arguments text, result text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('CREATE FUNCTION public.other(%s) %s AS ''$libdir/inventory'', ''inventory_%s'' LANGUAGE C', arguments, result, symbol);
	EXECUTE format('SELECT string_agg(to_json(a)::text, '','') FROM (SELECT * FROM public.other%s) AS a', call) INTO answer;
	DROP FUNCTION public.other;
	RETURN coalesce(answer, 'no rows');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE DOMAIN public.units AS bigint;
CREATE TYPE public.nothing AS ();
CREATE TYPE public.stock AS (on_hand bigint, available bigint);

-- results
SELECT result, declared('cart_lines', 'text', result, '(''decl-1'')') FROM unnest(ARRAY[
	'RETURNS integer', 'RETURNS text', 'RETURNS void', 'RETURNS SETOF integer', 'RETURNS SETOF text', 'RETURNS jsonb',
	'RETURNS TABLE (a integer)', 'RETURNS TABLE (a text, b text, c bigint, d bigint)', 'RETURNS TABLE (a text, b text, c text, d bigint, e timestamptz)',
	'RETURNS TABLE (a text, b text, c bigint, d bigint, e text)', 'RETURNS TABLE (a text, b text, c bigint, d bigint, e timestamptz, f text)',
	'RETURNS TABLE (a varchar, b text, c bigint, d bigint, e timestamptz)', 'RETURNS public.nothing', 'RETURNS SETOF inventory.levels']) AS result;
SELECT result, declared('receive_inventory', 'text, text, bigint, text, text, text', result, '(''decl'', ''nyc'', 1, ''po'', NULL, NULL)') FROM unnest(ARRAY[
	'RETURNS bigint', 'RETURNS text', 'RETURNS SETOF text', 'RETURNS public.nothing', 'RETURNS inventory.availability', 'RETURNS TABLE (a bigint, b public.units)']) AS result;
SELECT result, declared('release_cart', 'text, boolean, text', result, '(''decl-none'', false, NULL)') FROM unnest(ARRAY[
	'RETURNS text', 'RETURNS integer', 'RETURNS numeric', 'RETURNS jsonb', 'RETURNS void', 'RETURNS public.units', 'RETURNS SETOF bigint', 'RETURNS text[]']) AS result;
SELECT result, declared('delete_level', 'text, text', result, '(''decl-none'', ''nyc'')') FROM unnest(ARRAY['RETURNS text', 'RETURNS bigint', 'RETURNS SETOF boolean']) AS result;
SELECT result, declared('touch_cart', 'text, interval', result, '(''decl-1'', NULL)') FROM unnest(ARRAY['RETURNS text', 'RETURNS timestamp', 'RETURNS bigint']) AS result;
SELECT declared('level_history', 'text, text, timestamptz, integer', 'RETURNS TABLE (transaction_id bigint, recorded_at timestamptz, type text, on_hand_delta bigint,
	reserved_delta bigint, on_hand bigint, reserved bigint, reference_id text, reason text, actor text)', '(''decl'', ''nyc'', ''-infinity'', 9)');
SELECT declared('set_level_policy', 'text, text, bigint, boolean, bigint, bigint, boolean, integer', result, '(''decl'', ''nyc'', NULL, NULL, NULL, NULL, NULL, NULL)')
	FROM unnest(ARRAY['RETURNS text', 'RETURNS inventory.levels', 'RETURNS public.stock']) AS result;
SELECT declared('worker_step', 'timestamptz, text', 'RETURNS text', '(NULL, NULL)'), declared('worker_step', 'timestamptz', 'RETURNS record', '(NULL) AS x (a text)'), declared('maintain', '', 'RETURNS text', '()'),
	declared('stat_functions', '', 'RETURNS SETOF text', '()'), declared('stat_upkeep', '', 'RETURNS bigint', '()');
-- arguments
SELECT arguments, declared('release_cart', arguments, 'RETURNS bigint', call) FROM (VALUES
	('', '()'), ('text', '(''decl-1'')'), ('text, boolean', '(''decl-1'', false)'), ('integer, boolean, text', '(1, false, NULL)'), ('text, text, text', '(''decl-1'', ''t'', NULL)'),
	('text, boolean, bigint', '(''decl-1'', false, 7)'), ('text[], boolean, text', '(''{decl-1}'', false, NULL)')) AS c (arguments, call);
SELECT arguments, declared('reserve_batch', arguments, 'RETURNS TABLE (ordinal integer, status text, remaining bigint, backordered bigint, expires_at timestamptz)', call) FROM (VALUES
	('text[], text[], text[], text[], interval', '(''{decl-1}'', ''{decl}'', ''{nyc}'', ''{1}'', NULL)'), ('text, text[], text[], bigint[], interval', '(''decl-1'', ''{decl}'', ''{nyc}'', ''{1}'', NULL)'),
	('text[], text[], text[], integer[], interval', '(''{decl-1}'', ''{decl}'', ''{nyc}'', ''{1}'', NULL)'), ('text[], text[], text[], bigint[], bigint', '(''{decl-1}'', ''{decl}'', ''{nyc}'', ''{1}'', 1)')) AS c (arguments, call);
SELECT declared('reserve_cart', 'text, text, interval, text, text', 'RETURNS TABLE (variant_id text, location_id text, quantity bigint, remaining bigint, backordered bigint, expires_at timestamptz)', '(''decl-1'', ''[]'', NULL, NULL, NULL)');
SELECT arguments, declared('expire_stale_carts', arguments, 'RETURNS bigint', call) FROM (VALUES
	('integer, integer', '(1, 1)'), ('text, integer', '(''1 hour'', 1)'), ('interval', '(''1 hour'')'), ('interval, bigint', '(''1 hour'', 1)')) AS c (arguments, call);
-- the policy as an older version declares it, as it is now, and otherwise
SELECT n, declared('set_level_policy', arguments, 'RETURNS inventory.availability', call) LIKE '%"on_hand":%' AS answers, declared('set_level_policy', arguments, 'RETURNS text', call) FROM (VALUES
	(1, 'text, text, bigint, boolean, bigint, bigint, boolean, integer', '(''decl'', ''nyc'', NULL, NULL, 0, NULL, NULL, NULL)'),
	(2, 'text, text, bigint, boolean, bigint, bigint, boolean, integer, boolean, interval, interval, timestamptz', '(''decl'', ''nyc'', NULL, NULL, 0, NULL, NULL, NULL, false, NULL, NULL, NULL)'),
	(3, 'text, text, bigint, boolean, bigint, bigint, boolean, integer, text, interval, interval, timestamptz', '(''decl'', ''nyc'', NULL, NULL, 0, NULL, NULL, NULL, ''no'', NULL, NULL, NULL)'),
	(4, 'text, text, bigint, boolean, bigint, bigint, boolean, integer, boolean, text, interval, timestamptz', '(''decl'', ''nyc'', NULL, NULL, 0, NULL, NULL, NULL, false, ''1 day'', NULL, NULL)'),
	(5, 'text, text, bigint, boolean, bigint, bigint, boolean, integer, boolean, interval, interval, date', '(''decl'', ''nyc'', NULL, NULL, 0, NULL, NULL, NULL, false, NULL, NULL, ''2090-01-01'')')) AS c (n, arguments, call) ORDER BY n;
-- supplies and promises
SELECT arguments, declared('set_supply', arguments, 'RETURNS TABLE (variant_id text, location_id text, quantity bigint, received bigint, expected_at timestamptz)', call) FROM (VALUES
	('text, text, timestamptz, text, boolean', '(''decl-po'', ''[]'', NULL, NULL, false)'), ('text, jsonb, date, text, boolean', '(''decl-po'', NULL, ''2090-01-01'', NULL, false)'), ('text, jsonb', '(''decl-po'', NULL)'),
	('text, jsonb, timestamptz, text, boolean', '(''decl-none'', NULL, NULL, NULL, false)')) AS c (arguments, call);
SELECT result, declared('cart_promises', 'text', result, '(''decl-1'')') FROM unnest(ARRAY['RETURNS text', 'RETURNS SETOF text',
	'RETURNS TABLE (a text, b text, c bigint, d bigint, e timestamptz, f timestamptz)', 'RETURNS TABLE (a text, b text, c bigint, d text, e timestamptz, f timestamptz, g timestamptz)']) AS result;
SELECT arguments, declared('late_promises', arguments, 'RETURNS TABLE (a text, b text, c text, d text, e text, f bigint, g bigint, h timestamptz, i timestamptz)', call) FROM (VALUES
	('text, text, text, bigint', '(''decl'', NULL, NULL, 9)'), ('text, text, text', '(''decl'', NULL, NULL)'), ('text, text, text, integer', '(''decl'', NULL, NULL, 9)')) AS c (arguments, call);
-- as it should be
SELECT declared('release_cart', 'text, boolean, text', 'RETURNS bigint', '(''decl-none'', false, NULL)'), declared('receive_inventory', 'text, text, bigint, text, text, text', 'RETURNS public.stock', '(''decl'', ''nyc'', 1, ''po'', NULL, NULL)');

-- a remembered answer is read as the function is declared, if it has that shape
SELECT result, declared('release_reservation', 'text, text, bigint, text, text', result, '(''decl'', ''nyc'', 2, ''decl-1'', ''decl-r1'')') FROM unnest(ARRAY[
	'RETURNS bigint', 'RETURNS text', 'RETURNS numeric', 'RETURNS boolean', 'RETURNS jsonb', 'RETURNS timestamptz', 'RETURNS public.stock', 'RETURNS TABLE (a bigint)', 'RETURNS SETOF text']) AS result;
SELECT result, declared('receive_inventory', 'text, text, bigint, text, text, text', result, '(''decl'', ''nyc'', 100, ''po'', NULL, ''decl-po'')') FROM unnest(ARRAY[
	'RETURNS bigint', 'RETURNS text', 'RETURNS public.stock', 'RETURNS TABLE (on_hand bigint, available bigint)', 'RETURNS SETOF text']) AS result;
-- of an older version that answered less
CREATE TYPE public.more_stock AS (on_hand bigint, available text, incoming bigint, fresh boolean, at timestamptz);
SELECT declared('receive_inventory', 'text, text, bigint, text, text, text', 'RETURNS public.more_stock', '(''decl'', ''nyc'', 100, ''po'', NULL, ''decl-po'')');
SELECT result, regexp_replace(declared('reserve_cart', 'text, jsonb, interval, text, text', result, format('(%L, %L, NULL, NULL, %L)', 'decl-1', '[{"variant_id": "decl", "location_id": "nyc", "quantity": 1}]', 'decl-r2')), '"\d{4}-[^"]*"', '"at"')
	FROM unnest(ARRAY['RETURNS TABLE (variant_id text, quantity text, remaining numeric, expires_at timestamptz)', 'RETURNS text', 'RETURNS public.stock', 'RETURNS SETOF bigint']) AS result;
-- what is remembered is JSON as it ever was
SELECT request_id, regexp_replace(result::text, '"\d{4}-\d\d-\d\dT[^"]*"', '"at"') FROM inventory.requests WHERE request_id LIKE 'decl-%' ORDER BY request_id COLLATE "C";

-- an owner adds columns to a view, of any number and type
BEGIN;
SELECT format('CREATE OR REPLACE VIEW inventory.availability AS SELECT v.*, %s FROM (%s) AS v CROSS JOIN (VALUES (7)) AS t (x)',
	(SELECT string_agg(format('%s AS extra_%s', (ARRAY['x', '''text '' || x', 'now()', '1.5', 'NULL::jsonb'])[1 + n % 5], n), ', ') FROM generate_series(1, 60) AS n),
	rtrim(pg_get_viewdef('inventory.availability'::regclass), ';')) AS view \gset
:view;
SELECT count(*), max(value) FILTER (WHERE key = 'on_hand') AS on_hand, max(value) FILTER (WHERE key = 'extra_56') AS extra_56
	FROM json_each_text(to_json(inventory.set_level_policy('decl', 'nyc', safety_stock => 3)));
ROLLBACK;
SELECT outcome($$set_level_policy('decl', 'nyc', safety_stock => 3)$$);

SELECT verified();
DROP FUNCTION public.declared(text, text, text, text);
DROP TYPE public.nothing, public.stock, public.more_stock;
DROP DOMAIN public.units;
