// The lines of orders, transfers and deliveries in JSON. What they come to is supply_operations.hpp's.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"

extern "C" {
#include "utils/jsonb.h"
}

namespace inventory {

// What a line of an order is to be.
struct OrderLine {
    core::LevelKey key;
    core::Quantity quantity;    // in all
    bool says_date;             // else it is as it was, or as the call says
    OptionalTime expected_at{}; // none in it: nobody knows
};

// What came, or did not, of a line.
struct DeliveryLine {
    Text variant_id;
    OptionalText location_id; // none: the one that the supply has
    core::Quantity accepted;
    core::Quantity lost;
    core::Quantity returned;
};

// Each raises 22023, 22004 or 22003, naming the argument or the line (from 1), where it is anything else.
//
// One line a level, in the order in which they are named; what is named twice is summed.
Vec<OrderLine> read_order_lines(Jsonb *json, const char *name);
// As they were said. `may_be_empty`: there may be none.
Vec<DeliveryLine> read_delivery_lines(Jsonb *json, const char *name, bool may_be_empty);

} // namespace inventory
