# contrib/search-sync and contrib/signal-mail: a shop sells while the search engine, both processes that fill
# it, the mailer, its mail server and PostgreSQL are killed at random. Then every document in the engine is
# what available_variants() says, and every signal is in a mail, in order.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use HTTP::Tiny;
use IO::Socket::INET;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;
use Time::HiRes qw(time usleep);

use constant VARIANTS => 300;
use constant LONGEST_WAIT => 60;    # seconds for what must come

my %program;
for my $name (qw(groonga grndb node aiosmtpd))
{
	($program{$name}) = grep { -x } map { "$_/$name" } split(/:/, $ENV{PATH}), '/usr/bin';
	plan skip_all => "$name is not installed" unless defined $program{$name};
}
plan skip_all => 'psycopg is not installed' if system('/usr/bin/python3', '-c', 'import psycopg') != 0;

my $contrib = "$FindBin::RealBin/../../contrib";
my $node = new_server('main');
my $dir = $node->basedir;

# pg for Node: Debian's, or that of npm where node itself is not Debian's.
sub has_pg { return system("$program{node} -e \"require('pg')\" 2>/dev/null") == 0; }
$ENV{NODE_PATH} = '/usr/share/nodejs:/usr/lib/nodejs';
if (!has_pg())
{
	my @install = ('npm', '--silent', 'install', '--no-audit', '--no-fund', '--prefix', "$dir/npm", 'pg@8');
	eval { IPC::Run::run(\@install, '>', '/dev/null', '2>&1', IPC::Run::timeout(60)) };
	$ENV{NODE_PATH} = "$dir/npm/node_modules";
	plan skip_all => 'there is no pg for node' unless has_pg();
}

my $seed = $ENV{INVENTORY_SEED} || int(time) ^ $$;
srand $seed;
diag("INVENTORY_SEED=$seed");

# ---- the shop -----------------------------------------------------------------------------------

$node->start;
$node->safe_psql('template1', 'CREATE DATABASE shop');
$node->safe_psql('shop', 'CREATE EXTENSION inventory');
create_answer($node, 'shop');
my $variants = VARIANTS;
$node->safe_psql('shop', <<"SQL");
CREATE ROLE watcher LOGIN;
SELECT inventory.grant_access('watcher', 'reader');
SELECT inventory.receive_inventory('v' || g, l, 5, 'po-1') FROM generate_series(1, $variants) AS g, unnest(ARRAY['nyc', 'sfo']) AS l;
SELECT inventory.set_level_policy('v' || g, 'nyc', low_stock_threshold => 3) FROM generate_series(1, $variants, 3) AS g;
SELECT inventory.set_kit('kit', '[{"variant_id": "v1", "quantity": 2}, {"variant_id": "v2", "quantity": 1}]');
SET ROLE watcher;
SELECT inventory.create_consumer('mail', 'signals', true);
SQL

# What two clients do, as long as the server lets them.
append_to_file("$dir/writers.sql", <<"SQL");
\\set v random_zipfian(1, $variants, 1.05)
\\set n random(1, 6)
\\set what random(1, 10)
\\set cart random(1, 100)
SELECT CASE :what
	WHEN 1 THEN answer('receive_inventory(%L, ''nyc'', %s, ''po'')', variant, n)
	WHEN 2 THEN answer('sell_inventory(%L, ''nyc'', %s, ''till'')', variant, n)
	WHEN 3 THEN answer('sell_inventory(%L, ''sfo'', %s, ''till'')', variant, n)
	WHEN 4 THEN answer('release_reservation(%L, ''nyc'', 1, %L)', variant, cart)
	WHEN 5 THEN answer('delete_level(%L, %L)', variant, CASE WHEN :n > 3 THEN 'nyc' ELSE 'sfo' END)
	WHEN 6 THEN answer('set_level_policy(%L, ''nyc'', tracked => %s)', variant, (:n > 1)::text)
	WHEN 7 THEN answer('count_inventory(%L, ''sfo'', %s)', variant, (:n - 1)::text)
	WHEN 8 THEN answer('set_level_policy(%L, ''sfo'', safety_stock => %s, unlimited_backorder => %s)', variant, (:n - 1)::text, (:n = 1)::text)
	ELSE answer('reserve_inventory(%L, ''nyc'', %s, %L, ''500 ms'')', variant, n, cart)
END
FROM (VALUES ('v' || :v, :n::text, 'c' || :cart)) AS line (variant, n, cart);
SQL

# ---- the processes ------------------------------------------------------------------------------

my %running;
my $engine_port = PostgreSQL::Test::Cluster::get_free_port();
my $mail_port = PostgreSQL::Test::Cluster::get_free_port();
our $engine = "http://127.0.0.1:$engine_port";
mkdir "$dir/engine" or die $!;

my @sync = ($program{node}, "$contrib/search-sync/search-sync.js");
my %commands = (
	engine => sub {
		return ($program{groonga}, '-s', '--protocol', 'http', '--bind-address', '127.0.0.1', '--port', $engine_port,
			-e "$dir/engine/db" ? () : '-n', "$dir/engine/db");
	},
	sink => sub {
		return ('/usr/bin/python3', $program{aiosmtpd}, '-n', '-c', 'aiosmtpd.handlers.Mailbox',
			'-l', "127.0.0.1:$mail_port", "$dir/mails");
	},
	first => sub { return @sync },
	second => sub { return @sync },
	mailer => sub { return ('/usr/bin/python3', "$contrib/signal-mail/signal-mail") },
	writers => sub { return ('pgbench', '-n', '-c', 2, '-T', 600, '-f', "$dir/writers.sql", 'shop') });

sub start
{
	my ($name) = @_;
	local %ENV = (
		%ENV,
		PGHOST => $node->host, PGPORT => $node->port, PGDATABASE => 'shop',
		SYNC_ENGINE => $engine, SYNC_POLL => 50, SYNC_RETRY => 200, SYNC_CHECK => 500, SYNC_GRACE => 2, SYNC_BATCH => 50,
		MAIL_SERVER => "127.0.0.1:$mail_port", MAIL_POLL => 0.2, MAIL_BATCH => 20);
	$ENV{PGUSER} = 'watcher' if $name ne 'writers';
	$running{$name} = IPC::Run::start([ $commands{$name}->() ], '<', \undef, '>>', "$dir/$name.log", '2>&1');
	return;
}

# Ends a process, by a signal; its status.
sub end
{
	my ($name, $signal) = @_;
	my $process = delete $running{$name} or return;
	$process->signal($signal);
	$process->finish;
	return $process->full_result || 0;
}

END
{
	my $status = $?;
	end($_, 'KILL') for keys %running;
	$? = $status;
}

# The body of an answer of the engine; undef where there is none.
sub ask_engine
{
	my ($command) = @_;
	my $answer = HTTP::Tiny->new(timeout => 30)->get("$engine/d/$command");
	return $answer->{success} ? decode_json($answer->{content})->[1] : undef;
}

# Waits for a condition; whether it came.
sub wait_for
{
	my ($condition) = @_;
	my $until = time + LONGEST_WAIT;
	while (time < $until)
	{
		return 1 if $condition->();
		usleep(50_000);
	}
	return 0;
}

sub start_engine
{
	start('engine');
	wait_for(sub { ask_engine('status') }) or die 'the engine does not start';
	return;
}

sub wipe_engine
{
	unlink glob "$dir/engine/*";
	return;
}

# ---- blows --------------------------------------------------------------------------------------

my %blows = (
	'a process is killed' => sub { my $which = (qw(first second))[ rand 2 ]; end($which, 'KILL'); start($which) },
	'both are killed' => sub { end($_, 'KILL') for qw(first second); start($_) for qw(first second) },
	'the engine restarts' => sub { end('engine', 'TERM'); start_engine() },
	'the engine is killed, and mended' => sub {
		end('engine', 'KILL');
		# one that cannot be mended is made anew
		wipe_engine() if !IPC::Run::run([ $program{grndb}, 'recover', "$dir/engine/db" ], '>>', "$dir/grndb.log", '2>&1');
		start_engine();
	},
	'the index is lost' => sub { end('engine', 'KILL'); wipe_engine(); start_engine() },
	'the mailer is killed' => sub { end('mailer', 'KILL'); start('mailer') },
	'the mail server is killed' => sub { end('sink', 'KILL'); start('sink') },
	'PostgreSQL crashes' => sub { $node->stop('immediate'); end('writers', 'KILL'); $node->start; start('writers') });

# Waits until so many rows have come to the ledger.
sub changes_come
{
	my ($count) = @_;
	my $newest = 'SELECT max(transaction_id) FROM inventory.transactions';
	my $wanted = $count + $node->safe_psql('shop', $newest);
	wait_for(sub { $node->safe_psql('shop', $newest) >= $wanted }) or die 'the writers do nothing';
	return;
}

start_engine();
start($_) for qw(sink first second mailer writers);
my @plan = map { sort keys %blows } 1 .. 2;
while (@plan)
{
	my $blow = splice @plan, rand @plan, 1;
	changes_come(20 + int rand 300);
	note($blow);
	$blows{$blow}->();
}
changes_come(100);
end('writers', 'TERM');

# ---- then it settles ----------------------------------------------------------------------------

ok( $node->poll_query_until('shop', "SELECT count(*) = 0 FROM inventory.carts WHERE status = 'active'"),
	'all carts have ended');

# Some are not stocked any more.
$node->safe_psql('shop', <<'SQL');
SELECT answer('count_inventory(%L, %L, 0)', variant_id, location_id) || answer('delete_level(%L, %L)', variant_id, location_id)
FROM inventory.levels WHERE variant_id LIKE 'v1_';
SQL
my $expected = $node->safe_psql('shop', <<'SQL');
SELECT concat_ws('|', a.variant_id, coalesce(a.available, 0), (a.tracked AND (a.orderable IS NULL OR a.orderable > a.available))::int, a.tracked::int)
FROM inventory.available_variants(ARRAY(SELECT variant_id FROM inventory.changes)) AS a
WHERE a.tracked IS NOT NULL
ORDER BY a.variant_id COLLATE "C"
SQL

sub documents
{
	my $found = ask_engine('select?table=Variants&limit=-1&output_columns=_key,available,backorderable,tracked')
	  or return '(none)';
	my (undef, undef, @rows) = @{ $found->[0] };
	return join "\n",
	  map { join '|', $_->[0], $_->[1], $_->[2] ? 1 : 0, $_->[3] ? 1 : 0 } sort { $a->[0] cmp $b->[0] } @rows;
}

my $began = time;
wait_for(sub { documents() eq $expected });
is(documents(), $expected, 'every document is as the stock is');
note(sprintf '%d documents, equal after %.1f s', scalar(split /\n/, $expected), time - $began);
cmp_ok(scalar(split /\n/, $expected), '>', VARIANTS / 2, 'of many variants');
cmp_ok(scalar(split /\n/, $expected), '<', VARIANTS, 'but of some that were sold no more');
sound($node, 'shop');

# ---- a request that comes too late --------------------------------------------------------------

# Passes requests on to the engine, loads of documents only when the file "go" is there.
sub pass_on
{
	my ($listener) = @_;
	while (my $client = $listener->accept)
	{
		my ($request, $length) = ('', 0);
		while (my $line = <$client>)
		{
			$length = $1 if $line =~ /^content-length: (\d+)/i;
			$request .= $line =~ /^connection:/i ? "Connection: close\r\n" : $line;
			last if $line eq "\r\n";
		}
		read $client, $request, $length, length $request if $length > 0;
		if ($request =~ m{^POST /d/load\S*table=Variants&})
		{
			append_to_file("$dir/held", '');
			usleep(50_000) until -e "$dir/go";
		}
		my $server = IO::Socket::INET->new("127.0.0.1:$engine_port") or next;
		print $server $request;
		print $client $_ while <$server>;
		append_to_file("$dir/passed", '') if -e "$dir/go";
	}
	return;
}

# What the document of the late variant says.
sub said
{
	my $found = ask_engine('select?table=Variants&filter=_key%3D%3D%22late%22&output_columns=available');
	return $found->[0][2][0] // 'nothing';
}

my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5, ReuseAddr => 1) or die $!;
$node->safe_psql('shop', "SELECT inventory.receive_inventory('late', 'nyc', 5, 'po-1')");
wait_for(sub { said() eq '5' });
end($_, 'TERM') for qw(first second);
$running{proxy} = IPC::Run::start(sub { $SIG{PIPE} = 'IGNORE'; pass_on($listener) });
{
	local $engine = 'http://127.0.0.1:' . $listener->sockport;
	start('first');
}
$node->safe_psql('shop', "SELECT inventory.sell_inventory('late', 'nyc', 1, 'till')");
ok(wait_for(sub { -e "$dir/held" }), 'a process loads, and its request is slow');
end('first', 'KILL');
$node->safe_psql('shop', "SELECT inventory.sell_inventory('late', 'nyc', 3, 'till')");
start($_) for qw(first second);
ok(wait_for(sub { said() eq '1' }), 'it dies, and another one loads what is newer');
append_to_file("$dir/go", '');
ok(wait_for(sub { -e "$dir/passed" }), 'then the request arrives');
is(said(), '1', 'and changes nothing');
end('proxy', 'KILL');

# ---- mails --------------------------------------------------------------------------------------

# The signals of the mails, in the order in which these came.
sub mailed
{
	my @mails = sort { $a->[0] <=> $b->[0] } map { [ (Time::HiRes::stat($_))[9], $_ ] } glob "$dir/mails/new/*";
	return map { slurp_file($_->[1]) =~ /^X-Signals: ((?:.*\n[ \t])*.*)$/m ? split ' ', $1 : () } @mails;
}

my $signals = $node->safe_psql('shop', 'SELECT seq FROM inventory.signals ORDER BY seq');
wait_for(sub { my %all = map { $_ => 1 } mailed(); keys %all >= split /\n/, $signals });
my @mailed = mailed();
my %seen;
is(join("\n", grep { !$seen{$_}++ } @mailed), $signals, 'every signal is in a mail, in order');
note(@mailed - keys(%seen) . ' of ' . keys(%seen) . ' signals are in a second mail too');
cmp_ok(scalar(keys %seen), '>', 20, 'there were signals');

# ---- and ends -----------------------------------------------------------------------------------

is(end($_, 'TERM'), 0, "$_ ends when it is told to") for qw(first second mailer);
note("$_: " . slurp_file("$dir/$_.log")) for qw(first second mailer writers);
$node->stop;
done_testing();
