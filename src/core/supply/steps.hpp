// How many units of a level can ship by when: from stock, then from what is on its way, then from what is
// procured for who queues now. And of a new hold, which stands at the end of the line, when it ships: no
// hold needs to be looked at. Those that are in line, see line.hpp.
#pragma once

#include "core/stock/level.hpp"
#include "core/supply/dates.hpp"

#include <cstddef>
#include <string_view>

namespace inventory::core::supply {

// What a level says about time, at a place that is closed or not.
Terms terms_of(const Level &level, Time now, bool is_closed = false);

// Units on their way to a level.
struct Dated {
    Date expected_at;
    std::string_view supply_id;
    Quantity outstanding; // not negative; together they may be more than any number
};

// Supplies of one level, in the order in which they serve the line. Those whose dates are to come stand in the
// order of these; where the others stand, which nobody knows when to expect, is all one. So the order of an
// index on expected_at will do.
struct Supplies {
    const Dated *at;
    std::size_t count;
};

// A step of the curve: so many units in all have shipped then.
struct Step {
    Quantity units; // no_bound: any number
    Ready ready;
};

// The curve that a new hold meets. Steps rise in units, and no date of one is sooner than that of the step
// before; what is beyond the last nobody knows when to ship.
struct Steps {
    const Step *at;
    std::size_t count;
    Quantity ahead; // units that stand before the new ones, and are served first
};

// So many steps may a curve have.
constexpr std::size_t most_steps(std::size_t supplies) { return supplies + 2; }

// The curve of a level for who queues now, in a buffer of most_steps(). Before new units stand all reserved
// ones and those that wait on the waitlist. Units are served from all of on_hand: safety stock and the
// backorder limit say how much may be promised, not when it ships.
Steps steps_of(const Level &level, Quantity waiting, const Supplies &supplies, const Terms &terms,
               Step *buffer);

// When the last of so many new units (at least one) ships.
Ready ready(const Steps &steps, Quantity units);

// How many new units will have shipped by a time; no_bound: any number.
Quantity ready_by(const Steps &steps, Time by);

// What a new hold is promised (`by`) of so many units, at least one: as ready() says of the level's curve, in
// one look at its supplies. The level is without the new units. A hold that is added to keeps the later of
// this date and the one that it was told.
Ready promise_of_new(const Level &level, Quantity waiting, Quantity units, const Supplies &supplies,
                     const Terms &terms);

} // namespace inventory::core::supply
