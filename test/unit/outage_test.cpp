// When a level is sold out, and the days of a stretch of time.
#include "core/demand/outage.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <utility>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

using Days = std::vector<std::pair<std::int64_t, std::int64_t>>;

constexpr std::int64_t day = microseconds_a_day;

Days days_of(std::int64_t from, std::int64_t to) {
    Days days;

    visit_days(from, to, [&](std::int64_t number, std::int64_t length) {
        days.emplace_back(number, length);
    });
    return days;
}

Level level_of(Quantity on_hand, Quantity reserved) {
    Level level{};

    level.on_hand = on_hand;
    level.reserved = reserved;
    level.tracked = true;
    level.backorder_limit = 0;
    return level;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outage)

BOOST_AUTO_TEST_CASE(a_level_is_sold_out_where_nothing_can_be_had) {
    BOOST_TEST(is_sold_out(level_of(0, 0)));
    BOOST_TEST(is_sold_out(level_of(3, 3)));
    BOOST_TEST(is_sold_out(level_of(3, 4)));
    BOOST_TEST(!is_sold_out(level_of(3, 2)));
}

BOOST_AUTO_TEST_CASE(safety_stock_cannot_be_had) {
    Level level = level_of(3, 0);

    level.safety_stock = 3;
    BOOST_TEST(is_sold_out(level));
    level.safety_stock = 2;
    BOOST_TEST(!is_sold_out(level));
}

BOOST_AUTO_TEST_CASE(what_is_not_counted_or_can_be_backordered_is_not_sold_out) {
    Level level = level_of(0, 0);

    level.backorder_limit = 1;
    BOOST_TEST(!is_sold_out(level));
    level.backorder_limit.reset();
    BOOST_TEST(!is_sold_out(level));
    level.backorder_limit = 0;
    level.tracked = false;
    BOOST_TEST(!is_sold_out(level));
}

BOOST_AUTO_TEST_CASE(a_day_begins_at_its_first_microsecond) {
    BOOST_TEST(day_of(0) == 0);
    BOOST_TEST(day_of(day - 1) == 0);
    BOOST_TEST(day_of(day) == 1);
}

BOOST_AUTO_TEST_CASE(days_before_the_first_count_down) {
    BOOST_TEST(day_of(-1) == -1);
    BOOST_TEST(day_of(-day) == -1);
    BOOST_TEST(day_of(-day - 1) == -2);
}

BOOST_AUTO_TEST_CASE(a_stretch_within_a_day_is_of_that_day) {
    BOOST_TEST((days_of(day + 5, day + 7) == Days{{1, 2}}));
    BOOST_TEST((days_of(day, 2 * day) == Days{{1, day}}));
}

BOOST_AUTO_TEST_CASE(a_stretch_is_cut_where_days_begin) {
    BOOST_TEST((days_of(day - 3, 2 * day + 4) == Days{{0, 3}, {1, day}, {2, 4}}));
    BOOST_TEST((days_of(-day - 1, 1) == Days{{-2, 1}, {-1, day}, {0, 1}}));
}

BOOST_AUTO_TEST_CASE(a_stretch_that_ends_before_it_begins_is_of_no_day) {
    BOOST_TEST(days_of(5, 5).empty());
    BOOST_TEST(days_of(5, 4).empty());
    BOOST_TEST(days_of(-day, -3 * day).empty());
}

BOOST_AUTO_TEST_SUITE_END()
