-- (f)
SELECT 1;
