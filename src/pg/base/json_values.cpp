// Reading values in JSON, see json_values.hpp.
#include "pg/base/json_values.hpp"

#include "pg/base/ids.hpp"
#include "pg/base/times.hpp"

namespace inventory {

char *JsonName::text() const {
    char *place = number == 0 ? psprintf("%s", of) : psprintf("%s %d", of, number);

    return psprintf("%s of %s", c_string(key), place);
}

Text json_text(const JsonbValue &value, const JsonName &name) {
    if (value.type == jbvNull)
        raise_null(name.text());
    if (value.type != jbvString)
        raise_invalid(name.text(), "must be a string");
    return Text{value.val.string.val, static_cast<size_t>(value.val.string.len)};
}

Text json_id(const JsonbValue &value, const JsonName &name) {
    Text text = json_text(value, name);

    if (!is_id(text))
        raise_invalid(name.text(), "must be 1 to 255 characters and at most 800 bytes long");
    return text;
}

bool json_flag(const JsonbValue &value, const JsonName &name) {
    if (value.type != jbvBool)
        raise_invalid(name.text(), "must be true or false");
    return value.val.boolean;
}

int64 json_whole(const JsonbValue &value, const JsonName &name, int64 least, int64 most) {
    int64 number;

    if (value.type == jbvNull)
        raise_null(name.text());
    Whole whole = whole_of_json(value, most, &number);
    if (whole == Whole::no_number)
        raise_invalid(name.text(), "must be a number");
    if (whole == Whole::fraction)
        raise_invalid(name.text(), "must be a whole number");
    if (number < least)
        raise_invalid(name.text(), least == 0 ? "must not be negative" : "must be positive");
    if (whole == Whole::too_large)
        raise_out_of_range(name.text(), psprintf("must be at most " INT64_FORMAT, most));
    return number;
}

OptionalTime json_time(const JsonbValue &value, const JsonName &name) {
    if (value.type == jbvNull)
        return std::nullopt;
    OptionalTime time = time_of_text(json_text(value, name));
    if (TIMESTAMP_IS_NOBEGIN(time.value_or(static_cast<TimestampTz>(DT_NOBEGIN))))
        raise_invalid(name.text(), "must be a time, such as 2030-03-12T08:00:00Z");
    return TIMESTAMP_IS_NOEND(*time) ? std::nullopt : time;
}

char *json_line_name(const char *argument, int number) {
    return psprintf("line %d of %s", number, argument);
}

void raise_unknown_key(const char *argument, int number, Text key) {
    raise_invalid(json_line_name(argument, number),
                  psprintf("has an unknown key \"%s\"", c_string(key)));
}

} // namespace inventory
