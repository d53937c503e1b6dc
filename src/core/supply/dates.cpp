// When units ship, see dates.hpp.
#include "core/supply/dates.hpp"

#include <algorithm>

namespace inventory::core::supply {
namespace {

constexpr Time for_ever = std::numeric_limits<Time>::max();

// Infinity is a date that nobody knows.
Date date_of(Time time) { return time == for_ever ? std::nullopt : Date(time); }

Time after(Time time, Time span) {
    span = std::max<Time>(0, span);
    return time > for_ever - span ? for_ever : time + span;
}

} // namespace

Date ready_in_stock(const Terms &terms) {
    if (terms.is_closed)
        return std::nullopt;
    return date_of(std::max(terms.now, terms.available_from));
}

Date ready_with_supply(Date expected_at, const Terms &terms) {
    Date date = told(expected_at, terms.now);

    if (terms.is_closed || !date)
        return std::nullopt;
    return date_of(std::max(*date, terms.available_from));
}

Ready ready_to_order(Time queued_at, const Terms &terms) {
    if (terms.is_closed || !terms.ships_in)
        return Ready{};
    const Time most = std::max(*terms.ships_in, terms.ships_in_max.value_or(0));
    const Time by = std::max(after(queued_at, most), terms.available_from);
    if (by < terms.now || by == for_ever)
        return Ready{};
    const Time from = std::max(after(queued_at, *terms.ships_in), terms.available_from);
    return Ready{std::max(from, terms.now), by};
}

} // namespace inventory::core::supply
