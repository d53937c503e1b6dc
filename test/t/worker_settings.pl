# The worker follows its settings: reloaded, and for one database.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', log_min_messages => 'debug1');
$node->start;
create_shop($node, 'east');
create_shop($node, 'west');

sub reload_with
{
	my ($settings) = @_;
	$node->append_conf('postgresql.conf', $settings);
	$node->reload;
	return;
}

# Waits until a pass over a database has begun from now on, and ended with the given result: the
# first one that ends may have begun before.
sub wait_for_pass
{
	my ($database, $result) = @_;
	my $pass = qr/inventory pass over database "$database": $result/;
	$node->wait_for_log(qr/$pass.*$pass/s, -s $node->logfile);
	return;
}

# One database
$node->safe_psql('east', 'ALTER DATABASE west SET inventory.worker_enabled = off');
leave_cart($node, 'west', 'cart-1');
wait_for_pass('west', 'switched off');
leave_cart($node, 'west', 'cart-2');
leave_cart($node, 'east', 'cart-2');
wait_for_status($node, 'east', 'cart-2', 'expired', 'switched off for another database');
wait_for_pass('west', 'switched off');
is(cart_status($node, 'west', 'cart-2'), 'active', 'switched off for one database');
is( $node->safe_psql('west', "SELECT inventory.available_inventory('shirt')"),
	'1000000', 'what is overdue there does not count all the same');
$node->safe_psql('east', 'ALTER DATABASE west RESET inventory.worker_enabled');
wait_for_status($node, 'west', 'cart-2', 'expired', 'switched on again for it');

# All databases
reload_with('inventory.worker_enabled = off');
wait_for_pass('west', 'switched off');
leave_cart($node, 'west', 'cart-3');
wait_for_pass('west', 'switched off');
is(cart_status($node, 'west', 'cart-3'), 'active', 'switched off by a reload');
$node->safe_psql('east', 'ALTER DATABASE west SET inventory.worker_enabled = on');
wait_for_status($node, 'west', 'cart-3', 'expired', 'switched on for one database only');
leave_cart($node, 'east', 'cart-4');
wait_for_pass('east', 'switched off');
is(cart_status($node, 'east', 'cart-4'), 'active', 'and not for another');
reload_with('inventory.worker_enabled = on');
wait_for_status($node, 'east', 'cart-4', 'expired', 'switched on by a reload');

# A long interval, cut short by a reload; after its start a server looks at each database once
$node->append_conf('postgresql.conf',
	"inventory.expiry_interval = '1d'\ninventory.discovery_interval = '1d'");
my $restarted_at = -s $node->logfile;
$node->restart;
$node->wait_for_log(qr/inventory pass over database "$_": done/, $restarted_at) for qw(east west);
leave_cart($node, $_, 'cart-5') for qw(east west);
is(cart_status($node, 'east', 'cart-5'), 'active', 'a long interval is waited for');
reload_with("inventory.expiry_interval = '50ms'\ninventory.max_workers = 4");
wait_for_status($node, 'east', 'cart-5', 'expired', 'a new interval holds at once');
wait_for_status($node, 'west', 'cart-5', 'expired', 'and several workers work');

# Settings of the database that would be in the worker's way
$node->safe_psql(
	'east', q(
	ALTER DATABASE east SET statement_timeout = 1;
	ALTER DATABASE east SET default_transaction_read_only = on;
	ALTER DATABASE east SET default_transaction_isolation = 'serializable';
	ALTER DATABASE east SET session_replication_role = 'replica';
	ALTER DATABASE east SET search_path = 'nowhere';
	ALTER DATABASE east SET inventory.actor = 'somebody'));
$node->safe_psql(
	'west', "SELECT inventory.receive_inventory('hat', 'nyc', 10, 'po-2');
	         SELECT inventory.reserve_inventory('hat', 'nyc', 2, 'cart-6', ttl => '1 ms')");
{
	local $ENV{PGOPTIONS} = '-c statement_timeout=0 -c default_transaction_read_only=off -c session_replication_role=origin';
	$node->safe_psql('east', "SELECT inventory.reserve_inventory('shirt', 'nyc', 1, 'cart-6', ttl => '1 ms')");
}
wait_for_status($node, 'west', 'cart-6', 'expired', 'a database without settings');
$node->safe_psql('west', 'ALTER DATABASE east RESET statement_timeout');
wait_for_status($node, 'east', 'cart-6', 'expired', 'no setting of a database stops its worker');
is( $node->safe_psql('east',
		"SELECT DISTINCT actor FROM inventory.transactions WHERE type = 'expire'"),
	'worker', 'nor changes what it says in the ledger');

# Settings that are refused
for my $setting ('inventory.cart_ttl = 0', 'inventory.actr = x', 'inventory.max_workers = 2')
{
	isnt($node->psql('west', "SET $setting"), 0, "SET $setting is refused");
}

sound($node, $_) for qw(east west);
quiet_log($node, 0, qr/terminating|statement timeout|inventory\.cart_ttl|inventory\.actr|inventory\.max_workers/);

$node->stop;
done_testing();
