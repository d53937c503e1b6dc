// Reading and checking the arguments of a call, see arguments.hpp; JSON lines are in json_lines.cpp.
#include "pg/call/arguments.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/intervals.hpp"
#include "pg/base/json.hpp"
#include "pg/call/signatures.hpp"
#include "pg/rows/json_lines.hpp"

extern "C" {
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
}

namespace inventory {
namespace {

Text checked_id(const char *name, Text text) {
    if (text.empty())
        raise_invalid(name, "must not be empty");
    if (!is_id(text))
        raise_invalid(name, "must be at most 255 characters and 800 bytes long");
    return text;
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

// An argument as requests.arguments keeps it.
void append_argument(StringInfo json, Oid type, NullableDatum argument) {
    if (argument.isnull) {
        appendStringInfoString(json, "null");
        return;
    }
    switch (type) {
    case TEXTOID:
        append_json(json, to_text(argument.value));
        break;
    case INT8OID:
        appendStringInfo(json, INT64_FORMAT, DatumGetInt64(argument.value));
        break;
    case INT4OID:
        appendStringInfo(json, "%d", DatumGetInt32(argument.value));
        break;
    case BOOLOID:
        appendStringInfoChar(json, DatumGetBool(argument.value) ? '1' : '0');
        break;
    case INTERVALOID: {
        // In numbers, since the text of an interval depends on IntervalStyle.
        const Interval *interval = DatumGetIntervalP(argument.value);
        appendStringInfo(json, "\"%d %d " INT64_FORMAT "\"", interval->month, interval->day,
                         static_cast<int64>(interval->time));
        break;
    }
    case TIMESTAMPTZOID:
        appendStringInfo(json, INT64_FORMAT, DatumGetTimestampTz(argument.value));
        break;
    case JSONBOID:
    case TEXTARRAYOID: {
        Jsonb *value = DatumGetJsonbP(type == JSONBOID ? argument.value : to_jsonb(argument, type));
        JsonbToCString(json, &value->root, static_cast<int>(VARSIZE(value)));
        break;
    }
    default:
        elog(ERROR, "inventory: an argument of type %u cannot be noted", type);
    }
}

} // namespace

Arguments::Arguments(FunctionCallInfo fcinfo) : fcinfo_(fcinfo) {
    const Signature *signature = signature_of(fcinfo);

    types_ = signature->arguments;
    count_ = signature->argument_count;
}

NullableDatum Arguments::next(Oid type) {
    if (position_ >= count_ || types_[position_] != type)
        raise_other_version();
    return fcinfo_->args[position_++];
}

std::optional<Datum> Arguments::optional(const char *name, Oid type) {
    NullableDatum argument = next(type);

    noted_.add(Noted{name, position_ - 1});
    return argument.isnull ? std::nullopt : std::optional<Datum>{argument.value};
}

std::optional<Datum> Arguments::added(const char *name, Oid type) {
    if (position_ == count_)
        return std::nullopt;
    std::optional<Datum> argument = optional(name, type);
    if (!argument)
        noted_.count--;
    return argument;
}

Datum Arguments::needed(const char *name, Oid type) {
    std::optional<Datum> argument = optional(name, type);

    if (!argument)
        raise_null(name);
    return *argument;
}

Text Arguments::id(const char *name) { return checked_id(name, to_text(needed(name, TEXTOID))); }

OptionalText Arguments::optional_id(const char *name) {
    OptionalText text = optional_text(name);

    if (text)
        checked_id(name, *text);
    return text;
}

core::LevelKey Arguments::level_key() {
    Text variant_id = id("variant_id");

    return core::LevelKey{variant_id, id("location_id")};
}

Oid Arguments::role(const char *name) { return DatumGetObjectId(needed(name, REGROLEOID)); }

OptionalText Arguments::optional_text(const char *name) {
    std::optional<Datum> argument = optional(name, TEXTOID);

    return argument ? OptionalText{to_text(*argument)} : std::nullopt;
}

core::Quantity Arguments::quantity(const char *name) {
    return checked_quantity(name, DatumGetInt64(needed(name, INT8OID)));
}

std::optional<core::Quantity> Arguments::optional_quantity(const char *name) {
    std::optional<int64> value = optional_bigint(name);

    if (value)
        checked_quantity(name, *value);
    return value;
}

core::Quantity Arguments::stock(const char *name) {
    return checked_stock(name, DatumGetInt64(needed(name, INT8OID)));
}

std::optional<core::Quantity> Arguments::optional_stock(const char *name) {
    std::optional<int64> value = optional_bigint(name);

    if (value)
        checked_stock(name, *value);
    return value;
}

core::Quantity Arguments::delta(const char *name) {
    core::Quantity value = DatumGetInt64(needed(name, INT8OID));

    if (value == 0)
        raise_invalid(name, "must not be 0");
    if (value > core::max_quantity || value < -core::max_quantity)
        raise_out_of_range(name, "must be at most 9007199254740991 either way");
    return value;
}

std::optional<int64> Arguments::optional_bigint(const char *name) {
    std::optional<Datum> argument = optional(name, INT8OID);

    return argument ? std::optional<int64>{DatumGetInt64(*argument)} : std::nullopt;
}

int Arguments::integer(const char *name) { return DatumGetInt32(needed(name, INT4OID)); }

std::optional<int> Arguments::optional_integer(const char *name) {
    std::optional<Datum> argument = optional(name, INT4OID);

    return argument ? std::optional<int>{DatumGetInt32(*argument)} : std::nullopt;
}

bool Arguments::flag(const char *name) { return DatumGetBool(needed(name, BOOLOID)); }

std::optional<bool> Arguments::optional_flag(const char *name) {
    std::optional<Datum> argument = optional(name, BOOLOID);

    return argument ? std::optional<bool>{DatumGetBool(*argument)} : std::nullopt;
}

std::optional<double> Arguments::optional_double(const char *name, double least, double most) {
    std::optional<Datum> argument = optional(name, FLOAT8OID);

    if (!argument)
        return std::nullopt;
    double value = DatumGetFloat8(*argument);
    // Neither is it where it is not a number.
    if (!(value >= least && value <= most))
        raise_invalid(name, psprintf("must be %g to %g", least, most));
    return value;
}

std::optional<Interval> Arguments::optional_ttl(const char *name) {
    std::optional<Interval> ttl = optional_interval(name);

    if (ttl)
        check_ttl(name, &*ttl);
    return ttl;
}

std::optional<Interval> Arguments::optional_interval(const char *name) {
    std::optional<Datum> argument = optional(name, INTERVALOID);

    return argument ? std::optional<Interval>{*DatumGetIntervalP(*argument)} : std::nullopt;
}

TimestampTz Arguments::time(const char *name) {
    return DatumGetTimestampTz(needed(name, TIMESTAMPTZOID));
}

OptionalTime Arguments::optional_time(const char *name) {
    std::optional<Datum> argument = optional(name, TIMESTAMPTZOID);

    return argument ? OptionalTime{DatumGetTimestampTz(*argument)} : std::nullopt;
}

OptionalTime Arguments::optional_date(const char *name) {
    std::optional<Datum> argument = optional(name, TIMESTAMPTZOID);

    if (!argument)
        return std::nullopt;
    TimestampTz time = DatumGetTimestampTz(*argument);
    if (TIMESTAMP_IS_NOBEGIN(time))
        raise_invalid(name, "must not be -infinity");
    return time;
}

Jsonb *Arguments::jsonb(const char *name) { return DatumGetJsonbP(needed(name, JSONBOID)); }

Vec<core::Line> Arguments::lines(const char *name, LineForm form) {
    return read_lines(jsonb(name), name, form);
}

Elements Arguments::elements(const char *name, Datum argument, Oid element) const {
    ArrayType *array = DatumGetArrayTypeP(argument);
    Elements elements;
    int16 length;
    bool by_value;
    char align;

    if (ARR_NDIM(array) > 1)
        raise_invalid(name, "must have one dimension");
    get_typlenbyvalalign(element, &length, &by_value, &align);
    deconstruct_array(array, element, length, by_value, align, &elements.values, &elements.nulls,
                      &elements.count);
    return elements;
}

Vec<Text> Arguments::ids(const char *name, const Elements &elements) const {
    Vec<Text> ids{};

    for (int i = 0; i < elements.count; i++) {
        OptionalText id = elements.text(i);
        if (!id || !is_id(*id)) {
            const char *element = psprintf("element %d of %s", i + 1, name);
            if (!id)
                raise_null(element);
            raise_invalid(element, "must be 1 to 255 characters and at most 800 bytes long");
        }
        ids.add(*id);
    }
    return ids;
}

Vec<Text> Arguments::ids(const char *name) { return ids(name, texts(name)); }

std::optional<Vec<Text>> Arguments::optional_ids(const char *name) {
    std::optional<Datum> array = optional(name, TEXTARRAYOID);

    return array ? std::optional(ids(name, elements(name, *array, TEXTOID))) : std::nullopt;
}

Elements Arguments::texts(const char *name) {
    return elements(name, needed(name, TEXTARRAYOID), TEXTOID);
}

Elements Arguments::bigints(const char *name) {
    return elements(name, needed(name, INT8ARRAYOID), INT8OID);
}

OptionalText Elements::text(int at) const {
    return nulls[at] ? std::nullopt : OptionalText{to_text(values[at])};
}

std::optional<core::Quantity> Elements::bigint(int at) const {
    return nulls[at] ? std::nullopt : std::optional<core::Quantity>{DatumGetInt64(values[at])};
}

bool Arguments::added_flag(const char *name, bool usual) {
    if (position_ == count_)
        return usual;
    bool value = flag(name);
    if (value == usual)
        noted_.count--;
    return value;
}

std::optional<bool> Arguments::added_optional_flag(const char *name) {
    std::optional<Datum> argument = added(name, BOOLOID);

    return argument ? std::optional<bool>{DatumGetBool(*argument)} : std::nullopt;
}

std::optional<Interval> Arguments::added_interval(const char *name) {
    std::optional<Datum> argument = added(name, INTERVALOID);

    return argument ? std::optional<Interval>{*DatumGetIntervalP(*argument)} : std::nullopt;
}

OptionalTime Arguments::added_time(const char *name) {
    std::optional<Datum> argument = added(name, TIMESTAMPTZOID);

    return argument ? OptionalTime{DatumGetTimestampTz(*argument)} : std::nullopt;
}

std::optional<Datum> Arguments::added_jsonb(const char *name) { return added(name, JSONBOID); }

OptionalText Arguments::added_id(const char *name) {
    std::optional<Datum> argument = added(name, TEXTOID);

    return argument ? OptionalText{checked_id(name, to_text(*argument))} : std::nullopt;
}

std::optional<Datum> Arguments::optional_jsonb(const char *name) {
    return optional(name, JSONBOID);
}

std::optional<Vec<core::Line>> Arguments::optional_lines(const char *name, LineForm form) {
    std::optional<Datum> argument = optional(name, JSONBOID);

    if (!argument)
        return std::nullopt;
    return read_lines(DatumGetJsonbP(*argument), name, form);
}

std::optional<Vec<core::Line>> Arguments::added_lines(const char *name, LineForm form) {
    std::optional<Datum> argument = added(name, JSONBOID);

    if (!argument)
        return std::nullopt;
    return read_lines(DatumGetJsonbP(*argument), name, form);
}

OptionalText Arguments::request_id() {
    NullableDatum argument = next(TEXTOID);

    if (argument.isnull)
        return std::nullopt;
    return checked_id("request_id", to_text(argument.value));
}

Datum Arguments::noted() const {
    StringInfoData json;

    initStringInfo(&json);
    appendStringInfoChar(&json, '{');
    for (const Noted &noted : noted_) {
        append_json_key(&json, noted.name);
        append_argument(&json, types_[noted.position], fcinfo_->args[noted.position]);
    }
    appendStringInfoChar(&json, '}');
    return to_jsonb(&json);
}

} // namespace inventory
