# A refusal leaves no trace where a read can tell: no WAL, no transaction id, no lock, no changed
# row. And in a read-only transaction every function that changes something fails as writes do.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

# Without replication, autovacuum or the worker nobody else writes WAL.
my $node = new_server('main', 'inventory.worker_enabled' => 'off', 'autovacuum' => 'off',
	'wal_level' => 'minimal', 'max_wal_senders' => 0, 'max_prepared_transactions' => 5);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
install_fingerprint($node, 'postgres');
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('mug', 'nyc', 10, 'po-1');
SELECT inventory.receive_inventory('pen', 'nyc', 9007199254740991, 'po-1');
SELECT inventory.receive_inventory('hat', 'nyc', 1, 'po-1');
SELECT inventory.set_level_policy('hat', 'nyc', backorder_limit => 5);
SELECT inventory.receive_inventory('fig', 'nyc', 1, 'po-1');
SELECT inventory.receive_inventory('rare', 'nyc', 1, 'po-1', request_id => 'used');
SELECT inventory.set_level_policy('song', 'net', tracked => false);
SELECT inventory.reserve_inventory('mug', 'nyc', 2, 'active', '1 hour');
SELECT inventory.reserve_inventory('hat', 'nyc', 3, 'waiting', '1 hour');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'ordered', '1 hour');
SELECT inventory.confirm_cart('ordered', 'order 1');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'completed', '1 hour');
SELECT inventory.fulfill_cart('completed');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cancelled', '1 hour');
SELECT inventory.release_cart('cancelled');
-- three carts past their deadline: swept and their units gone, swept and the level gone, and not swept
SELECT inventory.reserve_inventory('rare', 'nyc', 1, 'swept', '1 millisecond');
SELECT inventory.reserve_inventory('fig', 'nyc', 1, 'uprooted', '1 millisecond');
SELECT pg_sleep(0.01);
SELECT inventory.expire_stale_carts();
SELECT inventory.sell_inventory('rare', 'nyc', 1, 'till');
SELECT inventory.sell_inventory('fig', 'nyc', 1, 'till');
SELECT inventory.delete_level('fig', 'nyc');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'overdue', '1 millisecond');
SELECT pg_sleep(0.01);
-- two places that sell soap, one that does not; and a kit
SELECT inventory.receive_inventory('soap', l, 2, 'po-1') FROM unnest('{nyc,sfo,attic}'::text[]) AS l;
SELECT inventory.set_location('attic', 'closed');
SELECT inventory.set_kit('set', '[{"variant_id": "mug", "quantity": 2}, {"variant_id": "hat", "quantity": 1}]');
SELECT inventory.reserve_inventory('soap', 'nyc', 1, 'boxed', '1 hour');
SELECT inventory.set_location('nyc');
-- an order that is open, and of whose units some are promised; one that is closed; and what is not shipped yet
SELECT inventory.set_supply('order', '[{"variant_id": "tub", "location_id": "nyc", "quantity": 8}, {"variant_id": "mat", "location_id": "nyc", "quantity": 5}]', '2101-01-01');
SELECT inventory.receive_supply('order', '[{"variant_id": "mat", "quantity": 2}]');
SELECT inventory.set_level_policy('tub', 'nyc', promise_incoming => true);
SELECT inventory.reserve_inventory('tub', 'nyc', 6, 'preordered', '1 hour');
SELECT inventory.set_supply('closed', '[{"variant_id": "mat", "location_id": "nyc", "quantity": 0}]');
SELECT inventory.receive_inventory('book', 'nyc', 3, 'po-1');
SELECT inventory.set_level_policy('book', 'nyc', available_from => '2101-01-01');
VACUUM ANALYZE;
END

# Calls, a line each: what is refused (function, SQLSTATE or result) and how it is called.
my @raising = lines(<<'END');
IV001 reserve_inventory('mug', 'nyc', 100, 'new')
IV001 reserve_inventory('mug', 'nyc', 100, 'active')
IV001 reserve_inventory('hat', 'nyc', 4, 'new')
IV001 reserve_inventory('mug', 'nyc', 100, 'new', request_id => 'fresh')
IV002 reserve_inventory('cup', 'nyc', 1, 'new')
IV007 reserve_inventory('mug', 'nyc', 1, 'completed')
IV009 reserve_inventory('mug', 'nyc', 1, 'new', request_id => 'used')
22023 reserve_inventory('mug', 'nyc', 0, 'new')
22023 reserve_inventory('mug', 'nyc', 1, 'new', '-1 hour')
22003 reserve_inventory('mug', 'nyc', 9007199254740992, 'new')
22004 reserve_inventory('mug', 'nyc', NULL, 'new')
22023 reserve_inventory('', 'nyc', 1, 'new')
IV009 try_reserve_inventory('mug', 'nyc', 1, 'new', request_id => 'used')
22023 try_reserve_inventory('mug', 'nyc', -1, 'new')
IV001 reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}, {"variant_id": "rare", "location_id": "nyc", "quantity": 1}]')
IV001 reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 4}, {"variant_id": "mug", "location_id": "nyc", "quantity": 4}]')
IV002 reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}, {"variant_id": "cup", "location_id": "nyc", "quantity": 1}]')
IV007 reserve_cart('completed', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]')
IV009 reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]', request_id => 'used')
22023 reserve_cart('new', '[]')
IV009 try_reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]', request_id => 'used')
22023 try_reserve_cart('new', '{}')
22023 reserve_batch('{new,newer}', '{mug}', '{nyc}', '{1}')
IV001 set_reservation('mug', 'nyc', 100, 'active')
IV001 set_reservation('mug', 'nyc', 100, 'new')
IV002 set_reservation('cup', 'nyc', 1, 'new')
IV007 set_reservation('mug', 'nyc', 1, 'completed')
IV009 set_reservation('mug', 'nyc', 1, 'new', request_id => 'used')
22023 set_reservation('mug', 'nyc', -1, 'active')
IV003 touch_cart('nobody')
IV004 touch_cart('swept')
IV004 touch_cart('overdue')
IV007 touch_cart('cancelled')
IV007 touch_cart('completed')
22023 touch_cart('active', '0')
IV009 release_reservation('mug', 'nyc', 1, 'active', request_id => 'used')
22023 release_reservation('mug', 'nyc', 0, 'active')
IV007 release_cart('ordered')
IV009 release_cart('active', request_id => 'used')
22023 expire_stale_carts('-1 hour')
22023 expire_stale_carts(max_carts => 0)
IV003 confirm_cart('nobody')
IV004 confirm_cart('swept')
IV004 confirm_cart('overdue')
IV007 confirm_cart('cancelled')
IV007 confirm_cart('ordered', 'order 2')
IV001 confirm_cart('swept', revive => true)
IV002 confirm_cart('uprooted', revive => true)
IV009 confirm_cart('active', request_id => 'used')
IV003 fulfill_reservation('mug', 'nyc', 1, 'nobody')
IV003 fulfill_reservation('mug', 'sfo', 1, 'active')
IV003 fulfill_reservation('mug', 'nyc', 1, 'completed')
IV003 fulfill_reservation('mug', 'nyc', 1, 'cancelled')
IV004 fulfill_reservation('mug', 'nyc', 1, 'overdue')
IV004 fulfill_reservation('rare', 'nyc', 1, 'swept')
22023 fulfill_reservation('mug', 'nyc', 3, 'active')
IV001 fulfill_reservation('hat', 'nyc', 3, 'waiting')
IV009 fulfill_reservation('mug', 'nyc', 1, 'active', request_id => 'used')
IV003 fulfill_cart('nobody')
IV003 fulfill_cart('cancelled')
IV004 fulfill_cart('overdue')
IV004 fulfill_cart('swept')
IV001 fulfill_cart('waiting')
IV009 fulfill_cart('active', request_id => 'used')
IV001 sell_inventory('mug', 'nyc', 100, 'till')
IV002 sell_inventory('cup', 'nyc', 1, 'till')
IV009 sell_inventory('mug', 'nyc', 1, 'till', request_id => 'used')
22003 receive_inventory('pen', 'nyc', 1, 'po-2')
IV009 receive_inventory('pen', 'nyc', 1, 'po-2', request_id => 'used')
22023 receive_inventory('mug', 'nyc', 0, 'po-2')
IV002 adjust_inventory('cup', 'nyc', 1, 'found')
IV005 adjust_inventory('mug', 'nyc', 1, 'found', expected_on_hand => 1)
IV010 adjust_inventory('mug', 'nyc', -8, 'lost')
22023 adjust_inventory('mug', 'nyc', -100, 'lost', allow_shortfall => true)
22023 adjust_inventory('mug', 'nyc', 0, 'nothing')
22003 adjust_inventory('pen', 'nyc', 1, 'found')
IV009 adjust_inventory('mug', 'nyc', 1, 'found', request_id => 'used')
IV002 count_inventory('cup', 'nyc', 1)
IV005 count_inventory('mug', 'nyc', 8, expected_on_hand => 1)
IV010 count_inventory('mug', 'nyc', 1)
22023 count_inventory('mug', 'nyc', -1)
IV009 count_inventory('mug', 'nyc', 8, request_id => 'used')
22023 count_inventory('mug', 'nyc', 8, as_of => 'infinity')
22023 apply_levels('{}')
IV002 return_inventory('cup', 'nyc', 1, 'completed')
22003 return_inventory('pen', 'nyc', 1, 'completed')
IV009 return_inventory('mug', 'nyc', 1, 'completed', request_id => 'used')
IV001 transfer_inventory('mug', 'nyc', 'sfo', 100, 'truck')
IV002 transfer_inventory('cup', 'nyc', 'sfo', 1, 'truck')
22023 transfer_inventory('mug', 'nyc', 'nyc', 1, 'truck')
IV009 transfer_inventory('mug', 'nyc', 'sfo', 1, 'truck', request_id => 'used')
IV010 set_level_policy('hat', 'nyc', backorder_limit => 1)
22023 set_level_policy('mug', 'nyc', safety_stock => -1)
22023 set_level_policy('mug', 'nyc', unlimited_backorder => false)
IV011 delete_level('mug', 'nyc')
IV001 reserve_cart('new', '[{"variant_id": "soap", "quantity": 4}]')
IV001 reserve_cart('new', '[{"variant_id": "soap", "quantity": 1}, {"variant_id": "rare", "quantity": 1}]')
IV001 reserve_cart('new', '[{"variant_id": "set", "quantity": 4}]')
IV001 reserve_inventory('set', 'nyc', 4, 'new')
IV001 sell_inventory('set', 'nyc', 4, 'till')
IV001 set_cart('boxed', '[{"variant_id": "soap", "quantity": 5}]')
IV002 reserve_cart('new', '[{"variant_id": "cup", "quantity": 1}]')
IV002 reserve_inventory('set', 'sfo', 1, 'new')
IV015 reserve_inventory('soap', 'attic', 1, 'new')
IV015 reserve_cart('new', '[{"variant_id": "soap", "quantity": 1}]', route => '{"only": ["attic"]}')
IV016 reserve_cart('new', '[{"variant_id": "soap", "quantity": 3}]', route => '{"max_parcels": 1}')
IV009 reserve_cart('new', '[{"variant_id": "soap", "quantity": 1}]', request_id => 'used')
22023 reserve_cart('new', '[{"variant_id": "soap", "quantity": 1}]', route => '{"near": [1]}')
IV003 fulfill_cart('boxed', location_id => 'sfo')
IV013 receive_inventory('set', 'nyc', 1, 'po-2')
IV001 reserve_inventory('tub', 'nyc', 3, 'new')
IV010 set_supply('order', '[{"variant_id": "tub", "location_id": "nyc", "quantity": 5}]')
IV010 set_supply('order', expected_at => 'infinity')
IV013 set_supply('new', '[{"variant_id": "set", "location_id": "nyc", "quantity": 1}]')
IV014 set_supply('new', expected_at => '2101-02-01')
22023 set_supply('order', '[{"variant_id": "mat", "location_id": "nyc", "quantity": 1}]')
22023 set_supply('order', '[{"variant_id": "mat", "location_id": "nyc", "quantity": 6, "expected_at": "soon"}]')
IV001 ship_transfer('truck', 'nyc', 'sfo', '[{"variant_id": "mug", "quantity": 100}]')
IV002 ship_transfer('truck', 'nyc', 'sfo', '[{"variant_id": "cup", "quantity": 1}]')
IV014 ship_transfer('order', 'nyc', 'sfo', '[{"variant_id": "mug", "quantity": 1}]')
22023 ship_transfer('truck', 'nyc', 'nyc', '[{"variant_id": "mug", "quantity": 1}]')
IV009 ship_transfer('truck', 'nyc', 'sfo', '[{"variant_id": "mug", "quantity": 1}]', request_id => 'used')
IV010 receive_supply('order', '[{"variant_id": "tub", "lost": 3}]')
IV014 receive_supply('order', '[{"variant_id": "tub", "quantity": 9}]')
IV014 receive_supply('order', '[{"variant_id": "cup", "quantity": 1}]')
IV014 receive_supply('new')
22023 receive_supply('order', '[{"variant_id": "tub", "returned": 1}]')
IV003 promise_cart('nobody')
IV003 promise_cart('cancelled')
IV004 promise_cart('overdue')
22023 set_level_policy('tub', 'nyc', backorder_limit => 9)
22023 set_level_policy('mug', 'nyc', ships_in_max => '2 days')
IV015 sell_inventory('book', 'nyc', 1, 'till')
22004 drop_transactions_before(NULL)
22023 drop_transactions_before('infinity')
END

# Refusals that are answered, and calls that have nothing to do.
my @answering = lines(<<'END');
insufficient_stock status FROM inventory.try_reserve_inventory('mug', 'nyc', 100, 'new')
insufficient_stock status FROM inventory.try_reserve_inventory('mug', 'nyc', 100, 'active')
insufficient_stock status FROM inventory.try_reserve_inventory('mug', 'nyc', 100, 'overdue')
insufficient_stock status FROM inventory.try_reserve_inventory('mug', 'nyc', 100, 'new', request_id => 'fresh')
unknown_level status FROM inventory.try_reserve_inventory('cup', 'nyc', 1, 'new')
cart_closed status FROM inventory.try_reserve_inventory('mug', 'nyc', 1, 'completed')
available,insufficient_stock string_agg(status, ',') FROM inventory.try_reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}, {"variant_id": "rare", "location_id": "nyc", "quantity": 1}]')
available,unknown_level string_agg(status, ',') FROM inventory.try_reserve_cart('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}, {"variant_id": "cup", "location_id": "nyc", "quantity": 1}]')
cart_closed string_agg(status, ',') FROM inventory.try_reserve_cart('completed', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]')
insufficient_stock,unknown_level,cart_closed,invalid string_agg(status, ',' ORDER BY ordinal) FROM inventory.reserve_batch('{new,new,completed,new}', '{mug,cup,mug,mug}', '{nyc,nyc,nyc,nyc}', '{100,1,1,0}')
0 inventory.release_reservation('mug', 'nyc', 1, 'nobody')
0 inventory.release_reservation('mug', 'sfo', 1, 'active')
0 inventory.release_cart('nobody')
0 inventory.release_cart('completed')
0 inventory.fulfill_cart('completed')
1 inventory.confirm_cart('ordered', 'order 1')
f inventory.delete_level('cup', 'nyc')
IV005,,IV002 string_agg(coalesce(code, ''), ',' ORDER BY ordinal) FROM inventory.apply_levels('[{"variant_id": "mug", "location_id": "nyc", "on_hand": 9, "expected_on_hand": 1}, {"variant_id": "new", "location_id": "nyc", "on_hand": 9}, {"variant_id": "cup", "location_id": "nyc", "op": "delete"}]')
conflict status FROM inventory.apply_levels('[{"variant_id": "new", "location_id": "nyc", "on_hand": 9, "expected_on_hand": 1}]', false, 'fresh')
unchanged status FROM inventory.apply_levels('[{"variant_id": "mug", "location_id": "nyc", "delta": 0}]')
t inventory.touch_cart('ordered') IS NULL
available,insufficient_stock string_agg(status, ',') FROM inventory.try_reserve_cart('new', '[{"variant_id": "soap", "quantity": 1}, {"variant_id": "rare", "quantity": 1}]')
too_many_parcels status FROM inventory.try_reserve_cart('new', '[{"variant_id": "soap", "quantity": 3}]', route => '{"max_parcels": 1}')
not_for_sale status FROM inventory.try_reserve_inventory('soap', 'attic', 1, 'new')
insufficient_stock status FROM inventory.try_set_cart('boxed', '[{"variant_id": "soap", "quantity": 5}]')
insufficient_stock status FROM inventory.try_reserve_inventory('set', 'nyc', 4, 'new')
0 inventory.release_reservation('set', 'nyc', 1, 'boxed')
2 count(*) FROM inventory.plan_cart('[{"variant_id": "soap", "quantity": 3}]')
1 count(*) FROM inventory.plan_cart('[{"variant_id": "set", "quantity": 1}]', excluding_reference => 'boxed')
insufficient_stock status FROM inventory.plan_cart('[{"variant_id": "soap", "quantity": 5}]')
0 count(*) FROM inventory.receive_supply('closed')
0 count(*) FROM inventory.set_supply('closed', expected_at => '2101-02-01')
1 count(*) FROM inventory.set_supply('order', '[{"variant_id": "tub", "location_id": "nyc", "quantity": 8}]', '2101-01-01')
managed status FROM inventory.apply_levels('[{"variant_id": "tub", "location_id": "nyc", "incoming": 9}]', false)
0 count(*) FROM inventory.late_promises()
0 count(*) FROM inventory.demand_history('mug')
0 weeks FROM inventory.forecast_demand('mug', 'nyc')
0 count(*) FROM inventory.replenishment_report()
2101-01-01 ships_by::date FROM inventory.cart_promises('preordered')
2 count(*) FROM inventory.available_by_date('tub', 'nyc')
2 count(*) FROM inventory.cart_sources('[{"variant_id": "soap", "quantity": 3}, {"variant_id": "set", "quantity": 1}]')
END

# "<expected> <call>" in lines
sub lines
{
	return map { [ split / /, $_, 2 ] } split /\n/, shift;
}

my $before = fingerprint($node, 'postgres');
my $session = $node->background_psql('postgres', on_error_stop => 0);

# Reports a raised SQLSTATE without ending the transaction.
$node->safe_psql('postgres', <<'END');
CREATE FUNCTION public.outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE call INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
END

# What the transaction has to show for itself. Reading takes the weakest lock of a table.
my $traces = <<'END';
SELECT 'xid ' || pg_current_xact_id_if_assigned() WHERE pg_current_xact_id_if_assigned() IS NOT NULL
UNION ALL
SELECT 'lock ' || locktype || ' ' || coalesce(relation::regclass::text, '') || ' ' || mode FROM pg_locks
WHERE pid = pg_backend_pid() AND mode <> 'AccessShareLock' AND locktype <> 'virtualxid';
END

# Once to warm up (a first look at a page may tidy it), then between two looks at the WAL.
sub leaves_no_trace
{
	my ($expected, $query, $test) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;

	is(ask($session, $query), $expected, $test);
	my $lsn = ask($session, 'SELECT pg_current_wal_insert_lsn();');
	ask($session, "BEGIN;\n$query");
	my $left = ask($session, $traces);
	ask($session, 'COMMIT;');
	my $written = ask($session, "SELECT pg_current_wal_insert_lsn() - '$lsn';");
	is($left, '', "$test: no transaction id, no lock");
	is($written, '0', "$test: no WAL");
	return;
}

leaves_no_trace('1', 'SELECT 1;', 'a query that only reads');
for my $call (@raising)
{
	my ($expected, $function) = @$call;
	leaves_no_trace($expected, "SELECT public.outcome(\$call\$SELECT inventory.$function\$call\$);",
		"$expected $function");
}
for my $call (@answering)
{
	my ($expected, $query) = @$call;
	leaves_no_trace($expected, "SELECT $query;", $query);
}
is(fingerprint($node, 'postgres'), $before, 'all refusals together: no row differs');

# The probe can see a trace.
ask($session, "BEGIN;\nSELECT inventory.reserve_inventory('mug', 'nyc', 1, 'active');");
like(ask($session, $traces), qr/xid \d+/, 'a reserve is seen');
ask($session, 'ROLLBACK;');
my $rows = fingerprint($node, 'postgres', '(nothing)');    # the sequence has moved
$before = fingerprint($node, 'postgres');

# ---- refused all the same ---------------------------------------------------------------------

# In REPEATABLE READ and SERIALIZABLE the decision is made under a lock, and undone.
for my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
	my @wrong;
	for my $call (@raising)
	{
		my ($expected, $function) = @$call;
		my $got = ask($session, "BEGIN ISOLATION LEVEL $level;\n"
			  . "SELECT public.outcome(\$call\$SELECT inventory.$function\$call\$);\nCOMMIT;");
		push @wrong, "$function: $got, not $expected" if $got ne $expected;
	}
	for my $call (@answering)
	{
		my ($expected, $query) = @$call;
		my $got = ask($session, "BEGIN ISOLATION LEVEL $level;\nSELECT $query;\nCOMMIT;");
		push @wrong, "$query: $got, not $expected" if $got ne $expected;
	}
	is(join("\n", @wrong), '', "$level: the same refusals");
	is(fingerprint($node, 'postgres'), $before, "$level: no row differs");
}

# A refused call leaves nothing that keeps a transaction from being prepared, or a session from
# going on.
is( ask($session, <<'END'), "insufficient_stock\nIV001\nreserved", 'a transaction with refusals goes on');
BEGIN;
SELECT status FROM inventory.try_reserve_inventory('mug', 'nyc', 100, 'new', request_id => 'fresh');
SELECT public.outcome('SELECT inventory.reserve_inventory(''mug'', ''nyc'', 100, ''new'', request_id => ''fresh'')');
SELECT status FROM inventory.try_reserve_inventory('mug', 'nyc', 1, 'new', request_id => 'fresh');
PREPARE TRANSACTION 'refusals';
END
ask($session, "ROLLBACK PREPARED 'refusals';");
is(fingerprint($node, 'postgres', '(nothing)'), $rows, 'rolled back, no row differs');

# ---- read-only transactions ---------------------------------------------------------------------

my @mutating = split /\n/, <<'END';
reserve_inventory('mug', 'nyc', 1, 'active')
try_reserve_inventory('mug', 'nyc', 1, 'active')
reserve_cart('active', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]')
try_reserve_cart('active', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]')
reserve_batch('{active}', '{mug}', '{nyc}', '{1}')
set_reservation('mug', 'nyc', 1, 'active')
touch_cart('active', '9 hours')
release_reservation('mug', 'nyc', 1, 'active')
release_cart('active')
expire_stale_carts()
confirm_cart('active')
fulfill_reservation('mug', 'nyc', 1, 'active')
fulfill_cart('active')
sell_inventory('mug', 'nyc', 1, 'till')
receive_inventory('mug', 'nyc', 1, 'po-2')
adjust_inventory('mug', 'nyc', 1, 'found')
count_inventory('mug', 'nyc', 8)
return_inventory('mug', 'nyc', 1, 'completed')
transfer_inventory('mug', 'nyc', 'sfo', 1, 'truck')
set_level_policy('mug', 'nyc', safety_stock => 1)
apply_levels('[{"variant_id": "mug", "location_id": "nyc", "delta": 1}, {"variant_id": "new", "location_id": "nyc"}]')
delete_level('rare', 'nyc')
drop_transactions_before(clock_timestamp())
maintain()
reserve_cart('active', '[{"variant_id": "soap", "quantity": 3}, {"variant_id": "set", "quantity": 1}]')
set_cart('boxed', '[{"variant_id": "soap", "quantity": 2}]')
fulfill_cart('boxed', location_id => 'nyc')
set_location('nyc', priority => 5)
delete_location('nowhere')
set_kit('set', '[]')
set_product('drinks', '[{"variant_id": "mug"}, {"variant_id": "set"}]')
set_supply('order', expected_at => '2101-02-01')
set_supply('new', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 1}]')
ship_transfer('truck', 'nyc', 'sfo', '[{"variant_id": "mug", "quantity": 1}]')
receive_supply('order')
promise_cart('preordered', '2101-02-01')
set_replenishment('mug', lead_time => '14 days')
END
$before = fingerprint($node, 'postgres');
for my $call (@mutating)
{
	is(outcome($node, 'postgres', "BEGIN READ ONLY; SELECT inventory.$call; COMMIT"), '25006',
		"read only: $call");
}
is(fingerprint($node, 'postgres'), $before, 'read only: no row differs');

# Every one of them does something where it may: the list is not made of refusals.
for my $call (@mutating)
{
	unlike(outcome($node, 'postgres', "BEGIN; SELECT inventory.$call; ROLLBACK"), qr/^\w{5}$/,
		"read write: $call");
}

# Reading works there.
for my $call ("available_inventory('mug')", "available_inventory('set')", "plan_cart('[{\"variant_id\": \"soap\", \"quantity\": 3}]')",
	"cart_sources('[{\"variant_id\": \"soap\", \"quantity\": 3}]')", "available_variants('{mug,cup}')", "product_availability('{drinks}')", "product_matrix('drinks')", "cart_lines('active')", "cart_promises('preordered')", 'late_promises()', "available_by_date('tub')", "demand_history('mug')", "forecast_demand('mug')", 'replenishment_report()', "level_history('mug', 'nyc')", 'verify_inventory()')
{
	unlike(outcome($node, 'postgres', "BEGIN READ ONLY; SELECT inventory.$call; COMMIT"), qr/^\w{5}$/,
		"read only: $call");
}

$session->quit;
$node->stop;
done_testing();
