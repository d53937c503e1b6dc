-- Numbers that the collector has given, against the last that it says it gave.

SELECT pg_catalog.format('%s has a number that the feed did not give', n.name), n.variant_id, n.location_id, coalesce(f.seq, 0), n.seq
	FROM (SELECT 'change' AS name, c.variant_id, NULL::text AS location_id, c.seq FROM inventory.changes AS c
		UNION ALL SELECT 'signal', s.variant_id, s.location_id, s.seq FROM inventory.signals AS s) AS n
	LEFT JOIN inventory.feed AS f ON true
	WHERE n.seq > coalesce(f.seq, 0)
UNION ALL
SELECT pg_catalog.format('consumer %s is past the feed', c.consumer_id), NULL, NULL, coalesce(f.seq, 0), c.seq
	FROM inventory.consumers AS c LEFT JOIN inventory.feed AS f ON true
	WHERE c.seq > coalesce(f.seq, 0)
