-- What is on the shelves: how it changes, the policy of a level, and what can be promised.

-- access: manager
CREATE OR REPLACE FUNCTION inventory.receive_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		reason text DEFAULT NULL, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_receive_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.receive_inventory(text, text, bigint, text, text, text) IS
'Adds received units to the stock; creates the level when it is new.
Result: on_hand and available units afterwards.
Errors: 22003 more than 2^53-1 units, IV009, 22004, 22023 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.adjust_inventory(variant_id text, location_id text, delta bigint, reason text,
		reference_id text DEFAULT NULL, expected_on_hand bigint DEFAULT NULL, allow_shortfall boolean DEFAULT false,
		request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_adjust_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.adjust_inventory(text, text, bigint, text, text, bigint, boolean, text) IS
'Changes the stock by delta units, up or down. With expected_on_hand only if the stock is exactly that; with allow_shortfall even below what is promised.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV005 expected_on_hand does not match, IV010 would leave promised units without stock, 22023 below zero, IV009, 22004, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.count_inventory(variant_id text, location_id text, counted bigint, reason text DEFAULT 'count',
		reference_id text DEFAULT NULL, expected_on_hand bigint DEFAULT NULL, allow_shortfall boolean DEFAULT false,
		request_id text DEFAULT NULL, as_of timestamptz DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_count_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.count_inventory(text, text, bigint, text, text, bigint, boolean, text, timestamptz) IS
'Sets the stock to the units counted; an unchanged count writes no ledger row. expected_on_hand and allow_shortfall as adjust_inventory. as_of: when they were counted; what the ledger recorded at the level since then is added, counts and initial rows left out.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV005 expected_on_hand does not match, or the level was counted after as_of, IV010 would leave promised units without stock, 22023 below zero, or as_of is in the future or before ledger rows that were dropped, IV009, 22004, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.return_inventory(variant_id text, location_id text, quantity bigint, reference_id text,
		restock boolean DEFAULT true, reason text DEFAULT NULL, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_return_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.return_inventory(text, text, bigint, text, boolean, text, text) IS
'Takes units back from a customer: into the stock or, without restock, as a damage row that changes no stock.
Result: on_hand and available units afterwards.
Errors: IV002 unknown level, IV009, 22004, 22023, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.transfer_inventory(variant_id text, from_location text, to_location text, quantity bigint,
		reference_id text, request_id text DEFAULT NULL, OUT on_hand bigint, OUT available bigint)
	AS 'MODULE_PATHNAME', 'inventory_transfer_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.transfer_inventory(text, text, text, bigint, text, text) IS
'Moves available units from one location to another in one step; creates the target level when it is new.
Result: on_hand and available units of the source afterwards.
Errors: IV001 insufficient stock, IV002 unknown source level, 22023 the same location twice, IV009, 22004, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_level_policy(variant_id text, location_id text, backorder_limit bigint DEFAULT NULL,
		unlimited_backorder boolean DEFAULT NULL, safety_stock bigint DEFAULT NULL, low_stock_threshold bigint DEFAULT NULL,
		tracked boolean DEFAULT NULL, stripes integer DEFAULT NULL, promise_incoming boolean DEFAULT NULL, ships_in interval DEFAULT NULL,
		ships_in_max interval DEFAULT NULL, available_from timestamptz DEFAULT NULL) RETURNS inventory.availability
	AS 'MODULE_PATHNAME', 'inventory_set_level_policy' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_level_policy(text, text, bigint, boolean, bigint, bigint, boolean, integer, boolean, interval, interval, timestamptz) IS
'Sets the policy of a level; NULL leaves a part unchanged; creates the level when it is new. backorder_limit: units that may be promised beyond the stock, or unlimited_backorder; safety_stock: units that are never promised; low_stock_threshold: units, -1 clears it; tracked: false for goods without stock; stripes: rows that a hot level is spread over, 1 to 128; promise_incoming: the backorder limit follows supply, it is what is outstanding of supplies that have a date (false leaves the limit as it is then); ships_in, ships_in_max: what a unit takes, at least and at most, to be procured for whoever queues for it (a day is 24 hours, a month 30 days; 0 clears); available_from: nothing is shipped before (-infinity clears).
Result: the availability row of the level.
Errors: IV010 the present holds break the policy, 22023 a limit where it follows supply, or ships_in_max without, or shorter than, ships_in, 22004, 22023, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.apply_levels(changes jsonb, all_or_nothing boolean DEFAULT true, request_id text DEFAULT NULL)
	RETURNS TABLE (ordinal integer, variant_id text, location_id text, status text, code text, on_hand bigint, available bigint)
	AS 'MODULE_PATHNAME', 'inventory_apply_levels' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.apply_levels(jsonb, boolean, text) IS
'Makes, changes and deletes many levels, for feeds, imports and administration; locks them in order. changes: an array of up to 10,000 objects with variant_id, location_id and any of: op (upsert, the default, create, update or delete), on_hand (units counted) or delta (units more or less), incoming, expected_on_hand and allow_shortfall as adjust_inventory, safety_stock, backorder_limit, unlimited_backorder, low_stock_threshold (-1 clears it) and tracked as set_level_policy, reason (else apply_levels). A key that is not given, or null, leaves its part unchanged. all_or_nothing: one refusal and nothing changes; else each element for itself.
Result: a row an element, in their order. status: created, updated, unchanged or deleted; valid where another was refused; or a refusal, with its SQLSTATE as code: exists (23505), unknown_level (IV002), conflict (IV005: on hand is not what was expected), promised (IV010: would leave promised units without stock), not_empty (IV011), duplicate (22023: the level is named twice), managed (IV008: incoming while there are open supplies, or a limit that follows supply), kit (IV013), invalid (22004, 22023, 22003). on_hand and available of the level afterwards, of a refusal now; NULL where it is not there, available also where it is not tracked.
Errors: 22023 no array, or more than 10,000 elements, IV009, 22004 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.delete_level(variant_id text, location_id text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'inventory_delete_level' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.delete_level(text, text) IS
'Deletes an empty level; its ledger rows stay.
Result: true, or false where there is no such level.
Errors: IV011 something is on hand, reserved or incoming, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.available_inventory(variant_id text, location_id text DEFAULT NULL, excluding_reference text DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_available_inventory' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.available_inventory(text, text, text) IS
'Units of the variant that can be promised from stock now, at one location or (NULL) at all together; backorders do not count. Holds past their deadline and those of cart excluding_reference count as free.
Result: units, 0 or more; NULL where stock is not tracked; 0 where the variant is not stocked.
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.available_variants(variant_ids text[], location_ids text[] DEFAULT NULL)
	RETURNS TABLE (variant_id text, on_hand bigint, available bigint, orderable bigint, tracked boolean, locations integer, best_location text)
	AS 'MODULE_PATHNAME', 'inventory_available_variants' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.available_variants(text[], text[]) IS
'For listings: what there is of many variants, at some locations or (NULL) at all together; a location in the red counts 0. Holds past their deadline count as free.
Result: a row an id, in the order given. on_hand and available (from stock) in units; orderable: units that a buyer could have, backorders included, NULL where that is any number; tracked; locations: how many stock it; best_location: where most is available, NULL where nothing is. available is NULL where stock is not tracked; tracked is NULL where the variant is not stocked.
Errors: 22004, 22023 bad arguments.';
