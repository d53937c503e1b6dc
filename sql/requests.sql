-- request_id: a repeated call gives the first answer and changes nothing.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('req', 'nyc', 100, 'po')$$);
SELECT outcome($$reserve_inventory('req', 'nyc', 9, 'req-held')$$);
SELECT outcome($$reserve_inventory('req', 'nyc', 9, 'req-order')$$), outcome($$confirm_cart('req-order')$$);
SELECT outcome($$reserve_inventory('req', 'nyc', 1, 'req-back')$$), outcome($$reserve_inventory('req', 'nyc', 2, 'req-ship')$$), outcome($$reserve_inventory('req', 'nyc', 3, 'req-sure')$$);

-- every function that takes one: the call, the same call in another dress, and another call
CREATE TEMP TABLE calls (n serial, call text, same text, other text);
INSERT INTO calls (call, same, other) VALUES
	($$reserve_inventory('req', 'nyc', 2, 'req-1', request_id => 'R')$$,
	 $$reserve_inventory(reference_id => 'req-1', quantity => 2, location_id => 'nyc', variant_id => 'req', ttl => NULL, customer_id => NULL, request_id => 'R')$$,
	 $$reserve_inventory('req', 'nyc', 3, 'req-1', request_id => 'R')$$),
	($$try_reserve_inventory('req', 'nyc', 2, 'req-2', request_id => 'R')$$,
	 $$try_reserve_inventory('req', 'nyc', 2, 'req-2', NULL, NULL, 'R')$$,
	 $$try_reserve_inventory('req', 'nyc', 2, 'req-2', '1 hour', NULL, 'R')$$),
	($$reserve_cart('req-3', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}, {"variant_id": "req", "location_id": "nyc", "quantity": 2}]', request_id => 'R')$$,
	 $$reserve_cart('req-3', '[{"quantity": 1, "location_id": "nyc", "variant_id": "req"},  {"variant_id": "req", "location_id": "nyc", "quantity": 2}]', request_id => 'R')$$,
	 $$reserve_cart('req-3', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}]', request_id => 'R')$$),
	($$try_reserve_cart('req-4', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}]', request_id => 'R')$$,
	 $$try_reserve_cart('req-4', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}]', NULL, NULL, 'R')$$,
	 $$try_reserve_cart('req-4', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}]', customer_id => 'eve', request_id => 'R')$$),
	($$set_reservation('req', 'nyc', 4, 'req-5', request_id => 'R')$$,
	 $$set_reservation('req', 'nyc', 4, 'req-5', NULL, NULL, 'R')$$,
	 $$set_reservation('req', 'nyc', 4, 'req-6', request_id => 'R')$$),
	($$set_cart('req-set', '[{"variant_id": "req", "location_id": "nyc", "quantity": 2}]', request_id => 'R')$$,
	 $$set_cart('req-set', '[{"variant_id": "req", "location_id": "nyc", "quantity": 2}]', NULL, NULL, 'R', NULL)$$,
	 $$set_cart('req-set', '[]', request_id => 'R')$$),
	($$try_set_cart('req-set', '[{"variant_id": "req", "location_id": "nyc", "quantity": 3}]', request_id => 'R')$$,
	 $$try_set_cart('req-set', '[{"variant_id": "req", "location_id": "nyc", "quantity": 3}]', NULL, NULL, 'R')$$,
	 $$try_set_cart('req-set', '[{"variant_id": "req", "location_id": "nyc", "quantity": 3, "backorder": false}]', request_id => 'R')$$),
	($$merge_carts('req-set', 'req-merged', 'R')$$,
	 $$merge_carts('req-set', 'req-merged', request_id => 'R')$$,
	 $$merge_carts('req-merged', 'req-set', 'R')$$),
	($$move_reservation('req', 'nyc', 'paris', 1, 'req-merged', 'R')$$,
	 $$move_reservation('req', 'nyc', 'paris', 1, 'req-merged', request_id => 'R')$$,
	 $$move_reservation('req', 'nyc', 'paris', 2, 'req-merged', 'R')$$),
	($$release_carts('{req-merged,req-none}', request_id => 'R')$$,
	 $$release_carts('{req-merged,req-none}', false, 'R')$$,
	 $$release_carts('{req-merged}', request_id => 'R')$$),
	($$release_reservation('req', 'nyc', 1, 'req-held', 'R')$$,
	 $$release_reservation('req', 'nyc', 1, 'req-held', request_id => 'R')$$,
	 $$release_reservation('req', 'nyc', NULL, 'req-held', 'R')$$),
	($$release_cart('req-back', request_id => 'R')$$,
	 $$release_cart('req-back', false, 'R')$$,
	 $$release_cart('req-back', true, 'R')$$),
	($$confirm_cart('req-sure', 'order', request_id => 'R')$$,
	 $$confirm_cart('req-sure', 'order', false, 'R')$$,
	 $$confirm_cart('req-sure', 'order', false, 'R', '[{"variant_id": "req", "quantity": 1}]')$$),
	($$fulfill_reservation('req', 'nyc', 2, 'req-order', 'R')$$,
	 $$fulfill_reservation('req', 'nyc', 2, 'req-order', request_id => 'R')$$,
	 $$fulfill_reservation('req', 'london', 2, 'req-order', 'R')$$),
	($$fulfill_cart('req-ship', 'R')$$,
	 $$fulfill_cart('req-ship', request_id => 'R')$$,
	 $$fulfill_cart('req-order', 'R')$$),
	($$sell_inventory('req', 'nyc', 2, 'till', 'R')$$,
	 $$sell_inventory('req', 'nyc', 2, 'till', request_id => 'R')$$,
	 $$sell_inventory('req', 'nyc', 2, 'till-2', 'R')$$),
	($$receive_inventory('req', 'nyc', 5, 'po', request_id => 'R')$$,
	 $$receive_inventory('req', 'nyc', 5, 'po', NULL, 'R')$$,
	 $$receive_inventory('req', 'nyc', 5, 'po', 'again', 'R')$$),
	($$adjust_inventory('req', 'nyc', -1, 'broken', request_id => 'R')$$,
	 $$adjust_inventory('req', 'nyc', -1, 'broken', NULL, NULL, false, 'R')$$,
	 $$adjust_inventory('req', 'nyc', -1, 'broken', allow_shortfall => true, request_id => 'R')$$),
	($$count_inventory('req', 'nyc', 90, request_id => 'R')$$,
	 $$count_inventory('req', 'nyc', 90, 'count', NULL, NULL, false, 'R')$$,
	 $$count_inventory('req', 'nyc', 90, 'again', request_id => 'R')$$),
	($$return_inventory('req', 'nyc', 1, 'rma', request_id => 'R')$$,
	 $$return_inventory('req', 'nyc', 1, 'rma', true, NULL, 'R')$$,
	 $$return_inventory('req', 'nyc', 1, 'rma', false, request_id => 'R')$$),
	($$transfer_inventory('req', 'nyc', 'london', 3, 'move', 'R')$$,
	 $$transfer_inventory('req', 'nyc', 'london', 3, 'move', request_id => 'R')$$,
	 $$transfer_inventory('req', 'nyc', 'paris', 3, 'move', 'R')$$),
	($$receive_supply('req-order', '[{"variant_id": "req", "location_id": "london", "quantity": 2}, {"variant_id": "req", "lost": 1}]', request_id => 'R')$$,
	 $$receive_supply('req-order', '[{"lost": 1, "variant_id": "req"}, {"quantity": 2.0, "location_id": "london", "variant_id": "req"}]', NULL, false, false, false, 'R')$$,
	 $$receive_supply('req-order', '[{"variant_id": "req", "location_id": "london", "quantity": 2}, {"variant_id": "req", "lost": 1}]', close => true, request_id => 'R')$$),
	($$ship_transfer('req-transfer', 'nyc', 'london', '[{"variant_id": "req", "quantity": 1}, {"variant_id": "req", "quantity": 2}]', request_id => 'R')$$,
	 $$ship_transfer('req-transfer', 'nyc', 'london', '[{"quantity": 1, "variant_id": "req"}, {"variant_id": "req", "quantity": 2}]', NULL, 'R')$$,
	 $$ship_transfer('req-transfer-2', 'nyc', 'london', '[{"variant_id": "req", "quantity": 3}]', request_id => 'R')$$);
SELECT outcome($$set_supply('req-order', '[{"variant_id": "req", "location_id": "london", "quantity": 9}]')$$);
UPDATE calls SET call = replace(call, '''R''', quote_literal('req-r' || n)), same = replace(same, '''R''', quote_literal('req-r' || n)), other = replace(other, '''R''', quote_literal('req-r' || n));

SELECT p.oid::regprocedure AS not_tried FROM pg_proc AS p WHERE p.pronamespace = 'inventory'::regnamespace AND 'request_id' = ANY (p.proargnames)
	AND NOT EXISTS (SELECT FROM calls WHERE call LIKE p.proname || '(%');

DO $$
DECLARE
	c record;
	first_answer text;
	before text;
BEGIN
	FOR c IN SELECT * FROM calls ORDER BY n LOOP
		before := public.fingerprint();
		first_answer := public.exact_outcome(c.call);
		ASSERT public.fingerprint() <> before, format('%s does nothing', c.call);
		ASSERT left(first_answer, 1) = '[', format('%s: %s', c.call, first_answer);
		before := public.fingerprint();
		ASSERT public.exact_outcome(c.call) = first_answer, format('%s: %s', c.call, public.exact_outcome(c.call));
		ASSERT public.exact_outcome(c.same) = first_answer, format('%s: %s', c.same, public.exact_outcome(c.same));
		ASSERT public.fingerprint() = before, format('%s changes something', c.call);
		ASSERT public.exact_outcome(c.other) LIKE 'IV009 %', format('%s: %s', c.other, public.exact_outcome(c.other));
		ASSERT public.exact_outcome(format('sell_inventory(%L, %L, 1, %L, %L)', 'req', 'nyc', 'other', 'req-r' || c.n)) LIKE 'IV009 %', c.call;
		ASSERT public.fingerprint() = before, format('%s misused changes something', c.call);
	END LOOP;
END
$$;
SELECT count(*) FROM inventory.requests WHERE request_id LIKE 'req-r%';
SELECT request_id, type FROM inventory.transactions WHERE request_id LIKE 'req-r%' ORDER BY transaction_id;

-- the first answer stays after others moved the level and the cart
SELECT outcome($$count_inventory('req', 'nyc', 200)$$), outcome($$release_cart('req-1')$$);
SELECT outcome($$reserve_inventory('req', 'nyc', 2, 'req-1', request_id => 'req-r1')$$), cart_is('req-1');
SELECT exact_outcome($$reserve_inventory('req', 'nyc', 2, 'req-7', '1 hour', request_id => 'req-time')$$) AS answer \gset
SELECT outcome($$touch_cart('req-7', '9 hours')$$), exact_outcome($$reserve_inventory('req', 'nyc', 2, 'req-7', '1 hour', request_id => 'req-time')$$) = :'answer' AS first_deadline;
-- a NULL in the answer is remembered as one
SELECT outcome($$reserve_inventory('req', 'nyc', 1, 'req-order', request_id => 'req-null')$$), outcome($$reserve_inventory('req', 'nyc', 1, 'req-order', request_id => 'req-null')$$);

-- a call that raised is not remembered
SELECT outcome($$reserve_inventory('req-short', 'nyc', 2, 'req-8', request_id => 'req-short')$$), outcome($$receive_inventory('req-short', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('req-short', 'nyc', 2, 'req-8', request_id => 'req-short')$$);
SELECT count(*) FROM inventory.requests WHERE request_id = 'req-short';
SELECT outcome($$receive_inventory('req-short', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('req-short', 'nyc', 2, 'req-8', request_id => 'req-short')$$), outcome($$reserve_inventory('req-short', 'nyc', 2, 'req-8', request_id => 'req-short')$$);
-- and may be another call next time
SELECT outcome($$reserve_inventory('req-short', 'nyc', 3, 'req-8', request_id => 'req-other')$$), outcome($$receive_inventory('req-short', 'nyc', 3, 'po', request_id => 'req-other')$$);
-- nor is a refusal of a try_ function
SELECT outcome($$try_reserve_inventory('req-short', 'nyc', 4, 'req-8', request_id => 'req-try')$$);
SELECT count(*) FROM inventory.requests WHERE request_id = 'req-try';
SELECT outcome($$try_reserve_cart('req-8', '[{"variant_id": "req-short", "location_id": "nyc", "quantity": 4}]', request_id => 'req-try')$$);
SELECT count(*) FROM inventory.requests WHERE request_id = 'req-try';
SELECT outcome($$receive_inventory('req-short', 'nyc', 1, 'po')$$), outcome($$try_reserve_inventory('req-short', 'nyc', 4, 'req-8', request_id => 'req-try')$$), outcome($$try_reserve_inventory('req-short', 'nyc', 4, 'req-8', request_id => 'req-try')$$);
-- nor what was rolled back
BEGIN;
SELECT outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-undone')$$);
ROLLBACK;
SELECT outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-undone')$$), outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-undone')$$);
-- twice in one transaction
BEGIN;
SELECT outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-twice')$$), outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-twice')$$);
COMMIT;
-- bad input is judged first and claims nothing
SELECT outcome($$receive_inventory('req-short', 'nyc', 0, 'po', request_id => 'req-bad')$$), outcome($$receive_inventory('req-short', 'nyc', 1, 'po', request_id => 'req-bad')$$);
-- an answer of no rows and an answer of many
SELECT outcome($$reserve_cart('req-9', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-short", "location_id": "nyc", "quantity": 1}]', request_id => 'req-many')$$);
SELECT outcome($$reserve_cart('req-9', '[{"variant_id": "req", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-short", "location_id": "nyc", "quantity": 1}]', request_id => 'req-many')$$);
-- 0 released is an answer too
SELECT outcome($$release_reservation('req', 'nyc', 1, 'req-10', 'req-zero')$$), outcome($$reserve_inventory('req', 'nyc', 1, 'req-10')$$), outcome($$release_reservation('req', 'nyc', 1, 'req-10', 'req-zero')$$), cart_is('req-10');

-- lines say the same in another order, and where those of a level are split or summed
SELECT outcome($$receive_inventory('req-b', 'nyc', 50, 'po')$$), outcome($$receive_inventory('req-a', 'nyc', 50, 'po')$$);
SELECT outcome($$reserve_cart('req-11', '[{"variant_id": "req-b", "location_id": "nyc", "quantity": 3}, {"variant_id": "req-a", "location_id": "nyc", "quantity": 2}]', request_id => 'req-lines')$$);
SELECT fingerprint() AS before \gset
CREATE TEMP TABLE lines (n serial, lines jsonb);
INSERT INTO lines (lines) VALUES
	('[{"variant_id": "req-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 3}]'),
	('[{"variant_id": "req-b", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-a", "location_id": "nyc", "quantity": 2.0}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2}]'),
	-- others: another quantity, another level, one less, one more, quantities exchanged
	('[{"variant_id": "req-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 4}]'),
	('[{"variant_id": "req-b", "location_id": "nyc", "quantity": 3}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2}]'),
	('[{"variant_id": "req-a", "location_id": "nyc", "quantity": 2}]'),
	('[{"variant_id": "req-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "req", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 3}]'),
	('[{"variant_id": "req-a", "location_id": "nyc", "quantity": 3}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2}]');
SELECT outcome(format('reserve_cart(%L, %L, request_id => %L)', 'req-11', lines, 'req-lines')) FROM lines ORDER BY n;
-- other arguments are others, whatever the order of the lines
SELECT outcome(format('reserve_cart(%L, %L, customer_id => %L, request_id => %L)', 'req-11', lines, 'eve', 'req-lines')), outcome(format('reserve_cart(%L, %L, request_id => %L)', 'req-12', lines, 'req-lines')),
	outcome(format('try_reserve_cart(%L, %L, request_id => %L)', 'req-11', lines, 'req-lines')) FROM lines WHERE n = 1;
SELECT fingerprint() = :'before' AS unchanged;
-- what would do is part of what was said: a line that does not say it wants all
SELECT outcome($$reserve_cart('req-14', '[{"variant_id": "req-b", "location_id": "nyc", "quantity": 2, "minimum": 1}, {"variant_id": "req-a", "location_id": "nyc", "quantity": 1}]', request_id => 'req-less')$$);
SELECT outcome(format('reserve_cart(%L, %L, request_id => %L)', 'req-14', lines, 'req-less')) FROM unnest(ARRAY[
	'[{"variant_id": "req-a", "location_id": "nyc", "quantity": 1, "minimum": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2, "minimum": 1}]',
	'[{"variant_id": "req-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 1, "minimum": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 1}]',
	'[{"variant_id": "req-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2}]']) AS lines;
-- what was said first is kept
SELECT arguments FROM inventory.requests WHERE request_id = 'req-lines';
-- a request of an older version, whose lines have keys of which this one knows nothing: they must be the same
INSERT INTO inventory.requests VALUES
	('req-old', 'reserve_cart', '{"reference_id": "req-13", "lines": [{"quantity": 2, "variant_id": "req-b", "location_id": "nyc"}, {"quantity": 1, "variant_id": "req-a", "location_id": "nyc"}], "ttl": null, "customer_id": null}',
		'[{"variant_id": "req-b", "location_id": "nyc", "quantity": 2, "remaining": 7, "backordered": 0, "expires_at": null}]', clock_timestamp()),
	('req-key', 'reserve_cart', '{"reference_id": "req-13", "lines": [{"quantity": 2, "variant_id": "req-b", "location_id": "nyc", "note": "x"}, {"quantity": 1, "variant_id": "req-a", "location_id": "nyc"}], "ttl": null, "customer_id": null}',
		'[{"variant_id": "req-b", "location_id": "nyc", "quantity": 2, "remaining": 7, "backordered": 0, "expires_at": null}]', clock_timestamp()),
	('req-none', 'reserve_cart', '{"reference_id": "req-13", "ttl": null, "customer_id": null}', '[]', clock_timestamp()),
	('req-nothing', 'reserve_cart', '{"reference_id": "req-13", "lines": null, "ttl": null, "customer_id": null}', '[]', clock_timestamp());
SELECT q, outcome(format('reserve_cart(%L, %L, request_id => %L)', 'req-13', '[{"variant_id": "req-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "req-b", "location_id": "nyc", "quantity": 2}]', q)) FROM unnest(ARRAY['req-old', 'req-key', 'req-none', 'req-nothing']) AS q;

SELECT verified();
