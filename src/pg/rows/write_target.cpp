// Keeping what the executor needs ready, see write_target.hpp.
#include "pg/rows/write_target.hpp"

#include "pg/base/compat.hpp"

#include <algorithm>

extern "C" {
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

WriteTarget *kept[table_count]; // by Table
uint64 changes;                 // that were told of tables and functions

// ---- what may be kept ----------------------------------------------------------------------

// One that could be replaced by another.
bool is_foreign_function(Oid function, void *) { return function >= FirstNormalObjectId; }

// Whether the state of an expression may not outlive a statement: because a node of it keeps something
// of the statement's, or a function of it can change.
bool is_unkeepable(Node *node, void *) {
    if (node == nullptr)
        return false;
    switch (nodeTag(node)) {
    case T_Var:
        return reinterpret_cast<Var *>(node)->varattno <= 0;
    case T_NullTest:
        if (reinterpret_cast<NullTest *>(node)->argisrow)
            return true;
        break;
    case T_List:
    case T_Const:
    case T_OpExpr:
    case T_DistinctExpr:
    case T_NullIfExpr:
    case T_FuncExpr:
    case T_BoolExpr:
    case T_BooleanTest:
    case T_CoalesceExpr:
    case T_CaseExpr:
    case T_CaseWhen:
    case T_CaseTestExpr:
    case T_ScalarArrayOpExpr:
    case T_RelabelType:
    case T_ArrayExpr:
    case T_CoerceViaIO:
    case T_MinMaxExpr:
    case T_SQLValueFunction:
        break;
    default:
        return true;
    }
    if (check_functions_in_node(node, is_foreign_function, nullptr))
        return true;
    return compat::walk_expression(node, is_unkeepable);
}

bool is_keepable(const char *text) {
    return !is_unkeepable(static_cast<Node *>(stringToNode(text)), nullptr);
}

// ---- triggers ------------------------------------------------------------------------------

// Whether a function is one of the extension's, by its name: a trigger function in C.
bool is_own_function(Oid function) {
    HeapTuple found = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(found))
        return false;
    Form_pg_proc proc = reinterpret_cast<Form_pg_proc>(GETSTRUCT(found));
    std::string_view name = NameStr(proc->proname);
    bool is_own = proc->pronamespace == get_namespace_oid("inventory", true) &&
                  proc->prolang == ClanguageId &&
                  (name == "collect_level_change" || name == "record_level_changes" ||
                   name == "refuse_direct_change");
    ReleaseSysCache(found);
    return is_own;
}

// As the extension made it: of each row, but that of an insert may look at the row first.
bool is_own_trigger(const Trigger &trigger) {
    return trigger.tgenabled == TRIGGER_FIRES_ON_ORIGIN && trigger.tgnattr == 0 &&
           (trigger.tgqual == nullptr || TRIGGER_FOR_INSERT(trigger.tgtype)) &&
           is_own_function(trigger.tgfoid);
}

// Whether nobody but the extension has triggers on a table, and those of levels are all there.
bool are_own(Table table, const TriggerDesc *triggers) {
    if (triggers == nullptr)
        return table != Table::levels;
    if (table == Table::levels &&
        !(triggers->trig_insert_after_row && triggers->trig_insert_after_statement &&
          triggers->trig_update_after_row && triggers->trig_update_after_statement &&
          triggers->trig_delete_after_row && triggers->trig_delete_after_statement))
        return false;
    return std::all_of(triggers->triggers, triggers->triggers + triggers->numtriggers,
                       is_own_trigger);
}

// ---- making ready --------------------------------------------------------------------------

ExprState *prepare_check(const char *text) {
    Expr *check = static_cast<Expr *>(stringToNode(text));

    return ExecInitExpr(expression_planner(check), nullptr);
}

// As the executor does it, with OLD as the inner and NEW as the outer row.
ExprState *prepare_condition(const char *text) {
    Node *condition = static_cast<Node *>(stringToNode(text));

    ChangeVarNodes(condition, PRS2_OLD_VARNO, INNER_VAR, 0);
    ChangeVarNodes(condition, PRS2_NEW_VARNO, OUTER_VAR, 0);
    List *parts = make_ands_implicit(reinterpret_cast<Expr *>(condition));
    Expr *planned = expression_planner(reinterpret_cast<Expr *>(parts));
    return ExecInitQual(reinterpret_cast<List *>(planned), nullptr);
}

void prepare_checks(WriteTarget &target, const TupleConstr *constraints) {
    if (constraints == nullptr || constraints->num_check == 0)
        return;
    Size bytes = sizeof(ExprState *) * constraints->num_check;
    ExprState **checks = static_cast<ExprState **>(palloc0(bytes));
    for (int i = 0; i < constraints->num_check; i++) {
        const ConstrCheck &check = constraints->check[i];
        target.is_kept &= is_keepable(check.ccbin);
        if (compat::is_enforced(check))
            checks[i] = prepare_check(check.ccbin);
    }
    compat::checks_of(target.result) = checks;
}

void prepare_triggers(WriteTarget &target) {
    TriggerDesc *triggers = target.result->ri_TrigDesc;

    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; i++) {
        const char *condition = triggers->triggers[i].tgqual;
        if (condition == nullptr)
            continue;
        target.is_kept &= is_keepable(condition);
        target.result->ri_TrigWhenExprs[i] = prepare_condition(condition);
    }
}

// Makes the defaults of columns ready that are not the extension's own.
void prepare_defaults(WriteTarget &target, Relation relation, const TableShape *shape) {
    TupleDesc columns = RelationGetDescr(relation);

    if (columns->natts == shape->count)
        return;
    target.defaults = static_cast<ExprState **>(palloc0(sizeof(ExprState *) * columns->natts));
    for (int i = 0; i < columns->natts; i++) {
        Form_pg_attribute column = TupleDescAttr(columns, i);
        if (column->attisdropped || column->attgenerated != '\0' || shape->is_own(column->attnum))
            continue;
        Node *value = build_column_default(relation, i + 1);
        if (value == nullptr)
            continue;
        target.is_kept &= !is_unkeepable(value, nullptr);
        target.defaults[i] = ExecPrepareExpr(reinterpret_cast<Expr *>(value), target.estate);
    }
}

// Notes the indexes, which are open as long as the target is in use, and makes their predicates ready.
void prepare_indexes(WriteTarget &target) {
    ResultRelInfo *result = target.result;

    ExecOpenIndices(result, true);
    target.indexes = static_cast<Oid *>(palloc0(sizeof(Oid) * (result->ri_NumIndices + 1)));
    for (int i = 0; i < result->ri_NumIndices; i++) {
        IndexInfo *index = result->ri_IndexRelationInfo[i];
        target.indexes[i] = RelationGetRelid(result->ri_IndexRelationDescs[i]);
        target.is_kept &= !is_unkeepable(reinterpret_cast<Node *>(index->ii_Expressions), nullptr);
        target.is_kept &= !is_unkeepable(reinterpret_cast<Node *>(index->ii_Predicate), nullptr);
    }
    ExecCloseIndices(result);
}

WriteTarget *make_target(Table table, Relation relation, const TableShape *shape) {
    uint64 before = changes;
    EState *estate = CreateExecutorState();
    MemoryContext caller = MemoryContextSwitchTo(estate->es_query_cxt);
    WriteTarget *target = static_cast<WriteTarget *>(palloc0(sizeof(WriteTarget)));
    // Not the table's own: nothing that is kept may point into the relation cache.
    TupleDesc columns = CreateTupleDescCopyConstr(RelationGetDescr(relation));
    const TupleConstr *constraints = columns->constr;
    const TupleTableSlotOps *slots = table_slot_callbacks(relation);

    target->table = RelationGetRelid(relation);
    target->estate = estate;
    target->result = makeNode(ResultRelInfo);
    target->is_kept = true;
    compat::init_range_table(estate, relation);
    InitResultRelInfo(target->result, relation, 1, nullptr, 0);
    estate->es_opened_result_relations =
        lappend(estate->es_opened_result_relations, target->result);
    target->slot = ExecInitExtraTupleSlot(estate, columns, slots);
    target->old_slot = ExecInitExtraTupleSlot(estate, columns, slots);
    target->result->ri_TrigOldSlot = ExecInitExtraTupleSlot(estate, columns, slots);
    target->result->ri_TrigNewSlot = ExecInitExtraTupleSlot(estate, columns, slots);
    target->has_own_triggers = are_own(table, target->result->ri_TrigDesc);
    // What is computed from a row is left to the executor.
    if (constraints != nullptr && constraints->has_generated_stored)
        target->is_kept = false;
    if (compat::has_virtual_columns(constraints)) {
        target->is_kept = false;
    } else {
        prepare_checks(*target, constraints);
        prepare_triggers(*target);
    }
    prepare_defaults(*target, relation, shape);
    prepare_indexes(*target);
    // Where something changes meanwhile, it is good for this time only.
    target->is_valid = changes == before;
    MemoryContextSwitchTo(caller);
    return target;
}

// ---- keeping -------------------------------------------------------------------------------

void forget(WriteTarget *&target) {
    MemoryContextDelete(target->estate->es_query_cxt);
    target = nullptr;
}

// The target that is kept of a table; nullptr where none is, or it is in use.
WriteTarget *find_kept(Table table, Relation relation) {
    WriteTarget *&target = kept[static_cast<int>(table)];

    if (target == nullptr || target->user != InvalidSubTransactionId)
        return nullptr;
    if (!target->is_valid || target->table != RelationGetRelid(relation))
        forget(target);
    return target;
}

// Of an index too: that one which is being built takes rows from now on is told of the index alone.
bool is_of(const WriteTarget &target, Oid relation) {
    const Oid *begin = target.indexes;
    const Oid *end = begin + target.result->ri_NumIndices;

    return target.table == relation || std::find(begin, end, relation) != end;
}

void on_table_change(Datum, Oid relation) {
    changes++;
    for (WriteTarget *target : kept)
        if (target != nullptr && (!OidIsValid(relation) || is_of(*target, relation)))
            target->is_valid = false;
}

void on_function_change(Datum, int, uint32) { on_table_change(Datum{0}, InvalidOid); }

// What an error left open in a subtransaction, or below it, holds pins that are gone. Ids grow, and a child's
// is greater than its parent's.
void forget_used_since(SubTransactionId first) {
    for (WriteTarget *&target : kept)
        if (target != nullptr && target->user >= first)
            forget(target);
}

void on_transaction(XactEvent event, void *) {
    if (event == XACT_EVENT_ABORT)
        forget_used_since(TopSubTransactionId);
}

void on_subtransaction(SubXactEvent event, SubTransactionId subid, SubTransactionId, void *) {
    if (event == SUBXACT_EVENT_ABORT_SUB)
        forget_used_since(subid);
}

AclMode right_to(CmdType command) {
    return command == CMD_INSERT ? ACL_INSERT : command == CMD_UPDATE ? ACL_UPDATE : ACL_DELETE;
}

} // namespace

WriteTarget *open_target(Table table, CmdType command) {
    const TableShape *shape;
    Relation relation = open_table(table, RowExclusiveLock, &shape);
    AclResult allowed = pg_class_aclcheck(shape->oid, GetUserId(), right_to(command));
    if (allowed != ACLCHECK_OK)
        aclcheck_error(allowed, OBJECT_TABLE, name_of(table));

    WriteTarget *target = find_kept(table, relation);
    if (target == nullptr) {
        target = make_target(table, relation, shape);
        WriteTarget *&place = kept[static_cast<int>(table)];
        target->is_kept &= place == nullptr;
        if (target->is_kept) {
            MemoryContextSetParent(target->estate->es_query_cxt, TopMemoryContext);
            place = target;
        }
    }
    ResultRelInfo *result = target->result;
    target->user = GetCurrentSubTransactionId();
    result->ri_RelationDesc = relation;
    target->shape = shape;
    target->fires_triggers =
        !target->has_own_triggers || SessionReplicationRole != SESSION_REPLICATION_ROLE_ORIGIN;
    CheckCmdReplicaIdentity(relation, command);
    if (result->ri_TrigDesc != nullptr)
        memset(result->ri_TrigFunctions, 0, sizeof(FmgrInfo) * result->ri_TrigDesc->numtriggers);
    return target;
}

void open_indexes(WriteTarget *target) {
    ResultRelInfo *result = target->result;

    if (target->has_open_indexes)
        return;
    for (int i = 0; i < result->ri_NumIndices; i++) {
        result->ri_IndexRelationDescs[i] = index_open(target->indexes[i], RowExclusiveLock);
        // An index may keep something of its own there, as long as the writer is open.
        result->ri_IndexRelationInfo[i]->ii_AmCache = nullptr;
        result->ri_IndexRelationInfo[i]->ii_Context = CurrentMemoryContext;
    }
    target->has_open_indexes = true;
}

TupleTableSlot *place_in_queue(WriteTarget *target, int at) {
    MemoryContext caller = MemoryContextSwitchTo(target->estate->es_query_cxt);

    if (target->queue == nullptr)
        target->queue = static_cast<TupleTableSlot **>(
            palloc0(sizeof(TupleTableSlot *) * WriteTarget::most_queued));
    TupleTableSlot *&slot = target->queue[at];
    if (slot == nullptr)
        slot = MakeTupleTableSlot(target->slot->tts_tupleDescriptor, target->slot->tts_ops);
    MemoryContextSwitchTo(caller);
    return slot;
}

void close_target(WriteTarget *target) {
    Relation relation = target->relation();

    if (target->has_open_indexes)
        ExecCloseIndices(target->result);
    target->has_open_indexes = false;
    target->user = InvalidSubTransactionId;
    if (target->is_kept) {
        ListCell *cell;
        foreach (cell, target->estate->es_tupleTable)
            ExecClearTuple(static_cast<TupleTableSlot *>(lfirst(cell)));
    } else {
        ExecResetTupleTable(target->estate->es_tupleTable, false);
        FreeExecutorState(target->estate);
    }
    table_close(relation, NoLock);
}

bool has_own_triggers(Table table) {
    const WriteTarget *target = kept[static_cast<int>(table)];

    return target != nullptr && target->is_valid && target->has_own_triggers &&
           target->user == InvalidSubTransactionId &&
           SessionReplicationRole == SESSION_REPLICATION_ROLE_ORIGIN;
}

void register_target_callbacks() {
    CacheRegisterRelcacheCallback(on_table_change, Datum{0});
    CacheRegisterSyscacheCallback(PROCOID, on_function_change, Datum{0});
    RegisterXactCallback(on_transaction, nullptr);
    RegisterSubXactCallback(on_subtransaction, nullptr);
}

} // namespace inventory
