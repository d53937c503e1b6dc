// The wall between PostgreSQL's errors and C++'s, see boundary.hpp.
#include "pg/call/boundary.hpp"

#include "pg/stats/counters.hpp"

#include <cstdio>
#include <exception>
#include <new>

extern "C" {
#include "access/xact.h"
#include "utils/resowner.h"
}

namespace inventory {
namespace {

Datum run_without_exceptions(FunctionCallInfo fcinfo, FunctionBody body) {
    char message[256];
    int code = ERRCODE_INTERNAL_ERROR;

    // Nothing in here may call PostgreSQL: an ereport inside a catch would leave the exception
    // object behind.
    try {
        return body(fcinfo);
    } catch (const std::bad_alloc &) {
        code = ERRCODE_OUT_OF_MEMORY;
        std::snprintf(message, sizeof(message), "%s", "out of memory");
    } catch (const std::exception &error) {
        std::snprintf(message, sizeof(message), "%s", error.what());
    } catch (...) {
        std::snprintf(message, sizeof(message), "%s", "unknown C++ exception");
    }

    ereport(ERROR, (errcode(code), errmsg("inventory: %s", message)));
    pg_unreachable();
}

} // namespace

Datum run_guarded(FunctionCallInfo fcinfo, FunctionBody body, const Counted *function) {
    const int nest_level = GetCurrentTransactionNestLevel();
    MemoryContext memory = CurrentMemoryContext;
    ResourceOwner owner = CurrentResourceOwner;
    volatile Datum result = 0;
    CountedCall counted;

    begin_counting(&counted, function);
    PG_TRY();
    { result = run_without_exceptions(fcinfo, body); }
    PG_CATCH();
    {
        end_counting(&counted, geterrcode());
        // Outside a transaction block PostgreSQL would abort the internal savepoint alone, and
        // leave the session inside the transaction.
        if (GetCurrentTransactionNestLevel() == nest_level)
            PG_RE_THROW();
        MemoryContextSwitchTo(memory);
        ErrorData *error = CopyErrorData();
        FlushErrorState();
        while (GetCurrentTransactionNestLevel() > nest_level)
            RollbackAndReleaseCurrentSubTransaction();
        MemoryContextSwitchTo(memory);
        CurrentResourceOwner = owner;
        ReThrowError(error);
    }
    PG_END_TRY();
    end_counting(&counted, 0);
    return result;
}

} // namespace inventory
