// What can be had of a variant or a kit, place by place, for those who only look: places that do not sell are
// left out.
#pragma once

#include "pg/sourcing/stock_reader.hpp"

#include "core/stock/listing.hpp"

namespace inventory {

// At some places, in order and each once, or (nullptr) at all. Reads with the active snapshot.
core::Listing list_variant(StockReader &reader, Text variant_id, const Vec<Text> *locations,
                           TimestampTz clock);

} // namespace inventory
