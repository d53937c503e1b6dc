-- promise_incoming: what may be backordered at a level is what is on its way and has a date.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

-- turned on: the limit is what is outstanding with a date, passed or not; undated adds nothing
SELECT dated($$set_supply('lf-1', '[{"variant_id": "lf", "location_id": "nyc", "quantity": 10, "expected_at": "2090-01-01"}]')$$) <> '' AS ordered, dated($$set_supply('lf-2', '[{"variant_id": "lf", "location_id": "nyc", "quantity": 3}]')$$) <> '' AS undated, dated($$set_supply('lf-3', '[{"variant_id": "lf", "location_id": "nyc", "quantity": 2, "expected_at": "2020-01-01"}]')$$) <> '' AS passed;
SELECT stock_is('lf', 'nyc'), outcome($$reserve_inventory('lf', 'nyc', 1, 'lf-cart')$$);
SELECT follow('lf', 'nyc');
SELECT bool_and(promise_incoming) AS follows FROM inventory.levels WHERE variant_id = 'lf';
-- again it is as it is
SELECT fingerprint() AS before \gset
SELECT follow('lf', 'nyc'), fingerprint() = :'before' AS unchanged;
SELECT outcome($$reserve_inventory('lf', 'nyc', 12, 'lf-cart')$$), outcome($$reserve_inventory('lf', 'nyc', 1, 'lf-cart')$$), stock_is('lf', 'nyc');

-- ordering adds room, a date makes it; receiving turns room into stock
SELECT dated($$set_supply('lf-1', '[{"variant_id": "lf", "location_id": "nyc", "quantity": 14}]')$$), stock_is('lf', 'nyc');
SELECT dated($$set_supply('lf-2', expected_at => '2090-02-01')$$), stock_is('lf', 'nyc'), dated($$set_supply('lf-2', expected_at => 'infinity')$$), stock_is('lf', 'nyc');
SELECT dated($$receive_supply('lf-1', '[{"variant_id": "lf", "quantity": 5}]')$$), stock_is('lf', 'nyc'), dated($$receive_supply('lf-2', '[{"variant_id": "lf", "quantity": 1}]')$$), stock_is('lf', 'nyc');
SELECT outcome($$reserve_inventory('lf', 'nyc', 5, 'lf-cart-2')$$), outcome($$reserve_inventory('lf', 'nyc', 1, 'lf-cart-2')$$), stock_is('lf', 'nyc'), verified();

-- taken away below what is promised: cancelling, losing, closing, the date, an undated excess; every level is named
SELECT dated($$set_supply('lf-4', '[{"variant_id": "lf-b", "location_id": "nyc", "quantity": 4}, {"variant_id": "lf-b2", "location_id": "nyc", "quantity": 4}, {"variant_id": "lf", "location_id": "nyc", "quantity": 1, "expected_at": null}]', '2090-01-01')$$) <> '' AS ordered, follow('lf-b', 'nyc'), follow('lf-b2', 'nyc'),
	outcome($$reserve_inventory('lf-b', 'nyc', 3, 'lf-b-cart')$$), outcome($$reserve_inventory('lf-b2', 'nyc', 2, 'lf-b2-cart')$$);
SELECT fingerprint() AS before \gset
SELECT failure($$SELECT inventory.set_supply('lf-1', '[{"variant_id": "lf", "location_id": "nyc", "quantity": 13}]')$$);
SELECT failure($$SELECT inventory.set_supply('lf-4', '[{"variant_id": "lf-b", "location_id": "nyc", "quantity": 1}, {"variant_id": "lf", "location_id": "nyc", "quantity": 0}, {"variant_id": "lf-b2", "location_id": "nyc", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.receive_supply('lf-4', '[{"variant_id": "lf-b", "lost": 2}, {"variant_id": "lf", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.receive_supply('lf-4', '[]', close => true)$$);
SELECT failure($$SELECT inventory.set_supply('lf-4', expected_at => 'infinity')$$);
SELECT fingerprint() = :'before' AS unchanged;
-- what is free may go
SELECT dated($$receive_supply('lf-4', '[{"variant_id": "lf-b", "lost": 1}]')$$), stock_is('lf-b', 'nyc');
-- with allow_shortfall units are missing; it shrinks as stock comes in or holds go
SELECT dated($$set_supply('lf-4', '[{"variant_id": "lf-b", "location_id": "nyc", "quantity": 1}]', allow_shortfall => true)$$), stock_is('lf-b', 'nyc'), outcome($$reserve_inventory('lf-b', 'nyc', 1, 'lf-b-late')$$);
SELECT dated($$receive_supply('lf-4', '[{"variant_id": "lf-b", "lost": 1}]', allow_shortfall => true)$$), stock_is('lf-b', 'nyc');
SELECT dated($$receive_inventory('lf-b', 'nyc', 1, 'walk-in')$$), stock_is('lf-b', 'nyc'), outcome($$release_reservation('lf-b', 'nyc', 1, 'lf-b-cart')$$), stock_is('lf-b', 'nyc');
SELECT dated($$set_supply('lf-4', '[{"variant_id": "lf-b", "location_id": "nyc", "quantity": 2}]')$$), stock_is('lf-b', 'nyc'), verified();
-- overdue holds go first, where room is taken away as anywhere
SELECT dated($$set_supply('lf-5', '[{"variant_id": "lf-c", "location_id": "nyc", "quantity": 4}]', '2090-01-01')$$) <> '' AS ordered, follow('lf-c', 'nyc'), outcome($$reserve_inventory('lf-c', 'nyc', 1, 'lf-alive')$$), reserve_overdue('lf-dead', '[{"variant_id": "lf-c", "location_id": "nyc", "quantity": 3}]');
SELECT failure($$SELECT inventory.set_supply('lf-5', '[{"variant_id": "lf-c", "location_id": "nyc", "quantity": 0}]')$$), cart_is('lf-dead');
SELECT dated($$set_supply('lf-5', '[{"variant_id": "lf-c", "location_id": "nyc", "quantity": 1}]')$$), cart_is('lf-dead'), cart_is('lf-alive'), stock_is('lf-c', 'nyc');
SELECT dated($$receive_supply('lf-5', '[{"variant_id": "lf-c", "lost": 1}]')$$), stock_is('lf-c', 'nyc'), outcome($$release_cart('lf-alive')$$);
-- also where units are lost
SELECT reserve_overdue('lf-dead-2', '[{"variant_id": "lf-c", "location_id": "nyc", "quantity": 1}]'), dated($$receive_supply('lf-5', '[{"variant_id": "lf-c", "lost": 1}]')$$), cart_is('lf-dead-2'), stock_is('lf-c', 'nyc');
-- transfers: room where they go to; lost and returned units take it away
SELECT dated($$receive_inventory('lf-t', 'ber', 5, 'po')$$), follow('lf-t', 'nyc');
SELECT dated($$ship_transfer('lf-6', 'ber', 'nyc', '[{"variant_id": "lf-t", "quantity": 5}]', '2090-01-01')$$), stock_is('lf-t', 'nyc'), outcome($$reserve_inventory('lf-t', 'nyc', 3, 'lf-t-cart')$$);
SELECT dated($$receive_supply('lf-6', '[{"variant_id": "lf-t", "returned": 3}]')$$), dated($$receive_supply('lf-6', '[{"variant_id": "lf-t", "quantity": 1, "lost": 1, "returned": 1}]')$$), stock_is('lf-t', 'nyc'), stock_is('lf-t', 'ber');
-- and where they come from as well, if that follows supply
SELECT dated($$set_supply('lf-7', '[{"variant_id": "lf-t", "location_id": "ber", "quantity": 2}]', '2090-01-01')$$) <> '' AS ordered, follow('lf-t', 'ber'), dated($$ship_transfer('lf-8', 'ber', 'nyc', '[{"variant_id": "lf-t", "quantity": 2}]')$$);
SELECT dated($$ship_transfer('lf-8', 'ber', 'nyc', '[{"variant_id": "lf-t", "quantity": 1}]')$$), stock_is('lf-t', 'ber'), stock_is('lf-t', 'nyc');

-- the limit is not for others to set meanwhile; the rest of the policy is
SELECT dated($$set_level_policy('lf', 'nyc', backorder_limit => 5)$$), dated($$set_level_policy('lf', 'nyc', unlimited_backorder => true)$$), dated($$set_level_policy('lf', 'nyc', unlimited_backorder => false, backorder_limit => 5)$$), dated($$set_level_policy('lf', 'nyc', promise_incoming => true, backorder_limit => 50)$$);
SELECT backorder_limit, low_stock_threshold FROM inventory.set_level_policy('lf', 'nyc', low_stock_threshold => 4);
SELECT dated($$set_supply('lf-9', '[{"variant_id": "lf-d", "location_id": "nyc", "quantity": 4}]', '2090-01-01')$$) <> '' AS ordered, one_row('lf-d', 'nyc'), follow('lf-d', 'nyc');
SELECT statement, attempt('UPDATE inventory.levels SET ' || statement || ' WHERE variant_id = ''lf-d''') FROM unnest(ARRAY['backorder_limit = 5', 'backorder_limit = NULL', 'incoming = 5', 'incoming = 0', 'incoming = 4, on_hand = 1', 'backorder_limit = 4, safety_stock = 1', 'promise_incoming = false', 'promise_incoming = true', 'promise_incoming = false, backorder_limit = 7', 'promise_incoming = true', 'promise_incoming = true, backorder_limit = 4']) WITH ORDINALITY AS s (statement, n) ORDER BY n;
SELECT failure($$UPDATE inventory.levels SET backorder_limit = 5 WHERE variant_id = 'lf-d'$$), failure($$UPDATE inventory.levels SET incoming = 5 WHERE variant_id = 'lf-d'$$);
SELECT attempt($$INSERT INTO inventory.levels (variant_id, location_id, promise_incoming, backorder_limit) VALUES ('lf-e', 'nyc', true, 3)$$), attempt($$INSERT INTO inventory.levels (variant_id, location_id, promise_incoming) VALUES ('lf-f', 'nyc', true)$$), attempt($$INSERT INTO inventory.levels (variant_id, location_id, incoming) VALUES ('lf-g', 'nyc', 3)$$);
SELECT ledger_of('lf-d');

-- turned off: the number stays as an ordinary limit, or the one that is given
SELECT backorder_limit FROM inventory.set_level_policy('lf-d', 'nyc', promise_incoming => false);
SELECT dated($$receive_supply('lf-9', '[{"variant_id": "lf-d", "quantity": 3}]')$$), stock_is('lf-d', 'nyc');
SELECT follow('lf-d', 'nyc');
SELECT backorder_limit FROM inventory.set_level_policy('lf-d', 'nyc', promise_incoming => false, backorder_limit => 9);
SELECT backorder_limit FROM inventory.set_level_policy('lf-d', 'nyc', promise_incoming => false, unlimited_backorder => true);
-- and on again: not below what is promised
SELECT outcome($$reserve_inventory('lf-d', 'nyc', 8, 'lf-d-cart')$$);
SELECT failure($$SELECT inventory.set_level_policy('lf-d', 'nyc', promise_incoming => true)$$), stock_is('lf-d', 'nyc');
SELECT outcome($$release_reservation('lf-d', 'nyc', 3, 'lf-d-cart')$$), follow('lf-d', 'nyc');
-- with nothing on order incoming is SQL's again, and no part of the limit
SELECT dated($$receive_supply('lf-9')$$), attempt($$UPDATE inventory.levels SET incoming = 6 WHERE variant_id = 'lf-d'$$), stock_is('lf-d', 'nyc');
-- a new level that follows, of supplies that are to come
SELECT follow('lf-h', 'nyc');
SELECT dated($$set_supply('lf-10', '[{"variant_id": "lf-h", "location_id": "nyc", "quantity": 4}]', '2090-01-01')$$), stock_is('lf-h', 'nyc'), dated($$receive_supply('lf-10', close => true)$$), stock_is('lf-h', 'nyc');

SELECT verified();
