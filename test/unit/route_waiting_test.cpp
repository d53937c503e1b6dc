// Where units wait that lie nowhere, and when what is planned ships, by example. Beside brute force:
// route_waiting_brute_test.cpp.
#include "routes.hpp"

using namespace inventory::test;

namespace {

constexpr int tee = 0, cap = 1;

// Places of which nothing is in stock, and where so many may wait of each item.
Cart queues(int places, int items, Quantity waiting) {
    Cart cart = shop(std::vector<std::vector<Quantity>>(
        static_cast<std::size_t>(places), std::vector<Quantity>(static_cast<std::size_t>(items))));
    for (Source &source : cart.sources)
        source.waiting = waiting;
    return cart;
}

int waiting_line(Cart &cart, const std::vector<Part> &parts, Quantity quantity) {
    const int line = cart.kit(parts, quantity);
    cart.lines[line].may_wait = true;
    return line;
}

bool ships_by(const Answer &answer, int line, int place, supply::Date day) {
    return answer.ready(line, place).by == day;
}

constexpr supply::Date nobody_knows{};

} // namespace

BOOST_AUTO_TEST_SUITE(route_waiting)

BOOST_AUTO_TEST_CASE(at_the_place_with_the_earliest_date) {
    Cart cart = queues(3, 1, 9);
    const int line = waiting_line(cart, {{tee, 1}}, 4);
    cart.ship(0, tee, {by_day(2, 10), by_day(9, 30)});
    cart.ship(1, tee, {by_day(9, 20)});
    cart.ship(2, tee, {by_day(9, 20)}, 6); // behind others: the last of four ships with none
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 1) == 4);
    BOOST_TEST(ships_by(answer, line, 1, 20));
    // It is the whole rest that counts, not its first unit.
    cart.lines[line].quantity = cart.lines[line].least = 2;
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 0) == 2);
    BOOST_TEST(ships_by(answer, line, 0, 10));
    // And the later date of two between which it ships.
    cart.ship(0, tee, {{9, {5, 21}}});
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 1) == 2);
}

BOOST_AUTO_TEST_CASE(a_sooner_date_is_worth_a_parcel) {
    Cart cart = queues(2, 1, 9);
    cart.at(0, tee).stock = 3;
    const int line = waiting_line(cart, {{tee, 1}}, 5);
    cart.ship(0, tee, {by_day(3, 0), by_day(9, 30)});
    cart.ship(1, tee, {by_day(9, 20)});
    const Answer answer = checked(cart);
    BOOST_TEST(answer.taken(line, 0) == 3);
    BOOST_TEST(answer.waiting(line, 1) == 2);
    BOOST_TEST(answer.plan.parcels == 2);
    BOOST_TEST(ships_by(answer, line, 0, 0));
    BOOST_TEST(ships_by(answer, line, 1, 20));
    // Of one parcel what is short waits there.
    cart.goals.max_parcels = 1;
    BOOST_TEST(ships_by(checked(cart), line, 0, 30));
}

BOOST_AUTO_TEST_CASE(units_in_stock_are_served_before_those_that_wait) {
    Cart cart = queues(2, 1, 9);
    cart.at(0, tee).stock = 3;
    const int line = waiting_line(cart, {{tee, 1}}, 5);
    cart.ship(0, tee,
              {by_day(4, 10), by_day(9, 30)}); // the two that are short are its fourth and fifth
    cart.ship(1, tee, {by_day(9, 20)});
    BOOST_TEST(checked(cart).waiting(line, 1) == 2);
    cart.ship(0, tee, {by_day(5, 10)});
    BOOST_TEST(checked(cart).waiting(line, 0) == 2);
}

BOOST_AUTO_TEST_CASE(of_equal_dates_in_the_plan_and_then_by_rank) {
    Cart cart = queues(4, 1, 9);
    cart.at(2, tee).stock = 1;
    const int line = waiting_line(cart, {{tee, 1}}, 3);
    cart.ship(0, tee, {by_day(9, 30)});
    for (int place = 1; place < 4; place++)
        cart.ship(place, tee, {by_day(9, 20)});
    BOOST_TEST(checked(cart).waiting(line, 2) == 2);
    cart.at(2, tee).stock = 0;
    BOOST_TEST(checked(cart).waiting(line, 1) == 3);
    cart.places[3].priority = 1;
    BOOST_TEST(checked(cart).waiting(line, 3) == 3);
}

BOOST_AUTO_TEST_CASE(what_nobody_knows_comes_last) {
    Cart cart = queues(3, 1, 9);
    cart.at(0, tee).stock = 1;
    const int line = waiting_line(cart, {{tee, 1}}, 3);
    cart.ship(1, tee, {by_day(1, 10)}); // of two nobody knows
    cart.ship(2, tee, {by_day(9, supply::for_ever - 1)});
    BOOST_TEST(checked(cart).waiting(line, 2) == 2);
    cart.lines[line].quantity = cart.lines[line].least = 4;
    cart.ship(2, tee, {});
    const Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 0) == 3); // all alike: in the plan
    BOOST_TEST(ships_by(answer, line, 0, nobody_knows));
}

BOOST_AUTO_TEST_CASE(whole_where_it_can_or_else_split) {
    Cart cart = queues(3, 1, 9);
    const int line = waiting_line(cart, {{tee, 1}}, 6);
    cart.ship(0, tee, {by_day(9, 30)});
    cart.ship(1, tee, {by_day(9, 20)});
    cart.ship(2, tee, {by_day(9, 10)});
    cart.at(2, tee).waiting = 5;
    BOOST_TEST(checked(cart).waiting(line, 1) == 6); // the earliest that takes it whole
    cart.at(0, tee).waiting = cart.at(1, tee).waiting = 4;
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 2) == 5); // else as much as possible from the earliest
    BOOST_TEST(answer.waiting(line, 1) == 1);
    // What has room there counts, not when the whole rest would ship.
    cart.ship(2, tee, {by_day(5, 10), by_day(6, 40)});
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 2) == 5);
    BOOST_TEST(answer.waiting(line, 1) == 1);
    cart.ship(2, tee, {by_day(4, 10), by_day(6, 40)});
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 1) == 4);
    BOOST_TEST(answer.waiting(line, 0) == 2);
    // A line that is not to be split waits at the earliest site that has room.
    cart.goals.split_lines = false;
    cart.ship(2, tee, {by_day(9, 10)});
    for (int place = 0; place < 3; place++)
        cart.at(place, tee).waiting = 6;
    BOOST_TEST(checked(cart).waiting(line, 2) == 6);
}

BOOST_AUTO_TEST_CASE(a_kit_waits_for_its_last_component) {
    Cart cart = queues(2, 2, 9);
    const int set = waiting_line(cart, {{tee, 1}, {cap, 2}}, 2);
    cart.ship(0, tee, {by_day(9, 10)});
    cart.ship(0, cap, {by_day(3, 10), by_day(4, 30)}); // two sets need four
    cart.ship(1, tee, {{9, {15, 20}}});
    cart.ship(1, cap, {{9, {16, 19}}});
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(set, 1) == 2);
    BOOST_TEST((answer.ready(set, 1) == supply::Ready{16, 20}));
    // An untracked one is left out.
    cart.at(0, cap).tracked = false;
    answer = checked(cart);
    BOOST_TEST(answer.waiting(set, 0) == 2);
    BOOST_TEST(ships_by(answer, set, 0, 10));
    // Of one component nobody knows.
    cart.at(0, cap).tracked = true;
    cart.at(0, cap).steps = nullptr;
    BOOST_TEST(checked(cart).waiting(set, 1) == 2);
}

BOOST_AUTO_TEST_CASE(lines_that_share_an_item_at_a_place_count_one_another) {
    Cart cart = queues(2, 2, 9);
    const int set = waiting_line(cart, {{tee, 1}, {cap, 1}}, 2);
    const int single = waiting_line(cart, {{tee, 1}}, 2);
    cart.ship(0, tee, {by_day(3, 10), by_day(9, 30)});
    cart.ship(0, cap, {by_day(9, 10)});
    cart.ship(1, tee, {by_day(9, 20)});
    cart.ship(1, cap, {by_day(9, 40)});
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(set, 0) == 2); // kits are served first
    BOOST_TEST(answer.waiting(single, 1) == 2);
    // What lies there for another line is served as well.
    cart = queues(2, 1, 9);
    cart.line(tee, 2);
    cart.at(0, tee).stock = 2;
    const int waits = waiting_line(cart, {{tee, 1}}, 2);
    cart.ship(0, tee, {by_day(3, 10), by_day(9, 30)});
    cart.ship(1, tee, {by_day(9, 20)});
    answer = checked(cart);
    BOOST_TEST(answer.waiting(waits, 1) == 2);
}

BOOST_AUTO_TEST_CASE(the_own_place_in_line_is_kept) {
    Cart cart = queues(2, 1, 9);
    const int line = waiting_line(cart, {{tee, 1}}, 3);
    cart.ship(0, tee, {by_day(5, 10), by_day(20, 30)}, 8);
    cart.ship(1, tee, {by_day(9, 20)});
    cart.at(0, tee).own = 3;
    cart.at(0, tee).own_ahead = 2;
    Answer answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 0) == 3);
    BOOST_TEST(ships_by(answer, line, 0, 10));
    // One more than the cart holds there is at the end of the line, and the line ships with it.
    cart.lines[line].quantity = cart.lines[line].least = 4;
    BOOST_TEST(checked(cart).waiting(line, 1) == 4);
    cart.at(0, tee).own = 4;
    BOOST_TEST(checked(cart).waiting(line, 1) == 4); // behind two of others it is the sixth
    cart.at(0, tee).own_ahead = 1;
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 0) == 4);
    BOOST_TEST(ships_by(answer, line, 0, 10));
    // Units that were added stand further back than the first, which give nothing up where those go.
    cart.at(0, tee).own_ahead = 9;
    cart.at(0, tee).own_first = 3;
    BOOST_TEST(checked(cart).waiting(line, 1) == 4);
    cart.lines[line].quantity = cart.lines[line].least = 3;
    answer = checked(cart);
    BOOST_TEST(answer.waiting(line, 0) == 3);
    BOOST_TEST(ships_by(answer, line, 0, 10));
}

BOOST_AUTO_TEST_CASE(takes_say_when_they_ship) {
    Cart cart = queues(2, 2, 0);
    cart.at(0, tee).stock = 9;
    cart.at(0, cap).stock = 9;
    const int single = cart.line(tee, 2);
    const int set = cart.kit({{tee, 2}, {cap, 1}}, 2), other = cart.line(tee, 1);
    // Takes count those before them in their order, though the kit was served first.
    cart.ship(0, tee, {by_day(2, 10), by_day(6, 20), by_day(9, 30)});
    cart.ship(0, cap, {by_day(9, 15)});
    Answer answer = checked(cart);
    BOOST_TEST(ships_by(answer, single, 0, 10));
    BOOST_TEST(ships_by(answer, set, 0, 20));
    BOOST_TEST(ships_by(answer, other, 0, 30));
    cart.at(0, tee).tracked = false;
    answer = checked(cart);
    BOOST_TEST(ships_by(answer, single, 0, nobody_knows));
    BOOST_TEST(ships_by(answer, set, 0, 15));
    cart.at(0, tee).tracked = true;
    cart.at(0, tee).steps = nullptr;
    answer = checked(cart);
    BOOST_TEST(ships_by(answer, single, 0, nobody_knows));
    BOOST_TEST(ships_by(answer, set, 0, nobody_knows));
}

BOOST_AUTO_TEST_CASE(dates_of_the_greatest_numbers) {
    Cart cart = queues(2, 1, max_quantity);
    cart.at(0, tee).stock = max_quantity;
    const int line = waiting_line(cart, {{tee, 2}}, max_quantity / 2);
    const int single = waiting_line(cart, {{tee, 1}}, max_quantity);
    cart.ship(0, tee, {by_day(max_quantity, 10), by_day(no_bound, 30)}, max_quantity);
    cart.ship(1, tee, {by_day(no_bound, 20)}, no_bound);
    cart.at(0, tee).own = cart.at(0, tee).own_ahead = max_quantity;
    const Answer answer = cart.route();
    BOOST_TEST((answer.plan.status == Status::planned));
    BOOST_TEST(ships_by(answer, line, 0, 30));
    BOOST_TEST(answer.waiting(single, 1) == max_quantity - 1);
    BOOST_TEST(ships_by(answer, single, 1, 20));
}

BOOST_AUTO_TEST_SUITE_END()
