-- What was demanded, day by day, and what will be. The days are written by the owner, as a shop does that brings its history along.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.today() RETURNS date LANGUAGE sql AS $$
SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date
$$;
CREATE FUNCTION pg_temp.monday() RETURNS date LANGUAGE sql AS $$
SELECT date_trunc('week', pg_temp.today())::date
$$;
CREATE FUNCTION pg_temp.midnight(day date) RETURNS timestamptz LANGUAGE sql AS $$
SELECT day::timestamp AT TIME ZONE 'UTC'
$$;
-- Notes a day of a level; what is noted of it already is added to.
CREATE FUNCTION pg_temp.note(variant text, location text, day date, sold bigint DEFAULT 0, out_seconds float8 DEFAULT 0, out_since timestamptz DEFAULT NULL, returned bigint DEFAULT 0) RETURNS void LANGUAGE sql AS $$
INSERT INTO inventory.demand AS d VALUES (variant, location, day, sold, returned, out_seconds, out_since)
ON CONFLICT (variant_id, location_id, day) DO UPDATE SET sold = d.sold + EXCLUDED.sold, returned = d.returned + EXCLUDED.returned, out_seconds = d.out_seconds + EXCLUDED.out_seconds, out_since = EXCLUDED.out_since
$$;
-- Units of whole weeks, the last of which ended on Sunday; the first begins on its Monday. Sold out since this Monday, so that what has gone
-- by of the running week counts for nothing: what is forecast does not depend on the clock.
CREATE FUNCTION pg_temp.note_weeks(variant text, location text, units bigint[]) RETURNS void LANGUAGE sql AS $$
SELECT pg_temp.note(variant, location, pg_temp.monday() - 7 * (cardinality(units) + 1 - n)::int + (n::int - 1) * 3 % 7, u)
	FROM unnest(units) WITH ORDINALITY AS w (u, n);
SELECT pg_temp.note(variant, location, pg_temp.monday(), out_since => pg_temp.midnight(pg_temp.monday()))
$$;
CREATE FUNCTION pg_temp.history(arguments text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($f$SELECT format('%%s days ago: %%s sold, %%s returned, out %%s', pg_temp.today() - day, sold, returned, round(out_share::numeric, 4))
		FROM inventory.demand_history(%s) WITH ORDINALITY AS h ORDER BY h.ordinality$f$, arguments);
END $$;
CREATE FUNCTION pg_temp.forecast(arguments text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($f$SELECT format('expected %%s, quantile %%s, a day %%s, dispersion %%s, weeks %%s, lost %%s', coalesce(round(expected::numeric, 4)::text, '-'), coalesce(quantile::text, '-'),
			coalesce(round(mean_per_day::numeric, 6)::text, '-'), coalesce(round(dispersion::numeric, 6)::text, '-'), round(weeks::numeric, 4), coalesce(round(lost_per_day::numeric, 6)::text, '-'))
		FROM inventory.forecast_demand(%s)$f$, arguments);
END $$;

-- ---- demand_history ----
-- a level that is sold out since noon of the day before yesterday; it was for a quarter of the day that was 9 days ago
SELECT pg_temp.note('dm-h', 'nyc', pg_temp.today() - 12, 5), pg_temp.note('dm-h', 'nyc', pg_temp.today() - 9, 3, 21600, returned => 1), pg_temp.note('dm-h', 'nyc', pg_temp.today() - 6),
	pg_temp.note('dm-h', 'nyc', pg_temp.today() - 2, 2, 0, pg_temp.midnight(pg_temp.today() - 2) + '12 hours'), pg_temp.note('dm-h', 'nyc', pg_temp.today() + 1, 99, 86400);
SELECT pg_temp.history($$'dm-h', 'nyc'$$);
-- since a day, those of the stretch too; a day without a row in between
SELECT pg_temp.history($$'dm-h', 'nyc', pg_temp.today() - 9$$);
SELECT pg_temp.history($$'dm-h', 'nyc', pg_temp.today() - 1$$);
SELECT pg_temp.note('dm-h', 'nyc', pg_temp.today(), 1);
SELECT pg_temp.history($$'dm-h', 'nyc', pg_temp.today() - 1$$);
SELECT pg_temp.history($$'dm-h', 'nyc', 'infinity'$$);
SELECT count(*) FROM inventory.demand_history('dm-h', 'nyc', '-infinity');
SELECT count(*) FROM inventory.demand_history('dm-h', 'sfo');
SELECT count(*) FROM inventory.demand_history('dm-none');
-- all together: the mean share over those that had a row by then, of which sfo has its first 9 days ago and ber 2
SELECT pg_temp.note('dm-h', 'sfo', pg_temp.today() - 9, 4, 43200), pg_temp.note('dm-h', 'sfo', pg_temp.today() - 7, 0, 86400), pg_temp.note('dm-h', 'ber', pg_temp.today() - 2, 1, returned => 2);
SELECT pg_temp.history($$'dm-h'$$);
SELECT pg_temp.history($$'dm-h', since => pg_temp.today() - 2$$);
-- whatever is written there, shares are shares and units do not overflow
SELECT pg_temp.note('dm-o', 'nyc', pg_temp.today() - 2, 9223372036854775807, 86400, '-infinity', 9223372036854775807), pg_temp.note('dm-o', 'sfo', pg_temp.today() - 2, 9223372036854775807, 0, 'infinity', 9223372036854775807);
SELECT pg_temp.history($$'dm-o'$$);
SELECT pg_temp.note('dm-o', 'sfo', pg_temp.monday() - 14, 9223372036854775807);
SELECT quantile, expected > 0 AND expected < 'Infinity' AS is_finite FROM inventory.forecast_demand('dm-o', 'sfo');

-- ---- forecast_demand ----
-- Expected numbers are those of a model of its own (Python, with lgamma): for y, e of each week, from a = b = 0.05: m = a/b*e; from the 9th on,
-- if e >= 0.2, num += min(m, 1)*(y-m)^2/(m + m^2/a), den += min(m, 1); a = 0.9^e*a + y, b = 0.9^e*b + e. phi = max(1, (num+12)/(den+12)),
-- mean = T*a/b, variance = max(mean, phi*(mean + mean^2/a)); the quantile by adding up the negative binomial's probabilities.
SELECT pg_temp.note_weeks('dm-f', 'nyc', '{4,6,5,3,7,5,4,8,6,2,5,9}'), pg_temp.note_weeks('dm-f', 'sfo', '{1,0,3,0,2,9,0,0,4,0,7,0}');
-- 22.086755, 33, 0.788813, 1.052430; nothing is lost where there is no level
SELECT pg_temp.forecast($$'dm-f', 'nyc'$$);
-- 9.149460, 19, 0.326766, 1.865104
SELECT pg_temp.forecast($$'dm-f', 'sfo'$$);
-- 11.043377, 11, 1.577625 and 119.269745, 240
SELECT pg_temp.forecast($$'dm-f', 'nyc', days => 7, service_level => 0.5, uplift => 2$$);
SELECT pg_temp.forecast($$'dm-f', 'sfo', 365, 0.99$$);
-- a planner may expect nothing
SELECT pg_temp.forecast($$'dm-f', 'nyc', uplift => 0$$);
-- together the weeks add up: 31.228358, 45, 1.115299, 1.253441
SELECT pg_temp.forecast($$'dm-f'$$);
-- sold out for half of weeks 5 and 6: 23.667603, 34, 0.845272, 1.031516, 11 weeks; together for a quarter of them: 32.262023, 46, 1.152215, 1.213554
SELECT pg_temp.note('dm-f', 'nyc', pg_temp.monday() - 7 * w + d, 0, 43200) FROM unnest('{8,7}'::int[]) AS w, generate_series(0, 6) AS d;
SELECT pg_temp.forecast($$'dm-f', 'nyc'$$);
SELECT pg_temp.forecast($$'dm-f'$$);
-- the same by stretches that have not ended: out since Wednesday noon of the last week, it could be sold in 10.357 = 11 - 4.5 / 7 weeks
SELECT pg_temp.note_weeks('dm-r', 'nyc', '{4,6,5,3,7,5,4,8,6,2,5}'), pg_temp.note('dm-r', 'nyc', pg_temp.monday() - 5, 9);
UPDATE inventory.demand SET out_since = NULL WHERE variant_id = 'dm-r' AND out_since IS NOT NULL;
UPDATE inventory.demand SET out_since = pg_temp.midnight(day) + '12 hours' WHERE variant_id = 'dm-r' AND day = pg_temp.monday() - 5;
SELECT round(weeks::numeric, 4) FROM inventory.forecast_demand('dm-r', 'nyc');
-- a level that begins later counts from then on: of the last week 7 days of one and 2 of the other, of which one was out
SELECT pg_temp.note_weeks('dm-b', 'nyc', '{5,5,5,5}'), pg_temp.note('dm-b', 'sfo', pg_temp.monday() - 2, 1, 86400), pg_temp.note('dm-b', 'sfo', pg_temp.monday(), out_since => pg_temp.midnight(pg_temp.monday()));
SELECT round(weeks::numeric, 4) = round(4 - 1.0 / 9, 4) AS counts_for_eight_ninths FROM inventory.forecast_demand('dm-b');
-- of what has gone by of the running week all counts that was not out
SELECT pg_temp.note('dm-n', 'nyc', pg_temp.monday() - 14, 3);
SELECT abs(weeks - 2 - extract(epoch FROM clock_timestamp() - pg_temp.midnight(pg_temp.monday())) / 604800) < 0.001 AS counts FROM inventory.forecast_demand('dm-n');
-- two years are remembered, with zeros where nothing was sold; of what is older only that it was
SELECT pg_temp.note_weeks('dm-y', 'nyc', array_fill(0, ARRAY[103])::bigint[] || 10::bigint);
SELECT pg_temp.note('dm-y2', 'nyc', pg_temp.monday() - 1000, 5000), pg_temp.note_weeks('dm-y2', 'nyc', '{10}');
SELECT pg_temp.note('dm-y3', 'nyc', pg_temp.monday() - 7 * 104 - 1, 5000), pg_temp.note('dm-y3', 'nyc', pg_temp.monday() - 7 * 104, 5000), pg_temp.note_weeks('dm-y3', 'nyc', '{10}');
-- 4.000070, 18, 0.142860, 8.555352, 104 weeks
SELECT pg_temp.forecast($$'dm-y', 'nyc'$$);
SELECT pg_temp.forecast($$'dm-y2', 'nyc'$$);
SELECT pg_temp.forecast($$'dm-y3', 'nyc'$$) <> pg_temp.forecast($$'dm-y2', 'nyc'$$) AS the_first_week_of_104_counts;
-- below a week of it nothing is forecast: of what is new, was out all the time, or is not known
SELECT pg_temp.note('dm-w', 'nyc', pg_temp.today() - 3, 8), pg_temp.note('dm-w', 'sfo', pg_temp.monday() - 70, out_since => pg_temp.midnight(pg_temp.monday() - 70)), pg_temp.note('dm-w', 'ber', pg_temp.monday() - 8, 3), pg_temp.note('dm-w', 'ber', pg_temp.monday() - 1, out_since => pg_temp.midnight(pg_temp.monday() - 1));
SELECT expected, quantile, mean_per_day, dispersion, weeks BETWEEN 3 / 7.0 AND 4 / 7.0 AS weeks_of_it, lost_per_day FROM inventory.forecast_demand('dm-w', 'nyc');
SELECT pg_temp.forecast($$'dm-w', 'sfo'$$);
SELECT pg_temp.forecast($$'dm-none'$$);
-- a week of it is enough, a Sunday and the six days after it
SELECT pg_temp.forecast($$'dm-w', 'ber'$$) NOT LIKE 'expected -%' AS is_enough;

-- what is lost while nothing can be sold: of the level, and of the variant where all its levels are out
SELECT outcome($$set_level_policy('dm-f', 'nyc', safety_stock => 5)$$) <> '' AS made;
SELECT round(lost_per_day::numeric, 6) = round(mean_per_day::numeric, 6) AS is_lost FROM inventory.forecast_demand('dm-f', 'nyc') UNION ALL SELECT lost_per_day = 0 FROM inventory.forecast_demand('dm-f', 'sfo');
SELECT pg_temp.forecast($$'dm-f', 'nyc', uplift => 2$$);
SELECT pg_temp.forecast($$'dm-f'$$);
SELECT outcome($$receive_inventory('dm-f', 'sfo', 1, 'po')$$) <> '' AS received, (SELECT lost_per_day FROM inventory.forecast_demand('dm-f')) AS of_all, (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS still_of_one;
-- stock that is kept back is not for sale, a backorder is a sale, and what is not tracked is never out
SELECT outcome($$receive_inventory('dm-f', 'nyc', 5, 'po')$$) <> '' AS received, (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS lost;
SELECT outcome($$set_level_policy('dm-f', 'nyc', backorder_limit => 1)$$) <> '' AS set, (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS lost;
SELECT outcome($$reserve_inventory('dm-f', 'nyc', 1, 'dm-cart')$$), (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS lost;
SELECT outcome($$release_cart('dm-cart')$$), outcome($$set_level_policy('dm-f', 'nyc', unlimited_backorder => true)$$) <> '' AS set, (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS lost;
SELECT outcome($$set_level_policy('dm-f', 'nyc', backorder_limit => 0, tracked => false)$$) <> '' AS set, (SELECT lost_per_day > 0 FROM inventory.forecast_demand('dm-f', 'nyc')) AS lost;

-- ---- errors ----
SELECT call, outcome(call) FROM unnest(ARRAY['forecast_demand(NULL)', 'forecast_demand('''')', 'forecast_demand(''dm-f'', '''')', 'forecast_demand(''dm-f'', days => NULL)', 'forecast_demand(''dm-f'', days => 0)', 'forecast_demand(''dm-f'', days => 3651)',
	'forecast_demand(''dm-f'', service_level => NULL)', 'forecast_demand(''dm-f'', service_level => 0)', 'forecast_demand(''dm-f'', service_level => 1)', 'forecast_demand(''dm-f'', service_level => ''NaN'')', 'forecast_demand(''dm-f'', service_level => ''-Infinity'')',
	'forecast_demand(''dm-f'', uplift => NULL)', 'forecast_demand(''dm-f'', uplift => -0.1)', 'forecast_demand(''dm-f'', uplift => ''Infinity'')', 'forecast_demand(''dm-f'', uplift => ''NaN'')', 'forecast_demand(''dm-f'', uplift => 1000001)',
	'demand_history(NULL)', 'demand_history('''')', 'demand_history(''dm-f'', '''')']) WITH ORDINALITY AS c (call, n) ORDER BY n;
-- as far as they go
SELECT expected > 0 AND quantile >= expected AND expected < 'Infinity' AS is_a_number FROM inventory.forecast_demand('dm-f', 'nyc', 3650, 0.999999999999, 1000000) UNION ALL SELECT quantile = 0 FROM inventory.forecast_demand('dm-f', 'nyc', 1, 1e-300);

-- it only reads: in a transaction that may do no more, too
BEGIN READ ONLY;
SELECT pg_temp.forecast($$'dm-f', 'sfo', 365, 0.99$$);
SELECT count(*) FROM inventory.demand_history('dm-h', 'ber');
COMMIT;
-- search_path and time zone are the caller's
SET search_path = pg_temp;
SET timezone = 'Pacific/Kiritimati';
SELECT pg_temp.forecast($$'dm-f', 'sfo', 365, 0.99$$);
RESET search_path;
RESET timezone;
SELECT * FROM inventory.verify_inventory();
