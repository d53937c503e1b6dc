// What the ledger says of one level since a time: for a count that was made then.
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

// With the active snapshot.
LedgerSince read_ledger_since(const core::LevelKey &key, TimestampTz time);

} // namespace inventory
