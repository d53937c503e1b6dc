SELECT * FROM inventory.reserve_cart(:ref, format('[{"variant_id":"%s","location_id":"main","quantity":1}]', :v::bigint)::jsonb);
