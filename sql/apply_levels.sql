-- Many levels made, changed and deleted at once.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- What a call answers, a line an element.
CREATE FUNCTION pg_temp.applied(changes jsonb, all_or_nothing boolean DEFAULT true, request text DEFAULT NULL) RETURNS SETOF text LANGUAGE sql AS $$
SELECT concat_ws(' ', ordinal, coalesce(variant_id, 'NULL'), coalesce(location_id, 'NULL'), status, code) || ': ' || coalesce(on_hand::text, 'NULL') || ' on hand, ' || coalesce(available::text, 'NULL') || ' available'
FROM inventory.apply_levels(changes, all_or_nothing, request)
$$;
-- The policy of the levels of a variant.
CREATE FUNCTION pg_temp.policy(variant text) RETURNS SETOF text LANGUAGE sql AS $$
SELECT format('%s: limit %s, safety %s, low at %s, tracked %s', location_id, coalesce(backorder_limit::text, 'none'), safety_stock, coalesce(low_stock_threshold::text, '-'), tracked)
FROM inventory.availability WHERE variant_id = variant ORDER BY location_id
$$;

-- each kind of change, on levels that are there and on those that are not
SELECT outcome($$receive_inventory('al', 'there', 10, 'po')$$), outcome($$set_level_policy('al', 'empty')$$), outcome($$set_level_policy('al', 'gone', safety_stock => 1)$$);
SELECT pg_temp.applied('[
	{"variant_id": "al", "location_id": "new", "on_hand": 7, "incoming": 3, "safety_stock": 2, "low_stock_threshold": 4, "reason": "first delivery"},
	{"variant_id": "al", "location_id": "bare"},
	{"variant_id": "al", "location_id": "made", "op": "create", "delta": 5, "unlimited_backorder": true},
	{"variant_id": "al", "location_id": "there", "op": "update", "on_hand": 12, "incoming": 6},
	{"variant_id": "al", "location_id": "empty", "op": "upsert", "delta": 3, "reason": "found", "tracked": true, "backorder_limit": 9},
	{"variant_id": "al", "location_id": "gone", "op": "delete"}]');
SELECT ledger_of('al');
SELECT pg_temp.policy('al');
-- what is as it is wanted is left alone, and null is as if it were not given
SELECT fingerprint() AS before \gset
SELECT pg_temp.applied('[
	{"variant_id": "al", "location_id": "there", "on_hand": 12.0, "delta": null, "incoming": 6, "op": null, "allow_shortfall": null, "reason": null},
	{"variant_id": "al", "location_id": "new", "on_hand": null, "delta": 0, "incoming": null, "expected_on_hand": null, "safety_stock": null, "backorder_limit": null, "unlimited_backorder": null, "low_stock_threshold": null, "tracked": null},
	{"variant_id": "al", "location_id": "empty", "op": "update"}]');
SELECT pg_temp.applied('[]'), fingerprint() = :'before';
-- a policy is set, lifted and cleared
SELECT pg_temp.applied('[
	{"variant_id": "al", "location_id": "new", "low_stock_threshold": -1, "safety_stock": 0},
	{"variant_id": "al", "location_id": "made", "unlimited_backorder": false, "backorder_limit": 2},
	{"variant_id": "al", "location_id": "empty", "unlimited_backorder": true},
	{"variant_id": "al", "location_id": "bare", "tracked": false, "on_hand": 5}]');
SELECT pg_temp.policy('al');

-- every refusal, each for itself: what is not refused is done
SELECT outcome($$receive_inventory('al-held', 'nyc', 10, 'po')$$), outcome($$reserve_inventory('al-held', 'nyc', 6, 'al-1')$$), outcome($$receive_inventory('al-full', 'nyc', 9007199254740990, 'po')$$), outcome($$set_level_policy('al-due', 'nyc', backorder_limit => 4)$$);
SELECT pg_temp.applied('[
	{"variant_id": "al", "location_id": "there", "op": "create"},
	{"variant_id": "al", "location_id": "nowhere", "op": "update", "on_hand": 1},
	{"variant_id": "al", "location_id": "gone", "op": "delete"},
	{"variant_id": "al", "location_id": "new", "on_hand": 1, "expected_on_hand": 6},
	{"variant_id": "al", "location_id": "fresh", "on_hand": 1, "expected_on_hand": 6},
	{"variant_id": "al-held", "location_id": "nyc", "on_hand": 5},
	{"variant_id": "al", "location_id": "made", "op": "delete"},
	{"variant_id": "al", "location_id": "twice", "on_hand": 1},
	{"variant_id": "al", "location_id": "empty", "delta": -4},
	{"variant_id": "al", "location_id": "red", "delta": -1},
	{"variant_id": "al-full", "location_id": "nyc", "delta": 2},
	{"variant_id": "al", "location_id": "twice", "on_hand": 2},
	{"variant_id": "al", "location_id": "bare", "on_hand": 8, "expected_on_hand": 5},
	{"variant_id": "al", "location_id": "last", "expected_on_hand": 0, "on_hand": 4}]', false);
SELECT count(*) AS none FROM inventory.availability WHERE location_id IN ('nowhere', 'fresh', 'twice', 'red');
-- nothing to be done beside one that is refused
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "tracked": true}, {"variant_id": "al-held", "location_id": "nyc-2", "op": "update"}]', false);
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "tracked": false}, {"variant_id": "al-held", "location_id": "sfo"}]', false);
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "backorder_limit": 3, "on_hand": 3}, {"variant_id": "al-held", "location_id": "sfo", "op": "delete"}]', false);
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "backorder_limit": 2, "allow_shortfall": true}]', false);
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "on_hand": 1, "allow_shortfall": true}]'), level_is('al-held', 'nyc');
SELECT pg_temp.applied('[{"variant_id": "al-held", "location_id": "nyc", "on_hand": 20}]'), level_is('al-held', 'nyc');

-- all or nothing: one refusal and nothing changes, the others are valid; levels that were made for it are gone
SELECT fingerprint() AS before \gset
SELECT pg_temp.applied('[
	{"variant_id": "al", "location_id": "not-made", "on_hand": 1},
	{"variant_id": "al", "location_id": "there", "on_hand": 1},
	{"variant_id": "al", "location_id": "new", "delta": 0},
	{"variant_id": "al", "location_id": "bare", "op": "delete"},
	{"variant_id": "al", "location_id": "last", "on_hand": 1, "expected_on_hand": 3},
	{"variant_id": "al-held", "location_id": "nyc", "on_hand": 5}]');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "not-made", "on_hand": 1}, {"variant_id": "al", "location_id": "last", "op": "create"}]');
COMMIT;
SELECT fingerprint() = :'before';

-- elements that cannot be carried out, whatever their level
SELECT pg_temp.applied('[
	7, "al", null, [], {}, [{"variant_id": "al", "location_id": "there"}],
	{"variant_id": "al"}, {"location_id": "there"}, {"variant_id": null, "location_id": "there"}, {"variant_id": "al", "location_id": null},
	{"variant_id": "", "location_id": "there"}, {"variant_id": 5, "location_id": "there"}, {"variant_id": "al", "location_id": {}},
	{"variant_id": "al", "location_id": "there", "onhand": 5},
	{"variant_id": "al", "location_id": "new", "on_hand": 5, "delta": 1},
	{"variant_id": "al", "location_id": "l1", "on_hand": -1}, {"variant_id": "al", "location_id": "l2", "on_hand": "5"}, {"variant_id": "al", "location_id": "l3", "on_hand": 1.5},
	{"variant_id": "al", "location_id": "l4", "on_hand": 9007199254740992}, {"variant_id": "al", "location_id": "l5", "delta": -1e300}, {"variant_id": "al", "location_id": "l6", "incoming": -1},
	{"variant_id": "al", "location_id": "l7", "incoming": true}, {"variant_id": "al", "location_id": "l8", "expected_on_hand": -1}, {"variant_id": "al", "location_id": "l9", "safety_stock": 9007199254740992},
	{"variant_id": "al", "location_id": "m1", "op": "replace"}, {"variant_id": "al", "location_id": "m2", "op": 1}, {"variant_id": "al", "location_id": "m3", "allow_shortfall": "yes"},
	{"variant_id": "al", "location_id": "m4", "tracked": 1}, {"variant_id": "al", "location_id": "m5", "low_stock_threshold": -2}, {"variant_id": "al", "location_id": "m6", "reason": ""},
	{"variant_id": "al", "location_id": "m7", "reason": 5}, {"variant_id": "al", "location_id": "m8", "unlimited_backorder": true, "backorder_limit": 5},
	{"variant_id": "al", "location_id": "m9", "unlimited_backorder": false}, {"variant_id": "al", "location_id": "n1", "unlimited_backorder": 0},
	{"variant_id": "al", "location_id": "bare", "op": "delete", "on_hand": 0}]', false);
SELECT status, code, length(variant_id) FROM inventory.apply_levels(jsonb_build_array(jsonb_build_object('variant_id', repeat('x', 256), 'location_id', 'nyc')));
SELECT fingerprint() = :'before';
SELECT failure($$SELECT inventory.apply_levels('{"variant_id": "al", "location_id": "there"}')$$);
SELECT failure($$SELECT inventory.apply_levels('5')$$);
SELECT failure($$SELECT inventory.apply_levels('null')$$);
SELECT failure($$SELECT inventory.apply_levels(NULL)$$);
SELECT failure($$SELECT inventory.apply_levels('[]', NULL)$$);
SELECT failure($$SELECT count(*) FROM inventory.apply_levels((SELECT jsonb_agg(n) FROM generate_series(1, 10001) AS n))$$);

-- what is overdue goes first, also where a shortfall is allowed, and with what nobody else holds a level goes
SELECT outcome($$receive_inventory('al-due', 'nyc', 8, 'po')$$), outcome($$receive_inventory('al-due', 'sfo', 8, 'po')$$);
SELECT reserve_overdue('al-2', '[{"variant_id": "al-due", "location_id": "nyc", "quantity": 8}, {"variant_id": "al-due", "location_id": "sfo", "quantity": 3}]');
SELECT pg_temp.applied('[{"variant_id": "al-due", "location_id": "nyc", "on_hand": 2, "backorder_limit": 0}, {"variant_id": "al-due", "location_id": "sfo", "on_hand": 8}]'), cart_is('al-2'), level_is('al-due', 'nyc'), level_is('al-due', 'sfo');
SELECT reserve_overdue('al-3', '[{"variant_id": "al-due", "location_id": "nyc", "quantity": 2}]');
SELECT pg_temp.applied('[{"variant_id": "al-due", "location_id": "nyc", "on_hand": 0, "allow_shortfall": true}]'), cart_is('al-3'), level_is('al-due', 'nyc');
SELECT outcome($$set_level_policy('al-due', 'nyc', backorder_limit => 3)$$), reserve_overdue('al-4', '[{"variant_id": "al-due", "location_id": "nyc", "quantity": 3}]');
SELECT pg_temp.applied('[{"variant_id": "al-due", "location_id": "nyc", "op": "delete"}, {"variant_id": "al-due", "location_id": "sfo", "op": "delete"}]', false), cart_is('al-4'), level_is('al-due', 'nyc');
-- they stay where nothing comes of it
SELECT reserve_overdue('al-5', '[{"variant_id": "al-due", "location_id": "sfo", "quantity": 8}]');
SELECT fingerprint() AS before \gset
SELECT pg_temp.applied('[{"variant_id": "al-due", "location_id": "sfo", "on_hand": 1}, {"variant_id": "al-due", "location_id": "nyc", "op": "update"}]');
SELECT fingerprint() = :'before';

-- levels in several rows
SELECT outcome($$receive_inventory('al-rows', 'nyc', 64, 'po')$$), outcome($$receive_inventory('al-rows', 'sfo', 64, 'po')$$);
SELECT a.stripes, b.stripes FROM inventory.set_level_policy('al-rows', 'nyc', stripes => 4) AS a, inventory.set_level_policy('al-rows', 'sfo', stripes => 3) AS b;
SELECT pg_temp.applied('[{"variant_id": "al-rows", "location_id": "sfo", "on_hand": 0}, {"variant_id": "al-rows", "location_id": "nyc", "on_hand": 1000, "safety_stock": 40}]'), level_is('al-rows', 'nyc');
SELECT pg_temp.applied('[{"variant_id": "al-rows", "location_id": "sfo", "op": "delete"}, {"variant_id": "al-rows", "location_id": "nyc", "delta": -990}]');
SELECT stripes, on_hand, available FROM inventory.availability WHERE variant_id = 'al-rows';

-- a request that is repeated; a refusal is not remembered, unless something was done
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 5}]', true, 'al-r1');
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 5}]', true, 'al-r1'), level_is('al', 'again');
SELECT failure($$SELECT inventory.apply_levels('[{"variant_id": "al", "location_id": "again", "delta": 6}]', true, 'al-r1')$$);
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 5, "expected_on_hand": 10}]', true, 'al-r2');
SELECT count(*) FROM inventory.adjust_inventory('al', 'again', 5, 'found');
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 5, "expected_on_hand": 10}]', true, 'al-r2');
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 1}, 7]', false, 'al-r3');
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "delta": 1}, 7]', false, 'al-r3'), level_is('al', 'again');
SELECT pg_temp.applied('[{"variant_id": "al", "location_id": "again", "on_hand": 16}]', true, 'al-r4');
SELECT request_id, function FROM inventory.requests WHERE request_id LIKE 'al-r%' ORDER BY 1;
SELECT type, request_id, reason FROM inventory.transactions WHERE variant_id = 'al' AND location_id = 'again' ORDER BY transaction_id;

-- what is ordered is changed where it is ordered, and a limit that follows it with it
SELECT outcome($$set_supply('al-order', '[{"variant_id": "al-managed", "location_id": "nyc", "quantity": 5}, {"variant_id": "al-managed", "location_id": "sfo", "quantity": 3}]', expected_at => '2090-01-01')$$) <> '' AS ordered,
	outcome($$set_level_policy('al-managed', 'nyc', promise_incoming => true)$$) <> '' AS follows, outcome($$set_level_policy('al-managed', 'ber', promise_incoming => true)$$) <> '' AS follows_too;
SELECT pg_temp.applied('[
	{"variant_id": "al-managed", "location_id": "sfo", "incoming": 4},
	{"variant_id": "al-managed", "location_id": "nyc", "incoming": 0, "on_hand": 1},
	{"variant_id": "al-managed", "location_id": "ber", "backorder_limit": 1},
	{"variant_id": "al-managed", "location_id": "paris", "incoming": 2}]');
SELECT pg_temp.applied('[
	{"variant_id": "al-managed", "location_id": "sfo", "incoming": 4},
	{"variant_id": "al-managed", "location_id": "nyc", "backorder_limit": 6},
	{"variant_id": "al-managed", "location_id": "ber", "unlimited_backorder": true},
	{"variant_id": "al-managed", "location_id": "paris", "incoming": 2}]', false);
-- the same number is no change; all else is as everywhere, incoming too where nothing is on order
SELECT pg_temp.applied('[
	{"variant_id": "al-managed", "location_id": "sfo", "incoming": 3, "on_hand": 2, "backorder_limit": 1},
	{"variant_id": "al-managed", "location_id": "nyc", "incoming": 5, "on_hand": 1, "safety_stock": 1},
	{"variant_id": "al-managed", "location_id": "ber", "incoming": 7, "low_stock_threshold": 2}]');
SELECT location_id, level_is(variant_id, location_id), backorder_limit FROM inventory.availability WHERE variant_id = 'al-managed' ORDER BY location_id;
SELECT pg_temp.applied('[{"variant_id": "al-managed", "location_id": "nyc", "op": "delete"}, {"variant_id": "al-managed", "location_id": "paris", "op": "delete"}]', false);

-- as many as there may be, in any order; a level that somebody's trigger does not let be made
SELECT status, count(*), sum(on_hand) FROM inventory.apply_levels((SELECT jsonb_agg(jsonb_build_object('variant_id', 'al-many-' || n, 'location_id', 'nyc', 'on_hand', 1) ORDER BY hashint4(n)) FROM generate_series(1, 10000) AS n)) GROUP BY status;
SELECT status, count(*), sum(on_hand) FROM inventory.apply_levels((SELECT jsonb_agg(jsonb_build_object('variant_id', 'al-many-' || n, 'location_id', 'nyc', 'on_hand', n % 2) ORDER BY -hashint4(n)) FROM generate_series(1, 10000) AS n)) GROUP BY status ORDER BY status;
SELECT status, count(*) FROM inventory.apply_levels((SELECT jsonb_agg(jsonb_build_object('variant_id', 'al-many-' || n, 'location_id', 'nyc', 'op', 'delete')) FROM generate_series(1, 10000) AS n), false) GROUP BY status ORDER BY status;
SELECT count(*) FROM inventory.availability WHERE variant_id LIKE 'al-many-%';
SELECT pg_temp.applied('[{"variant_id": "al-kept", "location_id": "nyc"}]');
CREATE FUNCTION pg_temp.suppress() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER regress_inventory_none BEFORE INSERT OR DELETE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION pg_temp.suppress();
SELECT failure($$SELECT inventory.apply_levels('[{"variant_id": "al-none", "location_id": "nyc"}]')$$);
SELECT failure($$SELECT inventory.apply_levels('[{"variant_id": "al-kept", "location_id": "nyc", "op": "delete"}]')$$);
DROP TRIGGER regress_inventory_none ON inventory.levels;

SELECT verified();
