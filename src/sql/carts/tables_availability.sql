-- The view of levels, a row each. Made once, as a table: owners may add columns to it, and keep theirs.
-- An update that brings another definition has it put in place of the one that the extension made, but
-- leaves a view with columns of the owner's as it is (inventory_renew_view).

-- access: reader
CREATE VIEW inventory.availability AS
SELECT l.variant_id, l.location_id, l.on_hand, l.reserved,
	CASE WHEN l.tracked THEN coalesce(h.held, 0) END AS held, coalesce(h.committed, 0) AS committed,
	l.safety_stock, CASE WHEN l.tracked THEN l.on_hand - l.reserved - l.safety_stock END AS available, l.incoming,
	CASE WHEN l.tracked THEN greatest(0, l.reserved + l.safety_stock - l.on_hand) END AS backordered,
	l.backorder_limit, l.shortfall, l.tracked, l.low_stock_threshold, l.stripes
FROM (
	SELECT s.variant_id, s.location_id,
		sum(s.on_hand)::bigint AS on_hand, sum(s.reserved)::bigint AS reserved,
		sum(s.incoming)::bigint AS incoming, sum(s.safety_stock)::bigint AS safety_stock,
		CASE WHEN bool_and(s.backorder_limit IS NOT NULL) THEN sum(s.backorder_limit)::bigint END AS backorder_limit,
		sum(s.shortfall)::bigint AS shortfall, bool_and(s.tracked) AS tracked,
		max(s.low_stock_threshold) AS low_stock_threshold, count(*)::integer AS stripes
	FROM inventory.levels AS s
	GROUP BY s.variant_id, s.location_id) AS l
LEFT JOIN LATERAL (
	SELECT sum(r.quantity) FILTER (WHERE c.status = 'active')::bigint AS held,
		sum(r.quantity) FILTER (WHERE c.status = 'ordered')::bigint AS committed
	FROM inventory.reservations AS r
	JOIN inventory.carts AS c ON c.reference_id = r.reference_id
	WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id) AS h ON true;

COMMENT ON VIEW inventory.availability IS
	'one row a level: available = on_hand - reserved - safety_stock; held by active carts, committed by ordered ones; backordered = max(0, -available); available, held and backordered are NULL where stock is not tracked; NULL backorder_limit = unlimited';
