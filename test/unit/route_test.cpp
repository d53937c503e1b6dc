// Sourcing by example: every rule of it, but for when units ship: route_waiting_test.cpp. Beside brute
// force: route_brute_test.cpp.
#include "routes.hpp"

using namespace inventory::test;

namespace {

constexpr Quantity unlimited = max_quantity;

bool is_refused(const Answer &answer, Status status, bool proven = true) {
    return answer.plan.status == status && answer.plan.proven == proven;
}

} // namespace

BOOST_AUTO_TEST_SUITE(route)

BOOST_AUTO_TEST_CASE(one_parcel_rather_than_the_nearer_two) {
    Cart cart = shop({{3, 0}, {0, 3}, {3, 3}});
    cart.places[0].distance_km = 1;
    cart.places[1].distance_km = 2;
    cart.places[2].distance_km = 900;
    const int tee = cart.line(0, 2), cap = cart.line(1, 3);
    Answer answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 1);
    BOOST_TEST(answer.taken(tee, 2) == 2);
    BOOST_TEST(answer.taken(cap, 2) == 3);
    BOOST_TEST(answer.plan.proven);

    cart.goals = Goals{{Goal::nearest}, 1};
    answer = checked(cart);
    BOOST_TEST(answer.taken(tee, 0) == 2);
    BOOST_TEST(answer.taken(cap, 1) == 3);
}

BOOST_AUTO_TEST_CASE(among_as_few_parcels_the_first_in_rank) {
    Cart cart = shop({{3}, {3}, {3}});
    cart.line(0, 2);
    BOOST_TEST(checked(cart).taken(0, 0) == 2); // by location id
    cart.places[2].held = true;
    BOOST_TEST(checked(cart).taken(0, 2) == 2);
    cart.places[1].priority = 99;
    BOOST_TEST(checked(cart).taken(0, 1) == 2);
    cart.places[0].distance_km = 40;
    BOOST_TEST(checked(cart).taken(0, 0) == 2); // of the others nobody knows where they are
}

BOOST_AUTO_TEST_CASE(greedy_is_bettered) {
    // c gives most and is superfluous once a and b are there.
    Cart cart = shop({{2, 2, 2, 0, 0, 0}, {0, 0, 0, 2, 2, 2}, {0, 2, 2, 2, 2, 0}});
    for (int item = 0; item < 6; item++)
        cart.line(item, 2);
    Answer answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 2);
    BOOST_TEST(answer.plan.lower_bound == 2);
    cart.budget = 0;
    cart.places[2].held = true; // it would be filled first
    BOOST_TEST(checked(cart).plan.parcels == 2);
    // Here it is not: greedily c, d and e are chosen, of which none can go.
    cart = shop({{1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
                 {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1},
                 {1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0},
                 {0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0},
                 {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1}});
    for (int item = 0; item < 14; item++)
        cart.line(item, 1);
    answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 2);
    cart.budget = 0;
    answer = checked(cart);
    BOOST_TEST(answer.plan.parcels > 2);
    BOOST_TEST(!answer.plan.proven);
    BOOST_TEST(answer.plan.lower_bound <= 2);
}

BOOST_AUTO_TEST_CASE(the_set_that_costs_least) {
    Cart cart = shop({{1, 0}, {0, 1}, {1, 1}});
    cart.line(0, 1);
    cart.line(1, 1);
    cart.sites[0].parcel_cost = cart.sites[1].parcel_cost = 300;
    cart.sites[2].parcel_cost = 700;
    cart.goals = Goals{{Goal::cheapest, Goal::nearest}, 2};
    BOOST_TEST(checked(cart).plan.parcels == 2);
    cart.budget = 0;
    BOOST_TEST(checked(cart).plan.parcels == 2); // greedily: units for their cost
    cart.budget = default_budget;
    cart.sites[2].parcel_cost = 600; // as dear: the fewer parcels
    BOOST_TEST(checked(cart).plan.parcels == 1);
}

BOOST_AUTO_TEST_CASE(ranks_before_the_fewest_parcels_fill_first) {
    Cart cart = shop({{1}, {1}, {3}});
    cart.line(0, 3);
    cart.places[0].priority = cart.places[1].priority = 1;
    cart.goals = Goals{{Goal::priority, Goal::fewest_parcels}, 2};
    Answer answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 3);
    BOOST_TEST(answer.taken(0, 2) == 1);
    cart.goals = Goals{{Goal::fewest_parcels, Goal::priority}, 2};
    BOOST_TEST(checked(cart).plan.parcels == 1);
    // max_parcels is hard, whatever ranks ask.
    cart.goals = Goals{{Goal::priority}, 1, 1};
    BOOST_TEST(checked(cart).taken(0, 2) == 3);
}

BOOST_AUTO_TEST_CASE(most_stock_of_a_line_and_of_a_set) {
    Cart cart = shop({{5, 2}, {2, 5}});
    cart.line(0, 2);
    cart.line(1, 2);
    cart.goals = Goals{{Goal::most_stock}, 1};
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(0, 0) == 2);
    BOOST_TEST(answer.taken(1, 1) == 2);
    cart.goals = Goals{{Goal::fewest_parcels, Goal::most_stock}, 2};
    BOOST_TEST(checked(cart).plan.parcels == 1);
    // Two of three are needed: those that can give more.
    cart = shop({{1}, {2}, {2}});
    cart.line(0, 3);
    cart.goals = Goals{{Goal::fewest_parcels, Goal::most_stock}, 2};
    answer = checked(cart);
    BOOST_TEST(answer.taken(0, 1) == 2);
    BOOST_TEST(answer.taken(0, 2) == 1);
}

BOOST_AUTO_TEST_CASE(first_places_are_filled_before_any_goal_is_asked) {
    Cart cart = shop({{9}, {2}, {1}});
    cart.line(0, 4);
    cart.places[2].first = 0;
    cart.places[1].first = 1;
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(0, 2) == 1);
    BOOST_TEST(answer.taken(0, 1) == 2);
    BOOST_TEST(answer.taken(0, 0) == 1);
    BOOST_TEST(answer.plan.parcels == 3);
    BOOST_TEST(answer.plan.proven);
}

BOOST_AUTO_TEST_CASE(places_of_a_site_are_one_parcel_and_are_filled_as_they_sell_out) {
    Cart cart(1);
    const int site = cart.places.empty() ? cart.place("berlin") : 0;
    cart.place("berlin#L17", 0);
    cart.place("berlin#L18", 0);
    cart.at(site, 0).stock = 5;
    cart.at(1, 0).stock = cart.at(2, 0).stock = 2;
    cart.places[1].sells_until = 2000;
    cart.places[2].sells_until = 1000;
    cart.line(0, 5);
    for (Goals goals :
         {Goals{{Goal::fewest_parcels}, 1}, Goals{{Goal::most_stock}, 1}, Goals{{}, 0}}) {
        cart.goals = goals;
        Answer answer = checked(cart);
        BOOST_TEST(answer.plan.parcels == 1);
        BOOST_TEST(answer.taken(0, 2) == 2);
        BOOST_TEST(answer.taken(0, 1) == 2);
        BOOST_TEST(answer.taken(0, 0) == 1);
    }
}

BOOST_AUTO_TEST_CASE(refusals_say_what_there_is) {
    Cart cart = shop({{2, 1}, {1, 1}});
    cart.line(0, 4);
    cart.line(1, 1);
    Answer answer = checked(cart);
    BOOST_TEST(is_refused(answer, Status::short_of_units));
    BOOST_TEST(answer.lines[0].could == 3);
    BOOST_TEST(answer.lines[0].planned == 3);
    BOOST_TEST(answer.lines[1].could == 2);
    BOOST_TEST(answer.lines[1].planned == 1);
    cart.lines[0].least = 2;
    answer = checked(cart);
    BOOST_TEST(answer.lines[0].planned == 3);
}

BOOST_AUTO_TEST_CASE(too_many_parcels_is_not_short) {
    Cart cart = shop({{2}, {2}});
    cart.line(0, 3);
    cart.goals.max_parcels = 1;
    BOOST_TEST(is_refused(checked(cart), Status::too_many_parcels));
    cart.goals.max_parcels = 0;
    cart.goals.split_lines = false;
    BOOST_TEST(is_refused(checked(cart), Status::too_many_parcels));
    cart.lines[0].least = 1;
    Answer answer = checked(cart);
    BOOST_TEST(answer.lines[0].planned == 2);
    cart.lines[0].quantity = cart.lines[0].least = 5;
    BOOST_TEST(is_refused(checked(cart), Status::short_of_units));
}

BOOST_AUTO_TEST_CASE(lines_that_are_not_split_come_from_one_site_each) {
    Cart cart = shop({{2, 0}, {3, 1}, {0, 4}});
    const int tee = cart.line(0, 3), cap = cart.line(1, 4);
    cart.goals.split_lines = false;
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(tee, 1) == 3);
    BOOST_TEST(answer.taken(cap, 2) == 4);
    // Of a site two places may give.
    cart.place("d", 1);
    cart.at(3, 0).stock = 1;
    cart.at(1, 0).stock = 2;
    answer = checked(cart);
    BOOST_TEST(answer.taken(tee, 1) + answer.taken(tee, 3) == 3);
}

BOOST_AUTO_TEST_CASE(stock_is_planned_before_any_unit_waits) {
    Cart cart = shop({{1}, {2}, {0}});
    for (int place = 0; place < 3; place++)
        cart.at(place, 0).waiting = unlimited;
    cart.line(0, 7);
    cart.lines[0].may_wait = true;
    Answer answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 2);
    BOOST_TEST(answer.taken(0, 1) == 2);
    BOOST_TEST(answer.taken(0, 0) == 5);
    BOOST_TEST(answer.waiting(0, 0) == 4);
    cart.lines[0].may_wait = false;
    BOOST_TEST(is_refused(checked(cart), Status::short_of_units));
}

BOOST_AUTO_TEST_CASE(what_waits_waits_whole_in_the_plan_and_by_rank) {
    Cart cart = shop({{0}, {2}, {0}});
    cart.at(0, 0).waiting = 9;
    cart.at(1, 0).waiting = 9;
    cart.line(0, 7);
    cart.lines[0].may_wait = true;
    BOOST_TEST(checked(cart).waiting(0, 1) == 5); // in the plan before rank
    cart.at(1, 0).waiting = 4;
    BOOST_TEST(checked(cart).waiting(0, 0) == 5); // whole before in the plan
    cart.at(0, 0).waiting = 4;
    cart.at(2, 0).waiting = 4;
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(0, 1) == 4); // split: in the plan, then by rank
    BOOST_TEST(answer.waiting(0, 0) == 1);
    BOOST_TEST(answer.waiting(0, 2) == 0);
    // Of one parcel only what may wait there.
    cart.goals.max_parcels = 1;
    BOOST_TEST(is_refused(checked(cart), Status::too_many_parcels));
    cart.at(0, 0).waiting = 7;
    BOOST_TEST(checked(cart).waiting(0, 0) == 7);
}

BOOST_AUTO_TEST_CASE(so_few_parcels_with_most_units_from_stock) {
    Cart cart = shop({{3}, {4}, {5}});
    cart.line(0, 10);
    cart.lines[0].may_wait = true;
    cart.at(0, 0).waiting = unlimited;
    cart.at(1, 0).waiting = unlimited;
    cart.goals.max_parcels = 2;
    // c and b have most, and b can have the rest.
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(0, 2) == 5);
    BOOST_TEST(answer.taken(0, 1) == 5);
    BOOST_TEST(answer.waiting(0, 1) == 1);
    cart.goals.max_parcels = 1;
    answer = checked(cart);
    BOOST_TEST(answer.taken(0, 1) == 10);
    BOOST_TEST(answer.waiting(0, 1) == 6);
}

BOOST_AUTO_TEST_CASE(kits_are_made_at_one_place) {
    Cart cart = shop({{5, 1}, {1, 6}});
    const int set = cart.kit({{0, 1}, {1, 2}}, 1);
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(set, 1) == 1);
    BOOST_TEST(answer.lines[set].could == 1);
    cart.lines[set].quantity = cart.lines[set].least = 2;
    BOOST_TEST(is_refused(checked(cart), Status::short_of_units));
    // An untracked component is left out, one that a place has not is not.
    cart.at(1, 0).tracked = false;
    BOOST_TEST(checked(cart).taken(set, 1) == 2);
    cart.at(1, 0).exists = false;
    BOOST_TEST(is_refused(checked(cart), Status::short_of_units));
}

BOOST_AUTO_TEST_CASE(a_component_is_judged_against_the_sum) {
    Cart cart = shop({{3, 9, 9}});
    cart.line(0, 1);
    cart.kit({{0, 1}, {1, 1}}, 1);
    cart.kit({{0, 1}, {2, 1}}, 1);
    BOOST_TEST((checked(cart).plan.status == Status::planned));
    cart.at(0, 0).stock = 2;
    Answer answer = checked(cart);
    BOOST_TEST(is_refused(answer, Status::short_of_units));
    BOOST_TEST(answer.lines[0].could == 2);
    // The kit whose other component is only at b leaves a to the other one.
    cart = shop({{1, 1, 1}, {1, 1, 0}});
    const int one = cart.kit({{0, 1}, {1, 1}}, 1), two = cart.kit({{0, 1}, {2, 1}}, 1);
    for (Goals goals : {Goals{{Goal::fewest_parcels}, 1}, Goals{{Goal::priority}, 1}}) {
        cart.goals = goals;
        answer = checked(cart);
        BOOST_TEST(answer.taken(one, 1) == 1);
        BOOST_TEST(answer.taken(two, 0) == 1);
    }
}

BOOST_AUTO_TEST_CASE(lines_that_compete_wait_for_what_is_left) {
    Cart cart = shop({{2, 5}});
    const int single = cart.line(0, 2), set = cart.kit({{0, 1}, {1, 1}}, 1);
    cart.at(0, 0).waiting = 1;
    cart.lines[single].may_wait = cart.lines[set].may_wait = true;
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(set, 0) == 0); // kits are served first
    BOOST_TEST(answer.waiting(single, 0) == 1);
    cart.at(0, 0).waiting = 0;
    cart.lines[single].least = 1;
    answer = checked(cart);
    BOOST_TEST(answer.taken(single, 0) == 1);
}

BOOST_AUTO_TEST_CASE(untracked_sources_answer_where_no_tracked_one_does) {
    Cart cart = shop({{0}, {3}, {0}});
    cart.at(0, 0).tracked = cart.at(2, 0).tracked = false;
    cart.line(0, 2);
    BOOST_TEST(checked(cart).taken(0, 1) == 2);
    cart.lines[0].quantity = cart.lines[0].least = max_quantity;
    Answer answer = checked(cart);
    BOOST_TEST(answer.taken(0, 0) == max_quantity);
    BOOST_TEST(answer.plan.parcels == 0);
    BOOST_TEST(answer.lines[0].could == max_quantity);
    cart.places[2].priority = 1;
    BOOST_TEST(checked(cart).taken(0, 2) == max_quantity);
}

BOOST_AUTO_TEST_CASE(a_budget_that_ends_says_so) {
    std::mt19937 random(3);
    Cart cart(12);
    for (int i = 0; i < 40; i++) {
        const int place = cart.place("place " + std::to_string(10 + i));
        for (int item = 0; item < 12; item++)
            cart.at(place, item).stock = random() % 5 == 0 ? 1 : 0;
    }
    for (int item = 0; item < 12; item++)
        cart.line(item, 2);
    const Answer best = checked(cart);
    BOOST_TEST(best.plan.proven);
    BOOST_TEST(best.plan.lower_bound == best.plan.parcels);
    cart.budget = best.plan.looks / 2;
    const Answer cut = checked(cart);
    BOOST_TEST(!cut.plan.proven);
    BOOST_TEST(cut.plan.parcels >= best.plan.parcels);
    // A refusal that was not searched to its end is not proven.
    cart.budget = 0;
    cart.goals.max_parcels = best.plan.parcels - 1;
    BOOST_TEST(is_refused(checked(cart), Status::too_many_parcels, false));
}

// However lines compete, no more is looked at than the budget has: twice, as the plan is filled by what
// was found.
BOOST_AUTO_TEST_CASE(lines_that_compete_end_with_the_budget) {
    for (unsigned seed = 0; seed < 60; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        std::mt19937 random(seed);
        Cart cart(8);
        for (int i = 0; i < 25; i++) {
            const int place = cart.place("place " + std::to_string(10 + i));
            cart.places.back().priority = random() % 2;
            for (int item = 0; item < 8; item++)
                cart.at(place, item).stock = random() % 3 == 0 ? 1 + random() % 4 : 0;
        }
        for (int i = 0; i < 12; i++) {
            const int a = random() % 8, b = (a + 1 + random() % 7) % 8;
            cart.kit({{a, 1 + static_cast<Quantity>(random() % 2)}, {b, 1}}, 1 + random() % 3);
        }
        cart.budget = 20000;
        cart.goals = seed % 3 == 0   ? Goals{{Goal::priority}, 1}
                     : seed % 3 == 1 ? Goals{{Goal::priority, Goal::fewest_parcels}, 2}
                                     : Goals{{Goal::fewest_parcels, Goal::priority}, 2};
        BOOST_TEST(checked(cart).plan.looks < 25000);
    }
}

BOOST_AUTO_TEST_CASE(beyond_the_sizes_that_are_searched_the_plan_is_greedy) {
    Cart cart(300);
    for (int i = 0; i < 3; i++) {
        const int place = cart.place(std::string(1, static_cast<char>('a' + i)));
        for (int item = 0; item < 300; item++)
            cart.at(place, item).stock = item % 3 == i ? 0 : 2;
    }
    for (int item = 0; item < 300; item++)
        cart.line(item, 1);
    Answer answer = checked(cart);
    BOOST_TEST(answer.plan.parcels == 2);
    BOOST_TEST(answer.plan.lower_bound == 2);
    BOOST_TEST(!answer.plan.proven);
}

BOOST_AUTO_TEST_CASE(the_greatest_numbers_do_not_overflow) {
    Cart cart = shop({{max_quantity, max_quantity}, {max_quantity, max_quantity}});
    for (Source &source : cart.sources)
        source.waiting = unlimited;
    for (Site &site : cart.sites)
        site.parcel_cost = max_quantity;
    cart.line(0, max_quantity);
    cart.line(1, max_quantity);
    cart.kit({{0, max_quantity}, {1, 2}}, 1);
    for (Goal goal : {Goal::fewest_parcels, Goal::cheapest, Goal::most_stock}) {
        cart.goals = Goals{{goal}, 1};
        Answer answer = checked(cart);
        BOOST_TEST((answer.plan.status == Status::planned));
    }
}

BOOST_AUTO_TEST_CASE(nothing_wanted_and_nowhere) {
    Cart cart(1);
    Answer answer = checked(cart);
    BOOST_TEST((answer.plan.status == Status::planned));
    BOOST_TEST(answer.takes.empty());
    cart.line(0, 1);
    BOOST_TEST(is_refused(checked(cart), Status::short_of_units));
}

BOOST_AUTO_TEST_SUITE_END()
