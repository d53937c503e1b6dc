// Quantiles of the negative binomial and the Poisson distribution.
#include "core/demand/quantile.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// The probability of k units, one by one.
long double probability(long double k, long double mean, long double variance) {
    if (variance <= mean)
        return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
    const long double r = mean * mean / (variance - mean);
    return std::exp(std::lgamma(k + r) - std::lgamma(r) - std::lgamma(k + 1) +
                    r * std::log(mean / variance) + k * std::log1p(-mean / variance));
}

// Whether k is the least number that is enough, give or take what a sum of doubles may be wrong.
bool is_quantile(Quantity k, double mean, double variance, double p) {
    long double below = 0;

    for (Quantity i = 0; i < k; i++)
        below += probability(static_cast<long double>(i), mean, variance);
    const long double all = below + probability(static_cast<long double>(k), mean, variance);
    return below < p + 1e-9 && all > p - 1e-9;
}

} // namespace

BOOST_AUTO_TEST_SUITE(quantiles)

BOOST_AUTO_TEST_CASE(poisson) {
    // Of mean 1, up to 0, 1, 2, 3, 4 units: 0.3679, 0.7358, 0.9197, 0.9810, 0.9963.
    BOOST_TEST(quantile(1, 1, 0.36) == 0);
    BOOST_TEST(quantile(1, 1, 0.37) == 1);
    BOOST_TEST(quantile(1, 1, 0.9) == 2);
    BOOST_TEST(quantile(1, 1, 0.95) == 3);
    BOOST_TEST(quantile(1, 1, 0.99) == 4);
    BOOST_TEST(quantile(1, 0.5, 0.95) == 3); // as if the variance were the mean
}

BOOST_AUTO_TEST_CASE(geometric) {
    // Of mean 1 and variance 2, up to k units: 1 - 1 / 2^(k + 1).
    BOOST_TEST(quantile(1, 2, 0.5) == 0);
    BOOST_TEST(quantile(1, 2, 0.51) == 1);
    BOOST_TEST(quantile(1, 2, 0.75) == 1);
    BOOST_TEST(quantile(1, 2, 0.95) == 4);
    BOOST_TEST(quantile(1, 2, 0.9999) == 13);
}

BOOST_AUTO_TEST_CASE(sums_are_right_wherever_they_begin) {
    std::mt19937 random(1);
    auto share = [&] { return static_cast<double>(random()) / 4294967296.0; };

    for (int i = 0; i < 300; i++) {
        const double mean = std::pow(10, -2 + 5.5 * share());
        // From next to Poisson's to very lumpy.
        const double variance = mean * (1 + std::pow(10, -8 + 10 * share()));
        const double p = 1 - std::pow(10, -0.05 - 3 * share());
        const Quantity k = quantile(mean, variance, p);
        BOOST_TEST_INFO("mean " << mean << ", variance " << variance << ", p " << p << ": " << k);
        BOOST_TEST(is_quantile(k, mean, variance, p));
    }
    for (double mean : {10.0, 144.0, 145.0, 700.0, 800.0, 10'000.0})
        BOOST_TEST(is_quantile(quantile(mean, mean, 0.95), mean, mean, 0.95));
}

// To a millionth: where a sum begins must not be seen.
BOOST_AUTO_TEST_CASE(sums_are_exact) {
    for (double mean : {20.0, 200.0, 5000.0})
        for (double variance : {mean, 1.001 * mean, mean + 0.001 * mean * mean}) {
            long double all = 0;
            Quantity k = -1;
            while (all < 0.95)
                all += probability(static_cast<long double>(++k), mean, variance);
            BOOST_TEST(quantile(mean, variance, static_cast<double>(all) - 1e-6) == k);
            BOOST_TEST(quantile(mean, variance, static_cast<double>(all) + 1e-6) == k + 1);
        }
}

BOOST_AUTO_TEST_CASE(they_rise_with_p) {
    for (double mean : {0.01, 1.0, 20.0, 3000.0, 9999.0, 20'000.0})
        for (double over : {1.0, 1.5, 30.0, 1e4, 1e9}) {
            Quantity last = 0;
            for (double p = 0.001; p < 1; p += 0.001) {
                const Quantity k = quantile(mean, mean * over, p);
                BOOST_TEST_REQUIRE(k >= last);
                last = k;
            }
        }
}

BOOST_AUTO_TEST_CASE(beyond_ten_thousand_they_are_the_normal_distributions) {
    // Of an even demand nothing is seen of it.
    BOOST_TEST(quantile(10'000, 10'000, 0.95) == 10'165);
    BOOST_TEST(quantile(10'001, 10'001, 0.95) == 10'165);
    BOOST_TEST(quantile(1e6, 1e6, 0.5) == 1'000'000);
    BOOST_TEST(quantile(1e6, 1e8, 0.975) == 1'019'600);
    // Of a lumpy one the skew is lost, and the quantile falls.
    BOOST_TEST(quantile(10'000, 1e8, 0.95) == 29'957);
    BOOST_TEST(quantile(10'001, 1e8, 0.95) == 26'450);
    BOOST_TEST(quantile(10'001, 1e12, 0.001) == 0);
}

BOOST_AUTO_TEST_CASE(where_nothing_is_more_probable_than_p_it_is_enough) {
    BOOST_TEST(quantile(1, 1000, 0.95) == 0);
    BOOST_TEST(quantile(100, 1e9, 0.95) == 0);
}

// Added up one by one these are the same, and 1046865; beyond 100,000 it goes by blocks.
BOOST_AUTO_TEST_CASE(lumpy_demand_has_long_tails) {
    BOOST_TEST(quantile(50, 5e7, 0.9999) == 82'367);
    BOOST_TEST(quantile(9000, 8.1e7, 0.9999) == 82'891);
    BOOST_TEST(quantile(5000, 1e8, 0.9999) == 128'564);
    BOOST_TEST(quantile(10'000, 5e8, 0.999) == 205'097);
    const double further = static_cast<double>(quantile(3000, 1e9, 0.9999));
    BOOST_TEST(further == 1'046'865, boost::test_tools::tolerance(1e-5));
    // Nearly a gamma distribution, whose quantile is greater by the factor that the unit is smaller.
    const double far = static_cast<double>(quantile(10'000, 1e12, 0.9999));
    BOOST_TEST(far == 1000 * static_cast<double>(quantile(10, 1e6, 0.9999)),
               boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(extreme_values_have_an_answer) {
    for (double nothing : {0.0, -1.0, no_number, -infinity})
        BOOST_TEST(quantile(nothing, 1, 0.95) == 0);
    for (double p : {0.0, -1.0, no_number})
        BOOST_TEST(quantile(5, 5, p) == 0);
    BOOST_TEST(quantile(5, 5, 1) == max_quantity);
    BOOST_TEST(quantile(5, 5, infinity) == max_quantity);
    BOOST_TEST(quantile(5, no_number, 0.95) == quantile(5, 5, 0.95));
    BOOST_TEST(quantile(5, infinity, 0.95) == 0);
    BOOST_TEST(quantile(1e-300, 1e-300, 0.95) == 0);
    BOOST_TEST(quantile(1e300, 1e300, 0.95) == max_quantity);
    BOOST_TEST(quantile(infinity, infinity, 0.95) == max_quantity);
    // So close to 1 that a sum may never be as much.
    const double almost = std::nextafter(1.0, 0.0);
    BOOST_TEST(quantile(1, 1, almost) < 30);
    BOOST_TEST(quantile(1000, 1000, almost) < 1400);
}

BOOST_AUTO_TEST_SUITE_END()
