# shellcheck shell=bash
about 'Boost.Test, the core' test/unit/NAME.cpp
lane static 30
packages cmake libboost-test-dev

run_part() { unit_tests; }
