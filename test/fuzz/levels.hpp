// Levels out of a fuzzer's bytes, and what is true of every level. What a stripe is, see
// core/stripes.hpp.
#pragma once

#include "input.hpp"

#include "core/stock/level.hpp"

#include <iterator>

namespace inventory::fuzz {

inline constexpr core::Quantity core::Level::*parts[] = {
    &core::Level::on_hand,      &core::Level::reserved,        &core::Level::incoming,
    &core::Level::safety_stock, &core::Level::backorder_limit, &core::Level::shortfall};

// Any level that the CHECK constraints let be stored, with no more shortfall than there must be.
inline core::Level any_level(Input &input) {
    core::Level level = core::new_level();

    for (auto part : parts)
        level.*part = input.storable();
    level.unlimited_backorder = input.flag();
    level.low_stock_threshold = input.flag() ? input.storable() : -1;
    level.tracked = !input.flag();
    if (level.unlimited_backorder)
        level.backorder_limit = 0;
    level.shortfall = core::uncovered(level);
    return level;
}

inline bool is_same(const core::Level &a, const core::Level &b) {
    return std::all_of(std::begin(parts), std::end(parts),
                       [&](auto part) { return a.*part == b.*part; }) &&
           a.low_stock_threshold == b.low_stock_threshold && a.tracked == b.tracked &&
           a.unlimited_backorder == b.unlimited_backorder;
}

// By the CHECK constraints of a row.
inline bool is_allowed(const core::Level &level) {
    return std::all_of(std::begin(parts), std::end(parts),
                       [&](auto part) { return core::is_storable(level.*part); }) &&
           (level.unlimited_backorder ||
            level.reserved <= level.on_hand + level.backorder_limit + level.shortfall);
}

} // namespace inventory::fuzz
