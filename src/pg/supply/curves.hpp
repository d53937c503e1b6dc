// What can still be promised of a variant or a kit, and from when, place by place; see core/supply/atp.hpp.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/supply/atp.hpp"

namespace inventory {

struct PlaceCurve {
    Text location_id;
    const core::supply::Available *steps;
    int count;
};

// At one place or (none) at each that sells it. Holds past their deadline and those of a cart count as free.
// Reads with the active snapshot.
Vec<PlaceCurve> read_curves(Text variant_id, OptionalText location_id,
                            OptionalText excluding_reference, TimestampTz clock);

} // namespace inventory
