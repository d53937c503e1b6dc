-- (c) for five lines in one call, sorted first, as one does who has met deadlocks
SELECT baseline.reserve_lines(:ref, ARRAY(SELECT v FROM unnest(ARRAY[:v1, :v2, :v3, :v4, :v5]::text[]) AS v ORDER BY v));
