-- (c) once a line, in one transaction
SELECT count(baseline.reserve_conditional(v.variant, 'main', 1, (:ref::bigint + v.n)::text))
FROM bench.batches AS b, unnest(b.variants[1:(:lines)]) WITH ORDINALITY AS v (variant, n)
WHERE b.no = :no;
