-- The line for stock: who stands where, what a hold may ship, and that nobody is made to wait by others.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.waits(variant text, VARIADIC carts text[]) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s: %s of %s', c.cart, l.backordered, l.quantity), ', ' ORDER BY c.n)
FROM unnest(carts) WITH ORDINALITY AS c (cart, n) CROSS JOIN inventory.cart_lines(c.cart) AS l
WHERE l.variant_id = variant
$$;

-- an older cart that grows takes nothing from an order that is younger
SELECT outcome($$receive_inventory('ln', 'nyc', 5, 'po')$$), outcome($$set_level_policy('ln', 'nyc', backorder_limit => 20)$$);
SELECT outcome($$reserve_inventory('ln', 'nyc', 2, 'ln-old')$$), outcome($$reserve_inventory('ln', 'nyc', 3, 'ln-order')$$), outcome($$confirm_cart('ln-order')$$);
SELECT outcome($$reserve_inventory('ln', 'nyc', 4, 'ln-old')$$), pg_temp.waits('ln', 'ln-old', 'ln-order');
SELECT outcome($$reserve_inventory('ln', 'nyc', 2, 'ln-new')$$), pg_temp.waits('ln', 'ln-old', 'ln-order', 'ln-new');
-- what is added again stands last, with what was added before and still waits
SELECT outcome($$receive_inventory('ln', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('ln', 'nyc', 1, 'ln-old')$$), pg_temp.waits('ln', 'ln-old', 'ln-order', 'ln-new');
SELECT outcome($$receive_inventory('ln', 'nyc', 2, 'po')$$), pg_temp.waits('ln', 'ln-old', 'ln-order', 'ln-new');
-- what is released leaves from the end of the line
SELECT outcome($$release_reservation('ln', 'nyc', 3, 'ln-old')$$), pg_temp.waits('ln', 'ln-old', 'ln-order', 'ln-new');
SELECT outcome($$set_reservation('ln', 'nyc', 2, 'ln-old')$$), pg_temp.waits('ln', 'ln-old', 'ln-order', 'ln-new');

-- a hold ships what has come for it
SELECT outcome($$receive_inventory('ln-ship', 'nyc', 2, 'po')$$), outcome($$set_level_policy('ln-ship', 'nyc', backorder_limit => 20)$$);
SELECT outcome($$reserve_inventory('ln-ship', 'nyc', 3, 'ln-first')$$), outcome($$reserve_inventory('ln-ship', 'nyc', 2, 'ln-second')$$), outcome($$confirm_cart('ln-first')$$), outcome($$confirm_cart('ln-second')$$);
SELECT outcome($$fulfill_cart('ln-second')$$), outcome($$fulfill_reservation('ln-ship', 'nyc', 1, 'ln-second')$$), outcome($$fulfill_cart('ln-first')$$);
SELECT outcome($$receive_inventory('ln-ship', 'nyc', 2, 'po')$$), outcome($$fulfill_cart('ln-second')$$), outcome($$fulfill_reservation('ln-ship', 'nyc', 1, 'ln-second')$$);
SELECT outcome($$fulfill_reservation('ln-ship', 'nyc', 2, 'ln-first')$$), outcome($$fulfill_reservation('ln-ship', 'nyc', 1, 'ln-second')$$), pg_temp.waits('ln-ship', 'ln-first', 'ln-second');
-- unless it overtakes, which asks only what is there
SELECT outcome($$fulfill_cart('ln-second', overtake => true)$$), pg_temp.waits('ln-ship', 'ln-first'), level_is('ln-ship', 'nyc');
SELECT outcome($$fulfill_reservation('ln-ship', 'nyc', 1, 'ln-first', overtake => true)$$);
SELECT outcome($$receive_inventory('ln-ship', 'nyc', 1, 'po')$$), outcome($$fulfill_cart('ln-first')$$), cart_is('ln-first');

-- the dead do not stand in line
SELECT outcome($$receive_inventory('ln-dead', 'nyc', 2, 'po')$$), outcome($$set_level_policy('ln-dead', 'nyc', backorder_limit => 20)$$);
SELECT reserve_overdue('ln-late', '[{"variant_id": "ln-dead", "location_id": "nyc", "quantity": 2}]');
SELECT outcome($$reserve_inventory('ln-dead', 'nyc', 1, 'ln-live')$$), cart_is('ln-late');
SELECT reserve_overdue('ln-late', '[{"variant_id": "ln-dead", "location_id": "nyc", "quantity": 3}]');
SELECT outcome($$reserve_inventory('ln-dead', 'nyc', 1, 'ln-last')$$), cart_is('ln-late');
SELECT outcome($$confirm_cart('ln-last')$$), outcome($$fulfill_cart('ln-last')$$), cart_is('ln-late');

-- on several stripes: a part of a hold is shipped, whichever row its added units are on
SELECT outcome($$receive_inventory('ln-str', 'nyc', 40, 'po')$$), outcome($$set_level_policy('ln-str', 'nyc', unlimited_backorder => true, stripes => 8)$$) <> '';
SELECT outcome($$reserve_inventory('ln-str', 'nyc', 15, 'ln-a')$$), outcome($$reserve_inventory('ln-str', 'nyc', 15, 'ln-a')$$), outcome($$reserve_inventory('ln-str', 'nyc', 10, 'ln-b')$$), outcome($$reserve_inventory('ln-str', 'nyc', 20, 'ln-a')$$), pg_temp.waits('ln-str', 'ln-a', 'ln-b');
SELECT outcome($$fulfill_reservation('ln-str', 'nyc', 3, 'ln-a')$$), outcome($$move_reservation('ln-str', 'nyc', 'sfo', 4, 'ln-a')$$), pg_temp.waits('ln-str', 'ln-a', 'ln-b'), outcome($$fulfill_cart('ln-b')$$);
SELECT * FROM inventory.verify_inventory();

-- one of several that overtakes is one who may change the stock
CREATE ROLE inventory_line_seller;
SELECT inventory.grant_access('inventory_line_seller', 'seller');
SELECT outcome($$receive_inventory('ln-role', 'nyc', 1, 'po')$$), outcome($$reserve_inventory('ln-role', 'nyc', 1, 'ln-role')$$);
SET ROLE inventory_line_seller;
SELECT inventory.fulfill_cart('ln-role', overtake => true);
SELECT inventory.fulfill_reservation('ln-role', 'nyc', 1, 'ln-role', overtake => true);
SELECT inventory.fulfill_cart('ln-role');
RESET ROLE;
SELECT inventory.revoke_access('inventory_line_seller');
DROP ROLE inventory_line_seller;

SELECT verified();
