# shellcheck shell=bash
about 'what a script can see of the conventions; shellcheck'
lane static 10
packages shellcheck

run_part() { tap_result scripts/conventions; }
