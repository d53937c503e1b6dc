-- Kits that wait, are ordered, merged, moved and sold, on levels of one row and of several; and kits that are
-- not whole.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

\set kits :abs_srcdir '/sql/include/kits.sql'
\i :kits

-- a kit waits as long as its last component, and as a whole kit
SELECT stocked('{ko-x}', 'nyc', 5, 6), stocked('{ko-y}', 'nyc', 9), outcome($$set_kit('ko', '[{"variant_id": "ko-x", "quantity": 2}, {"variant_id": "ko-y", "quantity": 1}]')$$);
SELECT outcome($$available_inventory('ko', 'nyc')$$), outcome($$available_variants('{ko}')$$);
SELECT outcome($$reserve_inventory('ko', 'nyc', 6, 'ko-1')$$), outcome($$reserve_inventory('ko', 'nyc', 3, 'ko-1', backorder => false)$$), outcome($$reserve_inventory('ko', 'nyc', 3, 'ko-1')$$), outcome($$cart_lines('ko-1')$$);
SELECT outcome($$plan_cart('[{"variant_id": "ko", "quantity": 1}]')$$), outcome($$plan_cart('[{"variant_id": "ko", "quantity": 1}]', route => '{"backorder": false}')$$);
SELECT outcome($$reserve_inventory('ko', 'nyc', 2, 'ko-2')$$), outcome($$cart_lines('ko-2')$$), outcome($$available_inventory('ko', 'nyc')$$), outcome($$available_variants('{ko}')$$), outcome($$try_reserve_inventory('ko', 'nyc', 1, 'ko-3')$$);
-- what has come ships: of three kits two; the one behind not at all
SELECT outcome($$fulfill_reservation('ko', 'nyc', 3, 'ko-1')$$), outcome($$fulfill_reservation('ko', 'nyc', 1, 'ko-2')$$), outcome($$fulfill_reservation('ko', 'nyc', 2, 'ko-1')$$), holds_of('ko-1'), level_is('ko-x', 'nyc'), level_is('ko-y', 'nyc');
SELECT failure($$SELECT inventory.fulfill_cart('ko-2')$$);
SELECT outcome($$receive_inventory('ko-x', 'nyc', 4, 'po-2')$$), outcome($$cart_lines('ko-1')$$), outcome($$cart_lines('ko-2')$$), outcome($$fulfill_reservation('ko', 'nyc', 1, 'ko-2')$$), outcome($$fulfill_cart('ko-1')$$), holds_of('ko-2'), outcome($$fulfill_cart('ko-2', overtake => true)$$);
SELECT outcome($$receive_inventory('ko-x', 'nyc', 1, 'po-2')$$), outcome($$fulfill_cart('ko-2')$$), cart_is('ko-2'), level_is('ko-x', 'nyc'), level_is('ko-y', 'nyc'), verified();
-- a component that is short keeps others waiting only as far as it is a part of theirs; released units let those behind move up
SELECT outcome($$reserve_inventory('ko', 'nyc', 2, 'ko-4')$$), outcome($$reserve_inventory('ko-x', 'nyc', 1, 'ko-5')$$), outcome($$reserve_inventory('ko-y', 'nyc', 1, 'ko-5')$$), outcome($$cart_lines('ko-5')$$), outcome($$fulfill_reservation('ko-y', 'nyc', 1, 'ko-5')$$);
SELECT outcome($$receive_inventory('ko-x', 'nyc', 1, 'po-3')$$), outcome($$fulfill_reservation('ko-x', 'nyc', 1, 'ko-5')$$), outcome($$release_reservation('ko', 'nyc', 2, 'ko-4')$$), outcome($$fulfill_cart('ko-5')$$), verified();

-- as many kits as there are, at least so many; only from stock
SELECT stocked('{km-x}', 'nyc', 7, 4), stocked('{km-y}', 'nyc', 9), outcome($$set_kit('km', '[{"variant_id": "km-x", "quantity": 2}, {"variant_id": "km-y", "quantity": 1}]')$$);
SELECT outcome($$reserve_cart('km-1', '[{"variant_id": "km", "location_id": "nyc", "quantity": 9, "minimum": 6}]')$$), outcome($$reserve_cart('km-1', '[{"variant_id": "km", "location_id": "nyc", "quantity": 9, "minimum": 4, "backorder": false}]')$$), outcome($$reserve_cart('km-1', '[{"variant_id": "km", "location_id": "nyc", "quantity": 9, "minimum": 3, "backorder": false}]')$$), holds_of('km-1');
SELECT outcome($$set_cart('km-1', '[{"variant_id": "km", "location_id": "nyc", "quantity": 9, "minimum": 1}]')$$), holds_of('km-1'), outcome($$set_cart('km-1', '[{"variant_id": "km", "location_id": "nyc", "quantity": 9, "minimum": 1, "backorder": false}, {"variant_id": "km-x", "location_id": "nyc", "quantity": 1}]')$$), holds_of('km-1');
SELECT outcome($$reserve_cart('km-2', '[{"variant_id": "km", "quantity": 9, "minimum": 1}]')$$), outcome($$release_cart('km-1')$$), outcome($$reserve_cart('km-3', '[{"variant_id": "km-x", "location_id": "nyc", "quantity": 3}, {"variant_id": "km", "quantity": 9, "minimum": 2}]', route => '{"backorder": false}')$$), verified();

-- what is overdue on a component goes first
SELECT stocked('{kd-x,kd-y}', 'nyc', 4), outcome($$set_kit('kd', '[{"variant_id": "kd-x", "quantity": 2}, {"variant_id": "kd-y", "quantity": 1}]')$$), outcome($$set_kit('kd-2', '[{"variant_id": "kd-y", "quantity": 2}]')$$);
SELECT reserve_overdue('kd-1', '[{"variant_id": "kd", "location_id": "nyc", "quantity": 1}, {"variant_id": "kd-x", "location_id": "nyc", "quantity": 1}]'), outcome($$cart_lines('kd-1')$$), outcome($$available_inventory('kd', 'nyc')$$), outcome($$available_variants('{kd}')$$), outcome($$reserve_inventory('kd', 'nyc', 2, 'kd-2')$$), cart_is('kd-1');
SELECT outcome($$confirm_cart('kd-1', 'o')$$), outcome($$confirm_cart('kd-1', 'o', revive => true)$$), outcome($$release_cart('kd-2')$$), outcome($$confirm_cart('kd-1', 'o', revive => true)$$), holds_of('kd-1');
SELECT reserve_overdue('kd-3', '[{"variant_id": "kd-2", "location_id": "nyc", "quantity": 1}]'), outcome($$reserve_cart('kd-4', '[{"variant_id": "kd-y", "quantity": 3}]')$$), cart_is('kd-3'), outcome($$reserve_inventory('kd', 'nyc', 1, 'kd-5')$$), verified();

-- orders: confirmed against what was paid, edited, shipped in part, cancelled and taken up again
SELECT stocked('{kp-x,kp-y}', 'nyc', 20), stocked('{kp-x,kp-y}', 'sfo', 20), outcome($$set_kit('kp', '[{"variant_id": "kp-x", "quantity": 2}, {"variant_id": "kp-y", "quantity": 1}]')$$);
SELECT outcome($$reserve_cart('kp-1', '[{"variant_id": "kp", "location_id": "nyc", "quantity": 3}, {"variant_id": "kp-x", "location_id": "nyc", "quantity": 2}]')$$);
SELECT failure($$SELECT inventory.confirm_cart('kp-1', 'o-1', lines => '[{"variant_id": "kp", "location_id": "nyc", "quantity": 2}, {"variant_id": "kp-x", "location_id": "nyc", "quantity": 2}]')$$);
SELECT outcome($$confirm_cart('kp-1', 'o-1', lines => '[{"variant_id": "kp-x", "location_id": "nyc", "quantity": 8}, {"variant_id": "kp-y", "location_id": "nyc", "quantity": 3}]')$$), cart_is('kp-1');
SELECT outcome($$confirm_cart('kp-1', 'o-1', lines => '[{"variant_id": "kp-x", "location_id": "nyc", "quantity": 2}, {"variant_id": "kp", "quantity": 3}]')$$), cart_is('kp-1');
SELECT outcome($$set_cart('kp-1', '[{"variant_id": "kp", "location_id": "nyc", "quantity": 4}, {"variant_id": "kp-x", "location_id": "nyc", "quantity": 1}]')$$), outcome($$fulfill_reservation('kp', 'nyc', 1, 'kp-1')$$), outcome($$release_cart('kp-1')$$), outcome($$release_cart('kp-1', true)$$), cart_is('kp-1');
SELECT outcome($$reserve_cart('kp-2', '[{"variant_id": "kp", "location_id": "nyc", "quantity": 3}, {"variant_id": "kp", "location_id": "sfo", "quantity": 1}, {"variant_id": "kp-y", "location_id": "sfo", "quantity": 2}]')$$), outcome($$confirm_cart('kp-2', 'o-2', lines => '[{"variant_id": "kp", "quantity": 4}, {"variant_id": "kp-y", "location_id": "sfo", "quantity": 2}]')$$), outcome($$set_kit('kp', '[{"variant_id": "kp-x", "quantity": 1}]')$$);
SELECT outcome($$fulfill_reservation('kp', 'nyc', 1, 'kp-2')$$), outcome($$release_reservation('kp', 'nyc', 1, 'kp-2')$$), outcome($$release_cart('kp-2', true)$$), cart_is('kp-2'), jsonb_agg(line ORDER BY line->>'variant_id', line->>'location_id') FROM (SELECT jsonb_array_elements(last_lines) AS line FROM inventory.carts WHERE reference_id = 'kp-2') AS l;
SELECT outcome($$confirm_cart('kp-2', 'o-2', revive => true)$$), holds_of('kp-2'), outcome($$fulfill_cart('kp-2', location_id => 'sfo')$$), holds_of('kp-2'), outcome($$fulfill_cart('kp-2')$$), cart_is('kp-2'), verified();
-- revived with lines that were paid for: of the present version
SELECT reserve_overdue('kp-3', '[{"variant_id": "kp-y", "location_id": "nyc", "quantity": 1}]'), outcome($$confirm_cart('kp-3', 'o-3', revive => true, lines => '[{"variant_id": "kp", "location_id": "nyc", "quantity": 2}]')$$), holds_of('kp-3'), outcome($$release_cart('kp-3', true)$$), verified();

-- a guest's kits: merged with the same kit, of the same version or another
SELECT stocked('{kg-x,kg-y}', 'nyc', 12), outcome($$set_kit('kg', '[{"variant_id": "kg-x", "quantity": 2}, {"variant_id": "kg-y", "quantity": 1}]')$$);
SELECT outcome($$reserve_inventory('kg', 'nyc', 1, 'kg-user')$$), outcome($$reserve_inventory('kg', 'nyc', 2, 'kg-guest')$$), outcome($$set_kit('kg', '[{"variant_id": "kg-x", "quantity": 1}]')$$), outcome($$reserve_inventory('kg', 'nyc', 1, 'kg-guest')$$), outcome($$merge_carts('kg-guest', 'kg-user')$$), holds_of('kg-user'), cart_is('kg-guest');
SELECT outcome($$merge_carts('kg-user', 'kg-new')$$), holds_of('kg-new'), outcome($$fulfill_reservation('kg', 'nyc', 3, 'kg-new')$$), holds_of('kg-new'), level_is('kg-x', 'nyc'), level_is('kg-y', 'nyc'), verified();
SELECT kit_ledger('kg-y');

-- kits are carried whole, with their place; to where levels are made, if need be
SELECT stocked('{kc-x,kc-y}', 'nyc', 8), outcome($$set_kit('kc', '[{"variant_id": "kc-x", "quantity": 2}, {"variant_id": "kc-y", "quantity": 1}]')$$), outcome($$reserve_inventory('kc', 'nyc', 3, 'kc-1')$$), outcome($$reserve_inventory('kc-x', 'nyc', 1, 'kc-1')$$);
SELECT outcome($$move_reservation('kc', 'nyc', 'sfo', 2, 'kc-1')$$), holds_of('kc-1'), level_is('kc-x', 'nyc'), level_is('kc-x', 'sfo'), level_is('kc-y', 'sfo');
SELECT outcome($$move_reservation('kc', 'nyc', 'sfo', 2, 'kc-1')$$), outcome($$move_reservation('kc', 'sfo', 'nyc', 1, 'kc-1')$$), outcome($$confirm_cart('kc-1', 'o')$$), outcome($$release_cart('kc-1', true)$$), outcome($$confirm_cart('kc-1', 'o', revive => true)$$), holds_of('kc-1'), verified();
SELECT kit_ledger('kc-y');

-- over the counter
SELECT stocked('{kl-x,kl-y}', 'nyc', 5), outcome($$set_kit('kl', '[{"variant_id": "kl-x", "quantity": 2}, {"variant_id": "kl-y", "quantity": 1}]')$$), outcome($$sell_inventory('kl', 'nyc', 1, 'till')$$), outcome($$sell_inventory('kl', 'nyc', 2, 'till')$$), outcome($$sell_inventory('kl', 'sfo', 1, 'till')$$), level_is('kl-x', 'nyc'), level_is('kl-y', 'nyc');
SELECT failure($$SELECT inventory.sell_inventory('kl', 'nyc', 2, 'till')$$);
SELECT outcome($$set_kit('kl', '[]')$$), outcome($$sell_inventory('kl', 'nyc', 1, 'till')$$);
SELECT kit_ledger('kl-x');
SELECT verified();

-- a request that is repeated changes nothing
SELECT stocked('{kq-x,kq-y}', 'nyc', 20), outcome($$set_kit('kq', '[{"variant_id": "kq-x", "quantity": 2}, {"variant_id": "kq-y", "quantity": 1}]')$$);
CREATE OR REPLACE FUNCTION public.twice(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	first text := public.exact_outcome(call);
	before text := public.fingerprint();
BEGIN
	RETURN concat_ws(', ', CASE WHEN first = public.exact_outcome(call) THEN 'the same' ELSE 'another answer' END, CASE WHEN before = public.fingerprint() THEN 'nothing changed' ELSE 'changed' END);
END
$$;
SELECT twice(call) FROM unnest(ARRAY[
	$$reserve_inventory('kq', 'nyc', 2, 'kq-1', request_id => 'kq-1')$$,
	$$reserve_cart('kq-1', '[{"variant_id": "kq", "quantity": 1}, {"variant_id": "kq-x", "quantity": 1}]', request_id => 'kq-2')$$,
	$$set_reservation('kq', 'nyc', 2, 'kq-1', request_id => 'kq-3')$$,
	$$set_cart('kq-1', '[{"variant_id": "kq", "location_id": "nyc", "quantity": 4}]', request_id => 'kq-4')$$,
	$$release_reservation('kq', 'nyc', 1, 'kq-1', request_id => 'kq-5')$$,
	$$move_reservation('kq', 'nyc', 'sfo', 1, 'kq-1', request_id => 'kq-6')$$,
	$$fulfill_reservation('kq', 'nyc', 1, 'kq-1', request_id => 'kq-7')$$,
	$$sell_inventory('kq', 'nyc', 1, 'kq-1', request_id => 'kq-8')$$,
	$$fulfill_cart('kq-1', request_id => 'kq-9')$$]) AS call;
SELECT outcome($$sell_inventory('kq', 'nyc', 2, 'kq-1', request_id => 'kq-8')$$), cart_is('kq-1'), level_is('kq-x', 'nyc'), verified();

-- levels in several rows
SELECT stocked('{kz-x}', 'nyc', 40), stocked('{kz-y}', 'nyc', 15), outcome($$set_kit('kz', '[{"variant_id": "kz-x", "quantity": 3}, {"variant_id": "kz-y", "quantity": 1}]')$$);
SELECT (inventory.set_level_policy('kz-x', 'nyc', stripes => 4)).stripes, (inventory.set_level_policy('kz-y', 'nyc', stripes => 4)).stripes, outcome($$available_inventory('kz', 'nyc')$$);
SELECT outcome($$reserve_inventory('kz', 'nyc', 13, 'kz-1')$$), holds_of('kz-1'), outcome($$reserve_inventory('kz', 'nyc', 1, 'kz-2')$$), outcome($$available_inventory('kz', 'nyc')$$), verified();
SELECT outcome($$release_reservation('kz', 'nyc', 6, 'kz-1')$$), outcome($$fulfill_reservation('kz', 'nyc', 5, 'kz-1')$$), holds_of('kz-1'), outcome($$set_reservation('kz', 'nyc', 8, 'kz-1')$$), holds_of('kz-1'), outcome($$set_cart('kz-1', '[{"variant_id": "kz-x", "location_id": "nyc", "quantity": 25}]')$$), holds_of('kz-1'), verified();
SELECT outcome($$set_cart('kz-1', '[{"variant_id": "kz", "location_id": "nyc", "quantity": 8}, {"variant_id": "kz-x", "quantity": 1}]')$$), (inventory.set_level_policy('kz-x', 'nyc', stripes => 2)).stripes > 0, holds_of('kz-1'), outcome($$merge_carts('kz-1', 'kz-3')$$), outcome($$move_reservation('kz', 'nyc', 'sfo', 8, 'kz-3')$$), outcome($$fulfill_cart('kz-3')$$), level_is('kz-x', 'nyc'), level_is('kz-y', 'nyc'), level_is('kz-x', 'sfo'), verified();

-- kits that are not whole are found
SELECT stocked('{kw-x,kw-y}', 'nyc', 9), one_row('kw-x', 'nyc'), one_row('kw-y', 'nyc'), outcome($$set_kit('kw', '[{"variant_id": "kw-x", "quantity": 2}, {"variant_id": "kw-y", "quantity": 1}]')$$), outcome($$reserve_inventory('kw', 'nyc', 3, 'kw-1')$$);
SELECT found(s) FROM unnest(ARRAY[
	$$DELETE FROM inventory.reservations WHERE reference_id = 'kw-1' AND variant_id = 'kw-y'$$,
	$$DELETE FROM inventory.reservations WHERE reference_id = 'kw-1' AND variant_id = 'kw-x'$$,
	$$UPDATE inventory.reservations SET quantity = quantity - 1 WHERE reference_id = 'kw-1' AND variant_id = 'kw-x'$$,
	$$UPDATE inventory.reservations SET quantity = quantity + 1 WHERE reference_id = 'kw-1' AND variant_id = 'kw-y'$$,
	$$UPDATE inventory.reservations SET kit_version = 9 WHERE reference_id = 'kw-1'$$,
	$$UPDATE inventory.reservations SET kit_id = '', kit_version = 0 WHERE reference_id = 'kw-1' AND variant_id = 'kw-x'$$]) AS s;
SELECT verified();

-- nothing stays held: older_tables takes away the columns that tell kits apart
SELECT inventory.release_carts(array_agg(reference_id), cancel_orders => true) > 0 AS released FROM inventory.carts WHERE reference_id ~ '^k[a-z]-' AND status IN ('active', 'ordered');
SELECT verified();
