// How a cart is to be routed: the argument route.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/sourcing/route.hpp"

extern "C" {
#include "utils/jsonb.h"
}

namespace inventory {

struct Point {
    double latitude;
    double longitude;
};

struct ParcelCost {
    Text location_id;
    core::Quantity cost;
};

struct RouteOptions {
    core::sourcing::Goals goals;
    std::optional<Point> near;
    OptionalText channel;
    OptionalText zone;
    std::optional<Vec<Text>> only;
    Vec<Text> first;
    Vec<Text> exclude;
    Vec<ParcelCost> costs;
    bool backorder = true;
    OptionalTime by; // only units that ship by then
};

// By inventory.routing_goals; nothing else is said.
RouteOptions usual_route();

// Reads the argument. Raises 22023, 22004 or 22003, naming the key, where it is anything else than a route.
RouteOptions read_route(Jsonb *json);

} // namespace inventory
