// Adding days up to weeks, see days.hpp.
#include "core/demand/days.hpp"

#include <algorithm>

namespace inventory::core::demand {
namespace {

constexpr Time second = 1'000'000;
// 2000-01-01 was a Saturday.
constexpr std::int64_t days_since_monday = 5;

constexpr std::int64_t rounded_down(std::int64_t value, std::int64_t unit) {
    return value >= 0 ? value / unit : -((unit - 1 - value) / unit);
}

Day first_day(std::int32_t week) {
    return static_cast<Day>(std::int64_t{7} * week - days_since_monday);
}

// A part of time, up to now at most.
struct Part {
    Time from;
    Time to;

    Time length() const { return std::max<Time>(0, to - from); }
};

// What of a part a stretch takes that began then and goes on.
Time taken(const Part &part, std::optional<Time> since) {
    return since && *since < part.to ? Part{std::max(part.from, *since), part.to}.length() : 0;
}

// What of a part was sold out; not more than all of it.
double out_of(const Part &part, double out_seconds, std::optional<Time> since) {
    const double all = static_cast<double>(part.length());

    return std::min(all, out_seconds * second + static_cast<double>(taken(part, since)));
}

// What of a week has gone by since a day.
Part part_of(std::int32_t week, Day first, Time now) {
    return Part{beginning_of(std::max(first_day(week), first)),
                std::min(beginning_of(first_day(week + 1)), now)};
}

} // namespace

Day day_of(Time time) { return static_cast<Day>(rounded_down(time, microseconds_a_day)); }

std::int32_t week_of(Day day) {
    return static_cast<std::int32_t>(rounded_down(day + days_since_monday, 7));
}

double out_share(Day day, double out_seconds, std::optional<Time> since, Time now) {
    const Part part{beginning_of(day), std::min(beginning_of(day + 1), now)};

    if (part.length() == 0)
        return 0;
    return out_of(part, out_seconds, since) / static_cast<double>(part.length());
}

void add(Sales &sales, const DayOfLevel &day, Time now) {
    const Day today = day_of(now);
    const std::int32_t at = week_of(day.day) - (week_of(today) - weeks_before);

    if (day.day > today)
        return;
    sales.first = std::min(sales.first.value_or(day.day), day.day);
    if (day.out_since) {
        // It is of this level only from the day on that says it.
        const Time since = std::max(*day.out_since, beginning_of(day.day));
        sales.since = std::min(sales.since.value_or(since), since);
    }
    if (at < 0)
        return;
    sales.sold[at] = plus(sales.sold[at], std::max<Quantity>(0, day.sold));
    sales.out_seconds[at] += day.out_seconds;
}

History history_of(const Sales *levels, std::size_t count, Time now) {
    const std::int32_t oldest = week_of(day_of(now)) - weeks_before;
    History history;
    bool has_begun = false;

    for (int at = 0; at <= weeks_before; at++) {
        Quantity sold = 0;
        Time longest = 0;
        double passed = 0, out = 0;
        for (std::size_t i = 0; i < count; i++) {
            const Sales &level = levels[i];
            if (!level.first || week_of(*level.first) > oldest + at)
                continue;
            const Part part = part_of(oldest + at, *level.first, now);
            has_begun = true;
            sold = plus(sold, level.sold[at]);
            longest = std::max(longest, part.length());
            passed += static_cast<double>(part.length());
            out += out_of(part, level.out_seconds[at], level.since);
        }
        if (!has_begun)
            continue;
        const double seconds = static_cast<double>(longest) / second;
        const double out_seconds = passed > 0 ? seconds * (out / passed) : 0;
        add(history, Week{sold, exposure(seconds, out_seconds)});
    }
    return history;
}

} // namespace inventory::core::demand
