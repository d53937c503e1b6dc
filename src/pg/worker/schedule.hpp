// When the launcher is to look at which database: its own memory, lost with the process.
//
// A database with the extension is due every inventory.expiry_interval. One that gave no work
// (no extension, switched off, not verified, an error) is due again after a delay that doubles
// from inventory.expiry_interval up to inventory.discovery_interval; where it is verified each time,
// not before ten times as long as that took. Times are milliseconds of a
// clock that is never set back. Not here: how a pass is started (launcher.cpp).
#pragma once

#include "pg/base/compat.hpp"
#include "pg/worker/worker_slots.hpp"

namespace inventory {

struct DatabasePlan {
    Oid database;          // the key
    NameData name;         // for the log
    int64 due;             // when to look again
    int64 started;         // when the pass that runs was started
    int64 delay;           // the last delay of a database that gave no work, else 0
    PassResult last;       // how the last pass ended
    bool running;          // a pass is under way
    bool left_alone;       // the log says that it is not verified
    uint32 seen;           // the last reading of pg_database that had it
    PassPosition position; // where a pass that left early stopped
};

// Long enough for DROP DATABASE and its like, which look every 100 ms, to find a busy database
// without a worker.
inline constexpr int64 breathing_space = 150;

int64 monotonic_ms();

// Makes an empty schedule.
void create_schedule();

// Reads pg_database: new databases are due at once, vanished ones are forgotten. Needs a
// transaction.
void refresh_schedule();

// The database that has been due for longest and is not being worked on; null if none is due.
DatabasePlan *most_overdue(int64 now);

// When the next database that is not being worked on will be due; `latest` if none before.
int64 next_due(int64 latest);

// Settles when a database is due again after its pass, and from which position. Says so in the log
// where a database is left alone until it is verified, and where that ends.
void settle_pass(Oid database, PassResult result, const PassPosition &position, int64 now);

// Forgets all delays: every database is due. For a change of settings.
void make_all_due();

} // namespace inventory
