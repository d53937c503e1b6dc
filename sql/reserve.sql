-- Holding: reserve, set, touch and release, deadlines, and what can be promised.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('rsv', 'nyc', 10, 'po-1')$$);

-- a cart adds to its hold; one row a level
SELECT outcome($$reserve_inventory('rsv', 'nyc', 3, 'rsv-1')$$);
SELECT outcome($$reserve_inventory('rsv', 'nyc', 2, 'rsv-1', customer_id => 'eve')$$);
SELECT level_is('rsv', 'nyc'), cart_is('rsv-1');
SELECT sum(quantity) FROM inventory.reservations WHERE reference_id = 'rsv-1';

-- another cart takes the last units, a third finds none, and the refusal changes nothing
SELECT outcome($$reserve_inventory('rsv', 'nyc', 5, 'rsv-2')$$);
SELECT fingerprint() AS before \gset
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-3')$$);
SELECT outcome($$try_reserve_inventory('rsv', 'nyc', 1, 'rsv-3')$$);
SELECT outcome($$reserve_inventory('rsv', 'london', 1, 'rsv-3')$$);
SELECT outcome($$try_reserve_inventory('rsv', 'london', 1, 'rsv-3')$$);
SELECT fingerprint() = :'before' AS unchanged, cart_is('rsv-3');

-- try_ answers like reserve where it fits, and a completed cart
SELECT outcome($$release_reservation('rsv', 'nyc', 2, 'rsv-2')$$);
SELECT outcome($$try_reserve_inventory('rsv', 'nyc', 2, 'rsv-3')$$);
SELECT outcome($$fulfill_cart('rsv-3')$$), cart_is('rsv-3');
SELECT outcome($$try_reserve_inventory('rsv', 'nyc', 1, 'rsv-3')$$);

-- the deadline is the cart's, never moves to an earlier time, and follows inventory.cart_ttl
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-2', ttl => '1 hour')$$);
SELECT outcome($$receive_inventory('rsv', 'nyc', 10, 'po-2')$$);
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-2', ttl => '1 hour')$$);
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-2', ttl => '1 minute')$$);
SELECT outcome($$touch_cart('rsv-2', '5 minutes')$$), cart_is('rsv-2');
SELECT outcome($$touch_cart('rsv-2', '2 hours')$$), cart_is('rsv-2');
SET inventory.cart_ttl = '3 h';
SELECT outcome($$touch_cart('rsv-2')$$);
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-4')$$);
RESET inventory.cart_ttl;

-- set_reservation: the cart's own hold does not stand in its way
SELECT outcome($$receive_inventory('rsv-set', 'nyc', 10, 'po-3')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 8, 'rsv-5')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 10, 'rsv-5')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 11, 'rsv-5')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 10, 'rsv-5')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 4, 'rsv-5')$$);
SELECT outcome($$set_reservation('rsv-set', 'nyc', 0, 'rsv-5')$$), cart_is('rsv-5');
SELECT outcome($$set_reservation('rsv-set', 'nyc', 0, 'rsv-6')$$), cart_is('rsv-6');
SELECT ledger_of('rsv-set');

-- a release gives back at most what is held, and the last one cancels the cart
SELECT outcome($$reserve_inventory('rsv-set', 'nyc', 6, 'rsv-7')$$);
SELECT outcome($$release_reservation('rsv-set', 'nyc', 2, 'rsv-7')$$), cart_is('rsv-7');
SELECT outcome($$release_reservation('rsv-set', 'nyc', 100, 'rsv-7')$$), cart_is('rsv-7');
SELECT outcome($$release_reservation('rsv-set', 'nyc', 1, 'rsv-7')$$), cart_is('rsv-7');
SELECT outcome($$release_reservation('rsv-set', 'nyc', NULL, 'rsv-7')$$);
SELECT outcome($$release_reservation('rsv-set', 'nyc', 1, 'rsv-nobody')$$);
SELECT outcome($$release_reservation('rsv-unknown', 'nyc', 1, 'rsv-7')$$);
SELECT level_is('rsv-set', 'nyc');

-- release_cart gives everything back
SELECT outcome($$reserve_inventory('rsv-set', 'nyc', 2, 'rsv-8')$$);
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-8')$$);
SELECT outcome($$release_cart('rsv-8')$$), cart_is('rsv-8');
SELECT outcome($$release_cart('rsv-8')$$), cart_is('rsv-8');

-- the customer stays known, the reference may be reused after the cart was cancelled
SELECT customer_id FROM inventory.carts WHERE reference_id = 'rsv-1';
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-1')$$);
SELECT customer_id FROM inventory.carts WHERE reference_id = 'rsv-1';
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-8')$$), cart_is('rsv-8');

-- what can be promised
SELECT outcome($$receive_inventory('rsv-avail', 'nyc', 10, 'po-4')$$);
SELECT outcome($$receive_inventory('rsv-avail', 'london', 5, 'po-4')$$);
SELECT outcome($$reserve_inventory('rsv-avail', 'nyc', 3, 'rsv-9')$$);
SELECT outcome($$available_inventory('rsv-avail', 'nyc')$$) AS nyc,
	outcome($$available_inventory('rsv-avail', 'london')$$) AS london,
	outcome($$available_inventory('rsv-avail')$$) AS everywhere,
	outcome($$available_inventory('rsv-avail', excluding_reference => 'rsv-9')$$) AS without_own,
	outcome($$available_inventory('rsv-avail', 'nyc', 'rsv-nobody')$$) AS without_nobody,
	outcome($$available_inventory('rsv-avail', 'paris')$$) AS paris,
	outcome($$available_inventory('rsv-unknown')$$) AS unknown;
-- a level in the red counts 0 in the sum
SELECT outcome($$set_level_policy('rsv-avail', 'london', backorder_limit => 10)$$);
SELECT outcome($$reserve_inventory('rsv-avail', 'london', 9, 'rsv-10')$$);
SELECT outcome($$available_inventory('rsv-avail', 'london')$$) AS london, outcome($$available_inventory('rsv-avail')$$) AS everywhere;

-- holds past their deadline count as free, swept or not, and never make a buyer see "sold out"
SELECT outcome($$receive_inventory('rsv-due', 'nyc', 10, 'po-5')$$);
SELECT reserve_overdue('rsv-due-1', '[{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 4}]');
SELECT reserve_overdue('rsv-due-2', '[{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 6},
	{"variant_id": "rsv-avail", "location_id": "nyc", "quantity": 1}]');
SELECT level_is('rsv-due', 'nyc');
SELECT outcome($$available_inventory('rsv-due', 'nyc')$$), outcome($$available_inventory('rsv-due')$$),
	outcome($$available_inventory('rsv-due', 'nyc', 'rsv-due-1')$$);
SELECT outcome($$cart_lines('rsv-due-1')$$);
SELECT outcome($$reserve_inventory('rsv-due', 'nyc', 11, 'rsv-11')$$);
SELECT outcome($$reserve_inventory('rsv-due', 'nyc', 10, 'rsv-11')$$);
SELECT level_is('rsv-due', 'nyc'), outcome($$available_inventory('rsv-due', 'nyc')$$);
SELECT outcome($$confirm_cart('rsv-due-1')$$);
SELECT outcome($$confirm_cart('rsv-due-2')$$);
SELECT type, sum(reserved_delta) FROM inventory.transactions WHERE variant_id = 'rsv-due' GROUP BY type ORDER BY type;
-- likewise for set, the try_ functions and a sale
SELECT outcome($$release_cart('rsv-11')$$);
SELECT reserve_overdue('rsv-due-3', '[{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 10}]');
SELECT outcome($$set_reservation('rsv-due', 'nyc', 4, 'rsv-11')$$);
SELECT outcome($$release_cart('rsv-11')$$);
SELECT reserve_overdue('rsv-due-4', '[{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 10}]');
SELECT outcome($$try_reserve_inventory('rsv-due', 'nyc', 4, 'rsv-11')$$);
SELECT outcome($$release_cart('rsv-11')$$);
SELECT reserve_overdue('rsv-due-5', '[{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 10}]');
SELECT outcome($$sell_inventory('rsv-due', 'nyc', 1, 'rsv-till')$$), level_is('rsv-due', 'nyc');

-- no more carts than needed give way, the oldest first
SELECT outcome($$receive_inventory('rsv-many', 'nyc', 6, 'po')$$);
SELECT reserve_overdue('rsv-many-' || n, '[{"variant_id": "rsv-many", "location_id": "nyc", "quantity": 2}]') FROM generate_series(1, 3) AS n;
SELECT outcome($$reserve_inventory('rsv-many', 'nyc', 3, 'rsv-14')$$), level_is('rsv-many', 'nyc');
SELECT cart_is('rsv-many-' || n) FROM generate_series(1, 3) AS n;

-- lines of a cart; the oldest hold of a level is served first
SELECT outcome($$cart_lines('rsv-10')$$);
SELECT outcome($$cart_lines('rsv-2')$$);
SELECT outcome($$cart_lines('rsv-nobody')$$);
SELECT outcome($$cart_lines('rsv-7')$$);

-- goods without stock: the cart is written, the level is not
SELECT outcome($$set_level_policy('rsv-ebook', 'web', tracked => false)$$);
SELECT outcome($$reserve_inventory('rsv-ebook', 'web', 1000, 'rsv-12')$$), cart_is('rsv-12');
SELECT outcome($$set_reservation('rsv-ebook', 'web', 7, 'rsv-12')$$);
SELECT outcome($$try_reserve_inventory('rsv-ebook', 'web', 7, 'rsv-12')$$);
SELECT outcome($$available_inventory('rsv-ebook', 'web')$$), outcome($$available_inventory('rsv-ebook')$$);
SELECT outcome($$sell_inventory('rsv-ebook', 'web', 5, 'rsv-13')$$);
SELECT outcome($$release_reservation('rsv-ebook', 'web', 1, 'rsv-12')$$);
SELECT outcome($$confirm_cart('rsv-12')$$), cart_is('rsv-12');
SELECT outcome($$fulfill_reservation('rsv-ebook', 'web', 1, 'rsv-12')$$);
SELECT outcome($$fulfill_cart('rsv-12')$$), cart_is('rsv-12');
SELECT outcome($$fulfill_cart('rsv-12')$$);
SELECT level_is('rsv-ebook', 'web'), count(*) FROM inventory.transactions
	WHERE variant_id = 'rsv-ebook' AND (on_hand_delta, reserved_delta, incoming_delta) <> (0, 0, 0);

-- the sweep expires overdue carts only, as a whole, and at most as many as it may
SELECT expire_stale_carts >= 0 FROM inventory.expire_stale_carts();
SELECT outcome($$expire_stale_carts()$$);
SELECT reserve_overdue('rsv-sweep-' || n, '[{"variant_id": "rsv", "location_id": "nyc", "quantity": 1},
	{"variant_id": "rsv-due", "location_id": "nyc", "quantity": 1}]') FROM generate_series(1, 3) AS n;
SELECT outcome($$expire_stale_carts(max_carts => 2)$$);
SELECT outcome($$expire_stale_carts(max_carts => 2)$$);
SELECT outcome($$expire_stale_carts(max_carts => 2)$$);
SELECT cart_is('rsv-sweep-' || n) FROM generate_series(1, 3) AS n;
SELECT cart_is('rsv-1'), cart_is('rsv-11');
-- older_than: without activity for that long, whatever the deadline
SELECT outcome($$reserve_inventory('rsv', 'nyc', 1, 'rsv-idle')$$);
SELECT outcome($$expire_stale_carts(older_than => '1 hour')$$), cart_is('rsv-idle');
DO $$ BEGIN
	WHILE EXISTS (SELECT FROM inventory.carts WHERE reference_id = 'rsv-idle' AND updated_at >= clock_timestamp() - interval '1 millisecond') LOOP
		PERFORM pg_sleep(0.001);
	END LOOP;
END $$;
SELECT expire_stale_carts > 0 FROM inventory.expire_stale_carts(older_than => '1 millisecond');
SELECT cart_is('rsv-idle'), cart_is('rsv-12');

SELECT verified();
