// Reading what was noted of a variant's demand, row by row: see core/demand/days.hpp for what it comes to.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/row.hpp"

#include "core/demand/days.hpp"

namespace inventory {

// A day of one of the variant's levels, which are numbered from 0.
struct NotedDay {
    int level;
    core::demand::DayOfLevel noted;
    core::Quantity returned;
};

// At one location or all, level by level, the oldest day first; up to the present day, with the active
// snapshot.
Vec<NotedDay> read_days(Text variant_id, OptionalText location_id, TimestampTz clock);

// Of each of these levels what is known by the week.
Vec<core::demand::Sales> sales_of(const Vec<NotedDay> &days, TimestampTz clock);

// Times of the core are those of PostgreSQL.
static_assert(USECS_PER_SEC == 1'000'000 && POSTGRES_EPOCH_JDATE == 2451545);

} // namespace inventory
