-- Counts of some time ago: what has come and gone since is added.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- An instant between two calls.
CREATE FUNCTION pg_temp.instant() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() FROM pg_sleep(0.002) $$;
SELECT outcome($$receive_inventory('ca', 'nyc', 14, 'po')$$), outcome($$reserve_inventory('ca', 'nyc', 5, 'ca-1')$$);

-- twelve at ten, three shipped since: nine
SELECT pg_temp.instant() AS ten \gset
SELECT outcome($$fulfill_reservation('ca', 'nyc', 3, 'ca-1')$$), outcome($$reserve_inventory('ca', 'nyc', 1, 'ca-2')$$), outcome($$release_cart('ca-2')$$);
SELECT outcome(format($$count_inventory('ca', 'nyc', 12, 'as of ten', as_of => %L)$$, :'ten'));
SELECT ledger_of('ca');
-- before a later count, there is nothing to say; an unchanged one is none
SELECT failure(format($$SELECT inventory.count_inventory('ca', 'nyc', 12, as_of => %L)$$, :'ten'));
SELECT pg_temp.instant() AS noon \gset
SELECT outcome($$count_inventory('ca', 'nyc', 9)$$), outcome(format($$count_inventory('ca', 'nyc', 9, as_of => %L)$$, :'noon'));
-- everything that moves stock counts, up and down
SELECT outcome($$sell_inventory('ca', 'nyc', 1, 'till')$$), outcome($$receive_inventory('ca', 'nyc', 10, 'po')$$), outcome($$adjust_inventory('ca', 'nyc', -2, 'broken')$$), outcome($$return_inventory('ca', 'nyc', 1, 'rma')$$),
	outcome($$return_inventory('ca', 'nyc', 1, 'rma', restock => false)$$), outcome($$transfer_inventory('ca', 'nyc', 'sfo', 4, 'truck')$$), outcome($$transfer_inventory('ca', 'sfo', 'nyc', 1, 'truck')$$), level_is('ca', 'nyc');
SELECT outcome(format($$count_inventory('ca', 'nyc', 9, as_of => %L)$$, :'noon')) AS unchanged, outcome(format($$count_inventory('ca', 'nyc', 8, as_of => %L, expected_on_hand => 13)$$, :'noon')) AS unexpected, outcome(format($$count_inventory('ca', 'nyc', 8, as_of => %L, expected_on_hand => 14)$$, :'noon')) AS one_less;
-- on a level that was made since, what it began with is no movement
SELECT status FROM inventory.apply_levels('[{"variant_id": "ca", "location_id": "new", "on_hand": 5}]');
SELECT outcome($$sell_inventory('ca', 'new', 2, 'till')$$), outcome(format($$count_inventory('ca', 'new', 6, as_of => %L)$$, :'noon')), level_is('ca', 'new');
-- a feed's counts are counts, and other levels are other levels
SELECT pg_temp.instant() AS evening \gset
SELECT status FROM inventory.apply_levels('[{"variant_id": "ca", "location_id": "new", "on_hand": 9}]');
SELECT outcome(format($$count_inventory('ca', 'new', 6, as_of => %L)$$, :'evening')), outcome(format($$count_inventory('ca', 'sfo', 3, as_of => %L)$$, :'evening'));

-- below zero, below what is promised, and with what is overdue out of the way
SELECT pg_temp.instant() AS night \gset
SELECT outcome($$sell_inventory('ca', 'nyc', 4, 'till')$$), outcome(format($$count_inventory('ca', 'nyc', 3, as_of => %L)$$, :'night')), outcome(format($$count_inventory('ca', 'nyc', 4, as_of => %L)$$, :'night'));
SELECT reserve_overdue('ca-3', '[{"variant_id": "ca", "location_id": "nyc", "quantity": 3}]');
SELECT outcome(format($$count_inventory('ca', 'nyc', 6, as_of => %L)$$, :'night')), cart_is('ca-3');
SELECT outcome(format($$count_inventory('ca', 'new', 9007199254740991, as_of => %L)$$, pg_temp.instant()));
SELECT pg_temp.instant() AS late \gset
SELECT outcome($$sell_inventory('ca', 'new', 1, 'till')$$), outcome($$receive_inventory('ca', 'new', 1, 'po')$$), outcome(format($$count_inventory('ca', 'new', 9007199254740991, as_of => %L)$$, :'late'));

-- a level in several rows has one ledger
SELECT outcome($$receive_inventory('ca-rows', 'nyc', 64, 'po')$$);
SELECT stripes FROM inventory.set_level_policy('ca-rows', 'nyc', stripes => 4);
SELECT pg_temp.instant() AS morning \gset
SELECT outcome($$reserve_inventory('ca-rows', 'nyc', 40, 'ca-4')$$), outcome($$fulfill_cart('ca-4')$$), outcome(format($$count_inventory('ca-rows', 'nyc', 60, as_of => %L)$$, :'morning')), level_is('ca-rows', 'nyc');

-- a request is the same only with the same as_of
SELECT outcome($$receive_inventory('ca-req', 'nyc', 5, 'po')$$);
SELECT pg_temp.instant() AS then, pg_temp.instant() AS later \gset
SELECT outcome(format($$count_inventory('ca-req', 'nyc', 4, request_id => 'ca-r1', as_of => %L)$$, :'then')), outcome(format($$count_inventory('ca-req', 'nyc', 4, request_id => 'ca-r1', as_of => %L)$$, :'then')), outcome(format($$count_inventory('ca-req', 'nyc', 4, request_id => 'ca-r1', as_of => %L)$$, :'later')),
	outcome($$count_inventory('ca-req', 'nyc', 4, request_id => 'ca-r1')$$);
SELECT outcome($$count_inventory('ca-req', 'nyc', 3, request_id => 'ca-r2')$$);
SELECT arguments FROM inventory.requests WHERE request_id = 'ca-r2';

-- what cannot be
SELECT failure($$SELECT inventory.count_inventory('ca', 'nyc', 5, as_of => now() + interval '1 minute')$$);
SELECT failure($$SELECT inventory.count_inventory('ca', 'nyc', 5, as_of => 'infinity')$$);
SELECT failure($$SELECT inventory.count_inventory('ca', 'nyc', 5, as_of => '-infinity')$$);
SELECT failure(format($$SELECT inventory.count_inventory('ca', 'paris', 5, as_of => %L)$$, :'late'));

-- before rows that retention dropped at that level, counts and all; dropping them again does not make them newer
SELECT outcome($$receive_inventory('ca-old', 'nyc', 5, 'po')$$), outcome($$receive_inventory('ca-old', 'sfo', 5, 'po')$$);
SELECT pg_temp.instant() AS before \gset
SELECT outcome($$adjust_inventory('ca-old', 'nyc', 1, 'found')$$);
SELECT pg_temp.instant() AS between \gset
SELECT outcome($$adjust_inventory('ca-old', 'nyc', 2, 'found')$$);
SELECT drop_transactions_before > 0 FROM inventory.drop_transactions_before(:'between');
SELECT failure(format($$SELECT inventory.count_inventory('ca-old', 'nyc', 5, as_of => %L)$$, :'before'));
SELECT outcome(format($$count_inventory('ca-old', 'nyc', 7, as_of => %L)$$, :'between')), outcome(format($$count_inventory('ca-old', 'sfo', 6, as_of => %L)$$, :'before'));
SELECT type, newest_recorded_at < :'between' AS older FROM inventory.dropped_transactions WHERE variant_id = 'ca-old' ORDER BY type, location_id;
SELECT pg_temp.instant() AS after \gset
SELECT drop_transactions_before > 0 FROM inventory.drop_transactions_before(:'after');
SELECT type, newest_recorded_at BETWEEN :'between' AND :'after' AS newer FROM inventory.dropped_transactions WHERE variant_id = 'ca-old' ORDER BY type, location_id;
SELECT failure(format($$SELECT inventory.count_inventory('ca-old', 'nyc', 7, as_of => %L)$$, :'between'));
SELECT verified();
