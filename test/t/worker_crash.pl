# The worker survives a crash, the loss of its launcher and a server without free processes.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant BACKLOG => 5000;

my $node = new_server('main',
	'inventory.expiry_batch_size' => 10,
	'inventory.worker_enabled' => 'off');
$node->start;
create_shop($node, 'postgres');
leave_carts($node, 'postgres', 'cart', BACKLOG);

# A crash in the middle of the backlog
$node->safe_psql('postgres', 'ALTER DATABASE postgres SET inventory.worker_enabled = on');
$node->poll_query_until('postgres',
	"SELECT count(*) > 0 FROM inventory.carts WHERE status = 'expired'")
  or die 'no cart expires';
$node->stop('immediate');
$node->start;
ok( $node->poll_query_until('postgres',
		"SELECT count(*) = 0 FROM inventory.carts WHERE status = 'active'"),
	'after a crash the rest of the carts expires');
is( $node->safe_psql('postgres', "SELECT sum(reserved_delta) FILTER (WHERE type = 'reserve'),
		 sum(reserved_delta) FILTER (WHERE type = 'expire') FROM inventory.transactions"),
	BACKLOG . '|-' . BACKLOG,
	'each of them once');
sound($node, 'postgres');

# The launcher is ended by hand
$node->safe_psql('postgres',
	"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'inventory launcher'");
leave_cart($node, 'postgres', 'late-1');
wait_for_status($node, 'postgres', 'late-1', 'expired', 'a launcher that was ended comes again');

# No process is left for a worker: the launcher and that of logical replication take both
my $offset = -s $node->logfile;
$node->append_conf('postgresql.conf', 'max_worker_processes = 2');
$node->restart;
leave_cart($node, 'postgres', 'late-2');
ok( $node->wait_for_log(
		qr/no background worker process is free for the inventory worker/, $offset),
	'the log tells that no process is free');
is( $node->safe_psql('postgres', 'SELECT (inventory.maintain()).carts_expired'),
	'1', 'any scheduler can do it instead');
my @complaints = substr(slurp_file($node->logfile), $offset) =~ /(no background worker process)/g;
is(scalar @complaints, 1, 'and not again and again');
quiet_log($node, $offset, qr/terminating/);

# Without the library in shared_preload_libraries everything else works
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
leave_cart($node, 'postgres', 'late-3');
is( $node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity
		 WHERE backend_type LIKE 'inventory%'"),
	'0', 'without the preload there is no launcher');
is( $node->safe_psql('postgres', 'SELECT (inventory.maintain()).carts_expired'),
	'1', 'and maintain() expires carts');
sound($node, 'postgres');

$node->stop;
done_testing();
