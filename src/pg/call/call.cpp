// Around the work of an SQL function, see call.hpp; claiming a request_id is in requests.cpp.
#include "pg/call/call.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/json.hpp"
#include "pg/call/requests.hpp"
#include "pg/call/signatures.hpp"

extern "C" {
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
}

namespace inventory {

Call Call::reading(FunctionCallInfo fcinfo) {
    Call call{};

    call.fcinfo_ = fcinfo;
    call.caller_ = CurrentMemoryContext;
    call.is_set_ = fcinfo->flinfo->fn_retset;
    const Signature *signature = signature_of(fcinfo);
    if (!OidIsValid(signature->result))
        raise_other_version();
    call.type_ = signature->result;
    call.columns_ = signature->columns;
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

bool Call::is_repeated(OptionalText request_id, const Arguments &arguments) {
    if (!request_id)
        return false;
    request_id_ = request_id;
    arguments_ = arguments.noted();

    std::optional<Datum> earlier = claim_request(*request_id_, function_, arguments_);
    if (!earlier)
        return false;
    read_jsonb(*earlier);
    repeated_ = true;
    return true;
}

Datum Call::finish() {
    if (column_ != 0 || (!is_set_ && rows() > 1))
        raise_other_version();
    if (request_id_) {
        if (!forgotten_ && !repeated_)
            remember_request(*request_id_, function_, arguments_, to_jsonb());
        release_request(*request_id_);
    }
    MemoryContext work = MemoryContextSwitchTo(caller_);
    Datum answer = result();
    MemoryContextSwitchTo(work);
    SPI_finish();
    return answer;
}

// ---- the answer ----------------------------------------------------------------------------

void Call::answer(Oid type, NullableDatum value) {
    Oid declared = columns_ == nullptr ? type_ : TupleDescAttr(columns_, column_)->atttypid;

    if (declared != type)
        raise_other_version();
    values_.add(value.value);
    nulls_.add(value.isnull);
    column_ = column_ + 1 == width_ ? 0 : column_ + 1;
}

void Call::answer_bigint(std::optional<int64> value) {
    answer(INT8OID, NullableDatum{Int64GetDatum(value.value_or(0)), !value});
}

void Call::answer_integer(std::optional<int32> value) {
    answer(INT4OID, NullableDatum{Int32GetDatum(value.value_or(0)), !value});
}

void Call::answer_double(std::optional<double> value) {
    answer(FLOAT8OID, NullableDatum{Float8GetDatum(value.value_or(0)), !value});
}

void Call::answer_boolean(std::optional<bool> value) {
    answer(BOOLOID, NullableDatum{BoolGetDatum(value.value_or(false)), !value});
}

void Call::answer_time(OptionalTime value) {
    answer(TIMESTAMPTZOID, NullableDatum{TimestampTzGetDatum(value.value_or(0)), !value});
}

void Call::answer_text(OptionalText value) {
    answer(TEXTOID, NullableDatum{value ? text_datum(*value) : Datum{0}, !value});
}

void Call::answer_row(const Rows &rows, int at) {
    TupleDesc description = rows.table->tupdesc;
    Row row = rows[at];

    for (int column = 1; column <= description->natts; column++) {
        bool null = row.is_null(column);
        answer(SPI_gettypeid(description, column),
               NullableDatum{null ? Datum{0} : row.datum(column), null});
    }
}

// A row as a composite value, in the current memory context.
Datum Call::row(int at) {
    return HeapTupleGetDatum(
        heap_form_tuple(columns_, &values_[at * width_], &nulls_[at * width_]));
}

Datum Call::result() {
    if (is_set_) {
        InitMaterializedSRF(fcinfo_, 0);
        ReturnSetInfo *info = reinterpret_cast<ReturnSetInfo *>(fcinfo_->resultinfo);
        for (int at = 0; at < rows(); at++)
            tuplestore_putvalues(info->setResult, info->setDesc, &values_[at * width_],
                                 &nulls_[at * width_]);
        return Datum{0};
    }
    fcinfo_->isnull = rows() == 0 || (columns_ == nullptr && nulls_[0]);
    if (fcinfo_->isnull)
        return Datum{0};
    if (columns_ != nullptr)
        return row(0);
    int16 length;
    bool by_value;
    get_typlenbyval(type_, &length, &by_value);
    return datumCopy(values_[0], by_value, length);
}

// ---- the answer as JSON --------------------------------------------------------------------

// A value, an object, or an array of objects, as the function returns.
Datum Call::to_jsonb() {
    if (!is_set_ && rows() == 0)
        return inventory::to_jsonb(NullableDatum{0, true}, TEXTOID);
    if (columns_ == nullptr)
        return inventory::to_jsonb(NullableDatum{values_[0], nulls_[0]}, type_);
    if (!is_set_)
        return inventory::to_jsonb(NullableDatum{row(0), false}, RECORDOID);
    Vec<Datum> objects{};
    for (int at = 0; at < rows(); at++)
        objects.add(row(at));
    ArrayType *array =
        construct_array(objects.items, objects.count, RECORDOID, -1, false, TYPALIGN_DOUBLE);
    return inventory::to_jsonb(NullableDatum{PointerGetDatum(array), false}, RECORDARRAYOID);
}

static NullableDatum datum_of_json(const JsonbValue *value, Oid type) {
    Oid input;
    Oid parameter;

    if (value == nullptr || value->type == jbvNull)
        return NullableDatum{0, true};
    getTypeInputInfo(type, &input, &parameter);
    return NullableDatum{OidInputFunctionCall(input, text_of_json(value), parameter, -1), false};
}

void Call::read_row(JsonbContainer *object) {
    for (int column = 0; column < width_; column++) {
        Form_pg_attribute attribute = TupleDescAttr(columns_, column);
        const char *name = NameStr(attribute->attname);
        JsonbValue found;
        JsonbValue *value =
            getKeyJsonValueFromContainer(object, name, static_cast<int>(strlen(name)), &found);
        answer(attribute->atttypid, datum_of_json(value, attribute->atttypid));
    }
}

// Raises 55000 where the result is of another shape than the function is declared to answer.
void Call::read_jsonb(Datum json) {
    Jsonb *jsonb = DatumGetJsonbP(json);
    bool is_value = JB_ROOT_IS_SCALAR(jsonb);

    if (is_value != (columns_ == nullptr) || (!is_value && JB_ROOT_IS_ARRAY(jsonb) != is_set_))
        raise_other_version();
    if (is_value)
        answer(type_, datum_of_json(getIthJsonbValueFromContainer(&jsonb->root, 0), type_));
    else if (!is_set_)
        read_row(&jsonb->root);
    for (uint32 row = 0; is_set_ && row < JB_ROOT_COUNT(jsonb); row++) {
        JsonbValue *object = getIthJsonbValueFromContainer(&jsonb->root, row);
        if (object->type != jbvBinary || !JsonContainerIsObject(object->val.binary.data))
            raise_other_version();
        read_row(object->val.binary.data);
    }
}

} // namespace inventory
