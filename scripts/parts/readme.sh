# shellcheck shell=bash
about 'what README.md and docs show, run' 'a page: recipes.md'
lane servers 7
packages_listed_in test/readme/packages

# The server is one that nobody has preloaded anything into: README.md says how, and test/readme/run
# does it.
run_part() {
  local status=0
  start_server server "fsync = off" "shared_preload_libraries = ''"
  allow_tcp server
  run env PGDATA="$place/server/data" test/readme/run ${name:+"$name"} >"$place/output" 2>&1 || status=$?
  sed -E '/^[0-9]+ passed, [0-9]+ failed$/d' "$place/output" # the closing line is that of scripts/check
  count_tap "$status" "$place/output"
}
