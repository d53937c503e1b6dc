-- A cart of several lines, all or nothing.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome(format('receive_inventory(%L, %L, 10, %L)', 'rc-' || v, 'nyc', 'po'))
	FROM unnest('{a,b,c}'::text[]) AS v;

-- lines in the order of their first appearance; the same level twice is one row
SELECT outcome($$reserve_cart('rc-1', '[
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-a", "location_id": "nyc", "quantity": 2},
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 3}]')$$);
SELECT cart_is('rc-1'), level_is('rc-a', 'nyc'), level_is('rc-c', 'nyc');
SELECT ledger_of('rc-c');

-- the same level twice is judged as a sum
SELECT fingerprint() AS before \gset
SELECT outcome($$reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 6},
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 6}]')$$);
SELECT outcome($$try_reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 6},
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 6}]')$$);

-- every short line is named; unknown levels come first; nothing of it is held
SELECT failure($$SELECT inventory.reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 11},
	{"variant_id": "rc-a", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 7}]')$$);
SELECT failure($$SELECT inventory.reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 11},
	{"variant_id": "rc-x", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-a", "location_id": "paris", "quantity": 2}]')$$);
SELECT outcome($$try_reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 11},
	{"variant_id": "rc-x", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-a", "location_id": "nyc", "quantity": 8}]')$$);
SELECT fingerprint() = :'before' AS unchanged, cart_is('rc-2');

-- without a short line the try_ variant holds all of it
SELECT outcome($$try_reserve_cart('rc-2', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 10},
	{"variant_id": "rc-a", "location_id": "nyc", "quantity": 8}]', ttl => '1 hour', customer_id => 'eve')$$);
SELECT cart_is('rc-2'), customer_id FROM inventory.carts WHERE reference_id = 'rc-2';

-- a call adds to what the cart holds, and the deadline is never earlier
SELECT outcome($$release_reservation('rc-b', 'nyc', 4, 'rc-2')$$);
SELECT outcome($$reserve_cart('rc-2', '[{"variant_id": "rc-b", "location_id": "nyc", "quantity": 3}]')$$);
SELECT outcome($$cart_lines('rc-2')$$);

-- one line more than the other carts left; overdue holds give way on every line that needs them
SELECT reserve_overdue('rc-late', '[
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 6}]');
SELECT outcome($$try_reserve_cart('rc-3', '[
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 6},
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 2}]')$$);
SELECT outcome($$reserve_cart('rc-3', '[
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 6},
	{"variant_id": "rc-b", "location_id": "nyc", "quantity": 1}]')$$);
SELECT outcome($$fulfill_cart('rc-late')$$);

-- untracked lines are answered and not held; a cart of nothing else is a cart
SELECT outcome($$set_level_policy('rc-ebook', 'web', tracked => false)$$);
SELECT outcome($$set_level_policy('rc-c', 'nyc', backorder_limit => 2)$$);
SELECT outcome($$reserve_cart('rc-4', '[
	{"variant_id": "rc-ebook", "location_id": "web", "quantity": 3},
	{"variant_id": "rc-c", "location_id": "nyc", "quantity": 2}]')$$);
SELECT cart_is('rc-4');
SELECT outcome($$reserve_cart('rc-5', '[{"variant_id": "rc-ebook", "location_id": "web", "quantity": 3}]')$$);
SELECT cart_is('rc-5'), outcome($$confirm_cart('rc-5', 'rc-order-5')$$), outcome($$fulfill_cart('rc-5')$$), cart_is('rc-5');

-- a completed cart takes no more
SELECT outcome($$reserve_cart('rc-5', '[{"variant_id": "rc-ebook", "location_id": "web", "quantity": 1}]')$$);
SELECT outcome($$try_reserve_cart('rc-5', '[{"variant_id": "rc-ebook", "location_id": "web", "quantity": 1},
	{"variant_id": "rc-x", "location_id": "web", "quantity": 1}]')$$);

-- an edit of an order has no deadline
SELECT outcome($$confirm_cart('rc-4')$$);
SELECT outcome($$release_cart('rc-3')$$);
SELECT outcome($$reserve_cart('rc-4', '[{"variant_id": "rc-c", "location_id": "nyc", "quantity": 1}]')$$), cart_is('rc-4');

-- quantities are numbers with an integral value
SELECT outcome($$reserve_cart('rc-6', '[{"variant_id": "rc-c", "location_id": "nyc", "quantity": 2.0}]')$$);
SELECT outcome($$reserve_cart('rc-6', '[{"quantity": 1e0, "location_id": "nyc", "variant_id": "rc-c"}]')$$);

-- a hundred lines
SELECT outcome(format('receive_inventory(%L, %L, 5, %L)', 'rc-many-' || n, 'nyc', 'po')) = 'on_hand=5 available=5', count(*)
	FROM generate_series(1, 100) AS n GROUP BY 1;
SELECT count(*), min(variant_id), sum(remaining) FROM inventory.reserve_cart('rc-many',
	(SELECT jsonb_agg(jsonb_build_object('variant_id', 'rc-many-' || n, 'location_id', 'nyc', 'quantity', 2)) FROM generate_series(100, 1, -1) AS n));
SELECT outcome($$release_cart('rc-many')$$);

-- a line is judged without the holds that are dead, whatever becomes of the others
SELECT outcome($$receive_inventory('rc-due', 'nyc', 10, 'po')$$), reserve_overdue('rc-dead', '[{"variant_id": "rc-due", "location_id": "nyc", "quantity": 10}]');
SELECT outcome($$try_reserve_cart('rc-7', '[{"variant_id": "rc-due", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-x", "location_id": "web", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.reserve_cart('rc-7', '[{"variant_id": "rc-due", "location_id": "nyc", "quantity": 11},
	{"variant_id": "rc-x", "location_id": "web", "quantity": 1}]')$$);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT outcome($$try_reserve_cart('rc-7', '[{"variant_id": "rc-due", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-x", "location_id": "web", "quantity": 1}]')$$);
COMMIT;
SELECT cart_is('rc-dead');

-- a cart holds no more than a level can
SELECT outcome(format('set_level_policy(%L, %L, unlimited_backorder => true)', 'rc-huge-' || n, 'nyc')) LIKE 'variant_id%', count(*)
	FROM generate_series(1, 3) AS n GROUP BY 1;
SELECT outcome($$reserve_inventory('rc-huge-1', 'nyc', 9007199254740990, 'rc-8')$$);
SELECT outcome($$reserve_cart('rc-8', '[{"variant_id": "rc-huge-2", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rc-huge-3", "location_id": "nyc", "quantity": 1}]')$$);
SELECT outcome($$set_reservation('rc-huge-2', 'nyc', 2, 'rc-8')$$), outcome($$try_reserve_inventory('rc-huge-2', 'nyc', 2, 'rc-8')$$);
SELECT status FROM inventory.reserve_batch('{rc-8,rc-8,rc-9}', '{rc-huge-2,rc-huge-3,rc-huge-1}', '{nyc,nyc,nyc}', '{1,1,2}');
SELECT outcome($$confirm_cart('rc-8')$$);

SELECT verified();
