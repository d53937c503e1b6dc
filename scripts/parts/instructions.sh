# shellcheck shell=bash
about 'instructions and WAL of a call, against bench/instructions.txt' 'measurement, see bench/instructions'
lane servers 70
packages valgrind
only_full

# A measurement is one test for each of its numbers: it fails where that has grown by more than 3 %, and where
# it is less than half, for then something else was done than is to be counted. The numbers are those of
# PostgreSQL 15, with what Debian bookworm compiles.
run_part() {
  case $("$PG_CONFIG" --version) in
    'PostgreSQL 15.'*) ;;
    *) skip "the numbers are those of PostgreSQL 15"; return ;;
  esac
  install_extension
  run bench/instructions "$place/counting" ${name:+"$name"} >"$place/counted" 2>"$place/wal" ||
    { cat "$place/wal"; die "nothing was counted"; }
  cat "$place/counted" "$place/wal"
  awk 'FILENAME == ARGV[1] { instructions[$1] = $2; wal[$1] = $3; next }
    function compare(what, now, before) {
      good = before != "" && now <= before * 1.03 && now >= before / 2
      printf "%s - %s: %d %s, %d before\n", good ? "ok" : "not ok", $1, now, what, before
    }
    { compare("instructions", $2, instructions[$1]); compare("bytes of WAL", $3, wal[$1]) }' \
    bench/instructions.txt "$place/counted" >"$place/output"
  cat "$place/output"
  count_tap 0 "$place/output"
}
