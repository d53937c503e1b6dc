-- Loads a shop with a past into an empty database as a restore would: rows that carry their history,
-- so that no trigger writes one. Of the ledger: an initial row a level, receipts of one unit, and a
-- reserve a hold; level 1 has a hundredth of the receipts to itself.

CREATE FUNCTION pg_temp.load_history(levels bigint, holds bigint, ledger bigint, deadline interval)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	clock constant timestamptz := clock_timestamp();
	receipts constant bigint := greatest(0, ledger - levels - holds);
	of_first constant bigint := receipts / 100;
BEGIN
	-- what happened, in order; levels are scattered over it (65537 is prime to the number of levels)
	INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, on_hand_delta, reserved_delta, reference_id, actor)
	SELECT clock - interval '300 days' + e.n * interval '250 days' / ledger, e.variant::text, 'main', e.type, e.on_hand, 0, NULL, 'history'
	FROM (SELECT n, 1 + n * 65537 % levels, 'initial'::inventory.transaction_type, 1000000 FROM generate_series(1, levels) AS n
		UNION ALL
		SELECT levels + n, CASE WHEN n % 100 = 0 AND n / 100 <= of_first THEN 1 ELSE 1 + n * 65537 % levels END, 'receive', 1
			FROM generate_series(1, receipts) AS n) AS e (n, variant, type, on_hand);
	INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, reserved_delta, reference_id, actor)
	SELECT clock - interval '10 minutes', (1 + n * 65537 % levels)::text, 'main', 'reserve', 1, md5(n::text), 'history'
	FROM generate_series(1, holds) AS n;
	INSERT INTO inventory.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
	SELECT md5(n::text), 'active', clock - interval '10 minutes', clock - interval '10 minutes', clock + deadline, 1, clock + deadline
	FROM generate_series(1, holds) AS n;
	INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
	SELECT md5(n::text), (1 + n * 65537 % levels)::text, 'main', 1, clock - interval '10 minutes', 1, clock + deadline
	FROM generate_series(1, holds) AS n;
	INSERT INTO inventory.levels (variant_id, location_id, on_hand, reserved, version)
	SELECT t.variant_id, t.location_id, sum(t.on_hand_delta), sum(t.reserved_delta), count(*)
	FROM inventory.transactions AS t WHERE t.actor = 'history' GROUP BY t.variant_id, t.location_id;
END
$$;
