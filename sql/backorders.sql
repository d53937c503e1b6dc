-- Promises beyond the stock: limits, who waits, and safety stock.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- up to the limit; backordered is the part of this call that waits
SELECT outcome($$receive_inventory('bo', 'nyc', 3, 'po')$$), outcome($$set_level_policy('bo', 'nyc', backorder_limit => 4)$$);
SELECT outcome($$reserve_inventory('bo', 'nyc', 2, 'bo-1')$$);
SELECT outcome($$reserve_inventory('bo', 'nyc', 3, 'bo-2')$$);
SELECT outcome($$reserve_inventory('bo', 'nyc', 1, 'bo-3')$$);
SELECT outcome($$reserve_inventory('bo', 'nyc', 2, 'bo-4')$$);
SELECT outcome($$try_reserve_inventory('bo', 'nyc', 2, 'bo-4')$$);
SELECT outcome($$reserve_inventory('bo', 'nyc', 1, 'bo-3')$$);
SELECT on_hand, reserved, available, backordered, backorder_limit FROM inventory.availability WHERE variant_id = 'bo';
SELECT outcome($$available_inventory('bo', 'nyc')$$), outcome($$available_inventory('bo', 'nyc', 'bo-2')$$);
-- what a sale or a transfer could have is named, message and detail: never less than nothing
SELECT failure($$SELECT inventory.sell_inventory('bo', 'nyc', 1, 'till')$$);
SELECT outcome($$transfer_inventory('bo', 'nyc', 'london', 1, 'move')$$);

-- the oldest hold is served first, arriving stock fills the oldest that waits
SELECT 'bo-' || n AS cart, outcome(format('cart_lines(%L)', 'bo-' || n)) FROM generate_series(1, 3) AS n ORDER BY n;
SELECT outcome($$receive_inventory('bo', 'nyc', 1, 'po')$$);
SELECT 'bo-' || n AS cart, outcome(format('cart_lines(%L)', 'bo-' || n)) FROM generate_series(1, 3) AS n ORDER BY n;
SELECT outcome($$receive_inventory('bo', 'nyc', 2, 'po')$$);
SELECT 'bo-' || n AS cart, outcome(format('cart_lines(%L)', 'bo-' || n)) FROM generate_series(1, 3) AS n ORDER BY n;
-- a cancelled hold is never filled: what it had goes to the next
SELECT outcome($$release_cart('bo-2')$$);
SELECT 'bo-' || n AS cart, outcome(format('cart_lines(%L)', 'bo-' || n)) FROM generate_series(1, 3) AS n ORDER BY n;

-- an order that waits is shipped when its units are there; what is shipped leaves the line
SELECT outcome($$reserve_inventory('bo', 'nyc', 5, 'bo-5')$$), outcome($$confirm_cart('bo-5')$$);
SELECT outcome($$cart_lines('bo-5')$$);
SELECT outcome($$fulfill_cart('bo-1')$$), outcome($$fulfill_cart('bo-3')$$), level_is('bo', 'nyc');
SELECT outcome($$cart_lines('bo-5')$$), outcome($$fulfill_cart('bo-5')$$);
SELECT outcome($$fulfill_reservation('bo', 'nyc', 2, 'bo-5')$$), outcome($$cart_lines('bo-5')$$);
SELECT outcome($$receive_inventory('bo', 'nyc', 3, 'po')$$), outcome($$cart_lines('bo-5')$$), outcome($$fulfill_cart('bo-5')$$), level_is('bo', 'nyc');

-- overdue holds stand in nobody's way
SELECT outcome($$receive_inventory('bo-due', 'nyc', 2, 'po')$$), outcome($$set_level_policy('bo-due', 'nyc', backorder_limit => 2)$$);
SELECT reserve_overdue('bo-late', '[{"variant_id": "bo-due", "location_id": "nyc", "quantity": 2}]');
SELECT outcome($$reserve_inventory('bo-due', 'nyc', 2, 'bo-6')$$), outcome($$cart_lines('bo-6')$$);
SELECT outcome($$reserve_inventory('bo-due', 'nyc', 2, 'bo-6')$$), outcome($$cart_lines('bo-6')$$);

-- a cart that begins a new life goes to the end of the line
SELECT outcome($$receive_inventory('bo-line', 'nyc', 2, 'po')$$), outcome($$set_level_policy('bo-line', 'nyc', backorder_limit => 4)$$);
SELECT reserve_overdue('bo-again', '[{"variant_id": "bo-line", "location_id": "nyc", "quantity": 2}]');
SELECT outcome($$reserve_inventory('bo-line', 'nyc', 3, 'bo-11')$$);
SELECT outcome($$reserve_inventory('bo-line', 'nyc', 2, 'bo-again')$$), outcome($$cart_lines('bo-11')$$), outcome($$cart_lines('bo-again')$$);
SELECT outcome($$release_cart('bo-11')$$), outcome($$reserve_inventory('bo-line', 'nyc', 3, 'bo-11')$$), outcome($$cart_lines('bo-11')$$), outcome($$cart_lines('bo-again')$$);
-- a hold that grows keeps its place, and what is added stands last
SELECT outcome($$reserve_inventory('bo-line', 'nyc', 1, 'bo-again')$$), outcome($$cart_lines('bo-11')$$), outcome($$cart_lines('bo-again')$$);

-- without a limit
SELECT outcome($$set_level_policy('bo-all', 'nyc', unlimited_backorder => true)$$);
SELECT outcome($$reserve_inventory('bo-all', 'nyc', 1000000, 'bo-7')$$);
SELECT available, backordered, backorder_limit FROM inventory.availability WHERE variant_id = 'bo-all';
SELECT outcome($$available_inventory('bo-all', 'nyc')$$);
SELECT outcome($$reserve_inventory('bo-all', 'nyc', 9007199254740991, 'bo-8')$$), level_is('bo-all', 'nyc');
SELECT outcome($$reserve_inventory('bo-all', 'nyc', 9007199253740991, 'bo-8')$$), level_is('bo-all', 'nyc');
SELECT outcome($$reserve_inventory('bo-all', 'nyc', 1, 'bo-8')$$);
SELECT outcome($$release_cart('bo-8')$$);
-- a limit again, not below what is promised
SELECT outcome($$set_level_policy('bo-all', 'nyc', backorder_limit => 999999)$$), outcome($$set_level_policy('bo-all', 'nyc', backorder_limit => 1000000)$$);

-- safety stock is never promised anew, and what is promised is served from all of the stock
SELECT outcome($$receive_inventory('bo-safe', 'nyc', 10, 'po')$$), outcome($$set_level_policy('bo-safe', 'nyc', safety_stock => 3)$$);
SELECT outcome($$available_inventory('bo-safe', 'nyc')$$), outcome($$reserve_inventory('bo-safe', 'nyc', 8, 'bo-9')$$), outcome($$reserve_inventory('bo-safe', 'nyc', 7, 'bo-9')$$);
SELECT outcome($$set_level_policy('bo-safe', 'nyc', backorder_limit => 2)$$), outcome($$reserve_inventory('bo-safe', 'nyc', 2, 'bo-10')$$), outcome($$cart_lines('bo-10')$$), outcome($$cart_lines('bo-9')$$);
SELECT outcome($$reserve_inventory('bo-safe', 'nyc', 1, 'bo-10')$$);

-- set_reservation: backordered is what waits of the hold
SELECT outcome($$set_reservation('bo-safe', 'nyc', 1, 'bo-10')$$), outcome($$set_reservation('bo-safe', 'nyc', 3, 'bo-10')$$), outcome($$set_reservation('bo-safe', 'nyc', 2, 'bo-10')$$);

SELECT verified();
