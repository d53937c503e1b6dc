// An internal savepoint: what a call undoes without the caller noticing.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "access/xact.h"
#include "utils/resowner.h"
}

namespace inventory {

// Ended by keep() or undo(), or where an error passes the boundary. The current memory context stays
// what it was.
struct Savepoint {
    MemoryContext memory;
    ResourceOwner owner;

    void begin() {
        memory = CurrentMemoryContext;
        owner = CurrentResourceOwner;
        BeginInternalSubTransaction(nullptr);
        MemoryContextSwitchTo(memory);
    }
    void keep() {
        ReleaseCurrentSubTransaction();
        restore();
    }
    void undo() {
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
