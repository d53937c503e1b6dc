// How a call is carried out: looked at first, then decided again under locks, and begun anew with
// overdue carts of others in its lock set where it is short.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

enum class Verdict {
    done,           // decided: write what changed
    nothing,        // the answer is ready and nothing changes
    short_of_stock, // wants units that a level lacks
    refused,        // refused for another reason
    changed,        // rows changed between two looks at them: start over
    needs_all_rows  // takes rows of a level that are not locked: start over with all of them
};

// Units that a level lacks for a call.
struct Shortage {
    core::LevelKey key;
    core::Quantity lacking;
};

// One call. Its members are set from the arguments; examine() and decide() may run several times,
// each time on a workspace loaded anew.
struct Operation {
    Vec<WantedCart> carts;
    Vec<WantedLevel> levels;
    std::optional<Interval> ttl;
    OptionalText request_id;
    bool peeks;        // a read may already refuse it
    bool can_be_short; // decide() may answer short_of_stock, though nobody waits on its only level
    bool may_stay_short; // then, with nothing overdue left to expire, the rest is done all the same
    bool may_go_elsewhere;   // to other levels than a peek chose: it keeps no lock on those
    bool judges_kits;        // to be made levels of; else that is IV013
    int successes;           // where it may stay short: what would be done
    Vec<Shortage> shortages; // of decide(): units that it can't have, or that would wait

    // After carts and holds are loaded: adds levels that the call turns out to need. done: go on.
    virtual Verdict examine(Workspace &, Vec<WantedLevel> &) { return Verdict::done; }
    // After levels are loaded, overdue carts expired: the decision, in memory.
    virtual Verdict decide(Workspace &ws) = 0;
    // After a refusal, with nothing overdue left to expire: whether the call can be carried out another way,
    // which it has prepared for.
    virtual bool has_another_way(const Workspace &) { return false; }
    // Under the locks, before the workspace is written: changes what goes with the call in tables that
    // the workspace does not know. Runs once. False, where it can't be had, ends the call with nothing
    // done; it may have changed nothing then.
    virtual bool write_other_tables() { return true; }
    // Raises the error of a refusal; an operation that answers its refusals does nothing.
    virtual void refuse() {}
};

// Carries the operation out inside a connected SPI. Whether something was done.
bool perform(Operation &operation);

} // namespace inventory
