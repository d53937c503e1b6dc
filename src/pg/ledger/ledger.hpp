// The ledger's side of a change: what a function tells the triggers about a statement of its own,
// and the triggers that write the ledger whoever makes the change.
//
// A function runs each statement that changes a guarded table through run_own(). The rows it gives
// explain the change of levels; the triggers check that they add up to it, and write them.
#pragma once

#include "pg/rows/statements.hpp"

#include "core/stock/ledger.hpp"

namespace inventory {

// One ledger row to be.
struct LedgerRow {
    const char *type;
    core::Difference change;
    Text reference_id; // or null
    Text reason;       // or null
};

struct Explanation {
    const Vec<LedgerRow> *rows; // nullptr: the statement changes no quantity
    Text request_id;             // or null
};

// Runs a statement of the extension's own, that may change what direct SQL may not.
Rows run_own(Statement &statement, const Datum *values, const Explanation &explanation,
             const char *nulls = nullptr);

// The same around what is written without a statement. An error ends it, too.
void begin_own(const Explanation &explanation = {nullptr, Text{}});
void end_own();

// Writes ledger rows that go with no change of a level.
void write_ledger(const Vec<LedgerRow> &rows, Text request_id);

// Called once when the library is loaded: forgets what an aborted (sub)transaction had begun.
void register_transaction_callbacks();

} // namespace inventory
