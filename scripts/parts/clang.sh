# shellcheck shell=bash
about 'everything compiles with clang too (and always with gcc), warnings being errors'
lane static 20
packages clang cmake libboost-test-dev

run_part() {
  local status=0
  { run make -j2 CXX=clang++ WERROR=-Werror inventory.so && build_unit clang++; } || status=$?
  result $((status == 0 ? 1 : 0)) 0 "$status"
}
