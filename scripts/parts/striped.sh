# shellcheck shell=bash
about 'the tests of SQL, races and servers again, with every level in stripes' 'as there'
lane races 30
short 'of SQL only'
packages libipc-run-perl
packages_listed_in test/t/packages

# What cannot pass on striped levels, or would tell nothing new.
rows_only='direct_sql direct_update older_tables owner_rows verify stripes* auto_stripes' # change, break or make the rows themselves
one_queue='opposite_orders kit_race routed_closing set_reservation sweep_order sweep_skips'   # show who waits where there is one row
about_carts='deadline touch_in_progress'                    # take long, and levels have no part in it
on_servers='060_isolation_levels 070_no_deadlock'

# Another PostgreSQL, with an extension in which every level is spread over four stripes as soon as
# it is made (test/striped.sql), down to single units, so that the few of a test are on all four.
# Results are those of ordinary levels, but for the number of stripes where the policy is shown.
run_part() {
  local status=0 sql specs tap
  sql=$(striped_tests sql/NAME.sql "$rows_only")
  specs=$(striped_tests test/isolation/specs/NAME.spec "$rows_only $one_queue $about_carts")
  tap=$(striped_tests test/t/NAME.pl '*' "$on_servers" test/t/NAME.pl)
  [ -n "$full" ] || specs='' tap=''
  install_striped
  quiet_server
  : >"$place/output"
  if [ -n "$sql" ]; then installcheck ISOLATION= TAP_TESTS= REGRESS="$sql" || status=$?; fi
  if [ -n "$specs" ]; then installcheck REGRESS= TAP_TESTS= ISOLATION="$specs" || status=$?; fi
  stop_server server
  if [ -n "$tap" ]; then INVENTORY_RACE_SECONDS=4 tap_tests PROVE_TESTS="$tap" || status=$?; fi
  count_regress "$status" "$place/output" regression.diffs output_iso/regression.diffs
}

# The names of tests (or what form makes of them): all, or $name, without some, but of those with others.
striped_tests() {
  local pattern=$1 without=$2 but=${3:-} form=${4:-NAME} file test chosen=
  for file in ${pattern/NAME/*}; do
    test=$(basename "${file%.*}")
    if [ -n "$name" ] && [ "$test" != "$name" ]; then continue; fi
    if is_among "$test" "$without" && ! is_among "$test" "$but"; then continue; fi
    chosen+="${form/NAME/$test} "
  done
  printf '%s' "$chosen"
}

install_striped() {
  local script
  pg_root=$place/pg
  pg_bin=$pg_root$("$PG_CONFIG" --bindir)
  PATH=$pg_bin:$PATH
  copy_postgresql
  sed -i 's/\bsmallest_share\b/Quantity{1}/' src/core/stock/stripes.cpp
  grep -q 'Quantity{1}' src/core/stock/stripes.cpp || die "no smallest_share in stripes.cpp"
  sed -i 's/\bstripes=1\b/stripes=4/g' expected/*.out
  run_logged "$place/install.log" make install WERROR=-Werror DESTDIR="$pg_root" ||
    die "the striped extension cannot be installed"
  script=$(find "$pg_root$("$PG_CONFIG" --sharedir)/extension" -name 'inventory--*.sql' ! -name 'inventory--*--*.sql')
  cat test/striped.sql >>"$script"
}
