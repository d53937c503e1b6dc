# The ledger's retention in several parts, with VACUUM between them, so that new rows lie where dropped ones
# did, before older ones: the oldest go first, sums and running totals stay exact, whatever is dropped.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

# Nobody but this test vacuums, or keeps rows from being removed.
my $node = new_server('main', 'autovacuum' => 'off', 'inventory.worker_enabled' => 'off');
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION inventory;
CREATE TABLE kept (LIKE inventory.transactions, place tid);
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 4, backorder_limit => 50), inventory.set_level_policy('mug', 'nyc', backorder_limit => 50);
SQL

# Some trade on three levels, some of which is undone; and a copy of the ledger's rows of it.
sub trade
{
	my ($round) = @_;
	$node->safe_psql('postgres', <<"SQL");
SELECT inventory.receive_inventory(v, 'nyc', 80 + $round, 'po-$round') FROM unnest('{mug,hot}'::text[]) AS v;
SELECT inventory.reserve_inventory(v, 'nyc', 1 + n % 3, 'cart-$round-' || n) FROM unnest('{mug,hot}'::text[]) AS v, generate_series(1, 30) AS n;
BEGIN;
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'undone-' || n) FROM generate_series(1, 9) AS n;
ROLLBACK;
SELECT inventory.release_reservation('hot', 'nyc', 1, 'cart-$round-' || n) FROM generate_series(2, 5) AS n;
SELECT inventory.fulfill_reservation('mug', 'nyc', 1, 'cart-$round-' || n) FROM generate_series(1, 12) AS n;
SELECT inventory.transfer_inventory('mug', 'nyc', 'sfo', 1 + $round % 3, 'truck');
SELECT inventory.sell_inventory('hot', 'nyc', 1, 'till') FROM generate_series(1, 10);
SELECT inventory.adjust_inventory('hot', 'nyc', -1, 'broken');
SELECT inventory.count_inventory('mug', 'sfo', 5 + $round);
SELECT inventory.release_cart('cart-$round-' || n) FROM generate_series(20, 30) AS n;
INSERT INTO kept SELECT t.*, t.ctid FROM inventory.transactions AS t
	WHERE transaction_id > (SELECT coalesce(max(transaction_id), 0) FROM kept);
SQL
	return;
}

# What is left are the newest of all that were ever there, what was dropped is summed up, and the history of
# each level counts as if nothing had been dropped.
my $dropped = 0;
sub check
{
	my ($when) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is( $node->safe_psql('postgres', <<"SQL"), '', "$when: the oldest $dropped are gone and no others");
WITH left_over AS (SELECT * FROM inventory.transactions),
	expected AS (SELECT to_jsonb(k) - 'place' AS line FROM kept AS k ORDER BY transaction_id OFFSET $dropped)
(SELECT to_jsonb(l) FROM left_over AS l EXCEPT ALL SELECT line FROM expected)
UNION ALL (SELECT line FROM expected EXCEPT ALL SELECT to_jsonb(l) FROM left_over AS l)
SQL
	is( $node->safe_psql('postgres', <<"SQL"), '', "$when: what is kept of them adds up");
WITH gone AS (SELECT * FROM kept ORDER BY transaction_id LIMIT $dropped),
	sums AS (SELECT variant_id, location_id, type, count(*), sum(on_hand_delta), sum(reserved_delta), sum(incoming_delta), max(recorded_at)
		FROM gone GROUP BY variant_id, location_id, type),
	noted AS (SELECT variant_id, location_id, type, transactions, on_hand_delta, reserved_delta, incoming_delta, newest_recorded_at
		FROM inventory.dropped_transactions)
(TABLE sums EXCEPT TABLE noted) UNION ALL (TABLE noted EXCEPT TABLE sums)
SQL
	is( $node->safe_psql('postgres', <<"SQL"), '', "$when: running totals");
WITH totals AS (SELECT variant_id, location_id, transaction_id, sum(on_hand_delta) OVER w AS on_hand, sum(reserved_delta) OVER w AS reserved
		FROM kept WINDOW w AS (PARTITION BY variant_id, location_id ORDER BY transaction_id)),
	expected AS (SELECT * FROM totals ORDER BY transaction_id OFFSET $dropped),
	shown AS (SELECT l.variant_id, l.location_id, h.transaction_id, h.on_hand, h.reserved
		FROM inventory.availability AS l CROSS JOIN inventory.level_history(l.variant_id, l.location_id, max_rows => 100000) AS h)
(TABLE expected EXCEPT TABLE shown) UNION ALL (TABLE shown EXCEPT TABLE expected)
SQL
	is(problems($node, 'postgres'), '', "$when: sound");
	return;
}

sub drop_some
{
	my ($most) = @_;
	my $rows = $node->safe_psql('postgres', "SELECT inventory.drop_transactions_before(clock_timestamp(), $most)");
	$dropped += $rows;
	return $rows;
}

# ---- trade, drop, vacuum, and again ---------------------------------------------------------------

trade(0);
trade(1);
my $round = 1;
for my $most (100, 1, 37, 60, 60, 90)
{
	$round++;
	is(drop_some($most), $most, "round $round: $most are dropped");
	$node->safe_psql('postgres', 'VACUUM inventory.transactions');
	check("round $round, dropped");
	trade($round);
	check("round $round, traded");
}
is($node->safe_psql('postgres', 'SELECT count(*) > 100 FROM (SELECT place FROM kept GROUP BY place HAVING count(*) > 1) AS reused'),
	't', 'new rows lie where dropped ones did');
is($node->safe_psql('postgres', 'SELECT count(*) > 50 FROM inventory.transactions AS younger WHERE EXISTS '
		. '(SELECT FROM inventory.transactions AS elder WHERE elder.transaction_id < younger.transaction_id AND elder.ctid > younger.ctid)'),
	't', 'and before older ones');

# ---- no more than are old enough -------------------------------------------------------------------

# Half of what is left, by its time.
my ($before, $old) = split /\|/, $node->safe_psql('postgres', <<"SQL");
WITH middle AS (SELECT recorded_at FROM inventory.transactions ORDER BY transaction_id OFFSET (SELECT count(*) / 2 FROM inventory.transactions) LIMIT 1)
SELECT recorded_at, (SELECT count(*) FROM inventory.transactions AS t WHERE t.recorded_at < m.recorded_at) FROM middle AS m
SQL
cmp_ok($old, '>', 30, 'some are old');
for my $most (20, 100000, 1)
{
	my $expected = $most < $old ? $most : $old;
	is($node->safe_psql('postgres', "SELECT inventory.drop_transactions_before('$before', $most)"), $expected, "before a time, up to $most");
	$old -= $expected;
	$dropped += $expected;
	$node->safe_psql('postgres', 'VACUUM inventory.transactions');
	check("before a time, up to $most");
}

# ---- a part that is undone, then all, in parts -------------------------------------------------------

$node->safe_psql('postgres', <<'SQL');
BEGIN;
SELECT inventory.drop_transactions_before(clock_timestamp(), 25);
SAVEPOINT here;
SELECT inventory.drop_transactions_before(clock_timestamp(), 25);
ROLLBACK TO here;
COMMIT;
VACUUM inventory.transactions;
SQL
$dropped += 25;
check('a part undone');
my $parts = 0;
while (drop_some(40) > 0)
{
	$parts++;
	$node->safe_psql('postgres', 'VACUUM inventory.transactions');
}
cmp_ok($parts, '>', 3, "all the rest in $parts parts");
check('all dropped');
is($node->safe_psql('postgres', 'SELECT count(*), pg_relation_size($$inventory.transactions$$) FROM inventory.transactions'),
	'0|0', 'nothing is left');
trade(100);
check('after all of it');

$node->stop;
done_testing();
