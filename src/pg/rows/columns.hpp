// The columns of the extension's tables, by number, in the order of the install script.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "utils/rel.h"
}

namespace inventory {

// How many columns a table has from the install script; those after them somebody has added. Raises
// 55000 where they are not of the types that are read and written here.
int check_columns(Relation table);

namespace level {
enum Column : int {
    variant_id = 1,
    location_id,
    stripe,
    on_hand,
    reserved,
    incoming,
    safety_stock,
    backorder_limit,
    shortfall,
    tracked,
    low_stock_threshold,
    version,
    updated_at,
    draining,
    layout
};
}

namespace cart {
enum Column : int {
    reference_id = 1,
    status,
    customer_id,
    order_id,
    reserved_at,
    updated_at,
    expires_at,
    quantity,
    confirmed,
    last_lines,
    sweep_at,
    closed_at
};
}

namespace hold {
enum Column : int {
    reference_id = 1,
    variant_id,
    location_id,
    stripe,
    quantity,
    created_at,
    version,
    sweep_at
};
}

namespace request {
enum Column : int { request_id = 1, function, arguments, result, created_at };
}

namespace transaction {
enum Column : int {
    transaction_id = 1,
    recorded_at,
    variant_id,
    location_id,
    type,
    on_hand_delta,
    reserved_delta,
    incoming_delta,
    reference_id,
    request_id,
    reason,
    actor
};
}

} // namespace inventory
