# shellcheck shell=bash
about 'pg_isolation_regress, races' test/isolation/specs/NAME.spec
lane races 20

run_part() {
  local status=0
  expect_something 'test/isolation/specs/*.spec' test/isolation/expected
  quiet_server
  installcheck REGRESS= TAP_TESTS= ${name:+ISOLATION="$name"} || status=$?
  count_regress "$status" "$place/output" output_iso/regression.diffs
}
