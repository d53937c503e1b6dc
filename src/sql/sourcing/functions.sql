-- Places, kits, and where a cart would come from.

-- places and kits

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_location(location_id text, status text DEFAULT NULL, priority integer DEFAULT NULL,
		site_id text DEFAULT NULL, channels text[] DEFAULT NULL, zones text[] DEFAULT NULL, latitude double precision DEFAULT NULL,
		longitude double precision DEFAULT NULL, parcel_cost bigint DEFAULT NULL, sells_until timestamptz DEFAULT NULL)
	RETURNS inventory.locations
	AS 'MODULE_PATHNAME', 'inventory_set_location' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_location(text, text, integer, text, text[], text[], double precision, double precision, bigint, timestamptz) IS
'Says what routing is to know of a place; NULL leaves a part unchanged. status: open, ships_only (sells nothing new, what is held there is shipped) or closed (nothing is sold or shipped); priority: 100 unless said, smaller first; site_id: places of one site send one parcel, its own id makes it its own site; channels, zones: that it sells to, {} for all; latitude, longitude: degrees; parcel_cost: of a parcel from here, in the smallest unit of money; sells_until: from then on nothing is sold from here, infinity for ever.
Result: the row of the location.
Errors: 22023 unknown status, coordinates out of range or only one of them known, 22004, 22003 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.delete_location(location_id text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'inventory_delete_location' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.delete_location(text) IS
'Forgets what is known of a place.
Result: true, or false where nothing is known of it.
Errors: IV011 a level is there, for which the place would be open again, 22004, 22023 bad arguments.';

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_kit(kit_id text, components jsonb) RETURNS integer
	AS 'MODULE_PATHNAME', 'inventory_set_kit' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_kit(text, jsonb) IS
'Says what a kit, a variant that is nothing but components, consists of. components: [{"variant_id": text, "quantity": units in one kit}, ...]; a component named twice is summed. Another composition is a new version: what is held keeps its own, what is held from now on takes the new one. []: the kit is sold no more.
Result: the version that is sold; NULL for [].
Errors: IV013 a component is a kit, or the kit a component, IV011 the kit has a level, 22004, 22023, 22003 bad arguments.';

-- looking

-- access: reader
CREATE OR REPLACE FUNCTION inventory.plan_cart(lines jsonb, route jsonb DEFAULT NULL, excluding_reference text DEFAULT NULL)
	RETURNS TABLE (status text, parcel integer, variant_id text, location_id text, quantity bigint, backordered bigint,
		ships_from timestamptz, ships_by timestamptz, available bigint)
	AS 'MODULE_PATHNAME', 'inventory_plan_cart' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.plan_cart(jsonb, jsonb, text) IS
'Where the lines would come from now, as reserve_cart would take them; holds nothing. lines, route: as in reserve_cart. excluding_reference: as set_cart would plan that cart anew, its own units free.
Result: a row a line and place, status available, parcel from 1 (NULL where nothing is counted), quantity (units or kits) and how many of these would wait, between which dates the last of it ships (NULL: nobody knows), and what the place could give at once. If the cart would be refused, a row a line with its status (available, unknown_level, not_for_sale, insufficient_stock, too_many_parcels) and what its candidates could promise.
Errors: 22004, 22023, 22003 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.cart_sources(lines jsonb, route jsonb DEFAULT NULL)
	RETURNS TABLE (location_id text, complete boolean, units bigint, distance_km double precision, parcel_cost bigint, ships_by timestamptz)
	AS 'MODULE_PATHNAME', 'inventory_cart_sources' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.cart_sources(jsonb, jsonb) IS
'What each site could give of the lines by itself, best rank first: where a buyer may pick the cart up. lines, route: as in reserve_cart.
Result: a row a site: its id, whether it has all lines, units that it has of them (of kits their components), distance from near in km (NULL where unknown), cost of its parcel, and when the last of these ships (NULL: nobody knows, or nothing is there).
Errors: 22004, 22023, 22003 bad arguments.';
