-- (b) the rows that one reserve writes, in one statement, nothing decided
WITH level AS (
	UPDATE baseline_rows.levels SET reserved = reserved + :units, version = version + 1, updated_at = now()
	WHERE variant_id = :v AND location_id = 'main' AND stripe = 0),
cart AS (
	INSERT INTO baseline_rows.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
	VALUES (:ref, 'active', now(), now(), now() + interval '30 minutes', :units, now() + interval '30 minutes')),
hold AS (
	INSERT INTO baseline_rows.reservations (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
	VALUES (:ref, :v, 'main', :units, now(), 1, now() + interval '30 minutes'))
INSERT INTO baseline_rows.transactions (recorded_at, variant_id, location_id, type, reserved_delta, reference_id, actor)
VALUES (now(), :v, 'main', 'reserve', :units, :ref, session_user);
