# Servers with the worker, and shops in their databases, for the tests beside this file.

package Shop;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

our @EXPORT = qw(new_server preload create_shop stock_shop leave_cart leave_carts switch_off_worker cart_status
  wait_for_status count_carts create_answer sound within_seconds quiet_log);

# Seconds: enough for a statement on a busy machine, and fewer than a worker needs for a test's backlog.
use constant LONGEST_WAIT => 5;

# Preloads the library, with short intervals; later settings win.
sub preload
{
	my ($node, %settings) = @_;
	$node->append_conf('postgresql.conf', <<'END');
shared_preload_libraries = 'inventory'
inventory.expiry_interval = '100ms'
inventory.discovery_interval = '500ms'
END
	$node->append_conf('postgresql.conf', "$_ = '$settings{$_}'") for sort keys %settings;
	return;
}

# A server that is initialized and preloads the library, but is not started.
sub new_server
{
	my ($name, %settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	preload($node, %settings);
	return $node;
}

# Puts plenty of a variant on the shelf in New York.
sub stock_shop
{
	my ($node, $database, $variant) = @_;
	$node->safe_psql($database,
		"SELECT inventory.receive_inventory('$variant', 'nyc', 1000000, 'po-1')");
	return;
}

# answer(call, arguments) in a database: runs a call of the extension; a refusal is an answer,
# everything else (40P01 among it) is raised.
sub create_answer
{
	my ($node, $database) = @_;
	$node->safe_psql($database, <<'END');
CREATE FUNCTION answer(call text, VARIADIC arguments text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT inventory.' || call, VARIADIC arguments);
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	IF SQLSTATE !~ '^IV0|^22023' THEN
		RAISE;
	END IF;
	RETURN SQLSTATE;
END $$;
END
	return;
}

# A database with the extension and shirts to sell.
sub create_shop
{
	my ($node, $database) = @_;
	$node->safe_psql('template1', "CREATE DATABASE $database") if $database ne 'postgres';
	$node->safe_psql($database, 'CREATE EXTENSION inventory');
	stock_shop($node, $database, 'shirt');
	return;
}

# A cart with one unit, soon past its deadline.
sub leave_cart
{
	my ($node, $database, $reference, %options) = @_;
	my $variant = $options{variant} // 'shirt';
	my $ttl = $options{ttl} // '1 ms';
	$node->safe_psql($database,
		"SELECT inventory.reserve_inventory('$variant', 'nyc', 1, '$reference', ttl => '$ttl')");
	return;
}

# Many such carts: <prefix>-1 and so on.
sub leave_carts
{
	my ($node, $database, $prefix, $count, %options) = @_;
	my $variant = $options{variant} // 'shirt';
	my $reserved = $node->safe_psql(
		$database, qq(
		SELECT count(*) FILTER (WHERE status = 'reserved')
		  FROM inventory.reserve_batch(
		    ARRAY(SELECT '$prefix-' || g FROM generate_series(1, $count) g),
		    array_fill('$variant'::text, ARRAY[$count]), array_fill('nyc'::text, ARRAY[$count]),
		    array_fill(1::bigint, ARRAY[$count]), ttl => '1 ms')));
	die "only $reserved of $count carts" if $reserved != $count;
	return;
}

sub cart_status
{
	my ($node, $database, $reference) = @_;
	return $node->safe_psql($database,
		"SELECT status FROM inventory.carts WHERE reference_id = '$reference'");
}

# Waits until a cart has the status; a test of that name.
sub wait_for_status
{
	my ($node, $database, $reference, $status, $test) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(
		$node->poll_query_until(
			$database,
			"SELECT status FROM inventory.carts WHERE reference_id = '$reference'", $status),
		$test);
}

# Switches the worker off for a database; those that began before and do not know of it are through.
# A worker on its way into the database is not seen by its name yet, but it holds the database's lock.
sub switch_off_worker
{
	my ($node, $database) = @_;
	$node->safe_psql($database, "ALTER DATABASE $database SET inventory.worker_enabled = off");
	$node->poll_query_until($database, <<"END")
SELECT NOT EXISTS (SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.objid
		WHERE l.classid = 'pg_database'::regclass AND d.datname = '$database')
	AND NOT EXISTS (SELECT FROM pg_stat_activity
		WHERE backend_type = 'inventory worker' AND datname = '$database')
END
	  or die 'the worker does not end';
	return;
}

sub count_carts
{
	my ($node, $database, $status) = @_;
	return $node->safe_psql($database,
		"SELECT count(*) FROM inventory.carts WHERE status = '$status'");
}

# A test: levels, holds, carts and ledger agree.
sub sound
{
	my ($node, $database) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is($node->safe_psql($database, 'SELECT * FROM inventory.verify_inventory()'),
		'', "verify_inventory() finds nothing in $database");
}

# A test: the statement succeeds, and does not wait until the worker is through.
sub within_seconds
{
	my ($node, $database, $statement) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $began = time;
	my ($status, undef, $error) = $node->psql($database, $statement);
	my $took = time - $began;
	note(sprintf '%s: %.3f s', $statement, $took);
	return ok($status == 0 && $took < LONGEST_WAIT,
		"$statement returns within ${\LONGEST_WAIT} s") || diag("$took s, $error");
}

# A test: since the given place, the server's log has no error, but for those expected. A worker on its
# way into a database that is dropped meanwhile ends with one, which PostgreSQL writes.
sub quiet_log
{
	my ($node, $offset, $expected) = @_;
	my $dropped = qr/FATAL:  database \d+ does not exist/;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @errors = grep { /\b(ERROR|FATAL|PANIC|WARNING):/ && !/$dropped/ && !(defined $expected && /$expected/) }
	  split /\n/, substr(slurp_file($node->logfile), $offset);
	return is(join("\n", @errors), '', 'the log has no error');
}

1;
