-- Who may do what. Functions run with the owner's rights, so no role needs rights on tables to sell.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

CREATE ROLE regress_inventory_nobody;
CREATE ROLE regress_inventory_reader;
CREATE ROLE regress_inventory_seller;
CREATE ROLE regress_inventory_manager;
SELECT inventory.grant_access('regress_inventory_reader', 'reader');
SELECT inventory.grant_access('regress_inventory_seller', 'seller');
SELECT inventory.grant_access('regress_inventory_manager', 'manager');

CREATE VIEW pg_temp.roles AS SELECT n, 'regress_inventory_' || role AS name, role FROM unnest('{nobody,reader,seller,manager}'::text[]) WITH ORDINALITY AS r (role, n);

-- every function of the extension, and the roles that may call it
SELECT p.proname, coalesce(string_agg(r.role, ', ' ORDER BY r.n) FILTER (WHERE has_function_privilege(r.name, p.oid, 'EXECUTE')), '-')
	FROM pg_proc AS p, pg_temp.roles AS r WHERE p.pronamespace = 'inventory'::regnamespace GROUP BY p.oid, p.proname ORDER BY p.proname;
-- every table, view and sequence, and the rights on it
SELECT c.relname, coalesce(string_agg(DISTINCT (r.role || ' ' || p.privilege) COLLATE "C", ', ' ORDER BY (r.role || ' ' || p.privilege) COLLATE "C") FILTER (WHERE has_table_privilege(r.name, c.oid, p.privilege)), '-')
	FROM pg_class AS c, pg_temp.roles AS r, unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS p (privilege)
	WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'v') GROUP BY c.relname ORDER BY c.relname;
SELECT c.relname, coalesce(string_agg(DISTINCT r.role || ' ' || p.privilege, ', ') FILTER (WHERE has_sequence_privilege(r.name, c.oid, p.privilege)), '-')
	FROM pg_class AS c, pg_temp.roles AS r, unnest('{SELECT,USAGE,UPDATE}'::text[]) AS p (privilege)
	WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind = 'S' GROUP BY c.relname;
SELECT r.role, has_schema_privilege(r.name, 'inventory', 'USAGE') AS usage, has_schema_privilege(r.name, 'inventory', 'CREATE') AS "create" FROM pg_temp.roles AS r ORDER BY n;

-- the same by trying
SELECT outcome($$receive_inventory('acc', 'nyc', 10, 'po')$$);
SET ROLE regress_inventory_nobody;
SELECT outcome($$available_inventory('acc', 'nyc')$$), attempt('SELECT FROM inventory.levels'), attempt('SELECT FROM inventory.availability');
RESET ROLE;
GRANT USAGE ON SCHEMA inventory TO regress_inventory_nobody;
SET ROLE regress_inventory_nobody;
SELECT outcome($$available_inventory('acc', 'nyc')$$), outcome($$reserve_inventory('acc', 'nyc', 1, 'acc-1')$$), outcome($$receive_inventory('acc', 'nyc', 1, 'po')$$),
	outcome($$grant_access('regress_inventory_nobody', 'manager')$$), attempt('SELECT FROM inventory.levels'), attempt($$SELECT nextval('inventory.transactions_transaction_id_seq')$$);
RESET ROLE;
REVOKE USAGE ON SCHEMA inventory FROM regress_inventory_nobody;

SET ROLE regress_inventory_reader;
SELECT outcome($$available_inventory('acc', 'nyc')$$), outcome($$available_variants('{acc}')$$), attempt('SELECT FROM inventory.availability WHERE variant_id = ''acc'''), attempt($$SELECT FROM inventory.level_history('acc', 'nyc')$$), attempt($$SELECT FROM inventory.verify_inventory()$$),
	outcome($$cart_lines('acc-1')$$), attempt($$SELECT FROM inventory.plan_cart('[{"variant_id": "acc", "quantity": 1}]')$$), attempt($$SELECT FROM inventory.cart_sources('[{"variant_id": "acc", "quantity": 1}]')$$),
	attempt('SELECT FROM inventory.locations'), attempt('SELECT FROM inventory.kits'), outcome($$set_location('nyc')$$), attempt($$UPDATE inventory.locations SET status = 'closed'$$),
	attempt($$SELECT FROM inventory.product_availability('{acc-product}')$$), attempt($$SELECT FROM inventory.product_matrix('acc-product')$$), attempt('SELECT FROM inventory.product_variants WHERE product_id = ''acc-product'''), outcome($$set_product('acc-product', '[]')$$),
	outcome($$reserve_inventory('acc', 'nyc', 1, 'acc-1')$$), outcome($$receive_inventory('acc', 'nyc', 1, 'po')$$), attempt($$UPDATE inventory.levels SET on_hand = 5$$);
SET ROLE regress_inventory_seller;
SELECT outcome($$reserve_inventory('acc', 'nyc', 1, 'acc-1')$$), outcome($$confirm_cart('acc-1')$$), outcome($$fulfill_cart('acc-1')$$), outcome($$sell_inventory('acc', 'nyc', 1, 'till')$$), outcome($$available_inventory('acc', 'nyc')$$),
	outcome($$receive_inventory('acc', 'nyc', 1, 'po')$$), outcome($$adjust_inventory('acc', 'nyc', 1, 'found')$$), outcome($$set_level_policy('acc', 'nyc')$$), attempt($$DELETE FROM inventory.carts$$);
SELECT attempt($$SELECT FROM inventory.reserve_cart('acc-9', '[{"variant_id": "acc", "quantity": 1}]')$$), outcome($$release_cart('acc-9')$$), outcome($$set_location('nyc')$$), outcome($$set_kit('acc-kit', '[]')$$), outcome($$delete_location('nyc')$$), attempt($$DELETE FROM inventory.kits$$),
	attempt($$SELECT FROM inventory.product_availability('{acc-product}')$$), outcome($$set_product('acc-product', '[]')$$), attempt('DELETE FROM inventory.product_variants');
SET ROLE regress_inventory_manager;
SELECT outcome($$receive_inventory('acc', 'nyc', 1, 'po')$$), outcome($$set_level_policy('acc', 'nyc', safety_stock => 1)$$), outcome($$reserve_inventory('acc', 'nyc', 1, 'acc-2')$$), outcome($$release_cart('acc-2')$$), outcome($$grant_access('regress_inventory_manager', 'manager')$$),
	attempt($$INSERT INTO inventory.levels (variant_id, location_id) VALUES ('acc', 'paris')$$);
SELECT attempt($$SELECT FROM inventory.set_location('acc-place', 'closed')$$), outcome($$delete_location('acc-place')$$), outcome($$set_kit('acc-kit', '[{"variant_id": "acc", "quantity": 2}]')$$), attempt($$INSERT INTO inventory.locations (location_id) VALUES ('acc-place')$$),
	outcome($$set_product('acc-product', '[{"variant_id": "acc"}, {"variant_id": "acc-kit"}]')$$), attempt($$INSERT INTO inventory.product_variants (variant_id, product_id) VALUES ('acc-2', 'acc-product')$$);
RESET ROLE;
SELECT type, actor FROM inventory.transactions WHERE variant_id = 'acc' AND actor <> current_user ORDER BY transaction_id;

-- a hostile search_path: nothing of the caller's is found first
SELECT outcome($$receive_inventory('acc-evil', 'nyc', 10, 'po')$$);
CREATE SCHEMA regress_inventory_evil;
GRANT ALL ON SCHEMA regress_inventory_evil TO regress_inventory_seller;
DO $$
DECLARE
	type text;
	operator text;
BEGIN
	FOREACH type IN ARRAY '{integer,bigint,numeric,text,boolean,timestamptz,jsonb,interval,inventory.cart_status,inventory.transaction_type}'::text[] LOOP
		EXECUTE format('CREATE FUNCTION regress_inventory_evil.evil(%1$s, %1$s) RETURNS boolean LANGUAGE plpgsql AS %2$L', type, 'BEGIN RAISE ''evil''; END');
		FOREACH operator IN ARRAY '{=,<>,<,<=,>,>=,+,-}'::text[] LOOP
			EXECUTE format('CREATE OPERATOR regress_inventory_evil.%1$s (LEFTARG = %2$s, RIGHTARG = %2$s, FUNCTION = regress_inventory_evil.evil)', operator, type);
		END LOOP;
	END LOOP;
	FOREACH type IN ARRAY '{sum(bigint),sum(numeric),count(text),min(bigint),max(bigint),bool_and(boolean),length(text),octet_length(text),format(text),unnest(text[]),unnest(bigint[]),clock_timestamp(),now(),nextval(regclass),nextval(text)}'::text[] LOOP
		EXECUTE format('CREATE FUNCTION regress_inventory_evil.%s RETURNS bigint LANGUAGE plpgsql AS %L', type, 'BEGIN RAISE ''evil''; END');
	END LOOP;
	FOREACH type IN ARRAY '{levels,carts,reservations,transactions,requests,availability,locations,kits,pg_class,pg_roles}'::text[] LOOP
		EXECUTE format('CREATE TABLE regress_inventory_evil.%I (evil text)', type);
	END LOOP;
	FOREACH type IN ARRAY '{text,int8,timestamptz,cart_status,transaction_type}'::text[] LOOP
		EXECUTE format('CREATE DOMAIN regress_inventory_evil.%I AS pg_catalog.int4 CHECK (false)', type);
	END LOOP;
END
$$;
SET ROLE regress_inventory_seller;
SET search_path = regress_inventory_evil, pg_catalog;
SELECT 1::bigint = 1::bigint;
SELECT remaining, backordered FROM inventory.reserve_inventory('acc-evil', 'nyc', 2, 'acc-3', request_id => 'acc-r1');
SELECT remaining, backordered FROM inventory.reserve_inventory('acc-evil', 'nyc', 2, 'acc-3', request_id => 'acc-r1');
SELECT status, remaining FROM inventory.try_reserve_inventory('acc-evil', 'nyc', 9, 'acc-3');
SELECT remaining FROM inventory.set_reservation('acc-evil', 'nyc', 3, 'acc-3');
SELECT quantity, remaining FROM inventory.reserve_cart('acc-4', '[{"variant_id": "acc-evil", "location_id": "nyc", "quantity": 1}]', ttl => '1 microsecond');
SELECT quantity, status, remaining FROM inventory.try_reserve_cart('acc-5', '[{"variant_id": "acc-evil", "location_id": "nyc", "quantity": 7}]');
SELECT ordinal, status, remaining FROM inventory.reserve_batch('{acc-6,acc-7}', '{acc-evil,acc-evil}', '{nyc,nyc}', '{1,1}');
SELECT variant_id, quantity FROM inventory.cart_lines('acc-3');
SELECT inventory.touch_cart('acc-3') IS NOT NULL;
SELECT * FROM inventory.available_inventory('acc-evil');
SELECT * FROM inventory.available_variants('{acc-evil,acc}', '{nyc}');
SELECT ordinal, product_id, variants, available FROM inventory.product_availability('{acc-product,acc-evil}', '{nyc}');
SELECT variant_id, options, available FROM inventory.product_matrix('acc-product', '{nyc}');
SELECT * FROM inventory.release_reservation('acc-evil', 'nyc', 1, 'acc-3');
SELECT * FROM inventory.confirm_cart('acc-3');
SELECT * FROM inventory.fulfill_reservation('acc-evil', 'nyc', 1, 'acc-3');
SELECT * FROM inventory.fulfill_cart('acc-3');
SELECT * FROM inventory.release_cart('acc-5');
SELECT * FROM inventory.confirm_cart('acc-4', revive => true);
SELECT * FROM inventory.sell_inventory('acc-evil', 'nyc', 1, 'till');
SELECT inventory.expire_stale_carts() IS NOT NULL;
SELECT location_id, quantity FROM inventory.reserve_cart('acc-9', '[{"variant_id": "acc-evil", "quantity": 1}]', route => '{"goals": ["nearest"], "near": [1, 2], "channel": "web", "only": ["nyc", "rome"], "costs": {"nyc": 5}}');
SELECT location_id, quantity FROM inventory.set_cart('acc-9', NULL);
SELECT status, location_id, quantity FROM inventory.plan_cart('[{"variant_id": "acc-evil", "quantity": 1}]', '{"max_parcels": 1}', 'acc-9');
SELECT location_id, complete, units FROM inventory.cart_sources('[{"variant_id": "acc-evil", "quantity": 1}]');
SELECT inventory.fulfill_cart('acc-9', location_id => 'nyc');
SELECT type, on_hand, reserved FROM inventory.level_history('acc-evil', 'nyc', max_rows => 3);
SELECT * FROM inventory.verify_inventory();
SET ROLE regress_inventory_manager;
SELECT on_hand, available FROM inventory.receive_inventory('acc-evil', 'nyc', 1, 'po');
SELECT on_hand, available FROM inventory.adjust_inventory('acc-evil', 'nyc', 1, 'found');
SELECT on_hand, available FROM inventory.count_inventory('acc-evil', 'nyc', 9);
SELECT on_hand, available FROM inventory.return_inventory('acc-evil', 'nyc', 1, 'rma');
SELECT on_hand, available FROM inventory.transfer_inventory('acc-evil', 'nyc', 'london', 1, 'move');
SELECT available, safety_stock FROM inventory.set_level_policy('acc-evil', 'nyc', safety_stock => 1);
SELECT variant_id, location_id, status, on_hand FROM inventory.apply_levels('[{"variant_id": "acc-evil", "location_id": "rome", "on_hand": 2}, {"variant_id": "acc-evil", "location_id": "london", "delta": 1}]');
SELECT location_id, status FROM inventory.apply_levels('[{"variant_id": "acc-evil", "location_id": "rome", "delta": -2}, {"variant_id": "acc-evil", "location_id": "london", "op": "update", "delta": -1}]');
SELECT location_id, status FROM inventory.apply_levels('[{"variant_id": "acc-evil", "location_id": "rome", "op": "delete"}]');
SELECT * FROM inventory.delete_level('acc-evil', 'paris');
SELECT location_id, status, channels, zones FROM inventory.set_location('acc-place', 'closed', channels => '{web,shop}', zones => '{}', latitude => 1, longitude => 2, sells_until => 'infinity');
SELECT inventory.delete_location('acc-place');
SELECT inventory.set_product('acc-evil-product', '[{"variant_id": "acc-evil", "options": {"a": 1}}]'), inventory.set_product('acc-evil-product', '[{"variant_id": "acc-evil"}, {"variant_id": "acc-evil-2"}]'), inventory.set_product('acc-evil-product', '[]');
SELECT inventory.set_kit('acc-evil-kit', '[{"variant_id": "acc-evil", "quantity": 1}]'), inventory.set_kit('acc-evil-kit', '[{"variant_id": "acc-evil", "quantity": 2}]');
SELECT quantity FROM inventory.reserve_cart('acc-10', '[{"variant_id": "acc-evil-kit", "location_id": "nyc", "quantity": 1}]');
SELECT variant_id, quantity FROM inventory.cart_lines('acc-10');
SELECT inventory.release_reservation('acc-evil-kit', 'nyc', 1, 'acc-10');
SELECT inventory.maintain() IS NOT NULL;
RESET ROLE;
SELECT stripes FROM inventory.set_level_policy('acc-evil', 'london', stripes => 1);
UPDATE inventory.levels SET on_hand = on_hand OPERATOR(pg_catalog.+) 11 WHERE (variant_id, location_id) OPERATOR(pg_catalog.=) ('acc-evil', 'london');
SET search_path = '';
SET ROLE regress_inventory_seller;
SELECT remaining, backordered FROM inventory.reserve_inventory('acc-evil', 'nyc', 2, 'acc-8');
SELECT * FROM inventory.confirm_cart('acc-8');
SELECT * FROM inventory.fulfill_cart('acc-8');
RESET search_path;
RESET ROLE;
SELECT level_is('acc-evil', 'nyc'), level_is('acc-evil', 'london');
DROP SCHEMA regress_inventory_evil CASCADE;

-- a grant adds to what a role has; revoke_access takes all of it back
SELECT inventory.grant_access('regress_inventory_manager', 'reader');
SELECT has_function_privilege('regress_inventory_manager', 'inventory.receive_inventory(text, text, bigint, text, text, text)', 'EXECUTE') AS receives,
	has_function_privilege('regress_inventory_manager', 'inventory.available_inventory(text, text, text)', 'EXECUTE') AS reads;
SELECT inventory.grant_access('regress_inventory_manager', 'manager');
SELECT inventory.revoke_access(name::regrole) FROM pg_temp.roles;
SELECT count(*) FROM pg_proc AS p, pg_temp.roles AS r WHERE p.pronamespace = 'inventory'::regnamespace AND has_function_privilege(r.name, p.oid, 'EXECUTE');
SELECT count(*) FROM pg_class AS c, pg_temp.roles AS r WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'v') AND has_table_privilege(r.name, c.oid, 'SELECT');
SELECT count(*) FROM pg_temp.roles AS r WHERE has_schema_privilege(r.name, 'inventory', 'USAGE');
-- another's overload is no function of the extension: it stands in no grant's way, and is in none; a role may have any name
CREATE FUNCTION inventory.reserve_inventory(note text) RETURNS text LANGUAGE sql AS 'SELECT note';
REVOKE ALL ON FUNCTION inventory.reserve_inventory(text) FROM PUBLIC;
CREATE ROLE "regress_inventory ""a"", b; --";
SELECT failure($$SELECT inventory.grant_access(to_regrole('"regress_inventory ""a"", b; --"'), 'seller')$$);
SELECT p.oid::regprocedure, has_function_privilege('regress_inventory "a", b; --', p.oid, 'EXECUTE') AS may
	FROM pg_proc AS p WHERE p.pronamespace = 'inventory'::regnamespace AND p.proname = 'reserve_inventory' ORDER BY p.pronargs;
GRANT EXECUTE ON FUNCTION inventory.reserve_inventory(text) TO "regress_inventory ""a"", b; --";
SELECT failure($$SELECT inventory.revoke_access(to_regrole('"regress_inventory ""a"", b; --"'))$$);
SELECT p.oid::regprocedure, has_function_privilege('regress_inventory "a", b; --', p.oid, 'EXECUTE') AS may
	FROM pg_proc AS p WHERE p.pronamespace = 'inventory'::regnamespace AND p.proname = 'reserve_inventory' ORDER BY p.pronargs;
DROP FUNCTION inventory.reserve_inventory(text);
DROP ROLE "regress_inventory ""a"", b; --";
-- nothing is left that would hold the roles
DROP VIEW pg_temp.roles;
DROP ROLE regress_inventory_nobody, regress_inventory_reader, regress_inventory_seller, regress_inventory_manager;

SELECT verified();
