# shellcheck shell=bash
about 'the layout of C++, as .clang-format says'
lane static 11

# Another version of clang-format lays out differently, and Debian has this one in bookworm only.
if [ "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)" = bookworm ]; then packages clang-format-14; fi

# Every file is one test.
run_part() {
  if [ -z "$(type -P clang-format-14)" ]; then
    skip "there is no clang-format-14"
    return
  fi
  find src test -name '*.[ch]pp' | sort >"$place/files"
  # shellcheck disable=SC2016 # sh is to expand it
  tap_result xargs -a "$place/files" -n 1 sh -c 'if clang-format-14 --style=file "$0" | diff -u --label "$0" --label wanted "$0" -
    then echo "ok - $0"; else echo "not ok - $0"; fi'
}
