// Quantities and deadlines: every bigint, and every state of a cart at every clock.
#include "input.hpp"

#include "core/carts/cart.hpp"

using namespace inventory::core;
using namespace inventory::fuzz;

namespace {

void check_quantity(std::int64_t number) {
    require(is_orderable(number) == (number > 0 && number <= max_quantity), "is_orderable");
    require(is_storable(number) == (number == 0 || is_orderable(number)), "is_storable");
    // what JavaScript makes of it
    if (is_storable(number))
        require(static_cast<std::int64_t>(static_cast<double>(number)) == number,
                "a quantity is exact as a double");
}

bool ends_holds(Ruling ruling) {
    return ruling == Ruling::new_life || ruling == Ruling::expire_only || ruling == Ruling::revive;
}

void check_cart(CartCall call, CartStatus status, Time deadline, Time clock) {
    CartPhase phase = phase_of(status, deadline, clock);
    Ruling ruling = rule(call, phase);

    require(is_past(deadline, clock) == (deadline <= clock), "at the deadline a cart is dead");
    require(phase != CartPhase::none, "a cart on record is in a phase");
    require((phase == CartPhase::overdue) ==
                (status == CartStatus::active && is_past(deadline, clock)),
            "only an active cart is overdue");
    require(ruling >= Ruling::proceed && ruling <= Ruling::closed, "a ruling is one of the table");
    require(ruling != Ruling::create, "a cart on record is not created");
    if (phase == CartPhase::overdue)
        require(ruling != Ruling::proceed, "nothing is done with a cart past its deadline");
    if (phase == CartPhase::active)
        require(ruling == Ruling::proceed, "everything is done with an active cart");
    require(expires_first(ruling, phase) == (phase == CartPhase::overdue && ends_holds(ruling)),
            "only the holds of an overdue cart are expired first");
    // A sweep in between changes no answer, but for what is there to be expired.
    if (phase == CartPhase::overdue && ruling != Ruling::expire_only)
        require(rule(call, CartPhase::expired) == ruling, "swept or not, the answer is the same");
}

} // namespace

INVENTORY_FUZZ(input) {
    Time deadline = input.number(), clock = input.flag() ? deadline : input.number();

    check_quantity(input.number());
    check_quantity(max_quantity - input.byte());
    check_quantity(max_quantity + input.byte());
    check_cart(static_cast<CartCall>(input.up_to(static_cast<int>(CartCall::merge_into))),
               static_cast<CartStatus>(input.up_to(static_cast<int>(CartStatus::expired))),
               deadline, clock);
    Time later = new_deadline(deadline, clock, {});
    require(later >= deadline && later >= clock && (later == deadline || later == clock),
            "a deadline never moves to an earlier time");
}
