// Which week a day belongs to, and which days a running stretch.
#include "core/demand/days.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

constexpr Time hour = Time{3600} * 1'000'000;
// 2026-03-04, a Wednesday; its week began on the 2nd.
constexpr Day wednesday = 9559;
constexpr Day monday = wednesday - 2;
constexpr Time noon = beginning_of(wednesday) + 12 * hour;
constexpr int running = weeks_before;

Sales sales_of(const std::vector<DayOfLevel> &days, Time now = noon) {
    Sales sales{};

    for (const DayOfLevel &day : days)
        add(sales, day, now);
    return sales;
}

History history_of(const std::vector<Sales> &levels, Time now = noon) {
    return demand::history_of(levels.data(), levels.size(), now);
}

// What the model knows of weeks that were told to it.
void is_of(const History &history, const std::vector<Week> &weeks) {
    const History other = demand::history_of(weeks.data(), weeks.size());

    BOOST_TEST(history.weeks == other.weeks);
    BOOST_TEST(history.exposure == other.exposure, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(history.a == other.a, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(history.b == other.b, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(history.num == other.num, boost::test_tools::tolerance(1e-12));
}

} // namespace

BOOST_AUTO_TEST_SUITE(days)

BOOST_AUTO_TEST_CASE(days_begin_at_midnight_in_utc_before_2000_too) {
    BOOST_TEST(day_of(0) == 0);
    BOOST_TEST(day_of(beginning_of(1) - 1) == 0);
    BOOST_TEST(day_of(beginning_of(1)) == 1);
    BOOST_TEST(day_of(-1) == -1);
    BOOST_TEST(day_of(beginning_of(-1)) == -1);
    BOOST_TEST(day_of(beginning_of(-1) - 1) == -2);
}

// 2000-01-03 was a Monday, 1999-12-27 too.
BOOST_AUTO_TEST_CASE(weeks_begin_on_monday) {
    BOOST_TEST(week_of(1) == 0);
    BOOST_TEST(week_of(2) == 1);
    BOOST_TEST(week_of(8) == 1);
    BOOST_TEST(week_of(9) == 2);
    BOOST_TEST(week_of(-5) == 0);
    BOOST_TEST(week_of(-6) == -1);
    BOOST_TEST(week_of(monday) == week_of(wednesday));
    BOOST_TEST(week_of(monday - 1) == week_of(wednesday) - 1);
    BOOST_TEST(week_of(monday + 6) == week_of(wednesday));
}

BOOST_AUTO_TEST_CASE(a_day_is_out_for_what_was_noted_and_for_what_goes_on) {
    const Day yesterday = wednesday - 1;
    const Time since = beginning_of(yesterday) + 18 * hour;

    BOOST_TEST(out_share(yesterday, 21600, {}, noon) == 0.25);
    BOOST_TEST(out_share(yesterday, 21600, since, noon) == 0.5);
    BOOST_TEST(out_share(yesterday - 1, 21600, since, noon) == 0.25);
    // of today only the half that has gone by
    BOOST_TEST(out_share(wednesday, 0, since, noon) == 1);
    BOOST_TEST(out_share(wednesday, 21600, {}, noon) == 0.5);
    BOOST_TEST(out_share(wednesday, 0, beginning_of(wednesday) + 9 * hour, noon) == 0.25);
    // never more than all of it, and nothing of what is to come
    BOOST_TEST(out_share(wednesday, 86400, since, noon) == 1);
    BOOST_TEST(out_share(wednesday + 1, 0, since, noon) == 0);
    BOOST_TEST(out_share(wednesday, 0, beginning_of(wednesday), beginning_of(wednesday)) == 0);
    BOOST_TEST(out_share(wednesday, 0, noon + hour, noon) == 0);
    BOOST_TEST(out_share(wednesday, 0, std::numeric_limits<Time>::min(), noon) == 1);
    BOOST_TEST(out_share(wednesday, 0, std::numeric_limits<Time>::max(), noon) == 0);
}

BOOST_AUTO_TEST_CASE(days_add_up_to_weeks_in_any_order) {
    const Sales sales = sales_of({{wednesday, 3, 10, {}},
                                  {monday - 1, 5, 20, {}},
                                  {monday, 4, 30, {}},
                                  {monday - 7, 1, 40, {}}});

    BOOST_TEST((sales.first == monday - 7));
    BOOST_TEST(!sales.since);
    BOOST_TEST(sales.sold[running] == 7);
    BOOST_TEST(sales.out_seconds[running] == 40);
    BOOST_TEST(sales.sold[running - 1] == 6);
    BOOST_TEST(sales.out_seconds[running - 1] == 60);
    BOOST_TEST(sales.sold[running - 2] == 0);
}

BOOST_AUTO_TEST_CASE(what_is_to_come_or_too_old_is_not_added) {
    const Day oldest = monday - 7 * weeks_before;
    const Sales sales =
        sales_of({{wednesday + 1, 9, 0, {}}, {oldest, 2, 0, {}}, {oldest - 1, 9, 0, noon - hour}});

    BOOST_TEST(sales.sold[running] == 0);
    BOOST_TEST(sales.sold[0] == 2);
    // but it tells when the level began, and what goes on
    BOOST_TEST((sales.first == oldest - 1));
    BOOST_TEST((sales.since == noon - hour));
    BOOST_TEST(!sales_of({{wednesday + 1, 9, 0, noon}}).first);
    BOOST_TEST(history_of({sales}).exposure == weeks_before + 2.5 / 7 - 1.0 / 168,
               boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_stretch_is_of_the_day_that_says_it_at_the_earliest) {
    const Sales sales = sales_of({{monday, 0, 0, std::numeric_limits<Time>::min()}});

    BOOST_TEST((sales.since == beginning_of(monday)));
}

BOOST_AUTO_TEST_CASE(more_than_a_number_can_be_is_the_greatest) {
    const Sales sales = sales_of({{monday, no_bound, 0, {}}, {wednesday, no_bound, 0, {}}});

    BOOST_TEST(sales.sold[running] == no_bound);
    BOOST_TEST(std::isfinite(mean_per_week(history_of({sales}))));
}

BOOST_AUTO_TEST_CASE(history_begins_with_the_first_day_and_ends_now) {
    // Saturday and Sunday, a week of seven days, Monday to Wednesday noon
    is_of(history_of(
              {sales_of({{monday - 9, 4, 0, {}}, {monday - 3, 7, 0, {}}, {monday, 2, 0, {}}})}),
          {{4, 2.0 / 7}, {7, 1}, {2, 2.5 / 7}});
    // weeks without a row are weeks without a sale
    is_of(history_of({sales_of({{monday - 21, 4, 0, {}}, {monday - 1, 1, 0, {}}})}),
          {{4, 1}, {0, 1}, {1, 1}, {0, 2.5 / 7}});
    is_of(history_of(std::vector<Sales>{Sales{}}), {});
    is_of(history_of(std::vector<Sales>{}), {});
    // on Monday at midnight nothing has gone by of the week
    const Time midnight = beginning_of(monday);
    is_of(history_of({sales_of({{monday - 7, 4, 0, {}}}, midnight)}, midnight), {{4, 1}, {0, 0}});
}

BOOST_AUTO_TEST_CASE(a_stretch_that_goes_on_is_spread_over_its_weeks) {
    // out since Saturday noon of the last week: one and a half days of it, and all of this one
    const Time since = beginning_of(monday - 2) + 12 * hour;

    is_of(history_of({sales_of({{monday - 14, 3, 0, {}}, {monday - 2, 2, 0, since}})}),
          {{3, 1}, {2, 5.5 / 7}, {0, 0}});
    // beside what was out and ended
    is_of(history_of({sales_of({{monday - 14, 3, 43200, {}}, {monday - 2, 2, 43200, since}})}),
          {{3, 6.5 / 7}, {2, 5.0 / 7}, {0, 0}});
    // more than all of a week is all of it
    is_of(history_of({sales_of({{monday, 3, 86400, beginning_of(monday)}})}), {{3, 0}});
}

BOOST_AUTO_TEST_CASE(levels_together_could_be_sold_for_the_mean_of_their_shares) {
    const Sales open = sales_of({{monday - 14, 3, 0, {}}, {monday - 7, 5, 0, {}}});
    // out for half of the last week, and now
    const Sales half =
        sales_of({{monday - 14, 1, 0, {}}, {monday - 4, 2, 43200, beginning_of(monday - 3)}});
    is_of(history_of({open, half}), {{4, 1}, {7, 1 - 0.25}, {0, 2.5 / 14}});
    // one that begins later counts from then on: its day of four out, of eleven days of both
    const Sales late = sales_of({{monday - 4, 2, 86400, {}}});
    is_of(history_of({open, late}), {{3, 1}, {7, 1 - 1.0 / 11}, {0, 2.5 / 7}});
    is_of(history_of({late, Sales{}, open}), {{3, 1}, {7, 1 - 1.0 / 11}, {0, 2.5 / 7}});
}

BOOST_AUTO_TEST_SUITE_END()
