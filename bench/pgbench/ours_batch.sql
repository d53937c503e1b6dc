SELECT count(*) FROM bench.batches AS b, inventory.reserve_batch(
	ARRAY(SELECT (:ref::bigint + n)::text FROM generate_series(1, :lines) AS n),
	b.variants[1:(:lines)], array_fill('main'::text, ARRAY[:lines::integer]), array_fill(1::bigint, ARRAY[:lines::integer])) AS r
WHERE b.no = :no AND r.status = 'reserved';
