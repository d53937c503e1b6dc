// What ledger.cpp and triggers.cpp share: the statements of ours that are running.
#pragma once

#include "pg/ledger.hpp"

namespace inventory {

// One running statement of ours, and the changes of levels that its row triggers saw.
struct Frame {
    SubTransactionId subtransaction;
    Explanation explanation;
    Vec<core::Difference> changes;
    MemoryContext memory; // lives as long as the statement
    bool recorded;
};

// The innermost running statement of ours; nullptr where direct SQL is running.
Frame *current_frame();

// Changes by direct SQL that are not in the ledger yet, of an aborted subtransaction or all.
void forget_direct_changes(SubTransactionId subtransaction);
void forget_all_direct_changes();

} // namespace inventory
