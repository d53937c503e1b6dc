-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);

COMMENT ON TABLE inventory.levels IS
	'the stock of one variant at one location: a row a stripe, which add up to it where there are several; the view availability has a row a level';
