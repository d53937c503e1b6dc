// How a worker's result reaches the launcher: a place in shared memory for each pass under way.
//
// Hints only: nothing that must survive or be exact is here. Not here: what the launcher makes of
// a result (schedule.hpp).
#pragma once

#include "pg/stats/pass_result.hpp"

namespace inventory {

// A place in a pass; unset at its beginning. A reference is 800 bytes at most.
struct PassPlace {
    bool set;
    TimestampTz at;
    char reference[801];
};

// What the launcher gives a worker to take along.
struct PassTicket {
    Oid database;
    uint32 slot;
    uint32 serial;
};

// Asks for the shared memory. To be called while shared_preload_libraries are loaded.
void reserve_worker_slots();

// Starts a new pass in a slot, to go on from a place. A worker that still holds an older ticket for
// the slot (its launcher was restarted) reports to nobody.
PassTicket open_slot(uint32 slot, Oid database, const PassPlace &place);

// Tells the launcher which extension the pass works with.
void report_extension(const PassTicket &ticket, Oid extension);

// The extension that the pass works with; InvalidOid before it knows.
Oid pass_extension(const PassTicket &ticket);

// Tells the launcher, once, how and where the pass ended.
void report_pass(const PassTicket &ticket, PassResult result, const PassPlace &place);

// The result of the pass so far.
PassResult pass_result(const PassTicket &ticket);

// Where the pass is to go on from or, with a result, where it ended.
PassPlace pass_place(const PassTicket &ticket);

} // namespace inventory
