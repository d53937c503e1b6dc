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

-- An order of which some was shipped is completed, not cancelled, when its rest is released.
ALTER TABLE inventory.carts ADD COLUMN shipped bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN inventory.carts.last_lines IS 'what an expired cart or a cancelled order held, for confirm_cart(revive => true)';
COMMENT ON COLUMN inventory.carts.shipped IS 'units shipped of the present life of the cart';

-- Functions with more arguments than they had.
DROP FUNCTION inventory.fulfill_reservation(text, text, bigint, text, text);
DROP FUNCTION inventory.fulfill_cart(text, text);
DROP FUNCTION inventory.reserve_inventory(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.try_reserve_inventory(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.reserve_batch(text[], text[], text[], bigint[], interval);
DROP FUNCTION inventory.set_reservation(text, text, bigint, text, interval, text, text);
DROP FUNCTION inventory.confirm_cart(text, text, boolean, text);
