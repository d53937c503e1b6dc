-- Kits: what the owner may have written otherwise than set_kit() would.

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
