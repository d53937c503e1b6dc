-- Demand, and how levels are replenished.

-- access: reader
CREATE TABLE inventory.demand (
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	day date NOT NULL,
	sold bigint NOT NULL DEFAULT 0,
	returned bigint NOT NULL DEFAULT 0,
	out_seconds double precision NOT NULL DEFAULT 0,
	out_since timestamptz,
	CONSTRAINT demand_pkey PRIMARY KEY (variant_id, location_id, day),
	CONSTRAINT demand_day_is_finite CHECK (isfinite(day)),
	CONSTRAINT demand_range CHECK (least(sold, returned) >= 0 AND out_seconds BETWEEN 0 AND 86400)
) WITH (fillfactor = 80);

-- Levels that are sold out, one row each.
CREATE INDEX demand_running ON inventory.demand (variant_id, location_id) WHERE out_since IS NOT NULL;

COMMENT ON TABLE inventory.demand IS
	'what was sold a level and UTC day, by the ledger; the owner may add earlier days';
COMMENT ON COLUMN inventory.demand.sold IS 'units shipped or sold';
COMMENT ON COLUMN inventory.demand.returned IS 'units that came back into the stock';
COMMENT ON COLUMN inventory.demand.out_seconds IS
	'seconds of the day in which nothing was available of a level that allows no backorders, a stretch that has not ended left out';
COMMENT ON COLUMN inventory.demand.out_since IS 'since when that has been so, on the day when it began; NULL: it is not, or another row says it';

SELECT pg_catalog.pg_extension_config_dump('inventory.demand', '');

-- access: reader
CREATE TABLE inventory.replenishment (
	object text COLLATE "C" NOT NULL,
	id text COLLATE "C" NOT NULL DEFAULT '',
	location_id text COLLATE "C" NOT NULL DEFAULT '',
	low_stock bigint NOT NULL DEFAULT 0,
	low_margin bigint NOT NULL DEFAULT 0,
	in_stock_at bigint NOT NULL DEFAULT 1,
	overstock bigint,
	lead_time interval NOT NULL DEFAULT '0',
	lead_time_sd interval NOT NULL DEFAULT '0',
	order_cycle interval NOT NULL DEFAULT '7 days',
	service_level double precision NOT NULL DEFAULT 0.95,
	pack_size bigint NOT NULL DEFAULT 1,
	minimum_order bigint NOT NULL DEFAULT 0,
	max_stock bigint,
	supplier_id text COLLATE "C",
	CONSTRAINT replenishment_pkey PRIMARY KEY (object, id, location_id),
	CONSTRAINT replenishment_object CHECK (CASE object WHEN 'all' THEN id = '' WHEN 'variant' THEN id <> '' WHEN 'product' THEN id <> '' ELSE false END),
	CONSTRAINT replenishment_units CHECK (least(low_stock, low_margin, overstock, minimum_order, max_stock) >= 0
		AND least(in_stock_at, pack_size) >= 1
		AND greatest(low_stock, low_margin, in_stock_at, overstock, pack_size, minimum_order, max_stock) <= 9007199254740991),
	CONSTRAINT replenishment_times CHECK (least(lead_time, lead_time_sd) >= '0' AND order_cycle > '0'
		AND greatest(lead_time, lead_time_sd, order_cycle) <= '100 years'),
	CONSTRAINT replenishment_service_level CHECK (service_level > 0 AND service_level < 1)
);

COMMENT ON TABLE inventory.replenishment IS
	'when stock is low or too much, and how it is ordered: of a variant, a product or all, at one location or over all; the owner may write it with SQL';
COMMENT ON COLUMN inventory.replenishment.object IS 'variant, product or all';
COMMENT ON COLUMN inventory.replenishment.id IS 'of the variant or product; empty for all';
COMMENT ON COLUMN inventory.replenishment.location_id IS 'of the levels there; empty: over all locations together';
COMMENT ON COLUMN inventory.replenishment.low_stock IS 'units at or below which the stock over all locations is low, 0 where nobody asks; a level has its own low_stock_threshold';
COMMENT ON COLUMN inventory.replenishment.low_margin IS 'units that it has to be above that to have recovered';
COMMENT ON COLUMN inventory.replenishment.in_stock_at IS 'units at which what was sold out is in stock again';
COMMENT ON COLUMN inventory.replenishment.overstock IS 'units above which there are too many; NULL where nobody asks';
COMMENT ON COLUMN inventory.replenishment.lead_time IS 'from an order to its delivery';
COMMENT ON COLUMN inventory.replenishment.lead_time_sd IS 'the standard deviation of that';
COMMENT ON COLUMN inventory.replenishment.order_cycle IS 'how long an order is to last beyond its lead time';
COMMENT ON COLUMN inventory.replenishment.service_level IS 'the probability that stock is to last until an order comes';
COMMENT ON COLUMN inventory.replenishment.pack_size IS 'units in a pack; orders are whole packs';
COMMENT ON COLUMN inventory.replenishment.minimum_order IS 'units of an order, at least';
COMMENT ON COLUMN inventory.replenishment.max_stock IS 'units that stock and what is on its way are not to exceed; NULL: no such limit';
COMMENT ON COLUMN inventory.replenishment.supplier_id IS 'who delivers it: the application''s id';

SELECT pg_catalog.pg_extension_config_dump('inventory.replenishment', '');
