# ALTER EXTENSION … UPDATE, from each version that is in use: the older one with this library works
# until it is run; afterwards the objects, comments and rights are those of a fresh install, the rows
# are as they were, and roles have the access that they had been granted.

use strict;
use warnings;

use File::Copy;
use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my @older = ('0.1', '0.2');
my $node = new_server('main', 'inventory.worker_enabled' => 'off');
my $directory = $node->config_data('--sharedir') . '/extension';
plan skip_all => "$directory is not writable, where the older versions would have to be" unless -w $directory;

# The scripts of older versions are not installed: nobody is to begin with them.
my %copies = map { ("$directory/inventory--$_.sql" => "$FindBin::RealBin/../upgrade/inventory--$_.sql") } @older;
END { unlink keys %copies; }
copy($copies{$_}, $_) or die "$_: $!" for keys %copies;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE clerk; CREATE ROLE "Ms ""Boss"" O\'Hara"; CREATE ROLE watcher; CREATE ROLE robot');

# Everything that belongs to the extension, a line a thing: what it is, its comment, its rights.
my $objects = <<'END';
WITH member AS (
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
	WHERE e.extname = 'inventory' AND d.deptype = 'e')
SELECT line FROM (
SELECT pg_describe_object(classid, objid, 0) || ': ' || concat_ws(' | ',
	CASE classid
		WHEN 'pg_proc'::regclass THEN pg_get_functiondef(objid)
		WHEN 'pg_type'::regclass THEN (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = objid)
		WHEN 'pg_class'::regclass THEN (SELECT concat_ws(' | ', relkind, reloptions, CASE WHEN relkind = 'v' THEN pg_get_viewdef(oid) END) FROM pg_class WHERE oid = objid)
	END,
	obj_description(objid, (SELECT relname FROM pg_class WHERE oid = classid)),
	CASE classid
		WHEN 'pg_proc'::regclass THEN (SELECT array_agg(a ORDER BY a::text) FROM pg_proc, unnest(proacl) AS a WHERE oid = objid)
		WHEN 'pg_type'::regclass THEN (SELECT array_agg(a ORDER BY a::text) FROM pg_type, unnest(typacl) AS a WHERE oid = objid)
		WHEN 'pg_class'::regclass THEN (SELECT array_agg(a ORDER BY a::text) FROM pg_class, unnest(relacl) AS a WHERE oid = objid)
		WHEN 'pg_namespace'::regclass THEN (SELECT array_agg(a ORDER BY a::text) FROM pg_namespace, unnest(nspacl) AS a WHERE oid = objid)
	END) AS line
FROM member
UNION ALL
SELECT concat_ws(' | ', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
	pg_get_expr(adbin, adrelid), col_description(attrelid, attnum), attcollation::regcollation, attacl)
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass) AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT concat_ws(' | ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE conrelid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
UNION ALL
SELECT concat_ws(' | ', indrelid::regclass, pg_get_indexdef(indexrelid)) FROM pg_index
WHERE indrelid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
UNION ALL
SELECT concat_ws(' | ', tgrelid::regclass, pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
WHERE tgrelid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
UNION ALL
SELECT concat_ws(' | ', 'initial rights', pg_describe_object(p.classoid, p.objoid, p.objsubid),
	ARRAY(SELECT a FROM unnest(p.initprivs) AS a ORDER BY a::text))
FROM pg_init_privs AS p JOIN member AS m ON m.classid = p.classoid AND m.objid = p.objoid
UNION ALL
SELECT concat_ws(' | ', 'depends on', pg_describe_object(refclassid, refobjid, refobjsubid)) FROM pg_depend
	WHERE classid = 'pg_extension'::regclass AND objid = (SELECT oid FROM pg_extension WHERE extname = 'inventory')
UNION ALL
SELECT concat_ws(' | ', 'in schema', extnamespace::regnamespace) FROM pg_extension WHERE extname = 'inventory'
UNION ALL
SELECT concat_ws(' | ', 'dumped', c.oid::regclass, e.condition) FROM pg_extension, unnest(extconfig, extcondition) AS e (config, condition)
	JOIN pg_class AS c ON c.oid = e.config WHERE extname = 'inventory') AS o (line)
ORDER BY line COLLATE "C"
END

# Every access, and one right that was given by hand.
my $grants = <<'END';
SELECT inventory.grant_access('clerk', 'seller'), inventory.grant_access(to_regrole('"Ms ""Boss"" O''Hara"'), 'manager'),
	inventory.grant_access('watcher', 'reader');
GRANT EXECUTE ON FUNCTION inventory.expire_stale_carts(interval, integer) TO robot;
END

# A shop with something in every table, and roles that may do something in it.
sub fill
{
	my ($database) = @_;
	$node->safe_psql($database, $grants . <<'END');
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1');
SELECT inventory.set_level_policy('mug', 'nyc', stripes => 4, backorder_limit => 5);
SELECT inventory.receive_inventory('hat', 'nyc', 2, 'po-1'), inventory.sell_inventory('hat', 'nyc', 2, 'till');
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'active', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'overdue', '1 millisecond');
SELECT inventory.reserve_inventory('mug', 'nyc', 5, 'order');
SELECT inventory.confirm_cart('order', 'order-1');
SELECT inventory.drop_transactions_before(clock_timestamp(), 1);
END
	return;
}

sub create_database
{
	my ($database, $version) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, 'CREATE EXTENSION inventory' . (defined $version ? " VERSION '$version'" : ''));
	return;
}

sub installed_version
{
	my ($database) = @_;
	return $node->safe_psql($database, "SELECT extversion FROM pg_extension WHERE extname = 'inventory'");
}

# A query for all rows and sequences of the extension, with the columns that the tables have now.
sub query_of_rows
{
	my ($database) = @_;
	return $node->safe_psql($database, <<'END');
SELECT string_agg(CASE relkind
	WHEN 'S' THEN format('SELECT %L, last_value || %L || is_called FROM %s', name, ' ', name)
	ELSE format('SELECT %L, count(*) || %L || md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM (SELECT %s FROM %s) AS t',
		name, ' rows ', (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
			WHERE attrelid = name AND attnum > 0 AND NOT attisdropped), name)
	END, ' UNION ALL ')
FROM (SELECT c.oid::regclass AS name, c.relkind FROM pg_depend AS d JOIN pg_class AS c ON c.oid = d.objid
		JOIN pg_extension AS e ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
	WHERE e.extname = 'inventory' AND d.deptype = 'e' AND d.classid = 'pg_class'::regclass
		AND c.relkind IN ('r', 'S') AND c.relname <> 'verified_databases'
	ORDER BY c.oid::regclass::text COLLATE "C") AS member
END
}

# A test: a dump of the database brings the same objects and rights, with what was granted.
sub is_dumped_whole
{
	my ($database, $wanted) = @_;
	my $dump = $node->basedir . "/$database.sql";
	$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr($database) ], "pg_dump of $database");
	$node->safe_psql('postgres', "CREATE DATABASE ${database}_restored");
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr("${database}_restored") ], 'restored');
	is($node->safe_psql("${database}_restored", $objects), $wanted, 'a dump has what roles were granted');
	return;
}

create_database('fresh');
my $version = installed_version('fresh');
$node->safe_psql('fresh', $grants);
my $wanted = $node->safe_psql('fresh', $objects);

for my $old (@older)
{
	my $suffix = $old =~ s/\W/_/gr;

	# The older version, with this library
	my $shop = "shop_$suffix";
	create_database($shop, $old);
	fill($shop);
	isnt($node->safe_psql($shop, $objects), $wanted, "$old is another version than $version");
	is(outcome($node, $shop, "SET ROLE clerk; SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'active')"),
		'87', 'a seller sells');
	$node->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
	$node->reload;
	wait_for_status($node, $shop, 'overdue', 'expired', 'the worker expires');
	$node->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
	$node->reload;
	is(problems($node, $shop), '', 'sound');

	# The update, taken back, and then for good
	my $session = $node->background_psql($shop, on_error_stop => 0);
	is(ask($session, "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'session')"), '90', 'a session that was there before');
	$session->query_safe("SELECT inventory.release_cart('session')");
	my $rows = query_of_rows($shop);
	my $before = $node->safe_psql($shop, $rows);

	# A dump of it names a schema, and is restored by who has the present version only: all but the rights on
	# functions that have other arguments now.
	my $dump = $node->basedir . "/$suffix.sql";
	$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr($shop) ], "pg_dump of $old");
	like(slurp_file($dump), qr/^CREATE EXTENSION IF NOT EXISTS inventory WITH SCHEMA public;$/m, 'names a schema');
	$node->safe_psql('postgres', "CREATE DATABASE restored_$suffix");
	my $complaints = '';
	IPC::Run::run([ 'psql', '-Xq', '-o', "$dump.out", '-f', $dump, $node->connstr("restored_$suffix") ], '2>', \$complaints);
	is(join("\n", grep { !/ERROR:  function inventory\.\w+\([^()]*\) does not exist$/ } split /\n/, $complaints), '', 'restored');
	is(installed_version("restored_$suffix"), $version, 'with the present version');
	is($node->safe_psql("restored_$suffix", $rows), $before, 'the same rows, and the sequence');
	is(problems($node, "restored_$suffix"), '', 'sound');
	$node->safe_psql("restored_$suffix", 'DROP SCHEMA public CASCADE');
	is(problems($node, "restored_$suffix"), '', 'sound without the schema');

	$node->safe_psql($shop, 'BEGIN; ALTER EXTENSION inventory UPDATE; ROLLBACK');
	is(installed_version($shop), $old, 'taken back');
	$node->safe_psql($shop, 'ALTER EXTENSION inventory UPDATE');
	is(installed_version($shop), $version, 'updated');
	is($node->safe_psql($shop, $rows), $before, 'the same rows, and the sequence');
	is(problems($node, $shop), '', 'sound');
	my $demand = "SELECT variant_id, sold, returned, out_since IS NOT NULL FROM inventory.demand ORDER BY 1";
	is($node->safe_psql($shop, $demand), "hat|2|0|t\nmug|0|0|f", 'demand begins with the ledger that is there');
	is($node->safe_psql($shop, 'SELECT * FROM inventory.collect_changes()'), '0|2|0', 'everything is announced, and nobody is mailed');
	is($node->safe_psql($shop, $demand), "hat|2|0|t\nmug|0|0|f", 'nor is anything counted twice');
	is(ask($session, "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'session')"), '90', 'it goes on as if nothing had been');
	$session->quit;
	is(outcome($node, $shop, "SET ROLE clerk; SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'active')"),
		'89', 'so does the seller');
	is($node->safe_psql($shop, 'SELECT DISTINCT promise_incoming, ships_in, ships_in_max, available_from FROM inventory.levels'), '|||', 'no limit follows supply');
	is($node->safe_psql($shop, 'SELECT count(*), count(promised_at) FROM inventory.reservations'), '3|1', 'who holds already was told nothing, who comes is told');
	is(outcome($node, $shop, <<'END'), '(mug,nyc,9,0,"2101-01-01 00:00:00+00")', 'what is on its way');
SET ROLE "Ms ""Boss"" O'Hara"; SET timezone = 'UTC';
SELECT inventory.set_supply('po-2', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 9}]', '2101-01-01');
END
	is(outcome($node, $shop, "SET ROLE watcher; SELECT available FROM inventory.available_by_date('mug', 'nyc') LIMIT 1"), '89', 'is read');
	is(outcome($node, $shop, "SET ROLE clerk; SELECT count(*) FROM inventory.promise_cart('order')"), '1', 'a hold of before is promised');
	is(outcome($node, $shop, "SET ROLE clerk; SELECT inventory.receive_supply('po-2')"), '42501', 'a seller takes no delivery in');
	is(outcome($node, $shop, "SELECT accepted, on_hand FROM inventory.receive_supply('po-2')"), '9|109', 'and comes');
	is(problems($node, $shop), '', 'sound');
	is( outcome($node, $shop, "SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1')"),
		'100', 'a repeated request is answered');
	is($node->safe_psql($shop, $objects), $wanted, 'objects, comments and rights are those of a fresh install');
	is_dumped_whole($shop, $wanted);

	# What the older version does not have, as if these were new: not PUBLIC's, and theirs who have such
	# an access. This needs no PL/pgSQL, and the owner's default rights play no part.
	my $lacking = "lacking_$suffix";
	create_database($lacking, $old);
	$node->safe_psql($lacking, $grants . <<'END');
ALTER EXTENSION inventory DROP FUNCTION inventory.touch_cart(text, interval);
DROP FUNCTION inventory.touch_cart(text, interval);
ALTER EXTENSION inventory DROP FUNCTION inventory.delete_level(text, text);
DROP FUNCTION inventory.delete_level(text, text);
DROP EXTENSION plpgsql;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER EXTENSION inventory UPDATE;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
END
	is($node->safe_psql($lacking, $objects), $wanted, 'new objects have the rights that they have in a fresh install');
	is_dumped_whole($lacking, $wanted);

	# The owner's columns of the view stay.
	my $extended = "extended_$suffix";
	create_database($extended, $old);
	$node->safe_psql($extended, "SELECT inventory.receive_inventory('mug', 'nyc', 1, 'po')");
	$node->safe_psql($extended, "CREATE OR REPLACE VIEW inventory.availability AS SELECT *, 'A1'::text AS shelf FROM (" . ($node->safe_psql($extended, "SELECT pg_get_viewdef('inventory.availability')") =~ s/;\s*$//r) . ') AS a');
	$node->safe_psql($extended, 'ALTER EXTENSION inventory UPDATE');
	is($node->safe_psql($extended, 'SELECT on_hand, shelf FROM inventory.availability'), '1|A1', 'a view that the owner has extended stays so');

	# An update takes over nobody's object.
	my $foreign = "foreign_$suffix";
	create_database($foreign, $old);
	for my $object ('FUNCTION inventory.touch_cart(text, interval)')
	{
		$node->safe_psql($foreign, "ALTER EXTENSION inventory DROP $object");
		my (undef, undef, $error) = $node->psql($foreign, 'ALTER EXTENSION inventory UPDATE');
		like($error, qr/is not a member of extension "inventory"/, "not by this name: $object");
		is(installed_version($foreign), $old, 'not updated');
		$node->safe_psql($foreign, "ALTER EXTENSION inventory ADD $object");
	}
	$node->safe_psql($foreign, 'ALTER EXTENSION inventory UPDATE');

	# Wherever the older version was created, an update takes it out of there.
	my $moved = "moved_$suffix";
	$node->safe_psql('postgres', "CREATE DATABASE $moved");
	$node->safe_psql($moved, "CREATE SCHEMA x; CREATE EXTENSION inventory SCHEMA x VERSION '$old'");
	$node->safe_psql($moved, $grants);
	isnt($node->psql($moved, 'DROP SCHEMA x'), 0, "$old belongs to the schema that it was created in");
	$node->safe_psql($moved, 'ALTER EXTENSION inventory UPDATE; DROP SCHEMA x');
	is($node->safe_psql($moved, $objects), $wanted, 'which is dropped after the update, without it');
}

# A level that the library of 0.1 striped before it had a unit
create_database('empty', '0.1');
$node->safe_psql('empty', <<'END');
SET session_replication_role = replica;
INSERT INTO inventory.levels (variant_id, location_id, stripe, layout, version) VALUES ('ticket', 'web', 0, 2, 0), ('ticket', 'web', 1, 2, 1);
RESET session_replication_role;
ALTER EXTENSION inventory UPDATE;
END
is($node->safe_psql('empty', "SELECT string_agg(version::text, ',') FROM inventory.levels"), '1,1', 'no longer looks new to a restore');

# Who updates is told nothing: where there is no worker, carts never expired by themselves.
create_database('quiet', '0.2');
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
my (undef, undef, $said) = $node->psql('quiet', 'ALTER EXTENSION inventory UPDATE');
is($said, '', 'no notice');
is(installed_version('quiet'), $version, 'updated');

$node->stop;
done_testing();
