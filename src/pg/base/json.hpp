// Writing JSON: request arguments and results, the DETAIL of errors, the last lines of a cart.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "lib/stringinfo.h"
}

namespace inventory {

// Appends a JSON string, or null for null text.
void append_json(StringInfo json, Text text);

// Appends `"name": ` with a comma before it unless the object has just begun.
void append_json_key(StringInfo json, const char *name);

// The text as a jsonb datum.
Datum to_jsonb(StringInfo json);

} // namespace inventory
