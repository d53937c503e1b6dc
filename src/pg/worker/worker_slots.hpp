// How a worker's result reaches the launcher: a slot in shared memory for each pass under way.
//
// Hints only: nothing that must survive or be exact is here. Not here: what the launcher makes of
// a result (schedule.hpp).
#pragma once

#include "pg/stats/pass_result.hpp"

namespace inventory {

// How far a pass has come, as inventory.run_chore() said it; empty at the beginning.
struct PassPosition {
    char text[1024];

    bool is_beginning() const { return text[0] == '\0'; }
};

// What the launcher gives a worker to take along.
struct PassTicket {
    Oid database;
    uint32 slot;
    uint32 serial;
};

// Asks for the shared memory. To be called while shared_preload_libraries are loaded.
void reserve_worker_slots();

// Starts a new pass in a slot, to go on from a position. A worker that still holds an older ticket for
// the slot (its launcher was restarted) reports to nobody.
PassTicket open_slot(uint32 slot, Oid database, const PassPosition &position);

// Tells the launcher which extension the pass works with.
void report_extension(const PassTicket &ticket, Oid extension);

// The extension that the pass works with; InvalidOid before it knows.
Oid pass_extension(const PassTicket &ticket);

// Tells the launcher, once, how and where the pass ended.
void report_pass(const PassTicket &ticket, PassResult result, const PassPosition &position);

// The result of the pass so far.
PassResult pass_result(const PassTicket &ticket);

// Where the pass is to go on from or, with a result, where it ended.
PassPosition pass_position(const PassTicket &ticket);

} // namespace inventory
