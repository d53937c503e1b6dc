// Levels out of a fuzzer's bytes, and what is true of every level. What a stripe is, see
// core/stock/stripes.hpp.
#pragma once

#include "input.hpp"

#include "core/stock/level.hpp"

#include <iterator>

namespace inventory::fuzz {

inline void set_any(Input &input, core::Quantity &value) { value = input.storable(); }
inline void set_any(Input &input, std::optional<core::Span> &value) {
    if (input.flag())
        value = core::Span{input.storable(), 0, 0};
}
inline void set_any(Input &input, bool &value) { value = input.flag(); }
inline void set_any(Input &input, std::optional<core::Quantity> &value) {
    value = input.flag() ? std::optional(input.storable()) : std::nullopt;
}

// Any level that the CHECK constraints let be stored, with no more shortfall than there must be.
inline core::Level any_level(Input &input) {
    core::Level level;

    core::for_each_field([&](auto field) { set_any(input, level.*field.member); });
    level.shortfall = core::uncovered(level);
    return level;
}

inline bool is_storable(core::Quantity value) { return core::is_storable(value); }
inline bool is_storable(std::optional<core::Quantity> value) {
    return core::is_storable(value.value_or(0));
}
inline bool is_storable(std::optional<core::Span>) { return true; }
inline bool is_storable(bool) { return true; }

// By the CHECK constraints of a row.
inline bool is_allowed(const core::Level &level) {
    bool storable = true;

    core::for_each_field([&](auto field) { storable &= is_storable(level.*field.member); });
    return storable && (!level.backorder_limit ||
                        level.reserved <= level.on_hand + core::limit(level) + level.shortfall);
}

} // namespace inventory::fuzz
