# contrib/monitoring with the packaged exporter: its queries work with the rights that docs/operations.md
# gives, every metric that the dashboard draws or an alert looks at is there, and the dashboard turns red
# where an alert is raised.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Checks;
use HTTP::Tiny;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Shop;
use Test::More;
use Time::HiRes qw(usleep);

my ($exporter) = grep { -x } map { "$_/prometheus-postgres-exporter" } split /:/, "$ENV{PATH}:/usr/bin";
plan skip_all => 'prometheus-postgres-exporter is not installed' unless defined $exporter;

my $monitoring = "$FindBin::RealBin/../../contrib/monitoring";
my $node = new_server('main');
$node->start;
create_shop($node, 'postgres');
$node->safe_psql('postgres', <<'END');
CREATE ROLE watcher LOGIN;
GRANT pg_monitor TO watcher;
GRANT USAGE ON SCHEMA inventory TO watcher;
GRANT SELECT ON inventory.levels, inventory.supplies TO watcher;
GRANT EXECUTE ON FUNCTION inventory.late_promises TO watcher;
GRANT SELECT (reference_id, status) ON inventory.carts TO watcher;
GRANT SELECT (reference_id, variant_id, location_id, promised_at) ON inventory.reservations TO watcher;
SELECT inventory.reserve_inventory('shirt', 'nyc', 3, 'cart-1');
SELECT inventory.try_reserve_inventory('cup', 'nyc', 1, 'cart-1');
-- low; sold out and low; sold out but for backorders; without end; not counted; promised and missing
SELECT inventory.receive_inventory(v, 'sfo', 9, 'po-1') FROM unnest(ARRAY['low', 'last', 'late', 'hat', 'short']) AS v;
SELECT inventory.set_level_policy('low', 'sfo', low_stock_threshold => 9, stripes => 4);
SELECT inventory.set_level_policy('last', 'sfo', low_stock_threshold => 0);
SELECT inventory.set_level_policy('late', 'sfo', backorder_limit => 5);
SELECT inventory.set_level_policy('hat', 'sfo', unlimited_backorder => true);
SELECT inventory.set_level_policy('song', 'sfo', tracked => false);
SELECT inventory.sell_inventory(v, 'sfo', 9, 'till-1') FROM unnest(ARRAY['last', 'late', 'hat']) AS v;
SELECT inventory.reserve_inventory('short', 'sfo', 9, 'order-1');
SELECT inventory.confirm_cart('order-1');
SELECT inventory.count_inventory('short', 'sfo', 7, 'broken', allow_shortfall => true);
-- waits, and nobody knows how long
SELECT inventory.reserve_inventory('late', 'sfo', 1, 'order-2');
SELECT inventory.confirm_cart('order-2');
-- three on their way, one of which should be there, and one without a date
SELECT inventory.set_supply('po-2', '[{"variant_id": "hat", "location_id": "sfo", "quantity": 4}]', '2020-01-01');
SELECT inventory.set_supply('po-3', '[{"variant_id": "hat", "location_id": "sfo", "quantity": 3}]', '2090-01-01');
SELECT inventory.set_supply('po-4', '[{"variant_id": "hat", "location_id": "sfo", "quantity": 2}]', 'infinity');
-- sold out, and told
SELECT inventory.create_consumer('search', 'changes'), inventory.create_consumer('mails', 'signals'), inventory.create_consumer('cache', 'changes');
SELECT inventory.receive_inventory('gone', 'ham', 1, 'po-5');
SELECT inventory.collect_changes();
SELECT inventory.sell_inventory('gone', 'ham', 1, 'till-1');
SELECT inventory.collect_changes();
END
leave_cart($node, 'postgres', 'late');
wait_for_status($node, 'postgres', 'late', 'expired', 'the worker works');
ok( $node->poll_query_until('postgres', 'SELECT passes > 0 FROM inventory.stat_inventory_worker'),
	'and has ended a pass');

# The worker is switched off, so what is sold now is not collected.
$node->append_conf('postgresql.conf', 'inventory.worker_enabled = off');
$node->reload;
ok($node->poll_query_until('postgres', "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'inventory worker')"), 'and is gone');
$node->safe_psql('postgres', <<'END');
SELECT inventory.collect_changes();
SELECT inventory.acknowledge('cache', (SELECT max(seq) FROM inventory.changes));
SELECT inventory.sell_inventory('shirt', 'nyc', 1, 'till-2');
SELECT inventory.sell_inventory('shirt', 'nyc', 1, 'till-3');
END

# ---- the exporter ----------------------------------------------------------------------------------

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $log = $node->basedir . '/exporter.log';
local $ENV{DATA_SOURCE_NAME} =
  'user=watcher sslmode=disable dbname=postgres host=' . $node->host . ' port=' . $node->port;
my $process = IPC::Run::start(
	[ $exporter, "--web.listen-address=127.0.0.1:$port", "--extend.query-path=$monitoring/queries.yaml", '--disable-default-metrics' ],
	'>', $log, '2>&1');

my $metrics = '';
for (1 .. 600)
{
	my $answer = HTTP::Tiny->new(timeout => 30)->get("http://127.0.0.1:$port/metrics");
	$metrics = $answer->{success} ? $answer->{content} : '';
	last if $metrics ne '';
	usleep(100_000);
}
$process->kill_kill(grace => 5);
my $labels = 'datname="postgres",function="reserve_inventory"';
like($metrics, qr/^inventory_function_units\{$labels,[^}]*\} 14$/m, 'units of a function');
like($metrics, qr/^inventory_function_latency_seconds_bucket\{$labels,[^}]*le="\+Inf"\} 4$/m, 'its histogram');
like($metrics, qr/^inventory_refusal_calls\{datname="postgres",function="try_reserve_inventory",reason="unknown_level",[^}]*\} 1$/m,
	'refusals by reason');
like($metrics, qr/^inventory_refusal_calls\{datname="postgres",function="sell_inventory",reason="other",[^}]*\} 0$/m,
	'those that never happened too');
like($metrics, qr/^inventory_worker_left_alone\{datname="postgres",[^}]*\} 0$/m, 'the database is not left alone');
like($metrics, qr/^inventory_worker_carts_expired\{datname="postgres",[^}]*\} 1$/m, 'what the worker did');
like($metrics, qr/^inventory_worker_last_pass_timestamp_seconds\{datname="postgres",[^}]*\} [1-9]/m, 'and when');
like($metrics, qr/^inventory_worker_overdue_carts\{datname="postgres",[^}]*\} 0$/m, 'what is left to do');
like($metrics, qr/^inventory_chore_done\{chore="expiry",datname="postgres",[^}]*\} 1$/m, 'what each chore did');
like($metrics, qr/^inventory_chore_failures\{chore="auto_stripe",datname="postgres",[^}]*\} 0$/m, 'and how often it failed');
like($metrics, qr/^inventory_chore_seconds\{chore="collect",datname="postgres",[^}]*\} [\d.e-]*[1-9]/m, 'and how long it took');
like($metrics, qr/^inventory_feed_uncollected\{datname="postgres",[^}]*\} 2$/m, 'rows that are not collected');
like($metrics, qr/^inventory_feed_oldest_uncollected_seconds\{datname="postgres",[^}]*\} [\d.e-]*[1-9]/m, 'and for how long');
like($metrics, qr/^inventory_feed_collected_timestamp_seconds\{datname="postgres",[^}]*\} [1-9]/m, 'when some were');
my $stock = $node->safe_psql('postgres', 'SELECT count(*) FROM inventory.changes');
like($metrics, qr/^inventory_consumer_behind\{consumer="search",datname="postgres",[^}]*stream="changes"\} $stock$/m, 'a consumer that has read nothing');
like($metrics, qr/^inventory_consumer_behind\{consumer="cache",datname="postgres",[^}]*stream="changes"\} 0$/m, 'one that has read all');
like($metrics, qr/^inventory_consumer_oldest_unread_seconds\{consumer="cache",[^}]*\} 0$/m, 'so nothing of it is old');
like($metrics, qr/^inventory_consumer_oldest_unread_seconds\{consumer="mails",[^}]*stream="signals"\} [\d.e-]*[1-9]/m, 'one of signals');
like($metrics, qr/^inventory_signals_last_hour\{datname="postgres",kind="out_of_stock",[^}]*\} ([2-9]|[1-9]\d)$/m, 'signals, by kind');
my %levels = (tracked => 5, sold_out => 2, low => 2, shortfall_units => 2, waiting_units => 3, incoming_units => 9);
like($metrics, qr/^inventory_levels_$_\{datname="postgres",location="sfo",[^}]*\} $levels{$_}$/m, "levels of a location: $_")
  for sort keys %levels;
like($metrics, qr/^inventory_levels_sold_out\{datname="postgres",location="nyc",[^}]*\} 0$/m, 'and of one where nothing is sold out');
like($metrics, qr/^inventory_supply_overdue\{datname="postgres",[^}]*\} 1$/m, 'supplies that should be there');
like($metrics, qr/^inventory_supply_late_orders\{datname="postgres",[^}]*\} 1$/m, 'orders that are late');
like($metrics, qr/^inventory_supply_undated\{datname="postgres",[^}]*\} 1$/m, 'supplies without a date');
like($metrics, qr/^inventory_supply_told_no_date\{datname="postgres",[^}]*\} 1$/m, 'orders that were told none');
like($metrics, qr/^pg_exporter_last_scrape_error 0$/m, 'no query fails') || diag(slurp_file($log));

# Every reason that is counted is exported.
my ($names) = slurp_file("$FindBin::RealBin/../../src/pg/stats/counters.hpp") =~ /refusal_names\[\] = \{(.*?)\}/s;
is( join(' ', sort $names =~ /"(\w+)"/g),
	join(' ', sort $metrics =~ /^inventory_refusal_calls\{datname="postgres",function="sell_inventory",reason="(\w+)"/mg),
	'all reasons');

# ---- the dashboard and the alerts ---------------------------------------------------------------------------------

my $dashboard = decode_json(slurp_file("$monitoring/grafana-dashboard.json"));
my @expressions = map { map { $_->{expr} } @{ $_->{targets} // [] } } @{ $dashboard->{panels} };
my %drawn = map { $_ => 1 } map { /\b(inventory_\w+)\{/g } @expressions;
my @missing = grep { $metrics !~ /^\Q$_\E\{/m } sort keys %drawn;
cmp_ok(scalar(keys %drawn), '>', 10, 'the dashboard draws metrics');
is("@missing", '', 'all of which the exporter has');
my @watched = map { /\b(inventory_\w+)/g } slurp_file("$monitoring/alerts.yml") =~ /^\s+expr: (.*)$/mg;
@missing = grep { $metrics !~ /^\Q$_\E\{/m } @watched;
cmp_ok(scalar(@watched), '>', 8, 'alerts look at metrics');
is("@missing", '', 'and these are there');

# ---- the row of health: first, and each of its panels can turn red, at the number of the alert --------------------

my ($health, @rows) = grep { $_->{type} eq 'row' } @{ $dashboard->{panels} };
is($health->{title}, 'Health', 'the first row is about health');
is($dashboard->{panels}[0], $health, 'above everything else');
my %turns_red;
for my $panel (grep { $_->{type} eq 'stat' && $_->{gridPos}{y} < $rows[0]{gridPos}{y} } @{ $dashboard->{panels} })
{
	my @red = grep { $_->{color} eq 'red' } @{ $panel->{fieldConfig}{defaults}{thresholds}{steps} };
	is(scalar(@red), 1, "$panel->{title} turns red");
	$turns_red{ $panel->{title} } = $red[0]{value};
}
for my $panel (grep { $_->{type} eq 'stat' && $_->{title} =~ /^Oldest (row not collected|unread change)$/ } @{ $dashboard->{panels} })
{
	$turns_red{ $panel->{title} } = $panel->{fieldConfig}{defaults}{thresholds}{steps}[-1]{value};
}
my %alerts = slurp_file("$monitoring/alerts.yml") =~ /^\s+- alert: (\w+)\n\s+expr: (.*)$/mg;
my %same = (
	InventoryOverdueCarts   => [ 'Oldest overdue cart', qr/ > (\d+)$/ ],
	InventoryFeedBehind     => [ 'Oldest row not collected', qr/ > (\d+)$/ ],
	InventoryConsumerBehind => [ 'Oldest unread change', qr/ > (\d+)$/ ],
	InventoryWaits          => [ 'Calls that wait', qr/ > ([\d.]+) \* / ],
	InventoryConflicts      => [ 'Calls to be repeated', qr/ > ([\d.]+) \* / ]);
for my $alert (sort keys %same)
{
	my ($title, $limit) = @{ $same{$alert} };
	my ($number) = $alerts{$alert} =~ $limit;
	cmp_ok($turns_red{$title}, '==', $number, "$title turns red where $alert is raised");
}

$node->stop;
done_testing();
