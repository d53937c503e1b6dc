// What a function tells the ledger's triggers, and writing the ledger; see ledger.hpp. The triggers
// themselves are in triggers/trigger_functions.cpp.
#include "pg/ledger/ledger.hpp"

#include "pg/stats/counters.hpp"
#include "pg/base/errors.hpp"
#include "pg/ledger/frames.hpp"
#include "pg/base/settings.hpp"
#include "pg/rows/table_writer.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/xid8.h"
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

} // namespace

int trigger_depth() { return DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, Datum{0})); }

void begin_own(const Explanation &explanation) {
    if (depth == max_frames)
        elog(ERROR, "inventory: statements are nested too deeply");
    frames[depth++] = Frame{GetCurrentSubTransactionId(), explanation, {},
                            CurrentMemoryContext,         false,       trigger_depth()};
}

void end_own() { depth--; }

namespace {

void on_subtransaction(SubXactEvent event, SubTransactionId subid, SubTransactionId, void *) {
    if (event != SUBXACT_EVENT_ABORT_SUB)
        return;
    // Ids grow, and a child's is greater than its parent's.
    while (depth > 0 && frames[depth - 1].subtransaction >= subid)
        depth--;
}

void on_transaction(XactEvent event, void *) {
    if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PARALLEL_PRE_COMMIT ||
        event == XACT_EVENT_PRE_PREPARE)
        return;
    depth = 0;
}

} // namespace

Frame *firing_frame() {
    if (depth == 0 || frames[depth - 1].trigger_depth + 1 != trigger_depth())
        return nullptr;
    return &frames[depth - 1];
}

Frame &own_frame() { return frames[depth - 1]; }

void note_explained_change(Frame &frame, const LevelChange &change) {
    MemoryContext caller = MemoryContextSwitchTo(frame.memory);
    frame.changes.add(change.difference());
    MemoryContextSwitchTo(caller);
}

void record_explained_changes(Frame &frame) {
    Vec<core::Difference> parts{};

    if (frame.recorded)
        return;
    frame.recorded = true;
    const Vec<LedgerEntry> *entries = frame.explanation.entries;
    for (int i = 0; entries != nullptr && i < entries->count; i++)
        parts.add((*entries)[i].change);
    if (!core::come_to_the_same(parts.items, parts.count, frame.changes.items, frame.changes.count))
        raise_unexplained_change();
    if (entries != nullptr && !entries->empty())
        write_ledger(*entries, frame.explanation.request_id);
}

Rows run_own(Statement &statement, const Parameters &parameters) {
    begin_own();
    Rows rows = run(statement, parameters);
    end_own();
    return rows;
}

// Units that an entry tells of: they may move in several quantities at once.
static int64 units_of(const core::Difference &change) {
    return std::max(
        {std::abs(change.on_hand), std::abs(change.reserved), std::abs(change.incoming)});
}

bool records_policies() { return has_column(Table::transactions, transaction::xact_id); }

void write_ledger(const Vec<LedgerEntry> &entries, OptionalText request_id) {
    if (entries.empty())
        return;
    TableWriter writer = TableWriter::open(Table::transactions, CMD_INSERT);
    Text who = actor();
    for (const LedgerEntry &entry : entries) {
        const core::Difference &change = entry.change;

        if (!core::is_permitted(entry.type, change))
            raise_unexplained_change();
        writer.begin_row();
        Assert(entry.transaction_id != 0);
        writer.set_bigint(transaction::transaction_id, entry.transaction_id);
        writer.set_time(transaction::recorded_at, entry.recorded_at);
        writer.set_key(transaction::variant_id, transaction::location_id, change.key);
        writer.set_label(transaction::type, core::label_of(entry.type));
        writer.set_bigint(transaction::on_hand_delta, change.on_hand);
        writer.set_bigint(transaction::reserved_delta, change.reserved);
        writer.set_bigint(transaction::incoming_delta, change.incoming);
        writer.set_text(transaction::reference_id, entry.reference_id);
        writer.set_text(transaction::request_id, request_id);
        writer.set_text(transaction::reason, entry.reason);
        writer.set_text(transaction::actor, who);
        writer.set_text(transaction::kit_id,
                        entry.kit_id.empty() ? std::nullopt : OptionalText{entry.kit_id});
        writer.set_text(transaction::supply_id,
                        entry.supply_id.empty() ? std::nullopt : OptionalText{entry.supply_id});
        writer.set(transaction::xact_id, FullTransactionIdGetDatum(GetTopFullTransactionId()));
        writer.append();
        count_units(units_of(change));
        CHECK_FOR_INTERRUPTS();
    }
    writer.close();
}

void register_transaction_callbacks() {
    RegisterXactCallback(on_transaction, nullptr);
    RegisterSubXactCallback(on_subtransaction, nullptr);
}

} // namespace inventory
