-- Deliveries: what came, what was lost, what does not come any more.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

SELECT dated($$set_supply('sr-1', '[{"variant_id": "sr-a", "location_id": "nyc", "quantity": 10}, {"variant_id": "sr-b", "location_id": "nyc", "quantity": 5}, {"variant_id": "sr-b", "location_id": "ber", "quantity": 4}]', '2090-01-01')$$);
-- a part; the location may be left out where there is one
SELECT dated($$receive_supply('sr-1', '[{"variant_id": "sr-a", "quantity": 4}]', 'note-1')$$), stock_is('sr-a', 'nyc');
SELECT dated($$receive_supply('sr-1', '[{"variant_id": "sr-b", "quantity": 1}]')$$);
-- some lost, some accepted, in lines that are summed; rows in the order of first appearance
SELECT dated($$receive_supply('sr-1', '[{"variant_id": "sr-b", "location_id": "nyc", "quantity": 1}, {"variant_id": "sr-a", "quantity": 1, "lost": 1}, {"variant_id": "sr-b", "location_id": "nyc", "quantity": 1, "lost": 1}]', 'note-2')$$);
SELECT supply_is('sr-1');
SELECT stock_is('sr-a', 'nyc'), stock_is('sr-b', 'nyc'), stock_is('sr-b', 'ber');
-- all that is left, and then there is nothing left
SELECT dated($$receive_supply('sr-1')$$), supply_is('sr-1');
SELECT fingerprint() AS before \gset
SELECT dated($$receive_supply('sr-1')$$), dated($$receive_supply('sr-1', close => true)$$), dated($$receive_supply('sr-1', '[]', close => true)$$), fingerprint() = :'before' AS unchanged;
SELECT supply_ledger(v) FROM unnest('{sr-a,sr-b}'::text[]) AS v;

-- more than is outstanding, what the supply has not, and both at once: nothing of it is taken in
SELECT dated($$set_supply('sr-2', '[{"variant_id": "sr-a", "location_id": "nyc", "quantity": 3}, {"variant_id": "sr-b", "location_id": "nyc", "quantity": 2}]')$$);
SELECT fingerprint() AS before \gset
SELECT failure($$SELECT inventory.receive_supply('sr-2', '[{"variant_id": "sr-a", "quantity": 3, "lost": 1}, {"variant_id": "sr-b", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.receive_supply('sr-2', '[{"variant_id": "sr-a", "quantity": 5}, {"variant_id": "sr-b", "lost": 3}]')$$);
SELECT failure($$SELECT inventory.receive_supply('sr-2', '[{"variant_id": "sr-a", "quantity": 1}, {"variant_id": "sr-x", "quantity": 1}, {"variant_id": "sr-b", "location_id": "ber", "quantity": 1}]')$$);
SELECT failure($$SELECT inventory.receive_supply('sr-none')$$);
SELECT failure($$SELECT inventory.receive_supply('sr-none', '[{"variant_id": "sr-a", "quantity": 1}]', allow_excess => true)$$);
SELECT dated($$receive_supply('sr-2', '[{"variant_id": "sr-a", "quantity": 1, "returned": 1}]')$$), dated($$receive_supply('sr-2', '[]')$$);
SELECT fingerprint() = :'before' AS unchanged;
-- with allow_excess it was ordered after all: quantity grows along, another variant joins
SELECT dated($$receive_supply('sr-2', '[{"variant_id": "sr-a", "quantity": 5}, {"variant_id": "sr-x", "quantity": 2}]', 'note-3', allow_excess => true)$$), supply_is('sr-2');
SELECT stock_is('sr-a', 'nyc'), stock_is('sr-x', 'nyc');
SELECT supply_ledger(v) FROM unnest('{sr-x}'::text[]) AS v;
-- what is lost beyond that lowers nothing; excess with lost and with the rest
SELECT dated($$receive_supply('sr-2', '[{"variant_id": "sr-b", "lost": 3}]', allow_excess => true)$$), dated($$receive_supply('sr-2', '[{"variant_id": "sr-b", "quantity": 1, "lost": 1}]', allow_excess => true)$$), supply_is('sr-2'), stock_is('sr-b', 'nyc');
SELECT supply_ledger('sr-b') OFFSET 7;
-- a variant that the supply has not, where it is for two places, or at another place: only where that is named
SELECT dated($$set_supply('sr-3', '[{"variant_id": "sr-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "sr-a", "location_id": "ber", "quantity": 1}]')$$);
SELECT dated($$receive_supply('sr-3', '[{"variant_id": "sr-a", "quantity": 1}]')$$), dated($$receive_supply('sr-3', '[{"variant_id": "sr-x", "quantity": 1}]', allow_excess => true)$$),
	dated($$receive_supply('sr-3', '[{"variant_id": "sr-x", "location_id": "rom", "quantity": 1}]', allow_excess => true)$$), supply_is('sr-3');
-- a kit does not come
SELECT dated($$set_kit('sr-kit', '[{"variant_id": "sr-a", "quantity": 1}]')$$), dated($$receive_supply('sr-3', '[{"variant_id": "sr-kit", "location_id": "nyc", "quantity": 1}]', allow_excess => true)$$);
SELECT dated($$receive_supply('sr-1', '[{"variant_id": "sr-a", "quantity": 9007199254740991}]', allow_excess => true)$$);

-- close: the rest of the whole supply is not coming
SELECT dated($$set_supply('sr-4', '[{"variant_id": "sr-c", "location_id": "nyc", "quantity": 10}, {"variant_id": "sr-d", "location_id": "nyc", "quantity": 3}, {"variant_id": "sr-e", "location_id": "nyc", "quantity": 0}]', '2090-01-01')$$) <> '' AS ordered;
SELECT dated($$receive_supply('sr-4', '[{"variant_id": "sr-c", "quantity": 6, "lost": 1}]', 'note-4', close => true)$$), supply_is('sr-4');
SELECT supply_ledger(v) FROM unnest('{sr-c,sr-d,sr-e}'::text[]) AS v;
-- nothing came of it, by [] and close; all came of it, by close alone
SELECT dated($$set_supply('sr-5', '[{"variant_id": "sr-c", "location_id": "nyc", "quantity": 2}, {"variant_id": "sr-d", "location_id": "nyc", "quantity": 1}]')$$) <> '' AS ordered, dated($$receive_supply('sr-5', '[]', close => true)$$), supply_is('sr-5');
SELECT dated($$set_supply('sr-6', '[{"variant_id": "sr-c", "location_id": "nyc", "quantity": 2}, {"variant_id": "sr-d", "location_id": "nyc", "quantity": 1}]')$$) <> '' AS ordered, dated($$receive_supply('sr-6', close => true)$$), supply_is('sr-6');
-- closed and excess in one
SELECT dated($$set_supply('sr-7', '[{"variant_id": "sr-c", "location_id": "nyc", "quantity": 2}, {"variant_id": "sr-d", "location_id": "nyc", "quantity": 1}]')$$) <> '' AS ordered, dated($$receive_supply('sr-7', '[{"variant_id": "sr-c", "quantity": 3}]', close => true, allow_excess => true)$$), supply_is('sr-7');
-- a closed supply opens again
SELECT dated($$set_supply('sr-7', '[{"variant_id": "sr-d", "location_id": "nyc", "quantity": 4}]')$$), dated($$receive_supply('sr-7', '[{"variant_id": "sr-d", "quantity": 4}]')$$);

-- repeated with its request_id, whatever has happened since; another call under it
SELECT dated($$set_supply('sr-8', '[{"variant_id": "sr-f", "location_id": "nyc", "quantity": 6}]')$$), dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 2}]', 'note-5', request_id => 'sr-r1')$$);
SELECT dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 2}]')$$), dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 2}]', 'note-5', request_id => 'sr-r1')$$), dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 2.0}]', 'note-5', request_id => 'sr-r1')$$);
SELECT dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 1}]', 'note-5', request_id => 'sr-r1')$$), dated($$receive_supply('sr-8', '[{"variant_id": "sr-f", "quantity": 3}]', request_id => 'sr-r2')$$), supply_is('sr-8');
SELECT dated($$receive_supply('sr-8', request_id => 'sr-r3')$$), dated($$receive_supply('sr-8', request_id => 'sr-r3')$$), dated($$receive_supply('sr-8', request_id => 'sr-r4')$$), dated($$receive_supply('sr-8', request_id => 'sr-r4')$$);
SELECT request_id, function FROM inventory.requests WHERE request_id LIKE 'sr-r%' ORDER BY request_id;
SELECT type, reference_id, request_id FROM inventory.transactions WHERE variant_id = 'sr-f' ORDER BY transaction_id;

-- goods that nobody announced never lower incoming, nor does a count
SELECT dated($$set_supply('sr-9', '[{"variant_id": "sr-g", "location_id": "nyc", "quantity": 5}]')$$), dated($$receive_inventory('sr-g', 'nyc', 5, 'walk-in')$$), dated($$count_inventory('sr-g', 'nyc', 9)$$) AS counted, stock_is('sr-g', 'nyc');
-- arriving stock ships what waits, and a shortfall shrinks
SELECT dated($$set_level_policy('sr-g', 'nyc', backorder_limit => 3)$$) <> '' AS set, outcome($$reserve_inventory('sr-g', 'nyc', 12, 'sr-cart')$$), dated($$receive_supply('sr-9', '[{"variant_id": "sr-g", "quantity": 4}]')$$), outcome($$fulfill_cart('sr-cart')$$), stock_is('sr-g', 'nyc');
-- untracked levels count what comes, too
SELECT dated($$set_level_policy('sr-u', 'nyc', tracked => false)$$) <> '' AS set, dated($$set_supply('sr-10', '[{"variant_id": "sr-u", "location_id": "nyc", "quantity": 5}]', '2090-01-01')$$), dated($$receive_supply('sr-10', '[{"variant_id": "sr-u", "quantity": 4, "lost": 1}]')$$), stock_is('sr-u', 'nyc');

SELECT verified();
