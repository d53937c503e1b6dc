// When a level is contended, and when it is quiet.
#include "core/upkeep/contention.hpp"
#include "core/stock/stripes.hpp"

#include <boost/test/unit_test.hpp>

using namespace inventory::core;

namespace {

constexpr Microseconds second = 1000000;
constexpr Microseconds noon = 750000000000000;

// A level after so many waits, one every `apart`; the last of them is at noon.
Contention waited_for(int waits, Microseconds apart) {
    Contention contention{};

    for (int i = waits - 1; i >= 0; i--)
        add_wait(contention, noon - i * apart);
    return contention;
}

Level stocked(Quantity on_hand) {
    Level level;

    level.on_hand = on_hand;
    return level;
}

} // namespace

BOOST_AUTO_TEST_SUITE(contention)

BOOST_AUTO_TEST_CASE(twenty_waits_at_once_are_contention) {
    BOOST_TEST(!is_contended(Contention{}, noon));
    BOOST_TEST(!is_contended(waited_for(19, 0), noon));
    BOOST_TEST(is_contended(waited_for(20, 0), noon));
}

BOOST_AUTO_TEST_CASE(so_are_more_than_two_a_second_for_a_while) {
    BOOST_TEST(!is_contended(waited_for(20, second / 3), noon));
    BOOST_TEST(is_contended(waited_for(70, second / 3), noon));
}

BOOST_AUTO_TEST_CASE(two_a_second_never_are) {
    BOOST_TEST(!is_contended(waited_for(10000, second / 2), noon));
}

BOOST_AUTO_TEST_CASE(waits_are_forgotten) {
    BOOST_TEST(!is_contended(waited_for(20, 0), noon + 1));
    BOOST_TEST(is_contended(waited_for(100000, 100), noon + 50 * second));
    BOOST_TEST(!is_contended(waited_for(100000, 100), noon + 50 * second + 1));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_does_not_matter_for_long) {
    Contention contention = waited_for(1000, 0);

    add_wait(contention, noon - 3600 * second);
    BOOST_TEST(!is_contended(contention, noon - 3550 * second + 1));
}

BOOST_AUTO_TEST_CASE(a_level_gets_as_many_stripes_as_have_stock_to_sell) {
    BOOST_TEST(stripes_for(stocked(0)) == 1);
    BOOST_TEST(stripes_for(stocked(2 * smallest_share - 1)) == 1);
    BOOST_TEST(stripes_for(stocked(2 * smallest_share)) == 2);
    BOOST_TEST(stripes_for(stocked(10 * smallest_share + 1)) == 10);
    BOOST_TEST(stripes_for(stocked(max_quantity)) == max_stripes);

    Level promised = stocked(1000);
    promised.reserved = 990;
    BOOST_TEST(stripes_for(promised) == 1);
    promised.backorder_limit = 5 * smallest_share;
    BOOST_TEST(stripes_for(promised) == 1);

    Level in_the_red;
    in_the_red.reserved = in_the_red.shortfall = 100;
    BOOST_TEST(stripes_for(in_the_red) == 1);

    Level unlimited;
    unlimited.backorder_limit.reset();
    BOOST_TEST(stripes_for(unlimited) == 1);

    Level untracked = stocked(1000);
    untracked.tracked = false;
    BOOST_TEST(stripes_for(untracked) == 1);
}

BOOST_AUTO_TEST_CASE(fewer_changes_than_seconds_are_quiet) {
    BOOST_TEST(is_quiet(0, second));
    BOOST_TEST(!is_quiet(0, second - 1));
    BOOST_TEST(is_quiet(599, 600 * second));
    BOOST_TEST(!is_quiet(600, 600 * second));
    BOOST_TEST(!is_quiet(9007199254740991, 600 * second));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_not_quiet) {
    BOOST_TEST(!is_quiet(-5, 600 * second));
    BOOST_TEST(!is_quiet(0, -600 * second));
}

BOOST_AUTO_TEST_SUITE_END()
