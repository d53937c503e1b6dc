// Writing and reading JSON, see json.hpp.
#include "pg/base/json.hpp"

extern "C" {
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/numeric.h"
}

namespace inventory {

void append_json(StringInfo json, OptionalText text) {
    if (!text)
        appendStringInfoString(json, "null");
    else
        escape_json(json, c_string(*text));
}

void append_json_key(StringInfo json, const char *name) {
    char last = json->data[json->len - 1];

    appendStringInfo(json, "%s\"%s\": ", last == '{' ? "" : ", ", name);
}

Datum to_jsonb(StringInfo json) {
    return DirectFunctionCall1(jsonb_in, CStringGetDatum(json->data));
}

Datum to_jsonb(NullableDatum value, Oid type) {
    FmgrInfo function;

    if (value.isnull)
        return DirectFunctionCall1(jsonb_in, CStringGetDatum("null"));
    // to_jsonb learns the type from the expression that calls it.
    fmgr_info(F_TO_JSONB, &function);
    List *arguments = list_make1(makeNullConst(type, -1, InvalidOid));
    FuncExpr *call =
        makeFuncExpr(F_TO_JSONB, JSONBOID, arguments, InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
    fmgr_info_set_expr(reinterpret_cast<Node *>(call), &function);
    return FunctionCall1(&function, value.value);
}

char *json_of_time(TimestampTz time) {
    char text[MAXDATELEN + 1];

    JsonEncodeDateTime(text, TimestampTzGetDatum(time), TIMESTAMPTZOID, nullptr);
    return psprintf("\"%s\"", text);
}

static int compare(Numeric left, Numeric right) {
    return DatumGetInt32(
        DirectFunctionCall2(numeric_cmp, NumericGetDatum(left), NumericGetDatum(right)));
}

bool is_same_json(Datum a, Datum b) {
    const Jsonb *left = DatumGetJsonbP(a);
    const Jsonb *right = DatumGetJsonbP(b);

    return VARSIZE(left) == VARSIZE(right) && memcmp(left, right, VARSIZE(left)) == 0;
}

Whole whole_of_json(const JsonbValue &value, int64 most, int64 *whole) {
    if (value.type != jbvNumeric)
        return Whole::no_number;

    Numeric number = value.val.numeric;
    Datum cut = DirectFunctionCall2(numeric_trunc, NumericGetDatum(number), Int32GetDatum(0));
    if (compare(number, DatumGetNumeric(cut)) != 0)
        return Whole::fraction;
    bool is_above = compare(number, int64_to_numeric(most)) > 0;
    if (is_above || compare(number, int64_to_numeric(-most)) < 0) {
        *whole = is_above ? most : -most;
        return Whole::too_large;
    }
    *whole = DatumGetInt64(DirectFunctionCall1(numeric_int8, cut));
    return Whole::yes;
}

char *text_of_json(const JsonbValue *value) {
    switch (value->type) {
    case jbvString:
        return pnstrdup(value->val.string.val, static_cast<Size>(value->val.string.len));
    case jbvBool:
        return pstrdup(value->val.boolean ? "true" : "false");
    case jbvNumeric:
        return DatumGetCString(
            DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
    case jbvBinary:
        return JsonbToCString(nullptr, value->val.binary.data, value->val.binary.len);
    default:
        elog(ERROR, "inventory: JSON of an unknown kind");
    }
}

} // namespace inventory
