// The goals by their names, and how far places are apart.
#pragma once

#include "core/sourcing/route.hpp"

#include <optional>
#include <string_view>

namespace inventory::core::sourcing {

std::optional<Goal> goal_named(std::string_view name);

// Adds a goal behind the others. False where it is there already.
bool add_goal(Goals &goals, Goal goal);

// Reads names with commas between them, as in "fewest_parcels, nearest". None where one is unknown or named
// twice.
std::optional<Goals> goals_of(std::string_view names);

// The great-circle distance of two points in degrees, by the haversine formula on a sphere of 6,371 km
// (Sinnott 1984), which is good to half a percent.
double distance_km(double latitude, double longitude, double other_latitude,
                   double other_longitude);

} // namespace inventory::core::sourcing
