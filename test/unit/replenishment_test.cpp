// How much is ordered.
#include "core/demand/replenishment.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

void suggests(const Suggestion &suggestion, Quantity units, Note note = Note::none) {
    BOOST_TEST(suggestion.units == units);
    BOOST_TEST((suggestion.note == note));
}

} // namespace

BOOST_AUTO_TEST_SUITE(replenishment)

BOOST_AUTO_TEST_CASE(a_stock_position_counts_what_comes_and_who_waits) {
    BOOST_TEST(stock_position(10, 4, 20, 3) == 23);
    BOOST_TEST(stock_position(0, 5, 0, 2) == -7);
}

BOOST_AUTO_TEST_CASE(orders_begin_at_the_reorder_point) {
    suggests(suggest(11, 10, 30, Terms{}), 0);
    suggests(suggest(10, 10, 30, Terms{}), 20);
    suggests(suggest(-5, 10, 30, Terms{}), 35);
}

BOOST_AUTO_TEST_CASE(what_is_enough_is_not_ordered_for_the_minimums_sake) {
    suggests(suggest(10, 10, 10, Terms{1, 50, {}}), 0);
    suggests(suggest(0, 0, 0, Terms{6, 50, {}}), 0);
    suggests(suggest(-1, 0, 0, Terms{}), 1);
}

BOOST_AUTO_TEST_CASE(an_order_is_the_minimum_at_least) {
    suggests(suggest(10, 10, 30, Terms{1, 20, {}}), 20);
    suggests(suggest(10, 10, 30, Terms{1, 25, {}}), 25, Note::minimum_order);
    suggests(suggest(10, 10, 30, Terms{12, 25, {}}), 36, Note::minimum_order);
}

BOOST_AUTO_TEST_CASE(packs_are_whole_and_rounded_up) {
    suggests(suggest(10, 10, 30, Terms{12, 0, {}}), 24);
    suggests(suggest(10, 10, 34, Terms{12, 0, {}}), 24);
    suggests(suggest(10, 10, 35, Terms{12, 0, {}}), 36);
    suggests(suggest(10, 10, 30, Terms{0, 0, {}}), 20);
}

BOOST_AUTO_TEST_CASE(the_maximum_caps_an_order_at_whole_packs) {
    suggests(suggest(10, 10, 30, Terms{12, 0, 34}), 24);
    suggests(suggest(10, 10, 30, Terms{12, 0, 33}), 12, Note::capped);
    suggests(suggest(10, 10, 30, Terms{1, 0, 25}), 15, Note::capped);
    suggests(suggest(10, 10, 30, Terms{12, 0, 21}), 0, Note::capped);
    suggests(suggest(10, 10, 30, Terms{1, 0, 5}), 0, Note::capped);
}

BOOST_AUTO_TEST_CASE(what_the_maximum_makes_less_than_the_minimum_is_not_ordered) {
    suggests(suggest(10, 10, 30, Terms{1, 15, 25}), 15, Note::capped);
    suggests(suggest(10, 10, 30, Terms{1, 16, 25}), 0, Note::capped);
    suggests(suggest(10, 10, 30, Terms{12, 25, 40}), 0, Note::capped);
}

BOOST_AUTO_TEST_CASE(the_greatest_quantities_are_no_trouble) {
    suggests(suggest(0, 0, max_quantity, Terms{}), max_quantity);
    suggests(suggest(-max_quantity, 0, max_quantity, Terms{}), max_quantity, Note::capped);
    suggests(suggest(0, 0, max_quantity, Terms{max_quantity, max_quantity, max_quantity}),
             max_quantity);
    suggests(suggest(0, 0, max_quantity, Terms{2, 0, {}}), max_quantity - 1, Note::capped);
    suggests(suggest(no_bound, max_quantity, max_quantity, Terms{}), 0);
    suggests(suggest(-no_bound, 0, 0, Terms{1, 0, max_quantity}), max_quantity, Note::capped);
}

BOOST_AUTO_TEST_CASE(whatever_is_ordered_keeps_to_the_terms) {
    std::mt19937 random(1);
    auto up_to = [&](Quantity most) { return static_cast<Quantity>(random() % (most + 1)); };

    for (int i = 0; i < 200'000; i++) {
        const Quantity position = up_to(40) - 10, point = up_to(20), target = point + up_to(20);
        Terms terms{1 + up_to(6), up_to(20), std::nullopt};
        if (random() % 2 == 0)
            terms.max_stock = up_to(50);
        const Suggestion s = suggest(position, point, target, terms);

        BOOST_TEST_REQUIRE(s.units % terms.pack == 0);
        BOOST_TEST_REQUIRE((s.units == 0 || (s.units >= terms.minimum && position <= point)));
        if (s.units > 0 && terms.max_stock)
            BOOST_TEST_REQUIRE(position + s.units <= *terms.max_stock);
        if (position <= point && s.note != Note::capped)
            BOOST_TEST_REQUIRE(position + s.units >= target);
        if (s.note == Note::none && s.units > 0)
            BOOST_TEST_REQUIRE(position + s.units < target + terms.pack);
    }
}

BOOST_AUTO_TEST_SUITE_END()
