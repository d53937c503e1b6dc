// Loading the levels of a call: reading their rows and locking those that it needs, in order.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Microseconds that a call takes from its peek to its levels where it waits for nobody, besides the
// inserts of its carts.
constexpr TimestampTz longest_glance = 1000;

// Loads the wanted levels, and ties the holds to them. False where the rows were not what they were a
// moment ago: start over.
bool load_levels(Workspace &ws, Vec<WantedLevel> &wanted);

// Whether there are no more rows by now than were read, of the levels that are needed with all their
// rows, or of every level.
bool are_complete(const Workspace &ws, bool every_level);

// Whether no row of a level, one of which is locked, lacks room or cover.
bool none_lacks(const Level &level);

} // namespace inventory
