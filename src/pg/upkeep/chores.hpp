// Running the chores: for the worker, a transaction at a time, and for maintain(), in one.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/ledger/readiness.hpp"

namespace inventory {

// One transaction of the worker.
struct Step {
    const char *state;  // more: the pass goes on after `next`; done; or not_ready
    OptionalText chore; // the one that did something
    int64 done;         // rows
    OptionalText next;  // none: at the beginning
};

// Runs the chores in turn, from where the step before stopped, until one has done something. A pass
// begins with nothing, and then by looking whether the database may be worked on at all.
Step take_step(OptionalText after);

struct ChoreDone {
    const char *chore;
    int64 rows;
};

// Runs every chore a bounded number of times. What each did.
Vec<ChoreDone> run_all_chores();

// Of these, what one did.
int64 done_by(const Vec<ChoreDone> &all, const char *chore);

} // namespace inventory
