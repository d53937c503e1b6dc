// How a statement is prepared and run, and building its arguments; see statements.hpp. The SQL text
// is in sql.cpp.
#include "pg/rows/statements.hpp"

extern "C" {
#include "jit/jit.h"
#include "optimizer/cost.h"
#include "utils/array.h"
}

namespace inventory {

static void prepare(Statement &statement) {
    // Always the generic plan: every access is by key, and planning costs more than it could save.
    SPIPlanPtr plan = SPI_prepare_cursor(statement.text, statement.arguments, statement.types,
                                         CURSOR_OPT_GENERIC_PLAN);

    if (plan == nullptr)
        elog(ERROR, "inventory could not prepare a statement: %s",
             SPI_result_code_string(SPI_result));
    if (SPI_keepplan(plan) != 0)
        elog(ERROR, "inventory could not keep a plan");
    statement.plan = plan;
}

Rows run(Statement &statement, const Datum *values, Sight sight, const char *nulls) {
    if (statement.plan == nullptr)
        prepare(statement);

    // A plan made while a table was tiny would scan it for ever. What a forbidden scan is said to cost
    // must not have it compiled.
    volatile bool seqscan = enable_seqscan;
    volatile bool jit = jit_enabled;
    volatile int code = 0;
    PG_TRY();
    {
        enable_seqscan = statement.scans;
        jit_enabled = jit && statement.scans;
        code = SPI_execute_plan(statement.plan, const_cast<Datum *>(values), nulls,
                                sight == Sight::active_snapshot, 0);
    }
    PG_FINALLY();
    {
        enable_seqscan = seqscan;
        jit_enabled = jit;
    }
    PG_END_TRY();
    if (code < 0)
        elog(ERROR, "inventory could not run a statement: %s", SPI_result_code_string(code));
    // Somebody's rule put nothing in its place. A plan without a table is not told when the rule goes.
    if (code == SPI_OK_REWRITTEN) {
        SPI_freeplan(statement.plan);
        statement.plan = nullptr;
    }
    return Rows{SPI_tuptable, static_cast<int>(SPI_processed)};
}

Rows run(Statement &statement, const Parameters &parameters, Sight sight) {
    return run(statement, parameters.values, sight, parameters.nulls);
}

Parameters &Parameters::add(Datum value, bool null) {
    if (count == lengthof(values))
        elog(ERROR, "inventory: a statement has too many parameters");
    values[count] = value;
    nulls[count] = null ? 'n' : ' ';
    count++;
    return *this;
}

Parameters &Parameters::text(OptionalText value) {
    return add(value ? text_datum(*value) : Datum{0}, !value);
}

Datum Rows::datum(int row, int column, bool *null) const {
    return SPI_getbinval(table->vals[row], table->tupdesc, column, null);
}

bool Rows::is_null(int row, int column) const {
    bool null;

    datum(row, column, &null);
    return null;
}

bool Rows::boolean(int row, int column) const {
    bool null;
    Datum value = datum(row, column, &null);

    return !null && DatumGetBool(value);
}

ItemPointerData Rows::place(int row, int column) const {
    bool null;

    return *reinterpret_cast<ItemPointer>(DatumGetPointer(datum(row, column, &null)));
}

int64 Rows::bigint(int row, int column) const { return bigint_or(row, column, 0); }

int64 Rows::bigint_or(int row, int column, int64 fallback) const {
    bool null;
    Datum value = datum(row, column, &null);

    return null ? fallback : DatumGetInt64(value);
}

TimestampTz Rows::time(int row, int column) const {
    bool null;
    Datum value = datum(row, column, &null);

    return null ? no_time : DatumGetTimestampTz(value);
}

Text Rows::string(int row, int column) const {
    bool null;
    Datum value = datum(row, column, &null);

    if (null)
        return Text{};
    char *copy = TextDatumGetCString(value);
    return Text{copy, strlen(copy)};
}

Datum Rows::jsonb(int row, int column) const {
    bool null;
    Datum value = datum(row, column, &null);

    return null ? Datum{0} : PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
}

Datum text_datum(Text text) {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

Datum make_array_of(Oid type, Datum *values, bool *nulls, int count) {
    int dimensions[1] = {count};
    int bounds[1] = {1};
    bool wide = type == INT8OID;
    bool narrow = type == INT4OID;
    int length = wide ? 8 : narrow ? 4 : -1;
    char align = wide ? TYPALIGN_DOUBLE : TYPALIGN_INT;

    return PointerGetDatum(construct_md_array(values, nulls, 1, dimensions, bounds, type, length,
                                              wide || narrow, align));
}

} // namespace inventory
