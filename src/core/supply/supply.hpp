// The arithmetic of one supply of one level: what is ordered, what came, what will not come, and what that
// does to the level. When its units serve whom, see line.hpp; which supplies a call means is its own matter.
#pragma once

#include "core/stock/level.hpp"
#include "core/supply/steps.hpp"

namespace inventory::core::supply {

// As it is made, nothing is ordered.
struct Supply {
    Quantity quantity = 0; // that are expected in all, less those that will not come
    Quantity received = 0; // 0 to quantity
    Date expected_at{};
    bool is_transfer = false;
    Quantity lost = 0; // these two of a transfer: units that were shipped and will not come
    Quantity returned = 0;
};

constexpr Quantity outstanding(const Supply &supply) { return supply.quantity - supply.received; }

// Units of a transfer that were shipped: received + lost + returned + outstanding, whatever happens to it.
constexpr Quantity shipped(const Supply &supply) {
    return supply.quantity + supply.lost + supply.returned;
}

// What a supply adds to a backorder limit that follows supply: what is outstanding of it, where it has a
// date, passed or not.
constexpr Quantity promisable(const Supply &supply) {
    return supply.expected_at ? outstanding(supply) : 0;
}

// A backorder limit that follows supply; no_bound where it would be more than any number.
Quantity limit_that_follows(const Dated *supplies, std::size_t count);

// Outcomes of a change; all but `done` are refusals, and change nothing.
enum class Outcome {
    done,
    bad_quantity,   // 22023: negative, or more than a quantity can be
    below_received, // 22023: fewer than have come
    not_a_transfer, // 22023: units go back of a transfer only
    not_changeable, // IV014: of a transfer only the date is set, it is shipped once
    excess,         // IV014: more than is outstanding
    too_many,       // 22003: a supply or a level can't carry so many
    out_of_step,    // XX000: the level's incoming is less than its supplies say
    short_of_stock  // IV010: promised units would be left without cover
};

// What a change of a supply does to its level.
struct LevelChange {
    Quantity on_hand = 0;
    Quantity incoming = 0;
    Quantity promisable = 0; // by which a limit that follows supply changes
};

// What is wished of a supply; none: as it is.
struct Order {
    std::optional<Quantity> quantity; // in all
    std::optional<Date> expected_at;  // none in it: nobody knows
};

struct Ordered {
    Outcome outcome;
    LevelChange change; // its incoming is the ledger row `incoming`; 0: none is written
    bool is_moved;      // the date is another: the level is touched, if nothing else changes
};

// Orders, amends, moves, cancels (quantity = received); a new supply is one that was just made.
Ordered order(Supply &supply, const Order &wish);

// Sends a transfer on its way: a supply that was just made, once. The source's level is the caller's.
Ordered ship(Supply &supply, Quantity quantity, Date expected_at);

// What became of a delivery, as far as one supply is concerned.
struct Delivery {
    Quantity accepted = 0;
    Quantity lost = 0;     // refused, broken or missing: not expected any more
    Quantity returned = 0; // of a transfer: gone back to where they came from
    bool close = false;    // the rest is not coming
    bool allow_excess = false;
};

// All that is outstanding has come.
constexpr Delivery whole_delivery(const Supply &supply) {
    return Delivery{outstanding(supply), 0, 0, false, false};
}

// What the rows of the ledger say of incoming; a row that changes nothing else is written where its number is
// not 0. What is outstanding is taken first by units that were accepted, then lost, then returned: an excess
// lowers no incoming. Σ of the four is change.incoming.
struct Delivered {
    Outcome outcome;
    Quantity excess;            // units beyond what was outstanding; allowed, or why it was refused
    LevelChange change;         // accepted units are on hand
    Quantity accepted_incoming; // `receive` or `transfer_in`, with on_hand + accepted
    Quantity lost_incoming;     // `damage`; the rest of a closed transfer too
    Quantity returned_incoming; // `incoming`, and on_hand + returned of the source, another level
    Quantity closed_incoming;   // `incoming`: the rest of a closed supply that is no transfer
};

// Takes in a delivery. What came is never clipped: more than is outstanding is refused or, where that is
// allowed and it is no transfer, was ordered after all.
Delivered deliver(Supply &supply, const Delivery &delivery);

// Changes a level as its supply was changed. Where its limit follows supply (promise_incoming; the limit is
// not none then) it does; what that takes from under the holds is refused or, where allowed, a shortfall.
Outcome change_level(Level &level, const LevelChange &change, bool limit_follows,
                     bool allow_shortfall);

} // namespace inventory::core::supply
