# Two hundred databases are no different from two.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant DATABASES => 200;

# The worker does not enter a template, so the cart is overdue but there in every copy.
my $node = new_server('main', 'inventory.max_workers' => 2);
$node->start;
create_shop($node, 'model');
$node->safe_psql('postgres', 'ALTER DATABASE model IS_TEMPLATE true');
leave_cart($node, 'model', 'cart-1');

my @shops = map { "shop_$_" } 1 .. DATABASES;
$node->safe_psql('postgres', join("\n", map { "CREATE DATABASE $_ TEMPLATE model;" } @shops));

my @late;
for my $shop (@shops)
{
	push @late, $shop
	  unless $node->poll_query_until($shop,
		"SELECT status FROM inventory.carts WHERE reference_id = 'cart-1'", 'expired');
}
is("@late", '', 'the carts of all databases expire');
is(cart_status($node, 'model', 'cart-1'), 'active', 'but not that of the template');
quiet_log($node, 0);

$node->stop;
done_testing();
