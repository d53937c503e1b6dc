// Levels out of a fuzzer's bytes, and what is true of every level. What a stripe is, see
// core/stock/stripes.hpp.
#pragma once

#include "input.hpp"

#include "core/stock/level.hpp"

#include <iterator>

namespace inventory::fuzz {

inline constexpr core::Quantity core::Level::*parts[] = {
    &core::Level::on_hand, &core::Level::reserved, &core::Level::incoming,
    &core::Level::safety_stock, &core::Level::shortfall};

inline std::optional<core::Quantity> any_or_none(Input &input) {
    return input.flag() ? std::optional(input.storable()) : std::nullopt;
}

// Any level that the CHECK constraints let be stored, with no more shortfall than there must be.
inline core::Level any_level(Input &input) {
    core::Level level;

    for (auto part : parts)
        level.*part = input.storable();
    level.backorder_limit = any_or_none(input);
    level.low_stock_threshold = any_or_none(input);
    level.tracked = !input.flag();
    level.shortfall = core::uncovered(level);
    return level;
}

inline bool is_same(const core::Level &a, const core::Level &b) {
    return std::all_of(std::begin(parts), std::end(parts),
                       [&](auto part) { return a.*part == b.*part; }) &&
           a.low_stock_threshold == b.low_stock_threshold && a.tracked == b.tracked &&
           a.backorder_limit == b.backorder_limit;
}

// By the CHECK constraints of a row.
inline bool is_allowed(const core::Level &level) {
    return std::all_of(std::begin(parts), std::end(parts),
                       [&](auto part) { return core::is_storable(level.*part); }) &&
           core::is_storable(core::limit(level)) &&
           (!level.backorder_limit ||
            level.reserved <= level.on_hand + core::limit(level) + level.shortfall);
}

} // namespace inventory::fuzz
