// What can be said of one variant over all its locations, as a list of goods shows it.
#pragma once

#include "core/stock/level.hpp"

#include <string_view>

namespace inventory::core {

// Of the levels that were added so far; as it is made, of none.
struct Listing {
    Quantity on_hand = 0;
    Quantity available = 0;                // from stock; says nothing where one is not tracked
    std::optional<Quantity> orderable = 0; // what a buyer could have; none: any number
    std::optional<bool> tracked;           // none where there is no level
    int locations = 0;
    std::string_view best_location; // where most is available; empty where nothing is
    Quantity most = 0;              // there

    // Adds the level at one location, where so many of the reserved units are overdue. False where units
    // would be more than can be said. A location in the red counts 0; of two that have as much, the
    // first that was added is the better one.
    bool add(std::string_view location, const Level &level, Quantity overdue);
};

} // namespace inventory::core
