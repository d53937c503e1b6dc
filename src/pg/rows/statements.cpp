// How a statement is prepared and run, and building its arguments; see statements.hpp. The SQL text
// is in sql.cpp.
#include "pg/rows/statements.hpp"

extern "C" {
#include "access/htup_details.h"
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

Row Rows::operator[](int at) const {
    int columns = table->tupdesc->natts;
    Datum *values = static_cast<Datum *>(palloc(sizeof(Datum) * static_cast<Size>(columns)));
    bool *nulls = static_cast<bool *>(palloc(sizeof(bool) * static_cast<Size>(columns)));

    heap_deform_tuple(table->vals[at], table->tupdesc, values, nulls);
    return Row(values, nulls, nullptr);
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
