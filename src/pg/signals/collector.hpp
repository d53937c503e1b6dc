// The collector: takes what was committed to the ledger since it looked last, in whatever order that was, and
// brings the feed, the signals and demand up to date with it. One session does so at a time, under the row
// lock of the feed, and gives the numbers; so nothing comes to stand before what has been read.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

struct Collected {
    int64 transactions; // ledger rows
    int64 variants;     // that were announced
    int64 signals;
    bool more; // there is more than one transaction takes
};

// Rows that a transaction collects at most.
inline constexpr int64 most_collected = 50000;

// Whether this transaction may collect: not where that is switched off, or not possible (a read-only
// transaction, a standby, REPEATABLE READ and above), nor before the database is known to be whole.
bool may_collect();
// But for the last, which reads the database where it was not known before.
bool could_collect();

// Collects up to so many rows. Nothing, and nothing is written, where there is nothing new or somebody else
// collects. What this transaction itself has written is left for the next. It may collect.
Collected collect(int64 most = most_collected);

// Announces every variant anew, and looks at all thresholds; waits for who collects. How many.
int64 announce_everything();

// Removes signals that are past inventory.signal_retention, but never the last of a subject on a ladder; looks
// at `most`. Whether there is more to look at; how many it removed.
struct Removed {
    int64 signals;
    bool more;
};
Removed remove_old_signals(int most);

} // namespace inventory
