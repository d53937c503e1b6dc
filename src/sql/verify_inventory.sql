-- verify_inventory(): one statement, put together from the file verify.sql of each domain that has
-- one. Such a file is a query for what is wrong, with these columns; it may look at `level`.

-- access: reader
CREATE OR REPLACE FUNCTION inventory.verify_inventory()
	RETURNS TABLE (problem text, variant_id text, location_id text, expected bigint, actual bigint)
	LANGUAGE sql SECURITY DEFINER ROWS 1
BEGIN ATOMIC
	WITH level AS (
		SELECT l.variant_id, l.location_id, sum(l.on_hand) AS on_hand, sum(l.reserved) AS reserved, sum(l.incoming) AS incoming,
			bool_and(l.tracked) AS tracked, min(l.stripe) FILTER (WHERE NOT l.draining) AS home, count(*) AS stripes,
			min(nullif(l.layout, 0)) AS layout
		FROM inventory.levels AS l GROUP BY l.variant_id, l.location_id)
	SELECT p.problem, p.variant_id, p.location_id,
		CASE WHEN p.expected IS NOT NULL THEN greatest(least(p.expected, 9223372036854775807), -9223372036854775808) END::bigint,
		CASE WHEN p.actual IS NOT NULL THEN greatest(least(p.actual, 9223372036854775807), -9223372036854775808) END::bigint
	FROM (
		SELECT NULL::text, NULL::text, NULL::text, NULL::numeric, NULL::numeric WHERE false
-- here: every verify.sql, each as UNION ALL (...)
	) AS p (problem, variant_id, location_id, expected, actual);
END;
COMMENT ON FUNCTION inventory.verify_inventory() IS
'Compares levels, holds, carts and ledger in one statement.
Result: a row a disagreement with expected and actual units; no row when everything agrees. Reads every row of the tables.';
