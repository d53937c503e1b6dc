-- The benchmark's own functions, in every database that it makes: levels with stock, for us and
-- for the baselines. Needs the extension and sql/baseline.sql.

CREATE SCHEMA bench;

-- Levels named by the numbers from first to last at location "main", with stock that no run uses up.
CREATE FUNCTION bench.add_levels(first bigint, last bigint, stock bigint) RETURNS void LANGUAGE sql AS $$
	INSERT INTO inventory.levels (variant_id, location_id, on_hand)
		SELECT n::text, 'main', stock FROM generate_series(first, last) AS n;
	INSERT INTO baseline.levels SELECT * FROM inventory.levels AS l
		WHERE l.variant_id IN (SELECT n::text FROM generate_series(first, last) AS n);
	INSERT INTO baseline_rows.levels SELECT * FROM inventory.levels AS l
		WHERE l.variant_id IN (SELECT n::text FROM generate_series(first, last) AS n);
$$;

-- Lists of 1,000 variants, so that a batch costs the server no time to make up.
CREATE TABLE bench.batches (no integer PRIMARY KEY, variants text[] NOT NULL);

CREATE FUNCTION bench.add_batches(levels integer) RETURNS void LANGUAGE sql AS $$
	INSERT INTO bench.batches
		SELECT b, array_agg((1 + (b::bigint * 7907 + n::bigint * 7919) % levels)::text ORDER BY n)
		FROM generate_series(1, 100) AS b, generate_series(1, 1000) AS n GROUP BY b;
$$;

-- Units promised, by whom: 'inventory', 'baseline' or 'baseline_rows'.
CREATE FUNCTION bench.units(side text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	units bigint;
BEGIN
	EXECUTE format('SELECT coalesce(sum(reserved), 0) FROM %I.levels', side) INTO units;
	RETURN units;
END
$$;

-- Rows of the baselines in which more is promised than there is (of ours, verify_inventory() tells).
CREATE FUNCTION bench.oversold() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM (
		SELECT variant_id FROM inventory.levels GROUP BY variant_id, location_id
			HAVING sum(reserved) > sum(on_hand) + sum(backorder_limit)
		UNION ALL
		SELECT variant_id FROM baseline.levels WHERE reserved > on_hand + backorder_limit
	) AS oversold;
$$;
