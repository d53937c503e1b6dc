-- Payments for what a cart held once: it is confirmed as it was paid for, or not at all.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.held(reference text) RETURNS text LANGUAGE sql AS $$
SELECT coalesce(string_agg(format('%s %s %s', variant_id, location_id, quantity), ', ' ORDER BY variant_id, location_id), 'nothing')
FROM (SELECT variant_id, location_id, sum(quantity) AS quantity FROM inventory.reservations WHERE reference_id = reference GROUP BY 1, 2) AS h
$$;

SELECT outcome($$receive_inventory('pay-a', 'nyc', 30, 'po')$$), outcome($$receive_inventory('pay-a', 'sfo', 30, 'po')$$), outcome($$receive_inventory('pay-b', 'nyc', 30, 'po')$$), outcome($$set_level_policy('pay-code', 'nyc', tracked => false)$$);

-- two units were paid for, and the cart has grown
SELECT outcome($$reserve_inventory('pay-a', 'nyc', 2, 'pay-1')$$), outcome($$reserve_inventory('pay-a', 'nyc', 2, 'pay-1')$$), outcome($$confirm_cart('pay-1', 'order 1', lines => '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}]')$$), cart_is('pay-1');
SELECT failure($$SELECT inventory.confirm_cart('pay-1', 'order 1', lines => '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "pay-b", "location_id": "nyc", "quantity": 1}]')$$);
SELECT outcome($$reserve_inventory('pay-b', 'nyc', 1, 'pay-1')$$), failure($$SELECT inventory.confirm_cart('pay-1', 'order 1', lines => '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 4}]')$$);
SELECT outcome($$confirm_cart('pay-1', 'order 1', lines => '[{"variant_id": "pay-b", "location_id": "nyc", "quantity": 1}, {"variant_id": "pay-a", "location_id": "nyc", "quantity": 3}, {"variant_id": "pay-a", "location_id": "nyc", "quantity": 1}]')$$), cart_is('pay-1');
-- an order answers as before, whatever is said of it now
SELECT outcome($$confirm_cart('pay-1', 'order 1', lines => '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 1}]')$$);

-- a line without a location is the variant, wherever no other line names it
SELECT outcome($$reserve_cart('pay-2', '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "pay-a", "location_id": "sfo", "quantity": 3}]')$$);
SELECT failure($$SELECT inventory.confirm_cart('pay-2', lines => '[{"variant_id": "pay-a", "quantity": 6}]')$$), failure($$SELECT inventory.confirm_cart('pay-2', lines => '[{"variant_id": "pay-a", "quantity": 5}, {"variant_id": "pay-a", "location_id": "sfo", "quantity": 3}]')$$);
SELECT outcome($$confirm_cart('pay-2', lines => '[{"variant_id": "pay-a", "quantity": 2}, {"variant_id": "pay-a", "location_id": "sfo", "quantity": 3}]')$$);

-- what is not tracked is not compared
SELECT outcome($$reserve_cart('pay-3', '[{"variant_id": "pay-code", "location_id": "nyc", "quantity": 2}, {"variant_id": "pay-b", "location_id": "nyc", "quantity": 3}]')$$);
SELECT outcome($$confirm_cart('pay-3', lines => '[{"variant_id": "pay-code", "quantity": 1}]')$$), outcome($$confirm_cart('pay-3', lines => '[{"variant_id": "pay-b", "quantity": 3}, {"variant_id": "pay-code", "location_id": "nyc", "quantity": 7}]')$$);

-- dead, begun anew with other goods: the payment is for those of before
SELECT reserve_overdue('pay-4', '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}]');
SELECT outcome($$confirm_cart('pay-4', lines => '[{"variant_id": "pay-a", "quantity": 2}]')$$), outcome($$reserve_inventory('pay-b', 'nyc', 1, 'pay-4')$$), outcome($$confirm_cart('pay-4', revive => true, lines => '[{"variant_id": "pay-a", "quantity": 2}]')$$), cart_is('pay-4');
-- a dead cart takes what was paid for, whatever it held last
SELECT reserve_overdue('pay-5', '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}, {"variant_id": "pay-a", "location_id": "sfo", "quantity": 1}, {"variant_id": "pay-b", "location_id": "nyc", "quantity": 5}]');
SELECT outcome($$confirm_cart('pay-5', revive => true, lines => '[{"variant_id": "pay-a", "quantity": 4}, {"variant_id": "pay-b", "quantity": 6}]')$$), cart_is('pay-5');
SELECT outcome($$confirm_cart('pay-5', revive => true, lines => '[{"variant_id": "pay-a", "quantity": 3}, {"variant_id": "pay-b", "quantity": 6}]')$$), pg_temp.held('pay-5'), cart_is('pay-5');
SELECT reserve_overdue('pay-6', '[{"variant_id": "pay-a", "location_id": "nyc", "quantity": 2}]'), outcome($$expire_stale_carts()$$) <> '0';
SELECT outcome($$confirm_cart('pay-6', revive => true, lines => '[{"variant_id": "pay-b", "location_id": "nyc", "quantity": 99}]')$$), outcome($$confirm_cart('pay-6', revive => true, lines => '[{"variant_id": "pay-b", "quantity": 1}]')$$), outcome($$confirm_cart('pay-6', revive => true, lines => '[{"variant_id": "pay-b", "location_id": "nyc", "quantity": 1}]')$$), pg_temp.held('pay-6');
-- a cancelled order too
SELECT outcome($$release_cart('pay-6', true)$$), outcome($$confirm_cart('pay-6', lines => '[{"variant_id": "pay-b", "location_id": "nyc", "quantity": 1}]')$$), outcome($$confirm_cart('pay-6', revive => true, lines => '[{"variant_id": "pay-b", "location_id": "nyc", "quantity": 2}]')$$), pg_temp.held('pay-6');

-- bad lines
SELECT outcome(format('confirm_cart(%L, lines => %L)', 'pay-2', bad)) FROM unnest(ARRAY['[]', '{}', '1', 'null', '[1]', '[{"variant_id": "pay-a"}]', '[{"quantity": 1}]', '[{"variant_id": "pay-a", "location_id": null, "quantity": 1}]', '[{"variant_id": "pay-a", "quantity": 1, "minimum": 1}]']::jsonb[]) AS bad;

SELECT verified();
