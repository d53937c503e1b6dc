// Adding up what a variant has, see listing.hpp.
#include "core/stock/listing.hpp"

#include <algorithm>
#include <limits>

namespace inventory::core {
namespace {

bool add_up(Quantity &sum, Quantity more) {
    if (more > std::numeric_limits<Quantity>::max() - sum)
        return false;
    sum += more;
    return true;
}

} // namespace

bool Listing::add(std::string_view location, const Level &level, Quantity overdue) {
    Quantity present = core::available(level) + overdue;
    Quantity here = std::max<Quantity>(0, present);
    bool is_limited = level.tracked && level.backorder_limit;

    locations++;
    tracked = tracked.value_or(true) && level.tracked;
    if (here > most) {
        most = here;
        best_location = location;
    }
    if (!is_limited)
        orderable.reset();
    return add_up(on_hand, level.on_hand) && add_up(available, here) &&
           (!orderable || add_up(*orderable, std::max<Quantity>(0, present + limit(level))));
}

} // namespace inventory::core
