# Two-phase commit, also over a crash in between, and backends that die in the middle of their
# work: what was committed is there, what was not is not, and nothing is half.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'max_prepared_transactions' => 10, 'restart_after_crash' => 'on',
	'synchronous_commit' => 'on', 'inventory.worker_enabled' => 'off');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
install_fingerprint($node, 'postgres');
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('mug', 'nyc', 10, 'po-1');
SELECT inventory.receive_inventory('pen', 'nyc', 10, 'po-1');
SELECT inventory.receive_inventory('hat', 'nyc', 10, 'po-1');
SELECT inventory.reserve_inventory('hat', 'nyc', 2, 'old', '1 hour');
SELECT inventory.reserve_inventory('hat', 'nyc', 1, 'overdue', '1 millisecond');
SELECT inventory.set_supply('order', '[{"variant_id": "hat", "location_id": "nyc", "quantity": 20}, {"variant_id": "bag", "location_id": "nyc", "quantity": 5}]', '2101-01-01');
SELECT inventory.ship_transfer('sent', 'nyc', 'lisbon', '[{"variant_id": "hat", "quantity": 4}]');
SELECT inventory.set_level_policy('bag', 'nyc', promise_incoming => true);
SELECT inventory.reserve_inventory('bag', 'nyc', 2, 'preordered', '1 hour');
END

sub crash
{
	$node->stop('immediate');
	$node->start;
	return;
}

# ---- PREPARE TRANSACTION ----------------------------------------------------------------------

# A transaction with a call of every function that changes something.
my $everything = <<'END';
SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'two phases', '1 hour', request_id => 'r-1');
SELECT inventory.reserve_cart('two phases', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]');
SELECT inventory.try_reserve_cart('two phases', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]');
SELECT inventory.try_reserve_inventory('mug', 'nyc', 100, 'two phases');
SELECT inventory.reserve_batch('{two phases,sold}', '{mug,mug}', '{nyc,nyc}', '{1,1}');
SELECT inventory.set_reservation('mug', 'nyc', 6, 'two phases');
SELECT inventory.touch_cart('two phases', '2 hours');
SELECT inventory.release_reservation('mug', 'nyc', 1, 'two phases');
SELECT inventory.expire_stale_carts();
SELECT inventory.confirm_cart('two phases', 'order 1', request_id => 'r-2');
SELECT inventory.fulfill_reservation('mug', 'nyc', 2, 'two phases');
SELECT inventory.fulfill_cart('sold');
SELECT inventory.release_cart('old');
SELECT inventory.sell_inventory('mug', 'nyc', 1, 'till');
SELECT inventory.receive_inventory('new', 'nyc', 5, 'po-2');
SELECT inventory.adjust_inventory('new', 'nyc', 1, 'found');
SELECT inventory.count_inventory('new', 'nyc', 3);
SELECT inventory.return_inventory('new', 'nyc', 1, 'till');
SELECT inventory.transfer_inventory('new', 'nyc', 'sfo', 1, 'truck');
SELECT inventory.set_level_policy('mug', 'nyc', low_stock_threshold => 1);
SELECT inventory.delete_level('none', 'nyc');
SELECT inventory.set_location('sfo', priority => 7), inventory.set_location('lax', 'closed'), inventory.delete_location('lax');
SELECT inventory.reserve_cart('routed', '[{"variant_id": "new", "quantity": 4}]', '1 hour');
SELECT inventory.set_kit('pair', '[{"variant_id": "new", "quantity": 2}]');
SELECT inventory.set_cart('routed', '[{"variant_id": "pair", "quantity": 1}, {"variant_id": "new", "location_id": "sfo", "quantity": 1}]', '1 hour');
SELECT inventory.fulfill_cart('routed', location_id => 'sfo');
SELECT inventory.set_supply('order', '[{"variant_id": "hat", "location_id": "nyc", "quantity": 18}, {"variant_id": "tie", "location_id": "nyc", "quantity": 7}]', '2101-02-01', 'a supplier');
SELECT inventory.receive_supply('order', '[{"variant_id": "hat", "quantity": 10, "lost": 1}]', 'note', request_id => 'r-3');
SELECT inventory.receive_supply('sent', '[{"variant_id": "hat", "quantity": 1, "lost": 1, "returned": 1}]', close => true);
SELECT inventory.ship_transfer('sent too', 'nyc', 'lisbon', '[{"variant_id": "hat", "quantity": 3}]', '2101-01-01', request_id => 'r-4');
SELECT inventory.promise_cart('preordered', '2101-03-01');
SELECT inventory.drop_transactions_before(clock_timestamp(), 1);
SELECT inventory.maintain();
END

# What mug, carts and requests look like when it is committed: 10 - 2 shipped - 1 sold - 1 shipped.
my $expected = "6|3\ntwo phases|ordered|3\npair|nyc|1\n7\n"
	. "order|bag|nyc|5|0|2101-01-01|\norder|hat|nyc|17|10|2101-02-01|\norder|tie|nyc|7|0|2101-02-01|\n"
	. "sent|hat|lisbon|1|1||4\nsent too|hat|lisbon|3|0|2101-01-01|3\n"
	. "bag|2|0|2101-03-01\nr-1|r-2|r-3|r-4";
sub seen
{
	return $node->safe_psql('postgres', <<'END');
SELECT on_hand, reserved FROM inventory.availability WHERE variant_id = 'mug';
SELECT reference_id, status, quantity FROM inventory.carts WHERE reference_id = 'two phases';
SELECT variant_id, location_id, quantity FROM inventory.cart_lines('routed');
SELECT priority FROM inventory.locations;
SELECT supply_id, variant_id, location_id, quantity, received, expected_at::date, shipped FROM inventory.supplies ORDER BY 1, 2;
SELECT variant_id, quantity, from_stock, promised_at::date FROM inventory.cart_promises('preordered');
SELECT string_agg(request_id, '|' ORDER BY request_id) FROM inventory.requests;
END
}

my $before = fingerprint($node, 'postgres', '(nothing)');
for my $ending ('ROLLBACK', 'COMMIT')
{
	for my $crashes (0, 1)
	{
		my $test = $ending . ($crashes ? ' PREPARED after a crash' : ' PREPARED');
		next if $ending eq 'COMMIT' && !$crashes;

		is( fingerprint($node, 'postgres', '(nothing)'), $before, "$test: as before");
		$node->safe_psql('postgres', "BEGIN; $everything PREPARE TRANSACTION 'everything'");
		crash() if $crashes;

		is( fingerprint($node, 'postgres', '(nothing)'), $before, "$test: prepared, nothing is seen");
		is(problems($node, 'postgres'), '', "$test: prepared, sound");
		is( outcome($node, 'postgres',
				"SET lock_timeout = '100ms'; SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'other')"),
			'55P03', "$test: the level is locked");
		is( outcome($node, 'postgres',
				"SET lock_timeout = '100ms'; SELECT inventory.touch_cart('old')"),
			'55P03', "$test: the cart is locked");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				SELECT inventory.reserve_inventory('mug', 'nyc', 4, 'two phases', '1 hour', request_id => 'r-1')"),
			'55P03', "$test: the request waits");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				SELECT inventory.receive_supply('order', '[{\"variant_id\": \"bag\", \"quantity\": 1}]')"),
			'55P03', "$test: the order is locked");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				SELECT inventory.ship_transfer('sent too', 'nyc', 'lisbon', '[{\"variant_id\": \"pen\", \"quantity\": 1}]')"),
			'55P03', "$test: so is a transfer that has no row yet");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				BEGIN; SELECT inventory.set_supply('other order', '[{\"variant_id\": \"pen\", \"location_id\": \"nyc\", \"quantity\": 2}]'); ROLLBACK"),
			'(pen,nyc,2,0,)', "$test: others are not");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				BEGIN; SELECT remaining FROM inventory.reserve_inventory('pen', 'nyc', 1, 'other'); ROLLBACK"),
			'9', "$test: the rest of the shop is open");
		is( outcome($node, 'postgres', "SET lock_timeout = '100ms';
				BEGIN; SELECT location_id FROM inventory.reserve_cart('other', '[{\"variant_id\": \"pen\", \"quantity\": 1}]'); ROLLBACK"),
			'nyc', "$test: to routed carts as well");
		is(outcome($node, 'postgres', "SET lock_timeout = '100ms'; SELECT inventory.receive_inventory('newer', 'nyc', 1, 'po-9')"),
			'55P03', "$test: the first level of a variant waits for a kit that is being made");

		$node->safe_psql('postgres', "$ending PREPARED 'everything'");
		is(problems($node, 'postgres'), '', "$test: sound");
	}
}
is(seen(), $expected, 'COMMIT PREPARED: all of it is there');
is( outcome($node, 'postgres',
		"SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 4, 'two phases', '1 hour', request_id => 'r-1')"),
	'6', 'COMMIT PREPARED: the request is remembered');
crash();
is(seen(), $expected, 'COMMIT PREPARED: and stays over another crash');
is( $node->safe_psql('postgres', 'SELECT count(*) - count(DISTINCT transaction_id) FROM inventory.transactions'),
	'0', 'no transaction_id twice');

# A prepared reserve of the last units: who waits gets what the end of it says.
for my $ending ('COMMIT', 'ROLLBACK')
{
	my $cart = "last of $ending";
	$node->safe_psql('postgres', "BEGIN;
		SELECT inventory.set_reservation('pen', 'nyc', 10, '$cart', '1 hour'); PREPARE TRANSACTION 'last'");
	my $waiting = $node->background_psql('postgres', on_error_stop => 0);
	$waiting->query_until(qr/asked/, <<'END');
\echo asked
SELECT status FROM inventory.try_reserve_inventory('pen', 'nyc', 10, 'waiting', '1 hour');
\echo answered
END
	$node->poll_query_until('postgres',
		"SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%try_reserve%'")
	  or die 'nobody waits';
	$node->safe_psql('postgres', "$ending PREPARED 'last'");
	like($waiting->query_until(qr/answered/, ''),
		$ending eq 'COMMIT' ? qr/^insufficient_stock$/m : qr/^reserved$/m, "who waits for $ending PREPARED");
	$waiting->quit;
	$node->safe_psql('postgres', "SELECT inventory.release_cart('$cart'), inventory.release_cart('waiting')");
}
is(problems($node, 'postgres'), '', 'sound');

# ---- a backend is killed ------------------------------------------------------------------------

# Kills a backend, and waits until the server has thrown everybody out and is back.
sub kill_backend
{
	my ($pid) = @_;
	my $offset = -s $node->logfile;
	kill 'KILL', $pid;
	$node->wait_for_log(qr/database system is ready to accept connections/, $offset);
	return;
}

$before = fingerprint($node, 'postgres', '(nothing)');
my $victim = $node->background_psql('postgres', on_error_stop => 0);
my $pid = $victim->query_safe('SELECT pg_backend_pid()');
$victim->query_safe(<<'END');
BEGIN;
SELECT inventory.reserve_inventory('pen', 'nyc', 4, 'killed', '1 hour', request_id => 'killed');
SELECT inventory.receive_inventory('pen', 'nyc', 5, 'po-3');
END
kill_backend($pid);
$victim->{run}->finish;
is(fingerprint($node, 'postgres', '(nothing)'), $before, 'killed in a transaction: nothing of it is left');
is( outcome($node, 'postgres',
		"SELECT remaining FROM inventory.reserve_inventory('pen', 'nyc', 4, 'killed', '1 hour', request_id => 'killed')"),
	'6', 'killed in a transaction: its request can be made again');
is(problems($node, 'postgres'), '', 'killed in a transaction: sound');

# Four clients reserve at full speed, each a unit for a cart of its own, and say which they were
# told they have. Then a backend is killed, or the whole server.
my $round = 0;
for my $how ('a backend is killed', 'the server crashes')
{
	$round++;
	$node->safe_psql('postgres', "SELECT inventory.receive_inventory('race $round', 'nyc', 1000000, 'po-4')");
	my @clients;
	for my $client (1 .. 4)
	{
		my $script = join '', map {
			"SELECT '$round-$client-$_' FROM inventory.reserve_inventory('race $round', 'nyc', 1, '$round-$client-$_', '1 hour');\n"
		} 1 .. 20000;
		my $file = $node->basedir . "/client-$round-$client.sql";
		append_to_file($file, $script);
		my ($output, $error) = ('', '');
		my $run = IPC::Run::start([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', $file ],
			'>', \$output, '2>', \$error, IPC::Run::timeout(180));
		push @clients, { run => $run, output => \$output };
	}
	$node->poll_query_until('postgres',
		"SELECT sum(reserved) > 300 FROM inventory.levels WHERE variant_id = 'race $round'");
	if ($how eq 'a backend is killed')
	{
		kill_backend($node->safe_psql('postgres',
			"SELECT pid FROM pg_stat_activity WHERE query LIKE '%race $round%' AND pid <> pg_backend_pid() LIMIT 1"));
	}
	else
	{
		$node->stop('immediate');
	}
	$_->{run}->finish for @clients;
	$node->start if $how eq 'the server crashes';

	my @told = map { split /\n/, ${ $_->{output} } } @clients;
	cmp_ok(scalar @told, '>', 200, "$how: " . scalar(@told) . ' reserves were acknowledged');
	cmp_ok(scalar @told, '<', 80000, "$how: in the middle");
	my $list = join ',', map { "('$_')" } @told;
	is( $node->safe_psql('postgres',
			"SELECT count(*) FROM (VALUES $list) AS told (reference_id)
			WHERE NOT EXISTS (SELECT FROM inventory.reservations AS r WHERE r.reference_id = told.reference_id)"),
		'0', "$how: every one of them is there");
	my $held = $node->safe_psql('postgres',
		"SELECT sum(reserved) FROM inventory.levels WHERE variant_id = 'race $round'");
	cmp_ok($held, '>=', @told, "$how: no hold is lost");
	cmp_ok($held, '<=', @told + 4, "$how: at most one for each client was not acknowledged");
	is(problems($node, 'postgres'), '', "$how: sound");
}

$node->stop;
done_testing();
