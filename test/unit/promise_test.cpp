// When units ship: the rules one by one, and the edges of numbers. All of them together, see
// promise_brute_test.cpp.
#include "promises.hpp"

#include "core/supply/late.hpp"

#include <type_traits>

using namespace inventory::test;

namespace {

Ready at(Time time) { return Ready{time, time}; }
Ready between(Time from, Time by) { return Ready{from, by}; }

template <class... T> constexpr bool jump_over = (std::is_trivially_destructible_v<T> && ...);
static_assert(jump_over<Date, Ready, Terms, Dated, Steps, Queued, Served, Available, Told>);

} // namespace

BOOST_AUTO_TEST_SUITE(promise)

BOOST_AUTO_TEST_CASE(what_nobody_knows_is_later_than_any_date) {
    BOOST_TEST(is_sooner(3, 4));
    BOOST_TEST(!is_sooner(4, 4));
    BOOST_TEST(is_sooner(4, unknown));
    BOOST_TEST(!is_sooner(unknown, 4));
    BOOST_TEST(!is_sooner(unknown, unknown));
    BOOST_TEST((later(Date(4), unknown) == unknown));
    BOOST_TEST((sooner(Date(4), unknown) == Date(4)));
    BOOST_TEST(later(between(1, 5), between(2, 3)) == between(2, 5));
}

BOOST_AUTO_TEST_CASE(stock_serves_the_first_then_supplies_by_date) {
    Shop shop;

    shop.level.on_hand = 3;
    shop.hold(1, 0, 2);
    shop.hold(2, 0, 3);
    shop.hold(3, 0, 2);
    shop.hold(4, 0, 2);
    shop.expect(unknown, 1, "a");
    shop.expect(9, 2, "b");
    shop.expect(7, 2, "c");
    const std::vector<Served> &served = shop.serve();
    BOOST_TEST(served[0].ready == at(5));
    BOOST_TEST(served[0].from_stock == 2);
    BOOST_TEST(served[1].ready == at(7));
    BOOST_TEST(served[1].from_stock == 1);
    BOOST_TEST(served[1].from_supply == 2);
    BOOST_TEST(served[2].ready == at(9));
    BOOST_TEST(served[3].ready == Ready{});
    BOOST_TEST(served[3].from_supply == 1);
}

BOOST_AUTO_TEST_CASE(a_supply_whose_date_has_passed_is_undated) {
    Shop shop;

    shop.hold(1, 0, 2);
    shop.hold(2, 0, 2);
    shop.expect(4, 2, "overdue");
    shop.expect(5, 2, "today");
    BOOST_TEST(shop.serve()[0].ready == at(5));
    BOOST_TEST(shop.served[1].ready == Ready{});
    BOOST_TEST(shop.served[1].from_supply == 2);
    shop.terms.available_from = 8; // which is to come; the supply is overdue all the same
    BOOST_TEST(shop.serve()[0].ready == at(8));
    BOOST_TEST(shop.served[1].ready == Ready{});
}

BOOST_AUTO_TEST_CASE(who_is_procured_for_ships_when_that_is_sooner_than_the_supply) {
    Shop shop;

    shop.terms.ships_in = 4;
    shop.terms.ships_in_max = 6;
    shop.level.on_hand = 1;
    shop.hold(1, 2, 1);
    shop.hold(2, 2, 1);
    shop.hold(3, 3, 1);
    shop.hold(4, 4, 9);
    shop.expect(6, 1, "a");
    shop.expect(8, 1, "b");
    shop.serve();
    BOOST_TEST(shop.served[0].ready == at(5));
    BOOST_TEST(shop.served[1].ready == at(6));
    BOOST_TEST(shop.served[2].ready == between(7, 8)); // by the supply at the latest
    BOOST_TEST(shop.served[3].ready == between(8, 10));
}

BOOST_AUTO_TEST_CASE(a_time_to_procure_that_has_passed_is_no_date) {
    Terms terms{20, since_ever, 4, 6};

    BOOST_TEST(ready_to_order(20, terms) == between(24, 26));
    BOOST_TEST(ready_to_order(15, terms) == between(20, 21)); // it may come any time now
    BOOST_TEST(ready_to_order(14, terms) == between(20, 20));
    BOOST_TEST(ready_to_order(13, terms) == Ready{});
    terms.available_from = 30; // before which nothing was promised
    BOOST_TEST(ready_to_order(13, terms) == between(30, 30));
    terms.ships_in_max.reset();
    terms.available_from = since_ever;
    BOOST_TEST(ready_to_order(20, terms) == between(24, 24));
    terms.ships_in_max = 1;
    BOOST_TEST(ready_to_order(20, terms) == between(24, 24));
    terms.ships_in.reset();
    BOOST_TEST(ready_to_order(20, terms) == Ready{});
}

BOOST_AUTO_TEST_CASE(nothing_ships_before_it_is_available_nor_from_a_closed_place) {
    Shop shop;

    shop.level.on_hand = 2;
    shop.hold(1, 0, 2);
    shop.hold(2, 0, 1);
    shop.expect(7, 1);
    shop.terms.available_from = 9;
    BOOST_TEST(shop.serve()[0].ready == at(9));
    BOOST_TEST(shop.served[1].ready == at(9));
    shop.terms.available_from = for_ever;
    BOOST_TEST(shop.serve()[0].ready == Ready{});
    BOOST_TEST(shop.steps().count == 0U);
    shop.terms.available_from = since_ever;
    shop.terms.is_closed = true;
    BOOST_TEST(shop.serve()[0].ready == Ready{});
    BOOST_TEST(shop.served[0].from_stock == 0);
    BOOST_TEST(ready(shop.steps(), 1) == Ready{});
    BOOST_TEST(ready_by(shop.steps(), for_ever) == 0);
}

BOOST_AUTO_TEST_CASE(a_span_is_as_long_whenever_it_begins) {
    constexpr std::int64_t hour = std::int64_t{60} * 60 * 1'000'000;

    BOOST_TEST(length_of(Span{0, 0, 0}) == 0);
    BOOST_TEST(length_of(Span{1, 0, 0}) == 1);
    BOOST_TEST(length_of(Span{1, 1, 0}) == 24 * hour + 1);
    BOOST_TEST(length_of(Span{-hour, 1, 0}) == 23 * hour);
    BOOST_TEST(length_of(Span{0, -30, 1}) == 0);
    BOOST_TEST(length_of(Span{0, 0, 120'000}) == 120'000 * 30 * 24 * hour);
    BOOST_TEST((Span{0, 30, 0} != Span{0, 0, 1}));
    BOOST_TEST((Span{1, 30, 0} == Span{1, 30, 0}));
}

BOOST_AUTO_TEST_CASE(what_a_level_says_about_time_are_its_terms) {
    Level level;
    Terms terms = terms_of(level, 50);

    BOOST_TEST(terms.now == 50);
    BOOST_TEST(terms.available_from == since_ever);
    BOOST_TEST(!terms.ships_in);
    BOOST_TEST(!terms.ships_in_max);
    BOOST_TEST(!terms.is_closed);
    level.available_from = 70;
    level.ships_in = Span{5, 1, 0};
    terms = terms_of(level, 50, true);
    BOOST_TEST(terms.available_from == 70);
    BOOST_TEST((terms.ships_in == length_of(Span{5, 1, 0})));
    BOOST_TEST(!terms.ships_in_max);
    BOOST_TEST(terms.is_closed);
    level.ships_in_max = Span{0, 0, 1};
    BOOST_TEST((terms_of(level, 50).ships_in_max == length_of(Span{0, 0, 1})));

    BOOST_TEST(is_early(level, 69));
    BOOST_TEST(!is_early(level, 70));
    BOOST_TEST(!is_early(Level{}, 0));
}

BOOST_AUTO_TEST_CASE(who_stands_at_one_place_stands_by_age_reference_kit_and_stripe) {
    Shop shop;

    shop.hold(0, 3, 1, "b", KitKey{"y", 2}, 0);
    shop.hold(0, 3, 2, "b", KitKey{"x", 2}, 1);
    shop.hold(0, 3, 3, "b", KitKey{"x", 2}, 0);
    shop.hold(0, 3, 4, "b", KitKey{"x", 1}, 5);
    shop.hold(0, 3, 5, "a", KitKey{"z", 9}, 9);
    shop.hold(0, 2, 6, "c", KitKey{"z", 9}, 9);
    shop.hold(-1, 9, 7, "d", KitKey{"z", 9}, 9);
    shop.sort();
    for (std::size_t i = 0; i < shop.line.size(); i++)
        BOOST_TEST(shop.line[i].units == 7 - static_cast<Quantity>(i));
    BOOST_TEST(!stands_before(shop.line[0], shop.line[0]));
}

BOOST_AUTO_TEST_CASE(the_waitlist_stands_before_a_new_hold) {
    Shop shop;

    shop.level.on_hand = 5;
    shop.level.safety_stock = 2; // kept from promises, not from who was promised
    shop.level.reserved = 1;
    shop.waiting = 2;
    shop.expect(9, 2);
    auto promise = [&](Quantity units) {
        return promise_of_new(shop.level, shop.waiting, units, shop.all(), shop.terms);
    };
    BOOST_TEST(promise(2) == at(5));
    BOOST_TEST(promise(3) == at(9));
    BOOST_TEST(promise(4) == at(9));
    BOOST_TEST(promise(5) == Ready{});
    BOOST_TEST(ready_by(shop.steps(), 5) == 2);
    BOOST_TEST(ready_by(shop.steps(), 9) == 4);
    shop.terms.ships_in = 3;
    BOOST_TEST(promise(max_quantity) == at(8));
    BOOST_TEST(ready_by(shop.steps(), 8) == no_bound);
    BOOST_TEST(ready_by(shop.steps(), 7) == 2);
}

BOOST_AUTO_TEST_CASE(sums_and_times_end_at_the_greatest_number) {
    Shop shop;

    for (int i = 0; i < 3000; i++)
        shop.expect(9, max_quantity, "a");
    shop.level.on_hand = max_quantity;
    shop.waiting = max_quantity;
    shop.hold(1, 0, max_quantity);
    BOOST_TEST(promise_of_new(shop.level, shop.waiting, max_quantity, shop.all(), shop.terms) ==
               at(9));
    for (int i = 0; i < 3000; i++)
        shop.hold(2, i, max_quantity);
    BOOST_TEST(shop.serve().back().ready == at(9));

    Terms terms{for_ever - 5, since_ever, 4, 6};
    BOOST_TEST(ready_to_order(terms.now, terms) == Ready{});
    terms.ships_in_max = 5;
    BOOST_TEST(ready_to_order(terms.now, terms) == Ready{});
    terms.ships_in_max.reset();
    BOOST_TEST(ready_to_order(terms.now, terms) == at(for_ever - 1));
    terms.ships_in = -4;
    BOOST_TEST(ready_to_order(terms.now, terms) == at(terms.now));
    terms.now = since_ever;
    BOOST_TEST(ready_to_order(since_ever, terms) == at(since_ever));
    BOOST_TEST((ready_with_supply(for_ever, terms) == unknown));
}

BOOST_AUTO_TEST_CASE(late_is_who_waits_and_ships_after_what_he_was_told) {
    BOOST_TEST(is_late(Told{7, 1, 8}));
    BOOST_TEST(is_late(Told{7, 1, unknown}));
    BOOST_TEST(!is_late(Told{7, 1, 7}));
    BOOST_TEST(!is_late(Told{7, 0, 8}));
    BOOST_TEST(!is_late(Told{unknown, 1, 8}));
    BOOST_TEST(!is_late(Told{unknown, 1, unknown}));
}

BOOST_AUTO_TEST_CASE(the_worst_is_whom_nobody_can_tell_a_date) {
    const std::vector<Told> worst_first{{3, 1, unknown}, {5, 1, unknown}, {1, 1, 9},
                                        {2, 1, 9},       {3, 1, 10},      {9, 1, 10}};

    for (std::size_t a = 0; a < worst_first.size(); a++)
        for (std::size_t b = 0; b < worst_first.size(); b++)
            BOOST_TEST(is_worse(worst_first[a], worst_first[b]) == (a < b));
    BOOST_TEST((lateness(Told{3, 1, 10}) == std::optional<Time>(7)));
    BOOST_TEST((lateness(Told{since_ever, 1, 0}) == std::optional<Time>(for_ever)));
    BOOST_TEST((lateness(Told{-1, 1, for_ever - 1}) == std::optional<Time>(for_ever)));
    BOOST_TEST((lateness(Told{-2, 1, for_ever - 1}) == std::optional<Time>(for_ever)));
}

BOOST_AUTO_TEST_CASE(units_wait_that_cannot_ship_now) {
    Terms terms{5, 5};

    BOOST_TEST(waiting(7, 3, terms) == 4);
    terms.available_from = 6;
    BOOST_TEST(waiting(7, 3, terms) == 7);
    terms.available_from = since_ever;
    terms.is_closed = true;
    BOOST_TEST(waiting(7, 7, terms) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
