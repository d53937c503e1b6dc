-- Feed and signals: what is read, by whom, and in what order; what crosses a threshold, and how often it is told.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- What other tests have left is collected first; a cursor that begins now sees none of it.
SELECT count(*) = 1 FROM inventory.collect_changes();
CREATE FUNCTION pg_temp.caught_up(consumer_id text) RETURNS boolean LANGUAGE sql AS $$
SELECT inventory.acknowledge(consumer_id, CASE stream WHEN 'changes' THEN (SELECT coalesce(max(seq), 0) FROM inventory.changes)
	ELSE (SELECT coalesce(max(seq), 0) FROM inventory.signals) END) IS NOT NULL FROM inventory.consumers AS c WHERE c.consumer_id = caught_up.consumer_id
$$;
-- What is told of the variants of this test.
CREATE FUNCTION pg_temp.told() RETURNS SETOF text LANGUAGE sql AS $$
SELECT format('%s %s at %s: %s of %s%s', kind, variant_id, coalesce(location_id, 'all'), quantity, threshold, CASE WHEN backorderable THEN ', backorderable' END)
FROM inventory.read_signals('sg-signals') WHERE variant_id LIKE 'sg-%'
$$;

-- consumers
SELECT outcome($$create_consumer('sg-feed', 'changes', false)$$), outcome($$create_consumer('sg-feed', 'signals')$$),
	outcome($$create_consumer('sg-signals', 'signals')$$), outcome($$create_consumer('sg-other', 'levels')$$);
SELECT stream, seq = coalesce((SELECT max(seq) FROM inventory.changes), 0) AS from_now, role = current_user AS own, read_at FROM inventory.consumers WHERE consumer_id = 'sg-feed';
SELECT failure($$SELECT inventory.read_changes('sg-none')$$);
SELECT outcome($$read_changes('sg-signals')$$), outcome($$read_signals('sg-feed')$$), outcome($$acknowledge('sg-none', 1)$$), outcome($$drop_consumer('sg-none')$$);
-- a consumer is a role's, and its members'
CREATE ROLE regress_inventory_search;
CREATE ROLE regress_inventory_mails;
CREATE ROLE regress_inventory_team;
SELECT inventory.grant_access('regress_inventory_search', 'reader'), inventory.grant_access('regress_inventory_mails', 'reader'),
	inventory.grant_access('regress_inventory_team', 'reader');
GRANT regress_inventory_team TO regress_inventory_search;
SET ROLE regress_inventory_team;
SELECT outcome($$create_consumer('sg-team', 'changes')$$);
SET ROLE regress_inventory_search;
SELECT outcome($$acknowledge('sg-team', 0)$$), outcome($$acknowledge('sg-feed', 0)$$);
SET ROLE regress_inventory_mails;
SELECT outcome($$read_changes('sg-team')$$), outcome($$acknowledge('sg-team', 0)$$), outcome($$drop_consumer('sg-team')$$), outcome($$collect_changes()$$),
	outcome($$announce_changes()$$);
RESET ROLE;
SELECT inventory.grant_access('regress_inventory_mails', 'manager');
SET ROLE regress_inventory_mails;
SELECT outcome($$drop_consumer('sg-team')$$), outcome($$drop_consumer('sg-team')$$);
RESET ROLE;
SELECT inventory.revoke_access('regress_inventory_search'), inventory.revoke_access('regress_inventory_mails'), inventory.revoke_access('regress_inventory_team');
DROP ROLE regress_inventory_search, regress_inventory_mails, regress_inventory_team;

-- the feed: each variant once, as it is now, where its last change stands
SELECT outcome($$receive_inventory('sg-tee', 'nyc', 5, 'po')$$), outcome($$receive_inventory('sg-mug', 'nyc', 3, 'po')$$), outcome($$receive_inventory('sg-tee', 'london', 2, 'po')$$);
SELECT variant_id, product_id, available, backorderable, tracked, levels, merchants, changed_at <= clock_timestamp() AS told FROM inventory.read_changes('sg-feed');
SELECT variant_id FROM inventory.read_changes('sg-feed', 1);
SELECT pg_temp.caught_up('sg-feed'), outcome($$read_changes('sg-feed')$$);
SELECT outcome($$reserve_inventory('sg-mug', 'nyc', 1, 'sg-1')$$), outcome($$reserve_inventory('sg-tee', 'nyc', 1, 'sg-1')$$), outcome($$set_level_policy('sg-mug', 'nyc', backorder_limit => 9)$$) <> '' AS set;
SELECT outcome($$set_product('sg-shirt', '[{"variant_id": "sg-tee"}]')$$);
SELECT variant_id, product_id, available, backorderable, tracked, levels FROM inventory.read_changes('sg-feed');
SELECT pg_temp.caught_up('sg-feed');
-- goods that are not counted, that are stocked no longer, and kits, which change with what they consist of
INSERT INTO inventory.levels (variant_id, location_id, tracked) VALUES ('sg-ebook', 'web', false);
SELECT outcome($$receive_inventory('sg-gone', 'nyc', 1, 'po')$$), outcome($$adjust_inventory('sg-gone', 'nyc', -1, 'broken')$$), outcome($$delete_level('sg-gone', 'nyc')$$);
SELECT outcome($$set_kit('sg-set', '[{"variant_id": "sg-mug", "quantity": 2}, {"variant_id": "sg-tee", "quantity": 1}]')$$);
SELECT variant_id, available, backorderable, tracked, levels FROM inventory.read_changes('sg-feed');
SELECT pg_temp.caught_up('sg-feed');
SELECT outcome($$receive_inventory('sg-mug', 'nyc', 10, 'po')$$);
SELECT variant_id, available, backorderable, tracked, levels FROM inventory.read_changes('sg-feed');
SELECT pg_temp.caught_up('sg-feed');
-- what did not come to pass is not told, and what this transaction has done is left for the next
BEGIN;
SELECT outcome($$receive_inventory('sg-never', 'nyc', 1, 'po')$$);
ROLLBACK;
BEGIN;
SAVEPOINT a;
SELECT outcome($$receive_inventory('sg-never', 'nyc', 1, 'po')$$);
ROLLBACK TO a;
SAVEPOINT b;
SELECT outcome($$receive_inventory('sg-kept', 'nyc', 1, 'po')$$);
RELEASE b;
SELECT outcome($$collect_changes()$$), outcome($$read_changes('sg-feed')$$);
COMMIT;
-- in a transaction block nothing is collected by reading
BEGIN;
SELECT variant_id FROM inventory.read_changes('sg-feed');
COMMIT;
BEGIN READ ONLY;
SELECT variant_id FROM inventory.read_changes('sg-feed');
COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT outcome($$collect_changes()$$);
COMMIT;
SET inventory.collect = off;
SELECT variant_id FROM inventory.read_changes('sg-feed');
SELECT outcome($$collect_changes()$$), outcome($$announce_changes()$$);
RESET inventory.collect;
SELECT variant_id FROM inventory.read_changes('sg-feed');
-- the cursor moves forward, and not past what there is
SELECT pg_temp.caught_up('sg-feed');
SELECT inventory.acknowledge('sg-feed', 1) = (SELECT seq FROM inventory.consumers WHERE consumer_id = 'sg-feed') AS stays;
SELECT failure(format('SELECT inventory.acknowledge(%L, %s)', 'sg-feed', max(seq) + 1)) FROM inventory.changes;
-- a backlog goes in steps, and each step answers what it did
SELECT count(*) FROM (SELECT inventory.receive_inventory('sg-many-' || n, 'nyc', 1, 'po') FROM generate_series(1, 25) AS n) AS r;
SELECT outcome($$receive_inventory('sg-many-1', 'nyc', 1, 'po')$$);
SELECT * FROM inventory.collect_changes(10);
SELECT target IS NOT NULL AS goes_on, after_id IS NOT NULL AS from_there FROM inventory.feed;
SELECT transactions FROM inventory.collect_changes(10);
SELECT * FROM inventory.collect_changes();
SELECT target IS NOT NULL AS goes_on FROM inventory.feed;
SELECT count(*), count(DISTINCT seq) FROM inventory.read_changes('sg-feed');
SELECT pg_temp.caught_up('sg-feed');
-- every number is greater than all before, and of this day
SELECT seq > 1700000000000000 AND seq < 9007199254740992 FROM inventory.feed;

-- signals: a first look is silent, and so is the stock that a level begins with
SELECT pg_temp.told();
SELECT outcome($$receive_inventory('sg-a', 'nyc', 10, 'po')$$), outcome($$set_level_policy('sg-a', 'nyc', low_stock_threshold => 3)$$) <> '' AS set, outcome($$receive_inventory('sg-a', 'sfo', 1, 'po')$$);
SELECT variants > 0 FROM inventory.collect_changes();
SELECT pg_temp.told();
-- down the ladder, a threshold at a time; between two collections only what came of it is told
SELECT outcome($$reserve_inventory('sg-a', 'nyc', 7, 'sg-2')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$reserve_inventory('sg-a', 'nyc', 1, 'sg-2')$$), outcome($$release_reservation('sg-a', 'nyc', 2, 'sg-2')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$reserve_inventory('sg-a', 'nyc', 4, 'sg-2')$$);
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- back, and sold out at once: low_stock is not told on the way
SELECT outcome($$release_cart('sg-2')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$sell_inventory('sg-a', 'nyc', 10, 'till')$$), outcome($$sell_inventory('sg-a', 'sfo', 1, 'till')$$);
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- a few come back: in stock, and low at once
SELECT outcome($$receive_inventory('sg-a', 'nyc', 2, 'po')$$);
SELECT signals FROM inventory.collect_changes();
-- the threshold is taken away: recovered in silence, and the way down is told again once there is one
SELECT outcome($$set_level_policy('sg-a', 'nyc', low_stock_threshold => -1)$$) <> '' AS set;
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$set_level_policy('sg-a', 'nyc', low_stock_threshold => 2)$$) <> '' AS set;
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- whatever the cause: direct SQL, a count below what is promised, the end of that
SELECT one_row('sg-a', 'nyc');
UPDATE inventory.levels SET on_hand = 9 WHERE variant_id = 'sg-a' AND location_id = 'nyc';
SELECT outcome($$reserve_inventory('sg-a', 'nyc', 6, 'sg-3')$$), outcome($$count_inventory('sg-a', 'nyc', 4, allow_shortfall => true)$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$receive_inventory('sg-a', 'nyc', 8, 'po')$$);
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- thresholds of a variant, and of what its product and all variants have; overstock
SELECT outcome($$set_replenishment(variant_id => 'sg-a', low_stock => 10, low_margin => 2, overstock => 20)$$);
SELECT outcome($$set_replenishment(variant_id => 'sg-a', location_id => 'nyc', in_stock_at => 5, overstock => 8)$$);
SELECT inventory.announce_changes() > 0;
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
SELECT outcome($$receive_inventory('sg-a', 'nyc', 20, 'po')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$adjust_inventory('sg-a', 'nyc', -25, 'lost')$$), outcome($$release_cart('sg-3')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$sell_inventory('sg-a', 'nyc', 7, 'till')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$receive_inventory('sg-a', 'nyc', 4, 'po')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$receive_inventory('sg-a', 'nyc', 1, 'po')$$);
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- goods that are not counted are told of by nobody, and a level that can be backordered says so
SELECT outcome($$set_level_policy('sg-b', 'nyc', unlimited_backorder => true)$$) <> '' AS set, outcome($$receive_inventory('sg-b', 'nyc', 1, 'po')$$), outcome($$receive_inventory('sg-c', 'nyc', 1, 'po')$$);
INSERT INTO inventory.levels (variant_id, location_id, tracked) VALUES ('sg-c', 'web', false), ('sg-d', 'web', false);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$reserve_inventory('sg-b', 'nyc', 2, 'sg-4')$$), outcome($$sell_inventory('sg-c', 'nyc', 1, 'till')$$), outcome($$sell_inventory('sg-d', 'web', 1, 'till')$$);
SELECT signals FROM inventory.collect_changes();
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
-- sold out and stocked no longer between two collections is sold out, and no overstock; of what was gone before
-- anybody looked nothing is told
SELECT outcome($$set_replenishment(variant_id => 'sg-e', overstock => 4)$$), outcome($$receive_inventory('sg-e', 'nyc', 5, 'po')$$), outcome($$receive_inventory('sg-e', 'sfo', 1, 'po')$$), outcome($$receive_inventory('sg-f', 'nyc', 1, 'po')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$sell_inventory('sg-e', 'nyc', 5, 'till')$$), outcome($$delete_level('sg-e', 'nyc')$$), outcome($$sell_inventory('sg-f', 'nyc', 1, 'till')$$), outcome($$delete_level('sg-f', 'nyc')$$);
SELECT outcome($$receive_inventory('sg-h', 'nyc', 1, 'po')$$), outcome($$sell_inventory('sg-h', 'nyc', 1, 'till')$$), outcome($$delete_level('sg-h', 'nyc')$$);
SELECT signals FROM inventory.collect_changes();
SELECT outcome($$sell_inventory('sg-e', 'sfo', 1, 'till')$$), outcome($$delete_level('sg-e', 'sfo')$$);
SELECT signals FROM inventory.collect_changes();
SELECT inventory.announce_changes() > 0;
SELECT pg_temp.told();
SELECT pg_temp.caught_up('sg-signals');
SELECT variant_id FROM inventory.silent_states WHERE variant_id = 'sg-h';
-- kept for as long as inventory.signal_retention says, the last of each subject for ever
SELECT count(*) FROM inventory.signals WHERE variant_id LIKE 'sg-%';
SET inventory.signal_retention = 0;
SELECT count(*) = 1 FROM inventory.maintain();
RESET inventory.signal_retention;
SELECT kind, variant_id, location_id FROM inventory.signals WHERE variant_id LIKE 'sg-%' ORDER BY seq;
SELECT outcome($$release_cart('sg-4')$$);
SELECT signals FROM inventory.collect_changes();
SELECT kind, variant_id, location_id FROM inventory.signals WHERE variant_id = 'sg-b' ORDER BY seq;

-- demand: what was sold and came back, and whether it is sold out; a level that may be backordered is not, and one
-- that nobody has wanted is there from its first day on
SELECT outcome($$return_inventory('sg-a', 'nyc', 2, 'rma')$$), outcome($$return_inventory('sg-a', 'nyc', 1, 'rma', restock => false)$$), outcome($$adjust_inventory('sg-kept', 'nyc', -1, 'lost')$$);
SELECT variants FROM inventory.collect_changes();
SELECT variant_id, location_id, sum(sold) AS sold, sum(returned) AS returned, bool_or(out_since IS NOT NULL) AS is_out, sum(out_seconds) > 0 AS was_out
	FROM inventory.demand WHERE variant_id LIKE 'sg-%' AND variant_id NOT LIKE 'sg-many-%' GROUP BY 1, 2 ORDER BY 1, 2;
-- out is what the policy of the time says, whatever it is now
SELECT outcome($$set_level_policy('sg-kept', 'nyc', backorder_limit => 1)$$) <> '' AS set, outcome($$set_level_policy('sg-mug', 'nyc', safety_stock => 12)$$) <> '' AS set;
SELECT variants FROM inventory.collect_changes();
SELECT variant_id, out_since IS NOT NULL AS is_out, out_seconds > 0 AS was_out FROM inventory.demand WHERE variant_id IN ('sg-kept', 'sg-mug') ORDER BY 1;

-- tables that the collector writes are not for others, whatever they own
SELECT statement, attempt(statement) FROM unnest(ARRAY[
	$$UPDATE inventory.changes SET seq = 1 WHERE variant_id = 'sg-tee'$$, $$DELETE FROM inventory.changes$$, $$TRUNCATE inventory.changes$$,
	$$UPDATE inventory.signals SET kind = 'in_stock'$$, $$DELETE FROM inventory.signals$$, $$TRUNCATE inventory.signals$$,
	$$UPDATE inventory.silent_states SET kind = 'in_stock'$$, $$DELETE FROM inventory.silent_states$$, $$TRUNCATE inventory.silent_states$$,
	$$UPDATE inventory.consumers SET seq = 0$$, $$DELETE FROM inventory.consumers$$, $$TRUNCATE inventory.consumers$$,
	$$UPDATE inventory.feed SET seq = 0$$, $$DELETE FROM inventory.feed$$, $$TRUNCATE inventory.feed$$]) AS s (statement);

-- the ledger is dropped as far as it is collected
SELECT outcome($$receive_inventory('sg-late', 'nyc', 1, 'po')$$);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT inventory.drop_transactions_before(clock_timestamp()) > 0;
SELECT type, on_hand_delta FROM inventory.transactions WHERE variant_id = 'sg-late';
COMMIT;
SELECT inventory.drop_transactions_before(clock_timestamp());
SELECT count(*) FROM inventory.transactions WHERE variant_id = 'sg-late';
SELECT variant_id, available FROM inventory.read_changes('sg-feed') WHERE variant_id = 'sg-late';

SELECT outcome($$drop_consumer('sg-feed')$$), outcome($$drop_consumer('sg-signals')$$);
SELECT verified();
