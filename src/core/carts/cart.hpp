// The life of a cart: its states, what each call may do in each of them, and its deadline.
#pragma once

#include <cstdint>
#include <optional>

namespace inventory::core {

// Microseconds; only compared, so the epoch does not matter.
using Time = std::int64_t;

enum class CartStatus { active, ordered, completed, cancelled, expired };

// Where a cart stands at one instant. overdue: still active on record, but past its deadline; undone: an
// order that was cancelled.
enum class CartPhase { none, active, overdue, expired, cancelled, undone, ordered, completed };

// A deadline belongs to the dead: at that very instant the cart has expired.
constexpr bool is_past(Time deadline, Time clock) { return deadline <= clock; }

// An active cart has a deadline, and keeps it where it is cancelled; an order has none.
CartPhase phase_of(CartStatus status, std::optional<Time> deadline, Time clock);

enum class CartCall {
    reserve,
    clear, // set to no lines
    touch,
    release_line,
    release_cart,
    cancel_order,
    confirm,
    revive,
    fulfill_line,
    fulfill_cart,
    move_line,
    promise,
    merge_from,
    merge_into
};

enum class Ruling {
    proceed,      // do it
    create,       // do it with a new cart
    new_life,     // expire what is overdue, then do it with an empty cart
    expire_only,  // expire what is overdue, and answer that nothing was done
    revive,       // expire what is overdue, then take the last lines again
    nothing,      // answer that there is nothing to do
    first_answer, // answer what the first such call answered
    no_hold,      // refuse: no such hold
    expired,      // refuse: the cart has expired
    closed        // refuse: the cart's state forbids it
};

// The table of cart states: what a call does with a cart in a phase.
Ruling rule(CartCall call, CartPhase phase);

// Whether a ruling ends the holds of an overdue cart.
constexpr bool expires_first(Ruling ruling, CartPhase phase) {
    return phase == CartPhase::overdue &&
           (ruling == Ruling::new_life || ruling == Ruling::expire_only ||
            ruling == Ruling::revive);
}

// The deadline of a live cart never moves to an earlier time, nor beyond the latest that its life may
// have.
constexpr Time new_deadline(std::optional<Time> present, Time wanted, std::optional<Time> latest) {
    Time deadline = latest && *latest < wanted ? *latest : wanted;

    return present && *present > deadline ? *present : deadline;
}

} // namespace inventory::core
