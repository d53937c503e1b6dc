// Every cell of the table of cart states, and deadlines.
#include "core/carts/cart.hpp"

#include <boost/test/unit_test.hpp>

using namespace inventory::core;

namespace {

using P = CartPhase;
using R = Ruling;

void expect(CartCall call, R none, R active, R overdue, R expired, R cancelled, R undone, R ordered,
            R completed) {
    BOOST_TEST((rule(call, P::none) == none));
    BOOST_TEST((rule(call, P::active) == active));
    BOOST_TEST((rule(call, P::overdue) == overdue));
    BOOST_TEST((rule(call, P::expired) == expired));
    BOOST_TEST((rule(call, P::cancelled) == cancelled));
    BOOST_TEST((rule(call, P::undone) == undone));
    BOOST_TEST((rule(call, P::ordered) == ordered));
    BOOST_TEST((rule(call, P::completed) == completed));
}

} // namespace

BOOST_AUTO_TEST_SUITE(cart)

BOOST_AUTO_TEST_CASE(a_reserve_creates_adds_begins_anew_or_edits_an_order) {
    expect(CartCall::reserve, R::create, R::proceed, R::new_life, R::new_life, R::new_life,
           R::closed, R::proceed, R::closed);
}

BOOST_AUTO_TEST_CASE(a_cart_may_be_emptied_an_order_not) {
    expect(CartCall::clear, R::nothing, R::proceed, R::expire_only, R::nothing, R::nothing,
           R::closed, R::closed, R::closed);
}

BOOST_AUTO_TEST_CASE(a_touch_needs_a_live_cart) {
    expect(CartCall::touch, R::no_hold, R::proceed, R::expired, R::expired, R::closed, R::closed,
           R::nothing, R::closed);
}

BOOST_AUTO_TEST_CASE(a_release_finds_something_or_nothing) {
    expect(CartCall::release_line, R::nothing, R::proceed, R::expire_only, R::nothing, R::nothing,
           R::nothing, R::proceed, R::nothing);
    expect(CartCall::release_cart, R::nothing, R::proceed, R::expire_only, R::nothing, R::nothing,
           R::nothing, R::closed, R::nothing);
    expect(CartCall::cancel_order, R::nothing, R::proceed, R::expire_only, R::nothing, R::nothing,
           R::nothing, R::proceed, R::nothing);
}

BOOST_AUTO_TEST_CASE(a_confirmation_needs_a_live_cart_or_revives_what_ended) {
    expect(CartCall::confirm, R::no_hold, R::proceed, R::expired, R::expired, R::closed, R::closed,
           R::first_answer, R::first_answer);
    expect(CartCall::revive, R::no_hold, R::proceed, R::revive, R::revive, R::closed, R::revive,
           R::first_answer, R::first_answer);
}

BOOST_AUTO_TEST_CASE(only_a_live_cart_ships_or_moves) {
    expect(CartCall::fulfill_line, R::no_hold, R::proceed, R::expired, R::expired, R::no_hold,
           R::no_hold, R::proceed, R::no_hold);
    expect(CartCall::fulfill_cart, R::no_hold, R::proceed, R::expired, R::expired, R::no_hold,
           R::no_hold, R::proceed, R::nothing);
    expect(CartCall::move_line, R::no_hold, R::proceed, R::expired, R::expired, R::no_hold,
           R::no_hold, R::proceed, R::no_hold);
}

BOOST_AUTO_TEST_CASE(a_date_is_told_to_who_has_a_live_cart_or_an_order) {
    expect(CartCall::promise, R::no_hold, R::proceed, R::expired, R::expired, R::no_hold,
           R::no_hold, R::proceed, R::no_hold);
}

BOOST_AUTO_TEST_CASE(an_active_cart_goes_into_one_that_is_no_order) {
    expect(CartCall::merge_from, R::no_hold, R::proceed, R::expired, R::expired, R::no_hold,
           R::no_hold, R::closed, R::closed);
    expect(CartCall::merge_into, R::create, R::proceed, R::new_life, R::new_life, R::new_life,
           R::closed, R::closed, R::closed);
}

BOOST_AUTO_TEST_CASE(a_cart_is_dead_at_the_instant_of_its_deadline) {
    BOOST_TEST((phase_of(CartStatus::active, 100, 99) == P::active));
    BOOST_TEST((phase_of(CartStatus::active, 100, 100) == P::overdue));
    BOOST_TEST((phase_of(CartStatus::ordered, 100, 200) == P::ordered));
    BOOST_TEST((phase_of(CartStatus::expired, 300, 200) == P::expired));
    BOOST_TEST((phase_of(CartStatus::cancelled, 300, 200) == P::cancelled));
    BOOST_TEST((phase_of(CartStatus::cancelled, {}, 200) == P::undone));
}

BOOST_AUTO_TEST_CASE(only_overdue_carts_are_expired_first) {
    BOOST_TEST(expires_first(R::new_life, P::overdue));
    BOOST_TEST(expires_first(R::expire_only, P::overdue));
    BOOST_TEST(expires_first(R::revive, P::overdue));
    BOOST_TEST(!expires_first(R::new_life, P::expired));
    BOOST_TEST(!expires_first(R::expired, P::overdue));
}

BOOST_AUTO_TEST_CASE(a_deadline_never_moves_to_an_earlier_time_nor_beyond_the_latest) {
    BOOST_TEST(new_deadline({}, 50, {}) == 50);
    BOOST_TEST(new_deadline(100, 50, {}) == 100);
    BOOST_TEST(new_deadline(100, 150, {}) == 150);
    BOOST_TEST(new_deadline(100, 150, 120) == 120);
    BOOST_TEST(new_deadline(100, 150, 80) == 100);
    BOOST_TEST(new_deadline({}, 150, 120) == 120);
}

BOOST_AUTO_TEST_SUITE_END()
