// What weeks teach of a level, and what follows for the next ones. How good it is on real sales is in
// figures_test.cpp.
#include "core/demand/forecast.hpp"
#include "core/demand/quantile.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::demand;
using boost::test_tools::tolerance;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

History after(std::initializer_list<Week> weeks) { return history_of(weeks.begin(), weeks.size()); }
History after(int weeks, Quantity sold, double exposure = 1) {
    const std::vector<Week> all(static_cast<std::size_t>(weeks), Week{sold, exposure});
    return history_of(all.data(), all.size());
}

bool is_sane(const History &h) {
    return std::isfinite(h.a) && h.a >= 0 && std::isfinite(h.b) && h.b > 0 &&
           std::isfinite(h.num) && h.num >= 0 && std::isfinite(h.den) && h.den >= 0 &&
           std::isfinite(h.exposure);
}

} // namespace

BOOST_AUTO_TEST_SUITE(forecast)

BOOST_AUTO_TEST_CASE(a_week_adds_its_units_and_discounts_the_older_ones) {
    const History one = after({{10, 1}});
    BOOST_TEST(one.a == 10.045, tolerance(1e-12)); // 0.9 * 0.05 + 10
    BOOST_TEST(one.b == 1.045, tolerance(1e-12));
    BOOST_TEST(mean_per_week(one) == 9.61244, tolerance(1e-6));

    const History two = after({{10, 1}, {3, 0.5}});
    BOOST_TEST(two.a == 12.529524, tolerance(1e-6)); // sqrt(0.9) * 10.045 + 3
    BOOST_TEST(two.b == 1.4913741, tolerance(1e-6));
    BOOST_TEST(two.exposure == 1.5);
}

BOOST_AUTO_TEST_CASE(errors_count_from_the_ninth_week_on) {
    BOOST_TEST(dispersion(after(8, 4)) == 1);
    History h = after(8, 4);
    BOOST_TEST(h.num == 0);
    // a = 22.8028, b = 5.71685, m = 3.98871; (10 - m)^2 / (m + m^2 / a) = 36.1357 / 4.68641
    add(h, Week{10, 1});
    BOOST_TEST(h.num == 7.71073, tolerance(1e-5));
    BOOST_TEST(h.den == 1);
    BOOST_TEST(dispersion(h) == 1.51621, tolerance(1e-5)); // 19.71073 / 13
}

BOOST_AUTO_TEST_CASE(errors_of_rare_demand_and_of_short_weeks_count_less) {
    History rare = after(30, 0);
    const double m = mean_per_week(rare), a = rare.a;
    rare.num = rare.den = 0;
    add(rare, Week{2, 1});
    BOOST_TEST(rare.den == m, tolerance(1e-12));
    BOOST_TEST(rare.num == m * (2 - m) * (2 - m) / (m + m * m / a), tolerance(1e-12));

    History brief = after(30, 4);
    const History before = brief;
    add(brief, Week{50, 0.19});
    BOOST_TEST(brief.num == before.num);
    BOOST_TEST(brief.den == before.den);
    add(brief, Week{50, 0.2});
    BOOST_TEST(brief.den > before.den);
}

BOOST_AUTO_TEST_CASE(an_even_demand_is_learnt) {
    BOOST_TEST(mean_per_week(after(104, 7)) == 7, tolerance(1e-6));
    BOOST_TEST(dispersion(after(104, 7)) == 1);
}

BOOST_AUTO_TEST_CASE(days_of_nothing_to_sell_are_no_days_of_no_demand) {
    BOOST_TEST(mean_per_week(after(400, 3, 0.5)) == 6, tolerance(1e-6));
    BOOST_TEST(mean_per_week(after(400, 3, 1)) == 3, tolerance(1e-6));

    // They discount what is known, and say nothing.
    History h = after(20, 5);
    const History before = h;
    add(h, Week{0, 0});
    BOOST_TEST(h.a == before.a);
    BOOST_TEST(h.b == before.b);
    BOOST_TEST(h.num == before.num);
    BOOST_TEST(h.exposure == before.exposure);
    BOOST_TEST(h.weeks == before.weeks + 1);
    // What was paid before is shipped even then.
    add(h, Week{2, 0});
    BOOST_TEST(h.a == before.a + 2);
    BOOST_TEST(h.b == before.b);
}

BOOST_AUTO_TEST_CASE(two_half_weeks_discount_as_one_does) {
    History halves = after(20, 5), whole = halves;
    add(whole, Week{0, 1});
    add(halves, Week{0, 0.5});
    add(halves, Week{0, 0.5});
    BOOST_TEST(halves.a == whole.a, tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(less_than_a_week_is_no_history) {
    BOOST_TEST(!is_enough(History{}));
    BOOST_TEST(!is_enough(after({{5, 0.9}})));
    BOOST_TEST(!is_enough(after(100, 5, 0)));
    BOOST_TEST(is_enough(after({{5, 1}})));
    BOOST_TEST(is_enough(after(10, 1, 0.1)));
}

BOOST_AUTO_TEST_CASE(exposure_of_a_week) {
    BOOST_TEST(exposure(604'800, 0) == 1);
    BOOST_TEST(exposure(604'800, 604'800) == 0);
    BOOST_TEST(exposure(604'800, 302'400) == 0.5);
    BOOST_TEST(exposure(151'200, 0) == 0.25); // the running week
    BOOST_TEST(exposure(151'200, 151'300) == 0);
    BOOST_TEST(exposure(9e18, -9e18) == 1);
}

BOOST_AUTO_TEST_CASE(demand_of_some_weeks) {
    History h; // of 4 a week, as known from 5 weeks
    h.a = 20;
    h.b = 5;
    const Demand three = demand_in(h, 3);
    BOOST_TEST(three.mean == 12, tolerance(1e-12));
    BOOST_TEST(three.variance == 12 + 12 * 12 / 20.0, tolerance(1e-12));
    // Half a week more or less in the lead time are 2 units more or less.
    BOOST_TEST(demand_in(h, 3, 0.5).variance == three.variance + 4, tolerance(1e-12));
    h.num = 12; // twice the variance
    BOOST_TEST(demand_in(h, 3).variance == 2 * three.variance, tolerance(1e-12));
    BOOST_TEST(demand_in(h, 3, 0, 2).mean == 24, tolerance(1e-12));
    BOOST_TEST(demand_in(h, 3, 0, 2).variance == 2 * (24 + 24 * 24 / 20.0), tolerance(1e-12));
    BOOST_TEST(demand_in(h, 0).mean == 0);
}

BOOST_AUTO_TEST_CASE(targets_are_quantiles_of_lead_time_and_cycle) {
    const History h = after(52, 10);
    const Targets t = targets_of(h, Supplying{2, 0, 1, 0.95});
    const Demand lead = demand_in(h, 2), all = demand_in(h, 3);

    BOOST_TEST(t.reorder_point == quantile(lead.mean, lead.variance, 0.95));
    BOOST_TEST(t.order_up_to == quantile(all.mean, all.variance, 0.95));
    BOOST_TEST(t.buffer == t.reorder_point - 20);
    BOOST_TEST(targets_of(h, Supplying{2, 1, 1, 0.95}).reorder_point > t.reorder_point);
    BOOST_TEST(targets_of(h, Supplying{2, 0, 1, 0.99}).reorder_point > t.reorder_point);
    BOOST_TEST(targets_of(h, Supplying{0, 0, 1, 0.95}).reorder_point == 0);
    BOOST_TEST(targets_of(h, Supplying{2, 0, 1, 0.3}).buffer < 0);
}

BOOST_AUTO_TEST_CASE(cover_and_what_is_lost) {
    BOOST_TEST((days_of_cover(20, 14) == std::optional<double>(10)));
    BOOST_TEST((days_of_cover(-3, 14) == std::optional<double>(0)));
    BOOST_TEST(!days_of_cover(20, 0));
    BOOST_TEST(!days_of_cover(20, no_number));
    BOOST_TEST(lost_per_day(0, 14) == 2);
    BOOST_TEST(lost_per_day(-1, 14) == 2);
    BOOST_TEST(lost_per_day(1, 14) == 0);
    BOOST_TEST(lost_per_day(0, no_number) == 0);
}

// A history of any numbers. Weeks may be ones of great sales, of nothing to sell, and of neither.
History any_history(std::mt19937 &random) {
    const int weeks = static_cast<int>(random() % 120);
    const Quantity most = Quantity{1} << random() % 12;
    History h;

    for (int i = 0; i < weeks; i++)
        add(h, Week{static_cast<Quantity>(random() % static_cast<unsigned>(most)),
                    random() % 3 == 0 ? static_cast<double>(random()) / 4294967296.0 : 1});
    return h;
}

BOOST_AUTO_TEST_CASE(a_longer_time_and_a_higher_level_ask_for_no_less) {
    std::mt19937 random(1);

    for (int i = 0; i < 2000; i++) {
        const History h = any_history(random);
        Quantity last = 0;
        for (double weeks = 0; weeks <= 8; weeks += 0.25) {
            const Demand d = demand_in(h, weeks);
            if (d.mean > 10'000)
                break;
            const Quantity k = quantile(d.mean, d.variance, 0.95);
            BOOST_TEST_REQUIRE(k >= last);
            BOOST_TEST_REQUIRE(quantile(d.mean, d.variance, 0.98) >= k);
            last = k;
        }
        const Targets t = targets_of(h, Supplying{2, 0, 1, 0.95});
        BOOST_TEST_REQUIRE((t.order_up_to >= t.reorder_point || demand_in(h, 3).mean > 10'000));
    }
}

BOOST_AUTO_TEST_CASE(extreme_weeks_leave_numbers) {
    History h = after(200, max_quantity);
    BOOST_TEST(is_sane(h));
    for (double exposure : {-1.0, 2.0, no_number, infinity, -infinity, 1e-320}) {
        add(h, Week{std::numeric_limits<Quantity>::min(), exposure});
        add(h, Week{std::numeric_limits<Quantity>::max(), exposure});
        BOOST_TEST(is_sane(h));
    }
    // What was known long ago becomes as little as a number can be.
    const History old = after(10'000, 0);
    BOOST_TEST(is_sane(old));
    BOOST_TEST(demand_in(old, 3).variance < 1e-300);
    BOOST_TEST(dispersion(old) == 1);
    BOOST_TEST(targets_of(old, Supplying{}).order_up_to == 0);
    BOOST_TEST(!days_of_cover(5, mean_per_week(old)));
}

BOOST_AUTO_TEST_CASE(extreme_horizons_have_an_answer) {
    const double hostile[] = {-1, 0, 1e-320, 1e300, infinity, no_number};

    for (const History &h : {History{}, after(104, 5), after(104, max_quantity)})
        for (double weeks : hostile)
            for (double sd : hostile)
                for (double uplift : hostile) {
                    const Demand d = demand_in(h, weeks, sd, uplift);
                    BOOST_TEST_REQUIRE((std::isfinite(d.mean) && d.mean >= 0));
                    BOOST_TEST_REQUIRE((std::isfinite(d.variance) && d.variance >= d.mean));
                    const Targets t = targets_of(h, Supplying{weeks, sd, weeks, 0.95}, uplift);
                    BOOST_TEST_REQUIRE((t.reorder_point >= 0 && t.reorder_point <= max_quantity));
                    BOOST_TEST_REQUIRE((t.order_up_to >= 0 && t.order_up_to <= max_quantity));
                    BOOST_TEST_REQUIRE((t.buffer >= -max_quantity && t.buffer <= max_quantity));
                }
}

BOOST_AUTO_TEST_SUITE_END()
