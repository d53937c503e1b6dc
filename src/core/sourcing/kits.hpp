// How many units of a line parts suffice for, and sums that do not overflow.
#pragma once

#include "core/sourcing/route.hpp"

#include <algorithm>

namespace inventory::core::sourcing {

inline constexpr Quantity no_bound = std::numeric_limits<Quantity>::max();

// The sum of two quantities that are not negative, or the greatest number.
inline Quantity plus(Quantity a, Quantity b) { return a > no_bound - b ? no_bound : a + b; }

// Whole units that can be made, where room(part) says how many of an item there are; no_bound where the item
// is not tracked, and so left out.
template <class Room> Quantity kits(const Part *parts, int count, Room room) {
    Quantity most = no_bound;

    for (int i = 0; i < count; i++) {
        Quantity there = room(parts[i]);
        if (there != no_bound)
            most = std::min(most, there / parts[i].quantity);
    }
    return most;
}

} // namespace inventory::core::sourcing
