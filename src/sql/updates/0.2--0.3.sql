-- The worker calls run_chore(), whose signature no new chore changes.
DROP FUNCTION inventory.worker_step(timestamptz, text);

-- Places in line. Holds of before stand first, by age.
ALTER TABLE inventory.reservations ADD COLUMN place bigint NOT NULL DEFAULT 0;
ALTER TABLE inventory.reservations ADD COLUMN added bigint NOT NULL DEFAULT 0;
ALTER TABLE inventory.reservations ADD COLUMN added_place bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN inventory.reservations.created_at IS 'when the hold began';
COMMENT ON COLUMN inventory.reservations.place IS 'place in the line for stock: the number of the ledger row that recorded the units; 0 of those taken before there were places, which stand first by created_at';
COMMENT ON COLUMN inventory.reservations.added IS 'units of the quantity that were added when stock did not cover them, and stand later';
COMMENT ON COLUMN inventory.reservations.added_place IS 'place of the added units; 0 where there are none';

-- Functions with more arguments than they had.
DROP FUNCTION inventory.fulfill_reservation(text, text, bigint, text, text);
DROP FUNCTION inventory.fulfill_cart(text, text);
