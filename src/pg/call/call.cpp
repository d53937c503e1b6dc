// Around the work of an SQL function, see call.hpp; claiming a request_id is in requests.cpp.
#include "pg/call/call.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/json.hpp"
#include "pg/call/requests.hpp"

extern "C" {
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
}

namespace inventory {

Call Call::reading(FunctionCallInfo fcinfo) {
    Call call{};

    call.fcinfo_ = fcinfo;
    call.caller_ = CurrentMemoryContext;
    TypeFuncClass kind = get_call_result_type(fcinfo, &call.type_, &call.columns_);
    if (kind != TYPEFUNC_COMPOSITE)
        call.columns_ = nullptr;
    call.width_ = call.columns_ == nullptr ? 1 : call.columns_->natts;
    SPI_connect();
    return call;
}

Call Call::changing(FunctionCallInfo fcinfo, const char *function) {
    PreventCommandIfReadOnly(psprintf("%s()", function));
    PreventCommandIfParallelMode(function);

    Call call = reading(fcinfo);
    call.function_ = function;
    return call;
}

bool Call::is_repeated(Arguments &arguments) {
    request_id_ = arguments.request_id();
    if (is_null(request_id_))
        return false;
    arguments_ = arguments.noted();

    Datum earlier = claim_request(request_id_, function_, arguments_);
    if (earlier == 0)
        return false;
    read_jsonb(earlier);
    repeated_ = true;
    return true;
}

void Call::answer_datum(Datum value, bool null) { values_.add(NullableDatum{value, null}); }
void Call::answer_bigint(int64 value) { answer_datum(Int64GetDatum(value), false); }
void Call::answer_bigint_or_null(int64 value, bool null) {
    answer_datum(Int64GetDatum(value), null);
}
void Call::answer_integer(int32 value) { answer_datum(Int32GetDatum(value), false); }
void Call::answer_boolean(bool value) { answer_datum(BoolGetDatum(value), false); }
void Call::answer_time(TimestampTz value) {
    answer_datum(TimestampTzGetDatum(value), value == no_time);
}
void Call::answer_text(Text value) {
    answer_datum(is_null(value) ? Datum{0} : text_datum(value), is_null(value));
}
void Call::answer_null() { answer_datum(Datum{0}, true); }

Datum Call::finish(bool remembers) {
    if (!is_null(request_id_)) {
        if (remembers && !repeated_)
            remember_request(request_id_, function_, arguments_, to_jsonb());
        release_request(request_id_);
    }
    bool whole = fcinfo_->flinfo->fn_retset ? values_.count % width_ == 0
                                            : values_.count == 0 || values_.count == width_;
    if (!whole)
        raise_other_version();
    MemoryContext work = MemoryContextSwitchTo(caller_);
    Datum answer = result();
    MemoryContextSwitchTo(work);
    SPI_finish();
    return answer;
}

Datum Call::result() {
    bool nulls[32];
    Datum values[32];
    bool set = fcinfo_->flinfo->fn_retset;

    if (set)
        InitMaterializedSRF(fcinfo_, 0);
    for (int row = 0; row < values_.count / width_; row++) {
        for (int column = 0; column < width_; column++) {
            values[column] = values_[row * width_ + column].value;
            nulls[column] = values_[row * width_ + column].isnull;
        }
        if (set) {
            ReturnSetInfo *info = reinterpret_cast<ReturnSetInfo *>(fcinfo_->resultinfo);
            tuplestore_putvalues(info->setResult, info->setDesc, values, nulls);
        } else if (columns_ == nullptr) {
            fcinfo_->isnull = values_[row].isnull;
            return values_[row].value;
        } else {
            TupleDesc blessed = BlessTupleDesc(columns_);
            return HeapTupleGetDatum(heap_form_tuple(blessed, values, nulls));
        }
    }
    fcinfo_->isnull = true;
    return Datum{0};
}

// ---- the answer as JSON --------------------------------------------------------------------

void Call::append_value(StringInfo json, int column, int at) const {
    Oid type = columns_ == nullptr ? type_ : TupleDescAttr(columns_, column)->atttypid;
    Datum value = values_[at].value;
    char buffer[MAXDATELEN + 1];

    if (values_[at].isnull)
        appendStringInfoString(json, "null");
    else if (type == INT8OID)
        appendStringInfo(json, INT64_FORMAT, DatumGetInt64(value));
    else if (type == TIMESTAMPTZOID)
        appendStringInfo(json, "\"%s\"", JsonEncodeDateTime(buffer, value, type, nullptr));
    else
        append_json(json, Text{TextDatumGetCString(value)});
}

void Call::append_row(StringInfo json, int row) const {
    if (columns_ == nullptr) {
        append_value(json, 0, row);
        return;
    }
    appendStringInfoChar(json, '{');
    for (int column = 0; column < width_; column++) {
        append_json_key(json, NameStr(TupleDescAttr(columns_, column)->attname));
        append_value(json, column, row * width_ + column);
    }
    appendStringInfoChar(json, '}');
}

// A value, an object, or an array of objects, as the function returns.
Datum Call::to_jsonb() const {
    StringInfoData json;
    bool set = fcinfo_->flinfo->fn_retset;

    initStringInfo(&json);
    if (set)
        appendStringInfoChar(&json, '[');
    for (int row = 0; row < values_.count / width_; row++) {
        if (row > 0)
            appendStringInfoString(&json, ", ");
        append_row(&json, row);
    }
    if (set)
        appendStringInfoChar(&json, ']');
    return inventory::to_jsonb(&json);
}

static Datum datum_of_json(const JsonbValue *value, Oid type, bool *null) {
    Oid input;
    Oid parameter;
    char *text;

    *null = value == nullptr || value->type == jbvNull;
    if (*null)
        return Datum{0};
    if (value->type == jbvNumeric)
        text = DatumGetCString(
            DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
    else
        text = pnstrdup(value->val.string.val, value->val.string.len);
    getTypeInputInfo(type, &input, &parameter);
    return OidInputFunctionCall(input, text, parameter, -1);
}

void Call::read_jsonb(Datum json) {
    JsonbContainer *root = &DatumGetJsonbP(json)->root;
    bool set = fcinfo_->flinfo->fn_retset;
    uint32 rows = set ? JsonContainerSize(root) : 1;

    for (uint32 row = 0; row < rows; row++) {
        if (columns_ == nullptr) {
            bool null;
            Datum value = datum_of_json(getIthJsonbValueFromContainer(root, 0), type_, &null);
            answer_datum(value, null);
            continue;
        }
        JsonbContainer *object =
            set ? getIthJsonbValueFromContainer(root, row)->val.binary.data : root;
        for (int column = 0; column < width_; column++) {
            Form_pg_attribute attribute = TupleDescAttr(columns_, column);
            const char *name = NameStr(attribute->attname);
            JsonbValue found;
            bool null;
            Datum value = datum_of_json(
                getKeyJsonValueFromContainer(object, name, static_cast<int>(strlen(name)), &found),
                attribute->atttypid, &null);
            answer_datum(value, null);
        }
    }
}

} // namespace inventory
