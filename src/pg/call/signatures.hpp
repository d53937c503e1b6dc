// What the extension's functions are declared to take and to answer, kept from call to call until a function
// changes: PostgreSQL would read it from the catalog each time.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "access/tupdesc.h"
#include "fmgr.h"
}

namespace inventory {

struct Signature {
    Oid *arguments;
    int argument_count;
    Oid result;        // InvalidOid: neither a value nor rows of columns
    TupleDesc columns; // nullptr where the answer is a single value
};

// Of the function that is being called; as long as the call lasts.
const Signature *signature_of(FunctionCallInfo fcinfo);

// Called once when the library is loaded.
void register_signature_callbacks();

} // namespace inventory
