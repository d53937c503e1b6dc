// The lines of a cart: several wishes for one level are one wish for their sum.
#pragma once

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"

#include <cstddef>

namespace inventory::core {

struct Line {
    LevelKey key; // without a location: wherever the variant is
    Quantity quantity;
    Quantity minimum = 0;    // fewer will do, down to so many; 0: all or none
    bool from_stock = false; // not beyond what is available
    int kit_version = 0;     // of a kit that was held, whose id is the variant's; 0: none is said

    Quantity least() const { return minimum > 0 ? minimum : quantity; }
};

// Sums lines of the same level into the first of them, keeping the order of first appearance.
// `scratch` has room for `count` numbers. Returns the number of lines left; a sum that is no
// quantity any more comes back as 0.
std::size_t merge_lines(Line *lines, std::size_t count, std::size_t *scratch);

} // namespace inventory::core
