// The arithmetic of one level: what is available, what may be promised, what a change leaves short.
// Nothing here knows carts, see cart.hpp, or where a level is stored.
#pragma once

#include "core/base/quantity.hpp"
#include "core/base/span.hpp"

#include <optional>

namespace inventory::core {

// As it is made, a level has nothing, allows no backorders and is tracked.
struct Level {
    Quantity on_hand = 0;
    Quantity reserved = 0;
    Quantity incoming = 0;
    Quantity safety_stock = 0;
    std::optional<Quantity> backorder_limit = 0; // none: unlimited
    Quantity shortfall = 0;
    std::optional<Quantity> low_stock_threshold; // none where nobody asks
    bool tracked = true;
    bool promise_incoming = false; // the backorder limit follows supply, see supply/supply.hpp
    std::optional<Span> ships_in;  // what a unit takes to be procured, see supply/dates.hpp
    std::optional<Span> ships_in_max;
    std::optional<std::int64_t> available_from; // microseconds; none: no such date
};

// How the stripes of a level share a field of it.
enum class Share {
    stock,  // in portions that add up, dealt out as stock comes and goes
    policy, // so too, and dealt out anew where it changes: the backorder limit
    home,   // the home stripe has it all
    alike   // every stripe says the same
};

// One field of a level: its name is that of its column.
template <class Type> struct Field {
    const char *name;
    Type Level::*member;
    Share share;
};

// Every field of a level, once: what reads, writes, compares, adds up or spreads levels goes by this
// list. `visit` is called with each Field in turn.
template <class Visit> constexpr void for_each_field(Visit visit) {
    visit(Field<Quantity>{"on_hand", &Level::on_hand, Share::stock});
    visit(Field<Quantity>{"reserved", &Level::reserved, Share::stock});
    visit(Field<Quantity>{"incoming", &Level::incoming, Share::home});
    visit(Field<Quantity>{"safety_stock", &Level::safety_stock, Share::home});
    visit(
        Field<std::optional<Quantity>>{"backorder_limit", &Level::backorder_limit, Share::policy});
    visit(Field<Quantity>{"shortfall", &Level::shortfall, Share::stock});
    visit(Field<std::optional<Quantity>>{"low_stock_threshold", &Level::low_stock_threshold,
                                         Share::home});
    visit(Field<bool>{"tracked", &Level::tracked, Share::alike});
    visit(Field<bool>{"promise_incoming", &Level::promise_incoming, Share::alike});
    visit(Field<std::optional<Span>>{"ships_in", &Level::ships_in, Share::alike});
    visit(Field<std::optional<Span>>{"ships_in_max", &Level::ships_in_max, Share::alike});
    visit(
        Field<std::optional<std::int64_t>>{"available_from", &Level::available_from, Share::alike});
}

constexpr int count_fields() {
    int count = 0;

    for_each_field([&](auto) { count++; });
    return count;
}

bool operator==(const Level &a, const Level &b);
inline bool operator!=(const Level &a, const Level &b) { return !(a == b); }

// Whether two states of a level differ in nothing that has to be dealt out anew.
bool have_same_policy(const Level &a, const Level &b);

// What backorders allow where they are limited; 0 where they are not.
constexpr Quantity limit(const Level &level) { return level.backorder_limit.value_or(0); }

// Units that can be promised from stock; negative when units are backordered or missing.
constexpr Quantity available(const Level &level) {
    return level.on_hand - level.reserved - level.safety_stock;
}

// Whether holds wait for stock: they are served from all that is on hand.
constexpr bool somebody_waits(const Level &level) { return level.reserved > level.on_hand; }

// Whether nothing of a level is shipped yet.
constexpr bool is_early(const Level &level, std::int64_t clock) {
    return level.available_from && *level.available_from > clock;
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

} // namespace inventory::core
