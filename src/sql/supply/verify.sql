-- Supplies, against the levels that they are on their way to. `level` is a level with its stripes added up,
-- see verify_inventory.sql.

WITH supply AS (
	SELECT s.variant_id, s.location_id, sum(s.quantity - s.received) AS outstanding,
		coalesce(sum(s.quantity - s.received) FILTER (WHERE s.expected_at IS NOT NULL), 0) AS dated
	FROM inventory.supplies AS s WHERE s.received < s.quantity GROUP BY s.variant_id, s.location_id),
follows AS (
	SELECT l.variant_id, l.location_id, sum(l.backorder_limit) AS backorder_limit
	FROM inventory.levels AS l WHERE l.promise_incoming GROUP BY l.variant_id, l.location_id)
SELECT 'incoming is less than its supplies', s.variant_id, s.location_id, s.outstanding, coalesce(l.incoming, 0)
	FROM supply AS s
	LEFT JOIN level AS l ON l.variant_id = s.variant_id AND l.location_id = s.location_id
	WHERE coalesce(l.incoming, 0) < s.outstanding
UNION ALL
SELECT 'backorder limit does not follow supply', f.variant_id, f.location_id, coalesce(s.dated, 0), f.backorder_limit
	FROM follows AS f
	LEFT JOIN supply AS s ON s.variant_id = f.variant_id AND s.location_id = f.location_id
	WHERE f.backorder_limit IS DISTINCT FROM coalesce(s.dated, 0)
UNION ALL
SELECT pg_catalog.format('transfer %s does not add up', s.supply_id), s.variant_id, s.location_id, s.shipped, s.quantity + s.lost + s.returned
	FROM inventory.supplies AS s
	WHERE s.from_location IS NOT NULL AND s.shipped IS DISTINCT FROM s.quantity + s.lost + s.returned
UNION ALL
SELECT pg_catalog.format('supply %s has no recorded change', s.supply_id), s.variant_id, s.location_id, 1, s.version
	FROM inventory.supplies AS s WHERE s.version < 1
