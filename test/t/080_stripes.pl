# A storm on a few striped levels: sessions that reserve, release, ship, count, receive, sell, sweep,
# undo and change the number of stripes at random. Nobody deadlocks, nothing is sold twice, and every
# unit is accounted for; then the shop is dumped and restored, stripes and all.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $seconds = $ENV{INVENTORY_RACE_SECONDS} // 5;
my $seed = $ENV{INVENTORY_SEED} // 20240229;

my $node = new_server('main', 'deadlock_timeout' => '10ms', 'inventory.expiry_interval' => '50ms',
	'inventory.expiry_batch_size' => 5, 'max_connections' => 40, 'statement_timeout' => '60s');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
create_answer($node, 'postgres');

# v1 is plenty, v2 scarce, v3 on backorder, v4 keeps a safety stock; "last" is sold out by and by.
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory(v, 'nyc', n, 'po-1'), inventory.set_level_policy(v, 'nyc', stripes => s)
FROM (VALUES ('v1', 3000, 8), ('v2', 60, 4), ('v3', 40, 3), ('v4', 200, 4), ('last', 500, 6)) AS l (v, n, s);
SELECT inventory.set_level_policy('v3', 'nyc', backorder_limit => 90), inventory.set_level_policy('v4', 'nyc', safety_stock => 25);
END

# ---- the storm ------------------------------------------------------------------------------------

# What is random is pgbench's, so that a seed repeats it: a variant, a cart, a few units, a coin.
my $dice = <<'END';
\set v random(1, 4)
\set w random(1, 4)
\set cart random(1, 40)
\set other random(1, 40)
\set n random_exponential(1, 30, 4)
\set coin random(0, 1)
\set stripes random(1, 8)
END
my $ttl = "CASE WHEN :coin = 1 AND :n < 4 THEN interval '1 millisecond' ELSE '1 hour' END";
my %calls = (
	'reserve@20' => "SELECT status FROM inventory.try_reserve_inventory('v' || :v, 'nyc', :n, 'cart ' || :cart, $ttl);\n",
	'set@4' => "SELECT answer('set_reservation(%L, ''nyc'', %L, %L)', 'v' || :v, (:n - 1)::text, 'cart ' || :cart);\n",
	'cart@5' => <<"END",
SELECT count(*) FROM inventory.try_reserve_cart('cart ' || :cart, '[{"variant_id": "v3", "location_id": "nyc", "quantity": 2},
	{"variant_id": "v1", "location_id": "nyc", "quantity": 20}, {"variant_id": "v2", "location_id": "nyc", "quantity": 1}]', $ttl);
END
	'batch@4' => <<"END",
SELECT count(*) FROM inventory.reserve_batch(ARRAY['cart ' || :cart, 'cart ' || :other, 'cart ' || :cart],
	ARRAY['v' || :v, 'v' || :w, 'v4'], ARRAY['nyc', 'nyc', 'nyc'], ARRAY[:n, 3, 1], $ttl);
END
	'release@8' => "SELECT inventory.release_reservation('v' || :v, 'nyc', :n, 'cart ' || :cart);\n",
	'release_cart@5' => "SELECT inventory.release_cart('cart ' || :cart, cancel_order => true);\n",
	'confirm@4' => "SELECT answer('confirm_cart(%L, revive => %L)', 'cart ' || :cart, (:coin = 1)::text);\n",
	'fulfill@5' => "SELECT answer('fulfill_reservation(%L, ''nyc'', %L, %L)', 'v' || :v, (:n)::text, 'cart ' || :cart);\n",
	'fulfill_cart@3' => "SELECT answer('fulfill_cart(%L)', 'cart ' || :cart);\n",
	'sell@4' => "SELECT answer('sell_inventory(%L, ''nyc'', %L, ''till'')', 'v' || :v, (:n)::text);\n",
	'receive@3' => "SELECT inventory.receive_inventory('v' || :v, 'nyc', 2 * :n, 'po-2');\n",
	'adjust@2' => "SELECT answer('adjust_inventory(%L, ''nyc'', -%s, ''lost'', allow_shortfall => %L)', 'v' || :v, (:n)::text, (:coin = 1)::text);\n",
	'count@2' => "SELECT answer('count_inventory(%L, ''nyc'', %L, allow_shortfall => true)', 'v' || :v, (20 * :n)::text);\n",
	'policy@3' => "SELECT stripes FROM inventory.set_level_policy('v' || :v, 'nyc', stripes => :stripes);\n",
	'sweep@2' => "SELECT inventory.expire_stale_carts(max_carts => 3);\n",
	# undone: by a savepoint, or with the transaction (one call each, for several can deadlock)
	'savepoint@4' => <<'END',
BEGIN;
SAVEPOINT before;
SELECT status FROM inventory.try_reserve_inventory('v' || :v, 'nyc', :n, 'undone ' || :client_id);
ROLLBACK TO SAVEPOINT before;
COMMIT;
END
	'rollback@3' => <<'END',
BEGIN;
SELECT status FROM inventory.try_reserve_inventory('v' || :v, 'nyc', :n, 'undone ' || :client_id);
ROLLBACK;
END
	# its buyers take one to three at a time, until nothing is left
	'last@12' => "SELECT status FROM inventory.try_reserve_inventory('last', 'nyc', 1 + :n % 3, 'last ' || :client_id || ' ' || :cart);\n",
	'restripe_last@1' => "SELECT stripes FROM inventory.set_level_policy('last', 'nyc', stripes => :stripes);\n");
run_pgbench($node, 'postgres', 'ten sessions, every call at once', [ '-c', 10, '-j', 2, '-T', $seconds, "--random-seed=$seed" ],
	map { $_ => $dice . $calls{$_} } keys %calls);

# No deadlock (40P01), no call that found its own rows wrong (XX000), nothing else.
quiet_log($node, 0) or diag(join "\n", slurp_file($node->logfile) =~ /(ERROR:.*\n(?:(?!.*LOG:).*\n){1,9})/g);
is(problems($node, 'postgres'), '', 'sound');
is( $node->safe_psql('postgres', <<'END'), '', 'no stripe has promised more than there is');
SELECT * FROM inventory.levels WHERE reserved > on_hand + coalesce(backorder_limit, reserved) + shortfall
END
is( $node->safe_psql('postgres', <<'END'), '', 'no level either');
SELECT variant_id, on_hand, reserved, backorder_limit, shortfall FROM inventory.availability
WHERE reserved > on_hand + backorder_limit + shortfall
END
is( $node->safe_psql('postgres', "SELECT count(*) FROM inventory.carts WHERE reference_id LIKE 'undone%'"), '0', 'what was undone is not there');

# Whatever is left of "last" can be had by one buyer, however small the pieces; then it is sold out.
my $left = $node->safe_psql('postgres', "SELECT available FROM inventory.availability WHERE variant_id = 'last'");
note("left of \"last\": $left");
is( $node->safe_psql('postgres', "SELECT answer('reserve_inventory(''last'', ''nyc'', ' || $left || ', ''the rest'')')"),
	$left > 0 ? 'done' : '22023', 'all that is left can be had');
is( outcome($node, 'postgres', "SELECT inventory.reserve_inventory('last', 'nyc', 1, 'too late')"), 'IV001', 'and not one more');
is( $node->safe_psql('postgres', "SELECT on_hand, reserved FROM inventory.availability WHERE variant_id = 'last'"),
	'500|500', 'no unit was sold twice, none was lost');

# ---- dump and restore -------------------------------------------------------------------------------

# the worker must not expire anything between the two looks
$node->append_conf('postgresql.conf', "inventory.worker_enabled = off");
$node->reload;
$node->safe_psql('postgres', "SELECT inventory.set_level_policy('v1', 'nyc', stripes => 5), inventory.reserve_inventory('v1', 'nyc', 1, 'dumped')
	FROM inventory.receive_inventory('v1', 'nyc', 10000, 'po-3')");
$node->safe_psql('postgres', "SELECT inventory.set_level_policy('v1', 'nyc', stripes => 2)");
install_fingerprint($node, 'postgres');
my $before = fingerprint($node, 'postgres');
for my $how ([ 'plain', [] ], [ 'inserts', ['--inserts'] ])
{
	my ($name, $options) = @$how;
	my $dump = $node->basedir . "/$name.sql";
	$node->command_ok([ 'pg_dump', @$options, '-f', $dump, $node->connstr('postgres') ], "$name: dumped");
	$node->safe_psql('postgres', "CREATE DATABASE restored_$name");
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr("restored_$name") ], "$name: restored");
	is(fingerprint($node, "restored_$name"), $before, "$name: every row of every stripe");
	is(problems($node, "restored_$name"), '', "$name: sound");
	is( outcome($node, "restored_$name", "SELECT remaining IS NOT NULL FROM inventory.reserve_inventory('v1', 'nyc', 2000, 'after')"), 't', "$name: and goes on");
	is(problems($node, "restored_$name"), '', "$name: sound after that");
}

$node->stop;
done_testing();
