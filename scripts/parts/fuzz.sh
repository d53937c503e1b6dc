# shellcheck shell=bash
about 'libFuzzer on the core, then SQL' 'test/fuzz/NAME.cpp, fuzz:sql'
lane static 50
packages clang cmake libclang-rt-dev python3-psycopg
short 'half a minute of two'

# In full 8 seconds for each target of the core, beginning with its corpus, and for each encoding of
# SQL 6 seconds after the tour of all hostile values.
run_part() {
  local status=0 core_seconds=8 sql_seconds=6
  [ -n "$full" ] || core_seconds=2 sql_seconds=1
  : >"$place/output"
  if [ "$name" != sql ]; then fuzz_core "$core_seconds" || status=$?; fi
  if [ -z "$name" ] || [ "$name" = sql ]; then fuzz_sql "$sql_seconds" || status=$?; fi
  cat "$place/output"
  count_tap "$status" "$place/output"
}

fuzz_core() {
  local seconds=$1 file target
  build_unit clang++ -DFUZZ=ON -DBUILD_TESTING=OFF || return
  for file in test/fuzz/*.cpp; do
    target=$(basename "${file%.cpp}")
    [ -z "$name" ] || [ "$name" = "$target" ] || continue
    mkdir -p "$place/found/$target"
    if run "build/fuzz_$target" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=1024 \
      "-artifact_prefix=$place/found/$target-" "$place/found/$target" "test/fuzz/corpus/$target" \
      >"$place/$target.log" 2>&1; then
      say "ok - $target" >>"$place/output"
    else
      { say "not ok - $target"; grep -v '^#' "$place/$target.log"; } >>"$place/output"
    fi
  done
}

# SQL, and what its server says of it: a crash, or an error that no client saw.
fuzz_sql() {
  local status=0
  install_extension
  start_server server "inventory.worker_enabled = off" "fsync = off" "log_line_prefix = '%e '" \
    "log_min_error_statement = panic"
  run test/fuzz/sql/run --seconds "$1" >>"$place/output" 2>&1 || status=$?
  stop_server server
  if grep -E 'PANIC|TRAP|terminated by signal|^XX' "$place/server/server.log" >>"$place/output"; then
    say "not ok - the log of the server" >>"$place/output"
  fi
  return "$status"
}
