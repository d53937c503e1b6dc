# Ten sessions whose carts name the same levels in every order, one call a transaction: nobody
# deadlocks, whatever the mixture of calls, and in the end every unit is accounted for.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;

my $node = new_server('main', 'deadlock_timeout' => '10ms', 'inventory.expiry_interval' => '50ms',
	'inventory.expiry_batch_size' => 5, 'max_connections' => 40);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION inventory');
create_answer($node, 'postgres');

# Six variants at two locations; variants 1 and 2 are scarce.
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('v' || v, l, CASE WHEN v <= 2 THEN 20 ELSE 1000 END, 'po-1')
FROM generate_series(1, 6) AS v, unnest('{nyc,sfo}'::text[]) AS l;
SELECT inventory.set_level_policy('v3', 'nyc', backorder_limit => 50);

-- all twelve levels, or some of them, in a random order
CREATE FUNCTION some_lines(lines integer) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('variant_id', v, 'location_id', l, 'quantity', 1 + floor(random() * 3)))
	FROM (SELECT 'v' || v AS v, l FROM generate_series(1, 6) AS v, unnest('{nyc,sfo}'::text[]) AS l ORDER BY random() LIMIT lines) AS s $$;

-- n of 12 carts, variants, locations and quantities for reserve_batch
CREATE FUNCTION any_cart() RETURNS text LANGUAGE sql AS $$ SELECT 'cart ' || floor(random() * 12) $$;
CREATE FUNCTION any_variant() RETURNS text LANGUAGE sql AS $$ SELECT 'v' || 1 + floor(random() * 6) $$;
CREATE FUNCTION any_location() RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN random() < 0.5 THEN 'nyc' ELSE 'sfo' END $$;
CREATE FUNCTION any_ttl() RETURNS interval LANGUAGE sql AS $$ SELECT CASE WHEN random() < 0.5 THEN interval '1 millisecond' ELSE '1 hour' END $$;
END

# ---- carts in opposite orders -------------------------------------------------------------------

$node->safe_psql('postgres', "SELECT inventory.set_level_policy('w' || w, 'nyc', unlimited_backorder => true) FROM generate_series(1, 8) AS w");
my $forward = join ', ', map { qq({"variant_id": "w$_", "location_id": "nyc", "quantity": 1}) } 1 .. 8;
my $backward = join ', ', map { qq({"variant_id": "w$_", "location_id": "nyc", "quantity": 1}) } reverse 1 .. 8;
run_pgbench($node, 'postgres', 'ten sessions, lines in opposite orders',
	[ '-c', 10, '-j', 2, '-t', 60 ],
	'forward@1' => "SELECT inventory.reserve_cart('forward ' || :client_id, '[$forward]');\n",
	'backward@1' => "SELECT inventory.reserve_cart('backward ' || :client_id, '[$backward]');\n");
is( $node->safe_psql('postgres', "SELECT DISTINCT reserved FROM inventory.availability WHERE variant_id LIKE 'w%'"),
	'600', 'every cart has its lines');

# ---- routed carts and kits --------------------------------------------------------------------------

# Carts that name their places, carts that are routed over the same levels and kits of them, in opposite
# orders, while kits change, places close and levels are made.
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('r' || r, l, 100, 'po-1') FROM generate_series(1, 6) AS r, unnest('{nyc,sfo,lax}'::text[]) AS l;
SELECT inventory.set_kit('outer', '[{"variant_id": "r1", "quantity": 1}, {"variant_id": "r6", "quantity": 1}]');
SELECT inventory.set_kit('inner', '[{"variant_id": "r4", "quantity": 2}, {"variant_id": "r3", "quantity": 1}]');
CREATE FUNCTION some_kit() RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN random() < 0.5 THEN 'inner' ELSE 'outer' END $$;
CREATE FUNCTION some_place() RETURNS text LANGUAGE sql AS $$ SELECT (ARRAY['nyc', 'sfo', 'lax'])[1 + floor(random() * 3)] $$;
CREATE FUNCTION some_components() RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('variant_id', 'r' || r, 'quantity', 1 + floor(random() * 2)))
	FROM (SELECT r FROM generate_series(1, 6) AS r ORDER BY random() LIMIT 2) AS s $$;
END
my %routed = map { ("routed $_" => join ', ', map { qq({"variant_id": "r$_", "quantity": 4}) } $_ eq 'forward' ? 1 .. 6 : reverse 1 .. 6) } 'forward', 'backward';
my $named = join ', ', map { my $r = $_; map { qq({"variant_id": "r$r", "location_id": "$_", "quantity": 1}) } 'sfo', 'nyc', 'lax' } reverse 1 .. 6;
my $kits = join ', ', map { my $kit = $_; map { qq({"variant_id": "$kit", "location_id": "$_", "quantity": 1}) } 'nyc', 'lax' } 'outer', 'inner';
run_pgbench($node, 'postgres', 'ten sessions, routed carts and kits beside named ones',
	[ '-c', 10, '-j', 2, '-T', $ENV{INVENTORY_RACE_SECONDS} // 8 ],
	(map { ("$_@4" => "SELECT answer('reserve_cart(%L, %L)', 'routed ' || :client_id, '[$routed{$_}]');\n") } sort keys %routed),
	'named@4' => "SELECT answer('reserve_cart(%L, %L)', 'named ' || :client_id, '[$named]');\n",
	'kits@4' => "SELECT answer('reserve_cart(%L, %L)', 'kits ' || :client_id, '[$kits]');\n",
	'mixed@4' => "SELECT answer('set_cart(%L, %L, route => %L)', 'mixed ' || :client_id, '[{\"variant_id\": \"outer\", \"quantity\": 2}, {\"variant_id\": \"r4\", \"quantity\": 9}, {\"variant_id\": \"r1\", \"quantity\": 3}]', '{\"goals\": [\"most_stock\"]}');\n",
	'replan@3' => "SELECT answer('set_cart(%L, NULL)', 'routed ' || :client_id);\n",
	'release@8' => "SELECT inventory.release_carts(ARRAY['routed ' || :client_id, 'named ' || :client_id, 'kits ' || :client_id]);\n",
	'part@3' => "SELECT answer('release_reservation(%L, %L, 1, %L)', some_kit(), some_place(), 'kits ' || :client_id);\n",
	'sell@2' => "SELECT answer('sell_inventory(%L, %L, 1, %L)', some_kit(), some_place(), 'till');\n",
	'parcel@2' => "SELECT answer('fulfill_cart(%L, location_id => %L)', 'routed ' || :client_id, some_place());\n",
	'restock@2' => "SELECT answer('receive_inventory(%L, %L, 20, %L)', 'r' || 1 + floor(random() * 6), some_place(), 'po-2');\n",
	'set_kit@2' => "SELECT answer('set_kit(%L, %L)', some_kit(), some_components());\n",
	'place@2' => "SELECT answer('set_location(%L, %L)', some_place(), CASE WHEN random() < 0.3 THEN 'ships_only' ELSE 'open' END);\n",
	'level@1' => "SELECT answer('receive_inventory(%L, %L, 1, %L)', 'new ' || floor(random() * 1000000), some_place(), 'po-3');\n",
	'plan@1' => "SELECT count(*) FROM inventory.plan_cart('[$routed{'routed forward'}]', '{\"max_parcels\": 2}');\n");
is(problems($node, 'postgres'), '', 'sound, every kit whole');
cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM inventory.transactions WHERE kit_id IN ('inner', 'outer')"), '>', 20, 'kits were held');
cmp_ok($node->safe_psql('postgres', "SELECT max(version) FROM inventory.kits"), '>', 2, 'and changed');

# ---- products -----------------------------------------------------------------------------------------

# Four products that want the same eight variants, named in every order, while these are sold.
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('q' || q, 'nyc', 1000, 'po-1') FROM generate_series(1, 8) AS q;
CREATE FUNCTION some_variants() RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(jsonb_agg(jsonb_build_object('variant_id', 'q' || q, 'options', jsonb_build_object('n', floor(random() * 2)))), '[]')
	FROM (SELECT q FROM generate_series(1, 8) AS q ORDER BY random() LIMIT floor(random() * 5)) AS s $$;
END
run_pgbench($node, 'postgres', 'ten sessions, products that want the same variants',
	[ '-c', 10, '-j', 2, '-T', $ENV{INVENTORY_RACE_SECONDS} // 8 ],
	'set_product@8' => "SELECT answer('set_product(%L, %L)', 'product ' || floor(random() * 4), some_variants());\n",
	'sell@2' => "SELECT answer('sell_inventory(%L, %L, 1, %L)', 'q' || 1 + floor(random() * 8), 'nyc', 'till');\n",
	'look@2' => "SELECT count(*) FROM inventory.product_availability('{product 0,product 1,product 2,product 3}');\n");
is(problems($node, 'postgres'), '', 'sound, products too');
cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM inventory.transactions WHERE reason LIKE 'product none -> product _'"), '>', 20, 'variants came to products');

# ---- what is on its way ------------------------------------------------------------------------------

# Orders, transfers and deliveries that name the same levels in opposite orders, beside carts that wait for
# them; limits follow supply, transfers go both ways.
$node->safe_psql('postgres', <<'END');
SELECT inventory.receive_inventory('s' || s, l, 60, 'po-1') FROM generate_series(1, 5) AS s, unnest('{nyc,sfo}'::text[]) AS l;
SELECT inventory.set_level_policy('s' || s, l, promise_incoming => true) FROM generate_series(1, 3) AS s, unnest('{nyc,sfo}'::text[]) AS l;
SELECT inventory.set_location('nyc', 'open'), inventory.set_location('sfo', 'open');
CREATE FUNCTION some_order(backwards boolean) RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('variant_id', 's' || s, 'location_id', l, 'quantity', 2000 + floor(random() * 50)) ORDER BY CASE WHEN backwards THEN -s ELSE s END)
	FROM generate_series(1, 5) AS s, unnest('{nyc,sfo}'::text[]) AS l $$;
CREATE FUNCTION some_goods(backwards boolean, units text) RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_object('variant_id', 's' || s, 'quantity', 1 + floor(random() * 2)) || units::jsonb ORDER BY CASE WHEN backwards THEN -s ELSE s END)
	FROM (SELECT s FROM generate_series(1, 5) AS s ORDER BY random() LIMIT 3) AS s $$;
CREATE FUNCTION any_order() RETURNS text LANGUAGE sql AS $$ SELECT 'order ' || floor(random() * 3) $$;
CREATE FUNCTION any_date() RETURNS text LANGUAGE sql AS $$ SELECT (ARRAY['2101-01-01', '2101-02-01', 'infinity', '2001-01-01'])[1 + floor(random() * 4)] $$;
CREATE FUNCTION closed_transfer() RETURNS text LANGUAGE sql AS $$ SELECT supply_id FROM inventory.supplies WHERE from_location IS NOT NULL AND received = quantity ORDER BY random() LIMIT 1 $$;
SELECT inventory.set_supply('order ' || n, some_order(false)::jsonb, '2101-01-01') FROM generate_series(0, 2) AS n;
END
my %supplied = map { my $way = $_; ($way => join ', ', map { my $s = $_; map { qq({"variant_id": "s$s", "location_id": "$_", "quantity": 2}) } 'nyc', 'sfo' }
	$way eq 'forward' ? 1 .. 5 : reverse 1 .. 5) } 'forward', 'backward';
run_pgbench($node, 'postgres', 'ten sessions, orders, transfers and deliveries beside carts',
	[ '-c', 10, '-j', 2, '-T', $ENV{INVENTORY_RACE_SECONDS} // 8 ],
	(map { ("supplied_$_@4" => "SELECT answer('reserve_cart(%L, %L)', '$_ ' || :client_id, '[$supplied{$_}]');\n",
		"set_$_@3" => "SELECT answer('set_cart(%L, %L)', '$_ ' || :client_id, '[$supplied{$_}]');\n",
		"promise_$_@2" => "SELECT answer('promise_cart(%L)', '$_ ' || :client_id);\n",
		"confirm_$_@1" => "SELECT answer('confirm_cart(%L)', '$_ ' || :client_id);\n",
		"ship_$_@2" => "SELECT answer('fulfill_cart(%L)', '$_ ' || :client_id);\n",
		"cancel_$_@3" => "SELECT answer('release_cart(%L, true)', '$_ ' || :client_id);\n") } sort keys %supplied),
	'order@3' => "SELECT answer('set_supply(%L, %L, %L, allow_shortfall => true)', any_order(), some_order(random() < 0.5), any_date());\n",
	'move@2' => "SELECT answer('set_supply(%L, expected_at => %L, allow_shortfall => true)', any_order(), any_date());\n",
	'deliver@6' => "SELECT answer('receive_supply(%L, %L)', any_order(), (SELECT jsonb_agg(l || '{\"location_id\": \"sfo\"}') FROM jsonb_array_elements(some_goods(random() < 0.5, '{}')::jsonb) AS l)::text);\n",
	'lose@2' => "SELECT answer('receive_supply(%L, %L, allow_shortfall => true)', any_order(), (SELECT jsonb_agg(l || '{\"location_id\": \"nyc\"}') FROM jsonb_array_elements(some_goods(random() < 0.5, '{\"lost\": 1}')::jsonb) AS l)::text);\n",
	'there@4' => "SELECT answer('ship_transfer(%L, %L, %L, %L)', 'transfer ' || floor(random() * 60), 'nyc', 'sfo', some_goods(random() < 0.5, '{}'));\n",
	'back@4' => "SELECT answer('ship_transfer(%L, %L, %L, %L, %L)', 'transfer ' || floor(random() * 60), 'sfo', 'nyc', some_goods(random() < 0.5, '{}'), any_date());\n",
	'arrive@6' => "SELECT answer('receive_supply(%L, %L, close => true, allow_shortfall => true)', 'transfer ' || floor(random() * 60), some_goods(random() < 0.5, '{\"quantity\": 1}'));\n",
	'return@4' => "SELECT answer('receive_supply(%L, %L, allow_shortfall => true)', 'transfer ' || floor(random() * 60), some_goods(random() < 0.5, '{\"quantity\": 0, \"returned\": 1}'));\n",
	'whole@3' => "SELECT answer('receive_supply(%L)', 'transfer ' || floor(random() * 60));\n",
	'forget@8' => "DELETE FROM inventory.supplies WHERE supply_id = closed_transfer() AND received = quantity;\n",
	'policy@1' => "SELECT answer('set_level_policy(%L, %L, promise_incoming => %L)', 's' || 1 + floor(random() * 3), any_location(), (random() < 0.8)::text);\n",
	'feed@1' => "SELECT answer('apply_levels(%L, false)', '[{\"variant_id\": \"s5\", \"location_id\": \"sfo\", \"on_hand\": 80}, {\"variant_id\": \"s1\", \"location_id\": \"nyc\", \"delta\": 3}]');\n",
	'late@1' => "SELECT count(*) FROM inventory.late_promises(), inventory.available_by_date('s1');\n");
is(problems($node, 'postgres'), '', 'sound, and what is on its way adds up');
is( $node->safe_psql('postgres', <<'END'), '', 'what levels expect is what their supplies do');
SELECT * FROM (SELECT variant_id, location_id, sum(incoming) AS n FROM inventory.levels WHERE variant_id LIKE 's_' GROUP BY 1, 2) AS l
FULL JOIN (SELECT variant_id, location_id, sum(quantity - received) AS n FROM inventory.supplies GROUP BY 1, 2) AS s USING (variant_id, location_id)
WHERE l.n IS DISTINCT FROM coalesce(s.n, 0)
END
is( $node->safe_psql('postgres', <<'END'), '', 'what was sent has come, is lost or on the road');
SELECT sum(-on_hand_delta) FILTER (WHERE type = 'transfer_out') AS shipped, sum(on_hand_delta) FILTER (WHERE type = 'transfer_in') AS came,
	sum(-incoming_delta) FILTER (WHERE type = 'damage') AS lost, sum(incoming_delta) AS on_the_road
FROM inventory.transactions WHERE supply_id LIKE 'transfer%'
HAVING sum(on_hand_delta) + sum(-incoming_delta) FILTER (WHERE type = 'damage') + sum(incoming_delta) <> 0
END
is( $node->safe_psql('postgres', "SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text) FROM inventory.transactions WHERE supply_id IS NOT NULL"),
	'damage incoming receive transfer_in transfer_out', 'supplies of every kind of change');

# ---- everything at once ---------------------------------------------------------------------------

my %calls = (
	'reserve_cart@6' => "SELECT answer('reserve_cart(%L, %L, %L)', any_cart(), some_lines(4)::text, any_ttl()::text);\n",
	'try_reserve_cart@6' => "SELECT count(*) FROM inventory.try_reserve_cart(any_cart(), some_lines(12), any_ttl());\n",
	'reserve@6' => "SELECT status FROM inventory.try_reserve_inventory(any_variant(), any_location(), 1 + floor(random() * 4)::bigint, any_cart(), any_ttl());\n",
	'set@4' => "SELECT answer('set_reservation(%L, %L, %L, %L)', any_variant(), any_location(), (floor(random() * 4)::bigint)::text, any_cart());\n",
	'batch@6' => <<'END',
SELECT count(*) FROM inventory.reserve_batch(
	ARRAY[any_cart(), any_cart(), any_cart(), any_cart()], ARRAY[any_variant(), any_variant(), any_variant(), any_variant()],
	ARRAY[any_location(), any_location(), any_location(), any_location()], ARRAY[1, 2, 3, 4], any_ttl());
END
	'touch@2' => "SELECT answer('touch_cart(%L)', any_cart());\n",
	'release@3' => "SELECT inventory.release_reservation(any_variant(), any_location(), NULL, any_cart());\n",
	'release_cart@3' => "SELECT inventory.release_cart(any_cart(), cancel_order => true);\n",
	'confirm@3' => "SELECT answer('confirm_cart(%L, revive => %L)', any_cart(), (random() < 0.5)::text);\n",
	'fulfill@3' => "SELECT answer('fulfill_reservation(%L, %L, NULL, %L)', any_variant(), any_location(), any_cart());\n",
	'fulfill_cart@2' => "SELECT answer('fulfill_cart(%L)', any_cart());\n",
	'sell@1' => "SELECT answer('sell_inventory(%L, %L, 1, ''till'')', any_variant(), any_location());\n",
	'transfer@4' => "SELECT answer('transfer_inventory(%L, %L, %L, 1, ''truck'')', any_variant(), any_location(), any_location());\n",
	'receive@2' => "SELECT inventory.receive_inventory(any_variant(), any_location(), 5, 'po-2');\n",
	'adjust@2' => "SELECT answer('adjust_inventory(%L, %L, -1, ''lost'', allow_shortfall => true)', any_variant(), any_location());\n",
	'sweep@2' => "SELECT inventory.expire_stale_carts(max_carts => 3);\n",
	'sweep_idle@1' => "SELECT inventory.expire_stale_carts(older_than => '20 milliseconds');\n",
	'maintain@1' => "SELECT inventory.maintain();\n",
	'drop@1' => "SELECT inventory.drop_transactions_before(clock_timestamp() - interval '1 second', 50);\n",
	'read@2' => "SELECT inventory.available_inventory(any_variant()), count(*) FROM inventory.cart_lines(any_cart());\n");
run_pgbench($node, 'postgres', 'ten sessions, every call at once', [ '-c', 10, '-j', 2, '-T', $ENV{INVENTORY_RACE_SECONDS} // 12 ], %calls);

unlike(slurp_file($node->logfile), qr/deadlock detected/, 'no deadlock in the log');
is(problems($node, 'postgres'), '', 'sound');

# Rule 5: what was reserved has ended once or is live.
is( $node->safe_psql('postgres', <<'END'), '', 'every hold ended at most once');
SELECT variant_id, location_id, sum(reserved_delta), (
	SELECT coalesce(sum(quantity), 0) FROM inventory.reservations AS r WHERE (r.variant_id, r.location_id) = (t.variant_id, t.location_id))
FROM (SELECT variant_id, location_id, reserved_delta::numeric FROM inventory.transactions
	UNION ALL SELECT variant_id, location_id, reserved_delta FROM inventory.dropped_transactions) AS t
GROUP BY 1, 2
HAVING sum(reserved_delta) <> (
	SELECT coalesce(sum(quantity), 0) FROM inventory.reservations AS r WHERE (r.variant_id, r.location_id) = (t.variant_id, t.location_id))
END
is( $node->safe_psql('postgres', <<'END'), '', 'nobody was promised more than there is');
SELECT * FROM inventory.levels WHERE reserved > on_hand + coalesce(backorder_limit, reserved) + shortfall
END
my $types = $node->safe_psql('postgres', <<'END');
SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text)
FROM (SELECT type, variant_id FROM inventory.transactions UNION ALL SELECT type, variant_id FROM inventory.dropped_transactions) AS t
WHERE type <> 'initial' AND variant_id LIKE 'v_'
END
is($types, 'adjust expire fulfill policy receive release reserve sell transfer_in transfer_out', 'every kind of change happened');

$node->stop;
done_testing();
