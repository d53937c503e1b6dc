# shellcheck shell=bash
about 'some of regress with the server under memcheck' sql/NAME.sql
lane servers 60
packages valgrind
only_full

under_valgrind='bad_input reserve_cart reserve_batch requests stripes'

# Every process of the server is under memcheck. One more test is that no error has the extension on
# its stack.
run_part() {
  local status=0
  start_server server "inventory.worker_enabled = off" "fsync = off" "jit = off" "autovacuum = off"
  stop_server server
  mkdir "$place/errors"
  INVENTORY_VALGRIND_LOGS=$place/errors run_logged "$place/start.log" pg_ctl -t 300 \
    -D "$place/server/data" -l "$place/server/server.log" -p "$place/src/test/valgrind/postgres" \
    -w start || die "the server does not start under valgrind"
  installcheck ISOLATION= TAP_TESTS= REGRESS="${name:-$under_valgrind}" || status=$?
  stop_server server
  # an error is a paragraph of lines that begin with ==pid==
  sed -E 's/^==[0-9]+== ?//' "$place/errors"/*.log |
    awk -v RS= '/ inventory(::|_)|inventory\.so/ { print $0 "\n" }' >"$place/found"
  if [ -s "$place/found" ]; then
    say "not ok 1 valgrind" >>"$place/output"
    cat "$place/found"
  else
    say "ok 1 valgrind" >>"$place/output"
  fi
  count_regress "$status" "$place/output" regression.diffs
}
