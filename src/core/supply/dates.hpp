// When units ship: points in time of which it may be that nobody knows them, and what a level says about
// the time its units take. Which units are meant, see steps.hpp and line.hpp.
//
// There is no clock: what is now, the caller says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace inventory::core::supply {

using Time = std::int64_t; // microseconds

inline constexpr Time since_ever = std::numeric_limits<Time>::min();
inline constexpr Time for_ever = std::numeric_limits<Time>::max();

// A time, or none: nobody knows. What is for ever is not known. Not std::optional, where none stands before
// all others: a date that nobody knows is later than any.
class Date {
  public:
    constexpr Date() = default;
    constexpr Date(Time time) : time_(time) {}
    constexpr Date(std::optional<Time> time) : time_(time.value_or(for_ever)) {}
    constexpr Date(std::nullopt_t) {}

    constexpr explicit operator bool() const { return time_ != for_ever; }
    constexpr Time operator*() const { return time_; }

    friend constexpr bool operator==(Date a, Date b) { return a.time_ == b.time_; }
    friend constexpr bool operator!=(Date a, Date b) { return a.time_ != b.time_; }

  private:
    Time time_ = for_ever;
};

constexpr bool is_sooner(Date a, Date b) { return *a < *b; }
constexpr Date sooner(Date a, Date b) { return is_sooner(b, a) ? b : a; }
constexpr Date later(Date a, Date b) { return is_sooner(b, a) ? a : b; }

// Between which dates units ship: both are known, or none is, and `by` is not the sooner one.
struct Ready {
    Date from;
    Date by;
};

constexpr bool operator==(const Ready &a, const Ready &b) {
    return a.from == b.from && a.by == b.by;
}
constexpr bool operator!=(const Ready &a, const Ready &b) { return !(a == b); }
constexpr Ready sooner(const Ready &a, const Ready &b) {
    return Ready{sooner(a.from, b.from), sooner(a.by, b.by)};
}

// When two lots of units have both shipped: a hold and what was added to it, the components of a kit.
constexpr Ready later(const Ready &a, const Ready &b) {
    return Ready{later(a.from, b.from), later(a.by, b.by)};
}

// What a level and its place say about time.
struct Terms {
    Time now;
    Time available_from = since_ever; // nothing ships before
    std::optional<Time> ships_in{};   // what a unit takes to be procured for whoever queues for it
    std::optional<Time> ships_in_max{}; // at most; none, or less: ships_in
    bool is_closed = false; // nothing ships from the place, and nobody knows when it will
};

// When units ship that lie there.
constexpr Date ready_in_stock(const Terms &terms) {
    return terms.is_closed ? Date() : std::max(terms.now, terms.available_from);
}

// The date of a supply as it can be told: none where it has passed.
constexpr Date told(Date expected_at, Time now) {
    return is_sooner(expected_at, now) ? Date() : expected_at;
}

// When units ship that come with a supply.
constexpr Date ready_with_supply(Date expected_at, const Terms &terms) {
    const Date date = told(expected_at, terms.now);

    return terms.is_closed ? Date() : later(date, terms.available_from);
}

// When a unit ships that is procured for who queued then, whatever stock and supplies there are. Where the
// time has passed and available_from too, nobody knows; where only ships_in_max is to come, now is the
// first date.
Ready ready_to_order(Time queued_at, const Terms &terms);

} // namespace inventory::core::supply
