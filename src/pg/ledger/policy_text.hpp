// What a policy row of the ledger says, in its reason: what was set of a level, from what to what. It is
// written for people, and read back by who looks how a level was before.
#pragma once

#include "pg/base/postgres.hpp"

#include "core/stock/level.hpp"

namespace inventory {

// As "safety_stock 0 -> 5, tracked true -> false"; of a level that is made or deleted (nullptr: it is not
// there) "created" or "deleted" and, after it, how its policy differs from that of a level that was just made.
// Empty where nothing was set.
Text policy_text(const core::Level *before, const core::Level *after);

bool tells_of_deleted_level(Text said);

// Whether a level is there, and as what, before a row that says so: of what units are available by, and
// whether more may be ordered. `level` is as it was after.
void take_back_policy(Text said, bool &is_there, core::Level &level);

} // namespace inventory
