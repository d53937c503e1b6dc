SELECT * FROM inventory.reserve_cart(:ref, format('[{"variant_id":"%s","location_id":"main","quantity":1},'
	'{"variant_id":"%s","location_id":"main","quantity":1},{"variant_id":"%s","location_id":"main","quantity":1},'
	'{"variant_id":"%s","location_id":"main","quantity":1},{"variant_id":"%s","location_id":"main","quantity":1}]',
	:v1::bigint, :v2::bigint, :v3::bigint, :v4::bigint, :v5::bigint)::jsonb);
