# Drivers send what psql does not: a statement in parts, or prepared. maintain() is a transaction by
# itself there too, so that a constraint that waits for the commit refuses one cart and not all; and it
# is none in a transaction block of such a driver.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'inventory.worker_enabled' => 'off');
$node->start;
$node->safe_psql('postgres', <<'END');
CREATE EXTENSION inventory;
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1');
CREATE FUNCTION public.refuse_odd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.status = 'expired' AND NEW.reference_id LIKE 'odd%' THEN
		RAISE EXCEPTION 'odd';
	END IF;
	RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER refused AFTER UPDATE ON inventory.carts DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION public.refuse_odd();
END

for my $protocol ('simple', 'extended', 'prepared')
{
	$node->safe_psql('postgres', <<"END");
SELECT count(inventory.reserve_inventory('mug', 'nyc', 1, kind || ' $protocol', '1 ms')) FROM unnest(ARRAY['odd', 'even']) AS kind;
SELECT pg_sleep(0.01);
END
	my @run = ('pgbench', '-n', '-t', 1, '-M', $protocol, '-d', $node->connstr('postgres'));
	my $block = $node->basedir . "/block-$protocol.sql";
	my $alone = $node->basedir . "/alone-$protocol.sql";
	append_to_file($block, "BEGIN;\nSELECT carts_expired FROM inventory.maintain();\nCOMMIT;\n");
	append_to_file($alone, "SELECT carts_expired FROM inventory.maintain();\n");

	my $statuses = "SELECT string_agg(reference_id || ' ' || status, ', ' ORDER BY reference_id) FROM inventory.carts WHERE reference_id LIKE '% $protocol'";
	$node->command_fails_like([ @run, '-f', $block ], qr/ERROR:  odd/, "$protocol, in a block: refused at the commit");
	is($node->safe_psql('postgres', $statuses), "even $protocol active, odd $protocol active", 'and nothing is done');
	$node->command_ok([ @run, '-f', $alone ], "$protocol, alone");
	is($node->safe_psql('postgres', $statuses), "even $protocol expired, odd $protocol active", 'one cart is refused, the others expire');
}
is(problems($node, 'postgres'), '', 'sound');

$node->stop;
done_testing();
