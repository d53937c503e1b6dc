# shellcheck shell=bash
about 'PostgreSQL::Test::Cluster, servers' test/t/NAME.pl
lane servers 30
packages libipc-run-perl
packages_listed_in test/t/packages
short 'races of 3 seconds, a fifth of the calls in the test of memory'

run_part() {
  local status=0
  [ -n "$full" ] || export INVENTORY_RACE_SECONDS=3 INVENTORY_MEMORY_CALLS=20000
  tap_tests ${name:+PROVE_TESTS="test/t/$name.pl"} || status=$?
  count_tap "$status" "$place/output"
}
