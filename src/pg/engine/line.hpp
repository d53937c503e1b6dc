// The line for the stock of a level, see core/stock/standing.hpp, with what a call does to it in memory.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Places in line that are given when the ledger is written: of the entry with that index.
inline constexpr int64 first_pending_place = int64{1} << 62;

// Adds units to a hold of the workspace, recorded by the entry with an index.
void join_line(const Workspace &ws, Hold &hold, core::Quantity units, int entry);

// Units of a hold that wait for stock. Looks the line up where anybody waits. `without_dead`: holds that
// are past their deadline do not stand in it, swept or not.
core::Quantity waiting(const Workspace &ws, const Hold &hold, bool without_dead);

} // namespace inventory
