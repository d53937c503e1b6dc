// The line in which the holds of a level stand for its stock: it serves them in the order of their
// places, and what it does not reach waits. No call of one buyer makes another's units wait: new units
// stand last, and units leave from the end, unless they are shipped.
#pragma once

#include "core/base/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inventory::core {

// How the units of a hold stand: in one part or, where units were added when stock did not cover them,
// in two, of which the added one stands later.
struct Standing {
    Quantity units;           // in all
    Quantity added;           // of these, in the added part
    std::int64_t place;       // number of the ledger row that recorded the first part; 0: of before
    std::int64_t added_place; // that of the added part, where there is one

    Quantity first_part() const { return units - added; }
};

bool operator==(const Standing &a, const Standing &b);
inline bool operator!=(const Standing &a, const Standing &b) { return !(a == b); }

// Adds units, recorded under a number that is greater than all before. `waiting` of the added part are
// not served; `all_served`: stock covers the level with the new units.
void join(Standing &standing, Quantity units, std::int64_t place, Quantity waiting,
          bool all_served);

// Takes units from the end.
void leave(Standing &standing, Quantity units);

// The standing of a hold of which these are two rows.
Standing together(const Standing &a, const Standing &b);

// Joins the units of a younger hold to an older one. `waiting` of all but the older's first part are not
// served; they stand where the last of them stood, or at `place` where that has no number.
void merge(Standing &older, const Standing &younger, Quantity waiting, std::int64_t place);

// Takes units from the front, as they are shipped; they are answered as they stood.
Standing take_front(Standing &standing, Quantity units);

// One part of a hold in line. Places of 0 stand first, the older hold before the younger.
struct Part {
    std::int64_t place;
    std::int64_t since;
    std::string_view reference_id;
    Quantity units;
};

bool stands_before(const Part &a, const Part &b);

// Units that stand before a part.
Quantity ahead(const Part *line, std::size_t count, const Part &part);

// Units of a part that wait, where stock is `on_hand` and so many units are ahead.
Quantity waiting(Quantity on_hand, Quantity ahead, Quantity units);

} // namespace inventory::core
