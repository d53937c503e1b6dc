-- The ledger, against the levels that it explains. `level` is a level with its stripes added up, see
-- verify_inventory.sql.

WITH ledger AS (
	SELECT t.variant_id, t.location_id, sum(t.on_hand_delta) AS on_hand, sum(t.reserved_delta) AS reserved, sum(t.incoming_delta) AS incoming
	FROM (SELECT t.variant_id, t.location_id, t.on_hand_delta::numeric, t.reserved_delta::numeric, t.incoming_delta::numeric
			FROM inventory.transactions AS t
		UNION ALL
		SELECT d.variant_id, d.location_id, d.on_hand_delta, d.reserved_delta, d.incoming_delta
			FROM inventory.dropped_transactions AS d) AS t
	GROUP BY t.variant_id, t.location_id),
compared AS (
	SELECT coalesce(l.variant_id, t.variant_id) AS variant_id, coalesce(l.location_id, t.location_id) AS location_id,
		coalesce(l.on_hand, 0) AS on_hand, coalesce(l.reserved, 0) AS reserved, coalesce(l.incoming, 0) AS incoming,
		coalesce(t.on_hand, 0) AS ledger_on_hand, coalesce(t.reserved, 0) AS ledger_reserved, coalesce(t.incoming, 0) AS ledger_incoming
	FROM level AS l FULL JOIN ledger AS t ON l.variant_id = t.variant_id AND l.location_id = t.location_id)
SELECT 'on_hand differs from the ledger', c.variant_id, c.location_id, c.ledger_on_hand, c.on_hand
	FROM compared AS c WHERE c.on_hand <> c.ledger_on_hand
UNION ALL
SELECT 'reserved differs from the ledger', c.variant_id, c.location_id, c.ledger_reserved, c.reserved
	FROM compared AS c WHERE c.reserved <> c.ledger_reserved
UNION ALL
SELECT 'incoming differs from the ledger', c.variant_id, c.location_id, c.ledger_incoming, c.incoming
	FROM compared AS c WHERE c.incoming <> c.ledger_incoming
UNION ALL
SELECT pg_catalog.format('quantities of ledger row %s are not those of its type', t.transaction_id), t.variant_id, t.location_id,
		NULL, t.reserved_delta
	FROM inventory.transactions AS t
	WHERE NOT CASE t.type
		WHEN 'reserve' THEN t.reserved_delta > 0 AND t.on_hand_delta = 0
		WHEN 'release' THEN t.reserved_delta < 0 AND t.on_hand_delta = 0
		WHEN 'expire' THEN t.reserved_delta < 0 AND t.on_hand_delta = 0
		WHEN 'fulfill' THEN t.reserved_delta < 0 AND t.on_hand_delta = t.reserved_delta
		ELSE true END
