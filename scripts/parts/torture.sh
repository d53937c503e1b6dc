# shellcheck shell=bash
about 'scripts/torture, 3 minutes with a fixed and 2 with a fresh seed' 'fixed, fresh'
lane races 10
packages python3-psycopg
short 'a minute with a fresh seed'

# Each of the two runs is one test. INVENTORY_TORTURE_SCALE=0.2 makes them shorter.
run_part() {
  local passed=0 failed=0 seed minutes options
  for seed in fixed fresh; do
    if [ -n "$name" ] && [ "$name" != "$seed" ]; then continue; fi
    if [ -z "$full$name" ] && [ "$seed" = fixed ]; then continue; fi
    minutes=3 options=(--seed 20240229)
    [ "$seed" = fixed ] || minutes=2 options=()
    [ -n "$full" ] || minutes=1
    minutes=$(awk "BEGIN { print $minutes * ${INVENTORY_TORTURE_SCALE:-1} }")
    if run scripts/torture --minutes "$minutes" "${options[@]}" >"$place/$seed.log" 2>&1; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      cat "$place/$seed.log"
    fi
    note "$(sed -nE "s/^(seed [0-9]+[:,]|NOT DONE)/torture:$seed: \\1/p" "$place/$seed.log")"
  done
  result "$passed" "$failed" 0
}
