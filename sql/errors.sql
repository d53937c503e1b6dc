-- Every row of the error table: SQLSTATE, message, detail and hint.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('err', 'nyc', 3, 'po')$$), outcome($$receive_inventory('err', 'london', 3, 'po')$$);
SELECT outcome($$reserve_inventory('err', 'london', 3, 'err-held')$$);
SELECT outcome($$reserve_inventory('err', 'nyc', 1, 'err-done')$$), outcome($$fulfill_cart('err-done')$$), outcome($$receive_inventory('err', 'nyc', 1, 'po')$$);
SELECT outcome($$reserve_inventory('err', 'nyc', 1, 'err-gone')$$), outcome($$release_cart('err-gone')$$);
SELECT outcome($$set_level_policy('err-pre', 'nyc', backorder_limit => 5)$$), outcome($$reserve_inventory('err-pre', 'nyc', 2, 'err-order')$$), outcome($$confirm_cart('err-order', 'order-1')$$);
SELECT outcome($$receive_inventory('err-due', 'nyc', 1, 'po')$$), reserve_overdue('err-due', '[{"variant_id": "err-due", "location_id": "nyc", "quantity": 1}]');
SELECT outcome($$receive_inventory('err', 'nyc', 1, 'po', request_id => 'err-request')$$), outcome($$sell_inventory('err', 'nyc', 1, 'till')$$);

\echo IV001
SELECT failure($$SELECT inventory.reserve_inventory('err', 'nyc', 5, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_inventory('err', 'london', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.set_reservation('err', 'london', 4, 'err-held')$$);
SELECT failure($$SELECT inventory.reserve_inventory('err-pre', 'nyc', 4, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', '[{"variant_id": "err", "location_id": "nyc", "quantity": 5}]')$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', '[{"variant_id": "err", "location_id": "nyc", "quantity": 2}, {"variant_id": "err", "location_id": "london", "quantity": 1}, {"variant_id": "err", "location_id": "nyc", "quantity": 3}]')$$);
SELECT failure($$SELECT inventory.sell_inventory('err', 'nyc', 4, 'till')$$);
SELECT failure($$SELECT inventory.transfer_inventory('err', 'nyc', 'london', 4, 'move')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err-pre', 'nyc', 1, 'err-order')$$);
SELECT failure($$SELECT inventory.fulfill_cart('err-order')$$);
-- ids are quoted as JSON wants them
SELECT outcome($$receive_inventory(E'err "a" \\ \n', 'nyc', 1, 'po')$$);
SELECT failure($$SELECT inventory.reserve_inventory(E'err "a" \\ \n', 'nyc', 2, 'err-1')$$);

\echo IV002
SELECT failure($$SELECT inventory.reserve_inventory('err', 'paris', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.set_reservation('err', 'paris', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', '[{"variant_id": "err", "location_id": "nyc", "quantity": 9}, {"variant_id": "err", "location_id": "paris", "quantity": 2}, {"variant_id": "err-x", "location_id": "nyc", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.sell_inventory('err', 'paris', 1, 'till')$$);
SELECT failure($$SELECT inventory.adjust_inventory('err', 'paris', 1, 'found')$$);
SELECT failure($$SELECT inventory.count_inventory('err', 'paris', 1)$$);
SELECT failure($$SELECT inventory.return_inventory('err', 'paris', 1, 'rma')$$);
SELECT failure($$SELECT inventory.transfer_inventory('err', 'paris', 'nyc', 1, 'move')$$);

\echo IV003
SELECT failure($$SELECT inventory.touch_cart('err-nobody')$$);
SELECT failure($$SELECT inventory.confirm_cart('err-nobody')$$);
SELECT failure($$SELECT inventory.fulfill_cart('err-nobody')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err', 'nyc', 1, 'err-nobody')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err', 'nyc', 1, 'err-held')$$);
SELECT failure($$SELECT inventory.fulfill_cart('err-gone')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err', 'nyc', 1, 'err-done')$$);

\echo IV004
SELECT failure($$SELECT inventory.touch_cart('err-due')$$);
SELECT failure($$SELECT inventory.confirm_cart('err-due')$$);
SELECT failure($$SELECT inventory.fulfill_cart('err-due')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err-due', 'nyc', 1, 'err-due')$$);
SELECT failure($$SELECT inventory.move_reservation('err-due', 'nyc', 'london', 1, 'err-due')$$);
SELECT failure($$SELECT inventory.merge_carts('err-due', 'err-held')$$);

\echo IV005
SELECT failure($$SELECT inventory.adjust_inventory('err', 'nyc', -1, 'broken', expected_on_hand => 7)$$);
SELECT failure($$SELECT inventory.count_inventory('err', 'nyc', 1, expected_on_hand => 7)$$);

\echo IV007
SELECT failure($$SELECT inventory.reserve_inventory('err', 'nyc', 1, 'err-done')$$);
SELECT failure($$SELECT inventory.reserve_cart('err-done', '[{"variant_id": "err", "location_id": "nyc", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.touch_cart('err-done')$$);
SELECT failure($$SELECT inventory.touch_cart('err-gone')$$);
SELECT failure($$SELECT inventory.confirm_cart('err-gone')$$);
SELECT failure($$SELECT inventory.confirm_cart('err-order', 'order-2')$$);
SELECT failure($$SELECT inventory.release_cart('err-order')$$);
-- the hint names the call that can be made, which depends on the state
SELECT outcome($$receive_inventory('err-few', 'nyc', 2, 'po')$$);
SELECT outcome($$reserve_inventory('err-few', 'nyc', 1, 'err-undone')$$), outcome($$confirm_cart('err-undone', 'order-3')$$), outcome($$release_cart('err-undone', cancel_order => true)$$);
SELECT outcome($$reserve_inventory('err-few', 'nyc', 1, 'err-order-4')$$), outcome($$confirm_cart('err-order-4', 'order-4')$$);
SELECT failure($$SELECT inventory.confirm_cart('err-gone', revive => true)$$);
SELECT failure($$SELECT inventory.confirm_cart('err-undone')$$);
SELECT failure($$SELECT inventory.touch_cart('err-undone')$$);
SELECT failure($$SELECT inventory.set_reservation('err', 'nyc', 1, 'err-undone')$$);
SELECT failure($$SELECT inventory.set_cart('err-undone', '[]')$$);
SELECT failure($$SELECT inventory.set_cart('err-order', '[]')$$);
SELECT failure($$SELECT inventory.set_cart('err-done', '[]')$$);
SELECT failure($$SELECT inventory.release_carts('{err-order}')$$);
SELECT failure($$SELECT inventory.release_carts('{err-order-4,err-held,err-order}')$$);
SELECT failure($$SELECT inventory.merge_carts('err-order', 'err-held')$$);
SELECT failure($$SELECT inventory.merge_carts('err-done', 'err-held')$$);
SELECT failure($$SELECT inventory.merge_carts('err-held', 'err-order')$$);
SELECT failure($$SELECT inventory.merge_carts('err-held', 'err-undone')$$);
SELECT failure($$SELECT inventory.merge_carts('err-held', 'err-done')$$);
-- an order that was cancelled before its last lines were kept
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE inventory.carts SET last_lines = NULL WHERE reference_id = 'err-undone';
COMMIT;
SELECT failure($$SELECT inventory.confirm_cart('err-undone', revive => true)$$);
SELECT outcome($$confirm_cart('err-undone', revive => true, lines => '[{"variant_id": "err-few", "location_id": "nyc", "quantity": 1}]')$$);

\echo IV008
SELECT on_hand FROM inventory.receive_inventory('err-one', 'nyc', 1, 'po');
SELECT one_row('err-one', 'nyc');
SELECT failure($$UPDATE inventory.levels SET reserved = 1 WHERE variant_id = 'err-one' AND location_id = 'nyc'$$);
SELECT failure($$UPDATE inventory.levels SET location_id = 'paris' WHERE variant_id = 'err-one' AND location_id = 'nyc'$$);
SELECT stripes FROM inventory.set_level_policy('err-several', 'nyc', stripes => 3);
SELECT failure($$UPDATE inventory.levels SET on_hand = 1000 WHERE variant_id = 'err-several'$$);
SELECT failure($$DELETE FROM inventory.levels WHERE variant_id = 'err-several' AND stripe = 2$$);
SELECT failure($$INSERT INTO inventory.levels (variant_id, location_id, on_hand, reserved) VALUES ('err', 'paris', 1, 1)$$);
SELECT failure($$INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at) VALUES ('err-1', 'err', 'nyc', 1, now())$$);
SELECT failure($$DELETE FROM inventory.reservations$$);
SELECT failure($$UPDATE inventory.carts SET expires_at = NULL$$);
SELECT failure($$DELETE FROM inventory.requests$$);
SELECT failure($$UPDATE inventory.transactions SET reason = ''$$);
SELECT failure($$TRUNCATE inventory.levels$$);
SELECT failure($$TRUNCATE inventory.transactions$$);

\echo IV009
SELECT failure($$SELECT inventory.receive_inventory('err', 'nyc', 2, 'po', request_id => 'err-request')$$);
SELECT failure($$SELECT inventory.sell_inventory('err', 'nyc', 1, 'po', request_id => 'err-request')$$);

\echo IV010
SELECT failure($$SELECT inventory.adjust_inventory('err', 'london', -1, 'broken')$$);
SELECT failure($$SELECT inventory.count_inventory('err', 'london', 1)$$);
SELECT failure($$SELECT inventory.set_level_policy('err-pre', 'nyc', backorder_limit => 1)$$);
SELECT failure($$SELECT inventory.set_level_policy('err-pre', 'nyc', tracked => false)$$);

\echo IV011
SELECT failure($$SELECT inventory.delete_level('err', 'london')$$);
SELECT failure($$DELETE FROM inventory.levels WHERE variant_id = 'err-one' AND location_id = 'nyc'$$);

\echo 22023
SELECT failure($$SELECT inventory.reserve_inventory('err', 'nyc', 0, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_inventory('', 'nyc', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_inventory(repeat('v', 256), 'nyc', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.reserve_inventory('err', 'nyc', 1, repeat(chr(128512), 255))$$);
SELECT failure($$SELECT inventory.reserve_inventory('err', 'nyc', 1, 'err-1', ttl => '-1 minute')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('err', 'london', 4, 'err-held')$$);
SELECT failure($$SELECT inventory.adjust_inventory('err', 'nyc', -4, 'broken')$$);
SELECT failure($$SELECT inventory.count_inventory('err', 'nyc', -1)$$);
SELECT failure($$SELECT inventory.transfer_inventory('err', 'nyc', 'nyc', 1, 'move')$$);
SELECT failure($$SELECT inventory.set_level_policy('err', 'nyc', unlimited_backorder => false)$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', '[]')$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', '[{"variant_id": "err", "location_id": "nyc", "quantity": 1, "note": "gift"}]')$$);
SELECT failure($$SELECT inventory.reserve_batch('{err-1}', '{err,err}', '{nyc}', '{1}')$$);
SELECT failure($$SELECT inventory.grant_access(current_user::regrole, 'emperor')$$);

\echo 22004
SELECT failure($$SELECT inventory.reserve_inventory(NULL, 'nyc', 1, 'err-1')$$);
SELECT failure($$SELECT inventory.adjust_inventory('err', 'nyc', 1, NULL)$$);
SELECT failure($$SELECT inventory.reserve_cart('err-1', NULL)$$);

\echo 22003
SELECT failure($$SELECT inventory.receive_inventory('err', 'nyc', 9007199254740991, 'po')$$);
SELECT failure($$SELECT inventory.receive_inventory('err', 'nyc', 9223372036854775807, 'po')$$);


-- a refusal of a try_ function is no error, and leaves the transaction alive
BEGIN;
SELECT outcome($$try_reserve_inventory('err', 'nyc', 5, 'err-1')$$);
SELECT outcome($$try_reserve_inventory('err', 'paris', 1, 'err-1')$$);
SELECT outcome($$try_reserve_inventory('err', 'nyc', 1, 'err-done')$$);
SELECT outcome($$try_reserve_inventory('err', 'nyc', 1, 'err-1')$$);
COMMIT;

SELECT verified();
