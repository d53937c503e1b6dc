// One transaction of a pass, as the extension's SQL function does it, see step.hpp.
#include "pg/worker/step.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

// A function of the extension's own, or InvalidOid.
Oid find_member(Oid extension, const char *name, const Oid *types, int arguments) {
    List *qualified = list_make2(makeString(pstrdup("inventory")), makeString(pstrdup(name)));
    Oid function = LookupFuncName(qualified, arguments, types, true);

    if (!OidIsValid(function) || getExtensionOfObject(ProcedureRelationId, function) != extension)
        return InvalidOid;
    return function;
}

Oid owner_of(Oid function) {
    HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));

    if (!HeapTupleIsValid(tuple))
        return InvalidOid;
    Oid owner = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->proowner;
    ReleaseSysCache(tuple);
    return owner;
}

// A text in the row that the function returned, or nullptr.
const char *column_text(HeapTupleHeader row, const char *column) {
    bool is_null = false;
    Datum value = GetAttributeByName(row, column, &is_null);

    return is_null ? nullptr : TextDatumGetCString(value);
}

// Moves to where the function says that the next step begins; NULL is the beginning of the pass.
void move_on(PassPosition *position, const char *next) {
    *position = PassPosition{};
    if (next == nullptr)
        return;
    if (strlcpy(position->text, next, sizeof(position->text)) >= sizeof(position->text))
        elog(ERROR, "inventory: a step of the worker answered with a position that is too long");
}

} // namespace

StepFunction find_step_function(Oid extension) {
    const Oid types[] = {TEXTOID};
    const Oid old_types[] = {TIMESTAMPTZOID, TEXTOID};
    StepFunction step{find_member(extension, "run_chore", types, lengthof(types)), InvalidOid,
                      false};

    if (!OidIsValid(step.function)) {
        step.function = find_member(extension, "worker_step", old_types, lengthof(old_types));
        step.is_old = true;
    }
    if (OidIsValid(step.function))
        step.owner = owner_of(step.function);
    if (!OidIsValid(step.owner))
        step.function = InvalidOid;
    return step;
}

StepResult call_step(const StepFunction &step, PassPosition *position) {
    LOCAL_FCINFO(call, 2);
    FmgrInfo function;
    const bool begins = position->is_beginning();

    PushActiveSnapshot(GetTransactionSnapshot());
    fmgr_info(step.function, &function);
    InitFunctionCallInfoData(*call, &function, step.is_old ? 2 : 1, InvalidOid, nullptr, nullptr);
    // The old function has a time in front, which only says whether the pass begins.
    if (step.is_old)
        call->args[0] = NullableDatum{TimestampTzGetDatum(DT_NOBEGIN), begins};
    call->args[step.is_old ? 1 : 0] = NullableDatum{CStringGetTextDatum(position->text), begins};

    const Datum row = FunctionCallInvoke(call);
    if (call->isnull)
        elog(ERROR, "inventory: a step of the worker answered with null");
    HeapTupleHeader answer = DatumGetHeapTupleHeader(row);
    const char *state = column_text(answer, "state");
    const Text said = Text{state != nullptr ? state : ""};
    ereport(DEBUG1,
            (errmsg_internal("inventory worker: %s", state != nullptr ? state : "no state")));
    if (said == "more")
        move_on(position, column_text(answer, step.is_old ? "next_reference" : "next"));
    else if (said != "done" && said != "not_ready")
        elog(ERROR, "inventory: a step of the worker answered with an unknown state");
    PopActiveSnapshot();

    if (said == "more")
        return StepResult{true, PassResult::busy};
    return StepResult{false, said == "done" ? PassResult::idle : PassResult::not_ready};
}

} // namespace inventory
