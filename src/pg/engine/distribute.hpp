// Bringing what a call changed of holds and levels down to their rows: the stripes.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Brings down what changed. False where it takes rows that are not locked.
bool distribute(Workspace &ws);

// Gives a level, all of whose rows are locked, so many stripes.
void restripe(Workspace &ws, int level, int stripes);

} // namespace inventory
