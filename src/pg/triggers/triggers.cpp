// The triggers: they collect changes of levels, write them to the ledger, and refuse what direct
// SQL may not do. What a function tells them is in ledger.cpp.
#include "pg/base/ids.hpp"
#include "pg/call/boundary.hpp"
#include "pg/rows/columns.hpp"
#include "pg/base/errors.hpp"
#include "pg/ledger/ledger_frames.hpp"
#include "pg/engine/level_rows.hpp"
#include "pg/engine/workspace.hpp"

extern "C" {
#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
}

namespace inventory {
namespace {

// A change by direct SQL. What its ledger rows say besides is the same for all.
struct DirectChange {
    SubTransactionId subtransaction;
    core::Difference change;
    int stripe;
    bool is_new;
    bool settles; // the row needs its version counted, or its shortfall looked at
};

// So many are noted before they are written, so that a COPY of any size needs little memory.
constexpr int direct_batch = 1000;

// A statement of direct SQL that has not ended, and what its row triggers saw. A trigger may run
// another one meanwhile, deeper.
struct DirectStatement {
    int trigger_depth;
    MemoryContext memory; // lives as long as the statement
    Vec<DirectChange> changes;
};

Vec<DirectStatement> direct_statements;

struct LevelTuple {
    HeapTuple tuple;
    TupleDesc description;

    int64 bigint(int column) const {
        bool null;
        Datum value = heap_getattr(tuple, column, description, &null);
        return null ? 0 : DatumGetInt64(value);
    }
    int32 integer(int column) const {
        bool null;
        return DatumGetInt32(heap_getattr(tuple, column, description, &null));
    }
    bool boolean(int column) const {
        bool null;
        return DatumGetBool(heap_getattr(tuple, column, description, &null));
    }
    // A copy in the current memory context.
    Text string(int column) const {
        bool null;
        char *copy = TextDatumGetCString(heap_getattr(tuple, column, description, &null));
        return Text{copy, strlen(copy)};
    }
    core::LevelKey key() const {
        return core::LevelKey{string(level::variant_id), string(level::location_id)};
    }
};

core::Difference difference(const LevelTuple *before, const LevelTuple *after) {
    core::Difference change{(after != nullptr ? after : before)->key(), 0, 0, 0};

    if (after != nullptr) {
        change.on_hand += after->bigint(level::on_hand);
        change.reserved += after->bigint(level::reserved);
        change.incoming += after->bigint(level::incoming);
    }
    if (before != nullptr) {
        change.on_hand -= before->bigint(level::on_hand);
        change.reserved -= before->bigint(level::reserved);
        change.incoming -= before->bigint(level::incoming);
    }
    return change;
}

// Whether a level still has rows, those that the same statement deletes not counted.
bool has_rows(const core::LevelKey &key) {
    LevelReader reader = LevelReader::open();
    bool found = reader.count(key) > 0;

    reader.close();
    return found;
}

// A statement that changes whether a level is tracked changes all of its rows: so nobody promises units
// on one of them meanwhile. They are not tracked only where none are promised.
void check_tracking(const core::LevelKey &key, bool tracked) {
    Workspace ws = Workspace::with(Grip::peek);
    Level level{};

    level.key = key;
    LevelReader reader = LevelReader::open();
    reader.read(ws, level);
    reader.close();
    add_up(ws, level);
    if (!level.found) // a user's trigger has deleted it
        return;
    if (level.now.reserved > 0)
        raise_untracked_with_holds(key, level.now.reserved);
    for (const core::Stripe &stripe : ws.stripes)
        if (stripe.level.tracked != tracked)
            raise_uneven_tracking(key);
}

// What direct SQL may not do to a level.
void check_direct_change(const LevelTuple *before, const LevelTuple *after) {
    if (after == nullptr) {
        int64 on_hand = before->bigint(level::on_hand);
        int64 reserved = before->bigint(level::reserved);
        int64 incoming = before->bigint(level::incoming);
        if (on_hand != 0 || reserved != 0 || incoming != 0)
            raise_level_not_empty(before->key(), on_hand, reserved, incoming);
        if (before->integer(level::stripe) == 0 && has_rows(before->key()))
            raise_maintained("stripe", before->key());
        return;
    }
    core::LevelKey key = after->key();
    if (before == nullptr && !is_id(key.variant_id))
        raise_invalid("variant_id", "must be 1 to 255 characters and at most 800 bytes long");
    if (before == nullptr && !is_id(key.location_id))
        raise_invalid("location_id", "must be 1 to 255 characters and at most 800 bytes long");
    int stripe = after->integer(level::stripe);
    if (before == nullptr && stripe != 0)
        raise_maintained("stripe", key);
    if (before != nullptr && before->key().variant_id != key.variant_id)
        raise_maintained("variant_id", before->key());
    if (before != nullptr && before->key().location_id != key.location_id)
        raise_maintained("location_id", before->key());
    if (before != nullptr && before->integer(level::stripe) != stripe)
        raise_maintained("stripe", before->key());
    if (after->bigint(level::reserved) !=
        (before != nullptr ? before->bigint(level::reserved) : 0))
        raise_maintained("reserved", key);
    if (after->bigint(level::shortfall) !=
        (before != nullptr ? before->bigint(level::shortfall) : 0))
        raise_maintained("shortfall", key);
    if (before != nullptr && before->bigint(level::version) != after->bigint(level::version))
        raise_maintained("version", key);
    if (before != nullptr && before->boolean(level::tracked) != after->boolean(level::tracked))
        check_tracking(key, after->boolean(level::tracked));
    if (after->boolean(level::draining) != (before != nullptr && before->boolean(level::draining)))
        raise_maintained("draining", key);
    if (after->integer(level::layout) != (before != nullptr ? before->integer(level::layout) : 0))
        raise_maintained("layout", key);
}

// The statement that fired the trigger being run, as a position among those that have not ended.
int firing_statement() {
    int depth = trigger_depth();
    int at = 0;

    while (at < direct_statements.count && direct_statements[at].trigger_depth != depth)
        at++;
    return at;
}

// Writes what was noted of the statement to the ledger, then counts it in the levels and lets
// shortfall shrink. Runs with the rights of the table's owner.
void record_direct_changes(Oid owner) {
    int at = firing_statement();
    Vec<LedgerRow> rows{};
    Vec<DirectChange> settling{};
    Oid user;
    int security;

    if (at == direct_statements.count)
        return;
    const DirectStatement statement = direct_statements[at];
    direct_statements[at] = direct_statements[--direct_statements.count];
    SPI_connect();
    for (const DirectChange &direct : statement.changes) {
        const core::Difference &change = direct.change;
        Text reason = "direct SQL";
        core::Difference part{change.key, change.on_hand, 0, 0};

        if (direct.is_new) {
            part.incoming = change.incoming;
            if (part.on_hand != 0 || part.incoming != 0)
                rows.add(LedgerRow{"initial", part, Text{}, reason});
        } else {
            if (part.on_hand != 0)
                rows.add(LedgerRow{"adjust", part, Text{}, reason});
            if (change.incoming != 0)
                rows.add(LedgerRow{"incoming", {change.key, 0, 0, change.incoming}, Text{}, reason});
        }
        if (direct.settles)
            settling.add(direct);
    }

    GetUserIdAndSecContext(&user, &security);
    SetUserIdAndSecContext(owner, security | SECURITY_LOCAL_USERID_CHANGE);
    write_ledger(rows, Text{});
    if (!settling.empty()) {
        int count = settling.count;
        Datum values[] = {
            make_text_array(count, [&](int i) { return settling[i].change.key.variant_id; }),
            make_text_array(count, [&](int i) { return settling[i].change.key.location_id; }),
            make_integer_array(count, [&](int i) { return settling[i].stripe; }),
            TimestampTzGetDatum(GetCurrentTimestamp())};
        run_own(sql::settle_direct_changes, values, Explanation{nullptr, Text{}});
    }
    SetUserIdAndSecContext(user, security);
    SPI_finish();
    MemoryContextDelete(statement.memory);
}

// Adds to what is known of the statement. How many changes that is.
int note_direct_change(const LevelTuple *before, const LevelTuple *after) {
    check_direct_change(before, after);

    int at = firing_statement();
    MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);
    if (at == direct_statements.count)
        direct_statements.add(DirectStatement{
            trigger_depth(),
            AllocSetContextCreate(TopTransactionContext, "inventory direct changes",
                                  ALLOCSET_DEFAULT_SIZES),
            {}});
    DirectStatement &statement = direct_statements[at];
    MemoryContextSwitchTo(statement.memory);
    core::Difference change = difference(before, after);
    bool moves = change.on_hand != 0 || change.incoming != 0;
    bool settles = after != nullptr && (moves || after->bigint(level::shortfall) != 0);
    if (moves || settles)
        statement.changes.add(DirectChange{
            GetCurrentSubTransactionId(), change,
            (after != nullptr ? after : before)->integer(level::stripe), before == nullptr,
            settles});
    MemoryContextSwitchTo(caller);
    return statement.changes.count;
}

void raise_protocol_violation() {
    ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                    errmsg("this function can only be called by the extension's own triggers")));
}

TriggerData *trigger_data(FunctionCallInfo fcinfo) {
    if (!CALLED_AS_TRIGGER(fcinfo))
        raise_protocol_violation();
    return reinterpret_cast<TriggerData *>(fcinfo->context);
}

// Of a trigger on levels, whose columns are read by number.
TriggerData *level_trigger_data(FunctionCallInfo fcinfo, bool for_row) {
    TriggerData *trigger = trigger_data(fcinfo);
    Relation table = trigger->tg_relation;
    bool is_levels = strcmp(RelationGetRelationName(table), "levels") == 0 &&
                     RelationGetNamespace(table) == get_namespace_oid("inventory", true) &&
                     table->rd_att->natts >= level::layout;

    if (!is_levels || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
        for_row != static_cast<bool>(TRIGGER_FIRED_FOR_ROW(trigger->tg_event)))
        raise_protocol_violation();
    return trigger;
}

const char *operation_name(TriggerEvent event) {
    if (TRIGGER_FIRED_BY_UPDATE(event))
        return "UPDATE";
    if (TRIGGER_FIRED_BY_DELETE(event))
        return "DELETE";
    return TRIGGER_FIRED_BY_TRUNCATE(event) ? "TRUNCATE" : "INSERT";
}

} // namespace

void forget_direct_changes(SubTransactionId subtransaction) {
    for (DirectStatement &statement : direct_statements) {
        int kept = 0;
        for (const DirectChange &direct : statement.changes)
            if (direct.subtransaction < subtransaction)
                statement.changes[kept++] = direct;
        statement.changes.count = kept;
    }
}

void forget_all_direct_changes() {
    direct_statements = {}; // went with the transaction's memory
}

// AFTER ROW on levels: notes the difference.
INVENTORY_INTERNAL_FUNCTION(collect_level_change) {
    TriggerData *trigger = level_trigger_data(fcinfo, true);
    TupleDesc description = trigger->tg_relation->rd_att;
    bool updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
    LevelTuple first{trigger->tg_trigtuple, description};
    LevelTuple second{trigger->tg_newtuple, description};
    const LevelTuple *before = TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? nullptr : &first;
    const LevelTuple *after =
        updated ? &second : (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? &first : nullptr);

    if (Frame *frame = firing_frame()) {
        MemoryContext caller = MemoryContextSwitchTo(frame->memory);
        frame->changes.add(difference(before, after));
        MemoryContextSwitchTo(caller);
    } else {
        if (note_direct_change(before, after) >= direct_batch)
            record_direct_changes(trigger->tg_relation->rd_rel->relowner);
    }
    return PointerGetDatum(nullptr);
}

// AFTER STATEMENT on levels: writes the ledger.
INVENTORY_INTERNAL_FUNCTION(record_level_changes) {
    TriggerData *trigger = level_trigger_data(fcinfo, false);
    Frame *frame = firing_frame();

    if (frame == nullptr) {
        record_direct_changes(trigger->tg_relation->rd_rel->relowner);
        return PointerGetDatum(nullptr);
    }
    if (frame->recorded)
        return PointerGetDatum(nullptr);
    frame->recorded = true;

    Vec<core::Difference> parts{};
    const Vec<LedgerRow> *rows = frame->explanation.rows;
    for (int i = 0; rows != nullptr && i < rows->count; i++)
        parts.add((*rows)[i].change);
    if (!core::add_up(parts.items, parts.count, frame->changes.items, frame->changes.count))
        raise_unexplained_change();
    if (rows != nullptr && !rows->empty()) {
        SPI_connect();
        write_ledger(*rows, frame->explanation.request_id);
        SPI_finish();
    }
    return PointerGetDatum(nullptr);
}

// BEFORE STATEMENT on what functions maintain, AFTER ROW on reservations that carry no history.
INVENTORY_INTERNAL_FUNCTION(refuse_direct_change) {
    TriggerData *trigger = trigger_data(fcinfo);
    bool truncates = TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event);

    if (firing_frame() == nullptr || truncates) {
        if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
            raise_new_reservation();
        raise_immutable(RelationGetRelationName(trigger->tg_relation),
                        operation_name(trigger->tg_event));
    }
    return PointerGetDatum(nullptr);
}

} // namespace inventory
