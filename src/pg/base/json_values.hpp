// Values that callers give in JSON: ids, numbers, flags and times. What is anything else is refused, naming
// where it is.
#pragma once

#include "pg/base/json.hpp"

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

} // namespace inventory
