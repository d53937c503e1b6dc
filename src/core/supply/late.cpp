// Late promises, see late.hpp.
#include "core/supply/late.hpp"

namespace inventory::core::supply {

Quantity waiting(Quantity units, Quantity from_stock, const Terms &terms) {
    if (terms.is_closed || terms.available_from > terms.now)
        return units;
    return units - from_stock;
}

bool is_late(const Told &told) {
    return told.waiting > 0 && told.promised_at && is_sooner(told.promised_at, told.ships_by);
}

std::optional<Time> lateness(const Told &told) {
    if (!told.ships_by)
        return std::nullopt;
    const Time from = *told.promised_at, to = *told.ships_by;
    return from < 0 && to > for_ever + from ? for_ever : to - from;
}

bool is_worse(const Told &a, const Told &b) {
    const std::optional<Time> x = lateness(a), y = lateness(b);

    if (x != y)
        return !x || (y && *x > *y);
    return is_sooner(a.promised_at, b.promised_at);
}

} // namespace inventory::core::supply
