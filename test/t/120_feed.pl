# The feed: what is committed is collected once, in whatever order it was committed, whatever is open, prepared,
# rolled back or crashes meanwhile; a copy, a restored dump and a promoted standby announce everything anew and
# count nothing twice; demand is what the ledger says.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;
use Time::HiRes qw(usleep);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(allows_streaming => 1);
preload($node, 'inventory.worker_enabled' => 'off', 'max_prepared_transactions' => 10, 'max_connections' => 50);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');

# What was collected is noted, a row each time: so nothing is collected twice, nor left out, unseen.
my $collect = 'INSERT INTO collected SELECT * FROM inventory.collect_changes()';

# Whether as many ledger rows were collected as there are; else how many.
sub compare_counts
{
	my $counts = $node->safe_psql('postgres', 'SELECT sum(transactions), (SELECT count(*) FROM inventory.transactions) FROM collected');
	return $counts =~ /^(\d+)\|\1$/ ? 'as many' : $counts;
}

sub begin_counting
{
	$node->safe_psql('postgres', 'SELECT inventory.drop_transactions_before(clock_timestamp()); TRUNCATE collected');
	return;
}

# Demand as it is, and as the ledger says: a line for each level and day that differs.
my $recounted = <<'END';
WITH ledger AS (
	SELECT variant_id, location_id, (recorded_at AT TIME ZONE 'UTC')::date AS day,
		coalesce(-sum(on_hand_delta) FILTER (WHERE type IN ('fulfill', 'sell')), 0) AS sold,
		coalesce(sum(on_hand_delta) FILTER (WHERE type = 'return'), 0) AS returned
	FROM inventory.transactions WHERE type IN ('fulfill', 'sell', 'return') GROUP BY 1, 2, 3)
SELECT variant_id, location_id, day, l.sold, d.sold, l.returned, d.returned
FROM ledger AS l FULL JOIN (SELECT * FROM inventory.demand WHERE sold + returned > 0) AS d USING (variant_id, location_id, day)
WHERE (l.sold, l.returned) IS DISTINCT FROM (d.sold, d.returned)
END

# Seconds that each level was sold out until its last ledger row, and whether it still is: a line for each that
# differs by more than a rounding.
my $sold_out = <<'END';
WITH step AS (
	SELECT t.variant_id, t.location_id, t.recorded_at,
		sum(t.on_hand_delta - t.reserved_delta) OVER w <= 0 AS is_out, lead(t.recorded_at) OVER w AS until
	FROM inventory.transactions AS t WINDOW w AS (PARTITION BY t.variant_id, t.location_id ORDER BY t.transaction_id)),
ledger AS (
	SELECT variant_id, location_id, coalesce(sum(extract(epoch FROM until - recorded_at)) FILTER (WHERE is_out), 0) AS seconds,
		coalesce(bool_or(is_out) FILTER (WHERE until IS NULL), false) AS is_out, max(recorded_at) AS last
	FROM step GROUP BY 1, 2),
collected AS (
	SELECT variant_id, location_id, sum(out_seconds) AS seconds, max(out_since) AS since FROM inventory.demand GROUP BY 1, 2)
SELECT l.*, c.seconds, c.since FROM ledger AS l LEFT JOIN collected AS c USING (variant_id, location_id)
WHERE l.is_out <> (c.since IS NOT NULL)
	OR abs(l.seconds - coalesce(c.seconds, 0) - coalesce(extract(epoch FROM l.last - c.since), 0)) > 0.001
END

# ---- the first collection ------------------------------------------------------------------------------

# In a transaction that has written itself, beside one that has a smaller number and is open: each row is collected
# once, after it is committed.
$node->safe_psql('postgres', <<'END');
CREATE DATABASE first;
END
$node->safe_psql('first', "CREATE EXTENSION inventory; SELECT inventory.receive_inventory(v, 'nyc', 9, 'po') FROM unnest('{a,b}'::text[]) AS v");
my $earlier = $node->background_psql('first');
$earlier->query_safe("BEGIN; SELECT inventory.sell_inventory('a', 'nyc', 2, 'till')");
is( $node->safe_psql('first', "BEGIN; SELECT inventory.sell_inventory('b', 'nyc', 3, 'till'); SELECT transactions FROM inventory.collect_changes(); COMMIT"),
	"6\n2", 'the first collection leaves what its transaction has written');
$earlier->query_safe('COMMIT');
$earlier->quit;
is($node->safe_psql('first', 'SELECT transactions FROM inventory.collect_changes()'), '2', 'which is collected by the next, and so is what was open');
is($node->safe_psql('first', 'SELECT variant_id, sold FROM inventory.demand ORDER BY 1'), "a|2\nb|3", 'and counted');
$node->safe_psql('postgres', 'DROP DATABASE first');

# ---- 28 writers ------------------------------------------------------------------------------------

$node->safe_psql('postgres', <<'END');
CREATE TABLE collected (transactions bigint, variants bigint, signals bigint);
SELECT inventory.receive_inventory('sku-' || n, 'nyc', 4, 'po') FROM generate_series(1, 40) AS n;
SELECT inventory.create_consumer('reader', 'changes');
END
create_answer($node, 'postgres');
my %writers = (
	# Commits in another order than that of their first rows; savepoints.
	'delayed@4' => <<'END',
\set sku random(1, 20)
\set other random(21, 40)
\set n random(1, 3)
\set delay random(0, 20)
BEGIN;
SELECT answer('sell_inventory(%L, %L, %s, %L)', 'sku-' || :sku, 'nyc', :n::text, 'till');
SAVEPOINT a;
SELECT answer('receive_inventory(%L, %L, %s, %L)', 'sku-' || :other, 'nyc', :n::text, 'po');
\sleep :delay ms
COMMIT;
END
	'undone@2' => <<'END',
\set sku random(1, 20)
\set other random(21, 40)
\set delay random(0, 10)
BEGIN;
SAVEPOINT a;
SELECT answer('receive_inventory(%L, %L, 2, %L)', 'sku-' || :sku, 'nyc', 'po');
\sleep :delay ms
ROLLBACK TO a;
SELECT answer('sell_inventory(%L, %L, 1, %L)', 'sku-' || :other, 'nyc', 'till');
COMMIT;
END
	'plain@6' => <<'END',
\set sku random(1, 40)
\set cart random(1, 100000)
SELECT answer('reserve_inventory(%L, %L, 1, %L)', 'sku-' || :sku, 'nyc', 'cart-' || :cart);
SELECT answer('fulfill_cart(%L)', 'cart-' || :cart);
SELECT answer('return_inventory(%L, %L, 1, %L)', 'sku-' || :sku, 'nyc', 'rma');
END
	'collector@1' => "$collect;\n");

# read_changes() collects as well, and says nothing of how much: so this is told by demand.
my @options = ('-c', '28', '-j', '2', '-T', '5');
run_pgbench($node, 'postgres', '28 writers, collectors and readers', \@options, %writers, 'reader@1' => "SELECT count(*) FROM inventory.read_changes('reader');\n");
$node->safe_psql('postgres', $collect);
is($node->safe_psql('postgres', $recounted), '', 'demand is what the ledger says');
is($node->safe_psql('postgres', $sold_out), '', 'so is how long each level was sold out');
is(problems($node, 'postgres'), '', 'sound');
is( $node->safe_psql('postgres', <<'END'), '40', 'each variant is read once, as it is now');
SELECT count(*) FROM inventory.read_changes('reader', 100) AS r
JOIN inventory.available_variants(ARRAY(SELECT 'sku-' || n FROM generate_series(1, 40) AS n)) AS v USING (variant_id)
WHERE r.available = v.available
END

my $demand = $node->safe_psql('postgres', 'SELECT md5(string_agg(d::text, chr(10) ORDER BY d::text)) FROM inventory.demand AS d');
begin_counting();
is($node->safe_psql('postgres', 'SELECT md5(string_agg(d::text, chr(10) ORDER BY d::text)) FROM inventory.demand AS d'),
	$demand, 'demand stays when the ledger is dropped');
run_pgbench($node, 'postgres', '28 writers and collectors', \@options, %writers);
$node->safe_psql('postgres', $collect);
is(compare_counts(), 'as many', 'as many ledger rows are collected as are written');

# ---- what is open delays itself alone -------------------------------------------------------------------

begin_counting();
$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
my $open = $node->background_psql('postgres');
$open->query_safe("BEGIN; SELECT inventory.receive_inventory('sku-1', 'nyc', 1, 'po')");
my $elsewhere = $node->background_psql('elsewhere');
$elsewhere->query_safe('BEGIN; CREATE TABLE busy (n integer)');
$node->safe_psql('postgres', "BEGIN; SELECT inventory.receive_inventory('sku-2', 'nyc', 1, 'po'); PREPARE TRANSACTION 'later'");
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('sku-3', 'nyc', 1, 'po')");
is($node->safe_psql('postgres', "$collect RETURNING transactions, variants"), '1|1', 'beside open and prepared transactions');
$open->query_safe('COMMIT');
is($node->safe_psql('postgres', "$collect RETURNING transactions, variants"), '1|1', 'the open one, once it is committed');
$_->quit for $open, $elsewhere;
$node->restart;
is($node->safe_psql('postgres', "$collect RETURNING transactions"), '0', 'nothing by a restart');
$node->safe_psql('postgres', "COMMIT PREPARED 'later'");
is($node->safe_psql('postgres', "$collect RETURNING transactions, variants"), '1|1', 'the prepared one, once it is committed');
is($node->safe_psql('postgres', "$collect RETURNING transactions"), '0', 'and no more');

# Retention leaves what is not collected.
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('sku-4', 'nyc', 1, 'po')");
my $drop = 'SELECT inventory.drop_transactions_before(clock_timestamp())';
is($node->safe_psql('postgres', "BEGIN ISOLATION LEVEL REPEATABLE READ; $drop; COMMIT"), '3', 'what is collected is dropped, the rest left');
is($node->safe_psql('postgres', "SET inventory.collect = off; BEGIN; $drop; ROLLBACK"), '1', 'unless nothing is to be collected');
is($node->safe_psql('postgres', "$collect RETURNING transactions, variants"), '1|1', 'and collected');

# Who reads gets what is committed, behind a backlog too.
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('sku-' || n, 'nyc', 1, 'po') FROM generate_series(1, 3) AS n");
is($node->safe_psql('postgres', "INSERT INTO collected SELECT * FROM inventory.collect_changes(3) RETURNING transactions"), '3', 'as many as there are');
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('sku-4', 'nyc', 1, 'po')");
is($node->safe_psql('postgres', "$collect RETURNING transactions"), '1', 'and then what came after');

# ---- sold out ------------------------------------------------------------------------------------------

# On two stripes, whose rows are committed in another order than they are numbered.
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('hot', 'nyc', 40, 'po'); SELECT inventory.set_level_policy('hot', 'nyc', stripes => 2)");
$node->safe_psql('postgres', $collect);
my $stripe = $node->background_psql('postgres');
$stripe->query_safe("BEGIN; SELECT inventory.sell_inventory('hot', 'nyc', 20, 'till')");
$node->safe_psql('postgres', "SELECT inventory.sell_inventory('hot', 'nyc', 20, 'till')");
$node->safe_psql('postgres', $collect);
$stripe->query_safe('COMMIT');
$stripe->quit;
$node->safe_psql('postgres', $collect);
is($node->safe_psql('postgres', "SELECT sold, out_since IS NOT NULL FROM inventory.demand WHERE variant_id = 'hot'"), '40|t', 'sold out, whichever stripe was the last');
# A level that is not there is not sold out.
$node->safe_psql('postgres', "SELECT inventory.receive_inventory('gone', 'nyc', 2, 'po'); SELECT inventory.sell_inventory('gone', 'nyc', 2, 'till'); SELECT inventory.delete_level('gone', 'nyc')");
$node->safe_psql('postgres', "SELECT pg_sleep(1); SELECT inventory.receive_inventory('gone', 'nyc', 1, 'po')");
$node->safe_psql('postgres', $collect);
is($node->safe_psql('postgres', "SELECT sold, out_seconds < 1, out_since FROM inventory.demand WHERE variant_id = 'gone'"), '2|t|', 'a level that was deleted and made again was not sold out between');

# ---- two processes of one consumer ----------------------------------------------------------------------

$node->safe_psql('postgres', "SELECT inventory.create_consumer('mails', 'signals'), inventory.receive_inventory('lamp', 'nyc', 5, 'po')");
$node->safe_psql('postgres', $collect);
$node->safe_psql('postgres', "SELECT inventory.sell_inventory('lamp', 'nyc', 5, 'till')");
is($node->safe_psql('postgres', "$collect RETURNING signals"), '2', 'sold out at the level, and over all');
my ($first, $second) = map { $node->background_psql('postgres') } 1 .. 2;
my $read = "SELECT count(*) FROM inventory.read_signals('mails')";
is($first->query_safe("BEGIN;\n$read"), '2', 'one process reads them');
is($second->query_safe($read), '0', 'another meanwhile reads none');
$first->query_safe('ROLLBACK');
is($second->query_safe("BEGIN;\n$read"), '2', 'but once the first has failed');
$second->query_safe("SELECT inventory.acknowledge('mails', (SELECT max(seq) FROM inventory.signals));\nCOMMIT");
is($first->query_safe($read), '0', 'they are told once');
$_->quit for $first, $second;

# ---- a backlog ---------------------------------------------------------------------------------------------

begin_counting();
$node->safe_psql('postgres', "INSERT INTO inventory.levels (variant_id, location_id, on_hand) SELECT 'bulk-' || n, 'nyc', 1 FROM generate_series(1, 120000) AS n");
is($node->safe_psql('postgres', "$collect RETURNING transactions"), '50000', 'a transaction collects 50,000 rows at most');
$node->safe_psql('postgres', "SELECT inventory.sell_inventory('bulk-1', 'nyc', 1, 'till')");
$node->stop('immediate');
$node->start;
$node->safe_psql('postgres', $collect) for 1 .. 4;
is($node->safe_psql('postgres', "SELECT string_agg(transactions::text, ' ') FROM collected"), '50000 50000 20001 0 0', 'goes on over a crash, and with what came meanwhile');
is($node->safe_psql('postgres', "SELECT sold, out_since IS NOT NULL FROM inventory.demand WHERE variant_id = 'bulk-1'"), '1|t', 'which is counted once');

# ---- killed at any instant -----------------------------------------------------------------------------------

begin_counting();
my $script = $node->basedir . '/killed.sql';
append_to_file($script, "\\set sku random(1, 40)\nSELECT answer('receive_inventory(%L, %L, 1, %L)', 'sku-' || :sku, 'nyc', 'po');\n$collect;\n");
for my $turn (1 .. 6)
{
	my ($output, $error) = ('', '');
	my $pgbench = IPC::Run::start([ 'pgbench', '-n', '-c', '4', '-T', '30', '-f', $script, '-d', $node->connstr('postgres') ], '>', \$output, '2>', \$error);
	$node->poll_query_until('postgres', "SELECT count(*) > $turn * 20 FROM inventory.transactions") or die 'nothing is written';
	usleep(int rand 200_000);
	$node->stop('immediate');
	$pgbench->finish;
	$node->start;
}
$node->safe_psql('postgres', $collect);
is(compare_counts(), 'as many', 'after six crashes as many are collected as are written');
is(problems($node, 'postgres'), '', 'after six crashes sound');

# ---- other lives -------------------------------------------------------------------------------------------------

# Rows that were collected, and one that was not.
$node->safe_psql('postgres', <<'END');
SELECT inventory.drop_transactions_before(clock_timestamp());
SELECT inventory.receive_inventory('life', 'nyc', 9, 'po');
SELECT inventory.sell_inventory('life', 'nyc', 2, 'till');
END
$node->safe_psql('postgres', $collect);
$node->safe_psql('postgres', "SELECT inventory.sell_inventory('life', 'nyc', 3, 'till')");
my $last = $node->safe_psql('postgres', 'SELECT seq FROM inventory.feed');
my $stocked = $node->safe_psql('postgres', 'SELECT count(DISTINCT variant_id) FROM inventory.levels');

# Every variant is announced again, with a greater number, and what was not collected is counted once.
sub lives_on
{
	my ($server, $database, $name) = @_;
	is(problems($server, $database), '', "$name: sound");
	$server->safe_psql($database, 'SELECT inventory.maintain()');
	is( $server->safe_psql($database, "SELECT count(*), min(seq) > $last FROM inventory.changes AS c WHERE EXISTS (SELECT FROM inventory.levels AS l WHERE l.variant_id = c.variant_id)"),
		"$stocked|t", "$name: everything is announced, with greater numbers");
	my $sold = "SELECT sold FROM inventory.demand WHERE variant_id = 'life'";
	is($server->safe_psql($database, $sold), '5', "$name: what was left is counted once");
	is($server->safe_psql($database, 'SELECT transactions FROM inventory.collect_changes()'), '0', "$name: and no more");
	$server->safe_psql($database, "SELECT inventory.sell_inventory('life', 'nyc', 1, 'till')");
	is($server->safe_psql($database, 'SELECT transactions, variants FROM inventory.collect_changes()'), '1|1', "$name: it goes on");
	is($server->safe_psql($database, $sold), '6', "$name: and is counted");
	return;
}

# A dump in a cluster of its own, in which transactions have other numbers; those of the old one come round there.
my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('postgres') ], 'pg_dump');
my $other = PostgreSQL::Test::Cluster->new('other');
$other->init;
preload($other, 'inventory.worker_enabled' => 'off');
$other->start;
$other->safe_psql('postgres', 'CREATE DATABASE restored');
$other->command_ok([ 'pg_restore', '-j', '2', '-d', $other->connstr('restored'), $dump ], 'pg_restore');
my $highest = $other->safe_psql('restored', 'SELECT max(xact_id) FROM inventory.transactions');
lives_on($other, 'restored', 'restored elsewhere');
isnt($other->safe_psql('restored', 'SELECT since_id FROM inventory.feed'), '0', 'restored elsewhere: numbers of the old cluster are ahead');
$other->stop;
system_or_bail('pg_resetwal', '-x', $highest + 1000, '-D', $other->data_dir);
truncate $other->data_dir . '/pg_xact/0000', 262_144 or die "$!";
$other->start;
$other->safe_psql('restored', "SELECT inventory.sell_inventory('life', 'nyc', 1, 'till')");
is($other->safe_psql('restored', 'SELECT transactions FROM inventory.collect_changes()'), '1', 'restored elsewhere: they come round, and are settled');
is($other->safe_psql('restored', "SELECT sold FROM inventory.demand WHERE variant_id = 'life'"), '7', 'restored elsewhere: and counted no second time');
$other->stop;

# Another cluster yet, amid a backlog: what was collected, and what was settled, is counted no second time, and
# retention leaves what is not.
sub move_to
{
	my ($cluster) = @_;
	$node->safe_psql('moved', "SET session_replication_role = replica; UPDATE inventory.feed SET system_identifier = $cluster");
	return;
}
my $sold = "SELECT sold FROM inventory.demand WHERE variant_id = 'moved'";
$node->safe_psql('template1', 'CREATE DATABASE moved');
$node->safe_psql('moved', "CREATE EXTENSION inventory; SELECT inventory.receive_inventory('moved', 'nyc', 100, 'po')");
$node->safe_psql('moved', "SELECT inventory.sell_inventory('moved', 'nyc', 7, 'till'); SELECT inventory.collect_changes()");
$node->safe_psql('moved', "SET session_replication_role = replica; UPDATE inventory.transactions SET xact_id = (xact_id::text::bigint + 5000000000)::text::xid8;
	UPDATE inventory.feed SET snapshot = '5001000000:5001000000:'");
for my $cluster (1, 2)
{
	move_to($cluster);
	$node->safe_psql('moved', 'SELECT inventory.collect_changes()');
	is($node->safe_psql('moved', $sold), '7', "cluster $cluster: counted once");
}
$node->safe_psql('moved', "SELECT inventory.sell_inventory('moved', 'nyc', 1, 'till')") for 1 .. 3;
$node->safe_psql('moved', 'SELECT inventory.collect_changes(2)');
move_to(3);
is($node->safe_psql('moved', 'SELECT transactions FROM inventory.collect_changes()'), '1', 'amid a backlog: what was left');
is($node->safe_psql('moved', $sold), '10', 'amid a backlog: counted once');
$node->safe_psql('moved', "SELECT inventory.sell_inventory('moved', 'nyc', 1, 'till')");
move_to(4);
$node->safe_psql('moved', "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT inventory.drop_transactions_before('2100-01-01'); COMMIT");
$node->safe_psql('moved', 'SELECT inventory.collect_changes()');
is($node->safe_psql('moved', $sold), '11', 'retention leaves what the life before has not collected');

# A copy in the same cluster.
$node->safe_psql('template1', 'CREATE DATABASE copied TEMPLATE postgres');
lives_on($node, 'copied', 'copied by template');

# A standby that is promoted.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby);
is($standby->safe_psql('postgres', "SELECT count(*) FROM inventory.read_changes('reader', 1)"), '1', 'a standby reads');
is($standby->safe_psql('postgres', "SELECT sold FROM inventory.demand WHERE variant_id = 'life'"), '2', 'and collects nothing');
$standby->promote;
lives_on($standby, 'postgres', 'promoted');
$standby->stop;

$node->stop;
done_testing();
