# What somebody meets who installs: the line that preloads, a word where it is missing, and what
# dropping the schema in which CREATE EXTENSION was called takes along.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# What psql says to statements in a new database, which is dropped again.
sub said
{
	my ($statements) = @_;
	$node->safe_psql('postgres', 'CREATE DATABASE fresh');
	my ($status, undef, $error) = $node->psql('fresh', $statements, on_error_stop => 1);
	is($status, 0, "$statements succeeds");
	$node->safe_psql('postgres', 'DROP DATABASE fresh');
	return $error =~ s/^psql:<stdin>:\d+: //mgr;
}

sub launchers
{
	return $node->safe_psql('postgres',
		"SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'inventory launcher'");
}

# ---- without the preload -----------------------------------------------------------------------

my $notice = <<'END' =~ s/\n$//r;
NOTICE:  inventory is not in shared_preload_libraries, so carts do not expire by themselves
HINT:  Add it to shared_preload_libraries and restart the server, or call inventory.maintain() from a scheduler.
END

is(said('CREATE EXTENSION inventory'), $notice, 'CREATE EXTENSION says that carts do not expire');
is(said('BEGIN; CREATE EXTENSION inventory; COMMIT'), $notice, 'in a transaction too');
is(said('CREATE EXTENSION inventory; SELECT 1; BEGIN; SELECT 1; COMMIT'), $notice, 'once');
is(said('CREATE EXTENSION IF NOT EXISTS inventory WITH SCHEMA pg_catalog'), $notice, 'as a dump says it');
is(said('SET client_min_messages = warning; CREATE EXTENSION inventory'), '', 'not to who wants no notices');
is(said('BEGIN; CREATE EXTENSION inventory; ROLLBACK; SELECT 1'), '', 'not where it was taken back');
is( said('BEGIN; SAVEPOINT a; CREATE EXTENSION inventory; ROLLBACK TO a; COMMIT'),
	'', 'nor where it was taken back to a savepoint');

# ---- the line that preloads --------------------------------------------------------------------

# A list has each name by itself. Quoted as one it is the name of one library, and the server no
# longer starts.
$node->safe_psql('postgres', 'ALTER SYSTEM SET shared_preload_libraries = inventory, pg_stat_statements');
$node->restart;
is( $node->safe_psql('postgres', 'SHOW shared_preload_libraries'),
	'inventory, pg_stat_statements', 'both libraries are preloaded');
is(launchers(), '1', 'the launcher is there');
is(said('CREATE EXTENSION inventory'), '', 'CREATE EXTENSION says nothing');

$node->append_conf('postgresql.conf', "inventory.expiry_interval = '100ms'\ninventory.discovery_interval = '500ms'");
$node->reload;
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION inventory');
stock_shop($node, 'postgres', 'shirt');
leave_cart($node, 'postgres', 'cart-1');
wait_for_status($node, 'postgres', 'cart-1', 'expired', 'carts expire by themselves');
cmp_ok($node->safe_psql('postgres', "SELECT sum(calls) FROM pg_stat_statements WHERE query LIKE '%reserve_inventory%'"),
	'>=', 1, 'statements are counted');
sound($node, 'postgres');

$node->safe_psql('postgres', q(ALTER SYSTEM SET shared_preload_libraries = 'inventory, pg_stat_statements'));
$node->stop;
is($node->start(fail_ok => 1), 0, 'quoted as one, the server does not start');
like(slurp_file($node->logfile), qr/could not access file "inventory, pg_stat_statements"/, 'for want of one library of that name');
unlink $node->data_dir . '/postgresql.auto.conf';
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'inventory, pg_stat_statements'");
$node->start;
is(launchers(), '1', 'in a file the list is quoted as one');

# ---- somebody drops the schema -----------------------------------------------------------------

my $dump = $node->basedir . '/shop.sql';
for my $schema ('public', 'x')
{
	$node->safe_psql('postgres', 'CREATE DATABASE shop');
	$node->safe_psql('shop', "CREATE SCHEMA IF NOT EXISTS x; CREATE EXTENSION inventory SCHEMA $schema");
	stock_shop($node, 'shop', 'shirt');
	$node->safe_psql('shop', "SELECT inventory.reserve_inventory('shirt', 'nyc', 2, 'order')");
	$node->safe_psql('shop', "DROP SCHEMA $schema CASCADE");
	is($node->safe_psql('shop', "SELECT inventory.confirm_cart('order')"), '2', "DROP SCHEMA $schema CASCADE leaves the stock alone");
	leave_cart($node, 'shop', 'cart-1');
	wait_for_status($node, 'shop', 'cart-1', 'expired', 'and the worker at work');
	sound($node, 'shop');

	# Dumped, and restored where there is no such schema either
	$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr('shop') ], 'pg_dump');
	like(slurp_file($dump), qr/^CREATE EXTENSION IF NOT EXISTS inventory WITH SCHEMA pg_catalog;$/m, 'names a schema that is always there');
	$node->safe_psql('postgres', 'CREATE DATABASE restored');
	$node->safe_psql('restored', 'DROP SCHEMA public') if $schema ne 'public';
	$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', "$dump.out", '-f', $dump, $node->connstr('restored') ], 'psql');
	is($node->safe_psql('restored', "SELECT inventory.fulfill_cart('order')"), '2', 'restored without the schema');
	sound($node, 'restored');

	$node->safe_psql('shop', 'DROP EXTENSION inventory');
	is($node->safe_psql('shop', "SELECT count(*) FROM pg_namespace WHERE nspname = 'inventory'"), '0', 'DROP EXTENSION drops all of it');
	$node->safe_psql('postgres', "DROP DATABASE $_") for qw(shop restored);
}

$node->stop;
done_testing();
