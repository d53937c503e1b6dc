-- Every call on a cart in every state: the answer or the error, and what is left behind.
-- Each cell has a cart and a level of its own: 10 on hand, of which the cart takes 4. An order that was
-- cancelled is undone.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.make_cart(state text, variant text, reference text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM inventory.receive_inventory(variant, 'w', 10, 'po');
	IF state IN ('overdue', 'expired') THEN
		PERFORM public.reserve_overdue(reference, jsonb_build_array(jsonb_build_object('variant_id', variant, 'location_id', 'w', 'quantity', 4)));
	ELSIF state <> 'no cart' THEN
		PERFORM inventory.reserve_inventory(variant, 'w', 4, reference);
	END IF;
	IF state = 'expired' THEN
		PERFORM inventory.expire_stale_carts();
	ELSIF state = 'cancelled' THEN
		PERFORM inventory.release_cart(reference);
	ELSIF state IN ('undone', 'ordered', 'completed') THEN
		PERFORM inventory.confirm_cart(reference, 'order');
		IF state = 'completed' THEN
			PERFORM inventory.fulfill_cart(reference);
		ELSIF state = 'undone' THEN
			PERFORM inventory.release_cart(reference, cancel_order => true);
		END IF;
	END IF;
END
$$;

-- One row of the table. @variant and @cart stand for what each cell has of its own.
CREATE FUNCTION pg_temp.cells(call text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	states constant text[] := '{no cart,active,overdue,expired,cancelled,undone,ordered,completed}';
	state text;
	cell text;
	answer text;
BEGIN
	RETURN NEXT call;
	FOREACH state IN ARRAY states LOOP
		cell := format('cs %s %s', md5(call), state);
		PERFORM pg_temp.make_cart(state, cell, cell);
		answer := public.outcome(replace(replace(call, '@variant', quote_literal(cell)), '@cart', quote_literal(cell)));
		RETURN NEXT format('  %s: %s', rpad(state, 9), replace(replace(answer, cell, 'X'), E'\n', ' / '));
		RETURN NEXT format('  %s  -> %s; %s', repeat(' ', 9), public.cart_is(cell), public.level_is(cell, 'w'));
	END LOOP;
END
$$;

SELECT pg_temp.cells($$reserve_inventory(@variant, 'w', 2, @cart)$$);
SELECT pg_temp.cells($$reserve_inventory(@variant, 'w', 2, @cart, ttl => '1 minute')$$);
SELECT pg_temp.cells($$reserve_inventory(@variant, 'w', 11, @cart)$$);
SELECT pg_temp.cells($$try_reserve_inventory(@variant, 'w', 2, @cart)$$);
SELECT pg_temp.cells($$try_reserve_inventory(@variant, 'w', 11, @cart)$$);
SELECT pg_temp.cells($$reserve_cart(@cart, jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 2)))$$);
SELECT pg_temp.cells($$try_reserve_cart(@cart, jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 2)))$$);
SELECT pg_temp.cells($$reserve_batch(ARRAY[@cart], ARRAY[@variant], ARRAY['w'], ARRAY[2])$$);
SELECT pg_temp.cells($$set_reservation(@variant, 'w', 6, @cart)$$);
SELECT pg_temp.cells($$set_reservation(@variant, 'w', 1, @cart)$$);
SELECT pg_temp.cells($$set_reservation(@variant, 'w', 0, @cart)$$);
SELECT pg_temp.cells($$set_cart(@cart, jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 6)))$$);
SELECT pg_temp.cells($$set_cart(@cart, jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 11)))$$);
SELECT pg_temp.cells($$set_cart(@cart, '[]')$$);
SELECT pg_temp.cells($$try_set_cart(@cart, jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 3)))$$);
SELECT pg_temp.cells($$try_set_cart(@cart, '[]')$$);
SELECT pg_temp.cells($$touch_cart(@cart, '1 hour')$$);
SELECT pg_temp.cells($$release_reservation(@variant, 'w', 1, @cart)$$);
SELECT pg_temp.cells($$release_reservation(@variant, 'w', NULL, @cart)$$);
SELECT pg_temp.cells($$release_cart(@cart)$$);
SELECT pg_temp.cells($$release_cart(@cart, cancel_order => true)$$);
SELECT pg_temp.cells($$release_carts(ARRAY[@cart])$$);
SELECT pg_temp.cells($$release_carts(ARRAY[@cart, @cart], cancel_orders => true)$$);
SELECT pg_temp.cells($$confirm_cart(@cart)$$);
SELECT pg_temp.cells($$confirm_cart(@cart, 'order')$$);
SELECT pg_temp.cells($$confirm_cart(@cart, 'other')$$);
SELECT pg_temp.cells($$confirm_cart(@cart, revive => true)$$);
SELECT pg_temp.cells($$confirm_cart(@cart, lines => jsonb_build_array(jsonb_build_object('variant_id', @variant, 'quantity', 4)))$$);
SELECT pg_temp.cells($$confirm_cart(@cart, revive => true, lines => jsonb_build_array(jsonb_build_object('variant_id', @variant, 'location_id', 'w', 'quantity', 5)))$$);
SELECT pg_temp.cells($$merge_carts(@cart, 'into ' || @cart)$$);
SELECT pg_temp.cells($$move_reservation(@variant, 'w', 'w2', 3, @cart)$$);
SELECT pg_temp.cells($$fulfill_reservation(@variant, 'w', 1, @cart)$$);
SELECT pg_temp.cells($$fulfill_reservation(@variant, 'w', NULL, @cart)$$);
SELECT pg_temp.cells($$fulfill_cart(@cart)$$);
SELECT pg_temp.cells($$cart_lines(@cart)$$);
SELECT pg_temp.cells($$promise_cart(@cart)$$);
SELECT pg_temp.cells($$cart_promises(@cart)$$);
SELECT pg_temp.cells($$available_inventory(@variant, 'w')$$);
SELECT pg_temp.cells($$available_inventory(@variant, 'w', @cart)$$);

-- what a cart in each state takes of another
CREATE FUNCTION pg_temp.taken_by(state text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	cell text := 'cs taken by ' || state;
	answer text;
BEGIN
	PERFORM pg_temp.make_cart(state, cell, cell);
	PERFORM inventory.reserve_inventory(cell, 'w', 2, 'cs guest of ' || state, '1 hour');
	answer := public.outcome(format('merge_carts(%L, %L)', 'cs guest of ' || state, cell));
	RETURN format('%s: %s -> %s; %s; %s', state, replace(answer, cell, 'X'), public.cart_is('cs guest of ' || state), public.cart_is(cell), public.level_is(cell, 'w'));
END
$$;
SELECT pg_temp.taken_by(state) FROM unnest('{no cart,active,overdue,expired,cancelled,undone,ordered,completed}'::text[]) AS state;

-- the columns that the table does not show: a new life forgets the old one
SELECT pg_temp.make_cart('expired', 'cs-life', 'cs-life');
SELECT status, last_lines IS NOT NULL AS remembers, closed_at IS NOT NULL AS closed, order_id FROM inventory.carts WHERE reference_id = 'cs-life';
SELECT outcome($$reserve_inventory('cs-life', 'w', 1, 'cs-life')$$);
SELECT status, last_lines IS NOT NULL AS remembers, closed_at IS NOT NULL AS closed, order_id FROM inventory.carts WHERE reference_id = 'cs-life';
SELECT outcome($$confirm_cart('cs-life', 'cs-order')$$);
SELECT status, expires_at IS NULL AS endless, order_id FROM inventory.carts WHERE reference_id = 'cs-life';
-- an order_id that comes later is recorded, once
SELECT outcome($$reserve_inventory('cs-life', 'w', 1, 'cs-later')$$), outcome($$confirm_cart('cs-later')$$);
SELECT outcome($$confirm_cart('cs-later', 'cs-order-1')$$), outcome($$confirm_cart('cs-later', 'cs-order-2')$$), outcome($$confirm_cart('cs-later')$$);
SELECT order_id FROM inventory.carts WHERE reference_id = 'cs-later';
-- the first answer stays, whatever was shipped or edited since
SELECT outcome($$reserve_inventory('cs-life', 'w', 3, 'cs-later')$$), outcome($$confirm_cart('cs-later')$$);
SELECT outcome($$fulfill_cart('cs-later')$$), outcome($$confirm_cart('cs-later')$$), outcome($$confirm_cart('cs-later', 'cs-order-1')$$);
-- an order whose last hold is given back is completed if it shipped something, else cancelled
SELECT outcome($$reserve_inventory('cs-life', 'w', 2, 'cs-part')$$), outcome($$confirm_cart('cs-part')$$);
SELECT outcome($$fulfill_reservation('cs-life', 'w', 1, 'cs-part')$$), outcome($$release_reservation('cs-life', 'w', 1, 'cs-part')$$), cart_is('cs-part');
SELECT outcome($$reserve_inventory('cs-life', 'w', 2, 'cs-none')$$), outcome($$confirm_cart('cs-none')$$);
SELECT outcome($$release_reservation('cs-life', 'w', 2, 'cs-none')$$), cart_is('cs-none');
-- a cancelled order has no new life
SELECT outcome($$receive_inventory('cs-life', 'w', 10, 'po')$$), outcome($$reserve_inventory('cs-life', 'w', 2, 'cs-again')$$), outcome($$confirm_cart('cs-again', 'cs-order-3')$$), outcome($$release_cart('cs-again', true)$$);
SELECT outcome($$reserve_inventory('cs-life', 'w', 1, 'cs-again')$$), outcome($$confirm_cart('cs-again', 'cs-order-4')$$), outcome($$confirm_cart('cs-again', 'cs-order-3')$$);
SELECT outcome($$reserve_inventory('cs-life', 'w', 2, 'cs-shipped')$$), outcome($$fulfill_reservation('cs-life', 'w', 1, 'cs-shipped')$$), outcome($$release_cart('cs-shipped')$$), cart_is('cs-shipped');
SELECT outcome($$reserve_inventory('cs-life', 'w', 2, 'cs-shipped')$$), outcome($$confirm_cart('cs-shipped')$$), outcome($$release_reservation('cs-life', 'w', 2, 'cs-shipped')$$), cart_is('cs-shipped');

SELECT verified();
