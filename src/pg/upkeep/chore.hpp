// A chore of the upkeep: work that comes up again and again, done a transaction's worth at a time.
//
// A new chore is a file that defines a Chore, and its line in chores.cpp. What it does, how often it
// fails and how fast it may go on is counted and kept for each chore by itself.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/stats/counted.hpp"

#include "core/upkeep/pace.hpp"

namespace inventory {

// What a run is to do.
struct ChoreTask {
    OptionalText after; // where the last run stopped; none: from the beginning
    int most;           // rows at most
    int patience;       // milliseconds that it waits for a lock at most
    bool levels_locked; // by this transaction before: waiting for others would be out of order
};

// What kept a chore from some of its rows, for the one warning and the counters.
struct Failure {
    int sqlstate;
    const char *message;
    const char *detail; // or nullptr
};

// What a run came to.
struct ChoreResult {
    int64 done; // rows
    bool more;  // there is more to do after `next`, of which only the chore knows what it means
    OptionalText next;
    bool locks_levels; // until the transaction ends
    bool waited_for;   // somebody waits for what it has changed
    std::optional<Failure> failure;
};

struct Chore {
    Counted counted; // its name and its counters
    // Does up to a transaction's worth. Rows at fault it leaves, and says so in the result: they stop
    // neither it nor another chore.
    ChoreResult (*run)(const ChoreTask &task);
    int patience;          // of the worker
    bool waits_for_levels; // so it runs only while none is locked
    core::Pace pace{};     // of the worker
};

// Each in a file of its own; in chores.cpp they stand in the order in which they run.
extern Chore auto_stripe, expiry, collecting, cart_retention, request_retention, signal_retention;

// Counts a failure, and warns of it.
void report(const Chore &chore, const std::optional<Failure> &failure);

} // namespace inventory
