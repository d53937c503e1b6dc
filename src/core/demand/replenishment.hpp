// How much to order, once it is known how much is to be there. Where the targets come from, see forecast.hpp.
#pragma once

#include "core/base/quantity.hpp"

#include <optional>

namespace inventory::core::demand {

// What there is to meet demand with: on hand and on its way, less what is promised and what the waitlist waits
// for. It may be negative.
constexpr Quantity stock_position(Quantity on_hand, Quantity reserved, Quantity incoming,
                                  Quantity waiting) {
    return on_hand - reserved + incoming - waiting;
}

// What a supplier and a store room ask for.
struct Terms {
    Quantity pack = 1;                 // orders are whole packs
    Quantity minimum = 0;              // of an order
    std::optional<Quantity> max_stock; // the stock position is not to be more; none: no such limit
};

enum class Note {
    none,
    minimum_order, // it is more than was wanted, for the minimum's sake
    capped         // it is less than was wanted, or nothing, because of the maximum
};

struct Suggestion {
    Quantity units; // 0: nothing is ordered
    Note note;
};

// What is ordered at a stock position: nothing above the reorder point, nor where the position is what it is
// to be; else up to order_up_to, but the minimum at least, in whole packs and up to max_stock at most. What
// would be below the minimum then is not ordered.
Suggestion suggest(Quantity stock_position, Quantity reorder_point, Quantity order_up_to,
                   const Terms &terms);

} // namespace inventory::core::demand
