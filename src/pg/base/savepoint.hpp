// An internal savepoint: what a call undoes without the caller noticing.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
}

namespace inventory {

// Ended by keep() or undo(), or where an error passes the boundary. The current memory context stays
// what it was.
struct Savepoint {
    MemoryContext memory;
    ResourceOwner owner;
    int outer_level;

    void begin() {
        outer_level = GetCurrentTransactionNestLevel();
        memory = CurrentMemoryContext;
        owner = CurrentResourceOwner;
        // What the triggers keep goes to the outer context. Else the savepoint's own is not empty
        // when it is released, and PostgreSQL keeps it until the transaction ends.
        MemoryContext outer = CurTransactionContext;
        BeginInternalSubTransaction(nullptr);
        CurTransactionContext = outer;
        MemoryContextSwitchTo(memory);
    }
    void keep() {
        ReleaseCurrentSubTransaction();
        restore();
    }
    // With all savepoints in it that an error left behind.
    void undo() {
        while (GetCurrentTransactionNestLevel() > outer_level)
            RollbackAndReleaseCurrentSubTransaction();
        restore();
    }

  private:
    void restore() {
        MemoryContextSwitchTo(memory);
        CurrentResourceOwner = owner;
    }
};

} // namespace inventory
