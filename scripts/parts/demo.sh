# shellcheck shell=bash
about 'scripts/demo'
lane servers 5

run_part() { script_test scripts/demo; }
