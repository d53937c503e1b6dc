-- Bad input: refused with 22004, 22023 or 22003, the argument named, nothing changed.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('bi', 'nyc', 10, 'po')$$), outcome($$reserve_inventory('bi', 'nyc', 2, 'bi-cart')$$),
	outcome($$set_supply('bi-order', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 2}]')$$);
SELECT outcome($$create_consumer('bi-changes', 'changes')$$), outcome($$create_consumer('bi-signals', 'signals')$$);

-- One good call of every function, argument by argument. Kinds: id (text, needed), id? (may be NULL),
-- text and text? (free), units (positive), units0, units?, ttl?, and the odd ones that are tried by hand below.
CREATE TEMP TABLE arguments (function text, n serial, argument text, kind text, good text);
INSERT INTO arguments (function, argument, kind, good) VALUES
	('reserve_inventory', 'variant_id', 'id', '''bi'''), ('reserve_inventory', 'location_id', 'id', '''nyc'''),
	('reserve_inventory', 'quantity', 'units', '1'), ('reserve_inventory', 'reference_id', 'id', '''bi-cart'''),
	('reserve_inventory', 'ttl', 'ttl?', 'NULL'), ('reserve_inventory', 'customer_id', 'id?', 'NULL'), ('reserve_inventory', 'request_id', 'id?', 'NULL'),
	('reserve_inventory', 'backorder', 'flag', 'true'),
	('try_reserve_inventory', 'variant_id', 'id', '''bi'''), ('try_reserve_inventory', 'location_id', 'id', '''nyc'''),
	('try_reserve_inventory', 'quantity', 'units', '1'), ('try_reserve_inventory', 'reference_id', 'id', '''bi-cart'''),
	('try_reserve_inventory', 'ttl', 'ttl?', 'NULL'), ('try_reserve_inventory', 'customer_id', 'id?', 'NULL'), ('try_reserve_inventory', 'request_id', 'id?', 'NULL'),
	('try_reserve_inventory', 'backorder', 'flag', 'true'),
	('reserve_cart', 'reference_id', 'id', '''bi-cart'''), ('reserve_cart', 'lines', 'lines', '''[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]'''),
	('reserve_cart', 'ttl', 'ttl?', 'NULL'), ('reserve_cart', 'customer_id', 'id?', 'NULL'), ('reserve_cart', 'request_id', 'id?', 'NULL'), ('reserve_cart', 'route', 'route', 'NULL'),
	('try_reserve_cart', 'reference_id', 'id', '''bi-cart'''), ('try_reserve_cart', 'lines', 'lines', '''[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]'''),
	('try_reserve_cart', 'ttl', 'ttl?', 'NULL'), ('try_reserve_cart', 'customer_id', 'id?', 'NULL'), ('try_reserve_cart', 'request_id', 'id?', 'NULL'), ('try_reserve_cart', 'route', 'route', 'NULL'),
	('reserve_batch', 'reference_ids', 'array', '''{bi-cart}'''), ('reserve_batch', 'variant_ids', 'array', '''{bi}'''),
	('reserve_batch', 'location_ids', 'array', '''{nyc}'''), ('reserve_batch', 'quantities', 'array', '''{1}'''), ('reserve_batch', 'ttl', 'ttl?', 'NULL'),
	('reserve_batch', 'backorder', 'flag', 'true'),
	('set_reservation', 'variant_id', 'id', '''bi'''), ('set_reservation', 'location_id', 'id', '''nyc'''),
	('set_reservation', 'quantity', 'units0', '3'), ('set_reservation', 'reference_id', 'id', '''bi-cart'''),
	('set_reservation', 'ttl', 'ttl?', 'NULL'), ('set_reservation', 'customer_id', 'id?', 'NULL'), ('set_reservation', 'request_id', 'id?', 'NULL'),
	('set_reservation', 'backorder', 'flag', 'true'),
	('set_cart', 'reference_id', 'id', '''bi-cart'''), ('set_cart', 'lines', 'lines?', '''[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]'''), ('set_cart', 'ttl', 'ttl?', 'NULL'),
	('set_cart', 'customer_id', 'id?', 'NULL'), ('set_cart', 'request_id', 'id?', 'NULL'), ('set_cart', 'route', 'route', 'NULL'),
	('try_set_cart', 'reference_id', 'id', '''bi-cart'''), ('try_set_cart', 'lines', 'lines?', '''[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]'''), ('try_set_cart', 'ttl', 'ttl?', 'NULL'),
	('try_set_cart', 'customer_id', 'id?', 'NULL'), ('try_set_cart', 'request_id', 'id?', 'NULL'), ('try_set_cart', 'route', 'route', 'NULL'),
	('touch_cart', 'reference_id', 'id', '''bi-cart'''), ('touch_cart', 'ttl', 'ttl?', 'NULL'),
	('release_reservation', 'variant_id', 'id', '''bi'''), ('release_reservation', 'location_id', 'id', '''nyc'''),
	('release_reservation', 'quantity', 'units?', '1'), ('release_reservation', 'reference_id', 'id', '''bi-cart'''), ('release_reservation', 'request_id', 'id?', 'NULL'),
	('release_cart', 'reference_id', 'id', '''bi-cart'''), ('release_cart', 'cancel_order', 'flag', 'false'), ('release_cart', 'request_id', 'id?', 'NULL'),
	('release_carts', 'reference_ids', 'array', '''{bi-cart}'''), ('release_carts', 'cancel_orders', 'flag', 'false'), ('release_carts', 'request_id', 'id?', 'NULL'),
	('expire_stale_carts', 'older_than', 'ttl?', '''1000 years'''), ('expire_stale_carts', 'max_carts', 'count?', '1'),
	('confirm_cart', 'reference_id', 'id', '''bi-cart'''), ('confirm_cart', 'order_id', 'id?', 'NULL'),
	('confirm_cart', 'revive', 'flag', 'false'), ('confirm_cart', 'request_id', 'id?', 'NULL'),
	('confirm_cart', 'lines', 'skip', '''[{"variant_id": "bi", "quantity": 2}]'''),
	('merge_carts', 'from_reference', 'id', '''bi-cart'''), ('merge_carts', 'into_reference', 'id', '''bi-other'''), ('merge_carts', 'request_id', 'id?', 'NULL'),
	('move_reservation', 'variant_id', 'id', '''bi'''), ('move_reservation', 'from_location', 'id', '''nyc'''), ('move_reservation', 'to_location', 'id', '''london'''),
	('move_reservation', 'quantity', 'units', '1'), ('move_reservation', 'reference_id', 'id', '''bi-cart'''), ('move_reservation', 'request_id', 'id?', 'NULL'),
	('fulfill_reservation', 'variant_id', 'id', '''bi'''), ('fulfill_reservation', 'location_id', 'id', '''nyc'''),
	('fulfill_reservation', 'quantity', 'units?', '1'), ('fulfill_reservation', 'reference_id', 'id', '''bi-cart'''), ('fulfill_reservation', 'request_id', 'id?', 'NULL'),
	('fulfill_reservation', 'overtake', 'flag', 'false'),
	('fulfill_cart', 'reference_id', 'id', '''bi-cart'''), ('fulfill_cart', 'request_id', 'id?', 'NULL'), ('fulfill_cart', 'overtake', 'flag', 'false'), ('fulfill_cart', 'location_id', 'id?', 'NULL'),
	('sell_inventory', 'variant_id', 'id', '''bi'''), ('sell_inventory', 'location_id', 'id', '''nyc'''),
	('sell_inventory', 'quantity', 'units', '1'), ('sell_inventory', 'reference_id', 'id', '''till'''), ('sell_inventory', 'request_id', 'id?', 'NULL'),
	('receive_inventory', 'variant_id', 'id', '''bi'''), ('receive_inventory', 'location_id', 'id', '''nyc'''),
	('receive_inventory', 'quantity', 'units', '1'), ('receive_inventory', 'reference_id', 'id', '''po'''),
	('receive_inventory', 'reason', 'text?', 'NULL'), ('receive_inventory', 'request_id', 'id?', 'NULL'),
	('adjust_inventory', 'variant_id', 'id', '''bi'''), ('adjust_inventory', 'location_id', 'id', '''nyc'''),
	('adjust_inventory', 'delta', 'delta', '1'), ('adjust_inventory', 'reason', 'text', '''found'''), ('adjust_inventory', 'reference_id', 'id?', 'NULL'),
	('adjust_inventory', 'expected_on_hand', 'skip', 'NULL'), ('adjust_inventory', 'allow_shortfall', 'flag', 'false'), ('adjust_inventory', 'request_id', 'id?', 'NULL'),
	('count_inventory', 'variant_id', 'id', '''bi'''), ('count_inventory', 'location_id', 'id', '''nyc'''),
	('count_inventory', 'counted', 'units0', '11'), ('count_inventory', 'reason', 'text?', '''count'''), ('count_inventory', 'reference_id', 'id?', 'NULL'),
	('count_inventory', 'expected_on_hand', 'skip', 'NULL'), ('count_inventory', 'allow_shortfall', 'flag', 'false'), ('count_inventory', 'request_id', 'id?', 'NULL'), ('count_inventory', 'as_of', 'skip', 'NULL'),
	('return_inventory', 'variant_id', 'id', '''bi'''), ('return_inventory', 'location_id', 'id', '''nyc'''),
	('return_inventory', 'quantity', 'units', '1'), ('return_inventory', 'reference_id', 'id', '''rma'''), ('return_inventory', 'restock', 'flag', 'true'),
	('return_inventory', 'reason', 'text?', 'NULL'), ('return_inventory', 'request_id', 'id?', 'NULL'),
	('transfer_inventory', 'variant_id', 'id', '''bi'''), ('transfer_inventory', 'from_location', 'id', '''nyc'''), ('transfer_inventory', 'to_location', 'id', '''london'''),
	('transfer_inventory', 'quantity', 'units', '1'), ('transfer_inventory', 'reference_id', 'id', '''move'''), ('transfer_inventory', 'request_id', 'id?', 'NULL'),
	('set_level_policy', 'variant_id', 'id', '''bi'''), ('set_level_policy', 'location_id', 'id', '''nyc'''),
	('set_level_policy', 'backorder_limit', 'units0?', 'NULL'), ('set_level_policy', 'unlimited_backorder', 'skip', 'NULL'), ('set_level_policy', 'safety_stock', 'units0?', 'NULL'),
	('set_level_policy', 'low_stock_threshold', 'skip', 'NULL'), ('set_level_policy', 'tracked', 'skip', 'NULL'), ('set_level_policy', 'stripes', 'skip', 'NULL'),
	('set_level_policy', 'promise_incoming', 'skip', 'NULL'), ('set_level_policy', 'ships_in', 'ttl?', 'NULL'), ('set_level_policy', 'ships_in_max', 'ttl?', 'NULL'), ('set_level_policy', 'available_from', 'skip', 'NULL'),
	('apply_levels', 'changes', 'lines', '''[{"variant_id": "bi", "location_id": "nyc", "delta": 1}]'''), ('apply_levels', 'all_or_nothing', 'flag', 'true'), ('apply_levels', 'request_id', 'id?', 'NULL'),
	('delete_level', 'variant_id', 'id', '''bi-none'''), ('delete_level', 'location_id', 'id', '''nyc'''),
	('create_consumer', 'consumer_id', 'id', '''bi-new'''), ('create_consumer', 'stream', 'text', '''changes'''), ('create_consumer', 'from_start', 'skip', 'NULL'),
	('drop_consumer', 'consumer_id', 'id', '''bi-new'''),
	('read_changes', 'consumer_id', 'id', '''bi-changes'''), ('read_changes', 'max_rows', 'count', '1'),
	('read_signals', 'consumer_id', 'id', '''bi-signals'''), ('read_signals', 'max_rows', 'count', '1'),
	('acknowledge', 'consumer_id', 'id', '''bi-changes'''), ('acknowledge', 'seq', 'skip', '0'),
	('collect_changes', 'max_rows', 'count?', '1'),
	('available_inventory', 'variant_id', 'id', '''bi'''), ('available_inventory', 'location_id', 'id?', '''nyc'''), ('available_inventory', 'excluding_reference', 'id?', 'NULL'),
	('available_variants', 'variant_ids', 'array', '''{bi}'''), ('available_variants', 'location_ids', 'skip', 'NULL'),
	('cart_lines', 'reference_id', 'id', '''bi-cart'''),
	('level_history', 'variant_id', 'id', '''bi'''), ('level_history', 'location_id', 'id', '''nyc'''),
	('level_history', 'since', 'needed', '''-infinity'''), ('level_history', 'max_rows', 'count', '10'),
	('drop_transactions_before', 'before', 'needed', '''2000-01-01'''), ('drop_transactions_before', 'max_rows', 'count?', '1'),
	('set_location', 'location_id', 'id', '''bi-place'''), ('set_location', 'status', 'status', '''open'''), ('set_location', 'priority', 'skip', '-1'),
	('set_location', 'site_id', 'id?', 'NULL'), ('set_location', 'channels', 'ids', '''{web}'''), ('set_location', 'zones', 'ids', 'NULL'),
	('set_location', 'latitude', 'degrees', '90'), ('set_location', 'longitude', 'degrees', '-180'),
	('set_location', 'parcel_cost', 'units0?', 'NULL'), ('set_location', 'sells_until', 'skip', '''infinity'''),
	('delete_location', 'location_id', 'id', '''bi-place'''),
	('set_kit', 'kit_id', 'id', '''bi-kit'''), ('set_kit', 'components', 'components', '''[{"variant_id": "bi", "quantity": 2}]'''),
	('set_product', 'product_id', 'id', '''bi-product'''), ('set_product', 'variants', 'lines', '''[{"variant_id": "bi"}]'''),
	('product_availability', 'product_ids', 'array', '''{bi-product}'''), ('product_availability', 'location_ids', 'ids', 'NULL'),
	('product_matrix', 'product_id', 'id', '''bi-product'''), ('product_matrix', 'location_ids', 'ids', 'NULL'),
	('plan_cart', 'lines', 'lines', '''[{"variant_id": "bi", "quantity": 1}]'''), ('plan_cart', 'route', 'route', 'NULL'), ('plan_cart', 'excluding_reference', 'id?', 'NULL'),
	('cart_sources', 'lines', 'lines', '''[{"variant_id": "bi", "quantity": 1}]'''), ('cart_sources', 'route', 'route', 'NULL'),
	('set_supply', 'supply_id', 'id', '''bi-order'''), ('set_supply', 'lines', 'lines?', '''[{"variant_id": "bi", "location_id": "nyc", "quantity": 3}]'''),
	('set_supply', 'expected_at', 'time?', '''2090-01-01'''), ('set_supply', 'source', 'id?', 'NULL'), ('set_supply', 'allow_shortfall', 'flag', 'false'),
	('ship_transfer', 'transfer_id', 'id', '''bi-transfer'''), ('ship_transfer', 'from_location', 'id', '''nyc'''), ('ship_transfer', 'to_location', 'id', '''london'''),
	('ship_transfer', 'lines', 'lines', '''[{"variant_id": "bi", "quantity": 1}]'''), ('ship_transfer', 'expected_at', 'time?', 'NULL'), ('ship_transfer', 'request_id', 'id?', 'NULL'),
	('receive_supply', 'supply_id', 'id', '''bi-order'''), ('receive_supply', 'lines', 'lines?', 'NULL'), ('receive_supply', 'reference_id', 'id?', 'NULL'),
	('receive_supply', 'close', 'flag', 'false'), ('receive_supply', 'allow_excess', 'flag', 'false'), ('receive_supply', 'allow_shortfall', 'flag', 'false'), ('receive_supply', 'request_id', 'id?', 'NULL'),
	('promise_cart', 'reference_id', 'id', '''bi-cart'''), ('promise_cart', 'promised_at', 'time?', 'NULL'),
	('cart_promises', 'reference_id', 'id', '''bi-cart'''),
	('late_promises', 'variant_id', 'id?', 'NULL'), ('late_promises', 'location_id', 'id?', 'NULL'), ('late_promises', 'supply_id', 'id?', 'NULL'), ('late_promises', 'max_rows', 'count', '10'),
	('available_by_date', 'variant_id', 'id', '''bi'''), ('available_by_date', 'location_id', 'id?', 'NULL'), ('available_by_date', 'excluding_reference', 'id?', 'NULL'),
	('set_replenishment', 'variant_id', 'id?', '''bi'''), ('set_replenishment', 'location_id', 'long', 'NULL'), ('set_replenishment', 'product_id', 'id?', 'NULL'),
	('set_replenishment', 'low_stock', 'limit', '3'), ('set_replenishment', 'low_margin', 'units0?', 'NULL'), ('set_replenishment', 'in_stock_at', 'units?', 'NULL'), ('set_replenishment', 'overstock', 'limit', 'NULL'),
	('set_replenishment', 'lead_time', 'ttl?', '''2 weeks'''), ('set_replenishment', 'lead_time_sd', 'ttl?', 'NULL'), ('set_replenishment', 'order_cycle', 'ttl?', 'NULL'), ('set_replenishment', 'service_level', 'share?', 'NULL'),
	('set_replenishment', 'pack_size', 'units?', 'NULL'), ('set_replenishment', 'minimum_order', 'units0?', 'NULL'), ('set_replenishment', 'max_stock', 'limit', 'NULL'), ('set_replenishment', 'supplier_id', 'long', 'NULL'),
	('demand_history', 'variant_id', 'id', '''bi'''), ('demand_history', 'location_id', 'id?', 'NULL'), ('demand_history', 'since', 'skip', '''-infinity'''),
	('forecast_demand', 'variant_id', 'id', '''bi'''), ('forecast_demand', 'location_id', 'id?', 'NULL'), ('forecast_demand', 'days', 'count', '3650'), ('forecast_demand', 'service_level', 'share', '0.95'), ('forecast_demand', 'uplift', 'factor', '0'),
	('replenishment_report', 'location_id', 'id?', 'NULL'), ('replenishment_report', 'supplier_id', 'id?', 'NULL'), ('replenishment_report', 'due_only', 'flag', 'false');

-- no argument of a function of the contract is forgotten
SELECT p.proname, a.argument AS not_tried FROM pg_proc AS p, unnest(p.proargnames[1:p.pronargs]) AS a (argument)
	WHERE p.pronamespace = 'inventory'::regnamespace AND p.proname NOT IN ('grant_access', 'revoke_access', 'run_chore')
	EXCEPT SELECT function, argument FROM arguments ORDER BY 1, 2;

CREATE FUNCTION pg_temp.call(f text, replaced text, value text) RETURNS text LANGUAGE sql AS $$
SELECT format('%s(%s)', f, string_agg(format('%s => %s', argument, CASE argument WHEN replaced THEN value ELSE good END), ', ' ORDER BY n))
FROM arguments WHERE function = f
$$;

-- the good calls are good, so that what follows is refused for its one bad argument
CREATE FUNCTION pg_temp.undone(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	answer := public.outcome(call);
	RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' THEN
	RETURN answer;
END
$$;
SELECT f AS refused, pg_temp.undone(pg_temp.call(f, NULL, NULL)) FROM (SELECT DISTINCT function FROM arguments) AS a (f)
	WHERE pg_temp.undone(pg_temp.call(f, NULL, NULL)) ~ '^[0-9A-Z]{5} ' ORDER BY f;

CREATE TEMP TABLE bad_values (kind text, n serial, label text, value text);
INSERT INTO bad_values (kind, label, value)
	SELECT kind, label, value FROM unnest('{id,id?}'::text[]) AS kind, (VALUES ('empty', ''''''), ('256 characters', 'repeat(''x'', 256)'),
		('255 x 4 bytes', 'repeat(chr(128512), 255)'), ('201 x 4 bytes', 'repeat(chr(128512), 201)')) AS v (label, value)
	UNION ALL SELECT 'long', label, value FROM (VALUES ('256 characters', 'repeat(''x'', 256)'), ('201 x 4 bytes', 'repeat(chr(128512), 201)')) AS v (label, value)
	UNION ALL SELECT kind, 'NULL', 'NULL' FROM unnest('{id,units,units0,delta,ttl,text,flag,lines,array,needed,count,degrees,components,share,factor}'::text[]) AS kind
	UNION ALL SELECT 'text', 'empty', ''''''
	UNION ALL SELECT 'time?', '-infinity', '''-infinity'''
	UNION ALL SELECT kind, 'an object', '''{}''' FROM unnest('{lines,lines?,components}'::text[]) AS kind
	UNION ALL SELECT 'route', label, quote_literal(value) FROM (VALUES ('an array', '[]'), ('JSON null', 'null'), ('by', '{"by": 5}'), ('an unknown key', '{"near by": [1, 2]}')) AS v (label, value)
	UNION ALL SELECT 'status', label, quote_literal(value) FROM (VALUES ('empty', ''), ('Open', 'Open'), ('shut', 'shut')) AS v (label, value)
	UNION ALL SELECT 'ids', label, quote_literal(value) FROM (VALUES ('{NULL}', '{NULL}'), ('{""}', '{web,""}'), ('{{web}}', '{{web}}')) AS v (label, value)
	UNION ALL SELECT kind, v, quote_literal(v) FROM unnest('{share,share?}'::text[]) AS kind, unnest('{0,1,-0.5,1.5,NaN,Infinity}'::text[]) AS v
	UNION ALL SELECT 'factor', v, quote_literal(v) FROM unnest('{-0.1,1000001,NaN,Infinity,-Infinity}'::text[]) AS v
	UNION ALL SELECT 'limit', v, v FROM unnest('{-2,9007199254740992,9223372036854775807,-9223372036854775808}'::text[]) AS v
	UNION ALL SELECT 'degrees', v, quote_literal(v) FROM unnest('{180.001,-180.001,NaN,-Infinity}'::text[]) AS v
	UNION ALL SELECT 'components', label, quote_literal(value) FROM (VALUES ('5', '[5]'), ('no quantity', '[{"variant_id": "bi"}]'), ('quantity 0', '[{"variant_id": "bi", "quantity": 0}]'),
		('a place', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]'), ('2^53 in all', '[{"variant_id": "bi", "quantity": 9007199254740991}, {"variant_id": "bi", "quantity": 1}]')) AS v (label, value)
	UNION ALL SELECT kind, '0', '0' FROM unnest('{units,units?,delta,count,count?}'::text[]) AS kind
	UNION ALL SELECT kind, '-1', '-1' FROM unnest('{units,units?,units0,units0?,count,count?}'::text[]) AS kind
	UNION ALL SELECT kind, v, v FROM unnest('{units,units?,units0,units0?,delta}'::text[]) AS kind, unnest('{9007199254740992,9223372036854775807,-9223372036854775808}'::text[]) AS v
	UNION ALL SELECT 'ttl?', v, quote_literal(v) FROM unnest('{-1 second,-1 microsecond,-300 years}'::text[]) AS v;

-- by function and argument: every bad value and its SQLSTATE, and whether the message names the argument
SELECT fingerprint() AS before \gset
CREATE TEMP TABLE refusals AS
SELECT a.n AS a, b.n AS b, a.function, a.argument, b.label, outcome(pg_temp.call(a.function, a.argument, b.value)) AS result
	FROM arguments AS a JOIN bad_values AS b USING (kind);
SELECT function, argument, string_agg(label || ' ' || left(result, 5), ', ' ORDER BY b) FROM refusals GROUP BY function, argument, a ORDER BY a;
SELECT function, argument, label, result AS names_no_argument FROM refusals
	WHERE result !~ rtrim(argument, 's') AND label NOT IN ('NULL') ORDER BY a, b;
SELECT function, argument, label, result AS names_no_argument FROM refusals WHERE result !~ argument AND label = 'NULL' ORDER BY a, b;
-- the messages of one function
SELECT argument, label, replace(result, repeat('x', 256), 'x...') FROM refusals WHERE function = 'reserve_inventory' ORDER BY a, b;
SELECT argument, label, result FROM refusals WHERE function IN ('expire_stale_carts', 'level_history', 'drop_transactions_before') ORDER BY a, b;
SELECT fingerprint() = :'before' AS unchanged;

-- what is just allowed: 200 characters of four bytes are 800 bytes, 255 of one byte
SELECT outcome(format('receive_inventory(%L, %L, 5, %L)', repeat(chr(128512), 200), repeat('l', 255), repeat(chr(128512), 200)));
SELECT outcome(format('reserve_inventory(%L, %L, 5, %L, customer_id => %L, request_id => %L)', repeat(chr(128512), 200), repeat('l', 255), repeat(chr(233), 255), repeat('c', 255), repeat(chr(128512), 200)));
SELECT outcome(format('confirm_cart(%L, %L)', repeat(chr(233), 255), repeat('o', 255)));
SELECT outcome(format('fulfill_cart(%L)', repeat(chr(233), 255)));
-- spaces, quotes, backslashes and line ends are part of an id like any other character
SELECT outcome($$receive_inventory(E' bi \'"\\\n', ' ', 1, '''')$$), outcome($$reserve_inventory(E' bi \'"\\\n', ' ', 1, ' ')$$), outcome($$available_inventory('bi', ' ')$$), outcome($$release_cart(' ')$$);
SELECT outcome($$reserve_cart(E'"\\', '[{"variant_id": " bi ''\"\\\n", "location_id": " ", "quantity": 1}]')$$), outcome($$release_cart(E'"\\')$$);

-- the largest quantity, and one more
SELECT outcome($$receive_inventory('bi-max', 'nyc', 9007199254740991, 'po')$$);
SELECT outcome($$receive_inventory('bi-max', 'nyc', 1, 'po')$$), outcome($$return_inventory('bi-max', 'nyc', 1, 'po')$$), outcome($$adjust_inventory('bi-max', 'nyc', 1, 'found')$$);
SELECT outcome($$receive_inventory('bi-max', 'london', 1, 'po')$$), outcome($$transfer_inventory('bi-max', 'london', 'nyc', 1, 'move')$$), level_is('bi-max', 'london');
SELECT outcome($$available_inventory('bi-max')$$);
SELECT outcome($$reserve_inventory('bi-max', 'nyc', 9007199254740991, 'bi-2')$$), outcome($$reserve_inventory('bi-max', 'nyc', 1, 'bi-2')$$);
SELECT outcome($$fulfill_cart('bi-2')$$), level_is('bi-max', 'nyc');
SELECT outcome($$adjust_inventory('bi-max', 'nyc', 9007199254740991, 'found')$$), outcome($$adjust_inventory('bi-max', 'nyc', -9007199254740991, 'lost')$$);
SELECT outcome($$reserve_inventory('bi', 'nyc', 9007199254740991, 'bi-cart')$$);
SELECT outcome($$reserve_cart('bi-2', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 9007199254740991}, {"variant_id": "bi", "location_id": "nyc", "quantity": 9007199254740991}]')$$);
SELECT outcome($$release_reservation('bi', 'nyc', 9007199254740991, 'bi-2')$$);

-- adjust and count may not go below zero; compare-and-set with nonsense does not match
SELECT outcome($$adjust_inventory('bi', 'nyc', -11, 'lost', allow_shortfall => true)$$), outcome($$adjust_inventory('bi', 'nyc', -1, 'lost', expected_on_hand => -5)$$);

-- lines that are not what lines are
SELECT fingerprint() AS before \gset
SELECT lines, outcome(format('reserve_cart(%L, %L)', 'bi-3', lines)),
	outcome(format('reserve_cart(%L, %L)', 'bi-3', lines)) = outcome(format('try_reserve_cart(%L, %L)', 'bi-3', lines)) AS try_as_well
FROM unnest(ARRAY[
	'null', '1', '"a"', 'true', '{}', '[]', '[[]]', '[null]', '[1]', '["a"]', '[{}]',
	'{"variant_id": "bi", "location_id": "nyc", "quantity": 1}',
	'[[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}]]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}, null]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 1}, {}]',
	'[{"location_id": "nyc", "quantity": 1}]', '[{"variant_id": "bi", "location_id": "nyc"}]', '[{"quantity": 1}]',
	'[{"variant_id": null, "location_id": "nyc", "quantity": 1}]', '[{"variant_id": "bi", "location_id": null, "quantity": 1}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": null}]',
	'[{"variant_id": 1, "location_id": "nyc", "quantity": 1}]', '[{"variant_id": "bi", "location_id": true, "quantity": 1}]',
	'[{"variant_id": ["bi"], "location_id": "nyc", "quantity": 1}]', '[{"variant_id": "bi", "location_id": {"a": 1}, "quantity": 1}]',
	'[{"variant_id": "", "location_id": "nyc", "quantity": 1}]', '[{"variant_id": "bi", "location_id": "", "quantity": 1}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": "1"}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": true}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": [1]}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": {"units": 1}}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 0}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": -1}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 2.5}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 0.1e-9}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 9007199254740992}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 9007199254740991.5}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 9223372036854775808}]', '[{"variant_id": "bi", "location_id": "nyc", "quantity": -1e30}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 1e400}]',
	'[{"variant_id": "bi", "location_id": "nyc", "quantity": 1, "price": 5}]', '[{"variant_id": "bi", "location_id": "nyc", "Quantity": 1}]',
	'[{"variant": "bi", "location_id": "nyc", "quantity": 1}]']) WITH ORDINALITY AS l (lines, n) ORDER BY n;
SELECT outcome(format('reserve_cart(%L, %L)', 'bi-3', jsonb_build_array(jsonb_build_object('variant_id', repeat('v', 256), 'location_id', 'nyc', 'quantity', 1)))),
	outcome(format('reserve_cart(%L, %L)', 'bi-3', jsonb_build_array(jsonb_build_object('variant_id', 'bi', 'location_id', repeat(chr(128512), 255), 'quantity', 1))));
-- the line at fault is named, and the element of an array
\set fine '{"variant_id": "bi", "location_id": "nyc", "quantity": 1}'
SELECT outcome(format('%s(%L, lines => %L)', f, 'bi-3', format('[%s, %s, %s]', :'fine', bad, :'fine')))
FROM unnest('{try_reserve_cart,set_cart,try_set_cart,confirm_cart}'::text[]) AS f,
	unnest(ARRAY['{"variant_id": "bi", "location_id": "nyc", "quantity": 0}', '{"variant_id": null, "location_id": "nyc", "quantity": 1}', '{"location_id": "nyc", "quantity": 1}', '5']) AS bad
ORDER BY f COLLATE "C", bad COLLATE "C";
SELECT outcome($$release_carts('{bi-3,NULL}')$$), outcome($$release_carts('{bi-3,bi-4,""}')$$);
SELECT fingerprint() = :'before' AS unchanged;
-- jsonb keeps the last of two keys
SELECT outcome($$reserve_cart('bi-3', '[{"variant_id": "bi", "location_id": "nyc", "quantity": 9, "quantity": 1}]')$$), outcome($$release_cart('bi-3')$$);

-- lines of orders, deliveries and transfers that are not what these are
SELECT fingerprint() AS before \gset
SELECT f, lines, outcome(replace(call, 'LINES', quote_literal(lines))) FROM (VALUES
	(1, 'set_supply', $$set_supply('bi-order', LINES)$$, $$"variant_id": "bi", "location_id": "nyc"$$),
	(2, 'receive_supply', $$receive_supply('bi-order', LINES)$$, $$"variant_id": "bi", "location_id": "nyc"$$),
	(3, 'ship_transfer', $$ship_transfer('bi-transfer', 'nyc', 'london', LINES)$$, $$"variant_id": "bi"$$)) AS c (f_n, f, call, key),
	LATERAL (SELECT replace(l, 'KEY', key), n FROM unnest(ARRAY['null', '1', '[]', '[1]', '[null]', '[[]]', '[{}]', '[{KEY}]', '[{"quantity": 1}]', '[{"variant_id": "", "quantity": 1}]', '[{"variant_id": null, "quantity": 1}]', '[{"variant_id": 5, "quantity": 1}]',
		'[{KEY, "quantity": 1}, {KEY, "quantity": -1}]', '[{KEY, "quantity": 1.5}]', '[{KEY, "quantity": "1"}]', '[{KEY, "quantity": null}]', '[{KEY, "quantity": 0}]', '[{KEY, "quantity": 9007199254740992}]',
		'[{KEY, "quantity": 9007199254740991}, {KEY, "quantity": 1}]', '[{KEY, "quantity": 1, "minimum": 1}]', '[{KEY, "quantity": 1, "location_id": ""}]']) WITH ORDINALITY AS u (l, n)) AS l (lines, n)
	WHERE f <> 'set_supply' OR lines NOT LIKE '%"quantity": 0}]' ORDER BY f_n, n;
SELECT fingerprint() = :'before' AS unchanged;
SELECT outcome(format('set_supply(%L, %L)', 'bi-order', format('[{"variant_id": "bi", "location_id": "nyc", "quantity": 2, "expected_at": %s}]', at))) FROM unnest(ARRAY['5', 'true', '""', '"soon"', '"01.05.2090"', '"tomorrow"', '"20900101"', '"2090-13-01"', '"-infinity"', '["2090-01-01"]']) WITH ORDINALITY AS t (at, n) ORDER BY n;
SELECT outcome(format('receive_supply(%L, %L)', 'bi-order', format('[{"variant_id": "bi", %s}]', units))) FROM unnest(ARRAY['"lost": -1', '"lost": null', '"lost": "1"', '"returned": -1', '"returned": 1.5', '"quantity": 0, "lost": 0, "returned": 0',
	'"lost": 9007199254740992', '"accepted": 1', '"quantity": 9007199254740991, "lost": 9007199254740991, "returned": 9007199254740991']) WITH ORDINALITY AS t (units, n) ORDER BY n;
SELECT outcome($$ship_transfer('bi-transfer', 'nyc', 'nyc', '[{"variant_id": "bi", "quantity": 1}]')$$), outcome($$receive_supply('bi-order', '[]')$$), outcome($$set_supply('bi-order', expected_at => '-infinity')$$);
SELECT fingerprint() = :'before' AS unchanged;
-- how long a unit takes, and from when on
SELECT call, outcome(format('set_level_policy(%L, %L, %s)', 'bi', 'nyc', call)) FROM unnest(ARRAY['ships_in_max => ''1 day''', 'ships_in => ''2 days'', ships_in_max => ''1 day''', 'ships_in => ''1 month'', ships_in_max => ''29 days''', 'ships_in => ''-1 day''', 'ships_in => ''1 day -25 hours''',
	'ships_in => ''1 day'', ships_in_max => ''-1 day''', 'promise_incoming => true, unlimited_backorder => true', 'promise_incoming => true, backorder_limit => 1']) WITH ORDINALITY AS c (call, n) ORDER BY n;
SELECT fingerprint() = :'before' AS unchanged;

-- a ttl is positive and ends in this calendar; 17 brought infinite intervals, before that a large one has to do
SELECT CASE WHEN current_setting('server_version_num')::int >= 170000 THEN 'infinity' ELSE '-1 day' END AS infinite \gset
SELECT left(outcome(format('reserve_inventory(%L, %L, 1, %L, ttl => %L)', 'bi', 'nyc', 'bi-4', :'infinite')), 5),
	left(outcome(format('touch_cart(%L, %L)', 'bi-cart', :'infinite')), 5), left(outcome(format('expire_stale_carts(%L)', :'infinite')), 5);
SELECT outcome($$reserve_inventory('bi', 'nyc', 1, 'bi-4', ttl => '0')$$), outcome($$touch_cart('bi-cart', '0')$$), outcome($$set_reservation('bi', 'nyc', 1, 'bi-4', ttl => '0')$$),
	outcome($$reserve_batch('{bi-4}', '{bi}', '{nyc}', '{1}', ttl => '0')$$);
SELECT outcome($$reserve_inventory('bi', 'nyc', 1, 'bi-4', ttl => '290000 years')$$), outcome($$touch_cart('bi-cart', '290000 years')$$), cart_is('bi-4');
-- nor does one of parts that nearly cancel each other out, on the way or in the end
SELECT outcome($$reserve_inventory('bi', 'nyc', 1, 'bi-4', ttl => '71582788 months -2147483600 days')$$), outcome($$touch_cart('bi-cart', '-71582788 months 2147483641 days')$$),
	outcome($$expire_stale_carts('71582788 months -2147483600 days')$$), cart_is('bi-4');
-- no cart has been idle since before the calendar begins
SELECT outcome($$expire_stale_carts('7000 years')$$), outcome($$expire_stale_carts('10000 years')$$), outcome($$expire_stale_carts('7000 years -1000000 days')$$), outcome($$expire_stale_carts('20000 years')$$);
SELECT outcome($$reserve_inventory('bi', 'nyc', 1, 'bi-4', ttl => '1 month -40 days')$$), outcome($$reserve_inventory('bi', 'nyc', 1, 'bi-4', ttl => '1 day -23 hours')$$);
SELECT outcome($$release_cart('bi-4')$$);

-- routes that are not what routes are: each key is named, nothing is held, and planning says the same
SELECT fingerprint() AS before \gset
SELECT route, outcome(format('reserve_cart(%L, %L, route => %L)', 'bi-5', '[{"variant_id": "bi", "quantity": 1}]', route)),
	(SELECT count(DISTINCT outcome(format(call, '[{"variant_id": "bi", "quantity": 1}]', route))) FROM unnest(ARRAY['reserve_cart(''bi-5'', %L, route => %L)', 'try_reserve_cart(''bi-5'', %L, route => %L)',
		'set_cart(''bi-5'', %L, route => %L)', 'try_set_cart(''bi-5'', %L, route => %L)', 'plan_cart(%L, %L)', 'cart_sources(%L, %L)']) AS c (call)) AS answers
FROM unnest(ARRAY['1', '"nearest"',
	'{"goals": null}', '{"goals": "nearest"}', '{"goals": {"nearest": 1}}', '{"goals": [null]}', '{"goals": [1]}', '{"goals": ["Nearest"]}', '{"goals": [""]}', '{"goals": ["nearest", "nearest"]}', '{"goals": [["nearest"]]}',
	'{"near": null}', '{"near": []}', '{"near": [1]}', '{"near": [1, 2, 3]}', '{"near": ["1", "2"]}', '{"near": [90.5, 0]}', '{"near": [0, -180.5]}', '{"near": [1e400, 0]}', '{"near": {"latitude": 1, "longitude": 2}}',
	'{"channel": null}', '{"channel": ""}', '{"channel": 5}', '{"channel": ["web"]}', '{"zone": null}', '{"zone": ""}', '{"zone": {}}',
	'{"only": null}', '{"only": "nyc"}', '{"only": [""]}', '{"only": [null]}', '{"only": [1]}', '{"only": [["nyc"]]}', '{"first": {}}', '{"first": [true]}', '{"exclude": null}', '{"exclude": [{"nyc": 1}]}',
	'{"costs": null}', '{"costs": []}', '{"costs": {"nyc": -1}}', '{"costs": {"nyc": 1.5}}', '{"costs": {"nyc": "1"}}', '{"costs": {"nyc": null}}', '{"costs": {"nyc": 9007199254740992}}', '{"costs": {"": 1}}',
	'{"max_parcels": null}', '{"max_parcels": 0}', '{"max_parcels": -1}', '{"max_parcels": 1.5}', '{"max_parcels": "1"}', '{"max_parcels": 2147483648}', '{"max_parcels": 1e30}',
	'{"split_lines": null}', '{"split_lines": 0}', '{"split_lines": "false"}', '{"backorder": null}', '{"backorder": "no"}',
	'{"Goals": []}', '{"": 1}', '{"by": null}', '{"max_parcels": 1, "max_parcel": 1}']) WITH ORDINALITY AS r (route, n) ORDER BY n;
SELECT replace(outcome(format('reserve_cart(%L, %L, route => %L)', 'bi-5', '[{"variant_id": "bi", "quantity": 1}]', jsonb_build_object(key, value))), repeat('x', 256), 'x...')
FROM (VALUES ('channel', to_jsonb(repeat('x', 256))), ('only', to_jsonb(ARRAY['nyc', repeat('x', 256)])), ('first', to_jsonb(ARRAY[repeat(chr(128512), 201)]))) AS r (key, value);
SELECT fingerprint() = :'before' AS unchanged;
-- the setting is checked when it is made
SELECT setting, attempt(format('SET inventory.routing_goals = %L', setting)) FROM unnest('{nearest,"priority,most_stock",cheapest;nearest,NEAREST,"nearest, nearest"}'::text[]) AS s (setting);
SELECT attempt('SET inventory.routing_goals = ''''');
RESET inventory.routing_goals;

-- places and kits that cannot be
SELECT outcome($$set_location('bi-place', latitude => 1)$$), outcome($$set_location('bi-place', longitude => 1)$$), outcome($$set_location('bi-place', latitude => 90.5, longitude => 0)$$);
SELECT left(outcome($$set_location('bi-place', priority => -2147483648, parcel_cost => 9007199254740991, sells_until => '-infinity')$$), 160), outcome($$delete_location('bi-place')$$), outcome($$delete_location('bi-place')$$);
SELECT outcome($$set_kit('bi-kit', '[{"variant_id": "bi-kit", "quantity": 1}]')$$), outcome($$set_kit('bi', '[{"variant_id": "bi-max", "quantity": 1}]')$$), outcome($$set_kit('bi-kit', '[]')$$),
	outcome($$set_kit('bi-kit', '[{"variant_id": "bi", "quantity": 1, "minimum": 1}]')$$), outcome($$set_kit('bi-kit', '[{"variant_id": "bi", "quantity": 1, "backorder": false}]')$$);
SELECT outcome($$set_kit('bi-kit', '[{"variant_id": "bi", "quantity": 1}, {"variant_id": "bi", "quantity": 1}]')$$), outcome($$set_kit('bi-kit', '[{"variant_id": "bi", "quantity": 2}]')$$);
-- a kit is no level: what is done to levels is refused, what asks for one finds none
SELECT call, outcome(call) FROM unnest(ARRAY[$$receive_inventory('bi-kit', 'nyc', 1, 'po')$$, $$return_inventory('bi-kit', 'nyc', 1, 'rma')$$, $$adjust_inventory('bi-kit', 'nyc', 1, 'found')$$, $$count_inventory('bi-kit', 'nyc', 1)$$,
	$$transfer_inventory('bi-kit', 'nyc', 'london', 1, 'move')$$, $$transfer_inventory('bi-kit', 'london', 'nyc', 1, 'move')$$, $$set_level_policy('bi-kit', 'nyc', safety_stock => 1)$$, $$apply_levels('[{"variant_id": "bi-kit", "location_id": "nyc", "on_hand": 1}]')$$,
	$$delete_level('bi-kit', 'nyc')$$, $$reserve_batch('{bi-5}', '{bi-kit}', '{nyc}', '{1}')$$, $$reserve_inventory('bi-kit', 'rome', 1, 'bi-5')$$, $$reserve_inventory('bi-kit', 'nyc', 4503599627370495, 'bi-5')$$, $$reserve_inventory('bi-kit', 'nyc', 4503599627370496, 'bi-5')$$,
	$$set_kit('bi-kit-2', '[{"variant_id": "bi-kit", "quantity": 1}]')$$, $$set_kit('bi', '[{"variant_id": "bi-max", "quantity": 1}]')$$]) WITH ORDINALITY AS c (call, n) ORDER BY n;
SELECT attempt($$INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('bi-kit', 'nyc', 1)$$);

-- variants of products that are none: each says where it is, and the product stays as it was
SELECT outcome($$set_product('bi-product', '[{"variant_id": "bi"}, {"variant_id": "bi-max", "options": {"size": "max"}}]')$$), outcome($$set_product('bi-other', '[{"variant_id": "bi-taken"}]')$$);
SELECT fingerprint() AS before \gset
SELECT variants, outcome(format('set_product(%L, %L)', 'bi-product', variants)) FROM unnest(ARRAY['null', '5', '"bi"', '{}', '{"variant_id": "bi"}', '[null]', '["bi"]', '[[]]', '[{}]', '[{"variant_id": "bi"}, {"options": {}}]',
	'[{"variant_id": null}]', '[{"variant_id": ""}]', '[{"variant_id": 5}]', '[{"variant_id": ["bi"]}]', '[{"variant_id": "bi", "options": []}]', '[{"variant_id": "bi", "options": "M"}]', '[{"variant_id": "bi", "options": 5}]',
	'[{"variant_id": "bi", "options": true}]', '[{"variant_id": "bi", "Options": {}}]', '[{"variant_id": "bi", "quantity": 1}]', '[{"variant_id": "bi", "": 1}]',
	'[{"variant_id": "bi"}, {"variant_id": "bi-max"}, {"variant_id": "bi"}]', '[{"variant_id": "bi"}, {"variant_id": "bi-taken"}]']) WITH ORDINALITY AS v (variants, n) ORDER BY n;
SELECT replace(outcome(format('set_product(%L, %L)', 'bi-product', jsonb_build_array(jsonb_build_object('variant_id', id)))), repeat('x', 256), 'x...') FROM unnest(ARRAY[repeat('x', 256), repeat(chr(128512), 201)]) AS i (id);
SELECT outcome(format('set_product(%L, %L)', 'bi-product', (SELECT jsonb_agg(jsonb_build_object('variant_id', 'bi-' || n)) FROM generate_series(1, 10001) AS n)));
SELECT fingerprint() = :'before' AS unchanged;
SELECT outcome($$set_product('bi-product', '[]')$$), outcome($$set_product('bi-other', '[]')$$), outcome($$set_product('bi-other', '[]')$$);

-- access
SELECT outcome($$grant_access(NULL, 'reader')$$), outcome(format('grant_access(%L, NULL)', current_user)), outcome(format('grant_access(%L, %L)', current_user, 'Reader')), outcome(format('grant_access(%L, %L)', current_user, '')), outcome($$revoke_access(NULL)$$);

SELECT verified();
