# Behind PgBouncer in transaction mode: sessions are shared between clients, so nothing may be left in
# one of them. What docs/operations.md says of connection pools.

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

my ($pgbouncer) = grep { -x $_ } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}), '/usr/sbin';
plan skip_all => 'there is no pgbouncer' if !defined $pgbouncer;

my $node = new_server('main', 'inventory.worker_enabled' => 'off');
$node->start;
create_shop($node, 'shop');
stock_shop($node, 'shop', 'mug');
$node->safe_psql('shop', <<'END');
CREATE ROLE seller LOGIN;
SELECT inventory.grant_access('seller', 'seller');
END

# ---- the pool -----------------------------------------------------------------------------------

my ($version) = `$pgbouncer --version` =~ /PgBouncer (\d+\.\d+)/ or die 'which pgbouncer?';
my ($major, $minor) = split /\./, $version;
my $remembers_statements = $major > 1 || $minor >= 21;
my $dir = $node->basedir;
my $port = PostgreSQL::Test::Cluster::get_free_port();
append_to_file("$dir/users.txt", "\"seller\" \"\"\n");
append_to_file("$dir/pgbouncer.ini", <<"END");
[databases]
wide = host=${\$node->host} port=${\$node->port} dbname=shop pool_size=4
narrow = host=${\$node->host} port=${\$node->port} dbname=shop pool_size=1
[pgbouncer]
pool_mode = transaction
listen_addr =
listen_port = $port
unix_socket_dir = ${\$node->host}
auth_type = trust
auth_file = $dir/users.txt
logfile = $dir/pgbouncer.log
pidfile = $dir/pgbouncer.pid
ignore_startup_parameters = extra_float_digits
END
append_to_file("$dir/pgbouncer.ini", "max_prepared_statements = 100\n") if $remembers_statements;
note("PgBouncer $version");
command_ok([ $pgbouncer, '-d', '-q', "$dir/pgbouncer.ini" ], 'the pool starts');
# It is in the background before it listens.
for (1 .. 600)
{
	last if -S $node->host . "/.s.PGSQL.$port";
	usleep(100_000);
}

END
{
	my $status = $?;
	if (defined $dir && -e "$dir/pgbouncer.pid")
	{
		kill 'TERM', slurp_file("$dir/pgbouncer.pid") + 0;
	}
	$? = $status;
}

sub through
{
	my ($pool) = @_;
	return 'host=' . $node->host . " port=$port dbname=$pool user=seller";
}

# What a client that comes and goes is told: output, or the SQLSTATE of its error.
sub told
{
	my ($pool, $sql) = @_;
	my (undef, $output, $error) = $node->psql('shop', $sql, connstr => through($pool),
		extra_params => [ '-v', 'VERBOSITY=sqlstate' ], on_error_stop => 0);
	return join "\n", grep { $_ ne '' } $output, $error =~ /(?:ERROR|FATAL):\s+(\w{5})/g;
}

# The sessions that the pool keeps, and what they have.
sub left_behind
{
	my ($test) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($node->safe_psql('shop', "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), '0', "$test: no lock is left");
	is($node->safe_psql('shop', "SELECT string_agg(DISTINCT state, ' ') FROM pg_stat_activity WHERE usename = 'seller'"),
		'idle', "$test: no transaction either");
	is(problems($node, 'shop'), '', "$test: sound");
	return;
}

# ---- many clients, few sessions --------------------------------------------------------------------

sub sell
{
	my ($protocol) = @_;
	my ($output, $error) = ('', '');
	append_to_file("$dir/sale-$protocol.sql", <<"END");
\\set cart random(1, 50)
SELECT status FROM inventory.try_reserve_inventory('shirt', 'nyc', 1, '$protocol-' || :cart, '1 hour');
SELECT remaining FROM inventory.reserve_inventory('mug', 'nyc', 2, '$protocol-' || :cart, '1 hour', request_id => '$protocol-' || :client_id || '-' || random());
SELECT inventory.release_reservation('shirt', 'nyc', 1, '$protocol-' || :cart);
END
	my $succeeded = IPC::Run::run(
		[ 'pgbench', '-n', '-M', $protocol, '-c', 20, '-j', 2, '-t', 20, '-f', "$dir/sale-$protocol.sql", '-d', through('wide') ],
		'>', \$output, '2>', \$error);
	# it goes on after an error
	return join "\n", $succeeded ? () : 'pgbench failed', grep { /error/i } split /\n/, $error;
}

for my $protocol ('simple', 'extended')
{
	is(sell($protocol), '', "20 clients buy through 4 sessions, $protocol protocol");
	is( $node->safe_psql('shop', "SELECT coalesce(sum(quantity), 0) FROM inventory.reservations WHERE variant_id = 'mug' AND reference_id LIKE '$protocol-%'"),
		20 * 20 * 2, "$protocol: every call was done, and once");
	left_behind($protocol);
}
my $trouble = sell('prepared');
if ($remembers_statements)
{
	is($trouble, '', 'prepared statements work');
}
else
{
	like($trouble, qr/prepared statement "[^"]*" (does not exist|already exists)/, 'prepared statements need PgBouncer 1.21');
}
left_behind('prepared');

# ---- who did it ------------------------------------------------------------------------------------

sub actor_of
{
	my ($reference) = @_;
	return $node->safe_psql('shop', "SELECT actor FROM inventory.transactions WHERE reference_id = '$reference'");
}
told('narrow', "BEGIN; SET LOCAL inventory.actor = 'anna'; SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'local'); COMMIT");
told('narrow', "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'after local')");
is(actor_of('local'), 'anna', 'SET LOCAL names the actor');
is(actor_of('after local'), 'seller', 'of this transaction only');
told('narrow', "SET inventory.actor = 'anna'; SET inventory.cart_ttl = '9h'");
told('narrow', "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 1, 'after set')");
is(actor_of('after set'), 'anna', 'SET is a mistake: the next client has it');
is( $node->safe_psql('shop', "SELECT expires_at > now() + interval '8 hours' FROM inventory.carts WHERE reference_id = 'after set'"),
	't', 'and its deadline');
told('narrow', 'RESET ALL');

# ---- requests ----------------------------------------------------------------------------------------

my $request = "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 3, 'asked', request_id => 'asked')";
my $first = told('narrow', $request);
like($first, qr/^\d+$/, 'a request');
is(told('wide', $request), $first, 'repeated in another session it has the same answer');
is(told('narrow', "SELECT remaining FROM inventory.reserve_inventory('shirt', 'nyc', 4, 'asked', request_id => 'asked')"),
	'IV009', 'and is refused with other arguments');

# A client that goes away in the middle of a transaction: the pool closes the session.
$request =~ s/asked/lost/g;
my $lost = $node->background_psql('shop', extra_params => [ '-d', through('narrow') ], on_error_stop => 0);
$lost->query("BEGIN;\n$request;");
is($node->safe_psql('shop', "SELECT count(*) FROM pg_stat_activity WHERE usename = 'seller' AND state = 'idle in transaction'"),
	'1', 'a client is in a transaction');
$lost->quit;
$node->poll_query_until('shop', "SELECT count(*) = 0 FROM pg_stat_activity WHERE usename = 'seller' AND state = 'idle in transaction'")
  or die 'the session is still there';
is($node->safe_psql('shop', "SELECT count(*) FROM inventory.carts WHERE reference_id = 'lost'"), '0', 'what it did is undone when it goes');
like(told('narrow', $request), qr/^\d+$/, 'the request is repeated');
is($node->safe_psql('shop', "SELECT quantity FROM inventory.reservations WHERE reference_id = 'lost'"), '3', 'and done once');

# ---- errors --------------------------------------------------------------------------------------------

my $refused = join ";\n", "SELECT inventory.reserve_inventory('shirt', 'nyc', 9999999, 'greedy', request_id => 'greedy')",
  "SELECT inventory.reserve_inventory('nothing', 'nyc', 1, 'greedy')", "SELECT inventory.touch_cart('nobody')",
  "BEGIN; SELECT inventory.reserve_inventory('shirt', 'nyc', 1, 'undone', request_id => 'undone'); SELECT inventory.confirm_cart('nobody'); COMMIT",
  "SELECT inventory.available_inventory('mug', 'nyc') > 0";
is( join(' ', told('narrow', $refused) =~ /^(IV\d+)$/mg),
	'IV001 IV002 IV003 IV003', 'refusals are told to who is refused');
is($node->safe_psql('shop', "SELECT count(*) FROM inventory.carts WHERE reference_id IN ('greedy', 'undone')"), '0', 'refusals leave nothing');
left_behind('errors');

$node->stop('fast');
done_testing();
