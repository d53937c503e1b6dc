-- Purchase orders, transfers and deliveries; and when units ship: what was promised and what can be kept.

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_supply(supply_id text, lines jsonb DEFAULT NULL, expected_at timestamptz DEFAULT NULL,
		source text DEFAULT NULL, allow_shortfall boolean DEFAULT false)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, received bigint, expected_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_set_supply' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.set_supply(text, jsonb, timestamptz, text, boolean) IS
'Orders, amends, moves and cancels what is on its way; creates levels when they are new. lines: [{"variant_id": text, "location_id": text, "quantity": units in all, received ones included, "expected_at": time}, ...]; quantity = received cancels the rest; a line that is there and not named stays as it is; one named twice is summed. expected_at of a line: null is a date that nobody knows, as infinity is; where it is not said, the argument, or (NULL) as it is. lines NULL: a new date, or source, for all that is open. source: who it comes from. allow_shortfall: also below what is promised where the limit follows supply. Of a transfer only the date and source may change.
Result: a row a line that was named, or open, as it is now.
Errors: IV014 no such supply, or a transfer''s line of another quantity, IV010 would leave promised units without stock, IV013 a kit, 22023 fewer than were received, or two dates for one line, 22004, 22023, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.ship_transfer(transfer_id text, from_location text, to_location text, lines jsonb,
		expected_at timestamptz DEFAULT NULL, request_id text DEFAULT NULL)
	RETURNS TABLE (variant_id text, quantity bigint, on_hand bigint, available bigint)
	AS 'MODULE_PATHNAME', 'inventory_ship_transfer' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.ship_transfer(text, text, text, jsonb, timestamptz, text) IS
'Sends units from one location to another, all or nothing: they leave now, and are a supply of the other until receive_supply() takes them in. lines: [{"variant_id": text, "quantity": units}, ...]. Available units only; the levels that they go to are made when they are new.
Result: a row a variant, with on_hand and available of the source afterwards.
Errors: IV001 insufficient stock, IV002 unknown source level, IV014 the id was used, IV013 a kit, 22023 the same location twice, IV009, 22004, 22023, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.receive_supply(supply_id text, lines jsonb DEFAULT NULL, reference_id text DEFAULT NULL,
		close boolean DEFAULT false, allow_excess boolean DEFAULT false, allow_shortfall boolean DEFAULT false, request_id text DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, accepted bigint, lost bigint, returned bigint, outstanding bigint, on_hand bigint, available bigint)
	AS 'MODULE_PATHNAME', 'inventory_receive_supply' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.receive_supply(text, jsonb, text, boolean, boolean, boolean, text) IS
'Takes in one delivery of a supply, all or nothing. lines: [{"variant_id": text, "location_id": text, "quantity": units accepted, "lost": units, "returned": units}, ...]; location_id may be left out where there is one; NULL: all that is outstanding; [] with close: nothing came. lost: refused, broken or missing, no longer expected; returned: units of a transfer that went back to where they came from. close: the rest of the supply is not coming (of a transfer it is lost). allow_excess: more than is outstanding, or a variant that the supply has not, was ordered after all (not of a transfer). allow_shortfall: what is lost may go below what is promised. reference_id: the delivery note, for the ledger.
Result: a row a line that was delivered or closed: units accepted, lost and returned by this call, outstanding now, and on_hand and available of the level.
Errors: IV014 no such line, or more than is outstanding, IV010 would leave promised units without stock, IV009, 22004, 22023, 22003 bad arguments.';

-- access: seller
CREATE OR REPLACE FUNCTION inventory.promise_cart(reference_id text, promised_at timestamptz DEFAULT NULL)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, from_stock bigint, ships_from timestamptz, ships_by timestamptz, promised_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_promise_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.promise_cart(text, timestamptz) IS
'Writes down what the buyer is told now: promised_at for all lines of the cart or order (infinity: nobody knows), or (NULL) the date by which each ships.
Result: as cart_promises().
Errors: IV003 no such cart, or it holds nothing, IV004 it has expired, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.cart_promises(reference_id text)
	RETURNS TABLE (variant_id text, location_id text, quantity bigint, from_stock bigint, ships_from timestamptz, ships_by timestamptz, promised_at timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_cart_promises' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.cart_promises(text) IS
'When what a cart or order holds ships: as it was told and as it is now. Units of a level are served oldest first, from stock and then from supplies by date.
Result: a row a line (units, or whole kits): quantity, how many of these stock covers, between which dates the last of them ships (NULL: nobody knows), and the date that was told. No row where nothing is held.
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.late_promises(variant_id text DEFAULT NULL, location_id text DEFAULT NULL, supply_id text DEFAULT NULL,
		max_rows integer DEFAULT 1000)
	RETURNS TABLE (reference_id text, order_id text, customer_id text, variant_id text, location_id text, quantity bigint, waiting bigint,
		promised_at timestamptz, ships_by timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_late_promises' LANGUAGE C SECURITY DEFINER ROWS 100;
COMMENT ON FUNCTION inventory.late_promises(text, text, text, integer) IS
'Orders that can no longer be kept as they were told: whom to notify. Of one variant or kit, of one location, of the levels of one supply, or of all together; at most max_rows.
Result: a row a line of an order, worst first (nobody knows when, then by how much later): quantity and how many of these wait (units, or whole kits), the date that was told, and the one that can be kept (NULL: nobody knows).
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.available_by_date(variant_id text, location_id text DEFAULT NULL, excluding_reference text DEFAULT NULL)
	RETURNS TABLE (location_id text, available_from timestamptz, available bigint)
	AS 'MODULE_PATHNAME', 'inventory_available_by_date' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.available_by_date(text, text, text) IS
'What can still be promised, and from when (available to promise): of a variant or kit at one location, or (NULL) at each that sells it. Holds past their deadline and those of cart excluding_reference count as free.
Result: a row a step of each location''s curve: from then on so many units in all can be promised and shipped; the first is now. available is NULL where that is any number.
Errors: 22004, 22023 bad arguments.';
