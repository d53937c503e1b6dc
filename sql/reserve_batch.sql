-- Many carts in one call: each element is judged on its own.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('rb-a', 'nyc', 10, 'po')$$);
SELECT outcome($$receive_inventory('rb-b', 'nyc', 3, 'po')$$);
SELECT outcome($$set_level_policy('rb-ebook', 'web', tracked => false)$$);
SELECT outcome($$set_level_policy('rb-pre', 'nyc', backorder_limit => 5)$$);
SELECT outcome($$reserve_inventory('rb-a', 'nyc', 1, 'rb-done')$$), outcome($$fulfill_cart('rb-done')$$);

-- in order: the last unit goes to the first who asks, a refusal takes nothing from those after it
SELECT outcome($$reserve_batch(
	'{rb-1,rb-2,rb-3,rb-4,rb-5,rb-6,rb-7,rb-done,rb-1}',
	'{rb-a,rb-a,rb-a,rb-b,rb-x,rb-ebook,rb-pre,rb-a,rb-b}',
	'{nyc,nyc,nyc,nyc,nyc,web,nyc,nyc,nyc}',
	'{4,6,5,3,1,100,2,1,1}')$$);
SELECT cart_is('rb-' || n) FROM generate_series(1, 7) AS n;
SELECT level_is('rb-a', 'nyc'), level_is('rb-b', 'nyc'), level_is('rb-pre', 'nyc');
SELECT ledger_of('rb-a');

-- a cart named twice is one cart, and the same level twice is one hold
SELECT outcome($$release_cart('rb-1')$$), outcome($$release_cart('rb-3')$$), outcome($$release_cart('rb-4')$$);
SELECT outcome($$reserve_batch('{rb-8,rb-8,rb-8}', '{rb-a,rb-b,rb-a}', '{nyc,nyc,nyc}', '{1,1,2}', ttl => '1 hour')$$);
SELECT outcome($$cart_lines('rb-8')$$);

-- a malformed element is invalid and the others go on
SELECT outcome(format('reserve_batch(%L, %L, %L, %L)',
	ARRAY['rb-9', NULL, '', repeat('r', 256), 'rb-9', 'rb-9', 'rb-9', 'rb-9', 'rb-9', 'rb-9', 'rb-9'],
	ARRAY['rb-a', 'rb-a', 'rb-a', 'rb-a', NULL, '', 'rb-a', 'rb-a', 'rb-a', 'rb-a', 'rb-a'],
	ARRAY['nyc', 'nyc', 'nyc', 'nyc', 'nyc', 'nyc', NULL, repeat(chr(128512), 255), 'nyc', 'nyc', 'nyc'],
	ARRAY[1, 1, 1, 1, 1, 1, 1, 1, 0, -1, NULL]));
SELECT outcome($$reserve_batch('{rb-10,rb-10,rb-10}', '{rb-a,rb-a,rb-a}', '{nyc,nyc,nyc}',
	'{9007199254740992,9223372036854775807,-9223372036854775808}')$$), cart_is('rb-10');

-- nothing asked, nothing answered; malformed arrays raise
SELECT outcome($$reserve_batch('{}', '{}', '{}', '{}')$$);
SELECT outcome($$reserve_batch('{rb-9}', '{rb-a,rb-b}', '{nyc}', '{1}')$$);
SELECT outcome($$reserve_batch('{rb-9}', '{rb-a}', '{nyc,nyc}', '{1}')$$);
SELECT outcome($$reserve_batch('{rb-9}', '{rb-a}', '{nyc}', '{}')$$);
SELECT outcome($$reserve_batch('{{rb-9}}', '{{rb-a}}', '{{nyc}}', '{{1}}')$$);
SELECT outcome($$reserve_batch('{{rb-9,rb-9},{rb-9,rb-9}}', '{rb-a,rb-a,rb-a,rb-a}', '{nyc,nyc,nyc,nyc}', '{1,1,1,1}')$$);
SELECT outcome($$reserve_batch(NULL, '{rb-a}', '{nyc}', '{1}')$$);
SELECT outcome($$reserve_batch('{rb-9}', NULL, '{nyc}', '{1}')$$);
SELECT outcome($$reserve_batch('{rb-9}', '{rb-a}', NULL, '{1}')$$);
SELECT outcome($$reserve_batch('{rb-9}', '{rb-a}', '{nyc}', NULL)$$);
-- where an array begins to count is no matter
SELECT outcome($$reserve_batch('[0:1]={rb-9,rb-9}', '{rb-a,rb-b}', '[5:6]={nyc,nyc}', '{1,1}')$$);

-- what holds the last units is overdue: they are sold again in the same call
SELECT outcome($$receive_inventory('rb-due', 'nyc', 4, 'po')$$);
SELECT reserve_overdue('rb-late', '[{"variant_id": "rb-due", "location_id": "nyc", "quantity": 4}]');
SELECT outcome($$reserve_batch('{rb-11,rb-12,rb-13}', '{rb-due,rb-due,rb-due}', '{nyc,nyc,nyc}', '{3,2,1}')$$);
SELECT level_is('rb-due', 'nyc');
-- and an overdue cart that reserves begins a new life
SELECT outcome($$release_cart('rb-11')$$), outcome($$release_cart('rb-13')$$);
SELECT reserve_overdue('rb-late', '[{"variant_id": "rb-due", "location_id": "nyc", "quantity": 2}]');
SELECT outcome($$reserve_batch('{rb-late,rb-late}', '{rb-due,rb-due}', '{nyc,nyc}', '{3,1}')$$), cart_is('rb-late');

-- a thousand carts, one level
SELECT outcome($$receive_inventory('rb-hot', 'nyc', 600, 'po')$$);
SELECT status, count(*), min(ordinal), max(ordinal), min(remaining), max(remaining) FROM inventory.reserve_batch(
	(SELECT array_agg('rb-hot-' || n ORDER BY n) FROM generate_series(1, 1000) AS n),
	array_fill('rb-hot'::text, '{1000}'), array_fill('nyc'::text, '{1000}'), array_fill(1::bigint, '{1000}'))
	GROUP BY status ORDER BY status;
SELECT level_is('rb-hot', 'nyc'), count(*) FROM inventory.transactions WHERE variant_id = 'rb-hot';

-- many carts, most of them refused: each level is looked at once for overdue holds, not each element
SELECT outcome($$receive_inventory('rb-many', 'nyc', 100, 'po')$$);
SELECT status, count(*)
FROM inventory.reserve_batch((SELECT array_agg('rb-many-' || n) FROM generate_series(1, 20000) AS n),
	array_fill('rb-many'::text, '{20000}'), array_fill('nyc'::text, '{20000}'), array_fill(1::bigint, '{20000}'))
GROUP BY status ORDER BY status;
SELECT count(*) AS carts FROM inventory.carts WHERE reference_id LIKE 'rb-many-%';

SELECT verified();
