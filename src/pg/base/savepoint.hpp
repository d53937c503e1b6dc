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
//
// Within it CurTransactionContext is the outer one, too, which PostgreSQL has no function for. What it
// keeps there of triggers is freed with their statement; but a context in which anything ever was does
// not count as empty, and of a savepoint that is kept, one that is not empty stays until the whole
// transaction ends: 8 kB a call. It is sound because the outer context outlives the savepoint, so
// nothing goes too early; what an undone one leaves goes with the outer. PostgreSQL reads the variable
// to allocate and for the parent of a new context, never to learn what to free: that it has on record.
struct Savepoint {
    MemoryContext memory;
    MemoryContext transaction_memory;
    ResourceOwner owner;
    int outer_level;

    void begin() {
        outer_level = GetCurrentTransactionNestLevel();
        memory = CurrentMemoryContext;
        transaction_memory = CurTransactionContext;
        owner = CurrentResourceOwner;
        BeginInternalSubTransaction(nullptr);
        CurTransactionContext = transaction_memory;
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
        CurTransactionContext = transaction_memory; // where this one is within another
        MemoryContextSwitchTo(memory);
        CurrentResourceOwner = owner;
    }
};

} // namespace inventory
