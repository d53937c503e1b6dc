-- Stock that comes, goes, is counted and moved, and the policy of a level.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- receive creates the level
SELECT level_is('stk', 'nyc');
SELECT outcome($$receive_inventory('stk', 'nyc', 10, 'po-1', 'first delivery')$$), level_is('stk', 'nyc');
SELECT outcome($$receive_inventory('stk', 'nyc', 5, 'po-2')$$);
SELECT outcome($$reserve_inventory('stk', 'nyc', 4, 'stk-1')$$);

-- adjust
SELECT outcome($$adjust_inventory('stk', 'nyc', 3, 'found')$$), outcome($$adjust_inventory('stk', 'nyc', -8, 'broken', 'case-7')$$);
SELECT outcome($$adjust_inventory('stk', 'nyc', -11, 'lost')$$);
SELECT outcome($$adjust_inventory('stk', 'nyc', -11, 'lost', allow_shortfall => true)$$);
SELECT outcome($$adjust_inventory('stk', 'nyc', -1, 'lost', expected_on_hand => 9)$$);
SELECT outcome($$adjust_inventory('stk', 'nyc', -1, 'lost', expected_on_hand => 10)$$);
SELECT outcome($$adjust_inventory('stk', 'paris', 1, 'found')$$), level_is('stk', 'paris');
SELECT outcome($$adjust_inventory('stk', 'paris', -1, 'lost', expected_on_hand => 0)$$);
-- 9 on hand, 4 promised: six fewer break a promise
SELECT failure($$SELECT inventory.adjust_inventory('stk', 'nyc', -6, 'lost')$$);
SELECT outcome($$adjust_inventory('stk', 'nyc', -5, 'lost')$$), level_is('stk', 'nyc');
SELECT outcome($$adjust_inventory('stk', 'nyc', 5, 'found')$$);

-- count
SELECT outcome($$count_inventory('stk', 'nyc', 12)$$), outcome($$count_inventory('stk', 'nyc', 12, 'second count')$$);
SELECT outcome($$count_inventory('stk', 'nyc', 11, NULL, 'count-1', expected_on_hand => 12)$$);
SELECT outcome($$count_inventory('stk', 'nyc', 11, expected_on_hand => 12)$$);
SELECT outcome($$count_inventory('stk', 'nyc', 3)$$), outcome($$count_inventory('stk', 'nyc', 4)$$);
SELECT outcome($$count_inventory('stk', 'nyc', -1)$$), outcome($$count_inventory('stk', 'paris', 1)$$);

-- return
SELECT outcome($$return_inventory('stk', 'nyc', 2, 'order-1')$$);
SELECT outcome($$return_inventory('stk', 'nyc', 2, 'order-1', restock => false, reason => 'wet')$$), level_is('stk', 'nyc');
SELECT outcome($$return_inventory('stk', 'paris', 2, 'order-1')$$), outcome($$return_inventory('stk', 'paris', 2, 'order-1', false)$$);
SELECT ledger_of('stk');

-- shortfall: made by allow_shortfall alone, closed to new promises, shrinks by itself
SELECT outcome($$receive_inventory('stk-red', 'nyc', 10, 'po')$$), outcome($$reserve_inventory('stk-red', 'nyc', 4, 'stk-2')$$), outcome($$reserve_inventory('stk-red', 'nyc', 4, 'stk-3')$$);
SELECT outcome($$count_inventory('stk-red', 'nyc', 3)$$), level_is('stk-red', 'nyc');
SELECT outcome($$count_inventory('stk-red', 'nyc', 3, allow_shortfall => true)$$), level_is('stk-red', 'nyc');
SELECT available, backordered, shortfall FROM inventory.availability WHERE variant_id = 'stk-red';
SELECT outcome($$available_inventory('stk-red', 'nyc')$$), outcome($$reserve_inventory('stk-red', 'nyc', 1, 'stk-4')$$), outcome($$sell_inventory('stk-red', 'nyc', 1, 'till')$$);
SELECT outcome($$adjust_inventory('stk-red', 'nyc', -1, 'lost')$$), outcome($$adjust_inventory('stk-red', 'nyc', -1, 'lost', allow_shortfall => true)$$), level_is('stk-red', 'nyc');
SELECT outcome($$adjust_inventory('stk-red', 'nyc', 1, 'found')$$), level_is('stk-red', 'nyc');
SELECT outcome($$receive_inventory('stk-red', 'nyc', 1, 'po')$$), level_is('stk-red', 'nyc');
SELECT outcome($$release_reservation('stk-red', 'nyc', 2, 'stk-3')$$), level_is('stk-red', 'nyc');
-- shipping changes stock and promise alike
SELECT outcome($$fulfill_reservation('stk-red', 'nyc', 4, 'stk-2')$$), level_is('stk-red', 'nyc');
SELECT outcome($$return_inventory('stk-red', 'nyc', 1, 'stk-2')$$), level_is('stk-red', 'nyc');
SELECT outcome($$count_inventory('stk-red', 'nyc', 6)$$), level_is('stk-red', 'nyc');
-- what is missing now needs allow_shortfall again
SELECT outcome($$count_inventory('stk-red', 'nyc', 1)$$), outcome($$count_inventory('stk-red', 'nyc', 1, allow_shortfall => true)$$), level_is('stk-red', 'nyc');
-- an overdue hold's end shrinks it too
SELECT outcome($$release_cart('stk-3')$$), level_is('stk-red', 'nyc');
SELECT outcome($$receive_inventory('stk-red', 'nyc', 4, 'po')$$);
SELECT reserve_overdue('stk-5', '[{"variant_id": "stk-red", "location_id": "nyc", "quantity": 5}]');
SELECT outcome($$count_inventory('stk-red', 'nyc', 2, allow_shortfall => true)$$);
SELECT expire_stale_carts >= 0 FROM inventory.expire_stale_carts();
SELECT level_is('stk-red', 'nyc');
-- a level that only dead holds keep in the red sells what it has
SELECT outcome($$receive_inventory('stk-red2', 'nyc', 5, 'po')$$);
SELECT reserve_overdue('stk-12', '[{"variant_id": "stk-red2", "location_id": "nyc", "quantity": 5}]');
SELECT outcome($$count_inventory('stk-red2', 'nyc', 2, allow_shortfall => true)$$), outcome($$available_inventory('stk-red2', 'nyc')$$), outcome($$reserve_inventory('stk-red2', 'nyc', 2, 'stk-13')$$), level_is('stk-red2', 'nyc');
-- what is overdue is not missing
SELECT outcome($$receive_inventory('stk-due', 'nyc', 10, 'po')$$), outcome($$reserve_inventory('stk-due', 'nyc', 3, 'stk-14')$$), reserve_overdue('stk-15', '[{"variant_id": "stk-due", "location_id": "nyc", "quantity": 7}]');
SELECT outcome($$count_inventory('stk-due', 'nyc', 4, allow_shortfall => true)$$), level_is('stk-due', 'nyc');
SELECT outcome($$adjust_inventory('stk-due', 'nyc', -2, 'lost', allow_shortfall => true)$$), level_is('stk-due', 'nyc');
-- backorders count first, shortfall only for what they do not cover
SELECT outcome($$set_level_policy('stk-red', 'nyc', backorder_limit => 3)$$), outcome($$reserve_inventory('stk-red', 'nyc', 4, 'stk-6')$$);
SELECT outcome($$count_inventory('stk-red', 'nyc', 0)$$), outcome($$count_inventory('stk-red', 'nyc', 1)$$), outcome($$count_inventory('stk-red', 'nyc', 0, allow_shortfall => true)$$), level_is('stk-red', 'nyc');
SELECT outcome($$set_level_policy('stk-red', 'nyc', backorder_limit => 4)$$), level_is('stk-red', 'nyc');

-- transfer
SELECT outcome($$receive_inventory('stk-move', 'nyc', 10, 'po')$$), outcome($$set_level_policy('stk-move', 'nyc', safety_stock => 1, backorder_limit => 5)$$), outcome($$reserve_inventory('stk-move', 'nyc', 3, 'stk-7')$$);
SELECT outcome($$transfer_inventory('stk-move', 'nyc', 'london', 4, 'move-1')$$), level_is('stk-move', 'nyc'), level_is('stk-move', 'london');
SELECT outcome($$transfer_inventory('stk-move', 'nyc', 'london', 3, 'move-2')$$);
SELECT outcome($$transfer_inventory('stk-move', 'nyc', 'london', 2, 'move-2')$$), outcome($$transfer_inventory('stk-move', 'nyc', 'london', 1, 'move-2')$$);
SELECT outcome($$transfer_inventory('stk-move', 'nyc', 'nyc', 1, 'move-3')$$), outcome($$transfer_inventory('stk-move', 'paris', 'london', 1, 'move-3')$$), level_is('stk-move', 'paris');
SELECT outcome($$transfer_inventory('stk-move', 'london', 'nyc', 6, 'move-4')$$), level_is('stk-move', 'london'), level_is('stk-move', 'nyc');
SELECT ledger_of('stk-move');
-- overdue holds give way to a transfer; arriving units shrink the target's shortfall
SELECT outcome($$receive_inventory('stk-move2', 'nyc', 5, 'po')$$), outcome($$receive_inventory('stk-move2', 'london', 5, 'po')$$), outcome($$reserve_inventory('stk-move2', 'london', 5, 'stk-8')$$), outcome($$count_inventory('stk-move2', 'london', 2, allow_shortfall => true)$$);
SELECT reserve_overdue('stk-9', '[{"variant_id": "stk-move2", "location_id": "nyc", "quantity": 5}]');
SELECT outcome($$transfer_inventory('stk-move2', 'nyc', 'london', 2, 'move-5')$$), level_is('stk-move2', 'london');
SELECT on_hand, shortfall FROM inventory.availability WHERE variant_id = 'stk-move2' ORDER BY location_id;

-- policy
SELECT outcome($$set_level_policy('stk-pol', 'nyc')$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 5, safety_stock => 2, low_stock_threshold => 3)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc')$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', unlimited_backorder => true)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', unlimited_backorder => false)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', unlimited_backorder => true, backorder_limit => 1)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', unlimited_backorder => false, backorder_limit => 7)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', low_stock_threshold => 0, safety_stock => 0)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', low_stock_threshold => -1)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', low_stock_threshold => -2)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', safety_stock => -1)$$), outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => -1)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 9007199254740992)$$), outcome($$set_level_policy('stk-pol', 'nyc', safety_stock => 9007199254740992)$$), outcome($$set_level_policy('stk-pol', 'nyc', low_stock_threshold => 9007199254740992)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 9007199254740991, low_stock_threshold => 9007199254740991)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', stripes => 0)$$), outcome($$set_level_policy('stk-pol', 'nyc', stripes => 129)$$), outcome($$set_level_policy('stk-pol', 'nyc', stripes => -1)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', stripes => (-2147483648))$$), outcome($$set_level_policy('stk-pol', 'nyc', low_stock_threshold => (-9223372036854775808)::bigint)$$);
-- a policy that the present holds break
SELECT outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 5)$$), outcome($$reserve_inventory('stk-pol', 'nyc', 5, 'stk-10')$$);
SELECT failure($$SELECT inventory.set_level_policy('stk-pol', 'nyc', backorder_limit => 4)$$);
SELECT failure($$SELECT inventory.set_level_policy('stk-pol', 'nyc', tracked => false)$$);
SELECT outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 5, tracked => true)$$);
SELECT outcome($$release_cart('stk-10')$$), outcome($$set_level_policy('stk-pol', 'nyc', backorder_limit => 0, tracked => false)$$), outcome($$set_level_policy('stk-pol', 'nyc', tracked => true)$$);
-- more safety stock than is free makes nothing untrue: fewer units can be promised
SELECT outcome($$receive_inventory('stk-pol', 'nyc', 5, 'po')$$), outcome($$reserve_inventory('stk-pol', 'nyc', 4, 'stk-11')$$), outcome($$set_level_policy('stk-pol', 'nyc', safety_stock => 3)$$);
SELECT outcome($$available_inventory('stk-pol', 'nyc')$$), outcome($$reserve_inventory('stk-pol', 'nyc', 1, 'stk-11')$$);

-- delete: empty levels only; the history stays
SELECT outcome($$delete_level('stk-pol', 'nyc')$$), outcome($$delete_level('stk-pol', 'paris')$$);
SELECT outcome($$release_cart('stk-11')$$), outcome($$delete_level('stk-pol', 'nyc')$$), outcome($$count_inventory('stk-pol', 'nyc', 0)$$), outcome($$delete_level('stk-pol', 'nyc')$$), level_is('stk-pol', 'nyc'), outcome($$delete_level('stk-pol', 'nyc')$$);
SELECT count(*) > 0 FROM inventory.transactions WHERE variant_id = 'stk-pol';
SELECT outcome($$available_inventory('stk-pol', 'nyc')$$), outcome($$reserve_inventory('stk-pol', 'nyc', 1, 'stk-11')$$);
SELECT outcome($$receive_inventory('stk-pol', 'nyc', 2, 'po')$$), level_is('stk-pol', 'nyc');

-- untracked levels take stock, and are sold without it
SELECT outcome($$set_level_policy('stk-ebook', 'web', tracked => false)$$), outcome($$receive_inventory('stk-ebook', 'web', 2, 'po')$$);
SELECT outcome($$sell_inventory('stk-ebook', 'web', 5, 'till')$$), level_is('stk-ebook', 'web'), outcome($$available_inventory('stk-ebook')$$);

SELECT verified();
