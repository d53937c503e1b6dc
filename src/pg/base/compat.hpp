// What differs between PostgreSQL 15 and 18: the only file that looks at PG_VERSION_NUM.
//
// Not here: anything that all four versions know.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "access/genam.h"
#include "access/tableam.h"
#include "catalog/pg_database.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_relation.h"
#include "utils/datetime.h"
#include "utils/rel.h"
#include "utils/wait_event.h"
// From 16 what reads texts is no part of postgres.h.
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif
}

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "inventory is made for PostgreSQL 15 to 18"
#endif

// From 18 the magic block has a name and a version, and clang misses what is not given.
#if PG_VERSION_NUM >= 180000
#define INVENTORY_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "inventory", .version = nullptr)
#else
#define INVENTORY_MODULE_MAGIC PG_MODULE_MAGIC
#endif

namespace inventory::compat {

// From 17 a session can limit a whole transaction.
#if PG_VERSION_NUM >= 170000
inline constexpr bool has_transaction_timeout = true;
#else
inline constexpr bool has_transaction_timeout = false;
#endif

// From 17 an interval can be infinite.
inline bool is_infinite(const Interval *interval) {
#if PG_VERSION_NUM >= 170000
    return INTERVAL_NOT_FINITE(interval);
#else
    (void)interval;
    return false;
#endif
}

// From 16 what a text lacks to be a time is told apart.
inline int decode_time(char **fields, int *types, int count, int *kind, struct pg_tm *parts,
                       fsec_t *fraction, int *zone) {
#if PG_VERSION_NUM >= 160000
    DateTimeErrorExtra more;

    return DecodeDateTime(fields, types, count, kind, parts, fraction, zone, &more);
#else
    return DecodeDateTime(fields, types, count, kind, parts, fraction, zone);
#endif
}

// The wait event of an idle launcher in pg_stat_activity; before 17 it cannot have a name.
inline uint32 launcher_wait_event() {
#if PG_VERSION_NUM >= 170000
    static uint32 event = 0;

    if (event == 0)
        event = WaitEventExtensionNew("InventoryLauncherMain");
    return event;
#else
    return PG_WAIT_EXTENSION;
#endif
}

// Whether a DROP DATABASE was cut short, so that nobody can connect any more. The first minor
// releases of 15 do not have such databases.
inline bool is_half_dropped(Form_pg_database database) {
#ifdef DATCONNLIMIT_INVALID_DB
    return database->datconnlimit == DATCONNLIMIT_INVALID_DB;
#else
    (void)database;
    return false;
#endif
}

// From 18 an index scan can be instrumented.
inline IndexScanDesc begin_index_scan(Relation table, Relation index, Snapshot snapshot, int keys) {
#if PG_VERSION_NUM >= 180000
    return index_beginscan(table, index, snapshot, nullptr, keys, 0);
#else
    return index_beginscan(table, index, snapshot, keys, 0);
#endif
}

// From 18 a primary key can be deferrable.
inline Oid primary_key_index(Relation table) {
#if PG_VERSION_NUM >= 180000
    return RelationGetPrimaryKeyIndex(table, false);
#else
    return RelationGetPrimaryKeyIndex(table);
#endif
}

// ---- writing rows --------------------------------------------------------------------------

// Makes a range table of one table for the executor. To the triggers of an update every column counts as
// updated but those of the primary key.
inline void init_range_table(EState *estate, Relation table) {
    RangeTblEntry *entry = makeNode(RangeTblEntry);
    Bitmapset *columns = bms_del_members(
        bms_add_range(nullptr, 1 - FirstLowInvalidHeapAttributeNumber,
                      RelationGetDescr(table)->natts - FirstLowInvalidHeapAttributeNumber),
        RelationGetIndexAttrBitmap(table, INDEX_ATTR_BITMAP_PRIMARY_KEY));

    entry->rtekind = RTE_RELATION;
    entry->relid = RelationGetRelid(table);
    entry->relkind = table->rd_rel->relkind;
    entry->rellockmode = RowExclusiveLock;
#if PG_VERSION_NUM >= 160000
    List *permissions = NIL;
    RTEPermissionInfo *permission = addRTEPermissionInfo(&permissions, entry);
    permission->updatedCols = columns;
#if PG_VERSION_NUM >= 180000
    ExecInitRangeTable(estate, list_make1(entry), permissions, bms_make_singleton(1));
#else
    ExecInitRangeTable(estate, list_make1(entry), permissions);
#endif
#else
    entry->updatedCols = columns;
    ExecInitRangeTable(estate, list_make1(entry));
#endif
}

// From 16 indexes that only summarize may be all that an update touches.
#if PG_VERSION_NUM >= 160000
using UpdatedIndexes = TU_UpdateIndexes;
inline bool is_any(UpdatedIndexes indexes) { return indexes != TU_None; }
#else
using UpdatedIndexes = bool;
inline bool is_any(UpdatedIndexes indexes) { return indexes; }
#endif

// `conflict` nullptr: a duplicate is an error; else whether there is one among the arbiters.
inline List *insert_index_tuples(ResultRelInfo *target, TupleTableSlot *slot, EState *estate,
                                 UpdatedIndexes *updated, bool *conflict, List *arbiters) {
    bool updates = updated != nullptr;
#if PG_VERSION_NUM >= 160000
    bool summarizing = updates && *updated == TU_Summarizing;
    return ExecInsertIndexTuples(target, slot, estate, updates, conflict != nullptr, conflict,
                                 arbiters, summarizing);
#else
    return ExecInsertIndexTuples(target, slot, estate, updates, conflict != nullptr, conflict,
                                 arbiters);
#endif
}

inline bool check_index_constraints(ResultRelInfo *target, TupleTableSlot *slot, EState *estate,
                                    ItemPointer conflicting, List *arbiters) {
#if PG_VERSION_NUM >= 180000
    return ExecCheckIndexConstraints(target, slot, estate, conflicting, &slot->tts_tid, arbiters);
#else
    return ExecCheckIndexConstraints(target, slot, estate, conflicting, arbiters);
#endif
}

inline void init_recheck(EPQState *recheck, EState *estate) {
#if PG_VERSION_NUM >= 160000
    EvalPlanQualInit(recheck, estate, nullptr, NIL, -1, NIL);
#else
    EvalPlanQualInit(recheck, estate, nullptr, NIL, -1);
#endif
}

inline bool before_row_update(EState *estate, EPQState *recheck, ResultRelInfo *target,
                              ItemPointer tid, TupleTableSlot *slot) {
#if PG_VERSION_NUM >= 180000
    return ExecBRUpdateTriggers(estate, recheck, target, tid, nullptr, slot, nullptr, nullptr,
                                false);
#elif PG_VERSION_NUM >= 160000
    return ExecBRUpdateTriggers(estate, recheck, target, tid, nullptr, slot, nullptr, nullptr);
#else
    return ExecBRUpdateTriggers(estate, recheck, target, tid, nullptr, slot, nullptr);
#endif
}

inline bool before_row_delete(EState *estate, EPQState *recheck, ResultRelInfo *target,
                              ItemPointer tid) {
#if PG_VERSION_NUM >= 180000
    return ExecBRDeleteTriggers(estate, recheck, target, tid, nullptr, nullptr, nullptr, nullptr,
                                false);
#elif PG_VERSION_NUM >= 160000
    return ExecBRDeleteTriggers(estate, recheck, target, tid, nullptr, nullptr, nullptr, nullptr);
#else
    return ExecBRDeleteTriggers(estate, recheck, target, tid, nullptr, nullptr);
#endif
}

// Before 16 the walker has no type.
inline bool walk_expression(Node *node, bool (*walker)(Node *, void *)) {
#if PG_VERSION_NUM >= 160000
    return expression_tree_walker(node, walker, nullptr);
#else
    return expression_tree_walker(
        node, reinterpret_cast<bool (*)()>(reinterpret_cast<void *>(walker)), nullptr);
#endif
}

// From 18 a CHECK can be declared and not enforced, and is kept elsewhere.
inline ExprState **&checks_of(ResultRelInfo *target) {
#if PG_VERSION_NUM >= 180000
    return target->ri_CheckConstraintExprs;
#else
    return target->ri_ConstraintExprs;
#endif
}

inline bool is_enforced(const ConstrCheck &check) {
#if PG_VERSION_NUM >= 180000
    return check.ccenforced;
#else
    (void)check;
    return true;
#endif
}

// Columns that are computed when they are read, which constraints would have to expand.
inline bool has_virtual_columns(const TupleConstr *constraints) {
#if PG_VERSION_NUM >= 180000
    return constraints != nullptr && constraints->has_generated_virtual;
#else
    (void)constraints;
    return false;
#endif
}

} // namespace inventory::compat
