SELECT * FROM inventory.reserve_cart(:ref, format('[{"variant_id":"%s","quantity":1}]', :v::bigint)::jsonb);
