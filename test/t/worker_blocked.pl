# A session that sits on a level holds up that level, and nothing else.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant STUCK => 200;

# Small batches: the carts that are stuck make up more of them than one pass can look at.
my $node = new_server('main',
	max_prepared_transactions => 2,
	'inventory.expiry_batch_size' => 10);
$node->start;
create_shop($node, 'postgres');
stock_shop($node, 'postgres', $_) for qw(hat sock);

# Many carts, and among them some on the levels that somebody is going to sit on
switch_off_worker($node, 'postgres');
leave_carts($node, 'postgres', 'early', 20);
leave_carts($node, 'postgres', 'stuck', STUCK - 2, variant => 'hat');
leave_carts($node, 'postgres', 'between', 20);
leave_cart($node, 'postgres', 'stuck-sock', variant => 'sock');
$node->safe_psql(
	'postgres', q(SELECT inventory.reserve_cart('stuck-both', '[
	  {"variant_id": "shirt", "location_id": "nyc", "quantity": 1},
	  {"variant_id": "hat", "location_id": "nyc", "quantity": 1},
	  {"variant_id": "sock", "location_id": "nyc", "quantity": 1}]', ttl => '1 ms')));
leave_carts($node, 'postgres', 'late', 20);

# One transaction does not end, another is prepared and forgotten.
my $idle = $node->background_psql('postgres');
$idle->query_safe(
	"BEGIN; SELECT inventory.set_level_policy('hat', 'nyc', low_stock_threshold => 1)");
$node->safe_psql(
	'postgres', "BEGIN;
	SELECT inventory.set_level_policy('sock', 'nyc', low_stock_threshold => 1);
	PREPARE TRANSACTION 'forgotten'");
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET inventory.worker_enabled');

my $free = "SELECT count(*) FROM inventory.carts
             WHERE status = 'active' AND reference_id !~ '^stuck'";
my $stuck = "SELECT count(*) FROM inventory.carts
              WHERE status = 'active' AND reference_id ~ '^stuck'";
ok($node->poll_query_until('postgres', $free, '0'), 'all other carts expire');
is($node->safe_psql('postgres', $stuck), STUCK, 'but those on the levels that are held stay');
leave_carts($node, 'postgres', 'after', 20);
ok($node->poll_query_until('postgres', $free, '0'), 'also those that come later');
within_seconds($node, 'postgres', "SELECT inventory.reserve_inventory('shirt', 'nyc', 1, 'cart-1')");
within_seconds($node, 'postgres', "SELECT inventory.release_cart('cart-1')");

# They end, one after the other.
$idle->query_safe('COMMIT');
$idle->quit;
ok($node->poll_query_until('postgres', $stuck, '2'),
	'when the idle transaction ends its level is free');
$node->safe_psql('postgres', "COMMIT PREPARED 'forgotten'");
ok( $node->poll_query_until('postgres',
		"SELECT count(*) = 0 FROM inventory.carts WHERE status = 'active'"),
	'when the prepared transaction ends everything has expired');

sound($node, 'postgres');
is( $node->safe_psql('postgres', 'SELECT sum(reserved) FROM inventory.levels'),
	'0', 'nothing is reserved');

# A transaction that has verified a database and does not end does not hold up expiry there.
$node->safe_psql('postgres', 'CREATE DATABASE unverified');
switch_off_worker($node, 'unverified');
$node->safe_psql('unverified', 'CREATE EXTENSION inventory');
stock_shop($node, 'unverified', 'shirt');
leave_cart($node, 'unverified', 'before');
$idle = $node->background_psql('unverified');
is($idle->query_safe('BEGIN; SELECT carts_expired FROM inventory.maintain()'), '1', 'verified');
stock_shop($node, 'unverified', 'hat');
leave_cart($node, 'unverified', 'behind', variant => 'hat');
$node->safe_psql('postgres', 'ALTER DATABASE unverified RESET inventory.worker_enabled');
wait_for_status($node, 'unverified', 'behind', 'expired', 'carts expire beside an open verification');
$idle->query_safe('COMMIT');
$idle->quit;
sound($node, 'unverified');
quiet_log($node, 0);

$node->stop;
done_testing();
