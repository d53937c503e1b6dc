# What the tests beside this file look at: the outcome of a call, and all that a shop has stored.

package Checks;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use Test::More;

our @EXPORT = qw(outcome ask fingerprint install_fingerprint problems run_pgbench);

# The SQLSTATE of a failed statement, or what a successful one printed.
sub outcome
{
	my ($node, $database, $sql) = @_;
	my ($status, $output, $error) = $node->psql($database, $sql,
		extra_params => [ '-v', 'VERBOSITY=sqlstate' ], on_error_stop => 1);
	return $output if $status == 0;
	return $error =~ /(?:ERROR|FATAL):\s+(\w{5})/ ? $1 : $error;
}

# The same in a session that stays open (background_psql with on_error_stop off). A stateful
# session is what many of these tests are about.
sub ask
{
	my ($session, $sql) = @_;
	$session->{stderr} = '';
	my $output = $session->query("\\set VERBOSITY sqlstate\n$sql");
	my $error = $session->{stderr};
	$session->{stderr} = '';
	return $1 if $error =~ /(?:ERROR|FATAL):\s+(\w{5})/;
	return $output;
}

# Creates shop_state(without): a line for each of the extension's tables, with the number and a
# checksum of its rows but for those that mention `without`, and one for the sequence. What is
# known about one database only is left out.
sub install_fingerprint
{
	my ($node, $database) = @_;
	$node->safe_psql($database, <<'END');
CREATE FUNCTION public.shop_state(without text DEFAULT '(none)', OUT state text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	member record;
BEGIN
	FOR member IN
		SELECT c.oid::regclass AS name, c.relkind FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
		WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.classid = 'pg_class'::regclass
			AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'inventory')
			AND c.relkind IN ('r', 'S') AND c.relname <> 'verified_databases'
		ORDER BY c.oid::regclass::text COLLATE "C"
	LOOP
		IF member.relkind = 'S' THEN
			EXECUTE format('SELECT %L || '' at '' || last_value || '' '' || is_called FROM %s',
				member.name, member.name) INTO state;
			CONTINUE WHEN without <> '(none)';
		ELSE
			EXECUTE format('SELECT %L || '': '' || count(*) || '' rows, '' ||
					coalesce(md5(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C")), ''none'')
				FROM %s AS t WHERE strpos(t::text, $1) = 0', member.name, member.name)
				INTO state USING without;
		END IF;
		RETURN NEXT;
	END LOOP;
END $$;
END
	return;
}

sub fingerprint
{
	my ($node, $database, $without) = @_;
	my $argument = defined $without ? "'$without'" : '';
	return $node->safe_psql($database, "SELECT public.shop_state($argument)");
}

# What verify_inventory() finds; an empty string is as it should be.
sub problems
{
	my ($node, $database) = @_;
	return $node->safe_psql($database, 'SELECT * FROM inventory.verify_inventory()');
}

# Runs scripts (name => text) with pgbench; a test that no client met an error. Options as
# pgbench's.
sub run_pgbench
{
	my ($node, $database, $test, $options, %scripts) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @command = ('pgbench', '-n', '-d', $node->connstr($database), @$options);
	for my $name (sort keys %scripts)
	{
		my ($file, $weight) = split /@/, $name;
		my $path = $node->basedir . "/$file.sql";
		open my $script, '>', $path or die "$path: $!";
		print $script $scripts{$name};
		close $script or die "$path: $!";
		push @command, '-f', defined $weight ? "$path\@$weight" : $path;
	}
	my ($output, $error) = ('', '');
	my $succeeded = IPC::Run::run(\@command, '>', \$output, '2>', \$error);
	note($output);
	ok($succeeded, $test) or diag($error);
	return $output;
}

1;
