// Quantities: what a number of units may be. No arithmetic on levels, see level.hpp.
#pragma once

#include <cstdint>
#include <limits>

namespace inventory::core {

using Quantity = std::int64_t;

// 2^53-1: exact in JSON and JavaScript, and the sum of a thousand of them fits a Quantity.
inline constexpr Quantity max_quantity = 9007199254740991;

// Whether a number of units can be asked for.
constexpr bool is_orderable(Quantity units) { return units >= 1 && units <= max_quantity; }

// Whether a level can carry a number of units.
constexpr bool is_storable(Quantity units) { return units >= 0 && units <= max_quantity; }

// Whether so many more units (or fewer) are too many for what has some: a level, a cart.
constexpr bool are_too_many(Quantity present, Quantity more) {
    return more > 0 && more > max_quantity - present;
}

// So many times some units, or the greatest quantity.
constexpr Quantity times(Quantity units, Quantity each) {
    return each != 0 && units > max_quantity / each ? max_quantity : units * each;
}

// Whole kits of so many units each, rounded down below zero too.
constexpr Quantity whole(Quantity units, Quantity each) {
    return units >= 0 ? units / each : -((each - 1 - units) / each);
}

// The sum of two quantities that are not negative, or the greatest quantity.
constexpr Quantity capped_sum(Quantity a, Quantity b) {
    return a > max_quantity - b ? max_quantity : a + b;
}

// More units than any number.
inline constexpr Quantity no_bound = std::numeric_limits<Quantity>::max();

// The sum of two quantities that are not negative, or the greatest number.
constexpr Quantity plus(Quantity a, Quantity b) { return a > no_bound - b ? no_bound : a + b; }

} // namespace inventory::core
