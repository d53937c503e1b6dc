-- (e) one attempt; the buyer makes up to four, with a pause of 10 ms between them. The commit is a
-- round trip of its own, as with any driver.
\if :done = 0
SELECT version, on_hand - reserved - safety_stock AS available FROM baseline.levels
WHERE variant_id = :v AND location_id = 'main' AND stripe = 0 \gset
\if :available >= :units
BEGIN;
WITH changed AS (
	UPDATE baseline.levels SET reserved = reserved + :units, version = version + 1, updated_at = now()
	WHERE variant_id = :v AND location_id = 'main' AND stripe = 0 AND version = :version
		AND set_config('baseline.reference', :ref, true) <> ''
	RETURNING 1)
SELECT count(*) AS changed FROM changed \gset
\if :changed = 1
INSERT INTO baseline.carts (reference_id, status, reserved_at, updated_at, expires_at, quantity, sweep_at)
VALUES (:ref, 'active', now(), now(), now() + interval '30 minutes', :units, now() + interval '30 minutes');
INSERT INTO baseline.reservations (reference_id, variant_id, location_id, quantity, created_at, version, sweep_at)
VALUES (:ref, :v, 'main', :units, now(), 1, now() + interval '30 minutes');
COMMIT;
\set done 1
\else
ROLLBACK;
\set attempt :attempt + 1
\if :attempt < 4
\sleep 10 ms
\endif
\endif
\else
\set done 1
\endif
\endif
