// Lines of a cart in JSON, see json_lines.hpp.
#include "pg/rows/json_lines.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/json_values.hpp"

extern "C" {
#include "utils/numeric.h"
}

namespace inventory {
namespace {

core::Quantity line_quantity(const JsonbValue &value, const JsonName &name) {
    return json_whole(value, name, 1, core::max_quantity);
}

// Reads the value of a key into its line, which has a number. False where no line of that form has the key.
bool read_key(Text key, const JsonbValue &value, LineForm form, int number, core::Line &line) {
    const JsonName name{key, "line", number};

    if (key == "variant_id")
        line.key.variant_id = json_id(value, name);
    else if (!form.nowhere && key == "location_id")
        line.key.location_id = json_id(value, name);
    else if (key == "quantity")
        line.quantity = line_quantity(value, name);
    else if (form.choices && key == "minimum")
        line.minimum = line_quantity(value, name);
    else if (form.choices && key == "backorder")
        line.from_stock = !json_flag(value, name);
    else if (form.versions && key == "kit_version")
        line.kit_version = static_cast<int>(line_quantity(value, name));
    else
        return false;
    return true;
}

core::Line read_line(JsonbContainer *object, const char *name, LineForm form, int number) {
    core::Line line{};

    visit_object(object, [&](Text key, const JsonbValue &value) {
        if (!read_key(key, value, form, number, line))
            raise_unknown_key(name, number, key);
    });
    bool needs_place = !form.anywhere && !form.nowhere;
    bool has_place = !needs_place || !line.key.location_id.empty();
    if (line.key.variant_id.empty() || !has_place || line.quantity == 0)
        raise_invalid(json_line_name(name, number),
                      needs_place ? "must give variant_id, location_id and quantity"
                                  : "must give variant_id and quantity");
    if (line.minimum > line.quantity)
        raise_invalid(JsonName{"minimum", "line", number}.text(), "must be at most its quantity");
    return line;
}

} // namespace

Vec<core::Line> read_lines(Jsonb *json, const char *name, LineForm form) {
    Vec<core::Line> lines{};

    visit_lines(json, name, form.empty, [&](JsonbContainer *object, int number) {
        lines.add(read_line(object, name, form, number));
    });
    size_t *scratch = static_cast<size_t *>(palloc(sizeof(size_t) * lines.count));
    lines.count =
        static_cast<int>(core::merge_lines(lines.items, static_cast<size_t>(lines.count), scratch));
    for (const core::Line &line : lines)
        if (line.quantity == 0)
            raise_too_many_units(line.key);
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
        if (line.kit_version != 0) {
            number.val.numeric = int64_to_numeric(line.kit_version);
            push_text(WJB_KEY, "kit_version");
            pushJsonbValue(&state, WJB_VALUE, &number);
        }
        pushJsonbValue(&state, WJB_END_OBJECT, nullptr);
    }
    return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, nullptr)));
}

} // namespace inventory
