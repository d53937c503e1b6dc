# Logical replication to a subscriber that has the extension: the tables arrive as they are, its
# triggers write nothing, its worker leaves them alone, its ledger stays immutable. After a
# switchover as docs/operations.md says, it is a shop like any other.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

sub new_replica
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(allows_streaming => 'logical');
	preload($node, 'inventory.discovery_interval' => '100ms');
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
	install_fingerprint($node, 'postgres');
	return $node;
}

my $publisher = new_replica('publisher');
my $subscriber = new_replica('subscriber');
my $tables =
  'inventory.levels, inventory.carts, inventory.reservations, inventory.transactions, inventory.dropped_transactions, inventory.requests, inventory.auto_stripes, inventory.locations, inventory.kits, inventory.supplies, '
  . 'inventory.product_variants, inventory.replenishment, inventory.demand, inventory.changes, inventory.signals, inventory.silent_states, inventory.consumers, inventory.feed';

sub subscribe
{
	$subscriber->safe_psql('postgres',
		"SET default_transaction_read_only = off;\n" . 'CREATE SUBSCRIPTION mirror CONNECTION $$' . $publisher->connstr('postgres') . '$$ PUBLICATION shop');
	$subscriber->wait_for_subscription_sync($publisher, 'mirror');
	return;
}

# Sets the subscriber's sequence to where the publisher's is.
sub set_sequence
{
	$subscriber->safe_psql('postgres', $publisher->safe_psql('postgres', <<'SQL'));
SELECT format('SELECT setval(%L, %s, %L)', 'inventory.transactions_transaction_id_seq', last_value, is_called)
	FROM inventory.transactions_transaction_id_seq
SQL
	return;
}

# All rows; the sequence is no row and does not travel.
sub rows_of
{
	my ($node) = @_;
	return fingerprint($node, 'postgres', '(nothing)');
}

sub same_rows
{
	my ($test) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	$publisher->wait_for_catchup('mirror');
	is(rows_of($subscriber), rows_of($publisher), "$test: the same rows");
	is(problems($subscriber, 'postgres'), '', "$test: sound");
	return;
}

# Until the worker of a node has looked in again, in another database of it.
my $looks = 0;
sub let_worker_look
{
	my ($node) = @_;
	$looks++;
	if ($looks == 1)
	{
		create_shop($node, 'neighbour');
	}
	for my $pass (1 .. 2)
	{
		leave_cart($node, 'neighbour', "look-$looks-$pass");
		$node->poll_query_until('neighbour',
			"SELECT status FROM inventory.carts WHERE reference_id = 'look-$looks-$pass'", 'expired')
		  or die 'the worker does not look in';
	}
	return;
}

# ---- a shop that has been selling for a while ----------------------------------------------------

switch_off_worker($publisher, 'postgres');
$publisher->safe_psql('postgres', <<'SQL');
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt');
SELECT inventory.receive_inventory('hot', 'nyc', 10000, 'po-1');
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 4);
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('loaded', 'nyc', 7), ('empty', 'nyc', 0);
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'waiting', '5 hours');
SELECT inventory.reserve_inventory('hot', 'nyc', 6000, 'spread', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 2, 'ordered', '1 hour');
SELECT inventory.confirm_cart('ordered', 'order-1');
SELECT inventory.drop_transactions_before(clock_timestamp(), 2);
SELECT inventory.receive_inventory('mug', 'lisbon', 10, 'po-1');
SELECT inventory.set_location('lisbon', priority => 5);
SELECT inventory.set_kit('pair', '[{"variant_id": "mug", "quantity": 2}]');
SELECT inventory.reserve_inventory('pair', 'lisbon', 2, 'spread', '5 hours');
SELECT inventory.set_supply('order', '[{"variant_id": "lamp", "location_id": "nyc", "quantity": 30}, {"variant_id": "mug", "location_id": "nyc", "quantity": 5}]', '2101-01-01');
SELECT inventory.set_level_policy('lamp', 'nyc', promise_incoming => true);
SELECT inventory.reserve_inventory('lamp', 'nyc', 9, 'preordered', '9 hours');
SELECT inventory.ship_transfer('van', 'nyc', 'lisbon', '[{"variant_id": "mug", "quantity": 3}]', '2101-01-01');
SELECT inventory.ship_transfer('van too', 'nyc', 'lisbon', '[{"variant_id": "mug", "quantity": 1}]');
SELECT inventory.receive_supply('van too');
SELECT inventory.create_consumer('search', 'changes');
SELECT inventory.collect_changes();
SQL
$publisher->safe_psql('postgres', "CREATE PUBLICATION shop FOR TABLE $tables");

# ---- the initial copy ----------------------------------------------------------------------------

# Keeps everybody off but the replication itself.
$subscriber->safe_psql('postgres', 'ALTER DATABASE postgres SET default_transaction_read_only = on');
subscribe();
same_rows('initial copy');
is($subscriber->safe_psql('postgres', "SELECT count(*) FROM inventory.transactions WHERE reason = 'direct SQL'"),
	'1', 'initial copy: the rows wrote no history of their own');

# A session of the subscriber remembers places, and hears of every change that arrives.
my $planner = $subscriber->background_psql('postgres', on_error_stop => 0);
my $plan = q(SELECT location_id FROM inventory.plan_cart('[{"variant_id": "mug", "quantity": 1}]'););
is(ask($planner, $plan), 'lisbon', 'a plan on the subscriber');
for my $change (
	[ "SELECT inventory.set_location('lisbon', 'closed')", 'nyc' ],
	[ "SELECT inventory.set_location('lisbon', 'open')", 'lisbon' ],
	[ "DELETE FROM inventory.locations", 'lisbon' ],
	[ "INSERT INTO inventory.locations (location_id, priority) VALUES ('nyc', 5)", 'nyc' ])
{
	$publisher->safe_psql('postgres', $change->[0]);
	$publisher->wait_for_catchup('mirror');
	is(ask($planner, $plan), $change->[1], "after $change->[0] on the publisher");
}
$planner->quit;

# ---- changes of every kind -----------------------------------------------------------------------

$publisher->safe_psql('postgres', <<'SQL');
SELECT inventory.reserve_cart('late', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 4},
	{"variant_id": "hot", "location_id": "nyc", "quantity": 5}]', '1 ms');
SELECT inventory.set_reservation('mug', 'nyc', 1, 'waiting', '6 hours');
SELECT inventory.touch_cart('waiting', '7 hours');
SELECT inventory.fulfill_reservation('mug', 'nyc', 1, 'ordered');
SELECT inventory.reserve_inventory('mug', 'nyc', 6, 'changed mind');
SELECT inventory.release_cart('changed mind');
SELECT inventory.sell_inventory('mug', 'nyc', 1, 'till');
SELECT inventory.count_inventory('mug', 'nyc', 50, request_id => 'count');
SELECT inventory.transfer_inventory('mug', 'nyc', 'sfo', 5, 'truck');
SELECT inventory.return_inventory('mug', 'nyc', 1, 'ordered', restock => false);
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 8);
SELECT inventory.delete_level('empty', 'nyc');
SELECT inventory.set_kit('pair', '[{"variant_id": "mug", "quantity": 3}]');
SELECT inventory.release_reservation('pair', 'lisbon', 1, 'spread');
SELECT inventory.reserve_cart('routed', '[{"variant_id": "mug", "quantity": 7}, {"variant_id": "pair", "quantity": 1}]', route => '{"first": ["lisbon"]}');
SELECT inventory.fulfill_cart('routed', location_id => 'lisbon');
SELECT inventory.set_supply('order', '[{"variant_id": "lamp", "location_id": "nyc", "quantity": 20}, {"variant_id": "lamp", "location_id": "sfo", "quantity": 2}]', '2101-02-01');
SELECT inventory.receive_supply('order', '[{"variant_id": "lamp", "location_id": "nyc", "quantity": 4, "lost": 1}]');
SELECT inventory.receive_supply('van', '[{"variant_id": "mug", "quantity": 1, "returned": 1}]');
SELECT inventory.promise_cart('preordered');
DELETE FROM inventory.supplies WHERE supply_id = 'van too';
UPDATE inventory.levels SET on_hand = 9, incoming = 4 WHERE variant_id = 'loaded';
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('late load', 'nyc', 3);
SELECT inventory.drop_transactions_before(clock_timestamp(), 3);
BEGIN;
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'rolled back');
ROLLBACK;
SQL
same_rows('changes');
my $promises = "SELECT quantity, from_stock, ships_by, promised_at FROM inventory.cart_promises('preordered')";
is($subscriber->safe_psql('postgres', $promises), $publisher->safe_psql('postgres', $promises), 'promises read the same on the subscriber');
run_pgbench($publisher, 'postgres', 'a sale', [ '-c', 4, '-t', 100 ], 'sale' => <<'SQL');
\set cart random(1, 40)
\set units random(1, 3)
SELECT status FROM inventory.try_reserve_inventory('hot', 'nyc', :units, 'sale-' || :cart, '1 hour');
SELECT inventory.release_reservation('hot', 'nyc', 1, 'sale-' || :cart);
SQL
same_rows('a sale');

is( outcome($subscriber, 'postgres', "SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'stray')"),
	'25006', 'where transactions are read-only, nobody writes on the subscriber by mistake');
$subscriber->safe_psql('template1', 'ALTER DATABASE postgres RESET default_transaction_read_only');

# ---- the subscriber's worker ---------------------------------------------------------------------

# What the worker of a restored database goes by is given here on purpose, so that the subscription
# alone keeps it away: the sequence is ahead of the ledger.
set_sequence();
let_worker_look($subscriber);
is(cart_status($subscriber, 'postgres', 'late'), 'active', 'an overdue cart is not swept on the subscriber');
is(outcome($subscriber, 'postgres', 'SELECT * FROM inventory.maintain()'), '0|0|0', 'nor by maintain()');
is( $subscriber->safe_psql('postgres', "SELECT inventory.available_inventory('mug', 'nyc')"),
	$publisher->safe_psql('postgres', "SELECT inventory.available_inventory('mug', 'nyc')"),
	'but does not count there either');
$subscriber->safe_psql('postgres', 'ALTER SUBSCRIPTION mirror DISABLE');
let_worker_look($subscriber);
is(cart_status($subscriber, 'postgres', 'late'), 'active', 'nor is it while the subscription is switched off');
$subscriber->safe_psql('postgres', 'ALTER SUBSCRIPTION mirror ENABLE');

# It expires where it belongs, and that arrives.
$publisher->safe_psql('postgres', 'ALTER DATABASE postgres SET inventory.worker_enabled = on');
wait_for_status($publisher, 'postgres', 'late', 'expired', 'it expires on the publisher');
wait_for_status($subscriber, 'postgres', 'late', 'expired', 'and so on the subscriber');
same_rows('expiry');
is($subscriber->safe_psql('postgres', "SELECT count(*), min(actor) FROM inventory.transactions WHERE type = 'expire'"),
	'2|worker', 'a hold ends once');

# ---- the subscriber's ledger ---------------------------------------------------------------------

for my $sql (
	"UPDATE inventory.transactions SET reason = 'forged'",
	'DELETE FROM inventory.transactions',
	'TRUNCATE inventory.transactions',
	'UPDATE inventory.dropped_transactions SET transactions = 0',
	'UPDATE inventory.levels SET reserved = 0',
	'UPDATE inventory.reservations SET quantity = 1',
	"UPDATE inventory.carts SET status = 'cancelled'",
	'UPDATE inventory.supplies SET received = quantity',
	'DELETE FROM inventory.supplies',
	'DELETE FROM inventory.requests')
{
	is(outcome($subscriber, 'postgres', $sql), 'IV008', "the owner of the subscriber cannot: $sql");
}
same_rows('attempts');

# ---- somebody writes on the subscriber --------------------------------------------------------------

# A subscriber's sequence stands where it was made. A call is refused, because its ledger row would have
# the number of one that came from the publisher.
$subscriber->safe_psql('postgres',
	"SELECT setval('inventory.transactions_transaction_id_seq', min(transaction_id), false) FROM inventory.transactions");
is( outcome($subscriber, 'postgres', "SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'stray')"),
	'55000', 'without its sequence, a call on the subscriber fails');
same_rows('a call that failed');
# Nor does a number pass that is the last one taken.
$subscriber->safe_psql('postgres',
	"SELECT setval('inventory.transactions_transaction_id_seq', max(transaction_id), false) FROM inventory.transactions");
is( outcome($subscriber, 'postgres', "SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'stray')"),
	'55000', 'nor with a sequence that is one behind');

# With the sequence set it goes through. Where the publisher's next row is of the same level it is in its
# way: replication stops and says so.
set_sequence();
is( outcome($subscriber, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('loaded', 'nyc', 1, 'stray')"),
	'8', 'with it, the call writes');
my $offset = -s $subscriber->logfile;
$publisher->safe_psql('postgres', "SELECT inventory.reserve_inventory('loaded', 'nyc', 1, 'waiting')");
# PostgreSQL 18 words it as a conflict, with the index in its detail.
$subscriber->wait_for_log(
	qr/(?:duplicate key value violates unique constraint|Key already exists in unique index) "transactions_level"/,
	$offset);
ok($subscriber->poll_query_until('postgres',
		"SELECT apply_error_count > 0 FROM pg_stat_subscription_stats WHERE subname = 'mirror'"),
	'and replication stops at the next row of the ledger');

# The way back: empty the tables and copy them again. Only a superuser who says so can. The worker, which
# nothing keeps from the tables any more, would lock them in another order.
switch_off_worker($subscriber, 'postgres');
$subscriber->safe_psql('postgres', 'DROP SUBSCRIPTION mirror');
is(outcome($subscriber, 'postgres', "TRUNCATE $tables"), 'IV008', 'the tables cannot be emptied by mistake');
$subscriber->safe_psql('postgres', <<"SQL");
SET session_replication_role = replica;
TRUNCATE $tables;
SQL
subscribe();
$subscriber->safe_psql('postgres', 'ALTER DATABASE postgres RESET inventory.worker_enabled');
same_rows('copied again');

# ---- switchover ----------------------------------------------------------------------------------

# Carts that fall due in between, and one that is not.
switch_off_worker($publisher, 'postgres');
$publisher->safe_psql('postgres', <<'SQL');
SELECT inventory.reserve_inventory('mug', 'nyc', 2, 'in between', '1 ms');
SELECT inventory.reserve_inventory('mug', 'sfo', 2, 'kept', '5 hours');
SQL
# 1. nobody writes on the publisher any more
$publisher->safe_psql('postgres', 'ALTER DATABASE postgres SET default_transaction_read_only = on');
$publisher->safe_psql('postgres', <<'SQL');
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = 'postgres' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
SQL
# 2. the subscriber has all of it
$publisher->wait_for_catchup('mirror');
my $before = rows_of($publisher);
is(rows_of($subscriber), $before, 'switchover: all is there');
# 3. the sequence
set_sequence();
is(fingerprint($subscriber, 'postgres'), fingerprint($publisher, 'postgres'), 'switchover: and the sequence');
let_worker_look($subscriber);
is(cart_status($subscriber, 'postgres', 'in between'), 'active', 'switchover: nothing has expired yet');
# 4. the subscription goes, and the worker begins
$offset = -s $subscriber->logfile;
$subscriber->safe_psql('postgres', 'DROP SUBSCRIPTION mirror');
wait_for_status($subscriber, 'postgres', 'in between', 'expired', 'switchover: the worker begins');
is(cart_status($subscriber, 'postgres', 'kept'), 'active', 'switchover: no hold is lost');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM inventory.verified_databases'),
	'1', 'switchover: the rows were verified before');
is(outcome($subscriber, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('loaded', 'nyc', 1, 'new')"),
	'7', 'switchover: a reserve');
is(outcome($subscriber, 'postgres', "SELECT inventory.fulfill_cart('ordered')"), '1', 'switchover: an order is shipped');
is(outcome($subscriber, 'postgres', "SELECT accepted, lost, outstanding FROM inventory.receive_supply('van', close => true)"), '1|0|0', 'switchover: a transfer comes in');
is(outcome($subscriber, 'postgres', "SELECT variant_id, location_id, accepted FROM inventory.receive_supply('order')"),
	"lamp|nyc|15\nlamp|sfo|2\nmug|nyc|5", 'switchover: so does an order');
is( outcome($subscriber, 'postgres',
		"SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 100, 'po-1', request_id => 'receipt')"),
	'100', 'switchover: a request of before is answered');
is(problems($subscriber, 'postgres'), '', 'switchover: sound');
quiet_log($subscriber, $offset, qr/IV008|logical replication/);

$subscriber->stop;
$publisher->stop;
done_testing();
