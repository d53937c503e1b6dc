-- Transfers that take their time: units leave one place, are a supply of the other, and come, are lost or go back.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

SELECT dated($$receive_inventory('st-a', 'ber', 20, 'po')$$), dated($$receive_inventory('st-b', 'ber', 10, 'po')$$), outcome($$reserve_inventory('st-a', 'ber', 5, 'st-held')$$), dated($$set_level_policy('st-b', 'ber', safety_stock => 2, backorder_limit => 100)$$) <> '' AS set;

-- sent: a row a variant in the order in which they were named, lines of one summed; it answers for the source
SELECT dated($$ship_transfer('st-1', 'ber', 'nyc', '[{"variant_id": "st-b", "quantity": 3}, {"variant_id": "st-a", "quantity": 10}, {"variant_id": "st-b", "quantity": 1.0}]', '2090-01-01')$$);
SELECT supply_is('st-1');
SELECT stock_is('st-a', 'ber'), stock_is('st-a', 'nyc'), stock_is('st-b', 'ber'), stock_is('st-b', 'nyc');
SELECT supply_ledger(v) FROM unnest('{st-a,st-b}'::text[]) AS v;
-- received in parts: some accepted, some lost, some back where it came from, in one delivery
SELECT dated($$receive_supply('st-1', '[{"variant_id": "st-a", "quantity": 4, "lost": 1, "returned": 2}]', 'truck')$$), supply_is('st-1');
SELECT stock_is('st-a', 'ber'), stock_is('st-a', 'nyc'), verified();
SELECT dated($$receive_supply('st-1', '[{"variant_id": "st-b", "returned": 4}]')$$), stock_is('st-b', 'ber'), stock_is('st-b', 'nyc');
-- the rest of a transfer that is closed is lost
SELECT dated($$receive_supply('st-1', '[{"variant_id": "st-a", "quantity": 1}]', 'truck-2', close => true)$$), supply_is('st-1');
SELECT supply_ledger(v) FROM unnest('{st-a,st-b}'::text[]) AS v;
SELECT sum(on_hand_delta) AS on_hand, sum(incoming_delta) AS incoming FROM inventory.transactions WHERE variant_id = 'st-a' AND supply_id = 'st-1';
SELECT verified();

-- an id is sent once, and is not that of an order; the other way round only the date and the source change
SELECT dated($$set_supply('st-order', '[{"variant_id": "st-a", "location_id": "nyc", "quantity": 1}]')$$);
SELECT fingerprint() AS before \gset
SELECT failure($$SELECT inventory.ship_transfer('st-1', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}]')$$);
SELECT dated($$ship_transfer('st-1', 'ber', 'rom', '[{"variant_id": "st-none", "quantity": 1}]')$$), dated($$ship_transfer('st-order', 'ber', 'nyc', '[{"variant_id": "st-b", "quantity": 1}]')$$);
SELECT fingerprint() = :'before' AS unchanged;
SELECT dated($$ship_transfer('st-2', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 2}]')$$), supply_is('st-2');
SELECT dated($$set_supply('st-2', expected_at => '2090-02-01', source => 'van')$$), dated($$set_supply('st-2', '[{"variant_id": "st-a", "location_id": "nyc", "quantity": 2, "expected_at": "2090-03-01"}]')$$), supply_is('st-2');
SELECT failure($$SELECT inventory.set_supply('st-2', '[{"variant_id": "st-a", "location_id": "nyc", "quantity": 3}]')$$);
SELECT dated($$set_supply('st-2', '[{"variant_id": "st-a", "location_id": "nyc", "quantity": 0}]')$$), dated($$set_supply('st-2', '[{"variant_id": "st-b", "location_id": "nyc", "quantity": 1}]')$$), dated($$set_supply('st-2', '[{"variant_id": "st-a", "location_id": "rom", "quantity": 2}]')$$);
-- more than is outstanding, or what was not sent: of a transfer not even with allow_excess
SELECT failure($$SELECT inventory.receive_supply('st-2', '[{"variant_id": "st-a", "quantity": 2, "lost": 1}]', allow_excess => true)$$);
SELECT dated($$receive_supply('st-2', '[{"variant_id": "st-a", "quantity": 1, "returned": 2}]')$$), dated($$receive_supply('st-2', '[{"variant_id": "st-b", "quantity": 1}]', allow_excess => true)$$), dated($$receive_supply('st-2', '[{"variant_id": "st-a", "location_id": "ber", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.receive_supply('st-2', '[{"variant_id": "st-b", "quantity": 1}]')$$);
SELECT supply_is('st-2'), stock_is('st-a', 'nyc');
-- with [] and close all of it is lost; with close alone all of it came
SELECT dated($$receive_supply('st-2', '[]', close => true)$$), supply_is('st-2');
SELECT dated($$ship_transfer('st-3', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}]')$$) <> '' AS sent, dated($$receive_supply('st-3', close => true)$$), supply_is('st-3');
SELECT failure($$SELECT inventory.ship_transfer('st-3', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}]')$$);

-- available units only, all or nothing: what is held, kept back or may be backordered does not leave; every line is named
SELECT stock_is('st-a', 'ber'), stock_is('st-b', 'ber');
SELECT fingerprint() AS before \gset
SELECT failure($$SELECT inventory.ship_transfer('st-4', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 5}, {"variant_id": "st-b", "quantity": 9}, {"variant_id": "st-a", "quantity": 2}]')$$);
SELECT failure($$SELECT inventory.ship_transfer('st-4', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}, {"variant_id": "st-x", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.ship_transfer('st-4', 'rom', 'nyc', '[{"variant_id": "st-a", "quantity": 1}, {"variant_id": "st-b", "quantity": 1}]')$$);
SELECT dated($$ship_transfer('st-4', 'ber', 'ber', '[{"variant_id": "st-a", "quantity": 1}]')$$), dated($$ship_transfer('st-4', 'ber', 'nyc', '[]')$$), dated($$ship_transfer('st-4', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1, "location_id": "nyc"}]')$$);
SELECT fingerprint() = :'before' AS unchanged, supply_is('st-4'), stock_is('st-x', 'nyc');
SELECT dated($$set_kit('st-kit', '[{"variant_id": "st-a", "quantity": 1}]')$$), dated($$ship_transfer('st-4', 'ber', 'nyc', '[{"variant_id": "st-kit", "quantity": 1}]')$$);
-- all that is available, to the last unit
SELECT dated($$ship_transfer('st-4', 'ber', 'nyc', '[{"variant_id": "st-b", "quantity": 8}]')$$), stock_is('st-b', 'ber'), dated($$ship_transfer('st-5', 'ber', 'nyc', '[{"variant_id": "st-b", "quantity": 1}]')$$);
-- what overdue holds keep is available
SELECT dated($$receive_inventory('st-c', 'ber', 5, 'po')$$), reserve_overdue('st-dead', '[{"variant_id": "st-c", "location_id": "ber", "quantity": 4}]');
SELECT dated($$ship_transfer('st-6', 'ber', 'nyc', '[{"variant_id": "st-c", "quantity": 5}]')$$), cart_is('st-dead'), stock_is('st-c', 'ber');
-- returned units are there for who waits
SELECT dated($$set_level_policy('st-c', 'ber', backorder_limit => 3)$$) <> '' AS set, outcome($$reserve_inventory('st-c', 'ber', 3, 'st-waits')$$), outcome($$fulfill_cart('st-waits')$$), dated($$receive_supply('st-6', '[{"variant_id": "st-c", "returned": 3}]')$$), outcome($$fulfill_cart('st-waits')$$), stock_is('st-c', 'ber');
-- back to a place whose level is gone: it is made again
SELECT dated($$receive_inventory('st-d', 'rom', 2, 'po')$$), dated($$ship_transfer('st-7', 'rom', 'nyc', '[{"variant_id": "st-d", "quantity": 2}]')$$), dated($$delete_level('st-d', 'rom')$$), dated($$receive_supply('st-7', '[{"variant_id": "st-d", "quantity": 1, "returned": 1}]')$$), stock_is('st-d', 'rom'), stock_is('st-d', 'nyc');

-- repeated with its request_id
SELECT dated($$ship_transfer('st-8', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}]', '2090-01-01', 'st-r1')$$), dated($$ship_transfer('st-8', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 1}]', '2090-01-01', 'st-r1')$$), dated($$ship_transfer('st-8', 'ber', 'nyc', '[{"variant_id": "st-a", "quantity": 2}]', '2090-01-01', 'st-r1')$$);
SELECT stock_is('st-a', 'ber');
-- an untracked source counts what leaves; only what it has can leave
SELECT dated($$receive_inventory('st-u', 'ber', 5, 'po')$$), dated($$set_level_policy('st-u', 'ber', tracked => false)$$) <> '' AS set, dated($$ship_transfer('st-9', 'ber', 'nyc', '[{"variant_id": "st-u", "quantity": 3}]')$$), stock_is('st-u', 'ber'), stock_is('st-u', 'nyc');
SELECT dated($$ship_transfer('st-10', 'ber', 'nyc', '[{"variant_id": "st-u", "quantity": 3}]')$$), dated($$receive_supply('st-9', '[{"variant_id": "st-u", "quantity": 1, "returned": 1}]', close => true)$$), supply_is('st-9'), stock_is('st-u', 'ber');

-- numbers of a transfer are its own: the ledger may go
SELECT drop_transactions_before > 0 AS dropped FROM inventory.drop_transactions_before(clock_timestamp());
SELECT verified();
