-- Where a cart comes from: every goal, every key of a route, and what cannot be had.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- 'tee:3 cap:2@ber mug:5>2 pin:1!': three tees, two caps from ber, two to five mugs, a pin only from stock
CREATE FUNCTION pg_temp.lines(cart text) RETURNS jsonb
LANGUAGE sql AS $$
SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('variant_id', m[1], 'location_id', m[4], 'quantity', m[2]::bigint, 'minimum', m[6]::bigint, 'backorder', CASE m[7] WHEN '!' THEN false END)) ORDER BY n), '[]')
FROM regexp_split_to_table(nullif(cart, ''), ' +') WITH ORDINALITY AS t (line, n), regexp_match(line, '^([^:]+):(\d+)(@([^>!]+))?(>(\d+))?(!)?$') AS m
$$;

-- What is planned, a parcel in brackets: units, + of them that wait.
CREATE FUNCTION pg_temp.planned(lines jsonb, route jsonb DEFAULT NULL, excluding text DEFAULT NULL, numbered boolean DEFAULT true) RETURNS text
LANGUAGE sql AS $$
SELECT string_agg(format('%s[%s]', place, taken), ' ' ORDER BY CASE WHEN numbered THEN parcel END, place COLLATE "C")
FROM (SELECT parcel, CASE WHEN bool_and(status = 'available') THEN '' ELSE string_agg(DISTINCT status, ',') || ' ' END || coalesce(string_agg(DISTINCT location_id, '+'), '-') AS place,
		string_agg(format('%s %s%s', variant_id, quantity, CASE WHEN backordered > 0 THEN '+' || backordered ELSE '' END), ', ' ORDER BY variant_id, location_id, quantity) AS taken
	FROM inventory.plan_cart(lines, route, excluding)
	GROUP BY parcel, CASE WHEN parcel IS NULL THEN concat(status, location_id) END) AS p
$$;

-- Plans a cart, and holds and releases it: what is held, and what the call answered, must be what was planned, whatever
-- the order of lines.
CREATE FUNCTION pg_temp.routed(cart text, route jsonb DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	lines jsonb = pg_temp.lines(cart);
	plan text = pg_temp.planned(lines, route);
	turned text = pg_temp.planned((SELECT jsonb_agg(l ORDER BY n DESC) FROM jsonb_array_elements(lines) WITH ORDINALITY AS t (l, n)), route, numbered => false);
	rows_planned text = (SELECT string_agg(concat_ws(' ', variant_id, location_id, quantity, backordered), ', ' ORDER BY variant_id, location_id) FROM inventory.plan_cart(lines, route));
	rows_answered text;
	held_planned text;
	held text;
BEGIN
	SELECT string_agg(concat_ws(' ', variant_id, location_id, sum), ', ' ORDER BY variant_id, location_id) INTO held_planned
	FROM (SELECT variant_id, location_id, sum(quantity) FROM inventory.plan_cart(lines, route) WHERE parcel IS NOT NULL GROUP BY 1, 2) AS p;
	BEGIN
		SELECT string_agg(concat_ws(' ', variant_id, location_id, quantity, backordered), ', ' ORDER BY variant_id, location_id) INTO rows_answered
		FROM inventory.reserve_cart('ro-try', lines, route => route);
		SELECT string_agg(concat_ws(' ', variant_id, location_id, sum), ', ' ORDER BY variant_id, location_id) INTO held
		FROM (SELECT variant_id, location_id, sum(quantity) FROM inventory.reservations WHERE reference_id = 'ro-try' GROUP BY 1, 2) AS r;
		PERFORM inventory.release_cart('ro-try');
	EXCEPTION WHEN OTHERS THEN
		RETURN coalesce(plan, 'nothing planned') || E'\n  ' || SQLSTATE || ' ' || SQLERRM;
	END;
	RETURN concat(coalesce(plan, 'nothing planned'),
		CASE WHEN turned IS DISTINCT FROM pg_temp.planned(lines, route, numbered => false) THEN E'\n  IN ANOTHER ORDER ' || turned END,
		CASE WHEN rows_answered IS DISTINCT FROM rows_planned THEN E'\n  PLANNED ' || coalesce(rows_planned, 'nothing') || ', ANSWERED ' || coalesce(rows_answered, 'nothing') END,
		CASE WHEN held IS DISTINCT FROM held_planned THEN E'\n  PLANNED ' || coalesce(held_planned, 'nothing') || ', HELD ' || coalesce(held, 'nothing') END);
END
$$;

-- stock, as 'variant place quantity', and a place's backorders as quantity+limit
CREATE FUNCTION pg_temp.stock(VARIADIC levels text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	w text[];
BEGIN
	FOR w IN SELECT regexp_match(l, '^(\S+) (\S+) (\d+)(\+(\d+))?$') FROM unnest(levels) AS l LOOP
		IF w[3]::bigint > 0 THEN PERFORM inventory.receive_inventory(w[1], w[2], w[3]::bigint, 'po'); END IF;
		IF w[5] IS NOT NULL OR w[3] = '0' THEN PERFORM inventory.set_level_policy(w[1], w[2], backorder_limit => coalesce(w[5], '0')::bigint); END IF;
	END LOOP;
END
$$;

-- Four places. Hamburg is the cheapest, Munich the one that is preferred; of ro-nil nobody said anything.
SELECT count(inventory.set_location(place, priority => priority, latitude => latitude, longitude => longitude, parcel_cost => cost))
FROM (VALUES ('ro-ber', 10, 52.52, 13.40, 500), ('ro-ham', 20, 53.55, 9.99, 300), ('ro-muc', 5, 48.14, 11.58, 400)) AS t (place, priority, latitude, longitude, cost);
SELECT pg_temp.stock('ro-1 ro-ber 4', 'ro-1 ro-ham 6', 'ro-1 ro-muc 3', 'ro-1 ro-nil 9', 'ro-2 ro-ber 4', 'ro-2 ro-ham 2', 'ro-2 ro-muc 1');

-- as few parcels as can be, of these the nearest, then by priority, then by id
SHOW inventory.routing_goals;
SELECT pg_temp.routed('ro-1:2');
SELECT pg_temp.routed('ro-1:4');
SELECT pg_temp.routed('ro-1:9');
SELECT pg_temp.routed('ro-1:2', '{"near": [53, 10]}'), pg_temp.routed('ro-1:2', '{"near": [48, 11]}'), pg_temp.routed('ro-1:7', '{"near": [48, 11]}');
SELECT pg_temp.routed('ro-1:1 ro-2:2');
SELECT pg_temp.routed('ro-1:1 ro-2:2', '{"near": [53, 10]}');
SELECT pg_temp.routed('ro-1:10 ro-2:2', '{"near": [53, 10]}');
SELECT pg_temp.routed('ro-1:22 ro-2:7');

-- each goal alone; what it does not decide is decided by the id
SELECT goal, quantity, pg_temp.routed('ro-1:' || quantity, jsonb_build_object('near', '[53, 10]'::jsonb, 'goals', ARRAY[goal]))
FROM unnest('{fewest_parcels,cheapest,nearest,priority,most_stock}'::text[]) WITH ORDINALITY AS g (goal, n), unnest('{2,5,8,12}'::int[]) AS quantity ORDER BY n, quantity;
SELECT goal, pg_temp.routed('ro-1:5 ro-2:4', jsonb_build_object('near', '[53, 10]'::jsonb, 'goals', ARRAY[goal]))
FROM unnest('{fewest_parcels,cheapest,nearest,priority,most_stock}'::text[]) WITH ORDINALITY AS g (goal, n) ORDER BY n;
-- no goal at all: by the id
SELECT pg_temp.routed('ro-1:5', '{"goals": []}');
-- nearest is skipped where nobody said near what
SELECT pg_temp.routed('ro-1:2', '{"goals": ["nearest", "priority"]}'), pg_temp.routed('ro-1:2', '{"goals": ["nearest"]}');
-- the first difference decides
SELECT pg_temp.routed('ro-2:5', '{"goals": ["fewest_parcels", "cheapest"]}'), pg_temp.routed('ro-2:5', '{"goals": ["fewest_parcels", "most_stock"]}'), pg_temp.routed('ro-2:5', '{"goals": ["priority", "fewest_parcels"]}'), pg_temp.routed('ro-2:5', '{"goals": ["cheapest", "priority"]}');

-- first: filled in that order, before any goal is asked
SELECT pg_temp.routed('ro-1:2', '{"first": ["ro-ham"]}'), pg_temp.routed('ro-1:8', '{"first": ["ro-ham"]}'), pg_temp.routed('ro-1:8', '{"first": ["ro-muc", "ro-ham"]}'), pg_temp.routed('ro-1:8 ro-2:1', '{"first": ["ro-nil", "ro-ham", "ro-muc", "ro-ber"]}');
-- only and exclude
SELECT pg_temp.routed('ro-1:5', '{"only": ["ro-ber", "ro-muc"]}');
SELECT pg_temp.routed('ro-1:8', '{"only": ["ro-ber", "ro-muc"]}');
SELECT pg_temp.routed('ro-1:2', '{"exclude": ["ro-muc", "ro-never"]}'), pg_temp.routed('ro-1:2', '{"exclude": ["ro-muc"], "only": ["ro-muc", "ro-ham"], "first": ["ro-muc"]}');
SELECT pg_temp.routed('ro-1:2', '{"exclude": ["ro-muc"], "only": ["ro-muc"]}');
SELECT pg_temp.routed('ro-1:2', '{"only": []}'), pg_temp.routed('ro-1:2', '{"first": [], "exclude": []}');
-- costs of the call in place of the place's own
SELECT pg_temp.routed('ro-1:2', '{"goals": ["cheapest"]}'), pg_temp.routed('ro-1:2', '{"goals": ["cheapest"], "exclude": ["ro-nil"]}'), pg_temp.routed('ro-1:2', '{"goals": ["cheapest"], "costs": {"ro-nil": 1000, "ro-ber": 10}}'), pg_temp.routed('ro-1:10', '{"goals": ["cheapest"], "costs": {"ro-nil": 1000, "ro-ber": 10, "ro-ham": 980, "ro-muc": 11}}');

-- channels and zones
SELECT outcome($$set_location('ro-web', channels => '{web,app}', zones => '{de,at}', priority => 1)$$) <> '', pg_temp.stock('ro-1 ro-web 9');
SELECT pg_temp.routed('ro-1:2'), pg_temp.routed('ro-1:2', '{"channel": "web"}'), pg_temp.routed('ro-1:2', '{"channel": "pos"}'), pg_temp.routed('ro-1:2', '{"channel": "Web"}'), pg_temp.routed('ro-1:2', '{"zone": "at", "channel": "app"}'), pg_temp.routed('ro-1:2', '{"zone": "ch", "channel": "app"}');
SELECT pg_temp.routed('ro-1:2', '{"only": ["ro-web"], "zone": "ch"}');
SELECT outcome($$set_location('ro-web', status => 'closed')$$) <> '';
-- a place that does not sell is none
SELECT pg_temp.routed('ro-1:2', '{"first": ["ro-web"]}');
SELECT pg_temp.routed('ro-1:2', '{"only": ["ro-web"]}');
SELECT outcome($$set_location('ro-web', status => 'ships_only')$$) <> '', pg_temp.routed('ro-1:2', '{"first": ["ro-web"]}'), outcome($$set_location('ro-web', status => 'open', sells_until => clock_timestamp())$$) <> '', pg_temp.routed('ro-1:2', '{"first": ["ro-web"]}'), outcome($$set_location('ro-web', sells_until => clock_timestamp() + '1 hour')$$) <> '', pg_temp.routed('ro-1:2', '{"first": ["ro-web"]}'), outcome($$set_location('ro-web', status => 'closed')$$) <> '';

-- places of one site send one parcel: lots by their last day, then by rank; a place's own id is its site
SELECT count(inventory.set_location(place, site_id => site, sells_until => until, priority => priority, parcel_cost => cost))
FROM (VALUES ('ro-s#L1', 'ro-s', clock_timestamp() + interval '3 hours', 1, 10), ('ro-s#L2', 'ro-s', clock_timestamp() + interval '1 hour', 2, 20), ('ro-s#L3', 'ro-s', clock_timestamp() - interval '1 hour', 3, 30), ('ro-s', NULL, NULL, 4, 40), ('ro-t', NULL, NULL, 50, 60)) AS t (place, site, until, priority, cost);
SELECT pg_temp.stock('ro-lot ro-s#L1 5', 'ro-lot ro-s#L2 5', 'ro-lot ro-s#L3 5', 'ro-lot ro-s 5', 'ro-lot ro-t 12');
SELECT pg_temp.routed('ro-lot:3'), pg_temp.routed('ro-lot:8'), pg_temp.routed('ro-lot:13'), pg_temp.routed('ro-lot:16');
SELECT pg_temp.routed('ro-lot:28');
SELECT parcel, location_id, quantity, backordered, shown(ships_from), shown(ships_by), available FROM inventory.plan_cart(pg_temp.lines('ro-lot:16'));
SELECT outcome(format($$cart_sources(%L)$$, pg_temp.lines('ro-lot:13')));

-- max_parcels is hard
SELECT pg_temp.routed('ro-1:10', '{"max_parcels": 2}'), pg_temp.routed('ro-1:10', '{"max_parcels": 1}');
SELECT pg_temp.routed('ro-1:10', '{"max_parcels": 2, "goals": ["priority"]}'), pg_temp.routed('ro-1:8', '{"max_parcels": 1, "goals": ["priority"]}'), pg_temp.routed('ro-1:10 ro-2:4', '{"max_parcels": 2, "goals": ["cheapest"]}');
SELECT pg_temp.routed('ro-1:8', '{"max_parcels": 1, "first": ["ro-ham"]}');
SELECT pg_temp.routed('ro-1:22', '{"max_parcels": 4}'), pg_temp.routed('ro-1:23', '{"max_parcels": 4}');
SELECT failure(format($$SELECT * FROM inventory.reserve_cart('ro-max', %L, route => '{"max_parcels": 1}')$$, pg_temp.lines('ro-1:10 ro-2:2')));
SELECT outcome(format($$try_reserve_cart('ro-max', %L, route => '{"max_parcels": 1}')$$, pg_temp.lines('ro-1:10 ro-2:2')));
SELECT outcome(format($$plan_cart(%L, '{"max_parcels": 1}')$$, pg_temp.lines('ro-1:10 ro-2:2')));
-- named lines are parcels too
SELECT pg_temp.routed('ro-2:1@ro-muc ro-1:5', '{"max_parcels": 1}');
SELECT pg_temp.routed('ro-2:1@ro-muc ro-1:5', '{"max_parcels": 2}'), pg_temp.routed('ro-2:1@ro-ber ro-1:5', '{"max_parcels": 1}');

-- split_lines false: each line from one site
SELECT pg_temp.routed('ro-1:9 ro-2:4', '{"split_lines": false}'), pg_temp.routed('ro-1:5 ro-2:2', '{"split_lines": false, "goals": ["priority"]}');
SELECT pg_temp.routed('ro-1:10', '{"split_lines": false}');
SELECT failure(format($$SELECT * FROM inventory.reserve_cart('ro-max', %L, route => '{"split_lines": false}')$$, pg_temp.lines('ro-1:10 ro-2:2')));
SELECT pg_temp.routed('ro-lot:13', '{"split_lines": false, "first": ["ro-s"]}');

-- lines named and routed together: the named are taken first
SELECT pg_temp.routed('ro-2:3 ro-2:4@ro-ber'), pg_temp.routed('ro-2:2 ro-2:3@ro-ber ro-1:2');
SELECT pg_temp.routed('ro-2:4 ro-2:4@ro-ber');
SELECT failure(format($$SELECT * FROM inventory.reserve_cart('ro-max', %L)$$, pg_temp.lines('ro-2:4 ro-2:4@ro-ber ro-1:2')));
SELECT outcome(format($$try_reserve_cart('ro-max', %L)$$, pg_temp.lines('ro-2:4 ro-2:4@ro-ber ro-1:2')));
-- lines of one variant are one
SELECT pg_temp.routed('ro-2:2 ro-1:1 ro-2:3');

-- what is refused, in order: nobody knows it, it is not for sale, too little
SELECT outcome(format($$try_reserve_cart('ro-max', %L)$$, pg_temp.lines('ro-1:1 ro-never:1 ro-1:1000@ro-web ro-2:1000 ro-1:1@ro-never')));
SELECT failure(format($$SELECT * FROM inventory.reserve_cart('ro-max', %L)$$, pg_temp.lines(cart))) FROM unnest('{ro-1:1 ro-never:1 ro-1:1000@ro-web ro-2:1000,ro-1:1 ro-1:1000@ro-web ro-2:1000,ro-1:1 ro-2:1000}'::text[]) AS cart;
SELECT cart_is('ro-max');

-- backorders: stock first
SELECT pg_temp.stock('ro-b ro-ber 2+5', 'ro-b ro-ham 3', 'ro-b ro-muc 0+3');
SELECT pg_temp.routed('ro-b:3'), pg_temp.routed('ro-b:5'), pg_temp.routed('ro-b:7'), pg_temp.routed('ro-b:11'), pg_temp.routed('ro-b:13');
SELECT pg_temp.routed('ro-b:14');
-- whole where it can be, at a place in the plan
SELECT pg_temp.routed('ro-b:8', '{"first": ["ro-ham"]}'), pg_temp.routed('ro-b:6', '{"only": ["ro-ham", "ro-muc"]}'), pg_temp.routed('ro-b:4', '{"only": ["ro-ham", "ro-muc"], "max_parcels": 1}');
SELECT pg_temp.routed('ro-b:3', '{"only": ["ro-muc"]}');
-- the plan of so few with most from stock whose rest may wait there
SELECT pg_temp.routed('ro-b:5', '{"max_parcels": 1}'), pg_temp.routed('ro-b:7', '{"max_parcels": 1}'), pg_temp.routed('ro-b:8', '{"max_parcels": 1}');
SELECT pg_temp.routed('ro-b:10', '{"max_parcels": 2}');
-- only from stock: of the route, or of a line
SELECT pg_temp.routed('ro-b:5', '{"backorder": false}'), pg_temp.routed('ro-b:5!');
SELECT pg_temp.routed('ro-b:6', '{"backorder": false}');
SELECT pg_temp.routed('ro-b:6! ro-1:1');
SELECT pg_temp.routed('ro-b:6 ro-1:1');
SELECT outcome(format($$plan_cart(%L)$$, pg_temp.lines('ro-b:7')));
SELECT outcome(format($$try_reserve_cart('ro-max', %L, route => '{"backorder": false}')$$, pg_temp.lines('ro-b:6')));
-- a route limits lines that all name their place as well
SELECT pg_temp.routed('ro-2:1@ro-ber ro-2:1@ro-ham', '{"max_parcels": 1}');
SELECT pg_temp.routed('ro-2:1@ro-ber ro-2:1@ro-ham', '{"max_parcels": 2}'), pg_temp.routed('ro-lot:1@ro-s#L1 ro-lot:1@ro-s#L2', '{"max_parcels": 1}'), pg_temp.routed('ro-b:7@ro-ber'), pg_temp.routed('ro-b:2@ro-ber', '{"backorder": false}');
SELECT pg_temp.routed('ro-b:3@ro-ber', '{"backorder": false}');
-- unlimited
SELECT outcome($$set_level_policy('ro-u', 'ro-ham', unlimited_backorder => true)$$) <> '', pg_temp.stock('ro-u ro-ber 2');
SELECT pg_temp.routed('ro-u:100'), pg_temp.routed('ro-u:9007199254740991'), pg_temp.routed('ro-u:9007199254740991', '{"max_parcels": 1}');

-- as many as there are, at least so many
SELECT pg_temp.routed('ro-2:9>3'), pg_temp.routed('ro-2:9>7'), pg_temp.routed('ro-b:20>1'), pg_temp.routed('ro-b:20>1!');
SELECT pg_temp.routed('ro-2:9>8');
SELECT pg_temp.routed('ro-2:9>3', '{"max_parcels": 1}'), pg_temp.routed('ro-2:9>3 ro-1:4', '{"max_parcels": 1}'), pg_temp.routed('ro-1:9>1', '{"split_lines": false, "first": ["ro-ham"]}');

-- what is not counted needs no parcel, and answers only where nothing is counted
SELECT outcome($$set_level_policy('ro-file', 'ro-ham', tracked => false)$$) <> '', outcome($$set_level_policy('ro-mixed', 'ro-ham', tracked => false)$$) <> '', pg_temp.stock('ro-mixed ro-ber 2');
SELECT pg_temp.routed('ro-file:5'), pg_temp.routed('ro-file:5 ro-1:9', '{"max_parcels": 1}'), pg_temp.routed('ro-mixed:2'), pg_temp.routed('ro-mixed:2', '{"only": ["ro-ham"]}');
SELECT pg_temp.routed('ro-mixed:3');
SELECT outcome(format($$reserve_cart('ro-files', %L)$$, pg_temp.lines('ro-file:5 ro-1:2'))), cart_is('ro-files'), outcome($$release_cart('ro-files')$$);
SELECT outcome(format($$plan_cart(%L)$$, pg_temp.lines('ro-file:5 ro-1:2')));

-- what is asked for twice is answered once: the same lines in any order, by the same route
SELECT exact_outcome(call) AS first, fingerprint() AS after FROM format($$reserve_cart('ro-req', %L, request_id => 'ro-r1', route => '{"goals": ["priority"]}')$$, pg_temp.lines('ro-1:5 ro-2:2')) AS call \gset
SELECT exact_outcome(format($$reserve_cart('ro-req', %L, request_id => 'ro-r1', route => '{"goals": ["priority"]}')$$, pg_temp.lines('ro-1:5 ro-2:2'))) = :'first', exact_outcome(format($$reserve_cart('ro-req', %L, request_id => 'ro-r1', route => '{"goals": ["priority"]}')$$, pg_temp.lines('ro-2:2 ro-1:5'))) = :'first', fingerprint() = :'after';
SELECT outcome(format($$reserve_cart('ro-req', %L, request_id => 'ro-r1', route => '{"goals": ["cheapest"]}')$$, pg_temp.lines('ro-1:5 ro-2:2'))), outcome(format($$reserve_cart('ro-req', %L, request_id => 'ro-r1')$$, pg_temp.lines('ro-1:5 ro-2:2'))), outcome(format($$try_reserve_cart('ro-req', %L, request_id => 'ro-r1', route => '{"goals": ["priority"]}')$$, pg_temp.lines('ro-1:5 ro-2:2'))), fingerprint() = :'after';
SELECT variant_id, location_id, type, reserved_delta, reference_id, request_id FROM inventory.transactions WHERE reference_id = 'ro-req' ORDER BY variant_id, location_id;
SELECT outcome($$cart_lines('ro-req')$$);
-- a refusal is not remembered
SELECT outcome(format($$try_reserve_cart('ro-req', %L, request_id => 'ro-r2')$$, pg_temp.lines('ro-2:100'))), outcome(format($$try_reserve_cart('ro-req', %L, request_id => 'ro-r2')$$, pg_temp.lines('ro-2:1'))), outcome($$release_cart('ro-req')$$);

-- a route that cannot be
SELECT route, outcome(format($$plan_cart(%L, %L)$$, pg_temp.lines('ro-1:1'), route))
FROM unnest(ARRAY['[]', '1', '"x"', 'null', '{"goal": []}', '{"Goals": []}', '{"by": "some day"}', '{"by": "-infinity"}', '{"goals": "nearest"}', '{"goals": null}', '{"goals": ["fastest"]}', '{"goals": [null]}', '{"goals": [1]}', '{"goals": ["nearest", "nearest"]}',
	'{"near": [1]}', '{"near": [1, 2, 3]}', '{"near": ["1", "2"]}', '{"near": [90.1, 0]}', '{"near": [0, -181]}', '{"near": {"lat": 1}}', '{"near": [null, 1]}',
	'{"channel": ""}', '{"channel": 1}', '{"zone": null}', '{"only": "ro-ber"}', '{"only": [""]}', '{"only": [1]}', '{"first": [null]}', '{"exclude": {}}', '{"costs": []}', '{"costs": {"ro-ber": -1}}', '{"costs": {"ro-ber": 1.5}}', '{"costs": {"ro-ber": "1"}}', '{"costs": {"ro-ber": 9007199254740992}}',
	'{"max_parcels": 0}', '{"max_parcels": -1}', '{"max_parcels": 1.5}', '{"max_parcels": "1"}', '{"split_lines": 0}', '{"backorder": null}']::jsonb[]) AS route;
SELECT left(outcome(format(call, pg_temp.lines('ro-1:1'))), 5) FROM unnest(ARRAY[$$reserve_cart('ro-bad', %L, route => '{"by": 1}')$$, $$try_reserve_cart('ro-bad', %L, route => '{"by": 1}')$$, $$set_cart('ro-bad', %L, route => '{"by": 1}')$$, $$try_set_cart('ro-bad', %L, route => '{"by": 1}')$$, $$cart_sources(%L, '{"by": 1}')$$]) AS call;
SELECT outcome(format($$plan_cart(%L)$$, lines)) FROM unnest(ARRAY['[]', '{}', 'null', '[{"variant_id": "ro-1"}]', '[{"variant_id": "ro-1", "location_id": null, "quantity": 1}]', '[{"variant_id": "ro-1", "location_id": "", "quantity": 1}]', '[{"variant_id": "ro-1", "quantity": 0}]', '[{"variant_id": "ro-1", "quantity": 1, "site_id": "x"}]']) AS lines;
SELECT outcome($$plan_cart(NULL)$$), outcome($$cart_sources(NULL)$$), outcome($$reserve_cart('ro-bad', NULL)$$), cart_is('ro-bad');

-- the goals that hold where nobody says any
SET inventory.routing_goals = 'most_stock';
SELECT pg_temp.routed('ro-1:2'), pg_temp.routed('ro-1:2', '{"goals": ["priority"]}');
SET inventory.routing_goals = 'cheapest,priority';
SELECT pg_temp.routed('ro-1:2', '{"exclude": ["ro-nil"]}');
SET inventory.routing_goals = '';
SELECT pg_temp.routed('ro-1:5');
SELECT attempt(format('SET inventory.routing_goals = %L', bad)) FROM unnest('{fastest,"nearest;priority","nearest,nearest"}'::text[]) AS bad;
RESET inventory.routing_goals;

-- set_cart plans the cart anew, its own units free
SELECT pg_temp.stock('ro-n ro-ber 4', 'ro-n ro-ham 4', 'ro-n ro-muc 4', 'ro-k ro-ham 4');
CREATE FUNCTION pg_temp.held(reference text DEFAULT 'ro-set') RETURNS text
LANGUAGE sql AS $$ SELECT coalesce((SELECT string_agg(concat_ws(' ', variant_id, location_id, sum), ', ' ORDER BY variant_id, location_id) FROM (SELECT variant_id, location_id, sum(quantity) FROM inventory.reservations WHERE reference_id = reference GROUP BY 1, 2) AS r), 'nothing') $$;
CREATE FUNCTION pg_temp.set_to(cart text, route jsonb DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
SELECT concat(outcome(format('try_set_cart(%L, %L, route => %L)', 'ro-set', pg_temp.lines(cart), route)), E'\n  ', pg_temp.held())
$$;
SELECT pg_temp.set_to('ro-n:2', '{"goals": ["nearest"], "near": [53, 10]}');
-- where all else is equal they stay: without near nothing says that ber is better than ham
SELECT pg_temp.planned(pg_temp.lines('ro-n:3'), '{"goals": ["fewest_parcels"]}'), pg_temp.planned(pg_temp.lines('ro-n:3'), '{"goals": ["fewest_parcels"]}', 'ro-set');
SELECT pg_temp.set_to('ro-n:3', '{"goals": ["fewest_parcels"]}');
-- but priority does
SELECT pg_temp.planned(pg_temp.lines('ro-n:3'), NULL, 'ro-set'), pg_temp.set_to('ro-n:3');
SELECT pg_temp.set_to('ro-n:4'), pg_temp.set_to('ro-n:7'), pg_temp.set_to('ro-n:12'), pg_temp.set_to('ro-n:13');
-- NULL lines: those it has, planned anew
SELECT pg_temp.set_to('ro-n:2@ro-ham ro-k:1@ro-ham ro-n:1@ro-ber');
SELECT outcome($$try_set_cart('ro-set', NULL)$$), pg_temp.held();
SELECT outcome($$try_set_cart('ro-set', NULL, route => '{"goals": ["priority"]}')$$), pg_temp.held();
SELECT outcome($$try_set_cart('ro-nobody', NULL)$$), cart_is('ro-nobody');
-- units that are held need no open place, and leave it where they can
SELECT pg_temp.set_to('ro-n:4@ro-ham'), outcome($$set_location('ro-ham', status => 'closed')$$) <> '';
SELECT pg_temp.set_to('ro-n:4@ro-ham'), pg_temp.set_to('ro-n:5@ro-ham'), pg_temp.set_to('ro-n:3@ro-ham');
SELECT pg_temp.set_to('ro-n:4'), outcome($$set_location('ro-ham', status => 'open')$$) <> '';
-- of an order
SELECT outcome($$confirm_cart('ro-set', 'ro-o')$$), pg_temp.set_to('ro-n:6'), cart_is('ro-set'), outcome($$try_set_cart('ro-set', NULL, route => '{"first": ["ro-ham"]}')$$), pg_temp.held();
SELECT outcome($$set_cart('ro-set', '[]')$$), pg_temp.held();
-- a parcel goes, the rest is planned anew
SELECT outcome($$fulfill_cart('ro-set', location_id => 'ro-ham')$$), pg_temp.held(), outcome($$try_set_cart('ro-set', NULL, route => '{"exclude": ["ro-ham", "ro-muc"]}')$$), pg_temp.held();
SELECT outcome($$fulfill_cart('ro-set')$$), cart_is('ro-set'), outcome($$try_set_cart('ro-set', NULL)$$);
-- a line that names a place and one that is routed there are both held
SELECT pg_temp.stock('ro-two ro-ber 3', 'ro-two ro-ham 3'), outcome($$release_cart('ro-both')$$);
CREATE FUNCTION pg_temp.both(cart text) RETURNS text
LANGUAGE sql AS $$
SELECT concat((SELECT string_agg(concat_ws(' ', variant_id, location_id, quantity, status), ', ') FROM inventory.try_set_cart('ro-both', pg_temp.lines(cart), route => '{"goals": []}')), E'\n  ', pg_temp.held('ro-both'))
$$;
SELECT pg_temp.both('ro-two:1@ro-ber ro-two:3'), pg_temp.both('ro-two:1@ro-ber ro-two:4'), pg_temp.both('ro-two:4 ro-two:2@ro-ber'), pg_temp.both('ro-two:1@ro-ber ro-two:5'), pg_temp.both('ro-two:2@ro-ber ro-two:5'), pg_temp.both('ro-two:1@ro-ber ro-two:1'), pg_temp.both('ro-two:3'), pg_temp.both('ro-two:3@ro-ber ro-two:3>1');
SELECT outcome($$release_cart('ro-both')$$);

-- what comes elsewhere is taken up
SELECT pg_temp.stock('ro-w ro-ber 1+5'), outcome(format($$reserve_cart('ro-wait', %L)$$, pg_temp.lines('ro-w:4'))), pg_temp.stock('ro-w ro-ham 9'), pg_temp.planned(pg_temp.lines('ro-w:4'), NULL, 'ro-wait'), outcome($$set_cart('ro-wait', NULL)$$), level_is('ro-w', 'ro-ber');
SELECT location_id, type, on_hand_delta, reserved_delta FROM inventory.transactions WHERE variant_id = 'ro-w' AND reference_id = 'ro-wait' ORDER BY transaction_id;
-- the request of a set, with another route
SELECT outcome($$set_cart('ro-wait', NULL, request_id => 'ro-r3', route => '{"first": ["ro-ber"]}')$$), outcome($$set_cart('ro-wait', NULL, request_id => 'ro-r3', route => '{"first": ["ro-ham"]}')$$), outcome($$set_cart('ro-wait', NULL, request_id => 'ro-r3', route => '{"first": ["ro-ber"]}')$$);
SELECT outcome($$release_cart('ro-wait')$$);

-- a cart that is past its deadline holds nothing back
SELECT pg_temp.stock('ro-d ro-ber 3', 'ro-d ro-ham 2'), reserve_overdue('ro-dead', pg_temp.lines('ro-d:3@ro-ber')), pg_temp.planned(pg_temp.lines('ro-d:5'));
SELECT outcome(format($$reserve_cart('ro-alive', %L)$$, pg_temp.lines('ro-d:5'))), cart_is('ro-dead');
SELECT outcome($$release_cart('ro-alive')$$);

-- an order is what was paid for, wherever it lies
SELECT outcome(format($$reserve_cart('ro-pay', %L)$$, pg_temp.lines('ro-1:10 ro-2:5'))), left(outcome(format($$confirm_cart('ro-pay', 'ro-p', lines => %L)$$, pg_temp.lines('ro-1:10 ro-2:4'))), 5), outcome(format($$confirm_cart('ro-pay', 'ro-p', lines => %L)$$, pg_temp.lines('ro-1:10 ro-2:5')));

-- where it may be picked up: each site by itself, the best first
SELECT location_id, complete, units, round(distance_km), parcel_cost, shown(ships_by) FROM inventory.cart_sources(pg_temp.lines('ro-n:3 ro-k:2'), '{"near": [52.52, 13.40], "goals": ["nearest"]}');
SELECT location_id, complete, units, round(distance_km), parcel_cost, shown(ships_by) FROM inventory.cart_sources(pg_temp.lines('ro-b:4'), '{"goals": ["priority"], "exclude": ["ro-muc"]}');
SELECT location_id, complete, units FROM inventory.cart_sources(pg_temp.lines('ro-n:3'), '{"exclude": ["ro-ber"], "first": ["ro-ham"]}');
SELECT count(*) FROM inventory.cart_sources(pg_temp.lines('ro-never:3'));

SELECT verified();
