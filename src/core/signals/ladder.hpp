// What is told of a subject (a level, or a variant over all locations) when its stock crosses a threshold. A
// subject stands on three ladders, each with a state of its own: stock, overstock, shortfall. Nothing here
// knows where states are kept, or who is told.
#pragma once

#include "core/base/quantity.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace inventory::core::signals {

// In this order.
enum class Ladder : std::uint8_t { stock, overstock, shortfall };
inline constexpr int ladder_count = 3;

std::string_view name_of(Ladder ladder);

// Kinds of signals. The state of a ladder is one too: the last that was told or, where that was passed over in
// silence, the one that is so.
enum class Kind : std::uint8_t {
    none, // nobody has looked yet
    // stock
    in_stock,
    low_stock,
    recovered,
    out_of_stock,
    // overstock
    overstock,
    overstock_ended,
    // shortfall
    shortfall,
    shortfall_ended
};

std::string_view name_of(Kind kind); // "" for none
std::optional<Kind> kind_named(std::string_view name);
Ladder ladder_of(Kind kind); // of none: stock

// none: nobody asks.
struct Thresholds {
    std::optional<Quantity> low_stock; // so many or fewer are low
    Quantity low_margin = 0;           // so many more than that, and another one, are no longer
    Quantity in_stock_at = 1; // what is out of stock is not in stock again below; 1 at least
    std::optional<Quantity> overstock; // more are too many
};

// What a look at a ladder finds. A state that is another without a kind to tell is silent: it is to be kept
// all the same. A second look at the same tells nothing and changes no state.
struct Look {
    Kind state;
    int count;     // of what is to be told
    Kind kinds[2]; // in order; the last of them is the state
};

// A first look is silent. `low_stock` is told of what was in stock or recovered only: units that are back, and
// few at once, are in_stock and low_stock; the last units that go at once are out_of_stock alone. A low_stock
// whose threshold was taken away is silently recovered. `available` is without what backorders allow. A state
// of another ladder counts as none.
Look look_at_stock(Kind state, Quantity available, const Thresholds &thresholds);

// The state of overstock or shortfall that need not be kept. Who looks at the stock of a subject for the first
// time looks at its other ladders too; a state that is not kept then is the quiet one, and not none.
Kind quiet_state(Ladder ladder);

// A threshold that was taken away ends an overstock silently.
Look look_at_overstock(Kind state, Quantity available, const Thresholds &thresholds);
Look look_at_shortfall(Kind state, Quantity shortfall);

} // namespace inventory::core::signals
