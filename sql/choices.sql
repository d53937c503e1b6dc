-- Buyers who take fewer units than they wish, or nothing that is not in stock.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

SELECT outcome($$receive_inventory('ch', 'nyc', 5, 'po')$$), outcome($$set_level_policy('ch', 'nyc', backorder_limit => 4)$$);

-- only from stock, whatever others may have
SELECT outcome($$reserve_inventory('ch', 'nyc', 6, 'ch-1', backorder => false)$$), outcome($$try_reserve_inventory('ch', 'nyc', 6, 'ch-1', backorder => false)$$);
SELECT outcome($$reserve_inventory('ch', 'nyc', 4, 'ch-1', backorder => false)$$), outcome($$reserve_inventory('ch', 'nyc', 2, 'ch-1', backorder => false)$$);
SELECT outcome($$set_reservation('ch', 'nyc', 6, 'ch-1', backorder => false)$$), outcome($$set_reservation('ch', 'nyc', 5, 'ch-1', backorder => false)$$);
SELECT outcome($$reserve_batch('{ch-2,ch-3}', '{ch,ch}', '{nyc,nyc}', '{1,1}', backorder => false)$$);
SELECT outcome($$reserve_cart('ch-2', '[{"variant_id": "ch", "location_id": "nyc", "quantity": 1, "backorder": false}]')$$), outcome($$reserve_cart('ch-2', '[{"variant_id": "ch", "location_id": "nyc", "quantity": 1, "backorder": true}, {"variant_id": "ch", "location_id": "nyc", "quantity": 1, "backorder": false}]')$$);
-- nor are units kept that wait
SELECT outcome($$receive_inventory('ch-keep', 'nyc', 10, 'po')$$), outcome($$set_level_policy('ch-keep', 'nyc', backorder_limit => 5)$$) <> '', outcome($$reserve_inventory('ch-keep', 'nyc', 15, 'ch-keep')$$);
SELECT outcome($$set_reservation('ch-keep', 'nyc', 14, 'ch-keep', backorder => false)$$), outcome($$set_cart('ch-keep', '[{"variant_id": "ch-keep", "location_id": "nyc", "quantity": 12, "minimum": 1, "backorder": false}]')$$);

-- nor where anybody waits, though there is stock that has come for others
SELECT outcome($$reserve_inventory('ch', 'nyc', 2, 'ch-wait')$$), outcome($$reserve_inventory('ch', 'nyc', 1, 'ch-2', backorder => false)$$), outcome($$release_reservation('ch', 'nyc', 3, 'ch-1')$$), outcome($$reserve_inventory('ch', 'nyc', 2, 'ch-2', backorder => false)$$), outcome($$reserve_inventory('ch', 'nyc', 1, 'ch-2', backorder => false)$$);

-- a refusal names what could be had: with the allowance, and with what the cart has where it is set
SELECT outcome($$reserve_inventory('ch', 'nyc', 5, 'ch-3')$$), outcome($$set_reservation('ch', 'nyc', 6, 'ch-2')$$), outcome($$try_reserve_inventory('ch', 'nyc', 5, 'ch-3')$$);
SELECT failure($$SELECT inventory.reserve_inventory('ch', 'nyc', 5, 'ch-3')$$);

-- as many as there are, at least so many
SELECT outcome($$receive_inventory('ch-min', 'nyc', 5, 'po')$$), outcome($$receive_inventory('ch-min', 'sfo', 2, 'po')$$);
SELECT outcome($$reserve_cart('ch-4', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 8, "minimum": 6}]')$$), outcome($$try_reserve_cart('ch-4', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 8, "minimum": 6}, {"variant_id": "ch-min", "location_id": "sfo", "quantity": 2}]')$$), cart_is('ch-4');
SELECT outcome($$reserve_cart('ch-4', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 8, "minimum": 5}, {"variant_id": "ch-min", "location_id": "sfo", "quantity": 2, "minimum": 1}]')$$);
SELECT outcome($$release_reservation('ch-min', 'nyc', 3, 'ch-4')$$), outcome($$set_cart('ch-4', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 9, "minimum": 5}]')$$), level_is('ch-min', 'sfo');
-- a refusal names the least that would have done, of merged lines their sum; and none where none was said
SELECT failure($$SELECT inventory.reserve_cart('ch-8', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 30, "minimum": 10}, {"variant_id": "ch-min", "location_id": "nyc", "quantity": 20, "minimum": 6}, {"variant_id": "ch-min", "location_id": "sfo", "quantity": 4}, {"variant_id": "ch-nowhere", "location_id": "nyc", "quantity": 4, "minimum": 2}]')$$);
SELECT failure($$SELECT inventory.set_cart('ch-8', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 50, "minimum": 16}, {"variant_id": "ch-min", "location_id": "sfo", "quantity": 4, "minimum": 4}]')$$);
-- backorders included, unless they are refused; merged lines are one
SELECT outcome($$set_level_policy('ch-min', 'nyc', backorder_limit => 3)$$), outcome($$reserve_cart('ch-5', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 9, "minimum": 1, "backorder": false}]')$$), outcome($$reserve_cart('ch-5', '[{"variant_id": "ch-min", "location_id": "nyc", "quantity": 3, "minimum": 1}, {"variant_id": "ch-min", "location_id": "nyc", "quantity": 2}]')$$);
-- and after what is overdue
SELECT outcome($$receive_inventory('ch-due', 'nyc', 5, 'po')$$), reserve_overdue('ch-late', '[{"variant_id": "ch-due", "location_id": "nyc", "quantity": 4}]'), outcome($$reserve_cart('ch-6', '[{"variant_id": "ch-due", "location_id": "nyc", "quantity": 9, "minimum": 1}]')$$), cart_is('ch-late');

-- merged lines are only from stock where one of them is
SELECT outcome($$receive_inventory('ch-both', 'nyc', 3, 'po')$$), outcome($$set_level_policy('ch-both', 'nyc', backorder_limit => 5)$$) <> '', outcome($$reserve_cart('ch-9', '[{"variant_id": "ch-both", "location_id": "nyc", "quantity": 2}, {"variant_id": "ch-both", "location_id": "nyc", "quantity": 2, "backorder": false}]')$$), outcome($$reserve_cart('ch-9', '[{"variant_id": "ch-both", "location_id": "nyc", "quantity": 4}]')$$);

-- bad choices
SELECT outcome(format('reserve_cart(%L, %L)', 'ch-7', jsonb_build_array(jsonb_build_object('variant_id', 'ch-min', 'location_id', 'nyc', 'quantity', 2) || bad)))
FROM unnest(ARRAY['{"minimum": 3}', '{"minimum": 0}', '{"minimum": -1}', '{"minimum": 1.5}', '{"minimum": "1"}', '{"minimum": null}', '{"minimum": 9007199254740992}', '{"backorder": 1}', '{"backorder": null}', '{"Minimum": 1}']::jsonb[]) AS bad;

SELECT verified();
