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

# Where INVENTORY_OLD_INSTALL names an older PostgreSQL that has the extension (the directory above
# its programs, such as /usr/lib/postgresql/15), it is the old side. Else both are the same: every
# row goes through a dump of the schema and files that are taken as they are all the same.
my $installed = $ENV{INVENTORY_OLD_INSTALL};
my $old = PostgreSQL::Test::Cluster->new('old', defined $installed ? (install_path => $installed) : ());
$old->init;
preload($old, 'inventory.discovery_interval' => '100ms', 'inventory.worker_enabled' => 'off');
$old->start;
note('from ' . $old->safe_psql('postgres', 'SELECT version()'));
$old->safe_psql('postgres', 'CREATE DATABASE shop');
$old->safe_psql('shop', 'CREATE EXTENSION inventory');
install_fingerprint($old, 'shop');
$old->safe_psql('shop', <<'END');
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1');
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'active', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'overdue', '1 millisecond');
SELECT inventory.reserve_inventory('mug', 'nyc', 5, 'ordered', '1 hour');
SELECT inventory.confirm_cart('ordered', 'order-1');
SELECT inventory.receive_inventory('hot', 'nyc', 1000, 'po-1');
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 4);
SELECT inventory.reserve_inventory('hot', 'nyc', 600, 'spread', '5 hours');
SELECT inventory.set_level_policy('pen', 'nyc', backorder_limit => 5);
SELECT inventory.reserve_inventory('pen', 'nyc', 4, 'backordered', '5 hours');
INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT 'loaded ' || g, 'nyc', g FROM generate_series(1, 1000) AS g;
SELECT inventory.drop_transactions_before(clock_timestamp(), 1);
END
my $source = fingerprint($old, 'shop');
$old->stop;

my $new = new_server('new', 'inventory.discovery_interval' => '100ms', 'inventory.expiry_interval' => '10ms');
my $bin = $new->config_data('--bindir');
my $old_bin = defined $installed ? "$installed/bin" : $bin;
my $dir = $new->basedir;
chdir $dir or die "$dir: $!";
command_ok(
	[
		'pg_upgrade', '--no-sync', '-j', 2, '-b', $old_bin, '-B', $bin, '-d', $old->data_dir, '-D', $new->data_dir,
		'-s', $new->host, '-p', $old->port, '-P', $new->port,
	],
	'pg_upgrade');

# Before anybody looks in
$new->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$new->start;
note('to ' . $new->safe_psql('postgres', 'SELECT version()'));
is(fingerprint($new, 'shop'), $source, 'the same rows, and the sequence');
is(problems($new, 'shop'), '', 'sound');

$new->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$new->reload;
wait_for_status($new, 'shop', 'overdue', 'expired', 'the worker takes over');
is(cart_status($new, 'shop', 'active'), 'active', 'nothing expired early');
is(outcome($new, 'shop', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'fresh')"), '91', 'a reserve');
is(outcome($new, 'shop', "SELECT inventory.fulfill_cart('ordered')"), '5', 'an order is shipped');
is(outcome($new, 'shop', "SELECT inventory.fulfill_cart('spread')"), '600', 'and what is held on stripes');
is( outcome($new, 'shop', "SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt-1')"),
	'100', 'a repeated request is answered');
is(problems($new, 'shop'), '', 'still sound');
$new->safe_psql('shop', 'DROP SCHEMA public CASCADE');
is(problems($new, 'shop'), '', 'nor does it hang on the schema in which it was created');

$new->stop;
done_testing();
