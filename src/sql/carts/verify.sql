-- Holds, against the levels they are on and the carts they are in.

WITH held AS (
	SELECT r.variant_id, r.location_id, r.stripe, sum(r.quantity) AS quantity
	FROM inventory.reservations AS r GROUP BY r.variant_id, r.location_id, r.stripe),
carried AS (
	SELECT r.reference_id, sum(r.quantity) AS quantity
	FROM inventory.reservations AS r GROUP BY r.reference_id)
SELECT 'reserved differs from the holds', coalesce(l.variant_id, h.variant_id), coalesce(l.location_id, h.location_id),
		coalesce(h.quantity, 0), coalesce(l.reserved, 0)
	FROM inventory.levels AS l
	FULL JOIN held AS h ON l.variant_id = h.variant_id AND l.location_id = h.location_id AND l.stripe = h.stripe
	WHERE coalesce(h.quantity, 0) <> coalesce(l.reserved, 0)
UNION ALL
SELECT pg_catalog.format('quantity of cart %s differs from its holds', coalesce(c.reference_id, h.reference_id)),
		NULL, NULL, coalesce(h.quantity, 0), coalesce(c.quantity, 0)
	FROM inventory.carts AS c
	FULL JOIN carried AS h ON c.reference_id = h.reference_id
	WHERE coalesce(h.quantity, 0) <> coalesce(c.quantity, 0)
UNION ALL
SELECT pg_catalog.format('cart %s is swept after its deadline', c.reference_id), NULL, NULL, NULL, NULL
	FROM inventory.carts AS c WHERE c.status = 'active' AND c.sweep_at > c.expires_at
UNION ALL
SELECT pg_catalog.format('hold of cart %s is swept after its deadline', r.reference_id), r.variant_id, r.location_id, NULL, NULL
	FROM inventory.reservations AS r
	JOIN inventory.carts AS c ON c.reference_id = r.reference_id
	WHERE c.status = 'active' AND coalesce(r.sweep_at, 'infinity') > c.expires_at
UNION ALL
SELECT pg_catalog.format('hold of cart %s has no recorded change', r.reference_id), r.variant_id, r.location_id, 1, r.version
	FROM inventory.reservations AS r WHERE r.version < 1
UNION ALL
SELECT pg_catalog.format('hold of cart %s has more added units than units', r.reference_id), r.variant_id, r.location_id, r.quantity, r.added
	FROM inventory.reservations AS r WHERE r.added NOT BETWEEN 0 AND r.quantity
