-- A level in several rows: the same results as in one, and the rows add up.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- Which stripe a session begins at is its own affair: what is shown does not depend on it.
-- The rows of a level, largest first.
CREATE FUNCTION pg_temp.rows_of(variant text) RETURNS SETOF text LANGUAGE sql AS $$
SELECT format('%s on hand, %s reserved%s%s%s%s', on_hand, reserved, CASE WHEN safety_stock > 0 THEN ', safety stock ' || safety_stock END,
	CASE WHEN backorder_limit IS NULL THEN ', unlimited' WHEN backorder_limit > 0 THEN ', limit ' || backorder_limit END,
	CASE WHEN shortfall > 0 THEN ', shortfall ' || shortfall END, CASE WHEN draining THEN ', draining' END)
FROM inventory.levels WHERE variant_id = variant ORDER BY on_hand DESC, reserved DESC, safety_stock DESC, backorder_limit DESC, draining
$$;
-- A level by its sums, and whether everything agrees.
CREATE FUNCTION pg_temp.sums(variant text) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(format('%s: on hand %s, reserved %s, available %s, limit %s, shortfall %s, incoming %s, %s', location_id, on_hand, reserved, available,
	coalesce(backorder_limit::text, 'none'), shortfall, incoming, CASE public.verified() WHEN 'nothing found' THEN 'sound' ELSE public.verified() END), E'\n' ORDER BY location_id)
FROM inventory.availability WHERE variant_id = variant
$$;
-- Stripes a level, and says how many there are then.
CREATE FUNCTION pg_temp.stripe(variant text, wanted integer) RETURNS text LANGUAGE sql AS $$
SELECT 'stripes ' || stripes FROM inventory.set_level_policy(variant, 'nyc', stripes => wanted)
$$;

-- up, to the most, and down; NULL leaves the number as it is; a new level may begin with several
SELECT outcome($$receive_inventory('str', 'nyc', 100, 'po')$$), outcome($$set_level_policy('str', 'nyc', stripes => 1)$$);
SELECT outcome($$set_level_policy('str', 'nyc', stripes => 4)$$);
SELECT pg_temp.rows_of('str');
SELECT stripe FROM inventory.levels WHERE variant_id = 'str' ORDER BY stripe;
SELECT outcome($$set_level_policy('str', 'nyc', low_stock_threshold => 7)$$);
SELECT pg_temp.stripe('str', 64);
SELECT count(*), max(stripe), sum(on_hand), count(*) FILTER (WHERE on_hand > 0) AS with_units, min(on_hand) FILTER (WHERE on_hand > 0) AS fewest FROM inventory.levels WHERE variant_id = 'str';
SELECT pg_temp.stripe('str', 1);
SELECT pg_temp.rows_of('str');
SELECT outcome($$set_level_policy('str', 'nyc', stripes => 0)$$), outcome($$set_level_policy('str', 'nyc', stripes => 129)$$), outcome($$set_level_policy('str', 'nyc', stripes => -1)$$);
SELECT outcome($$set_level_policy('str-new', 'nyc', stripes => 3, backorder_limit => 6)$$);
SELECT pg_temp.rows_of('str-new');
-- it is no change of the level: no ledger row
SELECT ledger_of('str'), pg_temp.sums('str');

-- not cut into small pieces: the last units stay together
SELECT outcome($$receive_inventory('str-few', 'nyc', 31, 'po')$$), pg_temp.stripe('str-few', 4);
SELECT pg_temp.rows_of('str-few');
SELECT outcome($$receive_inventory('str-few', 'nyc', 17, 'po')$$);
SELECT pg_temp.rows_of('str-few');

-- a reserve takes from one stripe; one that no stripe can serve gathers; nobody is told that it is short before all is gone
SELECT outcome($$receive_inventory('str-sale', 'nyc', 100, 'po')$$), pg_temp.stripe('str-sale', 4);
SELECT outcome($$reserve_inventory('str-sale', 'nyc', 5, 'str-1')$$);
SELECT pg_temp.rows_of('str-sale');
SELECT outcome($$reserve_inventory('str-sale', 'nyc', 60, 'str-2')$$);
SELECT outcome($$try_reserve_inventory('str-sale', 'nyc', 36, 'str-3')$$), pg_temp.sums('str-sale');
SELECT outcome($$reserve_inventory('str-sale', 'nyc', 34, 'str-3')$$), outcome($$reserve_inventory('str-sale', 'nyc', 1, 'str-4')$$), outcome($$reserve_inventory('str-sale', 'nyc', 1, 'str-4')$$), pg_temp.sums('str-sale');
-- a hold is one to its owner, and one row a hold in the ledger, whatever stripes it is on
SELECT outcome($$cart_lines('str-2')$$), outcome($$release_reservation('str-sale', 'nyc', 20, 'str-2')$$), outcome($$reserve_inventory('str-sale', 'nyc', 20, 'str-2')$$), outcome($$cart_lines('str-2')$$);
SELECT outcome($$release_cart('str-1')$$), outcome($$release_cart('str-3')$$), outcome($$set_reservation('str-sale', 'nyc', 90, 'str-2')$$), outcome($$set_reservation('str-sale', 'nyc', 10, 'str-2')$$), pg_temp.sums('str-sale');
SELECT type, on_hand_delta, reserved_delta, on_hand, reserved, reference_id FROM inventory.level_history('str-sale', 'nyc');

-- many single units, and again until none is left
SELECT outcome($$receive_inventory('str-ones', 'nyc', 50, 'po')$$), pg_temp.stripe('str-ones', 5);
SELECT status, count(*) FROM generate_series(1, 60) AS n, inventory.try_reserve_inventory('str-ones', 'nyc', 1, 'str-ones-' || n) GROUP BY status ORDER BY status;
SELECT pg_temp.sums('str-ones');
SELECT sum(inventory.release_cart('str-ones-' || n)) FROM generate_series(1, 60, 2) AS n;
SELECT outcome($$reserve_inventory('str-ones', 'nyc', 26, 'str-5')$$), outcome($$reserve_inventory('str-ones', 'nyc', 25, 'str-5')$$), pg_temp.sums('str-ones');

-- carts and batches
SELECT outcome($$receive_inventory('str-a', 'nyc', 70, 'po')$$), outcome($$receive_inventory('str-b', 'nyc', 70, 'po')$$);
SELECT pg_temp.stripe('str-a', 4), pg_temp.stripe('str-b', 2);
SELECT outcome($$reserve_cart('str-6', '[{"variant_id": "str-b", "location_id": "nyc", "quantity": 40}, {"variant_id": "str-a", "location_id": "nyc", "quantity": 3}, {"variant_id": "str-b", "location_id": "nyc", "quantity": 1}]')$$);
SELECT outcome($$try_reserve_cart('str-7', '[{"variant_id": "str-b", "location_id": "nyc", "quantity": 30}, {"variant_id": "str-a", "location_id": "nyc", "quantity": 60}]')$$);
SELECT outcome($$reserve_batch('{str-8,str-9,str-8,str-10}', '{str-a,str-a,str-b,str-b}', '{nyc,nyc,nyc,nyc}', '{60,8,29,1}')$$);
SELECT pg_temp.sums('str-a'), pg_temp.sums('str-b');
SELECT outcome($$confirm_cart('str-6')$$), outcome($$fulfill_reservation('str-b', 'nyc', 11, 'str-6')$$), outcome($$fulfill_cart('str-6')$$), cart_is('str-6'), outcome($$fulfill_cart('str-8')$$);
SELECT pg_temp.sums('str-a'), pg_temp.sums('str-b');

-- expiry and revival
SELECT outcome($$receive_inventory('str-due', 'nyc', 64, 'po')$$), pg_temp.stripe('str-due', 4);
SELECT reserve_overdue('str-11', '[{"variant_id": "str-due", "location_id": "nyc", "quantity": 40}]'), reserve_overdue('str-12', '[{"variant_id": "str-due", "location_id": "nyc", "quantity": 10}]');
SELECT outcome($$available_inventory('str-due', 'nyc')$$), outcome($$reserve_inventory('str-due', 'nyc', 54, 'str-13')$$), cart_is('str-11'), pg_temp.sums('str-due');
SELECT outcome($$confirm_cart('str-11', revive => true)$$), outcome($$confirm_cart('str-12', revive => true)$$), outcome($$cart_lines('str-12')$$), pg_temp.sums('str-due');
SELECT outcome($$release_cart('str-13')$$), outcome($$confirm_cart('str-11', revive => true)$$), pg_temp.sums('str-due');
SELECT reserve_overdue('str-14', '[{"variant_id": "str-due", "location_id": "nyc", "quantity": 14}]'), outcome($$expire_stale_carts()$$)::integer >= 1, pg_temp.sums('str-due');

-- stock: it moves between stripes as it must
SELECT outcome($$receive_inventory('str-stock', 'nyc', 80, 'po')$$), pg_temp.stripe('str-stock', 4);
SELECT outcome($$reserve_inventory('str-stock', 'nyc', 18, 'str-15')$$), outcome($$sell_inventory('str-stock', 'nyc', 50, 'till')$$), outcome($$sell_inventory('str-stock', 'nyc', 13, 'till')$$), pg_temp.sums('str-stock');
SELECT outcome($$count_inventory('str-stock', 'nyc', 90)$$), outcome($$adjust_inventory('str-stock', 'nyc', -70, 'fire')$$), outcome($$adjust_inventory('str-stock', 'nyc', -3, 'fire')$$), outcome($$count_inventory('str-stock', 'nyc', 60, expected_on_hand => 19)$$), outcome($$count_inventory('str-stock', 'nyc', 60, expected_on_hand => 20)$$);
SELECT outcome($$transfer_inventory('str-stock', 'nyc', 'sfo', 43, 'truck')$$), outcome($$transfer_inventory('str-stock', 'nyc', 'sfo', 40, 'truck')$$), outcome($$transfer_inventory('str-stock', 'sfo', 'nyc', 10, 'truck')$$), outcome($$return_inventory('str-stock', 'nyc', 5, 'rma')$$), outcome($$return_inventory('str-stock', 'nyc', 5, 'rma', restock => false)$$);
SELECT pg_temp.sums('str-stock');

-- safety stock stays at home, and is not promised from any stripe
SELECT outcome($$receive_inventory('str-safe', 'nyc', 100, 'po')$$), outcome($$set_level_policy('str-safe', 'nyc', stripes => 4, safety_stock => 30)$$);
SELECT pg_temp.rows_of('str-safe');
SELECT outcome($$reserve_inventory('str-safe', 'nyc', 71, 'str-16')$$), outcome($$reserve_inventory('str-safe', 'nyc', 70, 'str-16')$$), outcome($$sell_inventory('str-safe', 'nyc', 1, 'till')$$);
SELECT outcome($$fulfill_cart('str-16')$$), pg_temp.sums('str-safe');

-- a backorder limit is shared out like stock, and none of it is lost
SELECT outcome($$receive_inventory('str-back', 'nyc', 40, 'po')$$), outcome($$set_level_policy('str-back', 'nyc', stripes => 4, backorder_limit => 40)$$);
SELECT outcome($$reserve_inventory('str-back', 'nyc', 30, 'str-17')$$), outcome($$sell_inventory('str-back', 'nyc', 11, 'till')$$), outcome($$sell_inventory('str-back', 'nyc', 10, 'till')$$);
SELECT outcome($$reserve_inventory('str-back', 'nyc', 41, 'str-18')$$), outcome($$reserve_inventory('str-back', 'nyc', 40, 'str-18')$$), outcome($$cart_lines('str-18')$$), pg_temp.sums('str-back');
SELECT outcome($$fulfill_cart('str-18')$$), outcome($$receive_inventory('str-back', 'nyc', 15, 'po')$$), outcome($$fulfill_reservation('str-back', 'nyc', 45, 'str-18')$$), outcome($$fulfill_reservation('str-back', 'nyc', 40, 'str-18')$$), outcome($$fulfill_reservation('str-back', 'nyc', 40, 'str-18', overtake => true)$$), pg_temp.sums('str-back');
SELECT outcome($$set_level_policy('str-back', 'nyc', backorder_limit => 24)$$), outcome($$set_level_policy('str-back', 'nyc', backorder_limit => 25)$$), pg_temp.sums('str-back');
-- without a limit, too
SELECT outcome($$set_level_policy('str-any', 'nyc', stripes => 3, unlimited_backorder => true)$$);
SELECT outcome($$reserve_inventory('str-any', 'nyc', 9007199254740990, 'str-19')$$), outcome($$reserve_inventory('str-any', 'nyc', 2, 'str-20')$$), outcome($$reserve_inventory('str-any', 'nyc', 1, 'str-20')$$), outcome($$release_cart('str-19')$$);
SELECT outcome($$receive_inventory('str-any', 'nyc', 1, 'po')$$), outcome($$fulfill_cart('str-20')$$), outcome($$reserve_inventory('str-any', 'nyc', 5, 'str-32')$$), outcome($$set_level_policy('str-any', 'nyc', backorder_limit => 5)$$), pg_temp.sums('str-any');

-- in the red: nothing new is promised from any stripe, and what comes in heals it
SELECT outcome($$receive_inventory('str-red', 'nyc', 80, 'po')$$), pg_temp.stripe('str-red', 4);
SELECT outcome($$reserve_inventory('str-red', 'nyc', 20, 'str-21')$$), outcome($$reserve_inventory('str-red', 'nyc', 20, 'str-22')$$), outcome($$reserve_inventory('str-red', 'nyc', 15, 'str-23')$$);
SELECT outcome($$count_inventory('str-red', 'nyc', 30)$$), outcome($$count_inventory('str-red', 'nyc', 30, allow_shortfall => true)$$), pg_temp.sums('str-red');
SELECT outcome($$reserve_inventory('str-red', 'nyc', 1, 'str-24')$$), outcome($$sell_inventory('str-red', 'nyc', 1, 'till')$$);
SELECT shortfall FROM inventory.set_level_policy('str-red', 'nyc', stripes => 2);
SELECT outcome($$release_cart('str-23')$$), pg_temp.sums('str-red');
SELECT outcome($$receive_inventory('str-red', 'nyc', 4, 'po')$$), pg_temp.sums('str-red');
SELECT outcome($$fulfill_cart('str-21')$$), outcome($$release_reservation('str-red', 'nyc', 6, 'str-22')$$), outcome($$reserve_inventory('str-red', 'nyc', 1, 'str-24')$$), outcome($$receive_inventory('str-red', 'nyc', 20, 'po')$$), outcome($$reserve_inventory('str-red', 'nyc', 20, 'str-24')$$), pg_temp.sums('str-red');

-- draining: a surplus stripe sells nothing, its holds stay where they are, and it goes with the last of them
SELECT outcome($$receive_inventory('str-drain', 'nyc', 60, 'po')$$), pg_temp.stripe('str-drain', 3);
SELECT outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-25')$$), outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-26')$$), outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-27')$$);
SELECT pg_temp.stripe('str-drain', 1);
SELECT pg_temp.rows_of('str-drain');
SELECT outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-28')$$), outcome($$release_reservation('str-drain', 'nyc', 5, 'str-25')$$), outcome($$release_reservation('str-drain', 'nyc', 5, 'str-26')$$), outcome($$release_reservation('str-drain', 'nyc', 5, 'str-27')$$);
SELECT pg_temp.rows_of('str-drain');
SELECT pg_temp.sums('str-drain');
SELECT outcome($$release_cart('str-25')$$), outcome($$release_cart('str-26')$$), outcome($$fulfill_cart('str-27')$$);
SELECT pg_temp.rows_of('str-drain');
-- and is wanted again before that
SELECT pg_temp.stripe('str-drain', 3);
SELECT outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-29')$$), outcome($$reserve_inventory('str-drain', 'nyc', 15, 'str-30')$$), outcome($$count_inventory('str-drain', 'nyc', 80)$$);
SELECT count(*) FROM inventory.set_level_policy('str-drain', 'nyc', stripes => 1);
SELECT count(*) FROM inventory.set_level_policy('str-drain', 'nyc', stripes => 2);
SELECT count(*) FILTER (WHERE draining AND stripe < 2) AS wrong FROM inventory.levels WHERE variant_id = 'str-drain';
SELECT pg_temp.sums('str-drain');

-- a level that is not tracked, and one that goes
SELECT outcome($$set_level_policy('str-ebook', 'web', stripes => 4, tracked => false)$$), outcome($$reserve_inventory('str-ebook', 'web', 1000, 'str-31')$$), outcome($$sell_inventory('str-ebook', 'web', 5, 'till')$$), outcome($$fulfill_cart('str-31')$$);
SELECT outcome($$delete_level('str-safe', 'nyc')$$), outcome($$count_inventory('str-safe', 'nyc', 0)$$), outcome($$delete_level('str-safe', 'nyc')$$);
SELECT count(*) FROM inventory.levels WHERE variant_id = 'str-safe';
SELECT outcome($$delete_level('str-new', 'nyc')$$), outcome($$delete_level('str-new', 'nyc')$$), outcome($$receive_inventory('str-new', 'nyc', 1, 'po')$$);
SELECT pg_temp.rows_of('str-new');

-- verify_inventory() looks at every stripe, with the triggers out of the way
SELECT outcome($$receive_inventory('str-bad', 'nyc', 64, 'po')$$), pg_temp.stripe('str-bad', 2), outcome($$reserve_inventory('str-bad', 'nyc', 10, 'str-34')$$);
SELECT found($$UPDATE inventory.levels SET on_hand = on_hand + 1 WHERE variant_id = 'str-bad' AND stripe = 1$$);
-- the holds of one stripe counted on the other: the sums agree, the stripes do not
SELECT found($$UPDATE inventory.levels SET reserved = 10 - reserved WHERE variant_id = 'str-bad'$$);
SELECT found($$UPDATE inventory.reservations SET stripe = 1 - stripe WHERE variant_id = 'str-bad'$$);
SELECT found($$UPDATE inventory.reservations SET stripe = 5 WHERE variant_id = 'str-bad'$$);
SELECT found($$UPDATE inventory.levels SET shortfall = 1 WHERE variant_id = 'str-bad' AND stripe = 1$$);
SELECT found($$UPDATE inventory.levels SET version = 0 WHERE variant_id = 'str-bad' AND stripe = 1$$);
SELECT found($$UPDATE inventory.levels SET stripe = stripe + 2 WHERE variant_id = 'str-new'$$);
SELECT found($$DELETE FROM inventory.levels WHERE variant_id = 'str-few' AND stripe = 1$$);

SELECT verified();
