// The wall between PostgreSQL's errors and C++'s, see boundary.hpp.
#include "pg/boundary.hpp"

#include <cstdio>
#include <exception>
#include <new>

namespace inventory {

Datum run_guarded(FunctionCallInfo fcinfo, FunctionBody body) {
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

} // namespace inventory
