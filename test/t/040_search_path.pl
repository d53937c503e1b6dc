# Nothing depends on the caller's search_path. In front of it stand look-alikes of every operator
# and function of pg_catalog over the types that the extension works with, of its own tables and
# types, in a schema and among the temporary objects: they raise if anybody calls them.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'inventory.worker_enabled' => 'off', 'autovacuum' => 'off');
$node->start;

# ---- the look-alikes ------------------------------------------------------------------------------

# Creates the schema evil; the role that runs it owns all of it.
my $evil_schema = <<'END';
CREATE SCHEMA evil;
DO $do$
DECLARE
	body constant text := $$ BEGIN RAISE EXCEPTION 'a look-alike was called: %', TG_EVIL; END $$;
	types constant regtype[] := '{text,bigint,integer,smallint,boolean,numeric,timestamptz,interval,jsonb,json,oid,name,bytea,"char",float8,xid8,pg_lsn,regclass,regrole,bigint[],text[],anyelement,anyarray,anynonarray,anycompatible,anycompatiblearray}';
	made integer := 0;
	p record;
	o record;
BEGIN
	FOR p IN
		SELECT format('%I', proname) AS name, proretset, prorettype,
			(SELECT string_agg(format_type(t, NULL), ', ' ORDER BY n) FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a(t, n)) AS arguments
		FROM pg_proc
		WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND provariadic = 0
			AND proargtypes::oid[] <@ types::oid[] AND prorettype = ANY (types::oid[])
			AND proname !~ '^(pg_|binary_upgrade|has_|col_description|obj_desc|shobj)'
	LOOP
		EXECUTE format($f$CREATE FUNCTION evil.%s(%s) RETURNS %s%s LANGUAGE plpgsql AS %L$f$,
			p.name, p.arguments, CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END, format_type(p.prorettype, NULL),
			replace(body, 'TG_EVIL', quote_literal('function ' || p.name)));
		made := made + 1;
	END LOOP;

	FOR o IN
		SELECT oprname AS name, format_type(oprleft, NULL) AS l, format_type(oprright, NULL) AS r, format_type(oprresult, NULL) AS result,
			oprleft = 0 AS is_prefix, oid
		FROM pg_operator
		WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprresult = ANY (types::oid[])
			AND (oprleft = 0 OR oprleft = ANY (types::oid[])) AND oprright = ANY (types::oid[])
	LOOP
		EXECUTE format($f$CREATE FUNCTION evil.operator_%s(%s) RETURNS %s LANGUAGE plpgsql AS %L$f$,
			o.oid, concat_ws(', ', CASE WHEN NOT o.is_prefix THEN o.l END, o.r), o.result,
			replace(body, 'TG_EVIL', quote_literal('operator ' || o.name)));
		EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.operator_%s%s, RIGHTARG = %s)',
			o.name, o.oid, CASE WHEN NOT o.is_prefix THEN ', LEFTARG = ' || o.l ELSE '' END, o.r);
		made := made + 1;
	END LOOP;
	RAISE NOTICE '% look-alikes', made;
END $do$;

-- mixtures for which pg_catalog needs a conversion: here they are exact
DO $do$
DECLARE
	o text;
	pair text[];
BEGIN
	FOREACH o IN ARRAY '{=,<>,<,<=,>,>=,+,-,*}'::text[] LOOP
		FOREACH pair SLICE 1 IN ARRAY '{{numeric,bigint},{bigint,numeric},{numeric,integer},{integer,numeric},{numeric,float8},{text,varchar},{text,name}}'::text[] LOOP
			CONTINUE WHEN to_regoperator(format('pg_catalog.%s(%s,%s)', o, pair[1], pair[2])) IS NOT NULL;
			IF to_regprocedure(format('evil.mixed(%s, %s)', pair[1], pair[2])) IS NULL THEN
				EXECUTE format($f$CREATE FUNCTION evil.mixed(%s, %s) RETURNS boolean LANGUAGE plpgsql
					AS 'BEGIN RAISE EXCEPTION ''a look-alike was called''; END'$f$, pair[1], pair[2]);
			END IF;
			EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.mixed, LEFTARG = %s, RIGHTARG = %s)', o, pair[1], pair[2]);
		END LOOP;
	END LOOP;
END $do$;
CREATE FUNCTION evil.step(state bigint, value anyelement) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a look-alike aggregate was called'; END $$;
CREATE FUNCTION evil.count_step(state bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a look-alike aggregate was called'; END $$;
CREATE FUNCTION evil.bool_step(state boolean, value boolean) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a look-alike aggregate was called'; END $$;
CREATE AGGREGATE evil.count(*) (SFUNC = evil.count_step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.count(anyelement) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.sum(bigint) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.sum(numeric) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.min(bigint) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.max(bigint) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.min(timestamptz) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.max(timestamptz) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.bool_and(boolean) (SFUNC = evil.bool_step, STYPE = boolean);
CREATE AGGREGATE evil.bool_or(boolean) (SFUNC = evil.bool_step, STYPE = boolean);
CREATE AGGREGATE evil.array_agg(anynonarray) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE evil.jsonb_agg(anyelement) (SFUNC = evil.step, STYPE = bigint, INITCOND = '0');

-- tables and types of the same names; the types fit nothing
DO $do$
DECLARE
	place text;
	name text;
BEGIN
	FOREACH place IN ARRAY '{evil,pg_temp}'::pg_catalog.text[] LOOP
		FOREACH name IN ARRAY '{levels,carts,reservations,transactions,requests,dropped_transactions,verified_databases,availability}'::pg_catalog.text[] LOOP
			EXECUTE format('CREATE TABLE %s.%I (only_here point)', place, name);
		END LOOP;
		FOREACH name IN ARRAY '{text,jsonb,timestamptz,int4,int8,bool,numeric,interval,name,oid,cart_status,transaction_type,regrole}'::pg_catalog.text[] LOOP
			EXECUTE format('CREATE TYPE %s.%I AS (only_here point)', place, name);
		END LOOP;
		EXECUTE format('CREATE SEQUENCE %s.transactions_transaction_id_seq START 1000000', place);
	END LOOP;
END $do$;
END

# For the extension's own types an exact operator beats the one that pg_catalog has for any enum.
my $evil_enums = <<'END';
DO $do$
DECLARE
	o text;
	enum regtype;
BEGIN
	FOREACH enum IN ARRAY '{inventory.cart_status,inventory.transaction_type}'::regtype[] LOOP
		EXECUTE format($f$CREATE FUNCTION evil.enum(%s, %s) RETURNS boolean LANGUAGE plpgsql
			AS 'BEGIN RAISE EXCEPTION ''a look-alike was called''; END'$f$, enum, enum);
		FOREACH o IN ARRAY '{=,<>,<,<=,>,>=}'::text[] LOOP
			EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.enum, LEFTARG = %s, RIGHTARG = %s)', o, enum, enum);
		END LOOP;
	END LOOP;
END $do$;
END

my $evil_path = "SET search_path = evil, pg_temp, inventory, pg_catalog;\n";
my $clean_path = "RESET search_path;\n";

# ---- what is called -------------------------------------------------------------------------------

# Every function that a seller may call, with literals only, so that the caller's own statement
# needs nothing from the search_path but the conversion of them. PREFIX makes it repeatable.
my $selling = <<'END';
SELECT remaining, backordered FROM inventory.reserve_inventory('mug', 'PREFIX', 3, 'PREFIX a', '1 hour', 'customer', 'PREFIX r-1');
SELECT remaining, backordered FROM inventory.reserve_inventory('mug', 'PREFIX', 3, 'PREFIX a', '1 hour', 'customer', 'PREFIX r-1');
SELECT remaining FROM inventory.reserve_inventory('mug', 'PREFIX', 2, 'PREFIX a', '1 hour', 'customer', 'PREFIX r-1');
SELECT variant_id, remaining FROM inventory.reserve_cart('PREFIX late', '[{"variant_id": "mug", "location_id": "PREFIX", "quantity": 1}, {"variant_id": "pen", "location_id": "PREFIX", "quantity": 2}]', '1 millisecond');
SELECT pg_catalog.pg_sleep(0.01);
SELECT status, remaining FROM inventory.try_reserve_inventory('mug', 'PREFIX', 100, 'PREFIX b');
SELECT status, remaining FROM inventory.try_reserve_inventory('cup', 'PREFIX', 1, 'PREFIX b');
SELECT remaining FROM inventory.reserve_inventory('mug', 'PREFIX', 100, 'PREFIX b');
SELECT remaining FROM inventory.reserve_inventory('', 'PREFIX', 100, 'PREFIX b');
SELECT remaining FROM inventory.reserve_inventory('mug', 'PREFIX', 1, 'PREFIX b', '-1 hour');
SELECT variant_id, quantity, remaining FROM inventory.reserve_cart('PREFIX b', '[{"variant_id": "pen", "location_id": "PREFIX", "quantity": 5}, {"variant_id": "mug", "location_id": "PREFIX", "quantity": 1}, {"variant_id": "pen", "location_id": "PREFIX", "quantity": 4}]');
SELECT inventory.reserve_cart('PREFIX r', '[{"variant_id": "pen", "location_id": "PREFIX", "quantity": 1}, {"variant_id": "mug", "location_id": "PREFIX", "quantity": 1}]', request_id => 'PREFIX r-4') IS NOT NULL;
SELECT inventory.reserve_cart('PREFIX r', '[{"variant_id": "mug", "location_id": "PREFIX", "quantity": 1}, {"variant_id": "pen", "location_id": "PREFIX", "quantity": 1}]', request_id => 'PREFIX r-4') IS NOT NULL;
SELECT inventory.release_cart('PREFIX r');
SELECT variant_id, quantity, remaining FROM inventory.reserve_cart('PREFIX b', '[{"variant_id": "pen", "colour": "red"}]');
SELECT variant_id, status, remaining FROM inventory.try_reserve_cart('PREFIX b', '[{"variant_id": "pen", "location_id": "PREFIX", "quantity": 5}, {"variant_id": "cup", "location_id": "PREFIX", "quantity": 1}]');
SELECT ordinal, status, remaining FROM inventory.reserve_batch('{PREFIX c,PREFIX d,PREFIX e}', '{mug,mug,cup}', '{PREFIX,PREFIX,PREFIX}', '{1,100,1}');
SELECT remaining, backordered FROM inventory.reserve_inventory('hat', 'PREFIX', 4, 'PREFIX c');
SELECT remaining FROM inventory.set_reservation('mug', 'PREFIX', 2, 'PREFIX c');
SELECT inventory.touch_cart('PREFIX c', '2 hours') IS NULL;
SELECT inventory.touch_cart('PREFIX nobody');
SELECT inventory.release_reservation('mug', 'PREFIX', 1, 'PREFIX c');
SELECT inventory.available_inventory('mug', 'PREFIX');
SELECT inventory.available_inventory('mug', 'PREFIX', 'PREFIX a');
SELECT variant_id, quantity, backordered FROM inventory.cart_lines('PREFIX c');
SELECT inventory.confirm_cart('PREFIX b', 'order 1', request_id => 'PREFIX r-2');
SELECT inventory.confirm_cart('PREFIX b', 'order 2');
SELECT inventory.fulfill_reservation('pen', 'PREFIX', 2, 'PREFIX b');
SELECT inventory.fulfill_reservation('pen', 'PREFIX', 100, 'PREFIX b');
SELECT inventory.fulfill_cart('PREFIX b');
SELECT inventory.fulfill_cart('PREFIX c');
SELECT inventory.release_cart('PREFIX c');
SELECT inventory.sell_inventory('mug', 'PREFIX', 1, 'till');
SELECT remaining FROM inventory.reserve_inventory('song', 'PREFIX', 1, 'PREFIX f');
SELECT inventory.confirm_cart('PREFIX f');
SELECT remaining FROM inventory.reserve_inventory('mug', 'PREFIX', 1, 'PREFIX g', '1 millisecond');
SELECT pg_catalog.pg_sleep(0.01);
SELECT inventory.expire_stale_carts(NULL, 1);
SELECT inventory.expire_stale_carts();
SELECT inventory.confirm_cart('PREFIX g');
SELECT inventory.confirm_cart('PREFIX g', revive => true);
SELECT type, on_hand_delta, reserved_delta, on_hand, reserved, reference_id, reason FROM inventory.level_history('mug', 'PREFIX');
END

# What only the owner and managers may.
my $managing = <<'END';
SELECT on_hand, available FROM inventory.receive_inventory('mug', 'PREFIX', 10, 'po-1', request_id => 'PREFIX r-3');
SELECT on_hand, available FROM inventory.receive_inventory('pen', 'PREFIX', 10, 'po-1');
SELECT on_hand, available FROM inventory.receive_inventory('hat', 'PREFIX', 1, 'po-1', 'gift');
SELECT on_hand, available FROM inventory.adjust_inventory('mug', 'PREFIX', -1, 'broken');
SELECT on_hand, available FROM inventory.adjust_inventory('mug', 'PREFIX', 1, 'found', expected_on_hand => 3);
SELECT on_hand, available FROM inventory.count_inventory('mug', 'PREFIX', 10);
SELECT on_hand, available FROM inventory.return_inventory('mug', 'PREFIX', 1, 'PREFIX x');
SELECT on_hand, available FROM inventory.return_inventory('mug', 'PREFIX', 1, 'PREFIX x', restock => false);
SELECT on_hand, available FROM inventory.transfer_inventory('mug', 'PREFIX', 'PREFIX 2', 1, 'truck');
SELECT available, backorder_limit, stripes FROM inventory.set_level_policy('hat', 'PREFIX', backorder_limit => 10, safety_stock => 1);
SELECT available, tracked FROM inventory.set_level_policy('song', 'PREFIX', tracked => false);
SELECT available FROM inventory.set_level_policy('gone', 'PREFIX');
SELECT inventory.delete_level('gone', 'PREFIX');
SELECT inventory.delete_level('mug', 'PREFIX');
END

# And direct SQL by the owner.
my $direct = <<'END';
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('direct', 'PREFIX', 3), ('empty', 'PREFIX', 0);
UPDATE inventory.levels SET on_hand = 4, incoming = 2 WHERE variant_id OPERATOR(pg_catalog.=) 'direct' AND location_id OPERATOR(pg_catalog.=) 'PREFIX';
UPDATE inventory.levels SET reserved = 1 WHERE variant_id OPERATOR(pg_catalog.=) 'direct' AND location_id OPERATOR(pg_catalog.=) 'PREFIX';
DELETE FROM inventory.levels WHERE variant_id OPERATOR(pg_catalog.=) 'empty' AND location_id OPERATOR(pg_catalog.=) 'PREFIX';
DELETE FROM inventory.levels WHERE variant_id OPERATOR(pg_catalog.=) 'direct' AND location_id OPERATOR(pg_catalog.=) 'PREFIX';
DELETE FROM inventory.carts;
UPDATE inventory.transactions SET reason = 'false';
INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at) VALUES ('x', 'direct', 'PREFIX', 1, pg_catalog.now());
TRUNCATE inventory.levels;
SELECT type, on_hand_delta, incoming_delta, reason FROM inventory.transactions WHERE variant_id OPERATOR(pg_catalog.=) 'direct' AND location_id OPERATOR(pg_catalog.=) 'PREFIX' ORDER BY transaction_id USING OPERATOR(pg_catalog.<);
SELECT on_hand, available, held, committed FROM inventory.availability WHERE variant_id OPERATOR(pg_catalog.=) 'mug' AND location_id OPERATOR(pg_catalog.=) 'PREFIX';
SELECT inventory.drop_transactions_before('2000-01-01', 1) IS NULL;
SELECT * FROM inventory.verify_inventory();
SELECT carts_expired FROM inventory.maintain();
END

# Runs it in a session; all that came of it, errors and details with it.
sub run_script
{
	my ($session, $path, $prefix, $script) = @_;
	(my $text = $script) =~ s/PREFIX/$prefix/g;
	$session->{stderr} = '';
	my $output = $session->query("\\set VERBOSITY verbose\n$path$text$clean_path");
	$session->{stderr} =~ s/psql:[^:]*:\d+: |LOCATION: .*\n|LINE \d.*\n\s*\^\n//g;
	$output .= "\n" . $session->{stderr};
	$session->{stderr} = '';
	$output =~ s/\Q$prefix\E/PREFIX/g;
	return $output;
}

# ---- by the owner, and by a seller who brings the schema along --------------------------------------

$node->safe_psql('postgres', <<'END');
CREATE ROLE seller LOGIN;
CREATE ROLE deceived SUPERUSER LOGIN;
CREATE DATABASE owned;
CREATE DATABASE sold;
GRANT CREATE, TEMPORARY ON DATABASE sold TO seller;
END

for my $case ([ 'owned', 'deceived', $managing . $selling . $direct ], [ 'sold', 'seller', $selling ])
{
	my ($database, $role, $script) = @$case;

	# The owner is deceived from the start: the look-alikes are there when the extension comes.
	my $connect = [ '-U', $role ];
	my ($status, undef, $error);
	if ($database eq 'owned')
	{
		($status, undef, $error) = $node->psql($database,
			$evil_schema . $evil_path . 'CREATE EXTENSION inventory', extra_params => $connect);
	}
	else
	{
		$node->safe_psql($database, "CREATE EXTENSION inventory; SELECT inventory.grant_access('seller', 'seller')");
		($status, undef, $error) = $node->psql($database, $evil_schema, extra_params => $connect);
	}
	is($status, 0, "$role: look-alikes in $database") or BAIL_OUT($error);
	my ($made) = $error =~ /(\d+) look-alikes/;
	cmp_ok($made, '>', 1000, "$role: $made of them");
	is( $node->safe_psql($database, "SELECT to_regclass('inventory.levels') IS NOT NULL"),
		't', "$role: the extension is where it should be");
	$node->safe_psql($database, $evil_enums);

	if ($role eq 'seller')
	{
		# stocked as the script for the owner does it
		for my $prefix ('clean', 'evil', 'evil first', 'clean second')
		{
			(my $stock = $managing) =~ s/PREFIX/$prefix/g;
			$node->psql($database, $stock, on_error_stop => 0);
		}
	}

	# The look-alikes bite: a query that trusts the search_path meets one.
	is(outcome_of($database, $role, "SELECT 'a'::pg_catalog.text = 'b'::pg_catalog.text"), 'look-alike', "$role: = is false");
	is(outcome_of($database, $role, "SELECT pg_catalog.int8(1) + pg_catalog.int8(1)"), 'look-alike', "$role: + is false");
	is(outcome_of($database, $role, 'SELECT clock_timestamp()'), 'look-alike', "$role: clock_timestamp() is false");

	# Plans made under a clean path and used under a hostile one, and the other way round.
	my $session = $node->background_psql($database, on_error_stop => 0, extra_params => $connect);
	hold_temporary($session);
	my $clean = run_script($session, '', 'clean', $script);
	my $evil = run_script($session, $evil_path, 'evil', $script);
	$session->quit;
	$session = $node->background_psql($database, on_error_stop => 0, extra_params => $connect);
	hold_temporary($session);
	my $evil_first = run_script($session, $evil_path, 'evil first', $script);
	my $clean_second = run_script($session, '', 'clean second', $script);
	$session->quit;

	unlike($clean, qr/look-alike/, "$role: no look-alike, clean path");
	unlike($evil, qr/look-alike/, "$role: no look-alike, cached plans");
	unlike($evil_first, qr/look-alike/, "$role: no look-alike, first plans");
	is($evil, $clean, "$role: plans from a clean path answer the same");
	is($evil_first, $clean, "$role: plans from a hostile path answer the same");
	is($clean_second, $clean, "$role: and so they do under a clean one");

	# What it says is right, too.
	my @codes = $clean =~ /^ERROR:\s+(\w{5})/mg;
	is( join(' ', @codes),
		join(' ', ($role eq 'deceived' ? ('IV005', 'IV011') : ()),
			qw(IV009 IV001 22023 22023 22023 IV003 IV007 22023 IV001 IV004),
			($role eq 'deceived' ? ('IV008', 'IV011', ('IV008') x 4) : ())),
		"$role: the errors that there should be");
	note($clean);
	is(problems($node, $database), '', "$role: sound");
	is( $node->safe_psql($database, "SELECT count(*) FROM evil.levels"), '0', "$role: no row in a look-alike");
}

# Temporary look-alikes belong to the session.
sub hold_temporary
{
	my ($session) = @_;
	my ($tables) = $evil_schema =~ /(DO \$do\$\nDECLARE\n\tplace text.*)\z/s;
	$tables =~ s/'\{evil,pg_temp\}'/'{pg_temp}'/;
	$session->{stderr} = '';
	$session->query($tables);
	is($session->{stderr}, '', 'temporary look-alikes');
	$session->{stderr} = '';
	return;
}

# 'look-alike' if the statement meets one under the hostile path.
sub outcome_of
{
	my ($database, $role, $sql) = @_;
	my (undef, $output, $error) = $node->psql($database, "$evil_path$sql", extra_params => [ '-U', $role ]);
	return $error =~ /a look-alike was called/ ? 'look-alike' : "$output$error";
}

$node->stop;
done_testing();
