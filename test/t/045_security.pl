# What docs/security.md promises and no other test shows: who can create the extension, what it does
# with hostile names, settings, tables, schemas and locks, and what its owner and a superuser can.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'inventory.discovery_interval' => '100ms');
$node->start;
$node->safe_psql('postgres', <<'END');
CREATE ROLE landlord LOGIN;
CREATE ROLE seller LOGIN;
CREATE DATABASE rented OWNER landlord;
CREATE DATABASE posing OWNER landlord;
END
create_shop($node, 'shop');
$node->safe_psql('shop', "SELECT inventory.grant_access('seller', 'seller')");

# The outcome of a statement by a role.
sub outcome_as
{
	my ($role, $database, $sql) = @_;
	return outcome($node, $database, "SET SESSION AUTHORIZATION $role;\n$sql");
}

# ---- who can create it --------------------------------------------------------------------------

is(outcome_as('landlord', 'rented', 'CREATE EXTENSION inventory'), '42501', 'the owner of a database cannot create the extension');
is(outcome_as('seller', 'shop', 'DROP EXTENSION inventory'), '42501', 'a seller cannot drop it');
is(outcome_as('seller', 'shop', 'ALTER EXTENSION inventory UPDATE'), '42501', 'nor update it');

# ---- a schema that poses as the extension's -------------------------------------------------------

is(outcome_as('landlord', 'posing', <<'END'), '', 'the owner of a database makes a schema of that name');
CREATE SCHEMA inventory;
CREATE TABLE inventory.caught (who text);
CREATE FUNCTION inventory.run_chore(after text, OUT state text, OUT chore text, OUT done bigint, OUT next text) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO inventory.caught VALUES (current_user);
	state := 'done';
END $$;
CREATE FUNCTION inventory.worker_step(after_at timestamptz, after_reference text, OUT state text, OUT carts_expired bigint,
	OUT carts_removed bigint, OUT requests_removed bigint, OUT next_at timestamptz, OUT next_reference text) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO inventory.caught VALUES (current_user);
	state := 'done';
END $$;
END
for my $cart (1 .. 3)
{
	leave_cart($node, 'shop', "pass-$cart");
	wait_for_status($node, 'shop', "pass-$cart", 'expired', "the worker looks in everywhere, $cart");
}
is($node->safe_psql('posing', 'SELECT * FROM inventory.caught'), '', 'the worker calls nothing that is not the extension\'s');
is(outcome($node, 'posing', 'CREATE EXTENSION inventory'), '42P06', 'nor is the extension made in a schema of somebody else');

# ---- hostile names --------------------------------------------------------------------------------

my $hostile = 'seller"; DROP TABLE inventory.transactions; --';
(my $quoted = $hostile) =~ s/"/""/g;
is(outcome($node, 'shop', qq(CREATE ROLE "$quoted"; SELECT inventory.grant_access('"$quoted"', 'manager'))),
	'', 'access for a role with a hostile name');
is( $node->safe_psql('shop', qq(SELECT has_function_privilege('$hostile', 'inventory.maintain()', 'EXECUTE'), to_regclass('inventory.transactions') IS NOT NULL)),
	't|t', 'goes to that role and does nothing else');
is(outcome($node, 'shop', qq(SELECT inventory.revoke_access('"$quoted"'); DROP ROLE "$quoted")), '', 'and is taken back');
is( outcome_as('seller', 'shop', <<'END'), '999999', 'hostile ids are data');
SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, $$'); DROP TABLE inventory.transactions; --$$, request_id => $$\'"$$);
END
is(outcome_as('seller', 'shop', "SELECT inventory.release_cart(\$\$'); DROP TABLE inventory.transactions; --\$\$)"), '1', 'and are found again');

# A trigger of a caller's own that waits for the end of the transaction does not run with the owner's
# rights, although the sweep lets waiting constraints speak.
is( outcome_as('seller', 'shop', <<'END'), 'seller', 'a deferred trigger of the caller is run by the caller');
CREATE TEMPORARY TABLE ran (by text);
CREATE TEMPORARY TABLE mine (x integer);
CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO pg_temp.ran VALUES (current_user); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON mine DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.note();
CREATE FUNCTION pg_temp.add() RETURNS void LANGUAGE sql AS 'INSERT INTO pg_temp.mine VALUES (1)';
CREATE FUNCTION pg_temp.look() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_temp.ran) THEN
		RAISE EXCEPTION 'it has not run';
	END IF;
END $$;
SELECT pg_temp.add(), inventory.expire_stale_carts(), pg_temp.look() \gset
SELECT by FROM ran;
END

# ---- hostile settings -------------------------------------------------------------------------------

# Whatever a session may set for itself, the answers are the same, and so is a request in the eyes
# of a session with other settings.
my $settings = <<'END';
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SET transform_null_equals = on;
SET quote_all_identifiers = on;
SET row_security = off;
SET "TimeZone" = 'Asia/Kolkata';
SET "DateStyle" = 'SQL, DMY';
SET "IntervalStyle" = 'sql_standard';
SET extra_float_digits = -15;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET plan_cache_mode = force_generic_plan;
SET default_toast_compression = 'pglz';
SET client_min_messages = error;
SET check_function_bodies = off;
SET constraint_exclusion = on;
SET cursor_tuple_fraction = 1;
SET from_collapse_limit = 1;
SET join_collapse_limit = 1;
SET work_mem = '64kB';
END
my $calls = <<'END';
SELECT remaining, backordered FROM inventory.reserve_inventory('shirt', 'nyc', 2, 'PREFIX', '90 minutes 3.5 seconds', request_id => 'PREFIX 1');
SELECT variant_id, remaining FROM inventory.reserve_cart('PREFIX', '[{"variant_id": "shirt", "location_id": "nyc", "quantity": 2.0}]', '1 day -3 hours', request_id => 'PREFIX 2');
SELECT inventory.release_reservation('shirt', 'nyc', 1, 'PREFIX', 'PREFIX 3');
SELECT location_id, quantity, remaining FROM inventory.reserve_cart('PREFIX', '[{"variant_id": "shirt", "quantity": 1}]', '1 day', request_id => 'PREFIX 5',
	route => '{"goals": ["nearest", "cheapest"], "near": [52.520006600000001, 13.40495399999999], "costs": {"nyc": 5.0}, "max_parcels": 1.0}');
SELECT location_id, distance_km IS NULL FROM inventory.cart_sources('[{"variant_id": "shirt", "quantity": 1}]');
SELECT inventory.confirm_cart('PREFIX', 'order PREFIX', request_id => 'PREFIX 4');
SELECT quantity, backordered FROM inventory.cart_lines('PREFIX');
SELECT inventory.available_inventory('shirt', 'nyc');
SELECT from_stock, ships_by < now() + '1 minute' FROM inventory.promise_cart('PREFIX');
SELECT available, available_from < now() + '1 minute' FROM inventory.available_by_date('shirt', 'nyc');
SELECT count(*) FROM inventory.late_promises('shirt');
SELECT count(*) FROM inventory.demand_history('shirt', since => '2026-01-01');
SELECT expected IS NULL FROM inventory.forecast_demand('shirt', service_level => 0.95);
SELECT count(*) FROM inventory.replenishment_report('nyc');
SELECT type, reserved_delta, reserved FROM inventory.level_history('shirt', 'nyc', max_rows => 2);
END
(my $plain = $calls) =~ s/PREFIX/plain/g;
(my $odd = $calls) =~ s/PREFIX/odd/g;
my $expected = outcome_as('seller', 'shop', $plain);
like($expected, qr/^999998\|0\n/, 'calls with the usual settings');
is(outcome_as('seller', 'shop', $settings . $plain), $expected, 'are the same requests under odd settings');
is($node->safe_psql('shop', "SELECT inventory.release_cart('plain', cancel_order => true)"), '4', 'all is given back');
is(outcome_as('seller', 'shop', $settings . $odd), $expected, 'and calls under odd settings answer the same');
is(outcome_as('seller', 'shop', $odd), $expected, 'also when they are repeated under the usual ones');
for my $setting ('session_replication_role = replica', 'inventory.worker_enabled = off', "inventory.request_retention = '0'",
	"inventory.cart_retention = '0'", 'inventory.auto_stripe = off')
{
	is(outcome_as('seller', 'shop', "SET $setting"), '42501', "a seller cannot set $setting");
}

# ---- what runs with the owner's rights -----------------------------------------------------------------

# A trigger, rule or index on the tables would run with the rights of whoever calls a function: the
# owner's.
for my $sql (
	"CREATE TRIGGER mine AFTER INSERT ON inventory.transactions FOR EACH ROW EXECUTE FUNCTION public.mine()",
	'CREATE RULE mine AS ON INSERT TO inventory.carts DO ALSO SELECT 1',
	'CREATE INDEX ON inventory.levels ((public.mine(on_hand)))',
	'ALTER TABLE inventory.levels ALTER COLUMN on_hand SET DEFAULT 7',
	'ALTER TABLE inventory.levels DISABLE TRIGGER ALL',
	'CREATE TABLE inventory.mine ()',
	'CREATE FUNCTION inventory.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$',
	'CREATE OR REPLACE FUNCTION inventory.verify_inventory() RETURNS void LANGUAGE sql AS $$ $$',
	'CREATE TABLE public.mine (variant_id text); CREATE TRIGGER mine AFTER INSERT ON public.mine FOR EACH ROW EXECUTE FUNCTION inventory.collect_level_change()',
	"SELECT inventory.run_chore(NULL)",
	"SELECT inventory.set_location('nyc', 'closed')",
	"SELECT inventory.set_kit('kit', '[]')",
	"SELECT inventory.set_product('product', '[]')",
	"SELECT inventory.set_supply('po', '[]')",
	"SELECT inventory.ship_transfer('truck', 'nyc', 'sfo', '[]')",
	"SELECT inventory.receive_supply('po')",
	'DELETE FROM inventory.supplies',
	"UPDATE inventory.locations SET status = 'closed'",
	"DELETE FROM inventory.kits",
	"DELETE FROM inventory.product_variants",
	"CREATE TRIGGER mine AFTER INSERT ON inventory.locations FOR EACH ROW EXECUTE FUNCTION inventory.note_location_change()",
	'BEGIN; LOCK TABLE inventory.kits IN SHARE MODE',
	"COPY inventory.levels FROM STDIN")
{
	$node->safe_psql('shop', 'GRANT CREATE ON SCHEMA public TO seller');
	is(outcome_as('seller', 'shop', $sql), '42501', "a seller cannot: $sql");
}

# Even the owner cannot have the triggers' functions read a table that is not the extension's.
is(outcome($node, 'shop', <<'END'), '39P01', 'trigger functions refuse tables of the same name elsewhere');
CREATE SCHEMA other;
CREATE TABLE other.levels (a int, b int, c int, d int, e int, f int, g int, h int, i int, j int, k int, l int, m int, n int, o int);
CREATE TRIGGER mine AFTER INSERT ON other.levels FOR EACH ROW EXECUTE FUNCTION inventory.collect_level_change();
INSERT INTO other.levels VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
END

# ---- locks ----------------------------------------------------------------------------------------------

# Somebody with a request waits for a level: that shows which lock the request has. Advisory locks of the same
# numbers are others.
my $first = $node->background_psql('shop', on_error_stop => 0);
my $second = $node->background_psql('shop', on_error_stop => 0);
my $request = "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'locks', request_id => 'locks');";
$first->query("BEGIN;\nSELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'before');");
$second->query_until(qr/begun/, "\\echo begun\n$request\n");
my $held = $node->poll_query_until('shop',
	"SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND objsubid > 2 AND granted");
ok($held, 'a request holds a lock while it is carried out');
my $keys = $node->safe_psql('shop', <<'END');
SELECT format('SELECT pg_advisory_lock(%s), pg_advisory_lock(%s, %s)', (classid::bigint::bit(32) || objid::bigint::bit(32))::bit(64)::bigint,
	classid::bigint::bit(32)::integer, objid::bigint::bit(32)::integer)
FROM pg_locks WHERE locktype = 'advisory' AND objsubid > 2 AND granted ORDER BY objsubid LIMIT 1
END
$first->query('ROLLBACK;');
$first->quit;
$second->quit;
my $intruder = $node->background_psql('shop');
$intruder->query("SET SESSION AUTHORIZATION seller; $keys;");
like(outcome($node, 'shop', "SET lock_timeout = '5s';\n$request"), qr/^\d+$/, 'advisory locks of applications do not stand in its way')
  or note($keys);
$intruder->quit;

# ---- what a superuser can ---------------------------------------------------------------------------------

for my $bypass ('SET session_replication_role = replica', 'ALTER TABLE inventory.levels DISABLE TRIGGER ALL')
{
	like(
		$node->safe_psql('shop', <<"END"), qr/^on_hand differs from the ledger\|shirt\|nyc\|\d+\|7$/, "verify_inventory() shows it: $bypass");
BEGIN;
$bypass;
UPDATE inventory.levels SET on_hand = 7 WHERE variant_id = 'shirt';
SELECT * FROM inventory.verify_inventory();
ROLLBACK;
END
}
for my $bypass ('SET LOCAL session_replication_role = replica', 'ALTER TABLE inventory.levels DISABLE TRIGGER ALL')
{
	is(outcome($node, 'shop', "BEGIN;\n$bypass;\nUPDATE inventory.levels SET reserved = -1;\nROLLBACK"),
		'23514', "the bounds of a level hold all the same: $bypass");
}

# ---- an owner that is no superuser --------------------------------------------------------------------------

$node->safe_psql('shop', <<'END');
CREATE ROLE keeper;
DO $$
DECLARE
	member text;
BEGIN
	-- again where the worker locks the tables in another order
	LOOP
		BEGIN
			EXECUTE 'ALTER SCHEMA inventory OWNER TO keeper';
			FOR member IN
				SELECT format('%s %s', CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' ELSE 'SEQUENCE' END, c.oid::regclass)
					FROM pg_class AS c WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'v', 'S')
				UNION ALL SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace
				UNION ALL SELECT 'TYPE ' || oid::regtype FROM pg_type WHERE typnamespace = 'inventory'::regnamespace AND typtype = 'e'
			LOOP
				EXECUTE format('ALTER %s OWNER TO keeper', member);
			END LOOP;
			EXIT;
		EXCEPTION WHEN deadlock_detected THEN
		END;
	END LOOP;
END $$;
END
is(outcome_as('seller', 'shop', "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'kept', '1 hour', request_id => 'kept')"),
	$node->safe_psql('shop', "SELECT inventory.available_inventory('shirt', 'nyc')"), 'a role without rights elsewhere may own it: a seller reserves');
is(outcome_as('keeper', 'shop', "SELECT inventory.grant_access('landlord', 'reader')"), '', 'it gives access');
is(outcome_as('landlord', 'shop', 'SELECT count(*) FROM inventory.verify_inventory()'), '0', 'to readers');
leave_cart($node, 'shop', 'kept overdue');
wait_for_status($node, 'shop', 'kept overdue', 'expired', 'and the worker sweeps with its rights');
is(outcome_as('keeper', 'shop', 'DELETE FROM inventory.transactions'), 'IV008', 'the ledger is immutable for it');
sound($node, 'shop');

$node->stop;
done_testing();
