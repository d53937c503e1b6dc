// Writing the rows of a call, a table at a time.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Writes what changed: levels with the ledger, holds, carts. False, and nothing is written, where a row
// that the peek was trusted for is no longer as it was.
bool write(Workspace &ws);

// Without a savepoint: takes back the carts that the call inserted.
void withdraw(Workspace &ws);

} // namespace inventory
