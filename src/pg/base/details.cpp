// Putting errors together, see details.hpp.
#include "pg/base/details.hpp"

#include "pg/base/json.hpp"

namespace inventory {

char *level_name(const core::LevelKey &key) {
    if (key.variant_id.empty())
        return psprintf("location \"%s\"", c_string(key.location_id));
    if (key.location_id.empty())
        return psprintf("variant \"%s\"", c_string(key.variant_id));
    return psprintf("variant \"%s\" at location \"%s\"", c_string(key.variant_id),
                    c_string(key.location_id));
}

void begin_line(StringInfo json, const core::LevelKey &key) {
    appendStringInfoString(json, json->len == 0 ? "[{" : ", {");
    append_json_key(json, "variant_id");
    append_json(json, key.variant_id.empty() ? std::nullopt : OptionalText{key.variant_id});
    append_json_key(json, "location_id");
    append_json(json, key.location_id.empty() ? std::nullopt : OptionalText{key.location_id});
}

char *level_detail(const core::LevelKey &key, std::initializer_list<Figure> figures) {
    StringInfoData json;

    initStringInfo(&json);
    begin_line(&json, key);
    for (const Figure &figure : figures)
        appendStringInfo(&json, ", \"%s\": " INT64_FORMAT, figure.name, figure.value);
    appendStringInfoString(&json, "}]");
    return json.data;
}

char *keys_detail(const Vec<core::LevelKey> &lines) {
    StringInfoData json;

    initStringInfo(&json);
    for (const core::LevelKey &key : lines) {
        begin_line(&json, key);
        appendStringInfoChar(&json, '}');
    }
    appendStringInfoChar(&json, ']');
    return json.data;
}

char *keys_message(const Vec<core::LevelKey> &lines) {
    return list_message(lines, [](StringInfo message, const core::LevelKey &key) {
        appendStringInfoString(message, level_name(key));
    });
}

char *text_detail(const char *name, Text text) {
    StringInfoData json;

    initStringInfo(&json);
    appendStringInfoString(&json, "[{");
    append_json_key(&json, name);
    append_json(&json, text);
    appendStringInfoString(&json, "}]");
    return json.data;
}

static void append_lines(StringInfo json, const Vec<RefusedLine> &lines, bool are_known,
                         bool proven) {
    for (const RefusedLine &line : lines) {
        begin_line(json, line.key);
        appendStringInfo(json,
                         ", \"requested\": " INT64_FORMAT ", \"available\": ", line.requested);
        if (are_known)
            appendStringInfo(json, INT64_FORMAT, line.available);
        else
            appendStringInfoString(json, "null");
        if (line.minimum > 0)
            appendStringInfo(json, ", \"minimum\": " INT64_FORMAT, line.minimum);
        if (!line.kit_id.empty()) {
            append_json_key(json, "kit_id");
            append_json(json, line.kit_id);
        }
        appendStringInfoString(json, proven ? "}" : ", \"proven\": false}");
    }
}

char *lines_detail(const Vec<RefusedLine> &unknown, const Vec<RefusedLine> &lacking, bool proven) {
    StringInfoData json;

    initStringInfo(&json);
    append_lines(&json, unknown, false, true);
    append_lines(&json, lacking, true, proven);
    appendStringInfoChar(&json, ']');
    return json.data;
}

char *lines_message(const Vec<RefusedLine> &lines, bool with_numbers) {
    return list_message(lines, [&](StringInfo message, const RefusedLine &line) {
        appendStringInfoString(message, level_name(line.key));
        if (with_numbers)
            appendStringInfo(message, ": " INT64_FORMAT " available, " INT64_FORMAT " requested",
                             line.available, line.requested);
        if (with_numbers && line.minimum > 0)
            appendStringInfo(message, ", at least " INT64_FORMAT, line.minimum);
    });
}

} // namespace inventory
