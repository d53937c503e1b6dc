-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);

COMMENT ON TABLE inventory.levels IS
	'the stock of one variant at one location: a row a stripe, which add up to it where there are several; the view availability has a row a level';

-- Of what was dropped before nobody knows how new it was: as new as can be.
ALTER TABLE inventory.dropped_transactions ADD COLUMN newest_recorded_at timestamptz NOT NULL DEFAULT pg_catalog.now();
COMMENT ON COLUMN inventory.dropped_transactions.newest_recorded_at IS 'when the newest of them was recorded, at the latest';

DROP FUNCTION inventory.count_inventory(text, text, bigint, text, text, bigint, boolean, text);
