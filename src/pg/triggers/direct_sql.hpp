// What happens to levels by direct SQL: what is refused, and what is recorded in the ledger.
#pragma once

#include "pg/ledger/level_change.hpp"

namespace inventory {

// Raises what direct SQL may not do (IV008, IV011, IV010), or notes the change. What was noted is
// written when the statement ends, or when there is much of it; with the rights of the table's owner.
void note_direct_change(const LevelChange &change, Oid owner);

// The end of a statement: writes what was noted of it to the ledger, counts the changes in the levels
// and lets shortfall shrink.
void record_direct_changes(Oid owner);

// Called once when the library is loaded: forgets what an aborted (sub)transaction had noted.
void register_direct_sql_callbacks();

} // namespace inventory
