SELECT * FROM inventory.try_reserve_cart(:ref, '[{"variant_id":"1","quantity":1}]', route => '{"goals":["most_stock"]}');
