# shellcheck shell=bash
about 'everything compiles with clang too (and always with gcc), warnings being errors'
lane static 50
packages clang cmake libboost-test-dev
short 'the extension, unoptimized; not the unit tests'

run_part() {
  local status=0 options=()
  [ -n "$full" ] || options=(CXXFLAGS='-O0 -Wno-unknown-warning-option')
  run make -j2 CXX=clang++ WERROR=-Werror "${options[@]}" inventory.so || status=$?
  [ -z "$full" ] || build_unit clang++ || status=$?
  result $((status == 0 ? 1 : 0)) 0 "$status"
}
