// The arithmetic of one level, see level.hpp.
#include "core/stock/level.hpp"

#include <algorithm>

namespace inventory::core {

bool operator==(const Level &a, const Level &b) {
    bool equal = true;

    for_each_field([&](auto field) { equal &= a.*field.member == b.*field.member; });
    return equal;
}

bool have_same_policy(const Level &a, const Level &b) {
    bool same = true;

    for_each_field([&](auto field) {
        same &= field.share == Share::stock || a.*field.member == b.*field.member;
    });
    return same;
}

Quantity lacking(const Level &level, Quantity units) {
    if (!level.backorder_limit)
        return 0;
    return std::max<Quantity>(0, units - available(level) - *level.backorder_limit);
}

Quantity backordered(Quantity units, Quantity available_after) {
    return std::min(units, std::max<Quantity>(0, -available_after));
}

Quantity uncovered(const Level &level) {
    if (!level.backorder_limit)
        return 0;
    return std::max<Quantity>(0, level.reserved - level.on_hand - *level.backorder_limit);
}

Cover settle(Level &level, bool allow_shortfall) {
    Quantity missing = uncovered(level);

    if (missing > level.shortfall && !allow_shortfall)
        return Cover::short_of_stock;
    level.shortfall = missing;
    return Cover::covered;
}

} // namespace inventory::core
