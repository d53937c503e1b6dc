// Writing and reading JSON: request arguments and results, the DETAIL of errors, the last lines of a
// cart.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "lib/stringinfo.h"
#include "utils/jsonb.h"
}

namespace inventory {

// Appends a JSON string, or null.
void append_json(StringInfo json, OptionalText text);

// Appends `"name": ` with a comma before it unless the object has just begun.
void append_json_key(StringInfo json, const char *name);

// The text as a jsonb datum.
Datum to_jsonb(StringInfo json);

// A time as a JSON string, as to_jsonb() writes it.
char *json_of_time(TimestampTz time);

// A value as jsonb, as PostgreSQL's to_jsonb() writes it.
Datum to_jsonb(NullableDatum value, Oid type);

// Whether two jsonb are the same to the byte: 1 and 1.0 are equal in jsonb, and told apart by who reads them as
// text.
bool is_same_json(Datum a, Datum b);

// A number that is a whole one, 2.0 too, and at most `most` either way; of one that is too large, the most.
enum class Whole { yes, no_number, fraction, too_large };
Whole whole_of_json(const JsonbValue &value, int64 most, int64 *whole);

// Calls `visit` with each key of an object and its value.
template <class Visit> void visit_object(JsonbContainer *object, Visit visit) {
    JsonbIterator *iterator = JsonbIteratorInit(object);
    JsonbValue key;
    JsonbIteratorToken token;

    while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE) {
        JsonbValue value;
        if (token != WJB_KEY)
            continue;
        JsonbIteratorNext(&iterator, &value, true);
        visit(Text{key.val.string.val, static_cast<size_t>(key.val.string.len)}, value);
    }
}

// A value as text, as jsonb's ->> gives it.
char *text_of_json(const JsonbValue *value);

} // namespace inventory
