// Days of demand and the weeks that they come to: which week a day belongs to, how much of it has gone by, and
// on which days a stretch falls in which a level was sold out and that has not ended. Days are counted from
// 2000-01-01, times in microseconds from its beginning, both in UTC; a week begins on Monday. What is learned
// from weeks, see forecast.hpp.
#pragma once

#include "core/demand/forecast.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace inventory::core::demand {

using Day = std::int32_t;
using Time = std::int64_t;

inline constexpr Time microseconds_a_day = 86'400'000'000;

// From 4713 BC to 294276, which times can tell.
constexpr Time beginning_of(Day day) { return microseconds_a_day * day; }
Day day_of(Time time);
std::int32_t week_of(Day day);

// What was noted of a level on a day.
struct DayOfLevel {
    Day day;
    Quantity sold;
    double out_seconds; // without the stretch that has not ended
    std::optional<Time> out_since;
};

// The share of a day, or of what has gone by of it, in which a level was sold out; `since` is when a stretch
// began that has not ended. 0 of a day that has not begun.
double out_share(Day day, double out_seconds, std::optional<Time> since, Time now);

// The weeks of a level that are remembered: the running one and the two years before it. What is older has
// less than a part in 50,000 of its weight left in the mean; the dispersion is that of these weeks.
inline constexpr int weeks_before = 104;

// A level's demand, its days in whatever order they come.
struct Sales {
    std::optional<Day> first;  // the first day of all, remembered or not; none: nothing was noted
    std::optional<Time> since; // when the stretch began that has not ended
    Quantity sold[weeks_before + 1];
    double out_seconds[weeks_before + 1];
};

// Days after the present one are not looked at.
void add(Sales &sales, const DayOfLevel &day, Time now);

// What is known of some levels together, from the first day of the first of them on. Units add up; in a week
// they could be sold for the mean share of those that had begun by then.
History history_of(const Sales *levels, std::size_t count, Time now);

} // namespace inventory::core::demand
