-- Holding and selling, and what a cart holds.

-- holding

-- access: seller
CREATE OR REPLACE FUNCTION inventory.reserve_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL, backorder boolean DEFAULT true,
		OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.reserve_inventory(text, text, bigint, text, interval, text, text, boolean) IS
'Adds quantity units to the hold of cart reference_id on the level and moves the deadline of the whole cart to ttl from now (NULL: inventory.cart_ttl), never to an earlier one. backorder => false: only from stock, whatever the limit of the level allows others.
Result: remaining, units available afterwards (negative when backordered, NULL where stock is not tracked; of a level in several stripes up to a second old while 64 or more are left); backordered, units of this call that wait for stock; expires_at, the deadline (NULL for an order).
Errors: IV001 insufficient stock, IV002 unknown level, IV007 the cart is completed or a cancelled order, IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.try_reserve_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL, backorder boolean DEFAULT true,
		OUT status text, OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_try_reserve_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.try_reserve_inventory(text, text, bigint, text, interval, text, text, boolean) IS
'As reserve_inventory, but answers a refusal instead of raising it, so the transaction goes on.
Result: status reserved, insufficient_stock, unknown_level, purchase_limit or cart_closed; remaining, units available afterwards or, of a refusal, now; backordered; expires_at.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments. A refusal is not remembered under request_id.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.reserve_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL, route jsonb DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.reserve_cart(text, jsonb, interval, text, text, jsonb) IS
'Reserves several lines for one cart, all or nothing. lines: [{"variant_id": text, "location_id": text, "quantity": units, "minimum": units, "backorder": boolean}, ...]; lines of the same level are summed. A line without location_id is routed: taken from where it is best, as route says. A kit''s id takes its components. minimum (optional): as many as there are will do, down to so many. backorder false: only from stock. route: {"goals": [fewest_parcels, cheapest, nearest, priority, most_stock], "near": [latitude, longitude], "channel": text, "zone": text, "only": [locations], "first": [locations], "exclude": [locations], "costs": {location: parcel cost}, "max_parcels": number, "split_lines": boolean, "backorder": boolean}, each optional; goals: those of inventory.routing_goals.
Result: a row a level, or a kit at a place, in order of first appearance; of a routed line a row a place. quantity, units (or kits) that were taken; the other columns as reserve_inventory.
Errors: IV002 naming every unknown level, IV015 a place does not sell, IV001 naming every short line, IV016 not in so few parcels, IV007 the cart is completed or a cancelled order, IV009, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.try_reserve_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL, route jsonb DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, status text, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_try_reserve_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.try_reserve_cart(text, jsonb, interval, text, text, jsonb) IS
'As reserve_cart, but answers a refusal instead of raising it: either every status is reserved, or nothing is held and each line says why (available where it would have fitted; insufficient_stock, unknown_level, not_for_sale, too_many_parcels, cart_closed). Of a refused routed line location_id is NULL, and remaining what its candidates could promise.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.reserve_batch(reference_ids text[], variant_ids text[], location_ids text[], quantities bigint[],
		ttl interval DEFAULT NULL, backorder boolean DEFAULT true)
	RETURNS TABLE (ordinal integer, status text, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_reserve_batch' LANGUAGE C SECURITY DEFINER ROWS 100;
COMMENT ON FUNCTION inventory.reserve_batch(text[], text[], text[], bigint[], interval, boolean) IS
'Reserves for many carts in one call: element i of each array is one reserve. Elements are judged in order and succeed or fail on their own. backorder => false: only from stock.
Result: a row an element, ordinal from 1; status as try_reserve_inventory, or invalid for an element that could not be a reserve (NULL, empty or overlong id, quantity out of range).
Errors: 22023 arrays of unequal length or of more than one dimension, 22004 NULL array.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.set_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		ttl interval DEFAULT NULL, customer_id text DEFAULT NULL, request_id text DEFAULT NULL, backorder boolean DEFAULT true,
		OUT remaining bigint, OUT backordered bigint, OUT expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_set_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_reservation(text, text, bigint, text, interval, text, text, boolean) IS
'Makes the cart''s hold on the level exactly quantity units (0 releases it); its own hold does not stand in its way. Moves the deadline as reserve_inventory does.
Result and errors as reserve_inventory.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.set_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL, route jsonb DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_set_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.set_cart(text, jsonb, interval, text, text, jsonb) IS
'Makes the cart, or order, hold exactly these lines (as in reserve_cart), all or nothing: what is not among them is released, units that can stay stay in place and in line, and the cart''s own holds are not in its way. [] releases all of a cart. Of an order: what is not shipped yet. Moves the deadline as reserve_inventory does. Routed lines (route as in reserve_cart) are planned afresh, with the cart''s own units free; where all else is equal they stay where they are, and units that are held already need no open place. lines NULL: those that it has, planned anew, wherever they are now.
Result: rows as reserve_cart; none for [].
Errors: as reserve_cart; IV007 also [] for an order, which release_cart(cancel_order => true) cancels; 22023 route.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.try_set_cart(reference_id text, lines jsonb, ttl interval DEFAULT NULL,
		customer_id text DEFAULT NULL, request_id text DEFAULT NULL, route jsonb DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, status text, remaining bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_try_set_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.try_set_cart(text, jsonb, interval, text, text, jsonb) IS
'As set_cart, but answers a refusal instead of raising it, as try_reserve_cart does. An order that cannot be emptied is one row without a level, cart_closed.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments. A refusal is not remembered under request_id.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.touch_cart(reference_id text, ttl interval DEFAULT NULL) RETURNS timestamptz
	AS 'MODULE_PATHNAME', 'inventory_touch_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.touch_cart(text, interval) IS
'Moves the cart''s deadline to ttl from now (NULL: inventory.cart_ttl), never to an earlier one.
Result: the deadline; NULL for an order, which has none.
Errors: IV003 no such cart, IV004 the cart has expired, IV007 it is cancelled or completed, 22004, 22023 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.release_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_release_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.release_reservation(text, text, bigint, text, text) IS
'Gives units of the cart''s hold on the level back: quantity of them, all for NULL, never more than are held.
Result: units released; 0 where nothing is held.
Errors: IV009 request_id used for another call, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.release_cart(reference_id text, cancel_order boolean DEFAULT false, request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_release_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.release_cart(text, boolean, text) IS
'Gives back every hold of the cart and cancels it; an order only with cancel_order.
Result: units released; 0 where nothing is held.
Errors: IV007 the cart is an order and cancel_order is false, IV009, 22004, 22023 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.release_carts(reference_ids text[], cancel_orders boolean DEFAULT false, request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_release_carts' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.release_carts(text[], boolean, text) IS
'Gives back every hold of many carts in one call and cancels them; orders only with cancel_orders.
Result: units released.
Errors: IV007 naming the orders among them where cancel_orders is false: nothing is released; IV009, 22004, 22023 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.expire_stale_carts(older_than interval DEFAULT NULL, max_carts integer DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_expire_stale_carts' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.expire_stale_carts(interval, integer) IS
'Expires active carts past their deadline or, with older_than, without activity for that long, at most max_carts of them (NULL: ten times inventory.expiry_batch_size). Skips carts that somebody is working on.
Result: carts expired; call until 0.
Errors: 22023 older_than negative or infinite, max_carts not positive.';

-- selling

-- access: seller
CREATE OR REPLACE FUNCTION inventory.confirm_cart(reference_id text, order_id text DEFAULT NULL, revive boolean DEFAULT false,
		request_id text DEFAULT NULL, lines jsonb DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_confirm_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.confirm_cart(text, text, boolean, text, jsonb) IS
'Makes the cart an order: its holds no longer expire. With revive a cart past its deadline, or a cancelled order, takes its last lines again, all or nothing. lines, as in reserve_cart, say what was paid for: the order is exactly that or nothing happens, and a cart that revives takes them, whatever it held last. A line without location_id means the units of its variant at all locations. Lines that are not tracked are not compared.
Result: units confirmed; of a repeated call the first answer.
Errors: IV003 no such cart, IV004 the cart has expired, IV001 what revive needs is gone, IV002 a level of it is gone, IV007 it is cancelled or has another order_id, IV012 it holds other lines than these, IV009, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.merge_carts(from_reference text, into_reference text, request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_merge_carts' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.merge_carts(text, text, text) IS
'Moves all holds of one cart into another, a guest''s into the customer''s: they keep their place in line, the deadline is the later of the two, and the first cart is cancelled. The other is made, or begins anew, where it is no live one.
Result: units moved.
Errors: IV003 the first has no holds, IV004 it has expired, IV007 one of them is an order or completed, IV009, 22004, 22023 bad arguments, 22003 too many units.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.move_reservation(variant_id text, from_location text, to_location text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_move_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.move_reservation(text, text, text, bigint, text, text) IS
'Carries units of the cart''s hold to another location, with their place in line: stock and hold both move. Only what has come for the hold, and not to where older holds wait. Makes the level there when it is new.
Result: on_hand and available of the level that they left.
Errors: IV001 naming what could move, IV003 no such hold, IV004 the cart has expired, 22023 more than the hold, or stock is not tracked there, IV009, 22004, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.fulfill_reservation(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL, overtake boolean DEFAULT false) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_fulfill_reservation' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.fulfill_reservation(text, text, bigint, text, text, boolean) IS
'Ships units of the cart''s hold on the level (NULL: all): on_hand and reserved both fall. Only what has come for the hold: what is on hand less the units before it in line. With overtake all that is physically there, whoever stands before it: for roles that may call adjust_inventory.
Result: units shipped; 0 where stock is not tracked.
Errors: IV003 no hold at that location, IV004 the cart has expired, 22023 more than the hold, IV001 more than has come for it, 42501 overtake without the right to, IV009, 22004, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.fulfill_cart(reference_id text, request_id text DEFAULT NULL, overtake boolean DEFAULT false,
		location_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_fulfill_cart' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.fulfill_cart(text, text, boolean, text) IS
'Ships every hold of the cart, all or nothing, and completes it; with location_id one parcel: its holds at that place, or at all places of that site. Only what has come for it; overtake as in fulfill_reservation.
Result: units shipped; 0 for a completed cart.
Errors: IV003 no such cart, or it holds nothing at location_id, IV004 the cart has expired, IV001 naming every line that has not come, IV015 a location is closed, 42501 overtake without the right to, IV009, 22004, 22023 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.sell_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		request_id text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_sell_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.sell_inventory(text, text, bigint, text, text) IS
'Sells available units over the counter, without a hold: on_hand falls.
Result: units available afterwards (of a level in several stripes up to a second old while 64 or more are left); NULL where stock is not tracked.
Errors: IV001 insufficient stock, IV002 unknown level, IV009, 22004, 22023, 22003 bad arguments.';

-- reading

-- access: reader
CREATE OR REPLACE FUNCTION inventory.cart_lines(reference_id text)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, backordered bigint, expires_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_cart_lines' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.cart_lines(text) IS
'What the cart holds.
Result: a row a level with units held, units of them that wait for stock (holds are served in the order in which units were taken), and the deadline (NULL for an order); no row for a cart that holds nothing or is past its deadline.
Errors: 22004, 22023 bad arguments.';
