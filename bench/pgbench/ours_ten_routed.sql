SELECT * FROM inventory.reserve_cart(:ref, format('[{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},'
	'{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},'
	'{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1},{"variant_id":"%s","quantity":1}]',
	:v1::bigint, :v2::bigint, :v3::bigint, :v4::bigint, :v5::bigint, :v6::bigint, :v7::bigint, :v8::bigint, :v9::bigint, :v10::bigint)::jsonb);
