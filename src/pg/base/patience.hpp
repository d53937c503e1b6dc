// Work that gives up on what others hold: under an internal savepoint, waiting for no lock longer
// than a moment, so that a stuck session does not stop the one who keeps things up.
#pragma once

#include "pg/base/savepoint.hpp"

extern "C" {
#include "storage/proc.h"
#include "utils/guc.h"
}

namespace inventory {

// Milliseconds that the sweep, and maintain(), wait for a level before they leave it for the next
// time.
inline constexpr int lock_patience = 100;

// Whether an error may be the fault of the rows, or of what the owner's triggers and constraints say
// of them, so that other rows can still be worked on. What concerns the transaction or the server is
// not.
inline bool is_of_rows(const ErrorData *error) {
    switch (ERRCODE_TO_CATEGORY(error->sqlerrcode)) {
    case ERRCODE_TO_CATEGORY(ERRCODE_INVALID_TRANSACTION_STATE):
    case ERRCODE_TO_CATEGORY(ERRCODE_TRANSACTION_ROLLBACK):
    case ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES):
    case ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION):
    case ERRCODE_TO_CATEGORY(ERRCODE_SYSTEM_ERROR):
        return false;
    default:
        return true;
    }
}

inline bool is_lock_timeout(const ErrorData *error) {
    return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
}

// Runs work, that waits for each lock so many milliseconds at most, or as long as lock_timeout says
// where that is shorter, and undoes it where it answers false. nullptr: it came to an end. Else the
// error, a lock that was not to be had or the fault of the rows, and all is undone; other errors are
// raised.
template <class Work> ErrorData *run_patiently(int milliseconds, Work work) {
    Savepoint savepoint{};
    ErrorData *volatile error = nullptr;

    savepoint.begin();
    PG_TRY();
    {
        int nest_level = NewGUCNestLevel();
        if (LockTimeout == 0 || LockTimeout > milliseconds)
            set_config_option("lock_timeout", psprintf("%d", milliseconds), PGC_USERSET,
                              PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
        bool keeps = work();
        AtEOXact_GUC(true, nest_level);
        if (keeps)
            savepoint.keep();
        else
            savepoint.undo();
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(savepoint.memory);
        error = CopyErrorData();
        FlushErrorState();
        savepoint.undo();
        if (!is_lock_timeout(error) && !is_of_rows(error))
            ReThrowError(error);
    }
    PG_END_TRY();
    return error;
}

} // namespace inventory
