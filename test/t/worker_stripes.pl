# The worker stripes a level on which buyers wait for each other, and brings it back to one stripe
# when it has been quiet.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant STRIPES => 128;

my $node = new_server('main', log_min_messages => 'debug1');
$node->start;
create_shop($node, 'postgres');
stock_shop($node, 'postgres', $_) for qw(hat sock);

# Wants a level so many times while somebody else has it in hand.
$node->safe_psql('postgres', <<'END');
CREATE PROCEDURE public.want(variant text, times integer) LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL lock_timeout = '1ms';
	FOR i IN 1 .. times LOOP
		BEGIN
			PERFORM inventory.sell_inventory(variant, 'nyc', 1, 'till 1');
			RAISE EXCEPTION 'nobody had the level in hand';
		EXCEPTION WHEN lock_not_available THEN
		END;
	END LOOP;
END $$
END

sub be_waited_for
{
	my ($variant) = @_;
	my $holder = $node->background_psql('postgres');
	$holder->query_safe("BEGIN; SELECT inventory.sell_inventory('$variant', 'nyc', 1, 'till 2')");
	$node->safe_psql('postgres', "CALL public.want('$variant', 100)");
	$holder->query_safe('COMMIT');
	$holder->quit;
	return;
}

sub open_stripes
{
	my ($variant) = @_;
	return "SELECT count(*) FROM inventory.levels WHERE variant_id = '$variant' AND NOT draining";
}

sub automatic
{
	return $node->safe_psql('postgres',
		"SELECT coalesce(string_agg(variant_id, ' ' ORDER BY variant_id), 'none') FROM inventory.auto_stripes");
}

sub wait_for_stripes
{
	my ($variant, $stripes, $test) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('postgres', open_stripes($variant), $stripes), $test);
}

# Waits until a pass has begun from now on, and ended.
sub wait_for_pass
{
	my $pass = qr/inventory pass over database "postgres": /;
	$node->wait_for_log(qr/$pass.*$pass/s, -s $node->logfile);
	return;
}

sub reload_with
{
	my ($setting, $value) = @_;
	$node->safe_psql('postgres', "ALTER SYSTEM SET $setting = '$value'");
	$node->reload;
	wait_for_pass();
	return;
}

# ---- several buyers ------------------------------------------------------------------------

my $buy = "\\set cart random(1, 1000000000)\n"
  . "SELECT inventory.reserve_inventory('shirt', 'nyc', 1, 'cart-' || :cart, '1 day');\n";
run_pgbench($node, 'postgres', 'eight buyers', [ '-c', 8, '-T', 2 ], buy => $buy);
wait_for_stripes('shirt', STRIPES, 'a level on which buyers wait for each other is striped');
run_pgbench($node, 'postgres', 'they buy on', [ '-c', 8, '-t', 50 ], buy => $buy);
ok( $node->safe_psql('postgres',
		"SELECT count(DISTINCT stripe) FROM inventory.reservations WHERE variant_id = 'shirt'") > 2,
	'from several stripes');
is(automatic(), 'shirt', 'and it is remembered that this was automatic');
sound($node, 'postgres');
is($node->safe_psql('postgres', open_stripes('hat')), '1', 'a level that nobody waited for is not');

# ---- restart -------------------------------------------------------------------------------

# Neither stop loses what was done; what was only seen may be lost, and is seen again.
$node->restart;
$node->stop('immediate');
$node->start;
wait_for_pass();
is($node->safe_psql('postgres', open_stripes('shirt')), STRIPES, 'the stripes survive a crash');
is(automatic(), 'shirt', 'and that they were automatic');
be_waited_for('hat');
wait_for_stripes('hat', STRIPES, 'buyers are seen to wait after it');

# ---- dump and restore ----------------------------------------------------------------------

install_fingerprint($node, 'postgres');
# What is collected tells that a copy is another database.
$node->safe_psql('postgres', 'ALTER SYSTEM SET inventory.collect = off; SELECT pg_reload_conf()');
$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE template0');
my $dump = $node->basedir . '/shop.dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('postgres') ], 'a dump');
$node->command_ok([ 'pg_restore', '-d', $node->connstr('copy'), $dump ], 'a restore');
is(fingerprint($node, 'copy'), fingerprint($node, 'postgres'), 'a copy has the same rows');
$node->safe_psql('copy', "ALTER DATABASE copy SET inventory.auto_stripe_quiet = '1 s'");
ok($node->poll_query_until('copy', 'SELECT count(*) = 0 FROM inventory.auto_stripes'),
	'and is tended as well');
sound($node, 'copy');
$node->safe_psql('postgres', 'DROP DATABASE copy');

# ---- stripes set by hand -------------------------------------------------------------------

$node->safe_psql('postgres', "SELECT inventory.set_level_policy('sock', 'nyc', stripes => 5)");
$node->safe_psql('postgres', "SELECT inventory.set_level_policy('hat', 'nyc', stripes => 7)");
is(automatic(), 'shirt', 'stripes that were set by hand are automatic no more');

# ---- quiet ---------------------------------------------------------------------------------

reload_with('inventory.auto_stripe', 'off');
reload_with('inventory.auto_stripe_quiet', '1s');
wait_for_pass() for 1 .. 10;
is($node->safe_psql('postgres', open_stripes('shirt')), STRIPES, 'switched off, nothing goes back');
reload_with('inventory.auto_stripe', 'on');
wait_for_stripes('shirt', 1, 'a level that is quiet goes back to one stripe');
is(automatic(), 'none', 'and that is all');
is($node->safe_psql('postgres', open_stripes('sock')), '5', 'stripes that were set by hand stay');
is($node->safe_psql('postgres', open_stripes('hat')), '7', 'also where they were automatic before');
sound($node, 'postgres');

# The stripes that still have holds go with them.
ok( $node->safe_psql('postgres',
		"SELECT count(*) FROM inventory.levels WHERE variant_id = 'shirt' AND draining") > 0,
	'stripes with holds are left to drain');
$node->safe_psql('postgres', "SELECT inventory.expire_stale_carts('0 s', 1000000)");
is($node->safe_psql('postgres', "SELECT count(*) FROM inventory.levels WHERE variant_id = 'shirt'"),
	'1', 'and go with them');
sound($node, 'postgres');

# ---- switched off --------------------------------------------------------------------------

$node->safe_psql('postgres', 'ALTER DATABASE postgres SET inventory.auto_stripe = off');
be_waited_for('shirt');
wait_for_pass() for 1 .. 3;
is($node->safe_psql('postgres', open_stripes('shirt')), '1', 'switched off, nothing is striped');
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET inventory.auto_stripe');
$node->safe_psql('postgres', "ALTER DATABASE postgres SET inventory.auto_stripe_quiet = '1 h'");
be_waited_for('shirt');
wait_for_stripes('shirt', STRIPES, 'switched on again, it is');

# ---- a stuck session -----------------------------------------------------------------------

# It holds up neither the striping of others nor expiry.
stock_shop($node, 'postgres', $_) for qw(cap tie);
my $stuck = $node->background_psql('postgres');
$stuck->query_safe("BEGIN; SELECT inventory.sell_inventory('cap', 'nyc', 1, 'till 3')");
$node->safe_psql('postgres', "CALL public.want('cap', 100)");
be_waited_for('tie');
wait_for_stripes('tie', STRIPES, 'a stuck session does not keep other levels from being striped');
leave_cart($node, 'postgres', 'late');
wait_for_status($node, 'postgres', 'late', 'expired', 'nor carts from expiring');
$stuck->query_safe('COMMIT');
$stuck->quit;
sound($node, 'postgres');
quiet_log($node, 0, qr/terminating|starting up|immediate|lock timeout/);

$node->stop;
done_testing();
