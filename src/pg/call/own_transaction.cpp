// Whether a call is a transaction by itself, see own_transaction.hpp.
//
// PostgreSQL tells a utility statement whether it is a client's own (isTopLevel), but not a function.
// What is known of a function is the executor state that its expression belongs to, and what is known
// of the session is the portal that runs; IsInTransactionBlock() says the rest. A pipeline's first
// statement is taken for one by itself, as by PostgreSQL's own VACUUM: nobody knows yet what follows.
#include "pg/call/own_transaction.hpp"

extern "C" {
#include "access/xact.h"
#include "commands/trigger.h"
#include "executor/execdesc.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "tcop/pquery.h"
}

namespace inventory {
namespace {

// Whether the present portal is that of the client's message, in either protocol: the one without a
// name. What a function, DECLARE or EXECUTE opens has one, and so has a portal that a client names.
bool is_clients(Portal portal) { return portal != nullptr && portal->name[0] == '\0'; }

// Whether a function is called by the query of a portal itself: what is run by a function that the
// query calls, in whatever language, has an executor state of its own. Of a portal that is no plain
// SELECT there is none to be seen.
bool is_called_by(Portal portal, FunctionCallInfo fcinfo) {
    const QueryDesc *query = portal->queryDesc;

    return query != nullptr && query->operation == CMD_SELECT && query->estate != nullptr &&
           query->estate->es_query_cxt == fcinfo->flinfo->fn_mcxt;
}

} // namespace

bool is_own_transaction(FunctionCallInfo fcinfo) {
    return !IsInTransactionBlock(true) && is_clients(ActivePortal) &&
           is_called_by(ActivePortal, fcinfo);
}

void make_constraints_immediate() {
    Oid user;
    int security;

    if (InSecurityRestrictedOperation())
        return;
    GetUserIdAndSecContext(&user, &security);
    SetUserIdAndSecContext(GetOuterUserId(), 0);
    AfterTriggerSetState(makeNode(ConstraintsSetStmt)); // all, immediate
    SetUserIdAndSecContext(user, security);
}

} // namespace inventory
