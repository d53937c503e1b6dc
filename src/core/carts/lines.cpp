// Merging of lines, see lines.hpp.
#include "core/carts/lines.hpp"

#include <algorithm>
#include <numeric>

namespace inventory::core {
namespace {

// Whether lines are to be one: 0. Versions of a kit are not.
int compare(const Line &left, const Line &right) {
    int order = core::compare(left.key, right.key);

    return order != 0 ? order : left.kit_version - right.kit_version;
}

} // namespace

std::size_t merge_lines(Line *lines, std::size_t count, std::size_t *scratch) {
    std::iota(scratch, scratch + count, std::size_t{0});
    std::sort(scratch, scratch + count, [lines](std::size_t a, std::size_t b) {
        int order = compare(lines[a], lines[b]);
        return order != 0 ? order < 0 : a < b;
    });

    // Each run of equal keys is summed into its first line; the others are marked with -1. An
    // overflow stays 0 whatever follows.
    for (std::size_t i = 0; i < count;) {
        Line &first = lines[scratch[i]];
        for (++i; i < count && compare(lines[scratch[i]], first) == 0; ++i) {
            Quantity more = lines[scratch[i]].quantity;
            bool fits = first.quantity != 0 && is_storable(first.quantity + more);
            bool is_less = first.minimum > 0 || lines[scratch[i]].minimum > 0;
            first.minimum = is_less ? first.least() + lines[scratch[i]].least() : 0;
            first.from_stock |= lines[scratch[i]].from_stock;
            first.quantity = fits ? first.quantity + more : 0;
            lines[scratch[i]].quantity = -1;
        }
    }
    Line *end = std::remove_if(lines, lines + count, [](const Line &l) { return l.quantity < 0; });
    return static_cast<std::size_t>(end - lines);
}

} // namespace inventory::core
