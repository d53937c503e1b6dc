# One session makes many calls of every function, that succeed and that are refused, in one
# transaction and in many: it does not grow. INVENTORY_MEMORY_CALLS says how many.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

use constant CALLS => $ENV{INVENTORY_MEMORY_CALLS} // 100_000;
use constant LIMIT => 2 * 1024 * 1024;

my $node = new_server('main', 'inventory.worker_enabled' => 'off', 'synchronous_commit' => 'off',
	'log_min_messages' => 'panic', 'max_wal_size' => '2GB');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
$node->safe_psql('postgres', <<'END');
-- Many levels, so that none has a long chain of dead versions in one transaction.
SELECT inventory.receive_inventory('mug ' || i, l, 1000000, 'po-1') FROM generate_series(0, 99) AS i, unnest('{nyc,sfo}'::text[]) AS l;
SELECT inventory.receive_inventory('rare', 'nyc', 1, 'po-1', request_id => 'used');
SELECT inventory.set_level_policy('song', 'net', tracked => false);

-- Makes a call in a block of its own and counts it; a refusal is caught.
CREATE FUNCTION attempt(call text, a text, b text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE call USING a, b;
EXCEPTION WHEN OTHERS THEN
	IF SQLSTATE !~ '^(IV|22)' THEN
		RAISE;
	END IF;
END $$;

-- 49 calls of everything for one variant and one cart
CREATE FUNCTION round_of_calls(i bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	mug text := 'mug ' || i % 100;
	cart text := 'cart ' || i;
	song text := 'song ' || i;
	lines jsonb := jsonb_build_array(jsonb_build_object('variant_id', mug, 'location_id', 'nyc', 'quantity', 1),
		jsonb_build_object('variant_id', mug, 'location_id', 'sfo', 'quantity', 2));
	ordered jsonb := jsonb_build_array(jsonb_build_object('variant_id', mug, 'location_id', 'nyc', 'quantity', 5),
		jsonb_build_object('variant_id', mug, 'location_id', 'sfo', 'quantity', 3));
	too_many jsonb := jsonb_build_array(jsonb_build_object('variant_id', 'rare', 'location_id', 'nyc', 'quantity', 9));
BEGIN
	PERFORM inventory.set_location('nyc', 'open');
	PERFORM inventory.reserve_inventory(mug, 'nyc', 2, cart);
	PERFORM inventory.reserve_inventory(mug, 'nyc', 2, cart, '1 hour', 'customer', 'request ' || i % 200000);
	PERFORM inventory.reserve_inventory(mug, 'nyc', 2, cart, '1 hour', 'customer', 'request ' || i % 200000);
	PERFORM inventory.try_reserve_inventory('rare', 'nyc', 5, cart);
	PERFORM inventory.try_reserve_inventory('unknown', 'nyc', 5, cart, request_id => 'never');
	PERFORM inventory.reserve_cart(cart, lines);
	PERFORM inventory.try_reserve_cart(cart, lines || too_many);
	PERFORM inventory.reserve_batch(ARRAY[cart, cart, NULL], ARRAY[mug, 'rare', mug], ARRAY['nyc', 'nyc', 'nyc'], ARRAY[1, 5, 1]);
	PERFORM inventory.set_reservation(mug, 'sfo', 3, cart);
	PERFORM inventory.touch_cart(cart);
	PERFORM inventory.release_reservation(mug, 'nyc', 1, cart);
	PERFORM inventory.release_reservation(mug, 'chi', 1, cart);
	PERFORM inventory.available_inventory(mug);
	PERFORM inventory.available_inventory(mug, 'nyc', cart);
	PERFORM inventory.available_variants(ARRAY[mug, 'rare', 'nobody']);
	PERFORM inventory.set_product('product ' || mug, jsonb_build_array(jsonb_build_object('variant_id', mug, 'options', jsonb_build_object('call', i))));
	PERFORM inventory.product_availability(ARRAY['product ' || mug, 'nothing']);
	PERFORM inventory.product_matrix('product ' || mug, '{nyc,sfo}');
	PERFORM inventory.cart_lines(cart);
	PERFORM inventory.level_history(mug, 'nyc', max_rows => 5);
	PERFORM inventory.confirm_cart(cart);
	PERFORM inventory.release_cart(cart, cancel_order => true);
	PERFORM inventory.confirm_cart(cart, 'order ' || i, revive => true);
	PERFORM inventory.release_carts(ARRAY[cart, 'nobody'], cancel_orders => true);
	PERFORM inventory.set_cart('guest ' || i, lines);
	cart := cart || ' again';
	PERFORM inventory.reserve_cart(cart, lines);
	PERFORM inventory.try_set_cart(cart, too_many);
	PERFORM inventory.merge_carts('guest ' || i, cart);
	PERFORM inventory.move_reservation(mug, 'nyc', 'sfo', 1, cart);
	PERFORM inventory.fulfill_reservation(mug, 'nyc', 1, cart);
	PERFORM inventory.reserve_cart('late ' || cart, lines, '1 millisecond');
	PERFORM inventory.expire_stale_carts(max_carts => 2);
	PERFORM inventory.release_cart(cart);
	PERFORM inventory.reserve_inventory('song', 'net', 1, song);
	PERFORM inventory.fulfill_cart(song);
	PERFORM inventory.sell_inventory(mug, 'nyc', 1, 'till');
	PERFORM inventory.receive_inventory(mug, 'nyc', 3, 'po-2');
	PERFORM inventory.adjust_inventory(mug, 'nyc', -1, 'broken');
	PERFORM inventory.count_inventory(mug, 'sfo', 1000000 + i % 2);
	PERFORM inventory.apply_levels(jsonb_build_array(jsonb_build_object('variant_id', mug, 'location_id', 'nyc', 'delta', 1),
		jsonb_build_object('variant_id', 'fleeting', 'location_id', 'nyc', 'op', CASE i % 2 WHEN 0 THEN 'upsert' ELSE 'delete' END), jsonb_build_object('variant_id', mug, 'location_id', 'sfo', 'on_hand', -1)), false);
	PERFORM attempt('SELECT inventory.count_inventory($1, $2, 5, as_of => now() - interval ''1 day'')', mug, 'sfo');
	PERFORM inventory.return_inventory(mug, 'nyc', 1, cart, restock => i % 2 = 0);
	PERFORM inventory.transfer_inventory(mug, 'sfo', 'nyc', 1, 'truck');
	PERFORM inventory.set_supply('order ' || i, ordered, now() + interval '1 day');
	PERFORM inventory.reserve_inventory(mug, 'nyc', 1, 'promised ' || i);
	PERFORM inventory.promise_cart('promised ' || i);
	PERFORM inventory.cart_promises('promised ' || i);
	PERFORM inventory.available_by_date(mug), inventory.late_promises(mug);
	PERFORM inventory.release_cart('promised ' || i);
	PERFORM inventory.set_supply('order ' || i, expected_at => now() + interval '2 days');
	PERFORM attempt('SELECT inventory.receive_supply($1, jsonb_build_array(jsonb_build_object(''variant_id'', $2, ''location_id'', ''nyc'', ''quantity'', 99)))', 'order ' || i, mug);
	PERFORM attempt('SELECT inventory.set_supply($1, jsonb_build_array(jsonb_build_object(''variant_id'', $2, ''location_id'', ''nyc'', ''quantity'', 5, ''expected_at'', ''soon'')))', 'order ' || i, mug);
	PERFORM inventory.receive_supply('order ' || i, jsonb_build_array(jsonb_build_object('variant_id', mug, 'location_id', 'nyc', 'quantity', 1, 'lost', 1)));
	PERFORM inventory.receive_supply('order ' || i, close => true);
	PERFORM inventory.ship_transfer('truck ' || i, 'sfo', 'nyc', jsonb_build_array(jsonb_build_object('variant_id', mug, 'quantity', 2)));
	PERFORM attempt('SELECT inventory.ship_transfer($1, ''sfo'', ''nyc'', jsonb_build_array(jsonb_build_object(''variant_id'', $2, ''quantity'', 2)))', 'truck ' || i, mug);
	PERFORM inventory.receive_supply('truck ' || i, jsonb_build_array(jsonb_build_object('variant_id', mug, 'quantity', 1, 'returned', 1)));
	PERFORM attempt('SELECT inventory.reserve_inventory($1, ''nyc'', 5, $2)', 'rare', 'new ' || cart);
	PERFORM attempt('SELECT inventory.reserve_inventory($1, ''nyc'', -5, $2)', 'rare', 'new ' || cart);
	PERFORM attempt('SELECT inventory.reserve_inventory($1, ''nyc'', 1, $2, request_id => ''used'')', 'rare', 'new ' || cart);
	PERFORM attempt('SELECT inventory.reserve_cart($2, jsonb_build_array(jsonb_build_object(''variant_id'', $1, ''color'', 3)))', 'rare', 'new ' || cart);
	PERFORM attempt('SELECT inventory.reserve_batch(ARRAY[$1, $2], ARRAY[$1], ARRAY[$1], ARRAY[1])', 'rare', 'new ' || cart);
	PERFORM attempt('SELECT inventory.confirm_cart($1 || $2)', 'nobody', '');
	PERFORM attempt('SELECT inventory.fulfill_cart($1 || $2)', 'nobody', '');
	PERFORM attempt('SELECT inventory.transfer_inventory($1, $2, $2, 1, ''truck'')', mug, 'nyc');
	PERFORM attempt('SELECT inventory.set_level_policy($1, $2, safety_stock => 100)', 'rare', 'nyc');
	PERFORM attempt('SELECT inventory.delete_level($1, $2)', mug, 'nyc');
	RETURN 65;
END $$;

CREATE PROCEDURE rounds_in_transactions(first bigint, last bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN first .. last LOOP
		PERFORM round_of_calls(i);
		COMMIT;
	END LOOP;
END $$;

CREATE FUNCTION memory() RETURNS bigint LANGUAGE sql AS $$ SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts $$;
END

my $session = $node->background_psql('postgres', on_error_stop => 0, timeout => 1800);
my $pid = $session->query_safe('SELECT pg_backend_pid()');
my $round = 0;

# What the backend has: memory contexts, and all its private memory as the kernel counts it.
sub memory
{
	my $contexts = $session->query_safe('SELECT memory()');
	my $private = 0;
	if (open my $status, '<', "/proc/$pid/status")
	{
		($private) = map { /^RssAnon:\s+(\d+) kB/ ? $1 * 1024 : () } <$status>;
	}
	return ($contexts, $private);
}

sub in_one_transaction
{
	my ($rounds) = @_;
	my ($from, $to) = ($round + 1, $round + $rounds);
	$round = $to;
	return "SELECT sum(round_of_calls(i)) FROM generate_series($from, $to) AS i";
}

sub in_many_transactions
{
	my ($rounds) = @_;
	my ($from, $to) = ($round + 1, $round + $rounds);
	$round = $to;
	return "CALL rounds_in_transactions($from, $to)";
}

sub grew_little
{
	my ($test, $before, $before_private) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($after, $private) = memory();
	cmp_ok($after - $before, '<', LIMIT, "$test: memory contexts grow by less than 2 MB");
	cmp_ok($private - $before_private, '<', LIMIT, "$test: private memory grows by less than 2 MB");
	note(sprintf '%s: contexts %+d, private %+d', $test, $after - $before, $private - $before_private);
	return;
}

# All plans are made, caches are filled.
$session->query_safe(in_many_transactions(150));
$session->query_safe(in_one_transaction(150));
my @before = memory();

my $rounds = int(CALLS / 49) + 5;
$session->query_safe(in_many_transactions(int($rounds * 0.6)));
grew_little('many transactions', @before);

# Inside a long transaction too, as long as it lasts: in several, so that dead versions of the rows
# do not pile up.
use constant PART => 100;
my $transactions = int($rounds * 0.4 / PART) || 1;
for my $number (1 .. $transactions)
{
	$session->query_safe('BEGIN');
	$session->query_safe(in_one_transaction(10));
	my @begun = memory();
	$session->query_safe(in_one_transaction(PART - 10));
	grew_little("transaction $number, before it ends", @begun);
	$session->query_safe($number == $transactions ? 'ROLLBACK' : 'COMMIT');
}
grew_little('all of it', @before);

is(problems($node, 'postgres'), '', 'sound');
cmp_ok($round * 49, '>=', CALLS, 'that many calls');
$session->quit;
$node->stop;
done_testing();
