// The line for stock, see standing.hpp.
#include "core/stock/standing.hpp"

#include <algorithm>

namespace inventory::core {

bool operator==(const Standing &a, const Standing &b) {
    return a.units == b.units && a.added == b.added && a.place == b.place &&
           a.added_place == b.added_place;
}

void join(Standing &standing, Quantity units, std::int64_t place, Quantity waiting,
          bool all_served) {
    bool is_new = standing.units == 0;

    standing.units += units;
    if (is_new) {
        standing.place = place;
        standing.added = standing.added_place = 0;
    } else if (all_served) {
        standing.added = standing.added_place = 0;
    } else {
        // What has been served of the added part may stand with the first: nobody after it loses.
        standing.added = waiting + units;
        standing.added_place = place;
    }
}

void leave(Standing &standing, Quantity units) {
    standing.units -= units;
    standing.added -= std::min(units, standing.added);
    if (standing.added == 0)
        standing.added_place = 0;
}

void merge(Standing &older, const Standing &younger, Quantity waiting, std::int64_t place) {
    std::int64_t last = std::max({older.added_place, younger.place, younger.added_place});

    older.units += younger.units;
    older.added = waiting;
    older.added_place = waiting == 0 ? 0 : last == 0 ? place : last;
}

Standing together(const Standing &a, const Standing &b) {
    if (a.units == 0)
        return b;
    return Standing{a.units + b.units, a.added + b.added, std::min(a.place, b.place),
                    std::max(a.added_place, b.added_place)};
}

Standing take_front(Standing &standing, Quantity units) {
    Quantity later = std::max<Quantity>(0, units - standing.first_part());
    Standing taken{units, later, standing.place, later > 0 ? standing.added_place : 0};

    standing.units -= units;
    if (standing.units <= standing.added) {
        if (standing.units > 0)
            standing.place = standing.added_place;
        standing.added = standing.added_place = 0;
    }
    return taken;
}

bool stands_before(const Part &a, const Part &b) {
    if (a.place != b.place)
        return a.place < b.place;
    if (a.since != b.since)
        return a.since < b.since;
    return a.reference_id < b.reference_id;
}

Quantity ahead(const Part *line, std::size_t count, const Part &part) {
    Quantity units = 0;

    for (std::size_t i = 0; i < count; i++)
        if (stands_before(line[i], part))
            units += line[i].units;
    return units;
}

Quantity waiting(Quantity on_hand, Quantity ahead, Quantity units) {
    return units - std::clamp<Quantity>(on_hand - ahead, 0, units);
}

} // namespace inventory::core
