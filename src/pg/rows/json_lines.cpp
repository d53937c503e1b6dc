// Lines of a cart in JSON, see json_lines.hpp.
#include "pg/rows/json_lines.hpp"

#include "pg/base/ids.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/json.hpp"

extern "C" {
#include "utils/numeric.h"
}

namespace inventory {
namespace {

bool is_key(const JsonbValue &key, Text name) {
    return Text{key.val.string.val, static_cast<size_t>(key.val.string.len)} == name;
}

Text line_id(const JsonbValue &value, const char *name) {
    if (value.type == jbvNull)
        raise_null(name);
    if (value.type != jbvString)
        raise_invalid(name, "of a line must be a string");
    Text text{value.val.string.val, static_cast<size_t>(value.val.string.len)};
    if (!is_id(text))
        raise_invalid(name, "of a line must be 1 to 255 characters and at most 800 bytes long");
    return text;
}

core::Quantity line_quantity(const JsonbValue &value, const char *name) {
    core::Quantity quantity;

    if (value.type == jbvNull)
        raise_null(name);
    Whole whole = whole_of_json(value, core::max_quantity, &quantity);
    if (whole == Whole::no_number)
        raise_invalid(name, "of a line must be a number");
    if (whole == Whole::fraction)
        raise_invalid(name, "of a line must be a whole number");
    if (quantity < 1)
        raise_invalid(name, "of a line must be positive");
    if (whole == Whole::too_large)
        raise_out_of_range(name, "of a line must be at most 9007199254740991");
    return quantity;
}

bool line_flag(const JsonbValue &value, const char *name) {
    if (value.type != jbvBool)
        raise_invalid(name, "of a line must be true or false");
    return value.val.boolean;
}

// Reads the value of a key into its line. False where no line of that form has the key.
bool read_key(const JsonbValue &key, const JsonbValue &value, LineForm form, core::Line &line) {
    if (is_key(key, "variant_id"))
        line.key.variant_id = line_id(value, "variant_id");
    else if (is_key(key, "location_id"))
        line.key.location_id = line_id(value, "location_id");
    else if (is_key(key, "quantity"))
        line.quantity = line_quantity(value, "quantity");
    else if (form.choices && is_key(key, "minimum"))
        line.minimum = line_quantity(value, "minimum");
    else if (form.choices && is_key(key, "backorder"))
        line.from_stock = !line_flag(value, "backorder");
    else
        return false;
    return true;
}

core::Line read_line(JsonbContainer *object, LineForm form) {
    core::Line line{};
    JsonbIterator *iterator = JsonbIteratorInit(object);
    JsonbValue key;
    JsonbIteratorToken token;

    while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE) {
        if (token != WJB_KEY)
            continue;
        JsonbValue value;
        JsonbIteratorNext(&iterator, &value, true);
        if (!read_key(key, value, form, line))
            raise_invalid("lines", psprintf("has an unknown key \"%s\"",
                                            pnstrdup(key.val.string.val, key.val.string.len)));
    }
    bool has_place = form.anywhere || !line.key.location_id.empty();
    if (line.key.variant_id.empty() || !has_place || line.quantity == 0)
        raise_invalid("lines", form.anywhere
                                   ? "must give variant_id and quantity of each line"
                                   : "must give variant_id, location_id and quantity of each line");
    if (line.minimum > line.quantity)
        raise_invalid("minimum", "of a line must be at most its quantity");
    return line;
}

} // namespace

Vec<core::Line> read_lines(Jsonb *json, const char *name, LineForm form) {
    Vec<core::Line> lines{};

    if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
        raise_invalid(name, "must be an array of objects");

    uint32 count = JB_ROOT_COUNT(json);
    if (count == 0 && !form.empty)
        raise_invalid(name, "must not be empty");
    for (uint32 i = 0; i < count; i++) {
        JsonbValue *value = getIthJsonbValueFromContainer(&json->root, i);

        if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
            raise_invalid(name, "must be an array of objects");
        lines.add(read_line(value->val.binary.data, form));
    }

    size_t *scratch = static_cast<size_t *>(palloc(sizeof(size_t) * count));
    lines.count = static_cast<int>(core::merge_lines(lines.items, count, scratch));
    for (const core::Line &line : lines)
        if (line.quantity == 0)
            raise_out_of_range("quantity", "of a level must be at most 9007199254740991 in all");
    return lines;
}

// Built as jsonb right away: an expired cart keeps its lines so, and text would be parsed again.
Datum write_lines(const Vec<core::Line> &lines) {
    JsonbParseState *state = nullptr;
    auto push_text = [&](JsonbIteratorToken what, Text text) {
        JsonbValue value;
        value.type = jbvString;
        value.val.string.val = const_cast<char *>(text.data());
        value.val.string.len = static_cast<int>(text.size());
        pushJsonbValue(&state, what, &value);
    };

    pushJsonbValue(&state, WJB_BEGIN_ARRAY, nullptr);
    for (const core::Line &line : lines) {
        JsonbValue number;
        number.type = jbvNumeric;
        number.val.numeric = int64_to_numeric(line.quantity);
        pushJsonbValue(&state, WJB_BEGIN_OBJECT, nullptr);
        push_text(WJB_KEY, "variant_id");
        push_text(WJB_VALUE, line.key.variant_id);
        push_text(WJB_KEY, "location_id");
        push_text(WJB_VALUE, line.key.location_id);
        push_text(WJB_KEY, "quantity");
        pushJsonbValue(&state, WJB_VALUE, &number);
        pushJsonbValue(&state, WJB_END_OBJECT, nullptr);
    }
    return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, nullptr)));
}

} // namespace inventory
