# Dump and restore, and copies of a database, while the worker looks in all the time: the same
# rows, no new history, nothing expired early, and the worker takes over once all is there.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'inventory.discovery_interval' => '100ms', 'autovacuum' => 'off', 'inventory.collect' => 'off');
$node->start;
my $files = $node->basedir;
my $owner = $node->safe_psql('postgres', 'SELECT current_user');

# ---- a shop with something of everything ---------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE shop');
$node->safe_psql('shop', 'CREATE EXTENSION inventory');
install_fingerprint($node, 'shop');
$node->safe_psql('shop', <<'END');
-- levels: plain, with each kind of policy, in the red, untracked, without history, deleted again
SELECT inventory.receive_inventory('mug', 'nyc', 100, 'po-1', 'first delivery');
SELECT inventory.receive_inventory('mug', 'sfo', 40, 'po-1');
SELECT inventory.transfer_inventory('mug', 'nyc', 'sfo', 5, 'truck-1');
SELECT inventory.receive_inventory('pen', 'nyc', 10, 'po-2', request_id => 'receipt-1');
SELECT inventory.set_level_policy('pen', 'nyc', backorder_limit => 5, safety_stock => 2, low_stock_threshold => 3);
SELECT inventory.receive_inventory('hat', 'nyc', 1, 'po-2');
SELECT inventory.set_level_policy('hat', 'nyc', unlimited_backorder => true);
SELECT inventory.set_level_policy('song', 'net', tracked => false);
SELECT inventory.set_level_policy('idea', 'nyc', safety_stock => 7);
SELECT inventory.set_level_policy('ticket', 'web', stripes => 4);
INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES ('old stock', 'nyc', 12), ('gone', 'nyc', 0);
UPDATE inventory.levels SET incoming = 25 WHERE variant_id = 'mug' AND location_id = 'nyc';
SELECT inventory.delete_level('gone', 'nyc');
SELECT inventory.receive_inventory('hot', 'nyc', 100, 'po-3');
SELECT inventory.set_level_policy('hot', 'nyc', stripes => 4);
INSERT INTO inventory.auto_stripes SELECT 'hot', 'nyc', clock_timestamp(), sum(version) FROM inventory.levels WHERE variant_id = 'hot';
SELECT inventory.receive_inventory('it''s "a" \ {trap},'||chr(9)||chr(10)||'😀', 'nyc', 9007199254740991, E'\\N');
-- places, and kits: sold, of an older version that is held, and sold no more
SELECT inventory.set_location('sfo', priority => 50, site_id => 'west', channels => '{web,shop}', zones => '{us}', latitude => 37.77, longitude => -122.42, parcel_cost => 700);
SELECT inventory.set_location('attic', 'closed', sells_until => '2030-01-01 00:00+00');
SELECT inventory.receive_inventory('cup', 'sfo', 20, 'po-4'), inventory.receive_inventory('saucer', 'sfo', 20, 'po-4');
SELECT inventory.set_kit('tea set', '[{"variant_id": "cup", "quantity": 2}, {"variant_id": "saucer", "quantity": 1}]');
SELECT inventory.set_kit('old set', '[{"variant_id": "cup", "quantity": 3}]');
SELECT inventory.reserve_inventory('tea set', 'sfo', 2, 'kits', '8 hours'), inventory.reserve_inventory('old set', 'sfo', 1, 'kits');
SELECT inventory.confirm_cart('kits', 'order 3');
SELECT inventory.set_kit('tea set', '[{"variant_id": "cup", "quantity": 4}, {"variant_id": "saucer", "quantity": 4}]');
SELECT inventory.set_kit('old set', '[]');
-- products, of a kit too; one row was changed since, and one is the owner's
SELECT inventory.set_product('crockery', '[{"variant_id": "mug", "options": {"color": "it''s \"red\""}}, {"variant_id": "tea set"}, {"variant_id": "not stocked", "options": {"n": 1.0}}]');
SELECT inventory.set_product('crockery', '[{"variant_id": "tea set"}, {"variant_id": "mug", "options": {"color": "it''s \"red\""}}, {"variant_id": "not stocked", "options": {"n": 1.0}}]');
INSERT INTO inventory.product_variants (variant_id, product_id, sort) VALUES ('song', 'music', 3);
-- orders open, closed and cancelled, transfers here and on the road, and a level whose limit follows them
SELECT inventory.set_supply('po-7', '[{"variant_id": "lamp", "location_id": "nyc", "quantity": 30}, {"variant_id": "lamp", "location_id": "sfo", "quantity": 10, "expected_at": null}]', '2101-01-01', 'a "supplier"');
SELECT inventory.set_supply('po-8', '[{"variant_id": "lamp", "location_id": "nyc", "quantity": 5}, {"variant_id": "idea", "location_id": "nyc", "quantity": 0}]');
SELECT inventory.receive_supply('po-8', reference_id => 'note 1', request_id => 'delivery-1');
SELECT inventory.set_level_policy('lamp', 'nyc', promise_incoming => true, ships_in => '2 days', ships_in_max => '1 month', available_from => '2001-01-01 00:00+00');
SELECT inventory.ship_transfer('truck-2', 'sfo', 'nyc', '[{"variant_id": "mug", "quantity": 6}, {"variant_id": "saucer", "quantity": 2}]', '2101-01-01', request_id => 'ship-2');
SELECT inventory.receive_supply('truck-2', '[{"variant_id": "mug", "quantity": 2, "lost": 1, "returned": 1}, {"variant_id": "saucer", "quantity": 1}]');
SELECT inventory.ship_transfer('truck-3', 'nyc', 'sfo', '[{"variant_id": "mug", "quantity": 1}]');
SELECT inventory.receive_supply('truck-3');
SELECT inventory.reserve_inventory('lamp', 'nyc', 12, 'preordered', '1 hour'), inventory.reserve_inventory('lamp', 'nyc', 9, 'preordered too', '10 hours');
SELECT inventory.confirm_cart('preordered', 'order 4');
SELECT inventory.promise_cart('preordered', '2100-12-01');
-- demand, of which a stretch has not ended, and how it is met
INSERT INTO inventory.demand SELECT 'mug', 'nyc', '2026-01-05'::date + n, 3, n % 2, n * 0.5, NULL FROM generate_series(0, 20) AS n;
INSERT INTO inventory.demand VALUES ('mug', 'sfo', '2026-01-20', 7, 1, 1800.25, '2026-01-20 18:30:00.123456+00');
SELECT inventory.set_replenishment(lead_time => '14 days', lead_time_sd => '1 month 2 days 03:04:05.678901', service_level => 0.1);
SELECT inventory.set_replenishment('mug', 'sfo', overstock => 900, max_stock => 700, supplier_id => 'a "supplier"');
-- carts in every state
SET inventory.actor = 'claimed "actor"';
SELECT inventory.reserve_cart('active', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 3},
	{"variant_id": "mug", "location_id": "sfo", "quantity": 2}, {"variant_id": "pen", "location_id": "nyc", "quantity": 9},
	{"variant_id": "song", "location_id": "net", "quantity": 1}]', '5 hours', 'customer 1', 'cart-1');
SELECT inventory.reserve_inventory('hat', 'nyc', 4, 'active backordered', '6 hours');
SELECT inventory.touch_cart('active backordered', '9 hours');
SELECT inventory.reserve_inventory('mug', 'nyc', 7, 'ordered', '1 hour');
SELECT inventory.confirm_cart('ordered', 'order 1', request_id => 'confirm-1');
SELECT inventory.fulfill_reservation('mug', 'nyc', 3, 'ordered');
SELECT inventory.reserve_inventory('old stock', 'nyc', 10, 'short', '1 hour');
SELECT inventory.confirm_cart('short', 'order 2');
SELECT inventory.count_inventory('old stock', 'nyc', 6, 'water damage', allow_shortfall => true);
SELECT inventory.reserve_inventory('mug', 'sfo', 7, 'completed', '1 hour');
SELECT inventory.confirm_cart('completed');
SELECT inventory.fulfill_cart('completed', request_id => 'ship-1');
SELECT inventory.return_inventory('mug', 'sfo', 1, 'completed', false, 'broken');
SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'cancelled', '1 hour');
SELECT inventory.release_cart('cancelled');
SELECT inventory.reserve_inventory('mug', 'nyc', 2, 'expired', '1 millisecond');
SELECT inventory.reserve_inventory('song', 'net', 1, 'downloads', '7 hours');
SELECT inventory.sell_inventory('mug', 'nyc', 2, 'till 1');
END
# Collected by hand: what a copy collects tells of another life, and is looked at in 120_feed.pl.
$node->safe_psql('shop', <<'END');
SET inventory.collect = on;
SELECT inventory.create_consumer('search', 'changes'), inventory.create_consumer('mails', 'signals');
SELECT inventory.collect_changes();
SELECT inventory.receive_inventory('last one', 'nyc', 1, 'po-9');
SELECT inventory.collect_changes();
SELECT inventory.sell_inventory('last one', 'nyc', 1, 'till 2');
SELECT inventory.collect_changes();
SELECT inventory.acknowledge('search', (SELECT min(seq) FROM inventory.changes));
END
wait_for_status($node, 'shop', 'expired', 'expired', 'an overdue cart expires in the source');
is($node->safe_psql('shop', 'SELECT inventory.drop_transactions_before(clock_timestamp(), 4)'),
	'4', 'part of the ledger is dropped');
is(problems($node, 'shop'), '', 'the source is sound');
is( $node->safe_psql('shop', 'SELECT status, count(*) FROM inventory.carts GROUP BY 1 ORDER BY 1'),
	"active|4\nordered|4\ncompleted|1\ncancelled|1\nexpired|1",
	'the source has carts in every state');
my $source = fingerprint($node, 'shop');
note($source);
is(scalar(() = $source =~ /: 0 rows/g), 0, 'every table has rows');

# The numbers of what a page shows of products.
sub page
{
	my ($database) = @_;
	return $node->safe_psql($database, 'SELECT variant_id, options, version FROM inventory.product_matrix($$crockery$$)');
}
my $page = page('shop');
like($page, qr/^tea set\|\{\}\|.*^mug\|.*^not stocked\|\{"n": 1\.0\}\|/ms, 'the source has a product');

# What everybody may rely on after a restore. A cart that is overdue shows that the worker is
# there; nothing else may have changed when it has been.
sub restored
{
	my ($database, $name) = @_;

	is(fingerprint($node, $database), $source, "$name: the same rows, and the sequence");
	is(problems($node, $database), '', "$name: sound");
	is(page($database), $page, "$name: a page has the numbers that it had");

	my $last = $node->safe_psql($database, 'SELECT max(transaction_id) FROM inventory.transactions');
	$node->safe_psql($database,
		"SELECT inventory.reserve_inventory('mug', 'nyc', 1, 'takeover', '1 millisecond')");
	is( $node->safe_psql($database,
			"SELECT count(*) FROM inventory.transactions WHERE transaction_id > $last AND type = 'reserve'"),
		'1', "$name: a reserve gets a fresh transaction_id");
	wait_for_status($node, $database, 'takeover', 'expired', "$name: the worker takes over");
	is( $node->safe_psql($database,
			"SELECT type, reserved_delta, actor FROM inventory.transactions WHERE transaction_id > $last ORDER BY 1"),
		"reserve|1|$owner\nexpire|-1|worker", "$name: no other ledger row");
	is( $node->safe_psql($database, <<'END'), "active|4\nordered|4\ncompleted|1\ncancelled|1\nexpired|2",
SELECT status, count(*) FROM inventory.carts GROUP BY 1 ORDER BY 1
END
		"$name: nothing expired early");

	# what was remembered before is remembered here
	is( outcome($node, $database,
			"SELECT on_hand, available FROM inventory.receive_inventory('pen', 'nyc', 10, 'po-2', request_id => 'receipt-1')"),
		'10|10', "$name: a repeated request is answered");
	is( outcome($node, $database,
			"SELECT inventory.receive_inventory('pen', 'nyc', 11, 'po-2', request_id => 'receipt-1')"),
		'IV009', "$name: a misused request is refused");
	is(outcome($node, $database, "SELECT inventory.confirm_cart('expired', revive => true)"),
		'2', "$name: an expired cart can be revived");
	is(outcome($node, $database, "SELECT inventory.fulfill_cart('ordered')"),
		'4', "$name: an order can be shipped");
	is(outcome($node, $database, "SELECT location_id, quantity, remaining FROM inventory.reserve_cart('kits restored', '[{\"variant_id\": \"tea set\", \"quantity\": 2}]')"),
		'sfo|2|1', "$name: a kit is sold, of the present version");
	is(outcome($node, $database, "SELECT inventory.reserve_inventory('old set', 'sfo', 1, 'kits restored')"),
		'IV002', "$name: a kit that is sold no more is not");
	is(outcome($node, $database, "SELECT inventory.receive_inventory('tea set', 'sfo', 1, 'po-5')"),
		'IV013', "$name: a kit has no level");
	# products
	is(outcome($node, $database, "SELECT inventory.set_product('crockery', '[{\"variant_id\": \"song\"}]')"),
		'22023', "$name: a variant is still its product's");
	is(outcome($node, $database, "SELECT inventory.set_product('crockery', '[{\"variant_id\": \"mug\"}]')"),
		'1', "$name: a product is set");
	is(outcome($node, $database, "SELECT count(*), sum(sold), sum(returned) FROM inventory.demand_history('mug', 'nyc') WHERE day < '2026-02-01'"),
		'21|63|10', "$name: what was sold is known");
	is(outcome($node, $database, "SELECT supplier_id, note FROM inventory.replenishment_report('sfo', due_only => false) WHERE variant_id IN ('mug', 'cup') ORDER BY variant_id"),
		"|no_history\na \"supplier\"|no_history", "$name: and how it is met");
	# what is on its way
	is(outcome($node, $database, "SELECT order_id, quantity, waiting, ships_by FROM inventory.late_promises()"),
		'order 2|10|4|', "$name: late is whose units are gone, not whom a supply serves in time");
	is(outcome($node, $database, "SELECT quantity, from_stock, promised_at::date FROM inventory.cart_promises('preordered')"),
		'12|5|2100-12-01', "$name: a buyer was told the same");
	is(outcome($node, $database, "SELECT inventory.reserve_inventory('lamp', 'nyc', 15, 'too many')"),
		'IV001', "$name: no more is promised than is on its way");
	is(outcome($node, $database, "SELECT inventory.set_supply('po-7', '[{\"variant_id\": \"lamp\", \"location_id\": \"nyc\", \"quantity\": 3}]')"),
		'IV010', "$name: nor is that cancelled");
	is(outcome($node, $database, "SELECT variant_id, accepted, outstanding FROM inventory.receive_supply('truck-2')"),
		"mug|2|0\nsaucer|1|0", "$name: a transfer comes in");
	is(outcome($node, $database, "SELECT inventory.ship_transfer('truck-3', 'nyc', 'sfo', '[{\"variant_id\": \"mug\", \"quantity\": 1}]')"),
		'IV014', "$name: an id is used once");
	is(outcome($node, $database, "SELECT accepted, on_hand, available FROM inventory.receive_supply('po-8', reference_id => 'note 1', request_id => 'delivery-1')"),
		'5|5|5', "$name: a delivery is taken in once");
	is(outcome($node, $database, "SELECT location_id, accepted, outstanding, on_hand FROM inventory.receive_supply('po-7', '[{\"variant_id\": \"lamp\", \"location_id\": \"nyc\", \"quantity\": 30}]')"),
		'nyc|30|0|35', "$name: an order comes in");
	is(outcome($node, $database, "SELECT inventory.fulfill_cart('preordered')"), '12', "$name: and is shipped");
	is(outcome($node, $database, "SELECT inventory.fulfill_cart('kits')"),
		'9', "$name: kits of older versions can be shipped");
	is(problems($node, $database), '', "$name: still sound");
	$node->safe_psql('postgres', "DROP DATABASE $database");
	return;
}

sub create_database
{
	my ($database) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0");
	return;
}

# ---- the ways there are -----------------------------------------------------------------------

my @connect = ('-h', $node->host, '-p', $node->port);

create_database('plain');
command_ok([ 'pg_dump', @connect, '-f', "$files/plain.sql", 'shop' ], 'pg_dump');
command_ok([ 'psql', @connect, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', "$files/plain.out", '-f', "$files/plain.sql", 'plain' ],
	'psql');
restored('plain', 'plain');

create_database('plain');
command_ok([ 'psql', @connect, '-Xq1', '-v', 'ON_ERROR_STOP=1', '-o', "$files/plain.out", '-f', "$files/plain.sql", 'plain' ],
	'psql, in one transaction');
restored('plain', 'plain, in one transaction');

create_database('inserts');
command_ok([ 'pg_dump', @connect, '--inserts', '-f', "$files/inserts.sql", 'shop' ], 'pg_dump --inserts');
command_ok([ 'psql', @connect, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', "$files/inserts.out", '-f', "$files/inserts.sql", 'inserts' ],
	'psql of inserts');
restored('inserts', '--inserts');

create_database('custom');
command_ok([ 'pg_dump', @connect, '-Fc', '-f', "$files/custom.dump", 'shop' ], 'pg_dump -Fc');
command_ok([ 'pg_restore', @connect, '-e', '-j4', '-d', 'custom', "$files/custom.dump" ], 'pg_restore -j4');
restored('custom', '-Fc | pg_restore -j4');

# The extension was there before the rows, and the worker has seen it empty.
create_database('data');
$node->safe_psql('data', 'CREATE EXTENSION inventory');
install_fingerprint($node, 'data');
$node->safe_psql('data', 'SELECT pg_sleep(0.5)');
command_ok([ 'pg_restore', @connect, '-e', '-j4', '--data-only', '-d', 'data', "$files/custom.dump" ],
	'pg_restore -j4 --data-only');
restored('data', 'data only');

# The rows of the schema, picked from a dump of everything, into an extension that was made anew. A
# dump of the schema alone has none of them.
$node->safe_psql('postgres', 'CREATE DATABASE picked TEMPLATE shop');
$node->safe_psql('picked', 'DROP EXTENSION inventory; CREATE EXTENSION inventory');
command_ok([ 'pg_restore', @connect, '-e', '--data-only', '--schema=inventory', '-d', 'picked', "$files/custom.dump" ],
	'pg_restore --data-only --schema=inventory');
restored('picked', 'the schema of a whole dump');
command_ok([ 'pg_dump', @connect, '--schema=inventory', '-f', "$files/schema.sql", 'shop' ], 'pg_dump --schema=inventory');
unlike(slurp_file("$files/schema.sql"), qr/^COPY/m, 'a dump of the schema alone has no rows');

$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE shop');
restored('copy', 'CREATE DATABASE ... TEMPLATE');

# ---- what an owner added to the tables: docs/operations.md, "Triggers of your own" ------------------

# The dump has none of it; a column of it must be there before the rows, and the page's statement
# prints the triggers.
my ($print_triggers) = slurp_file("$FindBin::RealBin/../../docs/operations.md") =~ /\n(SELECT pg_get_triggerdef[^`]*?);?\nEND\n```/;
$node->safe_psql('postgres', 'CREATE DATABASE own TEMPLATE shop');
$node->safe_psql('own', <<'END');
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''low'', NEW.variant_id); RETURN NULL; END';
CREATE TRIGGER tell AFTER UPDATE ON inventory.levels FOR EACH ROW WHEN (NEW.low_stock_threshold > 0) EXECUTE FUNCTION tell();
CREATE INDEX by_actor ON inventory.transactions (actor);
ALTER TABLE inventory.levels ADD COLUMN note text DEFAULT 'none', ADD CONSTRAINT short_note CHECK (length(note) < 80);
END
command_ok([ 'pg_dump', @connect, '-Fc', '-f', "$files/own.dump", 'own' ], 'pg_dump of what an owner added');
create_database('own_copy');
command_ok([ 'pg_restore', @connect, '-e', '--section=pre-data', '-d', 'own_copy', "$files/own.dump" ], 'the extension, and no rows yet');
$node->command_fails_like([ 'pg_restore', @connect, '-e', '-1', '--section=data', '-d', 'own_copy', "$files/own.dump" ],
	qr/column "note" of relation "levels" does not exist/, 'the rows want the column');
$node->safe_psql('own_copy', "ALTER TABLE inventory.levels ADD COLUMN note text DEFAULT 'none'");
command_ok([ 'pg_restore', @connect, '-e', '--section=data', '--section=post-data', '-d', 'own_copy', "$files/own.dump" ],
	'and come in with it');
is( $node->safe_psql('own_copy', <<'END'), '', 'trigger, index and constraint are not there');
SELECT tgname FROM pg_trigger WHERE tgname = 'tell'
UNION ALL SELECT relname FROM pg_class WHERE relname = 'by_actor' UNION ALL SELECT conname FROM pg_constraint WHERE conname = 'short_note'
END
is($node->safe_psql('own_copy', $print_triggers), '', 'the copy has no trigger of its owner');
my $triggers = $node->safe_psql('own', $print_triggers);
like($triggers, qr/\ACREATE TRIGGER tell AFTER UPDATE ON inventory\.levels [^\n]*;\z/, 'the original has one');
$node->safe_psql('own_copy', $triggers);
is($node->safe_psql('own_copy', $print_triggers), $triggers, 'which can be made again from what was printed');
$node->safe_psql('postgres', "DROP DATABASE $_") for 'own', 'own_copy';

# ---- carts that are overdue before the restore is through ----------------------------------------

# The dump is slowed down: after the extension is created and after each table the worker has time
# to look in, and a scheduler calls maintain(). Both leave alone what is not all there.
switch_off_worker($node, 'shop');
$node->safe_psql('shop', <<'END');
SELECT inventory.reserve_cart('late 1', '[{"variant_id": "mug", "location_id": "nyc", "quantity": 2},
	{"variant_id": "mug", "location_id": "sfo", "quantity": 3}]', '1 millisecond');
SELECT inventory.reserve_inventory('pen', 'nyc', 1, 'late 2', '1 millisecond');
END
command_ok([ 'pg_dump', @connect, '-f', "$files/late.sql", 'shop' ], 'pg_dump with overdue carts');
my $pause = "SELECT pg_sleep(0.4);\nSELECT 'maintain ' || m::text FROM inventory.maintain() AS m;\n";
my $script = slurp_file("$files/late.sql");
my $pauses = ($script =~ s/^(CREATE EXTENSION [^\n]*inventory[^\n]*;\n|\\\.\n)/$1$pause/mg);
cmp_ok($pauses, '>=', 6, 'the restore pauses after the extension and after every table');
append_to_file("$files/slow.sql", $script);

for my $way ('plain', 'data only')
{
	create_database('slow');
	if ($way eq 'data only')
	{
		# as above, but without what the dump says about the extension
		$node->safe_psql('slow', 'CREATE EXTENSION inventory; SELECT pg_sleep(0.5)');
		$script =~ s/^CREATE EXTENSION [^\n]*inventory[^\n]*;\n\Q$pause\E//m or die 'no extension in the dump';
		append_to_file("$files/slow_data.sql", $script);
	}
	my ($output, $error) = ('', '');
	ok( IPC::Run::run(
			[ 'psql', @connect, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', 'slow',
				'-f', $way eq 'plain' ? "$files/slow.sql" : "$files/slow_data.sql" ],
			'>', \$output, '2>', \$error),
		"slow, $way: restored") or diag($error);
	my @maintained = grep { /^maintain/ } split /\n/, $output;
	cmp_ok(scalar @maintained, '>=', 6, "slow, $way: maintain() was called");
	is(join("\n", grep { $_ ne 'maintain (0,0,0)' } @maintained), '', "slow, $way: and did nothing");

	# psql has waited for the sequence: from here on the worker may begin.
	wait_for_status($node, 'slow', 'late 1', 'expired', "slow, $way: late 1 expires");
	wait_for_status($node, 'slow', 'late 2', 'expired', "slow, $way: late 2 expires");
	is(problems($node, 'slow'), '', "slow, $way: sound");
	is( $node->safe_psql('slow',
			"SELECT variant_id, location_id, reserved_delta, reference_id FROM inventory.transactions
			WHERE type = 'expire' AND reference_id LIKE 'late%' ORDER BY 4, 2"),
		"mug|nyc|-2|late 1\nmug|sfo|-3|late 1\npen|nyc|-1|late 2", "slow, $way: every hold ended once");
	is( $node->safe_psql('slow', "SELECT count(*) FROM inventory.reservations WHERE reference_id LIKE 'late%'"),
		'0', "slow, $way: none is left");
	$node->safe_psql('postgres', 'DROP DATABASE slow');
}

# A restore that never ends is left alone for ever: here the ledger's sequence was forgotten.
create_database('partial');
$script =~ s/\Q$pause\E//g;
$script =~ s/^SELECT pg_catalog.setval[^\n]*\n//mg or die 'no sequence in the dump';
append_to_file("$files/partial.sql", $script);
$node->safe_psql('partial', 'CREATE EXTENSION inventory');
$node->command_ok([ 'psql', @connect, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', "$files/partial.out", '-f', "$files/partial.sql", 'partial' ],
	'restored without the sequence');
is($node->safe_psql('partial', 'SELECT pg_sleep(1); SELECT * FROM inventory.maintain()'),
	"\n0|0|0", 'maintain() does nothing');
is(cart_status($node, 'partial', 'late 1'), 'active', 'nor does the worker');
$node->safe_psql('partial', <<'END');
SELECT setval('inventory.transactions_transaction_id_seq', (SELECT max(transaction_id) FROM inventory.transactions))
END
wait_for_status($node, 'partial', 'late 1', 'expired', 'with the sequence mended, the worker begins');
is(problems($node, 'partial'), '', 'sound');

$node->stop;
done_testing();
