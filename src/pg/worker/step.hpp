// The SQL function that does one transaction of a pass: finding it, and calling it.
#pragma once

#include "pg/worker/worker_slots.hpp"

namespace inventory {

struct StepFunction {
    Oid function; // InvalidOid: there is none
    Oid owner;
    bool is_old; // worker_step(), of a database whose SQL is not of version 0.3 yet
};

struct StepResult {
    bool more;      // the pass goes on at the new position
    PassResult end; // else: how it ended
};

// The function if it is the extension's own.
StepFunction find_step_function(Oid extension);

// Calls that very function, not one of its name. Raises what the function raises.
StepResult call_step(const StepFunction &step, PassPosition *position);

} // namespace inventory
