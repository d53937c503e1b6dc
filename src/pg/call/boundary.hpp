// The wall between PostgreSQL's errors and C++'s. Every SQL function is entered through here.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/stats/counted.hpp"

namespace inventory {

using FunctionBody = Datum (*)(FunctionCallInfo);

// Runs the body. A C++ exception becomes an ereport, raised after the last catch has ended; an error
// passes through unchanged, after the internal savepoints that the body had begun are undone. The call
// is counted under `function`, if that is not nullptr.
Datum run_guarded(FunctionCallInfo fcinfo, FunctionBody body, const Counted *function);

} // namespace inventory

// Defines the SQL-callable function inventory_<name>, whose calls are counted, with a body written
// after the macro.
#define INVENTORY_FUNCTION(name)                                                                   \
    static ::inventory::Counted name##_counted(::inventory::counted_functions, #name);             \
    INVENTORY_ENTRY(name, &name##_counted)

// The same for one whose calls are not: triggers, and what only the owner or a monitor calls.
#define INVENTORY_INTERNAL_FUNCTION(name) INVENTORY_ENTRY(name, nullptr)

#define INVENTORY_ENTRY(name, counted)                                                             \
    static Datum name##_body(FunctionCallInfo fcinfo);                                             \
    extern "C" {                                                                                   \
    PG_FUNCTION_INFO_V1(inventory_##name);                                                         \
    Datum inventory_##name(PG_FUNCTION_ARGS) {                                                     \
        return ::inventory::run_guarded(fcinfo, name##_body, counted);                             \
    }                                                                                              \
    }                                                                                              \
    static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
