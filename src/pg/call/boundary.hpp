// The wall between PostgreSQL's errors and C++'s. Every SQL function is entered through here.
#pragma once

#include "pg/stats/counters.hpp"
#include "pg/base/postgres.hpp"

namespace inventory {

using FunctionBody = Datum (*)(FunctionCallInfo);

// Runs the body. A C++ exception becomes an ereport, raised after the last catch has ended; an error
// passes through unchanged, after the internal savepoints that the body had begun are undone. The call
// is counted under `function`, see counters.hpp.
Datum run_guarded(FunctionCallInfo fcinfo, FunctionBody body, int function);

} // namespace inventory

// Defines the SQL-callable function inventory_<name>, with a body written after the macro.
#define INVENTORY_FUNCTION(name)                                                                   \
    static Datum name##_body(FunctionCallInfo fcinfo);                                             \
    extern "C" {                                                                                   \
    PG_FUNCTION_INFO_V1(inventory_##name);                                                         \
    Datum inventory_##name(PG_FUNCTION_ARGS) {                                                     \
        constexpr int function = ::inventory::counted_function(#name);                             \
        return ::inventory::run_guarded(fcinfo, name##_body, function);                            \
    }                                                                                              \
    }                                                                                              \
    static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
