// Reading and checking the arguments of a call, see arguments.hpp; JSON lines are in json_lines.cpp.
#include "pg/call/arguments.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/intervals.hpp"
#include "pg/base/json.hpp"
#include "pg/rows/json_lines.hpp"
#include "pg/rows/statements.hpp"

extern "C" {
#include "utils/array.h"
#include "utils/jsonb.h"
}

namespace inventory {
namespace {

void check_id(const char *name, Text text) {
    if (text.empty())
        raise_invalid(name, "must not be empty");
    if (!is_id(text))
        raise_invalid(name, "must be at most 255 characters and 800 bytes long");
}

core::Quantity checked_quantity(const char *name, core::Quantity value) {
    if (value > core::max_quantity)
        raise_out_of_range(name, "must be at most 9007199254740991");
    if (value < 1)
        raise_invalid(name, "must be positive");
    return value;
}

core::Quantity checked_stock(const char *name, core::Quantity value) {
    if (value > core::max_quantity)
        raise_out_of_range(name, "must be at most 9007199254740991");
    if (value < 0)
        raise_invalid(name, "must not be negative");
    return value;
}

Text to_text(Datum datum) {
    text *value = DatumGetTextPP(datum);

    return Text{VARDATA_ANY(value), static_cast<size_t>(VARSIZE_ANY_EXHDR(value))};
}

} // namespace

Arguments::Arguments(FunctionCallInfo fcinfo, int position) : fcinfo_(fcinfo), position_(position) {
    initStringInfo(&notes_);
    appendStringInfoChar(&notes_, '{');
}

Datum Arguments::next() { return fcinfo_->args[position_++].value; }

bool Arguments::next_is_null(const char *name) {
    if (!fcinfo_->args[position_].isnull)
        return false;
    position_++;
    note(name, Text{});
    return true;
}

void Arguments::note(const char *name, int64 value) {
    append_json_key(&notes_, name);
    appendStringInfo(&notes_, INT64_FORMAT, value);
}

void Arguments::note(const char *name, Text value) {
    append_json_key(&notes_, name);
    append_json(&notes_, value);
}

Text Arguments::id(const char *name) {
    Text text = optional_id(name);

    if (is_null(text))
        raise_null(name);
    return text;
}

Text Arguments::optional_id(const char *name) {
    if (next_is_null(name))
        return Text{};
    Text text = to_text(next());

    check_id(name, text);
    note(name, text);
    return text;
}

core::LevelKey Arguments::level_key() {
    Text variant_id = id("variant_id");

    return core::LevelKey{variant_id, id("location_id")};
}

Text Arguments::optional_text(const char *name) {
    if (next_is_null(name))
        return Text{};
    Text text = to_text(next());

    note(name, text);
    return text;
}

core::Quantity Arguments::quantity(const char *name) {
    core::Quantity value = optional_quantity(name);

    if (value == 0)
        raise_null(name);
    return value;
}

core::Quantity Arguments::optional_quantity(const char *name) {
    if (next_is_null(name))
        return 0;
    core::Quantity value = checked_quantity(name, DatumGetInt64(next()));

    note(name, value);
    return value;
}

core::Quantity Arguments::stock(const char *name) {
    core::Quantity value = optional_stock(name, -1);

    if (value < 0)
        raise_null(name);
    return value;
}

core::Quantity Arguments::optional_stock(const char *name, core::Quantity fallback) {
    if (next_is_null(name))
        return fallback;
    core::Quantity value = checked_stock(name, DatumGetInt64(next()));

    note(name, value);
    return value;
}

core::Quantity Arguments::delta(const char *name) {
    if (next_is_null(name))
        raise_null(name);
    core::Quantity value = DatumGetInt64(next());

    if (value == 0)
        raise_invalid(name, "must not be 0");
    if (value > core::max_quantity || value < -core::max_quantity)
        raise_out_of_range(name, "must be at most 9007199254740991 either way");
    note(name, value);
    return value;
}

core::Quantity Arguments::optional_bigint(const char *name, core::Quantity fallback) {
    if (next_is_null(name))
        return fallback;
    core::Quantity value = DatumGetInt64(next());

    note(name, value);
    return value;
}

int Arguments::optional_integer(const char *name, int fallback) {
    if (next_is_null(name))
        return fallback;
    int value = DatumGetInt32(next());

    note(name, static_cast<int64>(value));
    return value;
}

bool Arguments::flag(const char *name) {
    int value = optional_flag(name);

    if (value < 0)
        raise_null(name);
    return value == 1;
}

int Arguments::optional_flag(const char *name) {
    if (next_is_null(name))
        return -1;
    bool value = DatumGetBool(next());

    note(name, static_cast<int64>(value));
    return value ? 1 : 0;
}

Interval *Arguments::optional_ttl(const char *name) {
    if (next_is_null(name))
        return nullptr;
    Interval *interval = DatumGetIntervalP(next());

    check_ttl(name, interval);
    // In numbers, since the text of an interval depends on IntervalStyle.
    note(name, Text{psprintf("%d %d " INT64_FORMAT, interval->month, interval->day,
                             static_cast<int64>(interval->time))});
    return interval;
}

TimestampTz Arguments::time(const char *name) {
    if (next_is_null(name))
        raise_null(name);
    return DatumGetTimestampTz(next());
}

Vec<core::Line> Arguments::lines(const char *name) {
    if (next_is_null(name))
        raise_null(name);
    Jsonb *json = DatumGetJsonbP(next());

    append_json_key(&notes_, name);
    JsonbToCString(&notes_, &json->root, static_cast<int>(VARSIZE(json)));
    return read_lines(json, name);
}

Text Arguments::request_id() {
    NullableDatum argument = fcinfo_->args[position_++];

    if (argument.isnull)
        return Text{};
    Text text = to_text(argument.value);
    check_id("request_id", text);
    return text;
}

Datum Arguments::noted() {
    appendStringInfoChar(&notes_, '}');
    return to_jsonb(&notes_);
}

Text Elements::text(int at) const { return nulls[at] ? Text{} : to_text(values[at]); }

Elements read_array(FunctionCallInfo fcinfo, int position, Oid type, const char *name) {
    Elements elements;

    if (PG_ARGISNULL(position))
        raise_null(name);
    ArrayType *array = DatumGetArrayTypeP(PG_GETARG_DATUM(position));
    if (ARR_NDIM(array) > 1)
        raise_invalid(name, "must have one dimension");
    bool wide = type == INT8OID;
    deconstruct_array(array, type, wide ? 8 : -1, wide, wide ? TYPALIGN_DOUBLE : TYPALIGN_INT,
                      &elements.values, &elements.nulls, &elements.count);
    return elements;
}

} // namespace inventory
