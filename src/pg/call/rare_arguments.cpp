// Reading the arguments that few functions have, see arguments.hpp; the others are in arguments.cpp.
#include "pg/call/arguments.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"

extern "C" {
#include "catalog/pg_type.h"
#include "utils/date.h"
}

namespace inventory {

OptionalText Arguments::optional_id_or_empty(const char *name) {
    OptionalText text = optional_text(name);

    if (text && !text->empty() && !is_id(*text))
        raise_invalid(name, "must be at most 255 characters and 800 bytes long");
    return text;
}

double Arguments::number(const char *name) { return DatumGetFloat8(needed(name, FLOAT8OID)); }

std::optional<int32> Arguments::optional_day(const char *name) {
    std::optional<Datum> argument = optional(name, DATEOID);

    return argument ? std::optional<int32>{DatumGetDateADT(*argument)} : std::nullopt;
}

} // namespace inventory
