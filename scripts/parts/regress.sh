# shellcheck shell=bash
about 'pg_regress, SQL' 'sql/NAME.sql, expected/NAME.out'
lane servers 10

run_part() {
  local status=0
  expect_something 'sql/*.sql' expected
  quiet_server
  installcheck ISOLATION= TAP_TESTS= ${name:+REGRESS="$name"} || status=$?
  count_regress "$status" "$place/output" regression.diffs
}
