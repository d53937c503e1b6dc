# shellcheck shell=bash
about 'the unit tests with AddressSanitizer and UndefinedBehaviorSanitizer' test/unit/NAME.cpp
lane static 40
packages cmake libboost-test-dev
only_full

run_part() { unit_tests -DSANITIZE=ON; }
