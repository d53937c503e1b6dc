// Writing JSON, see json.hpp.
#include "pg/base/json.hpp"

extern "C" {
#include "utils/json.h"
#include "utils/jsonb.h"
}

namespace inventory {

void append_json(StringInfo json, Text text) {
    if (is_null(text))
        appendStringInfoString(json, "null");
    else
        escape_json(json, pnstrdup(text.data(), text.size()));
}

void append_json_key(StringInfo json, const char *name) {
    char last = json->data[json->len - 1];

    appendStringInfo(json, "%s\"%s\": ", last == '{' ? "" : ", ", name);
}

Datum to_jsonb(StringInfo json) { return DirectFunctionCall1(jsonb_in, CStringGetDatum(json->data)); }

} // namespace inventory
