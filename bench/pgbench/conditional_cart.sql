-- (c) for five lines in one call, in the buyer's order
SELECT baseline.reserve_lines(:ref, ARRAY[:v1, :v2, :v3, :v4, :v5]::text[]);
