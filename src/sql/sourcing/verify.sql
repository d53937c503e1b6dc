-- Kits: what the owner may have written otherwise than set_kit() would, and whether those that are held are
-- whole.

SELECT pg_catalog.format('kit %s has a level', k.kit_id), l.variant_id, l.location_id, NULL, NULL
	FROM (SELECT DISTINCT i.kit_id FROM inventory.kits AS i) AS k
	JOIN level AS l ON l.variant_id = k.kit_id
UNION ALL
SELECT DISTINCT pg_catalog.format('kit %s is a component of kit %s', c.component_id, c.kit_id), c.component_id, NULL, NULL::numeric, NULL::numeric
	FROM inventory.kits AS c
	JOIN inventory.kits AS k ON k.kit_id = c.component_id
UNION ALL
SELECT pg_catalog.format('kit %s is sold in several versions', k.kit_id), k.kit_id, NULL, 1, count(DISTINCT k.version)
	FROM inventory.kits AS k WHERE k.current GROUP BY k.kit_id HAVING count(DISTINCT k.version) > 1
UNION ALL
SELECT pg_catalog.format('version %s of kit %s is sold in part', k.version, k.kit_id), k.kit_id, NULL, count(*), count(*) FILTER (WHERE k.current)
	FROM inventory.kits AS k GROUP BY k.kit_id, k.version HAVING bool_or(k.current) AND NOT bool_and(k.current)
UNION ALL
SELECT pg_catalog.format('kit %s (version %s) of cart %s is not whole', h.kit_id, h.kit_version, h.reference_id), k.component_id, h.location_id,
		h.kits * k.quantity, coalesce(c.quantity, 0)
	FROM (SELECT r.reference_id, r.location_id, r.kit_id, r.kit_version, max(r.quantity / nullif(n.quantity, 0)) AS kits
		FROM (SELECT s.reference_id, s.variant_id, s.location_id, s.kit_id, s.kit_version, sum(s.quantity) AS quantity
			FROM inventory.reservations AS s WHERE s.kit_version <> 0
			GROUP BY s.reference_id, s.variant_id, s.location_id, s.kit_id, s.kit_version) AS r
		LEFT JOIN inventory.kits AS n ON n.kit_id = r.kit_id AND n.version = r.kit_version AND n.component_id = r.variant_id
		GROUP BY r.reference_id, r.location_id, r.kit_id, r.kit_version) AS h
	JOIN inventory.kits AS k ON k.kit_id = h.kit_id AND k.version = h.kit_version
	JOIN level AS l ON l.variant_id = k.component_id AND l.location_id = h.location_id AND l.tracked
	LEFT JOIN (SELECT s.reference_id, s.variant_id, s.location_id, s.kit_id, s.kit_version, sum(s.quantity) AS quantity
		FROM inventory.reservations AS s WHERE s.kit_version <> 0
		GROUP BY s.reference_id, s.variant_id, s.location_id, s.kit_id, s.kit_version) AS c
		ON c.reference_id = h.reference_id AND c.variant_id = k.component_id AND c.location_id = h.location_id
		AND c.kit_id = h.kit_id AND c.kit_version = h.kit_version
	WHERE coalesce(c.quantity, 0) <> coalesce(h.kits, 0) * k.quantity
UNION ALL
SELECT pg_catalog.format('hold of cart %s is for version %s of kit %s, which has no such component', r.reference_id, r.kit_version, r.kit_id),
		r.variant_id, r.location_id, 0, r.quantity
	FROM inventory.reservations AS r
	WHERE r.kit_version <> 0 AND NOT EXISTS (SELECT FROM inventory.kits AS k
		WHERE k.kit_id = r.kit_id AND k.version = r.kit_version AND k.component_id = r.variant_id)
