// A batch of rows that the upkeep picks and works on, and that a stuck session or a row at fault does
// not stop: it is tried in another manner where locks are not to be had, and halved down to the rows at
// fault, which are left. Not here: what is picked and what is done with it.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// How the rows are worked on.
enum class Manner {
    usual,    // with the locks that they need as it seems
    all_rows, // with all that they may need
    free      // with what nobody else has locked; the rest is left for another time
};

struct Batch {
    // Picks rows under SKIP LOCKED and keeps them, in place of those that it had. How many.
    virtual int pick() = 0;
    // Works on the picked rows first to last (exclusive). How many it could; other_manner where that
    // takes the manner all_rows, and then it is undone.
    virtual int64 work(int first, int last, Manner manner) = 0;

    static constexpr int64 other_manner = -1;
};

struct BatchResult {
    int64 done;
    bool waited_for; // somebody waits for what it has changed
    int faults;      // rows that were left because of an error
    int first_fault; // of the picked ones
    const ErrorData *error;
};

// Picks a batch and works on it. Waits for no lock for longer than lock_patience and, with `only_free`,
// for none at all: a transaction that has levels locked would wait for others out of order. Raises
// errors that are not the fault of the rows.
BatchResult run_batch(Batch &batch, bool only_free);

// Whether anybody waits for a row that the present (sub)transaction has changed.
bool is_waited_for();

} // namespace inventory
