// Values that callers give in JSON: ids, numbers, flags and times. What is anything else is refused, naming
// where it is.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/base/json.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {

// Where a value is: a key of an object, as in "quantity of line 3" or "near of route".
struct JsonName {
    Text key;
    const char *of;
    int number = 0; // none is said where it is 0

    char *text() const;
};

// Each raises 22004 for null, 22023 for another kind of value, 22003 for one that is out of range.
Text json_text(const JsonbValue &value, const JsonName &name);
Text json_id(const JsonbValue &value, const JsonName &name);
bool json_flag(const JsonbValue &value, const JsonName &name);
int64 json_whole(const JsonbValue &value, const JsonName &name, int64 least, int64 most);

// A time that may be null, or infinity, which is as good as none.
OptionalTime json_time(const JsonbValue &value, const JsonName &name);

// "line 3 of lines".
char *json_line_name(const char *argument, int number);

// Calls visit(object, number) with each line of an argument, numbered from 1.
template <class Visit>
void visit_lines(Jsonb *json, const char *argument, bool may_be_empty, Visit visit) {
    if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
        raise_invalid(argument, "must be an array of objects");
    uint32 count = JB_ROOT_COUNT(json);
    if (count == 0 && !may_be_empty)
        raise_invalid(argument, "must not be empty");
    for (uint32 i = 0; i < count; i++) {
        CHECK_FOR_INTERRUPTS();
        JsonbValue *line = getIthJsonbValueFromContainer(&json->root, i);
        int number = static_cast<int>(i) + 1;
        if (line->type != jbvBinary || !JsonContainerIsObject(line->val.binary.data))
            raise_invalid(json_line_name(argument, number), "must be an object");
        visit(line->val.binary.data, number);
    }
}

[[noreturn]] void raise_unknown_key(const char *argument, int number, Text key);

} // namespace inventory
