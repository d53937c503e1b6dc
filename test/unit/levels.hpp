// Levels for unit tests.
#pragma once

#include "core/stock/level.hpp"

inline inventory::core::Level level_of(inventory::core::Quantity on_hand,
                                       inventory::core::Quantity reserved = 0,
                                       std::optional<inventory::core::Quantity> limit = 0) {
    inventory::core::Level level;

    level.on_hand = on_hand;
    level.reserved = reserved;
    level.backorder_limit = limit;
    level.shortfall = uncovered(level);
    return level;
}
