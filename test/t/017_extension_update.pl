# ALTER EXTENSION … UPDATE: an older version with this library works until it is run; afterwards the
# objects, comments and rights are those of a fresh install, and the rows are as they were.

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

my $oldest = '0.1';
my $node = new_server('main', 'inventory.worker_enabled' => 'off');
my $scripts = $node->config_data('--sharedir') . '/extension';
plan skip_all => "$scripts is not writable, where the older version would have to be" unless -w $scripts;

# The script of the older version is not installed: nobody is to begin with it.
my $script = "inventory--$oldest.sql";
copy("$FindBin::RealBin/../upgrade/$script", "$scripts/$script") or die "$script: $!";
END { unlink "$scripts/$script" if defined $scripts && defined $script; }
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE clerk');

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
SELECT concat_ws(' | ', 'dumped', c.oid::regclass, e.condition) FROM pg_extension, unnest(extconfig, extcondition) AS e (config, condition)
	JOIN pg_class AS c ON c.oid = e.config WHERE extname = 'inventory') AS o (line)
ORDER BY line COLLATE "C"
END

# A shop with something in every table, and a role that may sell.
sub fill
{
	my ($database) = @_;
	$node->safe_psql($database, <<'END');
SELECT inventory.grant_access('clerk', 'seller');
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1');
SELECT inventory.set_level_policy('mug', 'nyc', stripes => 4, backorder_limit => 5);
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'active', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'overdue', '1 millisecond');
SELECT inventory.reserve_inventory('mug', 'nyc', 5, 'order');
SELECT inventory.confirm_cart('order', 'order-1');
SELECT inventory.drop_transactions_before(clock_timestamp(), 1);
END
	return;
}

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION inventory');
my $version = $node->safe_psql('fresh', "SELECT extversion FROM pg_extension WHERE extname = 'inventory'");
my $wanted = $node->safe_psql('fresh', $objects);
$node->safe_psql('postgres', 'CREATE DATABASE shop');
$node->safe_psql('shop', "CREATE EXTENSION inventory VERSION '$oldest'");
isnt($node->safe_psql('shop', $objects), $wanted, "$oldest is another version than $version");

# The older version, with this library
fill('shop');
install_fingerprint($node, 'shop');
is(outcome($node, 'shop', "SET ROLE clerk; SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'active')"),
	'87', 'a seller sells');
$node->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$node->reload;
wait_for_status($node, 'shop', 'overdue', 'expired', 'the worker expires');
$node->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$node->reload;
is(problems($node, 'shop'), '', 'sound');

# The update, taken back, and then for good
my $before = fingerprint($node, 'shop');
my $session = $node->background_psql('shop', on_error_stop => 0);
is(ask($session, "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'session')"), '90', 'a session that was there before');
$session->query_safe("SELECT inventory.release_cart('session')");
$before = fingerprint($node, 'shop');
$node->safe_psql('shop', 'BEGIN; ALTER EXTENSION inventory UPDATE; ROLLBACK');
is($node->safe_psql('shop', "SELECT extversion FROM pg_extension WHERE extname = 'inventory'"), $oldest, 'taken back');
$node->safe_psql('shop', 'ALTER EXTENSION inventory UPDATE');
is($node->safe_psql('shop', "SELECT extversion FROM pg_extension WHERE extname = 'inventory'"), $version, 'updated');
is(fingerprint($node, 'shop'), $before, 'the same rows, and the sequence');
is(problems($node, 'shop'), '', 'sound');
is(ask($session, "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'session')"), '90', 'it goes on as if nothing had been');
$session->quit;
is(outcome($node, 'shop', "SET ROLE clerk; SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'active')"),
	'89', 'so does the seller');
is( outcome($node, 'shop', "SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1')"),
	'100', 'a repeated request is answered');

# Like a fresh one, to which the same role was given the same access
$node->safe_psql('fresh', "SELECT inventory.grant_access('clerk', 'seller')");
is($node->safe_psql('shop', $objects), $node->safe_psql('fresh', $objects), 'objects, comments and rights are those of a fresh install');
is( $node->safe_psql('fresh', "SELECT string_agg(source || ' to ' || target, ', ') FROM pg_extension_update_paths('inventory') WHERE path IS NULL AND target = '$version' AND source = '$oldest'"),
	'', 'there is a way from the oldest version');

# A level that the library of 0.1 striped before it had a unit
$node->safe_psql('postgres', 'CREATE DATABASE empty');
$node->safe_psql('empty', <<"END");
CREATE EXTENSION inventory VERSION '$oldest';
SET session_replication_role = replica;
INSERT INTO inventory.levels (variant_id, location_id, stripe, layout, version) VALUES ('ticket', 'web', 0, 2, 0), ('ticket', 'web', 1, 2, 1);
RESET session_replication_role;
ALTER EXTENSION inventory UPDATE;
END
is($node->safe_psql('empty', "SELECT string_agg(version::text, ',') FROM inventory.levels"), '1,1', 'no longer looks new to a restore');

$node->stop;
done_testing();
