-- Holds that move: into another cart, and to another place.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.waits(variant text, VARIADIC carts text[]) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s: %s of %s at %s', c.cart, l.backordered, l.quantity, l.location_id), ', ' ORDER BY c.n, l.location_id)
FROM unnest(carts) WITH ORDINALITY AS c (cart, n) CROSS JOIN inventory.cart_lines(c.cart) AS l
WHERE l.variant_id = variant
$$;
CREATE FUNCTION pg_temp.ledger(reference text) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s %s %s/%s', type, location_id, on_hand_delta, reserved_delta), ', ' ORDER BY transaction_id) FROM inventory.transactions WHERE reference_id = reference
$$;

-- a guest's cart into the customer's
SELECT outcome($$receive_inventory('mv', 'nyc', 10, 'po')$$), outcome($$receive_inventory('mv', 'sfo', 10, 'po')$$);
SELECT outcome($$reserve_inventory('mv', 'nyc', 2, 'mv-guest', '3 hours')$$), outcome($$reserve_inventory('mv', 'sfo', 1, 'mv-guest')$$), outcome($$reserve_inventory('mv', 'nyc', 3, 'mv-customer', '1 hour', 'ann')$$);
SELECT outcome($$merge_carts('mv-guest', 'mv-customer')$$), cart_is('mv-guest'), cart_is('mv-customer'), pg_temp.waits('mv', 'mv-customer');
SELECT pg_temp.ledger('mv-guest'), pg_temp.ledger('mv-customer'), level_is('mv', 'nyc'), (SELECT customer_id FROM inventory.carts WHERE reference_id = 'mv-customer');
-- into none: the deadline and the customer are those of the first
SELECT outcome($$reserve_inventory('mv', 'nyc', 1, 'mv-ben', '2 hours', 'ben')$$), outcome($$merge_carts('mv-ben', 'mv-new')$$), cart_is('mv-new');
SELECT customer_id FROM inventory.carts WHERE reference_id = 'mv-new';
SELECT outcome($$merge_carts('mv-new', 'mv-new')$$), outcome($$merge_carts('mv-ben', 'mv-new')$$), outcome($$merge_carts('mv-nobody', 'mv-new')$$), cart_is('mv-nobody');
SELECT reserve_overdue('mv-late', '[{"variant_id": "mv", "location_id": "nyc", "quantity": 1}]'), outcome($$merge_carts('mv-late', 'mv-new')$$), outcome($$merge_carts('mv-new', 'mv-late')$$), cart_is('mv-late');

-- the place in line goes along; merged with another hold, what is younger stands where it stood
SELECT outcome($$receive_inventory('mv-line', 'nyc', 4, 'po')$$), outcome($$set_level_policy('mv-line', 'nyc', backorder_limit => 20)$$);
SELECT outcome($$reserve_inventory('mv-line', 'nyc', 2, 'mv-a')$$), outcome($$reserve_inventory('mv-line', 'nyc', 3, 'mv-b')$$), outcome($$reserve_inventory('mv-line', 'nyc', 2, 'mv-c')$$), outcome($$reserve_inventory('mv-line', 'nyc', 1, 'mv-d')$$);
SELECT outcome($$merge_carts('mv-b', 'mv-e')$$), pg_temp.waits('mv-line', 'mv-a', 'mv-e', 'mv-c', 'mv-d');
SELECT outcome($$merge_carts('mv-d', 'mv-a')$$), pg_temp.waits('mv-line', 'mv-a', 'mv-e', 'mv-c');
SELECT outcome($$receive_inventory('mv-line', 'nyc', 3, 'po')$$), pg_temp.waits('mv-line', 'mv-a', 'mv-e', 'mv-c');
SELECT outcome($$merge_carts('mv-a', 'mv-c')$$), pg_temp.waits('mv-line', 'mv-e', 'mv-c'), outcome($$receive_inventory('mv-line', 'nyc', 1, 'po')$$), pg_temp.waits('mv-line', 'mv-e', 'mv-c');

-- to another place, what has come for the hold
SELECT outcome($$receive_inventory('mv-go', 'bin', 3, 'po')$$), outcome($$set_level_policy('mv-go', 'bin', backorder_limit => 20)$$);
SELECT outcome($$reserve_inventory('mv-go', 'bin', 2, 'mv-f')$$), outcome($$reserve_inventory('mv-go', 'bin', 3, 'mv-g')$$), outcome($$confirm_cart('mv-g')$$);
SELECT outcome($$move_reservation('mv-go', 'bin', 'dock', 2, 'mv-g')$$), outcome($$move_reservation('mv-go', 'bin', 'dock', 4, 'mv-g')$$), outcome($$move_reservation('mv-go', 'dock', 'bin', 1, 'mv-g')$$);
SELECT outcome($$move_reservation('mv-go', 'bin', 'dock', 1, 'mv-g')$$), pg_temp.waits('mv-go', 'mv-f', 'mv-g'), pg_temp.ledger('mv-g'), level_is('mv-go', 'bin'), level_is('mv-go', 'dock'), cart_is('mv-g');
SELECT outcome($$move_reservation('mv-go', 'bin', 'dock', 2, 'mv-f')$$), pg_temp.waits('mv-go', 'mv-f', 'mv-g'), outcome($$fulfill_cart('mv-f')$$);
-- not to where older holds wait; younger ones are not made to wait
SELECT outcome($$set_level_policy('mv-go', 'dock', backorder_limit => 20)$$), outcome($$receive_inventory('mv-go', 'bin', 4, 'po')$$), outcome($$reserve_inventory('mv-go', 'dock', 3, 'mv-h')$$), outcome($$reserve_inventory('mv-go', 'bin', 1, 'mv-i')$$);
SELECT outcome($$move_reservation('mv-go', 'bin', 'dock', 1, 'mv-i')$$), outcome($$move_reservation('mv-go', 'bin', 'dock', 2, 'mv-g')$$), pg_temp.waits('mv-go', 'mv-g', 'mv-h', 'mv-i');
SELECT outcome($$set_level_policy('mv-go', 'code', tracked => false)$$), outcome($$move_reservation('mv-go', 'bin', 'code', 1, 'mv-i')$$), outcome($$move_reservation('mv-go', 'bin', 'bin', 1, 'mv-i')$$), outcome($$move_reservation('mv-go', 'nowhere', 'bin', 1, 'mv-i')$$), outcome($$move_reservation('mv-go', 'bin', 'dock', 1, 'mv-nobody')$$);

SELECT verified();
