# pg_upgrade, with the library preloaded on both sides: the same rows and no new history, although
# carts are overdue while it runs; afterwards the worker takes over.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

# Both sides are the same PostgreSQL; what matters is that every row goes through a dump of the
# schema and files that are taken as they are.
my $old = new_server('old', 'inventory.discovery_interval' => '100ms', 'inventory.worker_enabled' => 'off');
$old->start;
$old->safe_psql('postgres', 'CREATE DATABASE shop');
$old->safe_psql('shop', 'CREATE EXTENSION inventory');
install_fingerprint($old, 'shop');
$old->safe_psql('shop', <<'END');
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1');
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'active', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'overdue', '1 millisecond');
SELECT inventory.drop_transactions_before(clock_timestamp(), 1);
END
my $source = fingerprint($old, 'shop');
$old->stop;

my $new = new_server('new', 'inventory.discovery_interval' => '100ms', 'inventory.expiry_interval' => '10ms');
my $bin = $new->config_data('--bindir');
my $dir = $new->basedir;
chdir $dir or die "$dir: $!";
command_ok(
	[
		'pg_upgrade', '--no-sync', '-j', 2, '-b', $bin, '-B', $bin, '-d', $old->data_dir, '-D', $new->data_dir,
		'-s', $new->host, '-p', $old->port, '-P', $new->port,
	],
	'pg_upgrade');

# Before anybody looks in
$new->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$new->start;
is(fingerprint($new, 'shop'), $source, 'the same rows, and the sequence');
is(problems($new, 'shop'), '', 'sound');

$new->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$new->reload;
wait_for_status($new, 'shop', 'overdue', 'expired', 'the worker takes over');
is(cart_status($new, 'shop', 'active'), 'active', 'nothing expired early');
is(outcome($new, 'shop', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'fresh')"), '96', 'a reserve');
is( outcome($new, 'shop', "SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1')"),
	'100', 'a repeated request is answered');
is(problems($new, 'shop'), '', 'still sound');

$new->stop;
done_testing();
