-- verify_inventory() finds what is broken behind the triggers' back. Everything here is rolled back.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('ver', 'nyc', 10, 'po')$$), outcome($$reserve_inventory('ver', 'nyc', 4, 'ver-1')$$), outcome($$receive_inventory('ver', 'london', 1, 'po')$$);
SELECT outcome($$release_reservation('ver', 'nyc', 1, 'ver-1')$$), outcome($$reserve_inventory('ver', 'nyc', 1, 'ver-1')$$);
SELECT outcome($$receive_inventory('ver', 'striped', 64, 'po')$$), outcome($$reserve_inventory('ver', 'striped', 2, 'ver-2')$$);
SELECT stripes FROM inventory.set_level_policy('ver', 'striped', stripes => 4);
SELECT verified();

SELECT found($$UPDATE inventory.levels SET on_hand = 11 WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET reserved = 5 WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET incoming = 5 WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET shortfall = 5 WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET version = 0 WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET stripe = 1 WHERE variant_id = 'ver' AND location_id = 'london'$$);
SELECT found($$DELETE FROM inventory.levels WHERE variant_id = 'ver' AND location_id = 'london'$$);
SELECT found($$INSERT INTO inventory.levels (variant_id, location_id, on_hand, version) VALUES ('ver', 'paris', 3, 1)$$);
SELECT found($$UPDATE inventory.reservations SET quantity = 3 WHERE reference_id = 'ver-1'$$);
SELECT found($$DELETE FROM inventory.reservations WHERE reference_id = 'ver-1'$$);
SELECT found($$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version) VALUES ('ver-2', 'ver', 'nyc', 1, now(), 1)$$);
SELECT found($$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at, version) VALUES ('ver-1', 'ver', 'paris', 1, now(), 1)$$);
SELECT found($$UPDATE inventory.carts SET quantity = 5 WHERE reference_id = 'ver-1'$$);
SELECT found($$DELETE FROM inventory.carts WHERE reference_id = 'ver-1'$$);
SELECT found($$UPDATE inventory.carts SET status = 'cancelled', closed_at = now(), quantity = 0 WHERE reference_id = 'ver-1'$$);
SELECT found($$DELETE FROM inventory.transactions WHERE variant_id = 'ver' AND type = 'reserve'$$);
SELECT found($$UPDATE inventory.transactions SET on_hand_delta = 9 WHERE variant_id = 'ver' AND location_id = 'nyc' AND type = 'receive'$$);
SELECT found($$INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, incoming_delta, actor) VALUES (now(), 'ver-none', 'nyc', 'incoming', 2, 'eve')$$);
SELECT found($$INSERT INTO inventory.dropped_transactions VALUES ('ver', 'nyc', 'receive', 1, 5, 0, 0)$$);
SELECT found($$UPDATE inventory.reservations SET version = 0 WHERE reference_id = 'ver-1'$$);
SELECT found($$UPDATE inventory.transactions SET type = 'fulfill' WHERE variant_id = 'ver' AND type = 'release'$$);
SELECT found($$UPDATE inventory.transactions SET type = 'release' WHERE variant_id = 'ver' AND type = 'reserve'$$);
SELECT found($$INSERT INTO inventory.transactions (recorded_at, variant_id, location_id, type, on_hand_delta, actor)
	SELECT now(), 'ver', 'nyc', 'receive', 9223372036854775807, 'eve' FROM generate_series(1, 2)$$);
-- what would never expire
SELECT found($$UPDATE inventory.carts SET sweep_at = 'infinity' WHERE reference_id = 'ver-1'$$);
SELECT found($$UPDATE inventory.reservations SET sweep_at = 'infinity' WHERE reference_id = 'ver-1'$$);
SELECT found($$UPDATE inventory.reservations SET sweep_at = NULL WHERE reference_id = 'ver-1'$$);
-- rows of a level that do not belong together
SELECT found($$UPDATE inventory.levels SET draining = true WHERE variant_id = 'ver' AND location_id = 'nyc'$$);
SELECT found($$UPDATE inventory.levels SET layout = 1 WHERE variant_id = 'ver' AND location_id = 'striped'$$);
SELECT found($$UPDATE inventory.levels SET tracked = false WHERE variant_id = 'ver' AND location_id = 'striped' AND reserved = 0$$);
-- what is on its way
SELECT outcome($$set_supply('ver-order', '[{"variant_id": "ver", "location_id": "london", "quantity": 5}]', expected_at => '2090-01-01')$$) <> '' AS ordered, outcome($$set_level_policy('ver', 'london', promise_incoming => true)$$) <> '' AS follows,
	outcome($$ship_transfer('ver-transfer', 'nyc', 'paris', '[{"variant_id": "ver", "quantity": 2}]')$$);
SELECT outcome($$receive_supply('ver-transfer', '[{"variant_id": "ver", "lost": 1}]')$$);
SELECT verified();
SELECT found($$UPDATE inventory.levels SET incoming = 4 WHERE variant_id = 'ver' AND location_id = 'london'$$);
SELECT found($$DELETE FROM inventory.levels WHERE variant_id = 'ver' AND location_id = 'paris'$$);
SELECT found($$UPDATE inventory.supplies SET quantity = 7 WHERE supply_id = 'ver-order'$$);
SELECT found($$UPDATE inventory.supplies SET received = 1 WHERE supply_id = 'ver-order'$$);
SELECT found($$UPDATE inventory.supplies SET expected_at = NULL WHERE supply_id = 'ver-order'$$);
SELECT found($$DELETE FROM inventory.supplies WHERE supply_id = 'ver-order'$$);
SELECT found($$UPDATE inventory.levels SET backorder_limit = 6 WHERE variant_id = 'ver' AND location_id = 'london'$$);
SELECT found($$UPDATE inventory.levels SET promise_incoming = true WHERE variant_id = 'ver' AND location_id = 'paris'$$);
SELECT found($$UPDATE inventory.levels SET promise_incoming = true WHERE variant_id = 'ver' AND location_id = 'striped'$$);
SELECT found($$UPDATE inventory.levels SET promise_incoming = true, backorder_limit = 1 WHERE variant_id = 'ver' AND location_id = 'striped'$$);
SELECT found($$ALTER TABLE inventory.supplies DROP CONSTRAINT supplies_transfer_adds_up; UPDATE inventory.supplies SET lost = 0 WHERE supply_id = 'ver-transfer'$$);
SELECT found($$UPDATE inventory.supplies SET version = 0 WHERE supply_id = 'ver-order'$$);
SELECT found($$UPDATE inventory.supplies SET expected_at = '2090-02-01', source = 'acme' WHERE supply_id = 'ver-order'$$);
-- harmless ones
SELECT found($$UPDATE inventory.levels SET safety_stock = 3, low_stock_threshold = 5 WHERE variant_id = 'ver'$$);
SELECT found($$UPDATE inventory.carts SET customer_id = 'eve' WHERE reference_id = 'ver-1'$$);

SELECT verified();
