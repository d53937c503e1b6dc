// When a level is sold out, and how long on which days. A day is one of UTC, by its number from that on which
// times begin (in microseconds).
#pragma once

#include "core/stock/level.hpp"

#include <algorithm>
#include <cstdint>

namespace inventory::core::demand {

inline constexpr std::int64_t microseconds_a_day = 86'400'000'000;

// Whether nothing of a level can be had: what is not counted, or can be backordered, is not sold out.
constexpr bool is_sold_out(const Level &level) {
    return level.tracked && level.backorder_limit == 0 && available(level) <= 0;
}

constexpr std::int64_t day_of(std::int64_t time) {
    const std::int64_t day = time / microseconds_a_day;

    return day * microseconds_a_day > time ? day - 1 : day;
}

// Calls `visit(day, microseconds)` for each day that a stretch of time has a part in; for none where it ends
// before it begins.
template <class Visit> void visit_days(std::int64_t from, std::int64_t to, Visit visit) {
    while (from < to) {
        const std::int64_t day = day_of(from);
        const std::int64_t end = std::min(to, (day + 1) * microseconds_a_day);
        visit(day, end - from);
        from = end;
    }
}

} // namespace inventory::core::demand
