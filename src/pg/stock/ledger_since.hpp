// What the ledger says of one level since a time, by the order of its numbers.
#pragma once

#include "pg/base/postgres.hpp"

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"

namespace inventory {

struct LedgerSince {
    core::Quantity moved; // units that came and went, counts and what a level began with left out
    bool counted;         // it was counted since
    bool is_incomplete;   // rows since then were dropped
};

// Both with the active snapshot.
//
// The least number among the newest rows of the level, at most so many, since a time.
int64 first_number_since(const core::LevelKey &key, TimestampTz time, int most);
// What came and went.
LedgerSince read_ledger_since(const core::LevelKey &key, TimestampTz time);

} // namespace inventory
