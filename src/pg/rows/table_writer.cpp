// Writing rows without a statement, see table_writer.hpp. Each step is what the executor does for
// a row (PostgreSQL: nodeModifyTable.c). Setting the columns of a row is in row_in_hand.cpp.
//
// ExecSimpleRelationInsert and its kin (execReplication.c), which come near it, are not called because
// they lack what the extension needs: statement triggers and transition tables, the check of the row
// against a conflict (insert_new, claim), a delete or update that knows the tid from the caller, an
// error where a trigger suppresses or changes the row, and a target that is kept between calls.
#include "pg/rows/table_writer.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/rows/scan.hpp"

extern "C" {
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// Columns of the extension that no rule looks at.
bool describes(std::string_view column) {
    return column == "actor" || column == "customer_id" || column == "reason";
}

// Of a row that is locked, so that only a trigger can have changed it since.
void check_result(Relation relation, TM_Result result) {
    if (result == TM_SelfModified || result == TM_Invisible)
        raise_changed_by_trigger();
    if (result != TM_Ok)
        raise_lost_rows(RelationGetRelationName(relation));
}

} // namespace

TableWriter TableWriter::open(Table table, CmdType command) {
    TableWriter writer{};

    writer.table_ = table;
    writer.command_ = command;
    writer.target_ = open_target(table, command);
    // Code of the owner's, and a look at a row that is there, need a snapshot that shows all up to now.
    writer.has_snapshot_ =
        writer.fires_triggers() || !writer.target_->is_kept || IsolationUsesXactSnapshot();
    if (writer.has_snapshot_)
        push_snapshot();
    else
        CommandCounterIncrement();
    EState *estate = writer.target_->estate;
    estate->es_output_cid = GetCurrentCommandId(true);
    estate->es_snapshot = GetActiveSnapshot();
    if (!writer.fires_triggers())
        return writer;
    AfterTriggerBeginQuery();
    writer.capture_ = MakeTransitionCaptureState(writer.target_->result->ri_TrigDesc,
                                                 writer.target_->shape->oid, command);
    writer.fire_before_statement();
    return writer;
}

void TableWriter::fire_before_statement() {
    if (command_ == CMD_INSERT)
        ExecBSInsertTriggers(target_->estate, target_->result);
    else if (command_ == CMD_UPDATE)
        ExecBSUpdateTriggers(target_->estate, target_->result);
    else
        ExecBSDeleteTriggers(target_->estate, target_->result);
}

void TableWriter::fire_after_statement() {
    if (command_ == CMD_INSERT)
        ExecASInsertTriggers(target_->estate, target_->result, capture_);
    else if (command_ == CMD_UPDATE)
        ExecASUpdateTriggers(target_->estate, target_->result, capture_);
    else
        ExecASDeleteTriggers(target_->estate, target_->result, capture_);
}

void TableWriter::close() {
    if (appends_ && queued_ == 0)
        write_in_hand();
    else if (appends_)
        enqueue();
    if (queued_ > 0)
        write_queue();
    if (fires_triggers()) {
        fire_after_statement();
        AfterTriggerEndQuery(target_->estate);
    }
    close_target(target_);
    if (has_snapshot_)
        pop_snapshot();
}

// Generated columns and constraints.
void TableWriter::check() {
    TupleTableSlot *slot = target_->slot;
    TupleConstr *constraints = RelationGetDescr(target_->relation())->constr;

    slot->tts_tableOid = target_->shape->oid;
    if (constraints == nullptr)
        return;
    if (constraints->has_generated_stored)
        ExecComputeStoredGenerated(target_->result, target_->estate, slot, command_);
    ExecConstraints(target_->result, slot, target_->estate);
}

// Raises an error where a trigger has changed one of the extension's own columns of the row, but for
// what only describes.
void TableWriter::compare(HeapTuple wanted) {
    TupleTableSlot *slot = target_->slot;
    TupleDesc columns = slot->tts_tupleDescriptor;

    slot_getallattrs(slot);
    for (int i = 0; i < columns->natts; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
        if (!target_->shape->is_own(column->attnum))
            continue;
        bool null;
        Datum value = heap_getattr(wanted, i + 1, columns, &null);
        if (null == slot->tts_isnull[i] &&
            (null || datum_image_eq(value, slot->tts_values[i], column->attbyval, column->attlen)))
            continue;
        if (!describes(NameStr(column->attname)))
            raise_changed_row(NameStr(column->attname));
    }
}

// What comes before a new row is written.
void TableWriter::prepare_new() {
    const TriggerDesc *triggers = target_->result->ri_TrigDesc;

    if (fires_triggers() && triggers != nullptr && triggers->trig_insert_before_row) {
        HeapTuple wanted = ExecCopySlotHeapTuple(target_->slot);
        if (!ExecBRInsertTriggers(target_->estate, target_->result, target_->slot))
            raise_suppressed_row();
        compare(wanted);
        heap_freetuple(wanted);
    }
    check();
}

// Adds the row that was written to the indexes; a new one, where `conflict` is given, unless there is one
// with its key.
List *TableWriter::add_to_indexes(TupleTableSlot *row, compat::UpdatedIndexes *updated,
                                  bool *conflict) {
    List *arbiters =
        conflict == nullptr ? NIL : list_make1_oid(compat::primary_key_index(target_->relation()));

    open_indexes(target_);
    return compat::insert_index_tuples(target_->result, row, target_->estate, updated, conflict,
                                       arbiters);
}

void TableWriter::write_in_hand() {
    EState *estate = target_->estate;

    table_tuple_insert(target_->relation(), target_->slot, estate->es_output_cid, 0, nullptr);
    List *rechecks = add_to_indexes(target_->slot, nullptr, nullptr);
    if (fires_triggers())
        ExecARInsertTriggers(estate, target_->result, target_->slot, rechecks, capture_);
    list_free(rechecks);
    ResetPerTupleExprContext(estate);
}

void TableWriter::insert() {
    prepare_new();
    write_in_hand();
}

void TableWriter::append() {
    // Code of the owner's would see which rows are there.
    if (fires_triggers() || !target_->is_kept)
        return insert();
    prepare_new();
    ResetPerTupleExprContext(target_->estate);
    appends_ = true;
}

// Makes room for another row in hand.
void TableWriter::enqueue() {
    if (queued_ == WriteTarget::most_queued)
        write_queue();
    ExecCopySlot(place_in_queue(target_, queued_++), target_->slot);
    appends_ = false;
}

void TableWriter::write_queue() {
    EState *estate = target_->estate;

    MemoryContext caller = MemoryContextSwitchTo(GetPerTupleMemoryContext(estate));
    table_multi_insert(target_->relation(), target_->queue, queued_, estate->es_output_cid, 0,
                       nullptr);
    MemoryContextSwitchTo(caller);
    for (int i = 0; i < queued_; i++) {
        TupleTableSlot *row = target_->queue[i];
        list_free(add_to_indexes(row, nullptr, nullptr));
        ExecClearTuple(row);
        ResetPerTupleExprContext(estate);
    }
    queued_ = 0;
}

// Whether there is a row with the key of the one in hand, then where. Waits for whoever is inserting one.
bool TableWriter::is_there(ItemPointer where) {
    List *arbiters = list_make1_oid(compat::primary_key_index(target_->relation()));

    open_indexes(target_);
    return !compat::check_index_constraints(target_->result, target_->slot, target_->estate, where,
                                            arbiters);
}

// Announces the row, adds it to the indexes, and takes it back if somebody was quicker.
bool TableWriter::insert_speculatively() {
    Relation relation = target_->relation();
    TupleTableSlot *slot = target_->slot;
    EState *estate = target_->estate;
    bool conflict = false;

    uint32 token = SpeculativeInsertionLockAcquire(GetCurrentTransactionId());
    table_tuple_insert_speculative(relation, slot, estate->es_output_cid, 0, nullptr, token);
    List *rechecks = add_to_indexes(slot, nullptr, &conflict);
    table_tuple_complete_speculative(relation, slot, token, !conflict);
    SpeculativeInsertionLockRelease(GetCurrentTransactionId());
    if (!conflict && fires_triggers())
        ExecARInsertTriggers(estate, target_->result, slot, rechecks, capture_);
    list_free(rechecks);
    return !conflict;
}

// Locks the row that was found at a tid. False where it has gone or moved on since.
bool TableWriter::lock_claimed(ItemPointerData tid) {
    const EState *estate = target_->estate;
    TM_FailureData failure;
    TM_Result result = table_tuple_lock(target_->relation(), &tid, estate->es_snapshot,
                                        target_->old_slot, estate->es_output_cid,
                                        LockTupleNoKeyExclusive, LockWaitBlock, 0, &failure);

    if (result == TM_Ok && (!IsolationUsesXactSnapshot() ||
                            table_tuple_satisfies_snapshot(target_->relation(), target_->old_slot,
                                                           estate->es_snapshot)))
        return true;
    if (result == TM_Invisible)
        raise_inserted_by_trigger(RelationGetRelationName(target_->relation()));
    if (IsolationUsesXactSnapshot())
        raise_stale_snapshot();
    return false;
}

bool TableWriter::insert_unhurried() {
    prepare_new();
    bool inserted = insert_speculatively();
    ResetPerTupleExprContext(target_->estate);
    return inserted;
}

bool TableWriter::insert_new() {
    ItemPointerData there;
    bool found;

    prepare_new();
    do {
        CHECK_FOR_INTERRUPTS();
        found = is_there(&there);
    } while (!found && !insert_speculatively());
    ResetPerTupleExprContext(target_->estate);
    return !found;
}

bool TableWriter::claim(bool is_new) {
    ItemPointerData there;
    bool found;

    prepare_new();
    do {
        CHECK_FOR_INTERRUPTS();
        found = !is_new && is_there(&there);
        is_new = false;
    } while (!(found ? lock_claimed(there) : insert_speculatively()));
    ResetPerTupleExprContext(target_->estate);
    return !found;
}

// Writes the new version of the row in hand, after waiting for whoever has it. Not TM_Ok where it was changed.
TM_Result TableWriter::change() {
    EState *estate = target_->estate;
    compat::UpdatedIndexes indexes;
    TM_FailureData failure;
    LockTupleMode mode;

    check();
    TM_Result result =
        table_tuple_update(target_->relation(), &old_tid_, target_->slot, estate->es_output_cid,
                           estate->es_snapshot, InvalidSnapshot, true, &failure, &mode, &indexes);
    if (result != TM_Ok)
        return result;
    List *rechecks = NIL;
    if (compat::is_any(indexes))
        rechecks = add_to_indexes(target_->slot, &indexes, nullptr);
    if (fires_triggers())
        ExecARUpdateTriggers(estate, target_->result, nullptr, nullptr, &old_tid_, nullptr,
                             target_->slot, rechecks, capture_, false);
    list_free(rechecks);
    ResetPerTupleExprContext(target_->estate);
    return result;
}

bool TableWriter::update_unchanged() { return change() == TM_Ok; }

bool TableWriter::update() {
    const TriggerDesc *triggers = target_->result->ri_TrigDesc;
    EState *estate = target_->estate;

    if (fires_triggers() && triggers != nullptr && triggers->trig_update_before_row) {
        HeapTuple wanted = ExecCopySlotHeapTuple(target_->slot);
        compat::init_recheck(&recheck_, estate);
        if (!compat::before_row_update(estate, &recheck_, target_->result, &old_tid_,
                                       target_->slot))
            return false;
        compare(wanted);
        heap_freetuple(wanted);
    }
    check_result(target_->relation(), change());
    return true;
}

bool TableWriter::remove(ItemPointerData tid) {
    const TriggerDesc *triggers = target_->result->ri_TrigDesc;
    EState *estate = target_->estate;

    old_tid_ = tid;
    if (fires_triggers() && triggers != nullptr && triggers->trig_delete_before_row) {
        compat::init_recheck(&recheck_, estate);
        if (!compat::before_row_delete(estate, &recheck_, target_->result, &old_tid_))
            return false;
    }
    TM_FailureData failure;
    check_result(target_->relation(),
                 table_tuple_delete(target_->relation(), &old_tid_, estate->es_output_cid,
                                    estate->es_snapshot, InvalidSnapshot, true, &failure, false));
    if (fires_triggers())
        ExecARDeleteTriggers(estate, target_->result, &old_tid_, nullptr, capture_, false);
    return true;
}

} // namespace inventory
