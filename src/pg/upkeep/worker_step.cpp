// What inventory.run_chore() is in SQL of version 0.1 and 0.2: inventory.worker_step(). A server is
// restarted with the new library before its databases are updated, and until one is, the worker finds
// this there. No later version of the SQL names it.
#include "pg/call/call.hpp"
#include "pg/call/own_transaction.hpp"
#include "pg/upkeep/chores.hpp"

extern "C" {
#include "access/xact.h"
}

namespace inventory {

// Where the pass stands is handed on as what once was the reference of a cart. There was a time beside
// it, which is NULL where that is, and else says nothing.
INVENTORY_INTERNAL_FUNCTION(worker_step) {
    Call call = Call::changing(fcinfo, "worker_step");
    Arguments arguments(fcinfo);

    if (!IsTransactionBlock())
        make_constraints_immediate();
    arguments.optional_time("after_at");
    Step step = take_step(arguments.optional_text("after_reference"));
    call.answer_text(step.state);
    for (const char *chore : {"expiry", "cart_retention", "request_retention"})
        call.answer_bigint(step.chore == Text{chore} ? step.done : 0);
    call.answer_time(step.next ? OptionalTime{DT_NOBEGIN} : std::nullopt);
    call.answer_text(step.next);
    return call.finish();
}

} // namespace inventory
