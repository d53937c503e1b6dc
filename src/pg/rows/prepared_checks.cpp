// Keeping constraints and conditions ready, see prepared_checks.hpp.
#include "pg/rows/prepared_checks.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "access/transam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteManip.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
}

namespace inventory {
namespace {

struct Prepared {
    Oid relation;
    bool valid;
    int users; // writers that are open
    ExprState **checks;
    ExprState **conditions; // of triggers
    int condition_count;
    bool keeps_checks; // else the executor prepares them
    MemoryContext memory;
};

Prepared prepared[table_count]; // by Table

void forget(Datum, Oid relation) {
    for (Prepared &entry : prepared)
        if (entry.relation == relation || !OidIsValid(relation))
            entry.valid = false;
}

// An error closes no writer.
void release_all(XactEvent event, void *) {
    if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
        for (Prepared &entry : prepared)
            entry.users = 0;
}

// One that could be replaced by another.
bool is_foreign_function(Oid function, void *) { return function >= FirstNormalObjectId; }

// Whether the state of an expression may not outlive a statement: because a node of it keeps something
// in the executor's memory, or a function of it can change.
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

void prepare(Prepared &entry, const ResultRelInfo *target) {
    Relation relation = target->ri_RelationDesc;
    TupleConstr *constraints = RelationGetDescr(relation)->constr;
    TriggerDesc *triggers = target->ri_TrigDesc;
    int checks = constraints == nullptr ? 0 : constraints->num_check;
    int conditions = triggers == nullptr ? 0 : triggers->numtriggers;

    if (entry.memory == nullptr)
        entry.memory =
            AllocSetContextCreate(TopMemoryContext, "inventory checks", ALLOCSET_SMALL_SIZES);
    entry.relation = RelationGetRelid(relation);
    entry.valid = false;
    MemoryContextReset(entry.memory);
    MemoryContext caller = MemoryContextSwitchTo(entry.memory);
    entry.keeps_checks = true;
    entry.condition_count = conditions;
    for (int i = 0; i < checks; i++)
        entry.keeps_checks &= is_keepable(constraints->check[i].ccbin);
    entry.checks = static_cast<ExprState **>(palloc0(sizeof(ExprState *) * (checks + 1)));
    for (int i = 0; i < checks; i++)
        if (entry.keeps_checks && compat::is_enforced(constraints->check[i]))
            entry.checks[i] = prepare_check(constraints->check[i].ccbin);
    entry.conditions = static_cast<ExprState **>(palloc0(sizeof(ExprState *) * (conditions + 1)));
    for (int i = 0; i < conditions; i++)
        if (triggers->triggers[i].tgqual != nullptr && is_keepable(triggers->triggers[i].tgqual))
            entry.conditions[i] = prepare_condition(triggers->triggers[i].tgqual);
    MemoryContextSwitchTo(caller);
    entry.valid = true;
}

} // namespace

bool use_prepared_checks(Table table, ResultRelInfo *target) {
    TupleConstr *constraints = RelationGetDescr(target->ri_RelationDesc)->constr;
    Prepared &entry = prepared[static_cast<int>(table)];

    if (compat::has_virtual_columns(constraints))
        return false;
    if (!entry.valid || entry.relation != RelationGetRelid(target->ri_RelationDesc)) {
        // What an open writer uses stays as it is: the executor prepares for this one.
        if (entry.users > 0)
            return false;
        prepare(entry, target);
    }
    entry.users++;
    if (entry.keeps_checks)
        compat::checks_of(target) = entry.checks;
    // The executor fills in those that are missing, in its own memory.
    if (target->ri_TrigDesc != nullptr)
        memcpy(target->ri_TrigWhenExprs, entry.conditions,
               sizeof(ExprState *) * static_cast<Size>(entry.condition_count));
    return true;
}

void release_prepared_checks(Table table) {
    Prepared &entry = prepared[static_cast<int>(table)];

    if (entry.users > 0)
        entry.users--;
}

void register_check_callbacks() {
    CacheRegisterRelcacheCallback(forget, Datum{0});
    RegisterXactCallback(release_all, nullptr);
}

} // namespace inventory
