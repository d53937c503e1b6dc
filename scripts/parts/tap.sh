# shellcheck shell=bash
about 'PostgreSQL::Test::Cluster, servers' test/t/NAME.pl
lane servers 30
packages libipc-run-perl
packages_listed_in test/t/packages

run_part() {
  local status=0
  tap_tests ${name:+PROVE_TESTS="test/t/$name.pl"} || status=$?
  count_tap "$status" "$place/output"
}
