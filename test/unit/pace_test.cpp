// How much the worker takes on at a time.
#include "core/upkeep/pace.hpp"

#include <boost/test/unit_test.hpp>

using inventory::core::Pace;

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(it_begins_small_and_doubles) {
    Pace pace;

    for (int expected : {Pace::first, 2 * Pace::first, 4 * Pace::first, 500, 500, 500}) {
        BOOST_TEST(pace.next(500) == expected);
        pace.note(false);
    }
}

BOOST_AUTO_TEST_CASE(it_halves_where_somebody_waited_but_goes_on) {
    Pace pace;

    for (int expected : {100, 50, 25, Pace::fewest, Pace::fewest}) {
        BOOST_TEST(pace.next(1000) == expected);
        pace.note(true);
    }
}

BOOST_AUTO_TEST_CASE(then_it_recovers_step_by_step_up_to_the_most) {
    Pace pace;

    pace.next(100);
    pace.note(true);
    for (int expected : {50, 60, 70, 80, 90, 100, 100}) {
        BOOST_TEST(pace.next(100) == expected);
        pace.note(false);
    }
}

BOOST_AUTO_TEST_CASE(a_new_setting_holds_at_once) {
    Pace pace;

    BOOST_TEST(pace.next(1000) == Pace::first);
    BOOST_TEST(pace.next(5) == 5);
    pace.note(true);
    BOOST_TEST(pace.next(5) == 5);
    pace.note(true);
    BOOST_TEST(pace.next(1) == 1);
    pace.note(false);
    BOOST_TEST(pace.next(1000) == Pace::fewest);
}

BOOST_AUTO_TEST_CASE(it_stays_within_the_most_for_ever) {
    Pace pace;

    for (int i = 0; i < 100; i++) {
        pace.next(100000);
        pace.note(false);
    }
    BOOST_TEST(pace.next(100000) == 100000);
}

BOOST_AUTO_TEST_SUITE_END()
