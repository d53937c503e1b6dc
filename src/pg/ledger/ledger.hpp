// The ledger's side of a change: what a function tells the triggers about a statement of its own,
// and the triggers that write the ledger whoever makes the change.
//
// A function runs each statement that changes a guarded table through run_own(). The entries it gives
// explain the change of levels; the triggers check that they come to it, and write them.
#pragma once

#include "pg/rows/statements.hpp"

#include "core/stock/entries.hpp"

namespace inventory {

// One row of the ledger to be.
struct LedgerEntry {
    core::EntryType type;
    core::Difference change;
    OptionalText reference_id;
    OptionalText reason;
    Text kit_id{};            // of which the units are a component; else empty
    Text supply_id{};         // that they are of; else empty
    int64 transaction_id = 0; // see numbers.hpp
    TimestampTz recorded_at = 0;
};

struct Explanation {
    const Vec<LedgerEntry> *entries; // nullptr: the statement changes no quantity
    OptionalText request_id;
};

// Runs a statement of the extension's own, that may change what direct SQL may not.
Rows run_own(Statement &statement, const Parameters &parameters);

// The same around what is written without a statement. An error ends it, too.
void begin_own(const Explanation &explanation = {});
void end_own();

// Writes entries that have their numbers. Raises XX000 where one says of its level what its type does not
// permit.
void write_ledger(const Vec<LedgerEntry> &entries, OptionalText request_id);

// Whether the ledger has rows of policies: that of older SQL has not.
bool records_policies();

// Triggers that are running, one within the statement of another.
int trigger_depth();

// Called once when the library is loaded: forgets what an aborted (sub)transaction had begun.
void register_transaction_callbacks();

} // namespace inventory
