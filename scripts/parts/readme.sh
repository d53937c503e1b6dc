# shellcheck shell=bash
about 'what README.md shows, run'
lane servers 7
packages_listed_in test/readme/packages

# test/readme/run finds a server with the worker by PGHOST, PGPORT, PGUSER and PGPASSWORD (by
# socket and by TCP, at INVENTORY_TCP_HOST) and prints "ok …" or "not ok …" for each example.
run_part() {
  start_server server "fsync = off"
  allow_tcp server
  tap_result env INVENTORY_TCP_HOST=127.0.0.1 test/readme/run
}
