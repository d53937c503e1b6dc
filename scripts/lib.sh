# shellcheck shell=bash
# Shared by the scripts beside it: missing packages, an unprivileged user, a private copy of
# PostgreSQL with the extension in it, throwaway servers. To be sourced, by bash.
#
# A script that sources this file
#   1. calls install_packages,
#   2. calls enter_workdir "$@": it goes on in a temporary directory, from a copy of the checkout
#      there, never as root (PostgreSQL refuses to run as root, and the checkout may be one that
#      the unprivileged user cannot read),
#   3. calls install_extension and start_server.
# Whatever way the script ends, its servers are stopped and the directory is removed.
#
# Nothing is installed into the machine's PostgreSQL and no cluster of the machine is touched: the
# servers run from a copy of the installation (symbolic links, but for the programs), which finds
# its libraries and extensions relative to itself.

set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${INVENTORY_WORK:-}
place=${INVENTORY_PLACE:-$work} # the servers of this script; those of others in $work are not its own
keep=${INVENTORY_SHARED_WORK:+files} # what outlives the script: "", "files", or "servers" and files
child=
beside=() # processes that run beside the script, and tidy up by themselves when they are told to end
drop_in=
run_limit=600 # seconds that a command may take
child_grace=5 # seconds that it may take to end when it is told to

say() { printf '%s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# ---- the end --------------------------------------------------------------------------------

# A signal may come while the output goes to a log; the last word must not go there.
exec 5>&1 6>&2

# Ends what run started, and all that this started in turn.
end_child() {
  local tenths
  kill -TERM -- "-$child" 2>/dev/null || return 0
  for ((tenths = 0; tenths < child_grace * 10; tenths++)); do
    kill -0 -- "-$child" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null || true
}

# Ends what runs beside the script.
end_beside() {
  kill -TERM "${beside[@]}" 2>/dev/null || true
  wait "${beside[@]}" || true
}

# A script may define on_finish for a last word; it is called with the exit status. When it calls
# on_end, nothing runs any more, but the files are still there.
finish() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  exec >&5 2>&6
  [ -z "$child" ] || end_child
  [ ${#beside[@]} -eq 0 ] || end_beside
  [ -z "$drop_in" ] || as_root rm -f "$drop_in"
  [ -z "$place" ] || [ "$keep" = servers ] || stop_servers
  if declare -F on_end >/dev/null; then on_end; fi
  [ -z "$work" ] || [ -n "$keep" ] || rm -rf "$work"
  if declare -F on_finish >/dev/null; then on_finish "$status"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Runs a command in a process group of its own and waits: a signal to the script then ends the
# command and all that it started, at once. What takes more than run_limit hangs, and is ended.
run() {
  local status=0
  setsid timeout --kill-after=10 "$run_limit" "$@" 5>&- 6>&- &
  child=$!
  wait "$child" || status=$?
  child=
  [ "$status" -ne 124 ] || say "ended after $run_limit s: $*"
  return "$status"
}

# Like run, but silent: the output goes to a log, and is shown only if the command fails.
run_logged() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  run "$@" >"$log" 2>&1 && return
  cat "$log"
  return 1
}

# ---- packages -------------------------------------------------------------------------------

is_root() { [ "$(id -u)" -eq 0 ]; }

as_root() {
  if is_root; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root, and sudo is not installed: $*"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}

# apt-get, heard only when it fails
apt_get_quietly() {
  local output
  if ! output=$(apt_get "$@" 2>&1 </dev/null); then
    printf '%s\n' "$output" >&2
    die "apt-get $* failed"
  fi
}

package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The major version that pg_config speaks for, or nothing where no server can be built for it.
installed_major() {
  local headers # pg_config and what make needs may be there without them
  headers=$("${PG_CONFIG:-pg_config}" --includedir-server 2>/dev/null) &&
    [ -f "$headers/postgres.h" ] || return 0
  "${PG_CONFIG:-pg_config}" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/'
}

# The PostgreSQL packages, of the version that is there or else of the distribution's.
postgresql_packages() {
  local major bindir
  major=$(installed_major)
  if [ -n "$major" ]; then
    bindir=$("${PG_CONFIG:-pg_config}" --bindir)
    [ -x "$bindir/initdb" ] || say "postgresql-$major"
    return
  fi
  major=$(apt-cache depends postgresql 2>/dev/null |
    sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
  say "postgresql-${major:-15} postgresql-server-dev-${major:-15}"
}

# Debian's package creates and starts a cluster "main" for each new version, unless told not to.
without_main_cluster() {
  drop_in=/etc/postgresql-common/createcluster.d/inventory-no-main.conf
  as_root mkdir -p "${drop_in%/*}"
  as_root sh -c "echo 'create_main_cluster = false' >$drop_in"
  "$@"
  as_root rm -f "$drop_in"
  drop_in=
}

# Whether the package lists have a package.
is_offered() { apt-cache show --quiet=2 "$1" >/dev/null 2>&1; }

# Installs those of the named packages that are missing, and PostgreSQL with its headers. A package with
# a ? before it is one that not every distribution has: tests that need it say so, and are skipped.
install_packages() {
  local package missing=() wished=() updated=
  if ! command -v dpkg-query >/dev/null; then
    say "Not a Debian: expecting these to be installed: PostgreSQL with headers, $*"
    return
  fi
  for package in "$@"; do
    package_installed "${package#\?}" && continue
    case $package in
      \?*) wished+=("${package#\?}") ;;
      *) missing+=("$package") ;;
    esac
  done
  if [ -z "$(installed_major)" ] || [ ${#wished[@]} -gt 0 ]; then
    # which version is the distribution's, and what it offers, is known only with package lists
    say "Reading package lists"
    apt_get_quietly update
    updated=yes
  fi
  for package in $(postgresql_packages); do
    package_installed "$package" || missing+=("$package")
  done
  for package in "${wished[@]}"; do
    ! is_offered "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ -n "$updated" ] || apt_get_quietly update
  say "Installing ${missing[*]}"
  without_main_cluster apt_get_quietly install --no-install-recommends "${missing[@]}"
}

# ---- the directory and the user to work with ------------------------------------------------

# The user that runs the server when the script is started by root.
unprivileged_user() {
  local user
  for user in postgres nobody; do
    if getent passwd "$user" >/dev/null; then
      say "$user"
      return
    fi
  done
  die "there is neither a user postgres nor nobody to run the server"
}

# A path short enough for sockets (107 characters), and one that another user may enter.
temporary_base() {
  local base=${TMPDIR:-/tmp}
  if is_root || [ ${#base} -gt 40 ]; then base=/tmp; fi
  say "$base"
}

# Copies the checkout, without what builds leave there, and the data that lies beside it.
copy_checkout() {
  local data=../shared/data file
  mkdir -p "$work/src" "$work/home" "$work/shared/data"
  # posix keeps times to the nanosecond: make compares them
  # 1 is "a file changed while it was read": somebody is at work in the checkout
  tar -C "$top" --format=posix --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.d' --exclude='*.so' \
    --exclude=./build --exclude=./tmp_check --exclude=./results --exclude=node_modules \
    -cf - . | tar -C "$work/src" --no-same-owner -xf - || [ "${PIPESTATUS[0]}" -eq 1 ]
  # file by file: without /proc, cp cannot give a directory the mode of a read-only one
  for file in "$top/$data"/*; do
    [ ! -f "$file" ] || [ ! -r "$file" ] || cp "$file" "$work/shared/data/"
  done
}

# Goes on, as the same script with the same arguments, in a copy of the checkout in a temporary
# directory; started by root, as an unprivileged user.
enter_workdir() {
  local command user
  if [ -n "$work" ]; then
    prepare_environment
    return
  fi
  work=$(mktemp -d "$(temporary_base)/inventory.XXXXXX")
  copy_checkout
  cd "$work/src"
  command=(env "INVENTORY_WORK=$work" "HOME=$work/home" bash "scripts/$(basename "$0")" "$@")
  if is_root; then
    user=$(unprivileged_user)
    chown -R "$user:" "$work"
    command=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --init-groups "${command[@]}")
  fi
  exec "${command[@]}"
}

# Nothing of the caller's may reach the tests: connection settings, locale, time zone.
prepare_environment() {
  local name
  for name in "${!PG@}"; do
    [ "$name" = PG_CONFIG ] || unset "$name"
  done
  PG_CONFIG=$(command -v "${PG_CONFIG:-pg_config}") || die "there is no pg_config"
  export PG_CONFIG LC_ALL=C.UTF-8 TZ=UTC
  unset LANGUAGE
  pg_root=$work/pg
  pg_bin=$pg_root$("$PG_CONFIG" --bindir)
  export PATH=$pg_bin:$PATH
}

# ---- PostgreSQL and the extension in it -----------------------------------------------------

# Copies the PostgreSQL installation: the programs, and links to all else that they look for
# beside them.
copy_postgresql() {
  local bindir libdir sharedir
  [ ! -d "$pg_root" ] || return 0
  bindir=$("$PG_CONFIG" --bindir)
  libdir=$("$PG_CONFIG" --pkglibdir)
  sharedir=$("$PG_CONFIG" --sharedir)
  mkdir -p "$pg_bin" "$pg_root$libdir" "$pg_root$sharedir"
  cp -R "$bindir/." "$pg_bin"
  cp -Rs "$libdir/." "$pg_root$libdir"
  cp -Rs "$sharedir/." "$pg_root$sharedir"
  # an inventory that the machine has must be neither used nor, through a link, written to
  rm -rf "$pg_root$libdir"/inventory.so "$pg_root$libdir"/bitcode/inventory* \
    "$pg_root$sharedir"/extension/inventory*
}

# Builds the extension, warnings being errors, and installs it into the copy of PostgreSQL. Of the
# scripts that share a work directory the first one does it, and the others wait.
install_extension() {
  local lock
  exec {lock}>"$work/install.lock"
  run flock "$lock"
  if [ ! -e "$work/installed" ]; then
    build_and_install
    touch "$work/installed"
  fi
  exec {lock}>&-
}

build_and_install() {
  copy_postgresql
  run_logged "$work/log/build" make -C "$work/src" -j2 WERROR=-Werror ||
    die "the extension does not build"
  run_logged "$work/log/install" make -C "$work/src" install WERROR=-Werror DESTDIR="$pg_root" ||
    die "the extension cannot be installed"
}

# ---- servers --------------------------------------------------------------------------------

# A port that nobody listens on.
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 20000))
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      say "$port"
      return
    fi
  done
  die "no free port found"
}

# Starts a server of its own, with the extension preloaded, and points PGHOST, PGPORT, PGUSER and
# PGDATABASE at it. Its socket lies in a directory that only this user may enter. Further
# arguments are lines for postgresql.conf. A stopped one of the same name makes room.
start_server() {
  local name=$1 dir=$place/$1
  shift
  rm -rf "$dir"
  mkdir -p "$dir/s"
  chmod 700 "$dir/s"
  export PGHOST=$dir/s PGUSER=postgres PGDATABASE=postgres
  PGPORT=$(free_port)
  export PGPORT
  run_logged "$dir/initdb.log" initdb -D "$dir/data" -U postgres -A trust --locale=C.UTF-8 \
    --encoding=UTF8 --no-sync --no-instructions || die "initdb failed"
  {
    printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$dir/s'" "port = $PGPORT" \
      "timezone = 'UTC'" "shared_preload_libraries = 'inventory'" "max_prepared_transactions = 20" \
      "$@"
  } >>"$dir/data/postgresql.conf"
  if ! run_logged "$dir/start.log" pg_ctl -D "$dir/data" -l "$dir/server.log" -w start; then
    cat "$dir/server.log" 2>/dev/null || true
    die "the server \"$name\" does not start"
  fi
}

# Lets a started server be reached by TCP too, with passwords, as Debian's servers are.
allow_tcp() {
  local dir=$place/$1
  printf '%s\n' "local all all trust" "host all all 127.0.0.1/32 scram-sha-256" "host all all ::1/128 scram-sha-256" >"$dir/data/pg_hba.conf"
  echo "listen_addresses = 'localhost'" >>"$dir/data/postgresql.conf"
  run_logged "$dir/start.log" pg_ctl -D "$dir/data" -l "$dir/server.log" -w -m fast restart
}

stop_server() {
  run_logged "$place/$1/stop.log" pg_ctl -D "$place/$1/data" -m fast -w stop
}

# Stops every server whose data lie in this script's place, those of the TAP tests too.
stop_servers() {
  local file
  find "$place" -name postmaster.pid 2>/dev/null | while read -r file; do
    pg_ctl -D "${file%/postmaster.pid}" -m immediate -w stop >/dev/null 2>&1 || true
  done
}
