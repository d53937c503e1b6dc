# The ledger's sequence behind the ledger, by one or by all of it, as after a restore without it or a
# switchover: whoever would write is refused with a hint that puts it right, nothing is written, and then it
# goes on. What is rolled back, or not committed yet, is no reason to refuse.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'autovacuum' => 'off', 'inventory.worker_enabled' => 'off');
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION inventory;
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1');
SELECT inventory.receive_inventory('hot', 'nyc', 1000, 'po-1');
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 4);
SELECT inventory.receive_inventory('cup', 'nyc', 100, 'po-1');
SELECT inventory.reserve_inventory('mug', 'nyc', 5, 'cart');
SELECT inventory.reserve_cart('late', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 2}, {"variant_id": "hot", "location_id": "nyc", "quantity": 3}]', '1 ms');
SELECT inventory.confirm_cart('cart', 'order-1');
SQL
install_fingerprint($node, 'postgres');

my $sequence = 'inventory.transactions_transaction_id_seq';

# The last number in the ledger.
sub last_number
{
	return $node->safe_psql('postgres', 'SELECT max(transaction_id) FROM inventory.transactions');
}

# Sets the number that the sequence gives next.
sub give_next
{
	my ($number) = @_;
	$node->safe_psql('postgres', "SELECT setval('$sequence', $number, false)");
	return;
}

# The hint of the refusal of a statement in a session of its own; undef where it is not refused like that.
sub hint_of
{
	my ($sql) = @_;
	my ($status, $output, $error) = $node->psql('postgres', $sql, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	return if $status == 0 || $error !~ /ERROR:\s+55000: the ledger has numbers that its sequence has not given\n/;
	return $error =~ /HINT:\s+(SELECT setval\(.*)/ ? $1 : 'no hint';
}

# Whatever is in the tables; the sequence moves on with each number that it gives.
sub rows
{
	return fingerprint($node, 'postgres', '(nothing)');
}

# ---- each way to write, with the last number given once more ----------------------------------------

# Levels of one row and of several, one and many of them, with triggers and without, as a function and direct.
my $cart = q('[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}, {"variant_id": "hot", "location_id": "nyc", "quantity": 1}]');
for my $sql (
	"SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'new')",
	"SELECT inventory.reserve_inventory('hot', 'nyc', 1, 'new')",
	"SELECT inventory.reserve_inventory('hot', 'nyc', 600, 'new', request_id => 'once')",
	"SELECT inventory.try_reserve_inventory('mug', 'nyc', 1, 'new')",
	"SELECT inventory.reserve_cart('new', $cart)",
	"SELECT inventory.try_reserve_cart('new', $cart)",
	"SELECT inventory.set_cart('cart', $cart)",
	"SELECT inventory.reserve_batch('{new,newer}', '{mug,hot}', '{nyc,nyc}', '{1,1}')",
	"SELECT inventory.release_cart('cart', cancel_order => true)",
	"SELECT inventory.fulfill_cart('cart')",
	"SELECT inventory.sell_inventory('mug', 'nyc', 1, 'till')",
	"SELECT inventory.receive_inventory('mug', 'nyc', 1, 'po-2')",
	"SELECT inventory.receive_inventory('new', 'nyc', 1, 'po-2')",
	"SELECT inventory.transfer_inventory('mug', 'nyc', 'sfo', 1, 'truck')",
	q(SELECT inventory.apply_levels('[{"variant_id": "cup", "location_id": "nyc", "op": "update", "on_hand": 7}]')),
	"INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('loaded', 'nyc', 7)",
	"UPDATE inventory.levels SET on_hand = 9 WHERE variant_id = 'cup'",
	"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'new'); COMMIT")
{
	my $before = rows();
	give_next(last_number());
	my $hint = hint_of($sql);
	isnt($hint, undef, "refused: $sql");
	is(rows(), $before, 'and nothing is written');
}
# A refusal has taken the number, so it is not behind any more.
is(outcome($node, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('cup', 'nyc', 1, 'after')"), '99', 'the next number is a new one');
is(problems($node, 'postgres'), '', 'sound');

# ---- what needs no number -----------------------------------------------------------------------------

give_next(last_number());
for my $case (
	[ "SELECT inventory.available_inventory('cup', 'nyc')", '99' ],
	[ "SELECT status FROM inventory.try_reserve_inventory('cup', 'nyc', 1000, 'new')", 'insufficient_stock' ],
	[ "SELECT inventory.reserve_inventory('gone', 'nyc', 1, 'new')", 'IV002' ],
	[ "SELECT inventory.release_cart('nobody')", '0' ],
	[ "SELECT inventory.count_inventory('cup', 'nyc', 100) IS NOT NULL", 't' ],
	[ 'SELECT * FROM inventory.maintain()', '0|0|0' ])
{
	my ($sql, $answer) = @$case;
	is(outcome($node, 'postgres', $sql), $answer, "as always: $sql");
}
is(cart_status($node, 'postgres', 'late'), 'active', 'but nothing is kept up');

# ---- put right ------------------------------------------------------------------------------------------

my $hint = hint_of("SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'new')");
is( $hint,
	"SELECT setval('$sequence', (SELECT coalesce(max(transaction_id), 1) FROM inventory.transactions))",
	'by one behind: the hint');
my $number = last_number();
is($node->safe_psql('postgres', $hint), $number, 'it can be done as it stands');
is(outcome($node, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'new')"), '92', 'and the call goes on');
is(last_number(), $number + 1, 'with the number after the last');
is(problems($node, 'postgres'), '', 'sound');

# Far behind: refused each time, in one session too, and in one transaction that goes on.
$number = last_number();
give_next(1);
my $before = rows();
my $session = $node->background_psql('postgres', on_error_stop => 0);
is(ask($session, "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'new')"), '55000', "far behind: try $_") for 1 .. 3;
$node->psql('postgres', 'SELECT inventory.expire_stale_carts()');
is(rows(), $before, 'far behind: nothing is written, nor expired');
is(ask($session, <<"SQL"), '55000', 'far behind: in a transaction');
BEGIN;
SAVEPOINT here;
SELECT remaining FROM inventory.reserve_inventory('hot', 'nyc', 1, 'new');
SQL
is(ask($session, <<"SQL"), "$number\n991", 'put right in the same transaction');
ROLLBACK TO here;
$hint;
SELECT remaining FROM inventory.reserve_inventory('hot', 'nyc', 6, 'new');
COMMIT;
SQL
is(last_number(), $number + 1, 'put right: the number after the last');
is(problems($node, 'postgres'), '', 'put right: sound');
$session->quit;

# ---- what is no reason to refuse ---------------------------------------------------------------------------

# A number that was rolled back is nobody's.
$number = last_number();
$node->safe_psql('postgres', "BEGIN; SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'undone'); ROLLBACK");
give_next($number + 1);
is(outcome($node, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'new')"), '91', 'a number of what was rolled back is given again');
is(last_number(), $number + 1, 'and written');

# A number that is being written is taken: by who has it, not by those after.
$session = $node->background_psql('postgres', on_error_stop => 0);
is(ask($session, "BEGIN; SELECT remaining FROM inventory.reserve_inventory('cup', 'nyc', 1, 'writing')"), '98', 'somebody writes');
is(outcome($node, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'new')"), '90', 'beside whom another writes');
give_next($number + 2);
isnt(hint_of("SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'new')"), undef, 'unless with the same number');
$node->safe_psql('postgres', $hint);
ask($session, 'COMMIT');
$session->quit;
is(problems($node, 'postgres'), '', 'sound at the end');

# With the sequence where it belongs the upkeep goes on.
is(outcome($node, 'postgres', 'SELECT carts_expired FROM inventory.maintain()'), '1', 'what is overdue expires');

$node->stop;
done_testing();
