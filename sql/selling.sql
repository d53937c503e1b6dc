-- From cart to order to parcel, and sales without a cart.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('sel', 'nyc', 20, 'po')$$), outcome($$receive_inventory('sel', 'london', 20, 'po')$$);

-- an order no longer expires
SELECT outcome($$reserve_cart('sel-1', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 5},
	{"variant_id": "sel", "location_id": "london", "quantity": 2}]')$$);
SELECT outcome($$confirm_cart('sel-1', 'order-1')$$), cart_is('sel-1');
SELECT order_id FROM inventory.carts WHERE reference_id = 'sel-1';
SELECT outcome($$cart_lines('sel-1')$$);
SELECT held, committed FROM inventory.availability WHERE variant_id = 'sel' ORDER BY location_id;
SELECT expire_stale_carts >= 0 FROM inventory.expire_stale_carts(older_than => '1 microsecond');
SELECT cart_is('sel-1');

-- ship a part, give the rest back
SELECT outcome($$fulfill_reservation('sel', 'nyc', 3, 'sel-1')$$), level_is('sel', 'nyc'), cart_is('sel-1');
SELECT outcome($$fulfill_reservation('sel', 'nyc', 3, 'sel-1')$$), level_is('sel', 'nyc');
SELECT outcome($$release_reservation('sel', 'nyc', NULL, 'sel-1')$$), level_is('sel', 'nyc'), cart_is('sel-1');
SELECT outcome($$fulfill_reservation('sel', 'nyc', 1, 'sel-1')$$);
SELECT outcome($$fulfill_reservation('sel', 'london', NULL, 'sel-1')$$), level_is('sel', 'london'), cart_is('sel-1');
SELECT outcome($$fulfill_reservation('sel', 'london', 1, 'sel-1')$$);
SELECT outcome($$fulfill_cart('sel-1')$$);
SELECT ledger_of('sel');

-- only from a hold at that location
SELECT outcome($$reserve_inventory('sel', 'nyc', 2, 'sel-2')$$);
SELECT outcome($$fulfill_reservation('sel', 'london', 1, 'sel-2')$$);
SELECT outcome($$fulfill_reservation('sel', 'nyc', 1, 'sel-nobody')$$);
SELECT outcome($$fulfill_reservation('sel-unknown', 'nyc', 1, 'sel-2')$$);
-- an active cart may be shipped at once
SELECT outcome($$fulfill_cart('sel-2')$$), cart_is('sel-2'), level_is('sel', 'nyc');

-- an active cart that ships a part stays active
SELECT outcome($$reserve_inventory('sel', 'nyc', 2, 'sel-3')$$);
SELECT outcome($$fulfill_reservation('sel', 'nyc', 1, 'sel-3')$$), cart_is('sel-3');
SELECT outcome($$release_cart('sel-3')$$), cart_is('sel-3'), level_is('sel', 'nyc');

-- a hold ends at most once: over-release, double release, release after expiry
SELECT outcome($$reserve_inventory('sel', 'nyc', 4, 'sel-4')$$);
SELECT outcome($$release_reservation('sel', 'nyc', 9, 'sel-4')$$), outcome($$release_reservation('sel', 'nyc', 9, 'sel-4')$$), level_is('sel', 'nyc');
SELECT reserve_overdue('sel-5', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 4}]');
SELECT outcome($$release_reservation('sel', 'nyc', 4, 'sel-5')$$), cart_is('sel-5'), level_is('sel', 'nyc');
SELECT outcome($$release_cart('sel-5')$$), level_is('sel', 'nyc');
SELECT reserve_overdue('sel-6', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 4}]');
SELECT expire_stale_carts >= 1 FROM inventory.expire_stale_carts();
SELECT outcome($$release_reservation('sel', 'nyc', 4, 'sel-6')$$), outcome($$release_cart('sel-6')$$), level_is('sel', 'nyc');
SELECT type, sum(reserved_delta) FROM inventory.transactions
	WHERE variant_id = 'sel' AND reference_id IN ('sel-4', 'sel-5', 'sel-6') GROUP BY type ORDER BY type;

-- revive of a swept and of an overdue cart: all of its last lines
SELECT reserve_overdue('sel-7', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 4}, {"variant_id": "sel", "location_id": "london", "quantity": 3}]');
SELECT reserve_overdue('sel-8', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 2}]');
SELECT expire_stale_carts >= 2 FROM inventory.expire_stale_carts();
SELECT reserve_overdue('sel-9', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 1}]');
SELECT outcome($$confirm_cart('sel-7', 'order-7')$$);
SELECT outcome($$confirm_cart('sel-7', 'order-7', revive => true)$$), cart_is('sel-7');
SELECT outcome($$confirm_cart('sel-7', 'order-7', revive => true)$$), outcome($$confirm_cart('sel-7', 'order-7')$$);
SELECT outcome($$confirm_cart('sel-9', revive => true)$$), cart_is('sel-9');
SELECT outcome($$cart_lines('sel-7')$$);
-- revive of a living cart is an ordinary confirm
SELECT outcome($$reserve_inventory('sel', 'london', 1, 'sel-10')$$), outcome($$confirm_cart('sel-10', revive => true)$$), cart_is('sel-10');
-- all or nothing: one of its lines is sold out
SELECT reserve_overdue('sel-11', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 1}, {"variant_id": "sel", "location_id": "london", "quantity": 5}]');
SELECT outcome($$sell_inventory('sel', 'london', 12, 'till')$$);
SELECT failure($$SELECT inventory.confirm_cart('sel-11', revive => true)$$);
SELECT cart_is('sel-8'), outcome($$confirm_cart('sel-8', revive => true)$$), cart_is('sel-8');
SELECT expire_stale_carts >= 0 FROM inventory.expire_stale_carts();
SELECT outcome($$confirm_cart('sel-11', revive => true)$$), cart_is('sel-11');
SELECT outcome($$receive_inventory('sel', 'london', 5, 'po')$$);
SELECT outcome($$confirm_cart('sel-11', revive => true)$$), cart_is('sel-11');
-- of several lives the last one's lines, and not those that were given back before
SELECT outcome($$reserve_inventory('sel', 'nyc', 3, 'sel-12')$$), outcome($$release_cart('sel-12')$$);
SELECT outcome($$confirm_cart('sel-12', revive => true)$$);
SELECT reserve_overdue('sel-12', '[{"variant_id": "sel", "location_id": "nyc", "quantity": 1}]');
SELECT outcome($$confirm_cart('sel-12', revive => true)$$), cart_is('sel-12');

-- no more than is physically there
SELECT outcome($$receive_inventory('sel-pre', 'nyc', 2, 'po')$$), outcome($$set_level_policy('sel-pre', 'nyc', backorder_limit => 10)$$);
SELECT outcome($$reserve_inventory('sel-pre', 'nyc', 5, 'sel-13')$$), outcome($$confirm_cart('sel-13')$$);
SELECT failure($$SELECT inventory.fulfill_reservation('sel-pre', 'nyc', 3, 'sel-13')$$);
SELECT failure($$SELECT inventory.fulfill_cart('sel-13')$$);
SELECT outcome($$fulfill_reservation('sel-pre', 'nyc', 2, 'sel-13')$$), cart_is('sel-13'), level_is('sel-pre', 'nyc');
SELECT outcome($$receive_inventory('sel-pre', 'nyc', 3, 'po')$$), outcome($$fulfill_cart('sel-13')$$), cart_is('sel-13'), level_is('sel-pre', 'nyc');
-- safety stock is no obstacle to what is already promised
SELECT outcome($$reserve_inventory('sel-pre', 'nyc', 1, 'sel-14')$$), outcome($$receive_inventory('sel-pre', 'nyc', 1, 'po')$$);
SELECT outcome($$set_level_policy('sel-pre', 'nyc', safety_stock => 5)$$), outcome($$fulfill_cart('sel-14')$$);
-- lines that have not come are named by variant and location, as bytes, in whatever order they were taken
SELECT outcome(format('set_level_policy(%L, %L, backorder_limit => 9)', v, l)) LIKE '% backorder_limit=9 %'
	FROM (VALUES ('sel-short-b', 'nyc'), ('sel-short-a', 'nyc'), ('sel-short-B', 'nyc'), ('sel-short-a', 'london')) AS s (v, l);
SELECT outcome($$receive_inventory('sel-short-a', 'paris', 9, 'po')$$), outcome($$receive_inventory('sel-short-a', 'nyc', 1, 'po')$$);
SELECT outcome($$reserve_inventory('sel-short-b', 'nyc', 2, 'sel-20')$$), outcome($$reserve_inventory('sel-short-a', 'nyc', 3, 'sel-20')$$), outcome($$reserve_inventory('sel-short-a', 'paris', 4, 'sel-20')$$);
SELECT outcome($$reserve_cart('sel-20', '[{"variant_id": "sel-short-a", "location_id": "london", "quantity": 5}, {"variant_id": "sel-short-B", "location_id": "nyc", "quantity": 6}]')$$);
SELECT variant_id, location_id FROM inventory.cart_lines('sel-20');
SELECT failure($$SELECT inventory.fulfill_cart('sel-20')$$);
SELECT failure($$SELECT inventory.fulfill_cart('sel-20', overtake => true)$$);
SELECT outcome($$receive_inventory('sel-short-a', 'nyc', 2, 'po')$$), outcome($$receive_inventory('sel-short-b', 'nyc', 1, 'po')$$);
SELECT failure($$SELECT inventory.fulfill_cart('sel-20')$$);
SELECT outcome($$receive_inventory('sel-short-b', 'nyc', 1, 'po')$$), outcome($$receive_inventory('sel-short-a', 'london', 5, 'po')$$), outcome($$receive_inventory('sel-short-B', 'nyc', 6, 'po')$$), outcome($$fulfill_cart('sel-20')$$), cart_is('sel-20');

-- a sale takes available units only
SELECT outcome($$receive_inventory('sel-till', 'nyc', 10, 'po')$$), outcome($$set_level_policy('sel-till', 'nyc', safety_stock => 2, backorder_limit => 5)$$);
SELECT outcome($$reserve_inventory('sel-till', 'nyc', 3, 'sel-15')$$);
SELECT outcome($$sell_inventory('sel-till', 'nyc', 4, 'till-1')$$), level_is('sel-till', 'nyc');
SELECT outcome($$sell_inventory('sel-till', 'nyc', 2, 'till-1')$$), outcome($$sell_inventory('sel-till', 'nyc', 1, 'till-1')$$), level_is('sel-till', 'nyc');
SELECT outcome($$sell_inventory('sel-till', 'paris', 1, 'till-1')$$);
SELECT ledger_of('sel-till');
-- the reference of a sale is no cart
SELECT cart_is('till-1'), outcome($$fulfill_cart('till-1')$$);

-- cancelling an order
SELECT outcome($$reserve_inventory('sel', 'nyc', 2, 'sel-16')$$), outcome($$confirm_cart('sel-16', 'order-16')$$);
SELECT outcome($$release_cart('sel-16')$$), outcome($$release_cart('sel-16', cancel_order => true)$$), cart_is('sel-16');
SELECT outcome($$release_cart('sel-16', cancel_order => true)$$), outcome($$confirm_cart('sel-16', 'order-16')$$);

SELECT verified();
