-- Demand: what it was, what it will be, and what to order.

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_replenishment(variant_id text DEFAULT NULL, location_id text DEFAULT NULL, product_id text DEFAULT NULL,
		low_stock bigint DEFAULT NULL, low_margin bigint DEFAULT NULL, in_stock_at bigint DEFAULT NULL, overstock bigint DEFAULT NULL,
		lead_time interval DEFAULT NULL, lead_time_sd interval DEFAULT NULL, order_cycle interval DEFAULT NULL, service_level double precision DEFAULT NULL,
		pack_size bigint DEFAULT NULL, minimum_order bigint DEFAULT NULL, max_stock bigint DEFAULT NULL, supplier_id text DEFAULT NULL)
	RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_set_replenishment' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_replenishment(text, text, text, bigint, bigint, bigint, bigint, interval, interval, interval, double precision, bigint, bigint, bigint, text) IS
'Says when stock is low or too much and how it is ordered, of a variant, a product or (neither) all, at one location or (NULL or empty) over all; NULL leaves a part unchanged. low_stock: units at or below which stock over all locations is low, 0 for never; low_margin: units above that to have recovered; in_stock_at: units at which it is in stock again, 1 or more; overstock: units above which there are too many, -1 for never; lead_time: from an order to its delivery, lead_time_sd: the standard deviation of that; order_cycle: how long an order is to last beyond it; service_level: the probability that stock lasts until an order comes; pack_size, minimum_order: units; max_stock: units that stock and what is on its way are not to exceed, -1 for no limit; supplier_id: the application''s, empty for none. A new row: 0, 1 for in_stock_at and pack_size, 7 days for order_cycle, 0.95, else none.
Errors: 22023 a variant and a product, low_stock at a location (see set_level_policy), 22023, 22003 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.demand_history(variant_id text, location_id text DEFAULT NULL, since date DEFAULT NULL)
	RETURNS TABLE (day date, sold bigint, returned bigint, out_share double precision)
	AS 'MODULE_PATHNAME', 'inventory_demand_history' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.demand_history(text, text, date) IS
'What was demanded of a variant by UTC day, at one location or (NULL) all together. since: not before that day.
Result: a row a day of which anything was noted, or on which it was sold out and still is, the oldest first; sold and returned in units; out_share: the share of the day, of today of what has passed of it, in which it was sold out, 0 to 1; of several locations the mean over those that had a row by then.
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.forecast_demand(variant_id text, location_id text DEFAULT NULL, days integer DEFAULT 28,
		service_level double precision DEFAULT 0.95, uplift double precision DEFAULT 1,
		OUT expected double precision, OUT quantile bigint, OUT mean_per_day double precision, OUT dispersion double precision,
		OUT weeks double precision, OUT lost_per_day double precision)
	AS 'MODULE_PATHNAME', 'inventory_forecast_demand' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.forecast_demand(text, text, integer, double precision, double precision) IS
'What will be demanded of a variant in the next days (1 to 3650), at one location or (NULL) all together. service_level: of the quantile, between 0 and 1; uplift: what a planner expects beyond, as a factor. Learned from the weeks, Monday to Sunday in UTC, of the last two years, as a gamma-Poisson model that discounts by a tenth a week (J. Q. Smith 1979; West and Harrison, power steady model); a week in which it was sold out for a while counts for the rest of it.
Result: expected units, units that are enough with the probability service_level, the mean a day, by how much the variance is greater than the model expects (1 or more), how many weeks it could be sold in, and units a day that are lost while it is sold out, 0 where it is not. Below a week all but weeks is NULL.
Errors: 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.replenishment_report(location_id text DEFAULT NULL, supplier_id text DEFAULT NULL, due_only boolean DEFAULT true)
	RETURNS TABLE (variant_id text, location_id text, supplier_id text, available bigint, incoming bigint, backordered bigint,
		mean_per_day double precision, days_of_cover double precision, out_on date, reorder_point bigint, buffer bigint,
		order_up_to bigint, suggested bigint, lost_per_day double precision, note text)
	AS 'MODULE_PATHNAME', 'inventory_replenishment_report' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.replenishment_report(text, text, boolean) IS
'What to order, at one location or (NULL) all, of one supplier or (NULL) any. A tracked level goes by one row of replenishment: at its location that of the variant, its product or all, else over all locations the same; without one it is not reported. due_only: only what is to be ordered. Demand as in forecast_demand.
Result: a row a level, most lost units a day first, then soonest out; units available, on their way and backordered, mean demand a day, days that what is available lasts and the day when it is out (NULL where nothing is demanded), the stock position at which to order, what of it is beyond the mean, the position up to which to order, units to order, units a day that are lost while it is sold out; note: no_history (less than a week in which it could be sold: what is forecast is NULL), capped (less than wanted, for max_stock), minimum_order (more than wanted).
Errors: 22004, 22023 bad arguments.';
