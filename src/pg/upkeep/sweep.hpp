// The sweep: expiring a batch of carts in one go.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// A place in the sweep, which goes by sweep_at and reference_id.
struct SweepPlace {
    TimestampTz at; // no_time: before all others
    Text reference_id;
};

struct SweepResult {
    int64 expired;
    bool exhausted; // there are no carts after the last one looked at
    bool waited_for; // somebody waits for what it has changed
    SweepPlace last;
};

// Looks at up to max_carts carts after a place that are due: expires the overdue ones, and moves
// the others to when they are due next. Skips carts that somebody is working on, and leaves those
// on a level that stays locked for longer than a moment, or that are not all there, for next time.
// `only_free`: waits for no level at all. Whoever has swept in the same transaction before still has
// those levels locked, and would wait for others out of order.
SweepResult sweep_due_carts(const SweepPlace &after, int max_carts, bool only_free);

// The same for active carts on which nobody has worked since a time.
SweepResult sweep_idle_carts(TimestampTz since, const SweepPlace &after, int max_carts,
                             bool only_free);

} // namespace inventory
