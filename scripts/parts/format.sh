# shellcheck shell=bash
about 'the layout of C++, as .clang-format says'
lane static 11
packages clang-format-14

# Every file is one test. Another version of clang-format would lay out differently.
run_part() {
  find src test -name '*.[ch]pp' | sort >"$place/files"
  # shellcheck disable=SC2016 # sh is to expand it
  tap_result xargs -a "$place/files" -n 1 sh -c 'if clang-format-14 --style=file "$0" | diff -u --label "$0" --label wanted "$0" -
    then echo "ok - $0"; else echo "not ok - $0"; fi'
}
