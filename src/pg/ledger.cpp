// What a function tells the ledger's triggers, and writing the ledger; see ledger.hpp. The triggers
// themselves are in triggers.cpp.
#include "pg/ledger.hpp"

#include "pg/errors.hpp"
#include "pg/ledger_frames.hpp"
#include "pg/settings.hpp"

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
}

namespace inventory {
namespace {

// A statement of ours may fire a trigger of ours that runs another; no deeper.
constexpr int max_frames = 8;

Frame frames[max_frames];
int depth = 0;

// The application's word for who acts, else the role that called, not the owner whose rights the
// functions have.
Text actor() {
    const char *name = settings::actor;

    if (name == nullptr || name[0] == '\0')
        name = GetUserNameFromId(GetOuterUserId(), false);
    return Text{name, strlen(name)};
}

int trigger_depth() { return DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, Datum{0})); }

void push_frame(const Explanation &explanation) {
    if (depth == max_frames)
        elog(ERROR, "inventory: statements are nested too deeply");
    frames[depth++] = Frame{GetCurrentSubTransactionId(), explanation, {}, CurrentMemoryContext,
                            false, trigger_depth()};
}

void on_subtransaction(SubXactEvent event, SubTransactionId subid, SubTransactionId, void *) {
    if (event != SUBXACT_EVENT_ABORT_SUB)
        return;
    // Ids grow, and a child's is greater than its parent's.
    while (depth > 0 && frames[depth - 1].subtransaction >= subid)
        depth--;
    forget_direct_changes(subid);
}

void on_transaction(XactEvent event, void *) {
    if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PARALLEL_PRE_COMMIT ||
        event == XACT_EVENT_PRE_PREPARE)
        return;
    depth = 0;
    forget_all_direct_changes();
}

} // namespace

Frame *firing_frame() {
    if (depth == 0 || frames[depth - 1].trigger_depth + 1 != trigger_depth())
        return nullptr;
    return &frames[depth - 1];
}

Rows run_own(Statement &statement, const Datum *values, const Explanation &explanation,
             const char *nulls) {
    push_frame(explanation);
    Rows rows = run(statement, values, Sight::fresh, nulls);
    depth--;
    return rows;
}

Rows run_own(RowStatement &statement, const Columns &columns, const Explanation &explanation) {
    return run_own(columns.choose(statement), columns.values(), explanation, columns.nulls());
}

void write_ledger(const Vec<LedgerRow> &rows, Text request_id) {
    if (rows.empty())
        return;
    Columns columns(rows.count);
    columns.text([&](int i) { return rows[i].change.key.variant_id; });
    columns.text([&](int i) { return rows[i].change.key.location_id; });
    columns.text([&](int i) { return Text{rows[i].type}; });
    columns.bigint([&](int i) { return rows[i].change.on_hand; });
    columns.bigint([&](int i) { return rows[i].change.reserved; });
    columns.bigint([&](int i) { return rows[i].change.incoming; });
    columns.text([&](int i) { return rows[i].reference_id; });
    columns.text([&](int i) { return rows[i].reason; });
    columns.common(TimestampTzGetDatum(GetCurrentTimestamp()));
    columns.common(is_null(request_id) ? Datum{0} : text_datum(request_id), is_null(request_id));
    columns.common(text_datum(actor()));
    run(columns.choose(sql::insert_ledger), columns.values(), Sight::fresh, columns.nulls());
}

void register_transaction_callbacks() {
    RegisterXactCallback(on_transaction, nullptr);
    RegisterSubXactCallback(on_subtransaction, nullptr);
}

} // namespace inventory
