// How many units of a line parts suffice for.
#pragma once

#include "core/sourcing/route.hpp"

#include <algorithm>

namespace inventory::core::sourcing {

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
