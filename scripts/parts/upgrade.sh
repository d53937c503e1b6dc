# shellcheck shell=bash
about 'pg_upgrade with data, from the older PostgreSQL NAME, whose packages apt must know' 'upgrade:15'
lane servers 50
packages libipc-run-perl "postgresql-$name" "postgresql-server-dev-$name"
only_named

run_part() {
  local status=0 old_install=/usr/lib/postgresql/$name
  if ! install_for_older "$old_install"; then
    result 0 1 1
    return
  fi
  INVENTORY_OLD_INSTALL=$place/older/pg$old_install tap_tests PROVE_TESTS=test/t/015_upgrade.pl || status=$?
  count_tap "$status" "$place/output"
}

# Builds for the older PostgreSQL too, and installs into a copy of that.
# shellcheck disable=SC2034 # pg_root and pg_bin are for those that are called
install_for_older() {
  local old_install=$1
  local PG_CONFIG=$old_install/bin/pg_config pg_root=$place/older/pg
  local pg_bin=$pg_root$old_install/bin
  copy_postgresql
  copy_source "$place/older/src"
  run make -C "$place/older/src" -j2 install WERROR=-Werror DESTDIR="$pg_root"
}
