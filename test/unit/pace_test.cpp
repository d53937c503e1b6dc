// How much the worker takes on at a time.
#include "core/pace.hpp"

#include <boost/test/unit_test.hpp>

using inventory::core::Pace;

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(it_begins_with_the_most) {
    Pace pace;

    BOOST_TEST(pace.next(1000) == 1000);
    pace.note(false);
    BOOST_TEST(pace.next(1000) == 1000);
}

BOOST_AUTO_TEST_CASE(it_halves_where_somebody_waited_but_goes_on) {
    Pace pace;

    for (int expected : {1000, 500, 250, 125, 62, 31, Pace::fewest, Pace::fewest}) {
        BOOST_TEST(pace.next(1000) == expected);
        pace.note(true);
    }
}

BOOST_AUTO_TEST_CASE(it_recovers_step_by_step_up_to_the_most) {
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

    BOOST_TEST(pace.next(1000) == 1000);
    BOOST_TEST(pace.next(5) == 5);
    pace.note(true);
    BOOST_TEST(pace.next(5) == 5);
    pace.note(true);
    BOOST_TEST(pace.next(1) == 1);
    pace.note(false);
    BOOST_TEST(pace.next(1000) == Pace::fewest);
}

BOOST_AUTO_TEST_SUITE_END()
