// Keys of levels, the order they are locked in, and the lines of a cart: several wishes for one
// level are one wish for their sum.
#pragma once

#include "quantity.hpp"

#include <cstddef>
#include <string_view>

namespace inventory::core {

struct LevelKey {
    std::string_view variant_id;
    std::string_view location_id;
};

// Lock order: by variant, then by location, both as bytes. Negative, zero or positive.
int compare(const LevelKey &left, const LevelKey &right);

struct Line {
    LevelKey key;
    Quantity quantity;
};

// Sums lines of the same level into the first of them, keeping the order of first appearance.
// `scratch` has room for `count` numbers. Returns the number of lines left; a sum that is no
// quantity any more comes back as 0.
std::size_t merge_lines(Line *lines, std::size_t count, std::size_t *scratch);

} // namespace inventory::core
