# On a standby the worker does nothing, until it is promoted.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
preload($primary, 'inventory.worker_enabled' => 'off');
$primary->start;
create_shop($primary, 'postgres');
$primary->backup('base');

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$standby->start;

leave_cart($primary, 'postgres', 'cart-1');
$primary->wait_for_catchup($standby);
is( $standby->safe_psql(
		'postgres', "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'inventory%'"),
	'0', 'a standby has neither launcher nor worker');
is(cart_status($standby, 'postgres', 'cart-1'), 'active', 'and expires nothing');
isnt(
	$standby->psql(
		'postgres', "SELECT inventory.reserve_inventory('shirt', 'nyc', 1, 'cart-2')"),
	0,
	'nor does it take reservations');

$primary->stop;
my $offset = -s $standby->logfile;
$standby->promote;
wait_for_status($standby, 'postgres', 'cart-1', 'expired', 'carts expire after promotion');
sound($standby, 'postgres');
quiet_log($standby, $offset, qr/primary|replication|streaming/);

$standby->stop;
done_testing();
