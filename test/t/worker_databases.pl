# The worker finds by itself every database that has the extension, and leaves the others alone.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main');
$node->start;

# Databases that nobody names
create_shop($node, 'east');
create_shop($node, 'west');
$node->safe_psql('template1', 'CREATE DATABASE other');
leave_cart($node, 'east', 'cart-1');
leave_cart($node, 'west', 'cart-1');
leave_cart($node, 'west', 'cart-2', ttl => '1 hour');
wait_for_status($node, 'east', 'cart-1', 'expired', 'a cart expires in one database');
wait_for_status($node, 'west', 'cart-1', 'expired', 'and in another');
is(cart_status($node, 'west', 'cart-2'), 'active', 'a cart that is not overdue stays');

is( $node->safe_psql(
		'west', "SELECT type, on_hand_delta, reserved_delta, actor FROM inventory.transactions
		          WHERE reference_id = 'cart-1' ORDER BY transaction_id DESC LIMIT 1"),
	'expire|0|-1|worker',
	'the ledger says that the worker did it');
is( $node->safe_psql('west', "SELECT reserved FROM inventory.availability"),
	'1', 'the units of the expired cart are free again');

# One without the extension
is( $node->safe_psql('other', "SELECT count(*) FROM pg_namespace WHERE nspname = 'inventory'"),
	'0', 'a database without the extension is left alone');

# A database without the postgres database beside it
$node->safe_psql('east', 'DROP DATABASE postgres');
leave_cart($node, 'east', 'cart-3');
wait_for_status($node, 'east', 'cart-3', 'expired', 'no database postgres is needed');

# The extension arrives, goes and comes again
create_shop($node, 'late');
leave_cart($node, 'late', 'cart-1');
wait_for_status($node, 'late', 'cart-1', 'expired', 'a new database is found');
$node->safe_psql('late', 'DROP EXTENSION inventory CASCADE');
$node->safe_psql('late', 'CREATE EXTENSION inventory');
stock_shop($node, 'late', 'shirt');
leave_cart($node, 'late', 'cart-1');
wait_for_status($node, 'late', 'cart-1', 'expired', 'an extension that was created anew is found');

# Databases that are not to be entered
$node->safe_psql('east', 'ALTER DATABASE late ALLOW_CONNECTIONS false');
$node->safe_psql('east', 'ALTER DATABASE other IS_TEMPLATE true');
leave_cart($node, 'east', 'cart-4');
leave_cart($node, 'east', 'cart-5');
wait_for_status($node, 'east', 'cart-5', 'expired', 'others go on');

is( $node->safe_psql(
		'east', "SELECT backend_type, datname, application_name FROM pg_stat_activity
		          WHERE backend_type = 'inventory launcher'"),
	'inventory launcher||inventory launcher',
	'the launcher is in pg_stat_activity and connected to no database');

sound($node, $_) for qw(east west);
# A worker that was on its way in when the database was closed or dropped is turned away.
quiet_log($node, 0, 'database "late" is not currently accepting connections|database \d+ does not exist');

$node->stop;
done_testing();
