-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);
