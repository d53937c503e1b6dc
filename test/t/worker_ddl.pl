# Whoever wants the database or the extension does not wait for the worker, busy as it is.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant BACKLOG => 60_000;

# Small batches: the worker has enough to do for the whole test.
my $node = new_server('main',
	'inventory.expiry_batch_size' => 10,
	'inventory.worker_enabled' => 'off');
$node->start;

# A shop in which the worker is busy with a long backlog.
create_shop($node, 'busy');
leave_carts($node, 'busy', 'cart', BACKLOG);
$node->safe_psql('postgres', 'ALTER DATABASE busy SET inventory.worker_enabled = on');

# A test: the statement returns in time, at a moment when the worker is at work in the database.
sub returns_while_busy
{
	my ($database, $busy, $statement) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	$node->poll_query_until('postgres',
		"SELECT count(*) > 0 FROM pg_stat_activity
		  WHERE backend_type = 'inventory worker' AND datname = '$busy'")
	  or die "no worker in $busy";
	return within_seconds($node, $database, $statement);
}

returns_while_busy('postgres', 'busy', 'CREATE DATABASE copy TEMPLATE busy');
returns_while_busy('postgres', 'busy', 'ALTER DATABASE busy RENAME TO renamed');
returns_while_busy('postgres', 'renamed', 'ALTER DATABASE renamed RENAME TO busy');
cmp_ok(count_carts($node, 'busy', 'active'), '>', 0, 'the worker is still busy');
sound($node, 'busy');
returns_while_busy('busy', 'busy', 'DROP EXTENSION inventory');
is( $node->safe_psql('busy', "SELECT count(*) FROM pg_namespace WHERE nspname = 'inventory'"),
	'0', 'the extension is gone');

# The copy has the same backlog, as soon as it is verified.
$node->safe_psql('postgres', 'ALTER DATABASE copy SET inventory.worker_enabled = on');
$node->poll_query_until('copy',
	"SELECT count(*) > 0 FROM inventory.carts WHERE status = 'expired'")
  or die 'no cart expires in the copy';
cmp_ok(count_carts($node, 'copy', 'active'), '>', 0, 'the worker is busy in the copy');
returns_while_busy('postgres', 'copy', 'DROP DATABASE copy');

# Dropping one under the eyes of a worker that only looks in
for my $round (1 .. 5)
{
	$node->safe_psql('postgres', 'CREATE DATABASE passing');
	within_seconds($node, 'postgres', 'DROP DATABASE passing');
}

# A verification that takes long is no hindrance either: it is given up for who wants the database.
create_shop($node, 'large');
leave_cart($node, 'large', 'cart-1');
$node->safe_psql('large', <<'SQL');
CREATE OR REPLACE FUNCTION inventory.verify_inventory()
	RETURNS TABLE (problem text, variant_id text, location_id text, expected bigint, actual bigint)
	LANGUAGE sql AS $$ SELECT 'none', NULL, NULL, 0, 0 FROM pg_sleep(600) $$;
SQL
$node->safe_psql('postgres', "CREATE DATABASE $_ TEMPLATE large") for 'one', 'two';
for my $case (['one', 'postgres', 'DROP DATABASE one'], ['two', 'two', 'DROP EXTENSION inventory'])
{
	my ($database, $from, $statement) = @$case;
	$node->safe_psql('postgres', "ALTER DATABASE $database SET inventory.worker_enabled = on");
	ok( $node->poll_query_until('postgres',
			"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '$database' AND wait_event = 'PgSleep'"),
		'the worker verifies a copy');
	within_seconds($node, $from, $statement);
}

# Nothing is left behind, and nothing has gone wrong but for a worker that came too late.
create_shop($node, 'last');
$node->safe_psql('postgres', 'ALTER DATABASE last SET inventory.worker_enabled = on');
leave_cart($node, 'last', 'cart-1');
wait_for_status($node, 'last', 'cart-1', 'expired', 'the worker goes on elsewhere');
quiet_log($node, 0, qr/database \S+ does not exist/);

$node->stop;
done_testing();
