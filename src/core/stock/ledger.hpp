// Bookkeeping of changes: whether the parts that explain a change add up to it.
#pragma once

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"

#include <cstddef>

namespace inventory::core {

// By how much a level changed, or the part of a change that one ledger row explains.
struct Difference {
    LevelKey key;
    Quantity on_hand;
    Quantity reserved;
    Quantity incoming;
};

// Whether two lists of differences come to the same sum for every level. Reorders both.
bool add_up(Difference *parts, std::size_t part_count, Difference *changes,
            std::size_t change_count);

} // namespace inventory::core
