// What may be promised from a level, and what a change leaves short.
#include "core/stock/level.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace inventory::core;

namespace {

Level level_with(Quantity on_hand, Quantity reserved, Quantity limit = 0, Quantity safety = 0) {
    Level level;

    level.on_hand = on_hand;
    level.reserved = reserved;
    level.backorder_limit = limit;
    level.safety_stock = safety;
    return level;
}

} // namespace

BOOST_AUTO_TEST_SUITE(level)

BOOST_AUTO_TEST_CASE(available_is_what_is_neither_promised_nor_kept_back) {
    BOOST_TEST(available(level_with(10, 3)) == 7);
    BOOST_TEST(available(level_with(10, 3, 0, 5)) == 2);
    BOOST_TEST(available(level_with(2, 5, 10)) == -3);
}

BOOST_AUTO_TEST_CASE(the_last_unit_can_be_promised_and_no_more) {
    BOOST_TEST(lacking(level_with(10, 9), 1) == 0);
    BOOST_TEST(lacking(level_with(10, 10), 1) > 0);
    BOOST_TEST(lacking(level_with(10, 9), 3) == 2);
}

BOOST_AUTO_TEST_CASE(backorders_are_promised_up_to_the_limit) {
    BOOST_TEST(lacking(level_with(0, 0, 5), 5) == 0);
    BOOST_TEST(lacking(level_with(0, 1, 5), 5) > 0);
    BOOST_TEST(lacking(level_with(0, 0, 5, 1), 5) > 0);
}

BOOST_AUTO_TEST_CASE(unlimited_backorders_lack_nothing) {
    Level level = level_with(0, 0);

    level.backorder_limit.reset();
    BOOST_TEST(lacking(level, max_quantity) == 0);
}

BOOST_AUTO_TEST_CASE(nothing_is_promised_from_a_level_in_the_red) {
    Level level = level_with(2, 5);

    level.shortfall = 3;
    BOOST_TEST(lacking(level, 1) == 4);
}

BOOST_AUTO_TEST_CASE(extreme_quantities_do_not_overflow) {
    Level level = level_with(0, max_quantity, 0, max_quantity);

    BOOST_TEST(lacking(level, max_quantity) == 3 * max_quantity);
    BOOST_TEST(available(level) == -2 * max_quantity);
}

BOOST_AUTO_TEST_CASE(backordered_units_of_a_call_are_at_most_its_own) {
    BOOST_TEST(backordered(5, 2) == 0);
    BOOST_TEST(backordered(5, -2) == 2);
    BOOST_TEST(backordered(5, -20) == 5);
}

BOOST_AUTO_TEST_CASE(a_change_below_the_promises_is_short_unless_allowed) {
    Level level = level_with(3, 5);

    BOOST_TEST((settle(level, false) == Cover::short_of_stock));
    BOOST_TEST(level.shortfall == 0);
    BOOST_TEST((settle(level, true) == Cover::covered));
    BOOST_TEST(level.shortfall == 2);
}

BOOST_AUTO_TEST_CASE(shortfall_shrinks_by_itself_and_does_not_grow) {
    Level level = level_with(4, 5);

    level.shortfall = 3;
    BOOST_TEST((settle(level, false) == Cover::covered));
    BOOST_TEST(level.shortfall == 1);
    level.on_hand = 3;
    BOOST_TEST((settle(level, false) == Cover::short_of_stock));
}

BOOST_AUTO_TEST_CASE(an_unlimited_level_has_no_shortfall) {
    Level level = level_with(0, 5);

    level.backorder_limit.reset();
    level.shortfall = 5;
    BOOST_TEST((settle(level, false) == Cover::covered));
    BOOST_TEST(level.shortfall == 0);
}

BOOST_AUTO_TEST_SUITE_END()
