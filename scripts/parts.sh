# shellcheck shell=bash disable=SC2034,SC2154 # of and for the scripts that source this
# What scripts/check and its parts share: how a part says what it is, and what several of them do.
# To be sourced after lib.sh.
#
# A part is a file scripts/parts/PART.sh. It begins with what it is, in these words:
#
#   about WHAT [NAMES]     for --help; which tests NAME in PART:NAME may be
#   lane LANE POSITION     lanes run side by side, the parts of one after the other by position
#   packages PACKAGE ...   what it needs besides PostgreSQL, make, g++ and perl
#   short WHAT             what a run without --full does of it; without this line all of it
#   only_full, only_named  it runs with --full only, or only where it is named
#
# and defines run_part, which is called in a process of its own, with the output going to the log of
# the part, in a copy of the checkout of its own: $place/src, where $place is a directory for what
# it makes. Its servers end with it. $name is NAME or nothing, $full says whether all of the part is
# wanted. It ends with one call of result or skip; without, it counts as one failure.
#
# The lane "static" begins before the extension is built. What needs it there, calls
# install_extension. In the others it is installed.

parts_directory=$(dirname "${BASH_SOURCE[0]}")/parts
all_parts=()
for file in "$parts_directory"/*.sh; do
  file=${file##*/}
  all_parts+=("${file%.sh}")
done

about() { part_about=$1 part_names=${2:-}; }
lane() { part_lane=$1 part_position=$2; }
packages() { part_packages+=("$@"); }
short() { part_short=$1; }
only_full() { part_when=full; }
only_named() { part_when=named; }

# Reads what PART[:NAME] is, and leaves its run_part defined.
load_part() {
  local part=$1
  name=
  case $part in *:*) name=${part#*:} ;; esac
  part_about='' part_names='' part_lane='' part_position=0 part_packages=() part_short='' part_when=
  # shellcheck source=/dev/null
  . "$parts_directory/${part%%:*}.sh"
}

# Packages listed in a file, one a line. A second word is a command: where it is there already, the
# package is not needed.
packages_listed_in() {
  local package command
  while read -r package command; do
    case $package in
      '' | '#'*) continue ;;
      *-jdk*) [ -e /proc/self ] || continue ;; # Java cannot be installed without /proc
    esac
    if [ -z "$command" ] || [ -z "$(type -P "$command")" ]; then packages "$package"; fi
  done <"$top/$1"
}

# ---- counting -------------------------------------------------------------------------------

# What came of the part: tests that passed, tests that failed, its status. A part that failed without
# saying in which test counts as one failure, and so does one without any test.
result() {
  local passed=$1 failed=$2 status=$3
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
    say "no tests found"
    failed=1
  fi
  say "$passed $failed" >"$place/result"
}

# The part has nothing to do here.
skip() { say "skipped: $*" >"$place/result"; }

# A line to be shown with the result of the part.
note() { say "$*" >>"$place/notes"; }

# Lines of a file that match an extended regular expression.
count() { grep -cE "$1" "$2" || true; }

# The sum of the first numbers in the lines that match.
sum() { sed -nE "s/$1/\\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }

# Runs a command that prints "ok …" or "not ok …" for each test, for instance in TAP.
tap_result() {
  local status=0
  run "$@" >"$place/output" 2>&1 || status=$?
  cat "$place/output"
  count_tap "$status" "$place/output"
}

count_tap() { result "$(count '^ok ' "$2")" "$(count '^not ok ' "$2")" "$1"; }

# The lines of pg_regress, up to 15 "test name ... ok", from 16 on "ok 1 - name", and those of TAP.
count_regress() {
  local status=$1 output=$2 diffs
  shift 2
  for diffs in "$@"; do
    [ ! -s "$diffs" ] || cat "$diffs"
  done
  result "$(count '^(test .* \.\.\. ok|ok [0-9]+ )' "$output")" \
    "$(count '^(test .* \.\.\. FAILED|not ok [0-9]+ )' "$output")" "$status"
}

# ---- building -------------------------------------------------------------------------------

# Copies the checkout of the work directory, with what is built there where that is said.
copy_source() {
  local directory=$1 built=${2:-}
  local without=(--exclude=./build --exclude=./tmp_check --exclude=./results)
  [ -n "$built" ] || without+=(--exclude='*.o' --exclude='*.bc' --exclude='*.d' --exclude='*.so' --exclude=.build-stamp)
  mkdir -p "$directory"
  # posix keeps times to the nanosecond: make compares them
  # 1 is "a file changed while it was read": the extension is being built
  tar -C "$work/src" --format=posix "${without[@]}" -cf - . | tar -C "$directory" -xf - ||
    [ "${PIPESTATUS[0]}" -eq 1 ]
}

# Builds with CMake, in the directory build, with options.
build_unit() {
  local compiler=$1
  shift
  run cmake -S . -B build -DCMAKE_CXX_COMPILER="$compiler" -DWARNINGS_AS_ERRORS=ON "$@" &&
    run cmake --build build -j 2
}

# The unit tests, built with options of CMake.
unit_tests() {
  local status=0
  if ! build_unit g++ "$@"; then
    result 0 1 1
    return
  fi
  run ctest --test-dir build -j 2 --verbose --no-tests=error ${name:+-R "^$name\$"} >"$place/output" 2>&1 || status=$?
  cat "$place/output"
  result "$(sum '.* ([0-9]+) test cases? out of [0-9]+ passed' "$place/output")" \
    "$(sum '.* ([0-9]+) test cases? out of [0-9]+ (failed|aborted)' "$place/output")" "$status"
}

# ---- servers --------------------------------------------------------------------------------

# make installcheck on the server that is started, for the kinds of tests that are not switched off.
# What it prints goes to $place/output too.
installcheck() {
  local status=0
  run make installcheck WERROR=-Werror bindir="$pg_bin" "$@" >"$place/output.new" 2>&1 || status=$?
  cat "$place/output.new"
  cat "$place/output.new" >>"$place/output"
  return "$status"
}

# A server where nothing expires by itself. A test that waits for ever is told so by the server.
quiet_server() {
  start_server server "inventory.worker_enabled = off" "fsync = off" "statement_timeout = '2min'"
}

# pg_regress gives up where no output is expected; so all of it is shown as a difference.
expect_something() {
  local tests=$1 directory=$2 test
  mkdir -p "$directory"
  for test in $tests; do
    test=$(basename "${test%.*}")
    [ -e "$directory/$test.out" ] || touch "$directory/$test.out"
  done
}

# TAP tests by prove, with what the servers said of the files that failed.
tap_tests() {
  local status=0 file
  mkdir -p "$work/ports" # those that tests of any part have taken
  export PG_TEST_PORT_DIR=$work/ports
  installcheck REGRESS= ISOLATION= PROVE_FLAGS='-j2 -v --timer' "$@" || status=$?
  sed -nE 's|^test/t/([^ ]+)\.pl +\(Wstat.*|\1|p' "$place/output" | while read -r file; do
    tail -n 80 "tmp_check/log/regress_log_$file" || true
  done
  return "$status"
}

# A script of the project that works here, and counts as one test.
script_test() {
  local status=0
  run "$@" || status=$?
  result $((status == 0 ? 1 : 0)) 0 "$status"
}

# Whether a name is among patterns.
is_among() {
  local pattern patterns
  read -ra patterns <<<"$2"
  for pattern in "${patterns[@]}"; do
    # shellcheck disable=SC2053 # it is a pattern
    [[ $1 != $pattern ]] || return 0
  done
  return 1
}
