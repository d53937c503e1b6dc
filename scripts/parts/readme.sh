# shellcheck shell=bash
about 'what README.md shows, run'
lane servers 7
packages_listed_in test/readme/packages

# test/readme/run finds a server with the worker by PGHOST, PGPORT, PGUSER and PGPASSWORD (by
# socket and by TCP, at INVENTORY_TCP_HOST) and prints "ok …" or "not ok …" for each example.
run_part() {
  local status=0
  start_server server "fsync = off"
  allow_tcp server
  run env INVENTORY_TCP_HOST=127.0.0.1 test/readme/run >"$place/output" 2>&1 || status=$?
  sed -E '/^[0-9]+ passed, [0-9]+ failed$/d' "$place/output" # the closing line is that of scripts/check
  count_tap "$status" "$place/output"
}
