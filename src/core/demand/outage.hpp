// When a level is sold out, and how long on which days. Days and times are those of days.hpp.
#pragma once

#include "core/demand/days.hpp"
#include "core/stock/level.hpp"

#include <algorithm>

namespace inventory::core::demand {

// Whether nothing of a level can be had: what is not counted, or can be backordered, is not sold out.
constexpr bool is_sold_out(const Level &level) {
    return level.tracked && level.backorder_limit == 0 && available(level) <= 0;
}

// Calls `visit(day, microseconds)` for each day that a stretch of time has a part in; for none where it ends
// before it begins.
template <class Visit> void visit_days(Time from, Time to, Visit visit) {
    while (from < to) {
        const Day day = day_of(from);
        const Time end = std::min(to, beginning_of(day + 1));
        visit(day, end - from);
        from = end;
    }
}

} // namespace inventory::core::demand
