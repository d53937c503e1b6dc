# What the statistics views show: calls, units, refusals and waits of each function, the upkeep, how far the
# feed and its consumers are, and to whom. Numbers are of one database, count what was rolled back too, and begin anew with the server.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'inventory.worker_enabled' => 'off', 'max_prepared_transactions' => 2);
$node->start;
create_shop($node, 'postgres');
create_shop($node, 'other');

# One of the numbers of a function.
sub number
{
	my ($column, $function, $database) = @_;
	return $node->safe_psql($database // 'postgres',
		"SELECT $column FROM inventory.stat_inventory WHERE function = '$function'");
}

# A query for the chores that a condition holds for.
sub chores
{
	my ($condition) = @_;
	return "SELECT string_agg(chore, ' ' ORDER BY chore) FROM inventory.stat_inventory_chores WHERE $condition";
}

sub worker
{
	my ($columns) = @_;
	return $node->safe_psql('postgres', "SELECT $columns FROM inventory.stat_inventory_worker");
}

$node->safe_psql('postgres', 'SELECT inventory.stat_inventory_reset()');
is($node->safe_psql('postgres', 'SELECT sum(calls + units + lock_waits + total_time) FROM inventory.stat_inventory'),
	'0', 'after a reset all is zero');
is( $node->safe_psql('postgres', q(
	SELECT proname FROM pg_proc WHERE pronamespace = 'inventory'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype
		AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
	EXCEPT SELECT function FROM inventory.stat_inventory)),
	'', 'every function in C is counted');

# ---- calls ---------------------------------------------------------------------------------------

$node->safe_psql('postgres', q(
SELECT inventory.receive_inventory('mug', 'nyc', 10, 'po-2');
SELECT inventory.reserve_inventory('mug', 'nyc', 3, 'cart-1');
SELECT inventory.try_reserve_inventory('mug', 'nyc', 8, 'cart-1');
SELECT inventory.try_reserve_inventory('cup', 'nyc', 1, 'cart-1');
SELECT inventory.reserve_batch('{cart-2,cart-3,cart-4,NULL}', '{mug,mug,cup,mug}', '{nyc,nyc,nyc,nyc}', '{2,99,1,1}');
SELECT inventory.transfer_inventory('mug', 'nyc', 'sfo', 4, 'truck');
BEGIN;
SELECT inventory.sell_inventory('mug', 'nyc', 1, 'till');
ROLLBACK));
is(number('calls, units, refusals', 'reserve_inventory'), '1|3|{}', 'a reserve');
is( number('calls, units, refusals', 'try_reserve_inventory'), '2|0|{"unknown_level": 1, "insufficient_stock": 1}', 'refusals that are answers');
is( number('calls, units, refusals', 'reserve_batch'), '1|2|{"unknown_level": 1, "invalid_argument": 1, "insufficient_stock": 1}', 'every element of a batch');
is(number('calls, units', 'transfer_inventory'), '1|8', 'units of both ledger rows');
is(number('calls, units', 'sell_inventory'), '1|1', 'what was rolled back is counted');
is(number('calls', 'reserve_inventory', 'other'), '0', 'another database has its own numbers');
is( $node->safe_psql('postgres', q(
	SELECT bool_and(latency ->> 'Infinity' = calls::text AND total_time > 0) FROM inventory.stat_inventory WHERE calls > 0)),
	't', 'every call is in the histogram');
is( $node->safe_psql('postgres', q(
	SELECT bool_and(calls >= before) AND count(*) > 1
	FROM (SELECT calls, lag(calls) OVER (PARTITION BY function ORDER BY le) AS before FROM inventory.stat_inventory_latency) AS b)),
	't', 'which adds up from bound to bound');

# Errors, each as what it is
$node->safe_psql('postgres', 'SELECT inventory.stat_inventory_reset()');
for my $case (
	[ "inventory.reserve_inventory('mug', 'nyc', 99, 'cart-5')",                'IV001' ],
	[ "inventory.reserve_inventory('cup', 'nyc', 1, 'cart-5')",                 'IV002' ],
	[ "inventory.reserve_inventory('mug', 'nyc', 0, 'cart-5')",                 '22023' ],
	[ "inventory.reserve_inventory('mug', NULL, 1, 'cart-5')",                  '22004' ])
{
	my ($call, $code) = @$case;
	is(outcome($node, 'postgres', "SELECT $call"), $code, "$call is refused");
}
is( number('calls, units, refusals', 'reserve_inventory'), '4|0|{"unknown_level": 1, "invalid_argument": 2, "insufficient_stock": 1}', 'refusals that are errors');

# A call within a trigger of a call is counted by itself, and an error of the inner one in both.
$node->safe_psql('postgres', <<'END');
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.reference_id = 'inner' THEN
		PERFORM inventory.touch_cart('no such cart');
	END IF;
	PERFORM inventory.available_inventory('mug');
	RETURN NEW;
END $$;
CREATE TRIGGER note AFTER INSERT ON inventory.carts FOR EACH ROW EXECUTE FUNCTION public.note();
SELECT inventory.receive_inventory('mug', 'nyc', 10, 'po-3');
SELECT inventory.stat_inventory_reset();
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cart-6');
END
is(outcome($node, 'postgres', "SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'inner')"), 'IV003', 'an error in a trigger');
is(number('calls, units, refusals', 'reserve_inventory'), '2|1|{"no_hold": 1}', 'the outer calls');
is(number('calls, refusals', 'touch_cart'), '1|{"no_hold": 1}', 'the inner one');
is(number('calls, units', 'available_inventory'), '1|0', 'and the one that went well');
$node->safe_psql('postgres', 'DROP TRIGGER note ON inventory.carts');

# ---- waits ---------------------------------------------------------------------------------------

$node->safe_psql('postgres', q(
SELECT inventory.stat_inventory_reset();
BEGIN;
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cart-7');
PREPARE TRANSACTION 'holder'));
is( outcome($node, 'postgres', "SET lock_timeout = '10ms'; SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cart-8')"),
	'55P03', 'a wait that is too long');
is( outcome($node, 'postgres',
		"SET default_transaction_isolation = 'repeatable read'; SET lock_timeout = '10ms'; SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cart-8')"),
	'55P03', 'a wait in REPEATABLE READ');
$node->safe_psql('postgres', "COMMIT PREPARED 'holder'");
is(number('calls, lock_waits, refusals', 'reserve_inventory'), '3|2|{"canceled": 2}', 'waits, and what became of them');

# Many at once: no call is lost.
$node->safe_psql('postgres', 'SELECT inventory.stat_inventory_reset()');
run_pgbench($node, 'postgres', 'many calls at once', [ '-c', 8, '-t', 50 ],
	touch => "SELECT inventory.sell_inventory('shirt', 'nyc', 2, 'till');\n");
is(number("calls, units, latency ->> 'Infinity'", 'sell_inventory'), '400|800|400', 'each is counted once');

# ---- upkeep --------------------------------------------------------------------------------------

$node->safe_psql('postgres', 'SELECT inventory.stat_inventory_reset()');
is( worker('passes, last_pass_at, last_pass_result, carts_expired, carts_removed, requests_removed, failures, last_error, last_error_at, overdue, oldest_overdue'),
	'0|||0|0|0|0|||0|', 'nothing was done, nothing is left to do');
my $all = 'auto_stripe cart_retention collect expiry request_retention signal_retention';
is( $node->safe_psql('postgres', chores('runs + done + failures = 0 AND num_nulls(last_run_at, last_error, last_error_at) = 3')),
	$all, 'by no chore');
leave_carts($node, 'postgres', 'late', 20);
is(worker("overdue, oldest_overdue > '0 s'"), '20|t', 'carts past their deadline');
$node->append_conf('postgresql.conf', 'inventory.worker_enabled = on');
$node->reload;
ok( $node->poll_query_until('postgres',
		"SELECT passes > 0 AND last_pass_result = 'done' AND carts_expired = 20 AND overdue = 0 AND last_pass_at > stats_reset FROM inventory.stat_inventory_worker"),
	'the worker tells what it did');
is($node->safe_psql('postgres', chores('runs > 0 AND last_run_at IS NOT NULL AND failures = 0')), $all, 'every chore has run');
is($node->safe_psql('postgres', chores("CASE chore WHEN 'expiry' THEN done = 20 WHEN 'collect' THEN done > 0 ELSE done = 0 END AND chore <> 'auto_stripe'")),
	'cart_retention collect expiry request_retention signal_retention', 'and tells what it did');
is($node->safe_psql('postgres', chores('total_time > 0 AND total_time < 60')), $all, 'and how long it took');

# A cart that cannot be expired, in a database whose characters are of several bytes
$node->safe_psql('postgres', "CREATE DATABASE unicode TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
$node->safe_psql('unicode', 'CREATE EXTENSION inventory');
stock_shop($node, 'unicode', 'shirt');
$node->safe_psql('unicode', <<'END');
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'not %', repeat('ü', 300) USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON inventory.carts FOR EACH ROW
	WHEN (NEW.reference_id = 'odd' AND NEW.status = 'expired') EXECUTE FUNCTION public.refuse();
END
leave_cart($node, 'unicode', 'odd');
ok( $node->poll_query_until('unicode',
		"SELECT failures > 0 AND last_error ~ '^23514: cart .odd. could not be expired: not ü+\$' AND last_error_at > stats_reset FROM inventory.stat_inventory_worker"),
	'what went wrong, cut between two characters');
is($node->safe_psql('unicode', chores("failures > 0 AND last_error ~ '^23514: cart .odd. '")), 'expiry', 'counted by its chore alone');
$node->safe_psql('unicode', 'DROP TRIGGER refuse ON inventory.carts');
wait_for_status($node, 'unicode', 'odd', 'expired', 'it is expired when it can be');

# A chore that fails stops none of the others.
$node->safe_psql('unicode', <<'END');
CREATE TABLE public.invoice (reference_id text COLLATE "C" REFERENCES inventory.carts);
INSERT INTO public.invoice VALUES ('odd');
SELECT inventory.receive_inventory('shirt', 'nyc', 1, 'po', request_id => 'receipt');
SELECT inventory.stat_inventory_reset();
ALTER DATABASE unicode SET inventory.cart_retention = 0;
ALTER DATABASE unicode SET inventory.request_retention = 0;
END
ok( $node->poll_query_until('unicode', chores("failures > 0 AND last_error ~ '^23503: carts past their retention could not be removed: ' OR done > 0"),
		'cart_retention collect request_retention'),
	'carts cannot be removed, requests are');
is($node->safe_psql('unicode', 'SELECT carts_removed, requests_removed, failures > 0 FROM inventory.stat_inventory_worker'),
	'0|1|t', 'which is what the worker tells');

# ---- feed and consumers ----------------------------------------------------------------------------

$node->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$node->reload;
$node->safe_psql('postgres', 'CREATE DATABASE news');
$node->safe_psql('news', 'CREATE EXTENSION inventory');

sub feed
{
	my ($columns) = @_;
	return $node->safe_psql('news', "SELECT $columns FROM inventory.stat_inventory_feed");
}

# What a call of the collector finds.
sub collect
{
	my ($most) = @_;
	return $node->safe_psql('news', "SELECT transactions FROM inventory.collect_changes($most)");
}

sub consumer
{
	my ($columns, $consumer) = @_;
	return $node->safe_psql('news', "SELECT $columns FROM inventory.stat_inventory_consumers WHERE consumer_id = '$consumer'");
}

$node->safe_psql('news', "SELECT inventory.receive_inventory(v, 'nyc', 10, 'po') FROM unnest('{cap,hat,mug}'::text[]) AS v");
is(feed('count(*)'), '0', 'nothing is said before the first collection');
is(collect('NULL'), '3', 'which collects what there is');
is(feed('uncollected, oldest_uncollected, backlog, collected_at IS NOT NULL'), '0||f|t', 'nothing is left');
is(feed("seq = (SELECT max(seq) FROM inventory.changes)"), 't', 'the last number');

my ($sell, $slow) = map { "SELECT inventory.sell_inventory('$_', 'nyc', 1, 'till')" } 'mug', 'cap';
is($node->safe_psql('news', "BEGIN; $sell; SELECT uncollected FROM inventory.stat_inventory_feed; COMMIT"),
	"9\n0", 'what is not committed is not waited for');
is(feed("uncollected, oldest_uncollected > '0 s'"), '1|t', 'what is committed is');
is(collect('NULL'), '1', 'until it is collected');
is(feed('uncollected, oldest_uncollected'), '0|', 'then no more');

# A transaction that runs while others are collected
$node->safe_psql('news', "BEGIN; $slow; PREPARE TRANSACTION 'slow'");
$node->safe_psql('news', $sell);
is(feed('uncollected'), '1', 'what is prepared is not waited for');
is(collect('NULL'), '1', 'nor collected');
is(feed('uncollected'), '0', 'nothing is left');
$node->safe_psql('news', "COMMIT PREPARED 'slow'");
is(feed('uncollected'), '1', 'until it is committed');
is(collect('NULL'), '1', 'and collected');
is(feed('uncollected'), '0', 'then no more');

# A backlog, and what was running when it was looked at
$node->safe_psql('news', "BEGIN; $slow; PREPARE TRANSACTION 'slow'");
$node->safe_psql('news', "SELECT inventory.sell_inventory(v, 'nyc', 1, 'till') FROM unnest('{hat,mug,hat,mug}'::text[]) AS v");
is(feed('uncollected, backlog'), '4|f', 'a backlog');
is(collect(3), '3', 'of which three are collected');
is(feed('uncollected, backlog'), '1|t', 'one is left');
$node->safe_psql('news', "COMMIT PREPARED 'slow'");
is(feed('uncollected'), '2', 'and one that was committed meanwhile, before the bookmark');
$node->safe_psql('news', $sell);
is(feed('uncollected'), '3', 'and one behind it');
is(collect('NULL'), '3', 'the backlog is worked off, and what came meanwhile');
is(feed('uncollected, oldest_uncollected, backlog'), '0||f', 'and nothing after that');

$node->safe_psql('news', "SELECT inventory.create_consumer('search', 'changes'), inventory.create_consumer('mails', 'signals')");
is(consumer("stream, role = current_user, seq, behind, oldest_unread > '0 s', read_at", 'search'), 'changes|t|0|3|t|', 'a consumer is behind');
is(consumer('stream, behind, oldest_unread', 'mails'), 'signals|0|', 'another is not');
is( $node->safe_psql('news', "SELECT inventory.acknowledge('search', (SELECT seq FROM inventory.read_changes('search', 2) ORDER BY seq DESC LIMIT 1)) > 0"),
	't', 'it reads two');
is(consumer('behind, read_at IS NOT NULL', 'search'), '1|t', 'one is left');
$node->safe_psql('news', "SELECT inventory.sell_inventory('hat', 'nyc', 8, 'till')");
is(consumer('behind', 'search'), '1', 'what is not collected is not counted');
is(collect('NULL'), '1', 'it is collected');
is(consumer('behind', 'search') . ' ' . consumer("behind, oldest_unread > '0 s'", 'mails'), '2 2|t', 'and counted');
is($node->safe_psql('news', "SELECT kind, last_hour, last_raised_at > now() - interval '1 hour' FROM inventory.stat_inventory_signals"),
	'out_of_stock|2|t', 'signals of the last hour');
$node->safe_psql('news', "SELECT inventory.acknowledge('search', (SELECT max(seq) FROM inventory.changes)), inventory.acknowledge('mails', (SELECT max(seq) FROM inventory.signals))");
is(consumer('behind, oldest_unread', 'search') . ' ' . consumer('behind, oldest_unread', 'mails'), '0| 0|', 'who has read all is not behind');

# The numbers of another server's transactions mean nothing here.
$node->safe_psql('news', "SET session_replication_role = replica; UPDATE inventory.feed SET system_identifier = 0");
is(feed('uncollected, oldest_uncollected, seq > 0'), '||t', 'of another server');
is(collect('NULL'), '0', 'the next collection begins anew');
is(feed('uncollected'), '0', 'then it is known again');
$node->safe_psql('postgres', 'DROP DATABASE news');

# ---- who may look, and for how long it is kept -----------------------------------------------------

$node->safe_psql('postgres', 'CREATE ROLE guest LOGIN; CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher; GRANT USAGE ON SCHEMA inventory TO watcher');
my $views = 'SELECT count(*) > 0 FROM inventory.stat_inventory; SELECT count(*) > 0 FROM inventory.stat_inventory_latency; SELECT count(*) FROM inventory.stat_inventory_worker; SELECT count(*) FROM inventory.stat_inventory_chores; SELECT count(*) < 2 FROM inventory.stat_inventory_feed; SELECT count(*) FROM inventory.stat_inventory_consumers; SELECT count(*) FROM inventory.stat_inventory_signals';
is(outcome($node, 'postgres', "SET ROLE watcher; $views"), "t\nt\n1\n6\nt\n0\n0", 'pg_monitor reads the views');
is(outcome($node, 'postgres', "SET ROLE watcher; SELECT inventory.stat_inventory_reset()"), '42501', 'but does not reset them');
is(outcome($node, 'postgres', "SET ROLE watcher; SELECT * FROM inventory.levels"), '42501', 'nor reads anything else');
is(outcome($node, 'postgres', "SET ROLE guest; $views"), '42501', 'others do not read them');

$node->restart;
is(number('calls', 'sell_inventory'), '0', 'numbers begin anew with the server');

# A database that is gone leaves its place to others, however many come and go.
$node->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$node->reload;
$node->safe_psql('template1', "CREATE DATABASE visitor TEMPLATE other; DROP DATABASE visitor");
for my $visit (1 .. 65)
{
	$node->safe_psql('postgres', 'CREATE DATABASE visitor TEMPLATE other STRATEGY file_copy');
	$node->safe_psql('visitor', "SELECT inventory.available_inventory('shirt')");
	is(number('calls', 'available_inventory', 'visitor'), '1', 'the last visitor is counted') if $visit == 65;
	$node->safe_psql('postgres', 'DROP DATABASE visitor');
}

# Without the preload there is nothing to look at, and nothing fails.
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
is( $node->safe_psql('postgres', "SELECT inventory.sell_inventory('shirt', 'nyc', 2, 'till') IS NOT NULL; SELECT inventory.stat_inventory_reset(); SELECT count(*) FROM inventory.stat_inventory; SELECT count(*) FROM inventory.stat_inventory_chores; SELECT passes, overdue FROM inventory.stat_inventory_worker"),
	"t\n\n0\n0\n|0", 'without the preload nothing is counted');

$node->stop;
done_testing();
