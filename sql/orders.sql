-- Orders that are edited, cancelled and brought back; carts that are set to their lines.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.line(variant text, quantity bigint, location text DEFAULT 'nyc') RETURNS jsonb LANGUAGE sql AS
	$$SELECT jsonb_build_object('variant_id', variant, 'location_id', location, 'quantity', quantity)$$;
CREATE FUNCTION pg_temp.held(reference text) RETURNS text LANGUAGE sql AS $$
SELECT coalesce(string_agg(format('%s %s %s', variant_id, location_id, quantity), ', ' ORDER BY variant_id, location_id), 'nothing')
FROM (SELECT variant_id, location_id, sum(quantity) AS quantity FROM inventory.reservations WHERE reference_id = reference GROUP BY 1, 2) AS h
$$;
CREATE FUNCTION pg_temp.set_to(reference text, VARIADIC lines jsonb[]) RETURNS text LANGUAGE sql AS
	$$SELECT public.outcome(format('set_cart(%L, %L)', reference, to_jsonb(lines)))$$;
CREATE FUNCTION pg_temp.ledger(reference text) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s %s %s', type, variant_id, reserved_delta), ', ' ORDER BY transaction_id) FROM inventory.transactions WHERE reference_id = reference
$$;

SELECT outcome($$receive_inventory('or-a', 'nyc', 10, 'po')$$), outcome($$receive_inventory('or-b', 'nyc', 10, 'po')$$), outcome($$receive_inventory('or-b', 'sfo', 10, 'po')$$), outcome($$set_level_policy('or-code', 'nyc', tracked => false)$$);

-- a cart is exactly its lines; what stays is not touched
SELECT pg_temp.set_to('or-1', pg_temp.line('or-a', 2), pg_temp.line('or-b', 3), pg_temp.line('or-code', 1));
SELECT pg_temp.set_to('or-1', pg_temp.line('or-b', 3), pg_temp.line('or-b', 1, 'sfo')), pg_temp.held('or-1');
SELECT pg_temp.set_to('or-1', pg_temp.line('or-b', 1), pg_temp.line('or-b', 1), pg_temp.line('or-b', 4, 'sfo')), pg_temp.held('or-1'), pg_temp.ledger('or-1');
-- its own holds are not in its way, and all or nothing
SELECT pg_temp.set_to('or-1', pg_temp.line('or-b', 10), pg_temp.line('or-b', 1, 'sfo')), pg_temp.held('or-1');
SELECT pg_temp.set_to('or-1', pg_temp.line('or-b', 11), pg_temp.line('or-none', 1), pg_temp.line('or-a', 1)), pg_temp.held('or-1');
SELECT outcome(format('try_set_cart(%L, %L)', 'or-1', jsonb_build_array(pg_temp.line('or-b', 11), pg_temp.line('or-a', 1)))), pg_temp.held('or-1');
SELECT outcome($$set_cart('or-1', '[]')$$), cart_is('or-1'), outcome($$set_cart('or-1', '[]')$$), outcome($$set_cart('or-nobody', '[]')$$), cart_is('or-nobody');

-- an order is edited without ever ceasing to be one
SELECT pg_temp.set_to('or-2', pg_temp.line('or-a', 2)), outcome($$confirm_cart('or-2', 'order 2')$$);
SELECT pg_temp.set_to('or-2', pg_temp.line('or-b', 5)), pg_temp.held('or-2'), cart_is('or-2');
SELECT outcome($$set_cart('or-2', '[]')$$), outcome($$try_set_cart('or-2', '[]')$$), pg_temp.held('or-2');
-- of what is not shipped yet
SELECT outcome($$fulfill_reservation('or-b', 'nyc', 2, 'or-2')$$), pg_temp.set_to('or-2', pg_temp.line('or-b', 1)), pg_temp.held('or-2'), cart_is('or-2');
-- and completed when its rest is released
SELECT outcome($$release_cart('or-2', cancel_order => true)$$), cart_is('or-2'), outcome($$confirm_cart('or-2', revive => true)$$);

-- a cancelled order comes back with what it held when its cancelling began
SELECT pg_temp.set_to('or-3', pg_temp.line('or-a', 3), pg_temp.line('or-b', 2)), outcome($$confirm_cart('or-3', 'order 3')$$);
SELECT outcome($$release_reservation('or-a', 'nyc', 1, 'or-3')$$), outcome($$release_reservation('or-b', 'nyc', NULL, 'or-3')$$), outcome($$release_reservation('or-a', 'nyc', NULL, 'or-3')$$), cart_is('or-3');
SELECT outcome($$reserve_inventory('or-a', 'nyc', 1, 'or-3')$$), outcome($$touch_cart('or-3')$$), outcome($$confirm_cart('or-3')$$), outcome($$fulfill_cart('or-3')$$), pg_temp.set_to('or-3', pg_temp.line('or-a', 1)), outcome($$set_cart('or-3', '[]')$$);
SELECT outcome($$confirm_cart('or-3', revive => true)$$), pg_temp.held('or-3'), cart_is('or-3'), (SELECT order_id FROM inventory.carts WHERE reference_id = 'or-3');
-- what was added since its beginning begins it anew
SELECT outcome($$release_reservation('or-a', 'nyc', 1, 'or-3')$$), outcome($$reserve_inventory('or-b', 'sfo', 1, 'or-3')$$), outcome($$release_cart('or-3', true)$$), outcome($$confirm_cart('or-3', revive => true)$$), pg_temp.held('or-3');
-- less what was shipped
SELECT outcome($$release_reservation('or-a', 'nyc', 1, 'or-3')$$), outcome($$fulfill_reservation('or-b', 'nyc', 1, 'or-3')$$);
SELECT last_lines FROM inventory.carts WHERE reference_id = 'or-3';
-- an edit that adds something is no beginning, in whatever order its lines are; what moves is kept where it is
SELECT pg_temp.set_to('or-8', pg_temp.line('or-a', 1), pg_temp.line('or-b', 2, 'sfo')) <> '', outcome($$confirm_cart('or-8')$$);
SELECT pg_temp.set_to('or-8', pg_temp.line('or-a', 2), pg_temp.line('or-b', 1, 'sfo')) <> '';
SELECT last_lines FROM inventory.carts WHERE reference_id = 'or-8';
SELECT outcome($$release_reservation('or-a', 'nyc', NULL, 'or-8')$$), outcome($$move_reservation('or-b', 'sfo', 'nyc', 1, 'or-8')$$) <> '', outcome($$release_cart('or-8', true)$$), outcome($$confirm_cart('or-8', revive => true)$$), pg_temp.held('or-8');
SELECT outcome($$release_cart('or-8', true)$$);

-- and all or nothing
SELECT pg_temp.set_to('or-4', pg_temp.line('or-a', 4)), outcome($$confirm_cart('or-4')$$), outcome($$release_carts('{or-4}', true)$$), outcome($$count_inventory('or-a', 'nyc', 3)$$), outcome($$confirm_cart('or-4', revive => true)$$), cart_is('or-4');

-- many at once: all, or the orders among them are named and none is released
SELECT pg_temp.set_to('or-5', pg_temp.line('or-b', 1)), pg_temp.set_to('or-6', pg_temp.line('or-b', 1)), pg_temp.set_to('or-7', pg_temp.line('or-b', 1)), outcome($$confirm_cart('or-6')$$), outcome($$confirm_cart('or-7')$$);
SELECT outcome($$release_carts('{or-5,or-7,or-6,or-6}')$$), outcome($$release_carts('{or-5,or-6}')$$), pg_temp.held('or-5');
SELECT outcome($$release_carts('{or-7,or-5,or-nobody,or-6,or-5}', cancel_orders => true)$$), outcome($$release_carts('{}')$$), cart_is('or-5'), cart_is('or-6'), pg_temp.held('or-7');

SELECT verified();
