-- Products: which variants a listing shows together, what there is of them, and the number that tells a page
-- whether a row has changed.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE FUNCTION pg_temp.variants_of(product text) RETURNS SETOF text LANGUAGE sql AS $$
SELECT format('%s %s %s, version %s', sort, variant_id, options, version) FROM inventory.product_variants WHERE product_id = product ORDER BY sort, variant_id
$$;
-- What there is of a product, without its version.
CREATE FUNCTION pg_temp.shown(product text, locations text[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT concat_ws(', ', variants || ' variants', in_stock || ' in stock', coalesce(available::text, 'NULL') || ' available', CASE WHEN backorderable THEN 'backorderable' END, CASE WHEN untracked THEN 'untracked' END)
FROM inventory.product_availability(ARRAY[product], locations)
$$;
CREATE FUNCTION pg_temp.matrix(product text, locations text[] DEFAULT NULL) RETURNS SETOF text LANGUAGE sql AS $$
SELECT concat_ws(', ', variant_id || ' ' || options, coalesce(available::text, 'NULL') || ' available', incoming || ' incoming', CASE WHEN backorderable THEN 'backorderable' END)
FROM inventory.product_matrix(product, locations) WITH ORDINALITY ORDER BY ordinality
$$;

-- a row a variant in the order given; what stays as it was is not written
SELECT count(*) FROM (VALUES ('prod-s', 'nyc', 5), ('prod-s', 'sfo', 2), ('prod-m', 'nyc', 3)) AS v (variant, location, units), inventory.receive_inventory(variant, location, units, 'po');
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-s", "options": {"size": "S"}}, {"variant_id": "prod-m", "options": {"size": "M"}}, {"variant_id": "prod-l", "options": null}, {"variant_id": "prod-xl"}]')$$);
SELECT pg_temp.variants_of('prod-tee');
SELECT ledger_of(v) FROM unnest('{prod-s,prod-m,prod-l}'::text[]) AS v;
SELECT md5(string_agg(v::text || xmin || ctid, ',' ORDER BY variant_id)) AS before FROM inventory.product_variants AS v WHERE product_id = 'prod-tee' \gset
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-s", "options": {"size": "S"}}, {"variant_id": "prod-m", "options": {"size": "M"}}, {"variant_id": "prod-l"}, {"variant_id": "prod-xl"}]')$$);
SELECT md5(string_agg(v::text || xmin || ctid, ',' ORDER BY variant_id)) = :'before' AS unchanged FROM inventory.product_variants AS v WHERE product_id = 'prod-tee';
-- options that are equal as jsonb and read otherwise, another order, one more, one less
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-m", "options": {"size": "M", "grams": 180}}, {"variant_id": "prod-xl"}, {"variant_id": "prod-s", "options": {"size": "S"}}, {"variant_id": "prod-xxl"}]')$$);
SELECT pg_temp.variants_of('prod-tee');
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-m", "options": {"size": "M", "grams": 180.0}}, {"variant_id": "prod-xl"}, {"variant_id": "prod-s", "options": {"size": "S"}}, {"variant_id": "prod-xxl"}]')$$);
SELECT pg_temp.variants_of('prod-tee');
SELECT ledger_of('prod-s') UNION ALL SELECT ledger_of('prod-m');

-- a variant is of one product
SELECT failure($$SELECT inventory.set_product('prod-cap', '[{"variant_id": "prod-cap-1"}, {"variant_id": "prod-m"}]')$$);
SELECT failure($$SELECT inventory.set_product('prod-cap', '[{"variant_id": "prod-cap-1"}, {"variant_id": "prod-cap-2"}, {"variant_id": "prod-cap-1"}]')$$);
SELECT pg_temp.variants_of('prod-cap');
-- it may change over in one transaction, and a product that is gone is one that never was
BEGIN;
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-s"}]')$$), outcome($$set_product('prod-cap', '[{"variant_id": "prod-m"}]')$$);
SELECT pg_temp.variants_of('prod-tee') UNION ALL SELECT pg_temp.variants_of('prod-cap');
SELECT outcome($$set_product('prod-cap', '[]')$$), pg_temp.shown('prod-cap'), pg_temp.shown('prod-never');
ROLLBACK;
SELECT ledger_of('prod-m');
SELECT outcome($$set_product('prod-tee', '[{"variant_id": "prod-s", "options": {"size": "S"}}, {"variant_id": "prod-m", "options": {"size": "M"}}, {"variant_id": "prod-l", "options": {"size": "L"}}]')$$);

-- what there is, of many: a row an id, in order, also of what is no product
SELECT ordinal, product_id, variants, in_stock, available, backorderable, untracked FROM inventory.product_availability('{prod-never,prod-tee,prod-cap,prod-tee}');
SELECT * FROM inventory.product_availability('{}');
SELECT pg_temp.matrix('prod-tee');
SELECT * FROM inventory.product_matrix('prod-never');
-- at some places
SELECT places, pg_temp.shown('prod-tee', places) FROM (VALUES ('{sfo}'::text[]), ('{nyc,sfo}'), ('{sfo,nyc,sfo}'), ('{nowhere}'), ('{}'), ('{a,b,c,d,e,f,g,h,i,sfo}')) AS p (places);
SELECT pg_temp.matrix('prod-tee', '{sfo}');
-- of a variant at many places some are looked up
SELECT count(*) FROM inventory.receive_inventory('prod-m', 'sfo', 1, 'po') AS a, generate_series(1, 20) AS n, inventory.receive_inventory('prod-m', 'prod-l' || n, 100, 'po') AS b;
SELECT pg_temp.shown('prod-tee', '{nyc,sfo}'), pg_temp.shown('prod-tee', '{nyc}'), pg_temp.shown('prod-tee');
-- a place that does not sell has nothing
SELECT count(*) FROM generate_series(1, 20) AS n, inventory.set_location('prod-l' || n, 'ships_only');
SELECT pg_temp.shown('prod-tee'), pg_temp.shown('prod-tee', '{prod-l1,nyc}');

-- holds that are overdue do not count, swept or not; what waits does not either, a level in the red is empty
SELECT reserve_overdue('prod-1', '[{"variant_id": "prod-s", "location_id": "nyc", "quantity": 4}]');
SELECT pg_temp.shown('prod-tee'), outcome($$reserve_inventory('prod-s', 'sfo', 1, 'prod-2')$$);
SELECT pg_temp.shown('prod-tee');
SELECT expire_stale_carts >= 1 FROM inventory.expire_stale_carts();
SELECT pg_temp.shown('prod-tee');
SELECT count(*) FROM inventory.set_level_policy('prod-m', 'nyc', backorder_limit => 4);
SELECT pg_temp.shown('prod-tee'), outcome($$reserve_inventory('prod-m', 'nyc', 6, 'prod-3')$$);
SELECT pg_temp.matrix('prod-tee');
-- one more, and nothing can be ordered beyond the stock
SELECT outcome($$reserve_inventory('prod-m', 'nyc', 1, 'prod-3')$$), pg_temp.shown('prod-tee');
SELECT count(*) FROM inventory.set_level_policy('prod-l', 'nyc', unlimited_backorder => true, safety_stock => 2), inventory.receive_inventory('prod-l', 'nyc', 3, 'po');
SELECT pg_temp.matrix('prod-tee');
-- what is on its way is told, and not available
SELECT count(*) FROM inventory.set_supply('prod-po', '[{"variant_id": "prod-l", "location_id": "nyc", "quantity": 30}, {"variant_id": "prod-l", "location_id": "sfo", "quantity": 5}, {"variant_id": "prod-m", "location_id": "prod-l1", "quantity": 7}]');
SELECT pg_temp.matrix('prod-tee');
SELECT pg_temp.matrix('prod-tee', '{sfo}');
-- a level in several rows is one
SELECT stripes FROM inventory.set_level_policy('prod-s', 'nyc', stripes => 4);
SELECT pg_temp.matrix('prod-tee');

-- what is not tracked has no number: it is in stock, and the others are added up
SELECT count(*) FROM inventory.set_level_policy('prod-song', 'web', tracked => false), inventory.receive_inventory('prod-disc', 'nyc', 4, 'po');
SELECT outcome($$set_product('prod-album', '[{"variant_id": "prod-song"}]')$$), pg_temp.shown('prod-album'), pg_temp.matrix('prod-album');
SELECT outcome($$set_product('prod-album', '[{"variant_id": "prod-song"}, {"variant_id": "prod-tape"}]')$$), pg_temp.shown('prod-album');
SELECT outcome($$set_product('prod-album', '[{"variant_id": "prod-song"}, {"variant_id": "prod-disc"}]')$$), pg_temp.shown('prod-album'), pg_temp.shown('prod-album', '{web}'), pg_temp.shown('prod-album', '{nyc}');
SELECT count(*) FROM inventory.set_level_policy('prod-disc', 'web', tracked => false);
SELECT pg_temp.shown('prod-album'), pg_temp.shown('prod-album', '{nyc}');

-- kits are variants: as many as can be made at a place, and as many more as what comes makes
SELECT count(*) FROM inventory.receive_inventory('prod-cup', 'nyc', 9, 'po') AS a, inventory.receive_inventory('prod-saucer', 'nyc', 5, 'po') AS b, inventory.receive_inventory('prod-saucer', 'sfo', 5, 'po') AS c, inventory.set_kit('prod-set', '[{"variant_id": "prod-cup", "quantity": 2}, {"variant_id": "prod-saucer", "quantity": 1}]');
SELECT outcome($$set_product('prod-china', '[{"variant_id": "prod-set"}, {"variant_id": "prod-cup"}, {"variant_id": "prod-saucer"}]')$$), pg_temp.shown('prod-china');
SELECT count(*) FROM inventory.set_supply('prod-po-2', '[{"variant_id": "prod-cup", "location_id": "nyc", "quantity": 90}, {"variant_id": "prod-saucer", "location_id": "nyc", "quantity": 2}]');
SELECT pg_temp.matrix('prod-china');
SELECT ledger_of('prod-set');
SELECT count(*) FROM inventory.set_kit('prod-set', '[]');
SELECT pg_temp.matrix('prod-china');
SELECT ledger_of('prod-set');

-- exactly what available_variants says
SELECT count(*) FROM inventory.product_variants AS p CROSS JOIN LATERAL inventory.product_matrix(p.product_id) AS m JOIN inventory.available_variants(ARRAY[p.variant_id]) AS v ON v.variant_id = m.variant_id
	WHERE p.variant_id = m.variant_id AND (m.available IS DISTINCT FROM v.available OR m.backorderable IS DISTINCT FROM (v.tracked IS NOT false AND (v.orderable IS NULL OR v.orderable > v.available)));
SELECT count(*) FROM inventory.product_availability('{prod-tee,prod-album,prod-china}') AS p CROSS JOIN LATERAL (SELECT count(*) AS variants, count(*) FILTER (WHERE available > 0 OR available IS NULL) AS in_stock, sum(available) AS available, bool_or(backorderable) AS backorderable, bool_or(available IS NULL) AS untracked FROM inventory.product_matrix(p.product_id)) AS m
	WHERE (p.variants, p.in_stock, p.available, p.backorderable, p.untracked) IS DISTINCT FROM (m.variants, m.in_stock, m.available, m.backorderable, m.untracked);
BEGIN READ ONLY;
SELECT pg_temp.shown('prod-tee');
SELECT attempt($$SELECT inventory.set_product('prod-tee', '[]')$$);
COMMIT;

-- versions: the same as long as the row is the same, whatever else has changed
CREATE TEMP TABLE versions (step text, n serial, product bigint, variant bigint);
CREATE FUNCTION pg_temp.note(step text) RETURNS void LANGUAGE sql AS $$
INSERT INTO versions (step, product, variant) SELECT $1, p.version, m.version FROM inventory.product_availability('{prod-never,prod-etag}', '{nyc,sfo}') AS p, inventory.product_matrix('prod-etag', '{nyc,sfo}') AS m WHERE p.ordinal = 2 AND m.variant_id = 'prod-e1'
$$;
SELECT count(*) FROM unnest('{prod-e1,prod-e2}'::text[]) AS v, unnest('{nyc,sfo,ber}'::text[]) AS l, inventory.receive_inventory(v, l, 5, 'po');
SELECT outcome($$set_product('prod-etag', '[{"variant_id": "prod-e1", "options": {"size": 1}}, {"variant_id": "prod-e2"}]')$$);
SELECT pg_temp.note('at first');
SELECT outcome($$receive_inventory('prod-e1', 'ber', 5, 'po')$$);
SELECT pg_temp.note('stock of another place');
SELECT outcome($$transfer_inventory('prod-e1', 'nyc', 'sfo', 2, 'move')$$);
SELECT pg_temp.note('moved between the places');
SELECT outcome($$reserve_inventory('prod-e1', 'nyc', 2, 'prod-e')$$);
SELECT pg_temp.note('reserved');
SELECT outcome($$release_cart('prod-e')$$);
SELECT pg_temp.note('released');
SELECT stripes FROM inventory.set_level_policy('prod-e1', 'nyc', stripes => 4);
SELECT pg_temp.note('striped');
SELECT reserve_overdue('prod-late', '[{"variant_id": "prod-e1", "location_id": "sfo", "quantity": 2}]');
SELECT pg_temp.note('overdue');
SELECT expire_stale_carts >= 1 FROM inventory.expire_stale_carts();
SELECT pg_temp.note('swept');
SELECT outcome($$transfer_inventory('prod-e2', 'nyc', 'ber', 1, 'move')$$), outcome($$receive_inventory('prod-e1', 'nyc', 1, 'po')$$);
SELECT pg_temp.note('one of another variant for one of this');
SELECT outcome($$adjust_inventory('prod-e1', 'nyc', -1, 'lost')$$), outcome($$receive_inventory('prod-e2', 'nyc', 1, 'po')$$);
SELECT pg_temp.note('and back');
SELECT count(*) FROM inventory.set_supply('prod-po-3', '[{"variant_id": "prod-e1", "location_id": "nyc", "quantity": 1}]');
SELECT pg_temp.note('on its way');
SELECT count(*) FROM inventory.set_level_policy('prod-e1', 'sfo', backorder_limit => 1);
SELECT pg_temp.note('backorderable');
SELECT outcome($$set_product('prod-etag', '[{"variant_id": "prod-e2"}, {"variant_id": "prod-e1", "options": {"size": 1}}]')$$);
SELECT pg_temp.note('in another order');
SELECT outcome($$set_product('prod-etag', '[{"variant_id": "prod-e2"}, {"variant_id": "prod-e1", "options": {"size": 2}}]')$$);
SELECT pg_temp.note('other options');
SELECT outcome($$set_product('prod-etag', '[{"variant_id": "prod-e2"}, {"variant_id": "prod-e1", "options": {"size": 2}}, {"variant_id": "prod-e3"}]')$$);
SELECT pg_temp.note('another variant');
SELECT count(*) FROM inventory.set_level_policy('prod-e3', 'sfo', tracked => false);
SELECT pg_temp.note('which is not tracked');
SELECT step, CASE WHEN product = lag(product) OVER w THEN 'same' ELSE 'other' END AS product, CASE WHEN variant = lag(variant) OVER w THEN 'same' ELSE 'other' END AS variant FROM versions WINDOW w AS (ORDER BY n) ORDER BY n;
SELECT count(DISTINCT product), count(DISTINCT variant) FROM versions;
-- equal versions are equal rows, in any session and on any server
SELECT (SELECT product FROM versions WHERE step = 'at first') = (SELECT product FROM versions WHERE step = 'released') AS again;
SELECT version FROM inventory.product_availability('{prod-never}');
SELECT version FROM inventory.product_availability('{prod-etag}', '{nyc}');
SELECT variant_id, version FROM inventory.product_matrix('prod-etag', '{nyc}');
-- where a row stands does not matter
SELECT count(DISTINCT version) FROM inventory.product_availability('{prod-never,prod-etag,prod-tee,prod-etag,prod-never,prod-tee}');

-- the owner may write the table: each change is told, once a level, and counted
INSERT INTO inventory.product_variants (variant_id, product_id, options, sort) VALUES ('prod-d1', 'prod-direct', '{"color": "red"}', 7), ('prod-d2', 'prod-direct', '{}', 7);
SELECT count(*) FROM unnest('{nyc,sfo}'::text[]) AS l, inventory.receive_inventory('prod-d1', l, 1, 'po');
UPDATE inventory.product_variants SET sort = 9 WHERE variant_id = 'prod-d1';
SELECT pg_temp.matrix('prod-direct');
UPDATE inventory.product_variants SET product_id = 'prod-other' WHERE variant_id = 'prod-d1';
UPDATE inventory.product_variants SET variant_id = 'prod-e1-twin' WHERE variant_id = 'prod-d1';
DELETE FROM inventory.product_variants WHERE variant_id = 'prod-e1-twin';
-- a row that is restored brings its version, and tells nothing
INSERT INTO inventory.product_variants (variant_id, product_id, version) VALUES ('prod-d1', 'prod-direct', 5);
SELECT pg_temp.variants_of('prod-direct');
SELECT ledger_of('prod-d1');
SELECT attempt(s) FROM unnest(ARRAY[$$INSERT INTO inventory.product_variants (variant_id, product_id) VALUES ('prod-d1', 'prod-tee')$$, $$INSERT INTO inventory.product_variants (variant_id, product_id) VALUES ('', 'prod-tee')$$, $$UPDATE inventory.product_variants SET options = '[]'$$,
	$$UPDATE inventory.product_variants SET product_id = ''$$, $$TRUNCATE inventory.product_variants$$]) AS s;
-- set_product puts in order what the owner has written
SELECT outcome($$set_product('prod-direct', '[{"variant_id": "prod-d2"}, {"variant_id": "prod-d1"}]')$$), outcome($$set_product('prod-direct', '[{"variant_id": "prod-d2"}, {"variant_id": "prod-d1"}]')$$);
SELECT pg_temp.variants_of('prod-direct');

-- what a trigger of the owner's suppresses is an error
CREATE FUNCTION public.prod_suppress() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER prod_suppress BEFORE DELETE ON inventory.product_variants FOR EACH ROW EXECUTE FUNCTION public.prod_suppress();
SELECT outcome($$set_product('prod-direct', '[{"variant_id": "prod-d2"}]')$$), outcome($$set_product('prod-direct', '[{"variant_id": "prod-d2"}, {"variant_id": "prod-d1", "options": {"a": 1}}]')$$);
DROP TRIGGER prod_suppress ON inventory.product_variants;
DROP FUNCTION public.prod_suppress();
SELECT pg_temp.variants_of('prod-direct');

-- the most, and more units than a number can say
SELECT outcome($$set_product('prod-many', (SELECT jsonb_agg(jsonb_build_object('variant_id', 'prod-many-' || n)) FROM generate_series(1, 10000) AS n))$$), pg_temp.shown('prod-many');
SELECT outcome($$set_product('prod-many', '[]')$$);
SELECT status, count(*) FROM inventory.apply_levels((SELECT jsonb_agg(jsonb_build_object('variant_id', 'prod-most-' || n % 2, 'location_id', 'prod-m' || n, 'on_hand', 9007199254740991)) FROM generate_series(1, 1026) AS n)) GROUP BY status;
SELECT outcome($$set_product('prod-most', '[{"variant_id": "prod-most-0"}, {"variant_id": "prod-most-1"}]')$$);
SELECT outcome($$product_matrix('prod-most')$$) ~ 'available=4620693217682128383 .*available=4620693217682128383 ', failure($$SELECT inventory.product_availability('{prod-most}')$$);
SELECT verified();
