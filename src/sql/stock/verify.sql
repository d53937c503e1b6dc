-- Levels by themselves. `level` is a level with its stripes added up, see verify_inventory.sql.

SELECT 'shortfall is more than what is missing', l.variant_id, l.location_id,
		greatest(0, l.reserved - l.on_hand - coalesce(l.backorder_limit, l.reserved)), l.shortfall
	FROM inventory.levels AS l
	WHERE l.shortfall > greatest(0, l.reserved - l.on_hand - coalesce(l.backorder_limit, l.reserved))
UNION ALL
SELECT 'level has quantities but no recorded change', l.variant_id, l.location_id, 1, l.version
	FROM inventory.levels AS l WHERE l.version = 0 AND (l.on_hand <> 0 OR l.reserved <> 0 OR l.incoming <> 0)
UNION ALL
SELECT 'level lacks its home stripe', l.variant_id, l.location_id, 0, l.home
	FROM level AS l WHERE l.home IS DISTINCT FROM 0
UNION ALL
SELECT 'level has more stripes than its layout says', l.variant_id, l.location_id, l.layout, l.stripes
	FROM level AS l WHERE l.stripes > l.layout
UNION ALL
SELECT 'untracked level has holds', l.variant_id, l.location_id, 0, l.reserved
	FROM level AS l WHERE NOT l.tracked AND l.reserved > 0
