// Intervals that callers give: how long a cart lives, how old it is.
#pragma once

#include "pg/base/postgres.hpp"

#include "core/base/span.hpp"

namespace inventory {

// Raises, naming the argument, where the interval is not a ttl: positive, finite, at most 10,000 years.
void check_ttl(const char *name, const Interval *interval);

// The deadline that a ttl gives at a time, none standing for inventory.cart_ttl. Raises where it
// is not later than that time.
TimestampTz deadline_after(TimestampTz clock, const std::optional<Interval> &ttl);

// A finite interval back from a time, or -infinity where the calendar does not reach that far;
// raises where it is negative.
TimestampTz time_before(TimestampTz clock, const Interval *age, const char *name);

// A span of time, none where it is nothing; raises where it is negative, infinite or longer than 10,000 years.
std::optional<core::Span> span_of(const char *name, const Interval &interval);

} // namespace inventory
