// How a statement is prepared and run, and building its arguments; see statements.hpp. The SQL text
// is in sql.cpp.
#include "pg/rows/statements.hpp"

extern "C" {
#include "executor/tuptable.h"
#include "nodes/params.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/resowner.h"
}

namespace inventory {

namespace {

void prepare(Statement &statement) {
    int count = 0;

    for (Oid type : statement.types)
        count += OidIsValid(type) ? 1 : 0;
    // Always the generic plan: every access is by key, and planning costs more than it could save.
    SPIPlanPtr plan =
        SPI_prepare_cursor(statement.text, count, statement.types, CURSOR_OPT_GENERIC_PLAN);

    if (plan == nullptr)
        elog(ERROR, "inventory could not prepare a statement: %s",
             SPI_result_code_string(SPI_result));
    if (SPI_keepplan(plan) != 0)
        elog(ERROR, "inventory could not keep a plan");
    statement.plan = plan;
}

CachedPlanSource *source_of(const Statement &statement) {
    return static_cast<CachedPlanSource *>(linitial(SPI_plan_get_plan_sources(statement.plan)));
}

// Whether the statement has a plan, and one that was made here: where the search_path is another,
// PostgreSQL makes one when it runs, under the session's settings.
bool is_planned(const Statement &statement) {
    const CachedPlanSource *source = source_of(statement);

    return source->is_valid && source->gplan != nullptr && source->gplan->is_valid &&
           source->gplan->generation == statement.generation;
}

// As if a table had changed: it is planned anew before it runs again.
void forget_plan(const Statement &statement) {
    CachedPlanSource *source = source_of(statement);

    source->is_valid = false;
    if (source->gplan != nullptr)
        source->gplan->is_valid = false;
}

void set_for_now(const char *setting, const char *value) {
    set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

// Makes the plan, in place of any other. A plan made while a table was tiny would scan it for ever;
// what a forbidden scan is said to cost must not have it compiled. Both are decided here: what runs
// later, a user's trigger say, has the session's settings.
void make_plan(Statement &statement) {
    int nest_level = NewGUCNestLevel();

    forget_plan(statement);
    set_for_now("enable_seqscan", statement.scans ? "on" : "off");
    if (!statement.scans)
        set_for_now("jit", "off");
    CachedPlan *plan = SPI_plan_get_cached_plan(statement.plan);
    AtEOXact_GUC(true, nest_level);
    if (plan == nullptr)
        elog(ERROR, "inventory could not plan a statement");
    statement.generation = plan->generation;
    ReleaseCachedPlan(plan, CurrentResourceOwner);
}

void make_ready(Statement &statement) {
    if (statement.plan == nullptr)
        prepare(statement);
    if (!is_planned(statement))
        make_plan(statement);
}

// Where rows go that are looked at and not kept.
struct Looker {
    DestReceiver receiver; // comes first: PostgreSQL knows no more of it
    void (*look)(void *looking, const Row &row);
    void *looking;
    MemoryContext of_row;
};

bool look_at(TupleTableSlot *slot, DestReceiver *receiver) {
    const Looker *looker = reinterpret_cast<const Looker *>(receiver);
    MemoryContext caller = MemoryContextSwitchTo(looker->of_row);

    slot_getallattrs(slot);
    looker->look(looker->looking, Row{slot->tts_values, slot->tts_isnull, nullptr});
    MemoryContextSwitchTo(caller);
    MemoryContextReset(looker->of_row);
    return true;
}

} // namespace

void run_through(Statement &statement, const Parameters &parameters,
                 void (*look)(void *looking, const Row &row), void *looking) {
    Looker looker{};
    SPIExecuteOptions options{};

    make_ready(statement);
    looker.receiver.receiveSlot = look_at;
    looker.receiver.rStartup = [](DestReceiver *, int, TupleDesc) {};
    looker.receiver.rShutdown = looker.receiver.rDestroy = [](DestReceiver *) {};
    looker.receiver.mydest = DestNone;
    looker.look = look;
    looker.looking = looking;
    looker.of_row = AllocSetContextCreate(CurrentMemoryContext, "inventory row looked at",
                                          ALLOCSET_SMALL_SIZES);
    ParamListInfo values = makeParamList(parameters.count);
    for (int i = 0; i < parameters.count; i++)
        values->params[i] = ParamExternData{parameters.values[i], parameters.nulls[i] == 'n',
                                            PARAM_FLAG_CONST, statement.types[i]};
    options.params = values;
    options.read_only = true;
    options.dest = &looker.receiver;
    int code = SPI_execute_plan_extended(statement.plan, &options);
    if (code < 0)
        elog(ERROR, "inventory could not run a statement: %s", SPI_result_code_string(code));
    MemoryContextDelete(looker.of_row);
}

Rows run(Statement &statement, const Parameters &parameters, Read read) {
    make_ready(statement);
    int code = SPI_execute_plan(statement.plan, const_cast<Datum *>(parameters.values),
                                parameters.nulls, read == Read::with_active_snapshot, 0);
    if (code < 0)
        elog(ERROR, "inventory could not run a statement: %s", SPI_result_code_string(code));
    // Somebody's rule put nothing in its place. A plan without a table is not told when the rule goes.
    if (code == SPI_OK_REWRITTEN)
        forget_plan(statement);
    return Rows{SPI_tuptable, static_cast<int>(SPI_processed)};
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

Row Rows::operator[](int at) const { return row_of(table->vals[at], table->tupdesc, nullptr); }

Datum make_array_of(Oid type, Datum *values, int count) {
    int16 length;
    bool by_value;
    char align;

    get_typlenbyvalalign(type, &length, &by_value, &align);
    return PointerGetDatum(construct_array(values, count, type, length, by_value, align));
}

} // namespace inventory
