// When units ship, see dates.hpp.
#include "core/supply/dates.hpp"

namespace inventory::core::supply {
namespace {

Time after(Time time, Time span) {
    span = std::max<Time>(0, span);
    return time > for_ever - span ? for_ever : time + span;
}

} // namespace

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
