// The statements of ours that are running, for the triggers that they fire.
#pragma once

#include "pg/ledger/ledger.hpp"
#include "pg/ledger/level_change.hpp"

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
// The one that is being written without triggers.
Frame &own_frame();

// What the triggers do, or the writer in their place: notes a change of a level, and at the end checks
// that the entries come to the changes, and writes them.
void note_explained_change(Frame &frame, const LevelChange &change);
void record_explained_changes(Frame &frame);

} // namespace inventory
