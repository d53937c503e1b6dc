// Writing the rows of a call, a table at a time.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Writes what changed: levels with the ledger, holds, carts.
void write(Workspace &ws);

// Without a savepoint: takes back the carts that the call inserted.
void withdraw(Workspace &ws);

} // namespace inventory
