// A span of time as it was said: in months, days and microseconds.
#pragma once

#include <cstdint>

namespace inventory::core {

struct Span {
    std::int64_t microseconds;
    std::int32_t days;
    std::int32_t months;
};

constexpr bool operator==(const Span &a, const Span &b) {
    return a.microseconds == b.microseconds && a.days == b.days && a.months == b.months;
}
constexpr bool operator!=(const Span &a, const Span &b) { return !(a == b); }

// How long it is in microseconds, whenever it begins: a day has 24 hours, a month 30 days. Of spans of at
// most 10,000 years.
constexpr std::int64_t length_of(const Span &span) {
    constexpr std::int64_t day = std::int64_t{24} * 60 * 60 * 1'000'000;

    return span.microseconds + (span.days + std::int64_t{30} * span.months) * day;
}

} // namespace inventory::core
