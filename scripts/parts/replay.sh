# shellcheck shell=bash
about 'scripts/replay with the real order lines, where the file is there'
lane servers 6

replay_data=$work/shared/data/online_retail_2010-12.csv

run_part() {
  if [ ! -r "$replay_data" ]; then
    skip "../shared/data/${replay_data##*/} is not there"
    return
  fi
  script_test scripts/replay "$replay_data" >"$place/output" 2>&1
  cat "$place/output"
  note "$(grep -E 'lines/s' "$place/output")"
}
