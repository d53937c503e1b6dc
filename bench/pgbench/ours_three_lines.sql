SELECT * FROM inventory.reserve_cart(:ref, format('[{"variant_id":"%s","location_id":"main","quantity":1},'
	'{"variant_id":"%s","location_id":"main","quantity":1},{"variant_id":"%s","location_id":"main","quantity":1}]',
	:v::bigint, :v::bigint + 1000, :v::bigint + 2000)::jsonb);
