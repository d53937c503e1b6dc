# shellcheck shell=bash
about 'clang-tidy, as .clang-tidy says' src/NAME.cpp
lane static 60
packages clang clang-tidy
short 'what was changed, five files at most'

# Every source file is one test. PostgreSQL's headers are system headers.
run_part() {
  if [ -n "$full" ]; then
    find src -name "${name:-*}.cpp" >"$place/files"
  else
    changed_sources >"$place/changed"
    head -n 5 "$place/changed" >"$place/files"
    [ "$(wc -l <"$place/changed")" -le 5 ] || note "tidy: 5 of $(wc -l <"$place/changed") changed files"
  fi
  if [ -z "$name" ] && [ ! -s "$place/files" ]; then
    skip "no source was changed"
    return
  fi
  # shellcheck disable=SC2016 # sh is to expand them
  tap_result xargs -a "$place/files" -n1 -P2 sh -c 'if clang-tidy --quiet "$1" -- -std=c++17 -Isrc -isystem "$0" -Wno-register
    then echo "ok - $1"; else echo "not ok - $1"; fi' "$("$PG_CONFIG" --includedir-server)"
}

# The sources that were changed, or that include a header that was.
changed_sources() {
  local file
  for file in ${INVENTORY_CHANGED:-}; do
    case $file in
      src/*.cpp) [ ! -e "$file" ] || say "$file" ;;
      # one that only headers include has none
      src/*.hpp) { grep -rlF --include='*.cpp' "#include \"${file#src/}\"" src || true; } | sort | sed -n 1p ;;
    esac
  done | awk '!seen[$0]++'
}
