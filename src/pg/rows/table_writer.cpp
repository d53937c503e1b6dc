// Writing rows without a statement, see table_writer.hpp. Each step is what the executor does for
// a row (PostgreSQL: nodeModifyTable.c, execReplication.c).
#include "pg/rows/table_writer.hpp"

#include "pg/rows/columns.hpp"
#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/rows/prepared_checks.hpp"
#include "pg/rows/scan.hpp"

extern "C" {
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_enum.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

struct DeedTraits {
    CmdType command;
    AclMode right;
};

// In the order of Deed.
constexpr DeedTraits traits[] = {
    {CMD_INSERT, ACL_INSERT}, {CMD_UPDATE, ACL_UPDATE}, {CMD_DELETE, ACL_DELETE}};

// Columns of the extension that no rule looks at.
bool describes(std::string_view column) {
    return column == "actor" || column == "customer_id" || column == "reason";
}

const DeedTraits &traits_of(Deed deed) { return traits[static_cast<int>(deed)]; }

} // namespace

TableWriter TableWriter::open(const char *table, Deed deed) {
    TableWriter writer{};
    Oid oid = get_relname_relid(table, get_namespace_oid("inventory", false));

    begin_sight();
    writer.deed_ = deed;
    writer.relation_ = table_open(oid, RowExclusiveLock);
    writer.own_columns_ = check_columns(writer.relation_);
    AclResult allowed = pg_class_aclcheck(oid, GetUserId(), traits_of(deed).right);
    if (allowed != ACLCHECK_OK)
        aclcheck_error(allowed, OBJECT_TABLE, table);

    writer.estate_ = CreateExecutorState();
    MemoryContext caller = MemoryContextSwitchTo(writer.estate_->es_query_cxt);
    compat::init_range_table(writer.estate_, writer.relation_, deed == Deed::update);
    writer.target_ = makeNode(ResultRelInfo);
    InitResultRelInfo(writer.target_, writer.relation_, 1, nullptr, 0);
    writer.estate_->es_opened_result_relations =
        lappend(writer.estate_->es_opened_result_relations, writer.target_);
    writer.estate_->es_output_cid = GetCurrentCommandId(true);
    writer.estate_->es_snapshot = GetActiveSnapshot();
    CheckCmdReplicaIdentity(writer.relation_, traits_of(deed).command);
    writer.uses_prepared_ = use_prepared_checks(writer.target_);
    if (deed == Deed::insert)
        writer.prepare_defaults();
    if (deed != Deed::remove)
        ExecOpenIndices(writer.target_, deed == Deed::insert);
    writer.slot_ = ExecInitExtraTupleSlot(writer.estate_, RelationGetDescr(writer.relation_),
                                          table_slot_callbacks(writer.relation_));
    writer.old_slot_ = ExecInitExtraTupleSlot(writer.estate_, RelationGetDescr(writer.relation_),
                                              table_slot_callbacks(writer.relation_));
    MemoryContextSwitchTo(caller);

    AfterTriggerBeginQuery();
    writer.capture_ =
        MakeTransitionCaptureState(writer.target_->ri_TrigDesc, oid, traits_of(deed).command);
    writer.fire_before_statement();
    return writer;
}

void TableWriter::fire_before_statement() {
    switch (deed_) {
    case Deed::insert:
        ExecBSInsertTriggers(estate_, target_);
        break;
    case Deed::update:
        ExecBSUpdateTriggers(estate_, target_);
        break;
    case Deed::remove:
        ExecBSDeleteTriggers(estate_, target_);
        break;
    }
}

void TableWriter::fire_after_statement() {
    switch (deed_) {
    case Deed::insert:
        ExecASInsertTriggers(estate_, target_, capture_);
        break;
    case Deed::update:
        ExecASUpdateTriggers(estate_, target_, capture_);
        break;
    case Deed::remove:
        ExecASDeleteTriggers(estate_, target_, capture_);
        break;
    }
}

void TableWriter::close() {
    fire_after_statement();
    AfterTriggerEndQuery(estate_);
    if (uses_prepared_)
        release_prepared_checks(target_);
    ExecCloseResultRelations(estate_);
    ExecResetTupleTable(estate_->es_tupleTable, false);
    ExecCloseRangeTableRelations(estate_);
    table_close(relation_, NoLock);
    FreeExecutorState(estate_);
    end_sight();
}

// ---- the row in hand -----------------------------------------------------------------------

// Makes the defaults of columns ready that are not the extension's own.
void TableWriter::prepare_defaults() {
    TupleDesc columns = RelationGetDescr(relation_);

    if (columns->natts <= own_columns_)
        return;
    defaults_ = static_cast<ExprState **>(palloc0(sizeof(ExprState *) * columns->natts));
    for (int i = own_columns_; i < columns->natts; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
        if (column->attisdropped || column->attgenerated != '\0')
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

void TableWriter::begin_row(ItemPointerData place) {
    int columns = slot_->tts_tupleDescriptor->natts;

    old_place_ = place;
    ExecClearTuple(slot_);
    if (!table_tuple_fetch_row_version(relation_, &old_place_, SnapshotAny, old_slot_))
        raise_lost_rows();
    slot_getallattrs(old_slot_);
    memcpy(slot_->tts_values, old_slot_->tts_values, sizeof(Datum) * columns);
    memcpy(slot_->tts_isnull, old_slot_->tts_isnull, sizeof(bool) * columns);
    ExecStoreVirtualTuple(slot_);
}

void TableWriter::set(int column, Datum value) {
    slot_->tts_values[column - 1] = value;
    slot_->tts_isnull[column - 1] = false;
}

void TableWriter::set_null(int column) { slot_->tts_isnull[column - 1] = true; }

void TableWriter::set_text(int column, Text value) {
    if (is_null(value))
        set_null(column);
    else
        set(column, PointerGetDatum(cstring_to_text_with_len(value.data(),
                                                             static_cast<int>(value.size()))));
}

void TableWriter::set_bigint(int column, int64 value) { set(column, Int64GetDatum(value)); }
void TableWriter::set_integer(int column, int32 value) { set(column, Int32GetDatum(value)); }
void TableWriter::set_boolean(int column, bool value) { set(column, BoolGetDatum(value)); }

void TableWriter::set_time(int column, TimestampTz value) {
    if (value == no_time)
        set_null(column);
    else
        set(column, TimestampTzGetDatum(value));
}

void TableWriter::set_jsonb(int column, Datum value) {
    if (value == 0)
        set_null(column);
    else
        set(column, value);
}

void TableWriter::set_enum(int column, const char *label) {
    Oid type = TupleDescAttr(RelationGetDescr(relation_), column - 1)->atttypid;
    HeapTuple tuple =
        SearchSysCache2(ENUMTYPOIDNAME, ObjectIdGetDatum(type), CStringGetDatum(label));

    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "inventory: unknown value \"%s\" of an enum", label);
    set(column, ObjectIdGetDatum(reinterpret_cast<Form_pg_enum>(GETSTRUCT(tuple))->oid));
    ReleaseSysCache(tuple);
}

int64 TableWriter::bigint(int column) const { return DatumGetInt64(slot_->tts_values[column - 1]); }

ItemPointerData TableWriter::place() const { return slot_->tts_tid; }

// ---- writing it ----------------------------------------------------------------------------

// Generated columns and constraints.
void TableWriter::check() {
    TupleConstr *constraints = RelationGetDescr(relation_)->constr;

    slot_->tts_tableOid = RelationGetRelid(relation_);
    if (constraints == nullptr)
        return;
    if (constraints->has_generated_stored)
        ExecComputeStoredGenerated(target_, estate_, slot_, traits_of(deed_).command);
    ExecConstraints(target_, slot_, estate_);
}

// Raises an error where a trigger has changed one of the extension's own columns of the row, but for
// what only describes.
void TableWriter::compare(HeapTuple wanted) {
    TupleDesc columns = RelationGetDescr(relation_);

    slot_getallattrs(slot_);
    for (int i = 0; i < own_columns_; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
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
    List *rechecks =
        compat::insert_index_tuples(target_, slot_, estate_, nullptr, nullptr, NIL);
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

// Locks the row that was found at a place. False where it has gone or moved on since.
bool TableWriter::lock_claimed(ItemPointerData place) {
    TM_FailureData failure;
    TM_Result result = table_tuple_lock(relation_, &place, estate_->es_snapshot, old_slot_,
                                        estate_->es_output_cid, LockTupleNoKeyExclusive,
                                        LockWaitBlock, 0, &failure);

    if (result == TM_Ok && (!IsolationUsesXactSnapshot() ||
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
        if (!compat::before_row_update(estate_, &recheck_, target_, &old_place_, slot_))
            return false;
        compare(wanted);
        heap_freetuple(wanted);
    }
    check();
    simple_table_tuple_update(relation_, &old_place_, slot_, estate_->es_snapshot, &indexes);
    List *rechecks = NIL;
    if (compat::is_any(indexes))
        rechecks = compat::insert_index_tuples(target_, slot_, estate_, &indexes, nullptr, NIL);
    ExecARUpdateTriggers(estate_, target_, nullptr, nullptr, &old_place_, nullptr, slot_, rechecks,
                         capture_, false);
    list_free(rechecks);
    ResetPerTupleExprContext(estate_);
    return true;
}

bool TableWriter::remove(ItemPointerData place) {
    old_place_ = place;
    if (target_->ri_TrigDesc != nullptr && target_->ri_TrigDesc->trig_delete_before_row) {
        compat::init_recheck(&recheck_, estate_);
        if (!compat::before_row_delete(estate_, &recheck_, target_, &old_place_))
            return false;
    }
    simple_table_tuple_delete(relation_, &old_place_, estate_->es_snapshot);
    ExecARDeleteTriggers(estate_, target_, &old_place_, nullptr, capture_, false);
    return true;
}

} // namespace inventory
