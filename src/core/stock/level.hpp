// The arithmetic of one level: what is available, what may be promised, what a change leaves short.
// Nothing here knows carts, see cart.hpp, or where a level is stored.
#pragma once

#include "core/base/quantity.hpp"

namespace inventory::core {

struct Level {
    Quantity on_hand;
    Quantity reserved;
    Quantity incoming;
    Quantity safety_stock;
    Quantity backorder_limit; // 0 where unlimited_backorder
    Quantity shortfall;
    Quantity low_stock_threshold; // -1 where nobody asks
    bool unlimited_backorder;
    bool tracked;
};

// A level that was never written: nothing there, no backorders, tracked.
constexpr Level new_level() { return Level{0, 0, 0, 0, 0, 0, -1, false, true}; }

// Units that can be promised from stock; negative when units are backordered or missing.
constexpr Quantity available(const Level &level) {
    return level.on_hand - level.reserved - level.safety_stock;
}

// Units by which a promise of that many would exceed what can be promised, backorders included; 0
// where it would not. Nothing can be promised from a level in the red.
Quantity lacking(const Level &level, Quantity units);

// Of units just promised, those that wait for stock.
Quantity backordered(Quantity units, Quantity available_after);

// Promised units that neither stock nor the backorder limit covers.
Quantity uncovered(const Level &level);

// The outcome of a change that takes stock or policy from under the holds.
enum class Cover { covered, short_of_stock };

// Settles shortfall after a change of stock or policy: it shrinks by itself, and grows only where
// allowed. short_of_stock: the change would leave promised units without stock.
Cover settle(Level &level, bool allow_shortfall);

// Units of a hold that wait for stock, where the holds before it in line take `ahead` units. Stock
// fills the oldest hold first.
Quantity waiting(const Level &level, Quantity ahead, Quantity units);

} // namespace inventory::core
