-- The longest life of a cart that nobody orders.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('age', 'nyc', 50, 'po')$$), outcome($$reserve_inventory('age', 'nyc', 1, 'age-old', '5 hours')$$);
SHOW inventory.cart_max_age;
SET inventory.cart_max_age = '2h';
-- a new cart, and one that its buyer comes back to
SELECT outcome($$reserve_inventory('age', 'nyc', 1, 'age-1', '3 hours')$$), outcome($$reserve_inventory('age', 'nyc', 1, 'age-2', '1 hour')$$);
SELECT outcome($$reserve_inventory('age', 'nyc', 1, 'age-2', '3 hours')$$), outcome($$touch_cart('age-2', '4 hours')$$), outcome($$set_cart('age-2', '[{"variant_id": "age", "location_id": "nyc", "quantity": 3}]', '1 day')$$);
-- a deadline that is later already stays
SELECT outcome($$touch_cart('age-old', '6 hours')$$), outcome($$reserve_inventory('age', 'nyc', 1, 'age-old')$$);
-- of merged carts the elder's beginning counts
SELECT outcome($$reserve_inventory('age', 'nyc', 1, 'age-3', '9 hours')$$), outcome($$merge_carts('age-1', 'age-3')$$), cart_is('age-3');
SELECT r.reserved_at = least(r.reserved_at, o.reserved_at) AS is_the_elders FROM inventory.carts AS r, inventory.carts AS o WHERE r.reference_id = 'age-3' AND o.reference_id = 'age-1';
-- an order has no deadline, and a revived one no age
SELECT outcome($$confirm_cart('age-3')$$), outcome($$reserve_inventory('age', 'nyc', 1, 'age-3')$$);
RESET inventory.cart_max_age;
SET ROLE pg_monitor;
SET inventory.cart_max_age = '1h';
RESET ROLE;

SELECT verified();
