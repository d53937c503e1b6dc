-- Automatic stripes, as far as one session sees them: a quiet level goes back to one stripe. How a
-- level comes to be striped is in test/isolation/specs/auto_stripes.spec.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.stripes_of(variant text) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT format('%s open, %s drain; %s', count(*) FILTER (WHERE NOT draining), count(*) FILTER (WHERE draining),
	coalesce((SELECT CASE WHEN looked_at > clock_timestamp() - interval '1 minute' THEN 'looked at just now' ELSE 'looked at before' END
		FROM inventory.auto_stripes AS a WHERE a.variant_id = variant), 'not automatic'))
FROM inventory.levels AS l WHERE l.variant_id = variant
$$;
-- A level as the worker leaves it that saw buyers wait, so many minutes and changes ago.
CREATE FUNCTION pg_temp.stripe(variant text, minutes integer, changes integer DEFAULT 0) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM inventory.receive_inventory(variant, 'nyc', 80, 'po');
	PERFORM inventory.set_level_policy(variant, 'nyc', stripes => 4);
	INSERT INTO inventory.auto_stripes (variant_id, location_id, looked_at, version)
		SELECT variant, 'nyc', clock_timestamp() - make_interval(mins => minutes), sum(version) - changes
		FROM inventory.levels WHERE variant_id = variant;
	RETURN pg_temp.stripes_of(variant);
END
$$;
SELECT outcome('maintain()') IS NOT NULL AS tidy;

-- less than a change a second, for as long as inventory.auto_stripe_quiet: one stripe
SELECT pg_temp.stripe('as-quiet', 11, 600), pg_temp.stripe('as-busy', 11, 900), pg_temp.stripe('as-early', 9, 0);
SELECT (outcome('maintain()')) IS NOT NULL;
SELECT variant, pg_temp.stripes_of(variant) FROM unnest('{as-quiet,as-busy,as-early}'::text[]) AS v (variant);
SELECT level_is('as-quiet', 'nyc'), ledger_of('as-quiet');
SET inventory.auto_stripe_quiet = '8 min';
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-busy'), pg_temp.stripes_of('as-early');
SET inventory.auto_stripe_quiet = '1 h';
SELECT pg_temp.stripe('as-hour', 59), outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-hour');
RESET inventory.auto_stripe_quiet;

-- switched off, nothing is looked at
SET inventory.auto_stripe = off;
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-hour');
RESET inventory.auto_stripe;
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-hour');

-- what a rolled back transaction did is done again
SELECT pg_temp.stripe('as-back', 11);
BEGIN;
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-back');
ROLLBACK;
SELECT pg_temp.stripes_of('as-back'), outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-back');

-- set by hand they stay, another part of the policy does not say how many
SELECT pg_temp.stripe('as-hand', 11), outcome($$set_level_policy('as-hand', 'nyc', safety_stock => 1)$$) IS NOT NULL, pg_temp.stripes_of('as-hand');
SELECT outcome($$set_level_policy('as-hand', 'nyc', stripes => 4)$$) IS NOT NULL, pg_temp.stripes_of('as-hand');
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-hand');

-- a level that is gone, and one that was made anew
SELECT pg_temp.stripe('as-gone', 11), pg_temp.stripe('as-anew', 11);
SELECT outcome($$adjust_inventory('as-gone', 'nyc', -80, 'sold off')$$), outcome($$delete_level('as-gone', 'nyc')$$);
SELECT outcome($$adjust_inventory('as-anew', 'nyc', -80, 'sold off')$$), outcome($$delete_level('as-anew', 'nyc')$$), outcome($$receive_inventory('as-anew', 'nyc', 5, 'po')$$);
SELECT pg_temp.stripes_of('as-gone'), pg_temp.stripes_of('as-anew');
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-gone'), pg_temp.stripes_of('as-anew');

-- stripes with holds drain: each goes with its last hold, whoever ends it
SELECT pg_temp.stripe('as-held', 11);
SELECT outcome(format($$reserve_inventory('as-held', 'nyc', 20, 'as-%s', '1 day')$$, n)) FROM generate_series(1, 4) AS n;
SELECT outcome('maintain()') IS NOT NULL, pg_temp.stripes_of('as-held'), level_is('as-held', 'nyc');
CREATE TEMPORARY TABLE held AS SELECT row_number() OVER (ORDER BY stripe)::integer AS n, reference_id FROM inventory.reservations WHERE variant_id = 'as-held' AND stripe > 0;
SELECT count(*) FROM held;
SELECT outcome(format($$release_reservation('as-held', 'nyc', 5, %L)$$, reference_id)), pg_temp.stripes_of('as-held') FROM held WHERE n = 1;
SELECT outcome(format('release_cart(%L)', reference_id)), pg_temp.stripes_of('as-held') FROM held WHERE n = 1;
SELECT outcome(format('confirm_cart(%L)', reference_id)), outcome(format('fulfill_cart(%L)', reference_id)), pg_temp.stripes_of('as-held') FROM held WHERE n = 2;
SELECT outcome($$expire_stale_carts('0 s')$$) <> '0', pg_temp.stripes_of('as-held'), level_is('as-held', 'nyc');
SELECT outcome($$reserve_inventory('as-held', 'nyc', 60, 'as-all')$$);

-- the rows are the extension's own
SELECT statement, attempt(statement) FROM unnest(ARRAY[
	$$UPDATE inventory.auto_stripes SET version = 0$$,
	$$DELETE FROM inventory.auto_stripes$$,
	$$TRUNCATE inventory.auto_stripes$$]) WITH ORDINALITY AS s (statement, n) ORDER BY n;
SELECT setting, left(attempt('SET inventory.' || setting), 5) FROM unnest(ARRAY[$$auto_stripe_quiet = 0$$, $$auto_stripe = 'some'$$]) AS s (setting);
SELECT verified();
