// Who in line gets what, and when: the parts of the holds of a level, served in order from stock and then
// from supplies. How a hold comes to stand where it does, see stock/standing.hpp; a new hold, steps.hpp.
#pragma once

#include "core/base/kit_key.hpp"
#include "core/supply/steps.hpp"

namespace inventory::core::supply {

// Whose a part is.
struct Holder {
    std::string_view reference_id;
    KitKey kit;
    int stripe;
};

// A part of a hold in line: its base units, or those that were added.
struct Queued {
    std::int64_t place; // number of the ledger row that recorded them; 0: of before
    Time since;         // when they were queued
    Quantity units;
    const Holder *holder;
};

// The order of the line: by place, and of those at one place by age, reference, kit, version and stripe.
bool stands_before(const Queued &a, const Queued &b);

// What becomes of a part. Units that neither stock nor a supply covers are the rest.
struct Served {
    Quantity from_stock;
    Quantity from_supply; // whether or not its date is known
    Ready ready;          // of its last unit; of a part without units, as if it lay there
};

// Of two parts as of one.
constexpr Served together(const Served &a, const Served &b) {
    return Served{a.from_stock + b.from_stock, a.from_supply + b.from_supply,
                  later(a.ready, b.ready)};
}

// Serves a line that stands in order; one Served for each part. Nobody stands before somebody, so the line
// is that of all live holds of the level, over all its stripes. A unit ships at the earliest of: now, where
// stock covers it; the date of the supply that does; the time that it takes to be procured for who queued
// when its part did. It is not before available_from. At a place that is closed nothing is served from
// stock: all of it waits.
void serve(const Queued *line, std::size_t count, Quantity on_hand, const Supplies &supplies,
           const Terms &terms, Served *served);

} // namespace inventory::core::supply
