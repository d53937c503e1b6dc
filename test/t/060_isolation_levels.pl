# Many clients race for few units, at every isolation level: what does not fit is 40001 and tried
# again, or a refusal; in the end exactly as much is promised as there was.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant CLIENTS => 8;
use constant UNITS => 40;

my $node = new_server('main', 'inventory.worker_enabled' => 'off', 'log_min_messages' => 'panic',
	'max_pred_locks_per_transaction' => 1000);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');

# Whether pgbench did all transactions, and at READ COMMITTED each of them once.
sub all_came_through
{
	my ($output, $level, $transactions) = @_;

	like($output, qr/number of transactions actually processed: $transactions\/$transactions/, "$level: every client came through");
	if ($level eq 'READ COMMITTED')
	{
		unlike($output, qr/number of transactions retried: [1-9]/, "$level: nobody had to try again");
	}
}

# Every client takes a unit of a random level as often as it can: 8 x 60 attempts at 4 x 40 units.
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	(my $name = lc $level) =~ s/ /_/;
	$node->safe_psql('postgres',
		"SELECT inventory.receive_inventory('$name ' || v, 'nyc', ${\UNITS}, 'po-1') FROM generate_series(1, 4) AS v");

	my $output = run_pgbench($node, 'postgres', "$level: nothing but 40001 is met, and tried again",
		[ '-c', CLIENTS, '-j', 2, '-t', 60, '--max-tries', 10000 ], $name => <<"END");
\\set v random(1, 4)
\\set cart random(1, 1000000000)
BEGIN ISOLATION LEVEL $level;
SELECT inventory.available_inventory('$name ' || :v, 'nyc') AS seen \\gset
SELECT status FROM inventory.try_reserve_inventory('$name ' || :v, 'nyc', 1, '$name ' || :cart, '1 hour');
COMMIT;
END
	all_came_through($output, $level, 480);
	if ($level ne 'READ COMMITTED')
	{
		like($output, qr/number of transactions retried: [1-9]/, "$level: some had to try again");
	}
	is( $node->safe_psql('postgres',
			"SELECT on_hand, reserved, (SELECT sum(quantity) FROM inventory.reservations AS r WHERE r.variant_id = l.variant_id)
			FROM inventory.availability AS l WHERE variant_id LIKE '$name%' ORDER BY variant_id"),
		join("\n", (join '|', (UNITS) x 3) x 4), "$level: sold out, and not a unit more");
	is( $node->safe_psql('postgres', "SELECT count(*), sum(quantity) FROM inventory.carts WHERE reference_id LIKE '$name%'"),
		join('|', (4 * UNITS) x 2), "$level: a refused or repeated attempt leaves no cart");
	is(problems($node, 'postgres'), '', "$level: sound");
}

# The same without naming a place, for a variant that lies at three, beside kits of two.
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	(my $name = lc $level) =~ s/ /_/;
	my $made = '';
	$made .= "SELECT inventory.receive_inventory('routed $name', '$_', 20, 'po-1');\n" for 'nyc', 'sfo', 'lax';
	$node->safe_psql('postgres', $made . "SELECT inventory.set_kit('pair $name', '[{\"variant_id\": \"routed $name\", \"quantity\": 2}]')");
	my $output = run_pgbench($node, 'postgres', "$level: routed, nothing but 40001 is met, and tried again",
		[ '-c', CLIENTS, '-j', 2, '-t', 30, '--max-tries', 10000 ], "routed_$name" => <<"END");
\\set what random(1, 4)
\\set cart random(1, 1000000000)
BEGIN ISOLATION LEVEL $level;
SELECT sum(units) AS seen FROM inventory.cart_sources('[{"variant_id": "routed $name", "quantity": 3}]') \\gset
SELECT min(status) FROM inventory.try_reserve_cart('routed $name ' || :cart,
	CASE :what WHEN 1 THEN '[{"variant_id": "pair $name", "quantity": 1}]' ELSE '[{"variant_id": "routed $name", "quantity": 1}]' END::jsonb, '1 hour');
COMMIT;
END
	all_came_through($output, $level, 240);
	is( $node->safe_psql('postgres', "SELECT sum(on_hand), sum(reserved), count(*) FROM inventory.availability WHERE variant_id = 'routed $name'"),
		'60|60|3', "$level: sold out at all places, and not a unit more");
	is( $node->safe_psql('postgres', "SELECT count(*) FROM inventory.plan_cart('[{\"variant_id\": \"routed $name\", \"quantity\": 1}]') WHERE status = 'insufficient_stock'"),
		'1', "$level: and the plan says so");
	is(problems($node, 'postgres'), '', "$level: sound");
}

# One order that all clients take in, a unit at a time, while others are sold what is on its way.
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	(my $name = lc $level) =~ s/ /_/;
	$node->safe_psql('postgres', <<"END");
SELECT inventory.set_supply('order $name', '[{"variant_id": "due $name", "location_id": "nyc", "quantity": 100}]', '2101-01-01');
SELECT inventory.set_level_policy('due $name', 'nyc', promise_incoming => true);
END
	my $output = run_pgbench($node, 'postgres', "$level: deliveries, nothing but 40001 is met, and tried again",
		[ '-c', CLIENTS, '-j', 2, '-t', 10, '--max-tries', 10000 ], "due_$name" => <<"END");
\\set cart random(1, 1000000000)
BEGIN ISOLATION LEVEL $level;
SELECT accepted FROM inventory.receive_supply('order $name', '[{"variant_id": "due $name", "quantity": 1}]');
SELECT status FROM inventory.try_reserve_inventory('due $name', 'nyc', 2, 'due $name ' || :cart, '1 hour');
COMMIT;
END
	all_came_through($output, $level, 80);
	is( $node->safe_psql('postgres', "SELECT on_hand, reserved, incoming, backorder_limit FROM inventory.availability WHERE variant_id = 'due $name'"),
		'80|100|20|20', "$level: each unit came once, and all that is on its way is promised");
	is( $node->safe_psql('postgres', "SELECT quantity, received FROM inventory.supplies WHERE supply_id = 'order $name'"),
		'100|80', "$level: and the order knows");
	is(problems($node, 'postgres'), '', "$level: sound");
}

# Orders from the cart to the parcel, in transactions of several calls; carts that time out; and
# cycles, which are 40P01 or 40001 and tried again.
for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
{
	(my $name = lc $level) =~ s/ /_/;
	$node->safe_psql('postgres',
		"SELECT inventory.receive_inventory('mix $name ' || v, l, 30, 'po-1')
		FROM generate_series(1, 3) AS v, unnest('{nyc,sfo}'::text[]) AS l");
	run_pgbench($node, 'postgres', "$level: mixed transactions come through",
		[ '-c', CLIENTS, '-j', 2, '-t', 40, '--max-tries', 10000 ], "mix_$name" => <<"END");
\\set v random(1, 3)
\\set w random(1, 3)
\\set what random(1, 5)
\\set cart random(1, 1000000000)
BEGIN ISOLATION LEVEL $level;
SELECT status = 'reserved' AS got FROM inventory.try_reserve_inventory('mix $name ' || :v, 'nyc', 2, 'mix $name ' || :cart,
	CASE WHEN :what = 1 THEN interval '1 millisecond' ELSE '1 hour' END) \\gset
SELECT status = 'reserved' AS too FROM inventory.try_reserve_inventory('mix $name ' || :w, 'sfo', 1, 'mix $name ' || :cart,
	CASE WHEN :what = 1 THEN interval '1 millisecond' ELSE '1 hour' END) \\gset
\\if :what = 2
SELECT inventory.release_cart('mix $name ' || :cart);
\\elif :what = 3
SELECT inventory.expire_stale_carts();
\\elif :what >= 4 and (:got or :too)
SELECT inventory.confirm_cart('mix $name ' || :cart);
SELECT inventory.fulfill_cart('mix $name ' || :cart);
\\endif
COMMIT;
END
	is(problems($node, 'postgres'), '', "$level: sound");
	is( $node->safe_psql('postgres', <<"END"), '', "$level: every unit is in stock, or shipped");
SELECT l.variant_id, l.location_id FROM inventory.availability AS l WHERE variant_id LIKE 'mix $name%' AND on_hand <> 30 + (
	SELECT coalesce(sum(on_hand_delta), 0) FROM inventory.transactions AS t
	WHERE type = 'fulfill' AND (t.variant_id, t.location_id) = (l.variant_id, l.location_id))
END
	cmp_ok($node->safe_psql('postgres',
			"SELECT count(*) FROM inventory.transactions WHERE type = 'fulfill' AND variant_id LIKE 'mix $name%'"),
		'>', 10, "$level: and parcels were shipped");
}

$node->stop;
done_testing();
