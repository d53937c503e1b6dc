# A copied database whose stock and ledger do not agree is left alone until they do.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

# Past its triggers, only somebody with all rights can do this.
sub tamper
{
	my ($node, $database, $difference) = @_;
	$node->safe_psql(
		$database, "SET session_replication_role = 'replica';
		UPDATE inventory.levels SET reserved = reserved + ($difference)");
	return;
}

my $node = new_server('main');
$node->start;
create_shop($node, 'shop');
leave_cart($node, 'shop', 'cart-1');
wait_for_status($node, 'shop', 'cart-1', 'expired', 'a database is verified when it is new');
tamper($node, 'shop', 1);
my $offset = -s $node->logfile;
$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE shop');

leave_cart($node, 'copy', 'cart-2');
ok( $node->wait_for_log(
		qr/inventory worker leaves database "copy" alone until it is verified/, $offset),
	'the log tells that a copy is left alone');
leave_cart($node, 'shop', 'cart-2');
wait_for_status($node, 'shop', 'cart-2', 'expired', 'the original is not');
is(cart_status($node, 'copy', 'cart-2'), 'active', 'carts in the copy stay as they are');
is($node->safe_psql('copy', 'SELECT last_pass_result FROM inventory.stat_inventory_worker'),
	'left alone', 'which the statistics tell');
my ($answer, $notice);
$node->psql('copy', 'SELECT (inventory.maintain()).carts_expired', stdout => \$answer, stderr => \$notice);
is($answer, '0', 'nor does maintain() touch them');
like($notice, qr/NOTICE:  this database is left alone/, 'and says so');

tamper($node, 'copy', -1);
wait_for_status($node, 'copy', 'cart-2', 'expired', 'put right, the copy is worked on');
ok( $node->wait_for_log(
		qr/inventory worker found database "copy" verified and works there/, $offset),
	'and the log tells it');
my @told = substr(slurp_file($node->logfile), $offset) =~ /LOG:\s+inventory worker (\w+)/g;
is("@told", 'leaves found', 'each of these once');
sound($node, 'copy');

$node->safe_psql('postgres', 'CREATE DATABASE digital');
$node->safe_psql('digital', q(
CREATE EXTENSION inventory;
SELECT inventory.set_level_policy('song', 'net', tracked => false, stripes => 2);
SELECT inventory.reserve_inventory('song', 'net', 1, 'cart-1', '1 ms')));
wait_for_status($node, 'digital', 'cart-1', 'expired', 'where no level has ever had a unit, a ledger is not waited for');
quiet_log($node, 0);

$node->stop;
done_testing();
