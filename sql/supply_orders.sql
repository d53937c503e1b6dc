-- Purchase orders: ordered, amended, moved, cancelled.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers
\set helpers :abs_srcdir '/sql/include/supply.sql'
\i :helpers

-- ordered: levels are made, incoming rises, a row a line in the order in which they were named
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-b", "location_id": "nyc", "quantity": 20}, {"variant_id": "so-a", "location_id": "nyc", "quantity": 10, "expected_at": "2090-03-01"}, {"variant_id": "so-a", "location_id": "ber", "quantity": 5, "expected_at": null}]', expected_at => '2090-01-01', source => 'acme')$$);
SELECT supply_is('so-1');
SELECT stock_is('so-a', 'nyc'), stock_is('so-a', 'ber'), stock_is('so-b', 'nyc');
SELECT supply_ledger(v) FROM unnest('{so-a,so-b}'::text[]) AS v;
SELECT count(*) AS written, bool_and(created_at = updated_at) AS new, min(version) FROM inventory.supplies WHERE supply_id = 'so-1';
-- the same again writes nothing, nor does what does not say anything else
SELECT fingerprint() AS before \gset
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-b", "location_id": "nyc", "quantity": 20}, {"variant_id": "so-a", "location_id": "ber", "quantity": 5}]')$$), dated($$set_supply('so-1')$$), dated($$set_supply('so-1', source => 'acme')$$);
SELECT fingerprint() = :'before' AS unchanged;

-- amended: each named line has that quantity in all; what is not named stays; a new line joins
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-a", "location_id": "nyc", "quantity": 12}, {"variant_id": "so-b", "location_id": "nyc", "quantity": 15}, {"variant_id": "so-c", "location_id": "nyc", "quantity": 1}]')$$);
SELECT supply_is('so-1');
-- a line named twice is summed, where both say the same date
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-c", "location_id": "nyc", "quantity": 1, "expected_at": "2090-01-01"}, {"variant_id": "so-c", "location_id": "nyc", "quantity": 2.0, "expected_at": "2090-01-01"}]')$$);
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-c", "location_id": "nyc", "quantity": 1, "expected_at": "2090-01-01"}, {"variant_id": "so-c", "location_id": "nyc", "quantity": 2, "expected_at": "2090-01-02"}]')$$),
	dated($$set_supply('so-1', '[{"variant_id": "so-c", "location_id": "nyc", "quantity": 1, "expected_at": "2090-01-01"}, {"variant_id": "so-c", "location_id": "nyc", "quantity": 2}]')$$);

-- moved: a line, several by the argument, all that is open; a date alone is no row of the ledger
SELECT max(transaction_id) AS last FROM inventory.transactions \gset
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-a", "location_id": "nyc", "quantity": 12, "expected_at": "2090-04-01"}, {"variant_id": "so-b", "location_id": "nyc", "quantity": 15}]', expected_at => '2090-02-01')$$);
SELECT dated($$set_supply('so-1', expected_at => '2090-05-01')$$);
SELECT count(*) AS recorded FROM inventory.transactions WHERE transaction_id > :last;
-- nobody knows: null of a line, infinity everywhere; NULL as an argument says nothing
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-a", "location_id": "nyc", "quantity": 12, "expected_at": null}, {"variant_id": "so-a", "location_id": "ber", "quantity": 5, "expected_at": "infinity"}]', expected_at => '2090-06-01')$$);
SELECT dated($$set_supply('so-1', expected_at => 'infinity')$$), dated($$set_supply('so-1', expected_at => NULL)$$);
SELECT supply_is('so-1');
-- and of old
SELECT dated($$set_supply('so-1', expected_at => '2020-01-01')$$);
-- the source alone, of all lines, or of those that are named
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-c", "location_id": "nyc", "quantity": 3}]', source => 'other')$$), supply_is('so-1');
SELECT dated($$set_supply('so-1', source => 'umbrella')$$), supply_is('so-1');

-- cancelled: a line, and what was ordered and not received; closed ones do not move with the others
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-c", "location_id": "nyc", "quantity": 0}]')$$), stock_is('so-c', 'nyc');
SELECT dated($$receive_supply('so-1', '[{"variant_id": "so-b", "quantity": 6}]')$$), dated($$set_supply('so-1', '[{"variant_id": "so-b", "location_id": "nyc", "quantity": 6}]')$$), stock_is('so-b', 'nyc');
SELECT dated($$set_supply('so-1', expected_at => '2090-07-01')$$);
-- and ordered again
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-b", "location_id": "nyc", "quantity": 7}]')$$), supply_is('so-1');
-- an empty line is one, too: made, and nothing is recorded
SELECT dated($$set_supply('so-2', '[{"variant_id": "so-empty", "location_id": "nyc", "quantity": 0}]', '2090-01-01')$$), supply_is('so-2'), stock_is('so-empty', 'nyc');
SELECT supply_ledger('so-empty');
SELECT dated($$set_supply('so-2', expected_at => '2090-02-01')$$);
SELECT supply_ledger(v) FROM unnest('{so-a,so-b,so-c}'::text[]) AS v;
SELECT DISTINCT type, reason, request_id, actor = current_user AS me FROM inventory.transactions WHERE supply_id = 'so-1' AND type = 'incoming';

-- what SQL set while nothing was on order stays on top
SELECT dated($$set_level_policy('so-sql', 'nyc')$$) <> '' AS made, one_row('so-sql', 'nyc'), attempt($$UPDATE inventory.levels SET incoming = 4 WHERE variant_id = 'so-sql'$$), dated($$set_supply('so-3', '[{"variant_id": "so-sql", "location_id": "nyc", "quantity": 3}]')$$), stock_is('so-sql', 'nyc');
SELECT dated($$receive_supply('so-3')$$), stock_is('so-sql', 'nyc');

-- refused: fewer than were received, nothing to move, a kit; with what was to be said
SELECT fingerprint() AS before \gset
SELECT failure($$SELECT inventory.set_supply('so-1', '[{"variant_id": "so-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "so-b", "location_id": "nyc", "quantity": 5}]')$$);
SELECT failure($$SELECT inventory.set_supply('so-none', expected_at => '2090-01-01')$$);
SELECT dated($$set_supply('so-4', '[{"variant_id": "so-sql", "location_id": "nyc", "quantity": 9007199254740991}]')$$);
SELECT fingerprint() = :'before' AS unchanged;
SELECT dated($$set_kit('so-kit', '[{"variant_id": "so-a", "quantity": 2}]')$$);
SELECT failure($$SELECT inventory.set_supply('so-5', '[{"variant_id": "so-a", "location_id": "nyc", "quantity": 1}, {"variant_id": "so-kit", "location_id": "nyc", "quantity": 1}]')$$), supply_is('so-5');
-- many lines at once
SELECT count(*), sum(quantity), count(DISTINCT expected_at) FROM inventory.set_supply('so-many', (SELECT jsonb_agg(jsonb_build_object('variant_id', 'so-many-' || n, 'location_id', 'nyc', 'quantity', n) ORDER BY hashint4(n)) FROM generate_series(1, 500) AS n), '2090-01-01');
SELECT count(*) AS moved FROM inventory.set_supply('so-many', expected_at => '2090-02-01');
SELECT sum(incoming) FROM inventory.availability WHERE variant_id LIKE 'so-many-%';

-- direct SQL: supplies are maintained by functions; closed ones may go
SELECT statement, attempt(statement) FROM unnest(ARRAY[
	$$INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, created_at, updated_at) VALUES ('so-9', 'so-a', 'nyc', 1, now(), now())$$,
	$$UPDATE inventory.supplies SET quantity = 100 WHERE supply_id = 'so-1'$$,
	$$UPDATE inventory.supplies SET source = 'me' WHERE supply_id = 'so-none'$$,
	$$TRUNCATE inventory.supplies$$,
	$$DELETE FROM inventory.supplies WHERE supply_id = 'so-1'$$,
	$$DELETE FROM inventory.supplies WHERE supply_id = 'so-1' AND received = quantity$$,
	$$DELETE FROM inventory.supplies WHERE supply_id = 'so-3'$$]) WITH ORDINALITY AS s (statement, n) ORDER BY n;
SELECT failure($$DELETE FROM inventory.supplies WHERE supply_id = 'so-1'$$);
SELECT supply_is('so-1'), supply_is('so-3');
-- a level with anything on its way is not empty
SELECT dated($$delete_level('so-a', 'ber')$$), dated($$set_supply('so-1', '[{"variant_id": "so-a", "location_id": "ber", "quantity": 0}]')$$), dated($$delete_level('so-a', 'ber')$$), verified();
-- its line is there, and makes it anew
SELECT dated($$set_supply('so-1', '[{"variant_id": "so-a", "location_id": "ber", "quantity": 2}]')$$), stock_is('so-a', 'ber');

SELECT verified();
