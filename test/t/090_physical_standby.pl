# A physical standby: reads answer as on the primary, writes get PostgreSQL's own error, nothing
# expires. When the primary dies in the middle of a sale and the standby is promoted, every hold that
# a buyer was told of is there, and expiry starts.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
preload($primary, 'inventory.worker_enabled' => 'off');
$primary->start;
create_shop($primary, 'postgres');
install_fingerprint($primary, 'postgres');
$primary->backup('base');

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$standby->start;

$primary->safe_psql('postgres', <<'SQL');
SELECT inventory.receive_inventory('mug', 'nyc', 10, 'po-2', request_id => 'receipt');
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'waiting', '5 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 2, 'ordered', '1 hour');
SELECT inventory.confirm_cart('ordered', 'order-1');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'overdue', '1 ms');
SELECT inventory.receive_inventory('mug', 'sfo', 10, 'po-2');
SELECT inventory.set_location('sfo', priority => 5, latitude => 37.8, longitude => -122.4);
SELECT inventory.set_kit('pair', '[{"variant_id": "mug", "quantity": 2}]');
SELECT inventory.reserve_inventory('pair', 'sfo', 1, 'waiting', '5 hours');
SELECT inventory.set_supply('po-7', '[{"variant_id": "cup", "location_id": "nyc", "quantity": 8}]', '2101-01-01');
SELECT inventory.set_level_policy('cup', 'nyc', promise_incoming => true);
SELECT inventory.reserve_inventory('cup', 'nyc', 3, 'preordered');
SELECT inventory.confirm_cart('preordered', 'order-2');
SELECT inventory.set_supply('po-7', expected_at => '2101-03-01');
SELECT inventory.ship_transfer('truck-1', 'sfo', 'nyc', '[{"variant_id": "mug", "quantity": 2}]', '2101-01-01', request_id => 'sent');
SQL
$primary->wait_for_catchup($standby);

# ---- reads ------------------------------------------------------------------------------------

# A sequence runs ahead in the WAL by up to 32, so it is not compared.
is(fingerprint($standby, 'postgres', '(nothing)'), fingerprint($primary, 'postgres', '(nothing)'), 'the standby has the same rows');
for my $read (
	"inventory.available_inventory('mug', 'nyc')",
	"inventory.available_inventory('mug', 'nyc', 'waiting')",
	"inventory.cart_lines('waiting')",
	"inventory.cart_lines('overdue')",
	"inventory.level_history('mug', 'nyc')",
	"inventory.availability WHERE variant_id = 'mug'",
	"inventory.available_inventory('pair')",
	"status, parcel, location_id, quantity FROM inventory.plan_cart('[{\"variant_id\": \"mug\", \"quantity\": 9}, {\"variant_id\": \"pair\", \"quantity\": 1}]')",
	"variant_id, quantity, from_stock, ships_by, promised_at FROM inventory.cart_promises('preordered')",
	"reference_id, order_id, waiting, promised_at, ships_by FROM inventory.late_promises()",
	"available_from > now(), available FROM inventory.available_by_date('cup', 'nyc')",
	"location_id, complete, units FROM inventory.cart_sources('[{\"variant_id\": \"pair\", \"quantity\": 3}]', '{\"goals\": [\"priority\"]}')",
	'inventory.verify_inventory()')
{
	my $query = $read =~ / FROM / ? "SELECT $read" : "SELECT * FROM $read";
	my $answer = outcome($standby, 'postgres', $query);
	is($answer, outcome($primary, 'postgres', $query), "reads: $read");
	note($answer);
}
is(outcome($standby, 'postgres', "SELECT inventory.available_inventory('mug', 'nyc')"),
	'5', 'an overdue hold does not count on a standby either');

# A session remembers places: what the primary says of one, it hears of when that is replayed.
my $reader = $standby->background_psql('postgres', on_error_stop => 0);
my $plan = "SELECT location_id FROM inventory.plan_cart('[{\"variant_id\": \"mug\", \"quantity\": 1}]')";
is(ask($reader, "$plan;"), 'sfo', 'a place on the standby');
for my $change ([ "set_location('sfo', 'closed')", 'nyc' ], [ "set_location('sfo', 'open')", 'sfo' ])
{
	$primary->safe_psql('postgres', "SELECT inventory.$change->[0]");
	$primary->wait_for_catchup($standby);
	is(ask($reader, "$plan;"), $change->[1], "after $change->[0] on the primary");
}
ask($reader, "BEGIN ISOLATION LEVEL READ COMMITTED;\n$plan;");
$primary->safe_psql('postgres', "UPDATE inventory.locations SET status = 'closed' WHERE location_id = 'sfo'");
$primary->wait_for_catchup($standby);
is(ask($reader, "$plan;"), 'nyc', 'in a transaction too');
ask($reader, 'COMMIT;');
$reader->quit;
$primary->safe_psql('postgres', "SELECT inventory.set_location('sfo', 'open')");
$primary->wait_for_catchup($standby);

# ---- writes -----------------------------------------------------------------------------------

my $own = 'in a read-only transaction'; # as of an INSERT
for my $call (
	"reserve_inventory('mug', 'nyc', 1, 'new')",
	"try_reserve_inventory('mug', 'nyc', 1, 'new')",
	"try_reserve_inventory('mug', 'nyc', 1000, 'new')",
	"reserve_cart('new', '[{\"variant_id\": \"mug\", \"location_id\": \"nyc\", \"quantity\": 1}]')",
	"try_reserve_cart('new', '[{\"variant_id\": \"mug\", \"location_id\": \"nyc\", \"quantity\": 1}]')",
	"reserve_batch('{new}', '{mug}', '{nyc}', '{1}')",
	"set_reservation('mug', 'nyc', 3, 'waiting')",
	"touch_cart('waiting')",
	"release_reservation('mug', 'nyc', 1, 'waiting')",
	"release_cart('waiting')",
	'expire_stale_carts()',
	"confirm_cart('waiting')",
	"confirm_cart('ordered', 'order-1')",
	"fulfill_reservation('mug', 'nyc', 1, 'ordered')",
	"fulfill_cart('ordered')",
	"sell_inventory('mug', 'nyc', 1, 'till')",
	"receive_inventory('mug', 'nyc', 10, 'po-2', request_id => 'receipt')",
	"adjust_inventory('mug', 'nyc', 1, 'found')",
	"count_inventory('mug', 'nyc', 10)",
	"return_inventory('mug', 'nyc', 1, 'ordered')",
	"transfer_inventory('mug', 'nyc', 'sfo', 1, 'truck')",
	"set_level_policy('mug', 'nyc', safety_stock => 1)",
	"set_cart('waiting', NULL)",
	"set_location('nyc', 'closed')",
	"delete_location('nyc')",
	"set_kit('pair', '[]')",
	"set_supply('po-7', expected_at => '2101-04-01')",
	"ship_transfer('truck-2', 'nyc', 'sfo', '[{\"variant_id\": \"mug\", \"quantity\": 1}]')",
	"receive_supply('po-7')",
	"promise_cart('preordered')",
	"delete_level('mug', 'nyc')",
	"drop_transactions_before('2000-01-01')",
	'maintain()')
{
	my ($function) = $call =~ /^(\w+)/;
	my (undef, undef, $error) = $standby->psql('postgres', "SELECT inventory.$call",
		extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	like($error, qr/ERROR:  25006: cannot execute $function\(\) $own/, "refused: $call");
}
like(
	($standby->psql('postgres', "INSERT INTO inventory.levels (variant_id, location_id) VALUES ('cup', 'nyc')"))[2],
	qr/cannot execute INSERT $own/, 'as direct SQL is');

is( $standby->safe_psql(
		'postgres', "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'inventory%'"),
	'0', 'a standby has neither launcher nor worker');
is(cart_status($standby, 'postgres', 'overdue'), 'active', 'and expires nothing');

# ---- a primary that dies, and promotion ---------------------------------------------------------

# A commit is reported when the standby has it, as in any failover that loses nothing.
$primary->append_conf('postgresql.conf', "synchronous_standby_names = 'standby'");
$primary->reload;
$primary->poll_query_until('postgres',
	"SELECT sync_state FROM pg_stat_replication WHERE application_name = 'standby'", 'sync')
  or die 'the standby does not become synchronous';

# Buyers, each with a list of what the server told it.
my @buyers;
for my $buyer (1 .. 4)
{
	my $script = $primary->basedir . "/buyer-$buyer.sql";
	append_to_file($script, "SELECT 'sale-$buyer-$_' FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'sale-$buyer-$_', '5 hours');\n")
	  for 1 .. 50_000;
	push @buyers,
	  IPC::Run::start([ 'psql', '-XAtq', '-d', $primary->connstr('postgres'), '-f', $script ],
		'>', $primary->basedir . "/buyer-$buyer.out", '2>', $primary->basedir . "/buyer-$buyer.err");
}
$primary->poll_query_until('postgres', "SELECT count(*) > 500 FROM inventory.carts WHERE reference_id LIKE 'sale-%'")
  or die 'nobody buys';
$primary->stop('immediate');
$_->finish for @buyers;
my @told = map { split /\n/, slurp_file($primary->basedir . "/buyer-$_.out") } 1 .. 4;
cmp_ok(scalar @told, '>', 400, 'the primary dies in the middle of a sale');

my $offset = -s $standby->logfile;
$standby->promote;
my %held = map { $_ => 1 } split /\n/, $standby->safe_psql('postgres',
	"SELECT reference_id FROM inventory.reservations WHERE reference_id LIKE 'sale-%' AND quantity = 1");
is(join(' ', grep { !$held{$_} } @told), '', 'every hold that a buyer was told of is there');
sound($standby, 'postgres');

wait_for_status($standby, 'postgres', 'overdue', 'expired', 'carts expire after promotion');
is(cart_status($standby, 'postgres', 'waiting'), 'active', 'none before its time');
is(count_carts($standby, 'postgres', 'expired'), '1', 'and no other');
is(outcome($standby, 'postgres', "SELECT inventory.fulfill_cart('ordered')"), '2', 'an order is shipped');
is( outcome($standby, 'postgres',
		"SELECT on_hand FROM inventory.receive_inventory('mug', 'nyc', 10, 'po-2', request_id => 'receipt')"),
	'10', 'a request of before is answered');
is(outcome($standby, 'postgres', "SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 1, 'new')"),
	'4', 'a reserve');
is(outcome($standby, 'postgres', "SELECT variant_id, quantity FROM inventory.ship_transfer('truck-1', 'sfo', 'nyc', '[{\"variant_id\": \"mug\", \"quantity\": 2}]', '2101-01-01', request_id => 'sent')"),
	'mug|2', 'a transfer of before is answered');
is(outcome($standby, 'postgres', "SELECT accepted, outstanding, on_hand FROM inventory.receive_supply('truck-1')"), '2|0|10', 'and comes in');
is(outcome($standby, 'postgres', "SELECT accepted, available FROM inventory.receive_supply('po-7')"), '8|5', 'so does an order');
is(outcome($standby, 'postgres', "SELECT count(*) FROM inventory.late_promises()"), '0', 'nobody is late any more');
sound($standby, 'postgres');
quiet_log($standby, $offset, qr/primary|replication|streaming/);

$standby->stop;
done_testing();
