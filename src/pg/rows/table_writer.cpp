// Writing rows without a statement, see table_writer.hpp. Each step is what the executor does for
// a row (PostgreSQL: nodeModifyTable.c).
//
// ExecSimpleRelationInsert and its kin (execReplication.c), which come near it, are not called because
// they lack what the extension needs: statement triggers and transition tables, the check of the row
// against a conflict (insert_new, claim), a delete or update that knows the tid from the caller, an
// error where a trigger suppresses or changes the row, and constraints that stay prepared.
#include "pg/rows/table_writer.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/rows/prepared_checks.hpp"
#include "pg/rows/row.hpp"
#include "pg/rows/scan.hpp"

extern "C" {
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// Columns of the extension that no rule looks at.
bool describes(std::string_view column) {
    return column == "actor" || column == "customer_id" || column == "reason";
}

AclMode right_to(CmdType command) {
    return command == CMD_INSERT ? ACL_INSERT : command == CMD_UPDATE ? ACL_UPDATE : ACL_DELETE;
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

    push_snapshot();
    writer.table_ = table;
    writer.command_ = command;
    writer.relation_ = open_table(table, RowExclusiveLock, &writer.shape_);
    AclResult allowed = pg_class_aclcheck(writer.shape_->oid, GetUserId(), right_to(command));
    if (allowed != ACLCHECK_OK)
        aclcheck_error(allowed, OBJECT_TABLE, name_of(table));

    writer.estate_ = CreateExecutorState();
    MemoryContext caller = MemoryContextSwitchTo(writer.estate_->es_query_cxt);
    compat::init_range_table(writer.estate_, writer.relation_, command == CMD_UPDATE);
    writer.target_ = makeNode(ResultRelInfo);
    InitResultRelInfo(writer.target_, writer.relation_, 1, nullptr, 0);
    writer.estate_->es_opened_result_relations =
        lappend(writer.estate_->es_opened_result_relations, writer.target_);
    writer.estate_->es_output_cid = GetCurrentCommandId(true);
    writer.estate_->es_snapshot = GetActiveSnapshot();
    CheckCmdReplicaIdentity(writer.relation_, command);
    writer.uses_prepared_ = use_prepared_checks(table, writer.target_);
    if (command == CMD_INSERT)
        writer.prepare_defaults();
    if (command != CMD_DELETE)
        ExecOpenIndices(writer.target_, command == CMD_INSERT);
    writer.slot_ = ExecInitExtraTupleSlot(writer.estate_, RelationGetDescr(writer.relation_),
                                          table_slot_callbacks(writer.relation_));
    writer.old_slot_ = ExecInitExtraTupleSlot(writer.estate_, RelationGetDescr(writer.relation_),
                                              table_slot_callbacks(writer.relation_));
    MemoryContextSwitchTo(caller);

    AfterTriggerBeginQuery();
    writer.capture_ =
        MakeTransitionCaptureState(writer.target_->ri_TrigDesc, writer.shape_->oid, command);
    writer.fire_before_statement();
    return writer;
}

void TableWriter::fire_before_statement() {
    switch (command_) {
    case CMD_INSERT:
        ExecBSInsertTriggers(estate_, target_);
        break;
    case CMD_UPDATE:
        ExecBSUpdateTriggers(estate_, target_);
        break;
    case CMD_DELETE:
        ExecBSDeleteTriggers(estate_, target_);
        break;
    default:
        break;
    }
}

void TableWriter::fire_after_statement() {
    switch (command_) {
    case CMD_INSERT:
        ExecASInsertTriggers(estate_, target_, capture_);
        break;
    case CMD_UPDATE:
        ExecASUpdateTriggers(estate_, target_, capture_);
        break;
    case CMD_DELETE:
        ExecASDeleteTriggers(estate_, target_, capture_);
        break;
    default:
        break;
    }
}

void TableWriter::close() {
    fire_after_statement();
    AfterTriggerEndQuery(estate_);
    if (uses_prepared_)
        release_prepared_checks(table_);
    ExecCloseResultRelations(estate_);
    ExecResetTupleTable(estate_->es_tupleTable, false);
    ExecCloseRangeTableRelations(estate_);
    table_close(relation_, NoLock);
    FreeExecutorState(estate_);
    pop_snapshot();
}

// ---- the row in hand -----------------------------------------------------------------------

// Makes the defaults of columns ready that are not the extension's own.
void TableWriter::prepare_defaults() {
    TupleDesc columns = RelationGetDescr(relation_);

    if (columns->natts == shape_->count)
        return;
    defaults_ = static_cast<ExprState **>(palloc0(sizeof(ExprState *) * columns->natts));
    for (int i = 0; i < columns->natts; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
        if (column->attisdropped || column->attgenerated != '\0' || shape_->is_own(column->attnum))
            continue;
        Node *value = build_column_default(relation_, i + 1);
        if (value != nullptr)
            defaults_[i] = ExecPrepareExpr(reinterpret_cast<Expr *>(value), estate_);
    }
}

void TableWriter::begin_row() {
    int columns = slot_->tts_tupleDescriptor->natts;

    ExecClearTuple(slot_);
    memset(slot_->tts_isnull, true, sizeof(bool) * static_cast<Size>(columns));
    for (int i = 0; defaults_ != nullptr && i < columns; i++)
        if (defaults_[i] != nullptr)
            slot_->tts_values[i] = ExecEvalExprSwitchContext(
                defaults_[i], GetPerTupleExprContext(estate_), &slot_->tts_isnull[i]);
    ExecStoreVirtualTuple(slot_);
}

void TableWriter::begin_row(ItemPointerData tid) {
    int columns = slot_->tts_tupleDescriptor->natts;

    old_tid_ = tid;
    ExecClearTuple(slot_);
    if (!table_tuple_fetch_row_version(relation_, &old_tid_, SnapshotAny, old_slot_))
        raise_lost_rows(RelationGetRelationName(relation_));
    slot_getallattrs(old_slot_);
    memcpy(slot_->tts_values, old_slot_->tts_values, sizeof(Datum) * columns);
    memcpy(slot_->tts_isnull, old_slot_->tts_isnull, sizeof(bool) * columns);
    ExecStoreVirtualTuple(slot_);
}

void TableWriter::set(int column, Datum value) {
    AttrNumber attribute = shape_->attributes[column];

    if (attribute == 0)
        return;
    slot_->tts_values[attribute - 1] = value;
    slot_->tts_isnull[attribute - 1] = false;
}

void TableWriter::set_null(int column) {
    AttrNumber attribute = shape_->attributes[column];

    if (attribute != 0)
        slot_->tts_isnull[attribute - 1] = true;
}

void TableWriter::set_text(int column, OptionalText value) {
    value ? set(column, text_datum(*value)) : set_null(column);
}

void TableWriter::set_key(int variant_id, int location_id, const core::LevelKey &key) {
    set_text(variant_id, key.variant_id);
    set_text(location_id, key.location_id);
}

void TableWriter::set_bigint(int column, std::optional<int64> value) {
    value ? set(column, Int64GetDatum(*value)) : set_null(column);
}

void TableWriter::set_time(int column, OptionalTime value) {
    value ? set(column, TimestampTzGetDatum(*value)) : set_null(column);
}

void TableWriter::set_jsonb(int column, std::optional<Datum> value) {
    value ? set(column, *value) : set_null(column);
}

void TableWriter::set_integer(int column, int32 value) { set(column, Int32GetDatum(value)); }
void TableWriter::set_boolean(int column, bool value) { set(column, BoolGetDatum(value)); }

void TableWriter::set_label(int column, const char *label) {
    AttrNumber attribute = shape_->attributes[column];

    if (attribute == 0)
        return;
    Oid type = TupleDescAttr(RelationGetDescr(relation_), attribute - 1)->atttypid;
    set(column, DirectFunctionCall2(enum_in, CStringGetDatum(label), ObjectIdGetDatum(type)));
}

int64 TableWriter::bigint(int column) const {
    return Row(slot_->tts_values, slot_->tts_isnull, shape_).bigint(column);
}

ItemPointerData TableWriter::tid() const { return slot_->tts_tid; }

// ---- writing it ----------------------------------------------------------------------------

// Generated columns and constraints.
void TableWriter::check() {
    TupleConstr *constraints = RelationGetDescr(relation_)->constr;

    slot_->tts_tableOid = RelationGetRelid(relation_);
    if (constraints == nullptr)
        return;
    if (constraints->has_generated_stored)
        ExecComputeStoredGenerated(target_, estate_, slot_, command_);
    ExecConstraints(target_, slot_, estate_);
}

// Raises an error where a trigger has changed one of the extension's own columns of the row, but for
// what only describes.
void TableWriter::compare(HeapTuple wanted) {
    TupleDesc columns = RelationGetDescr(relation_);

    slot_getallattrs(slot_);
    for (int i = 0; i < columns->natts; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
        if (!shape_->is_own(column->attnum))
            continue;
        bool null;
        Datum value = heap_getattr(wanted, i + 1, columns, &null);
        if (null == slot_->tts_isnull[i] &&
            (null || datum_image_eq(value, slot_->tts_values[i], column->attbyval, column->attlen)))
            continue;
        if (!describes(NameStr(column->attname)))
            raise_changed_row(NameStr(column->attname));
    }
}

// What comes before a new row is written.
void TableWriter::prepare_new() {
    if (target_->ri_TrigDesc != nullptr && target_->ri_TrigDesc->trig_insert_before_row) {
        HeapTuple wanted = ExecCopySlotHeapTuple(slot_);
        if (!ExecBRInsertTriggers(estate_, target_, slot_))
            raise_suppressed_row();
        compare(wanted);
        heap_freetuple(wanted);
    }
    check();
}

void TableWriter::insert() {
    prepare_new();
    table_tuple_insert(relation_, slot_, estate_->es_output_cid, 0, nullptr);
    List *rechecks = compat::insert_index_tuples(target_, slot_, estate_, nullptr, nullptr, NIL);
    ExecARInsertTriggers(estate_, target_, slot_, rechecks, capture_);
    list_free(rechecks);
    ResetPerTupleExprContext(estate_);
}

// Inserts the row unless there is one with its key, then says where. Waits for whoever is inserting
// one.
bool TableWriter::insert_unless_there(ItemPointer conflicting) {
    List *arbiters = list_make1_oid(compat::primary_key_index(relation_));

    for (bool conflict = true; conflict;) {
        CHECK_FOR_INTERRUPTS();
        if (!compat::check_index_constraints(target_, slot_, estate_, conflicting, arbiters))
            return false;
        conflict = false;
        // Announces the row, adds it to the indexes, and takes it back if somebody was quicker.
        uint32 token = SpeculativeInsertionLockAcquire(GetCurrentTransactionId());
        table_tuple_insert_speculative(relation_, slot_, estate_->es_output_cid, 0, nullptr, token);
        List *rechecks =
            compat::insert_index_tuples(target_, slot_, estate_, nullptr, &conflict, arbiters);
        table_tuple_complete_speculative(relation_, slot_, token, !conflict);
        SpeculativeInsertionLockRelease(GetCurrentTransactionId());
        if (!conflict)
            ExecARInsertTriggers(estate_, target_, slot_, rechecks, capture_);
        list_free(rechecks);
    }
    return true;
}

// Locks the row that was found at a tid. False where it has gone or moved on since.
bool TableWriter::lock_claimed(ItemPointerData tid) {
    TM_FailureData failure;
    TM_Result result =
        table_tuple_lock(relation_, &tid, estate_->es_snapshot, old_slot_, estate_->es_output_cid,
                         LockTupleNoKeyExclusive, LockWaitBlock, 0, &failure);

    if (result == TM_Ok &&
        (!IsolationUsesXactSnapshot() ||
         table_tuple_satisfies_snapshot(relation_, old_slot_, estate_->es_snapshot)))
        return true;
    if (result == TM_Invisible)
        raise_inserted_by_trigger(RelationGetRelationName(relation_));
    if (IsolationUsesXactSnapshot())
        raise_stale_snapshot();
    return false;
}

bool TableWriter::insert_new() {
    ItemPointerData conflicting;

    prepare_new();
    bool inserted = insert_unless_there(&conflicting);
    ResetPerTupleExprContext(estate_);
    return inserted;
}

bool TableWriter::claim() {
    ItemPointerData conflicting;
    bool inserted;

    prepare_new();
    do
        inserted = insert_unless_there(&conflicting);
    while (!inserted && !lock_claimed(conflicting));
    ResetPerTupleExprContext(estate_);
    return inserted;
}

bool TableWriter::update() {
    compat::UpdatedIndexes indexes;

    if (target_->ri_TrigDesc != nullptr && target_->ri_TrigDesc->trig_update_before_row) {
        HeapTuple wanted = ExecCopySlotHeapTuple(slot_);
        compat::init_recheck(&recheck_, estate_);
        if (!compat::before_row_update(estate_, &recheck_, target_, &old_tid_, slot_))
            return false;
        compare(wanted);
        heap_freetuple(wanted);
    }
    check();
    TM_FailureData failure;
    LockTupleMode mode;
    check_result(relation_, table_tuple_update(relation_, &old_tid_, slot_, estate_->es_output_cid,
                                               estate_->es_snapshot, InvalidSnapshot, true,
                                               &failure, &mode, &indexes));
    List *rechecks = NIL;
    if (compat::is_any(indexes))
        rechecks = compat::insert_index_tuples(target_, slot_, estate_, &indexes, nullptr, NIL);
    ExecARUpdateTriggers(estate_, target_, nullptr, nullptr, &old_tid_, nullptr, slot_, rechecks,
                         capture_, false);
    list_free(rechecks);
    ResetPerTupleExprContext(estate_);
    return true;
}

bool TableWriter::remove(ItemPointerData tid) {
    old_tid_ = tid;
    if (target_->ri_TrigDesc != nullptr && target_->ri_TrigDesc->trig_delete_before_row) {
        compat::init_recheck(&recheck_, estate_);
        if (!compat::before_row_delete(estate_, &recheck_, target_, &old_tid_))
            return false;
    }
    TM_FailureData failure;
    check_result(relation_,
                 table_tuple_delete(relation_, &old_tid_, estate_->es_output_cid,
                                    estate_->es_snapshot, InvalidSnapshot, true, &failure, false));
    ExecARDeleteTriggers(estate_, target_, &old_tid_, nullptr, capture_, false);
    return true;
}

} // namespace inventory
