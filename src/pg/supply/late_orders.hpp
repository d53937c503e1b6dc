// Orders that can no longer be kept as they were told, over all levels that anybody waits at.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/base/level_key.hpp"
#include "core/supply/late.hpp"

namespace inventory {

// Which orders are meant; none: all.
struct LateFilter {
    OptionalText variant_id; // or the kit
    OptionalText location_id;
    OptionalText supply_id; // those at its levels
};

// A line of an order, in units or whole kits.
struct LateLine {
    Text reference_id;
    core::LevelKey key;
    core::Quantity quantity;
    core::supply::Told told;
    OptionalText order_id;
    OptionalText customer_id;
};

// At most so many, the worst first. Reads with the active snapshot.
Vec<LateLine> read_late_lines(const LateFilter &filter, int max_rows, TimestampTz clock);

} // namespace inventory
