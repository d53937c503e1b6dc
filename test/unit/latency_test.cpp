// In which bucket a time is counted.
#include "core/base/latency.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

using namespace inventory::core;

BOOST_AUTO_TEST_SUITE(latency)

BOOST_AUTO_TEST_CASE(the_bounds_ascend) {
    BOOST_TEST(std::is_sorted(std::begin(latency_bounds), std::end(latency_bounds)));
    BOOST_TEST(std::adjacent_find(std::begin(latency_bounds), std::end(latency_bounds)) ==
               std::end(latency_bounds));
}

BOOST_AUTO_TEST_CASE(a_bound_belongs_to_its_bucket) {
    for (std::size_t i = 0; i < latency_buckets - 1; i++) {
        BOOST_TEST(latency_bucket(latency_bounds[i]) == i);
        BOOST_TEST(latency_bucket(latency_bounds[i] + 1) == i + 1);
    }
}

BOOST_AUTO_TEST_CASE(every_time_has_a_bucket) {
    BOOST_TEST(latency_bucket(0) == 0u);
    BOOST_TEST(latency_bucket(-5) == 0u); // the clock was set back
    BOOST_TEST(latency_bucket(std::numeric_limits<std::int64_t>::max()) == latency_buckets - 1);
}

BOOST_AUTO_TEST_SUITE_END()
