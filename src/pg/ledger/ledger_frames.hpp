// What ledger.cpp and triggers.cpp share: the statements of ours that are running.
#pragma once

#include "pg/ledger/ledger.hpp"

namespace inventory {

// One running statement of ours, and the changes of levels that its row triggers saw.
struct Frame {
    SubTransactionId subtransaction;
    Explanation explanation;
    Vec<core::Difference> changes;
    MemoryContext memory; // lives as long as the statement
    bool recorded;
    int trigger_depth; // triggers that were running when it began
};

// The statement of ours that fired the trigger being run; nullptr where direct SQL did, which a
// user's trigger may run while a statement of ours does.
Frame *firing_frame();

// Triggers that are running, one within the statement of another.
int trigger_depth();

// Changes by direct SQL that are not in the ledger yet, of an aborted subtransaction or all.
void forget_direct_changes(SubTransactionId subtransaction);
void forget_all_direct_changes();

} // namespace inventory
