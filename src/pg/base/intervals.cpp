// Intervals that callers give, see intervals.hpp.
#include "pg/base/intervals.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/settings.hpp"

#include <cmath>

extern "C" {
#include "utils/fmgrprotos.h"
}

namespace inventory {
namespace {

constexpr double days_in_month = 365.25 / MONTHS_PER_YEAR;
constexpr double longest_interval_days = 3652500; // 10,000 years
constexpr double calendar_days = 2400000;         // there are more from its beginning until now

// Before, at or after nothing: negative, zero or positive.
int sign_of(const Interval *interval) {
    const Interval nothing{};

    return DatumGetInt32(DirectFunctionCall2(interval_cmp, IntervalPGetDatum(interval),
                                             IntervalPGetDatum(&nothing)));
}

// How far its parts reach, whatever the sign of each: what they come to may be little, but a time
// they are added to passes through all of them.
double reach(const Interval *interval) {
    return std::abs(interval->month * days_in_month) +
           std::abs(static_cast<double>(interval->day)) +
           std::abs(static_cast<double>(interval->time)) / static_cast<double>(USECS_PER_DAY);
}

void check_length(const char *name, const Interval *interval) {
    if (compat::is_infinite(interval))
        raise_invalid(name, "must be finite");
    if (reach(interval) > longest_interval_days)
        raise_out_of_range(name, "must be at most 10000 years");
}

} // namespace

void check_ttl(const char *name, const Interval *interval) {
    if (sign_of(interval) <= 0)
        raise_invalid(name, "must be positive");
    check_length(name, interval);
}

TimestampTz deadline_after(TimestampTz clock, const std::optional<Interval> &ttl) {
    if (!ttl)
        return clock + static_cast<TimestampTz>(settings::cart_ttl * USECS_PER_SEC);

    TimestampTz deadline = DatumGetTimestampTz(DirectFunctionCall2(
        timestamptz_pl_interval, TimestampTzGetDatum(clock), IntervalPGetDatum(&*ttl)));
    if (deadline <= clock)
        raise_invalid("ttl", "must be positive");
    return deadline;
}

TimestampTz time_before(TimestampTz clock, const Interval *age, const char *name) {
    if (sign_of(age) < 0)
        raise_invalid(name, "must not be negative");
    check_length(name, age);
    if (reach(age) > calendar_days) {
        TimestampTz beginning;
        TIMESTAMP_NOBEGIN(beginning);
        return beginning;
    }
    return DatumGetTimestampTz(DirectFunctionCall2(
        timestamptz_mi_interval, TimestampTzGetDatum(clock), IntervalPGetDatum(age)));
}

std::optional<core::Span> span_of(const char *name, const Interval &interval) {
    int sign = sign_of(&interval);

    if (sign < 0)
        raise_invalid(name, "must not be negative");
    check_length(name, &interval);
    if (sign == 0)
        return std::nullopt;
    return core::Span{interval.time, interval.day, interval.month};
}

} // namespace inventory
