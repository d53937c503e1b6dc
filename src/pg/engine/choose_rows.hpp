// Choosing which rows of a level a call needs: all of them, those that its holds are on, or one with
// room for what it wants. Locking them is in load_levels.cpp.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Marks the rows that the call needs.
void choose_rows(Workspace &ws, Level &level);

// The wanted row of a level that is not locked and has the lowest stripe; -1 where all are.
int next_to_lock(const Workspace &ws, const Level &level);

} // namespace inventory
