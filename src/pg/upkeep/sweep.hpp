// The sweep: expiring carts, a batch in one go. The chore that does so is called expiry.
#pragma once

#include "pg/upkeep/batch.hpp"
#include "pg/upkeep/chore.hpp"

namespace inventory {

// The order of the sweep: the last cart that it has looked at.
struct SweepKey {
    TimestampTz sweep_at;
    Text reference_id;
};

struct SweepResult {
    int64 expired;
    int picked; // fewer than max_carts: there are no more
    std::optional<SweepKey> last;
    bool waited_for;                // somebody waits for what it has changed
    std::optional<Failure> failure; // of carts that were left
};

// Looks at up to max_carts carts after one that are due: expires the overdue ones, and moves the
// others to when they are due next. Skips carts that somebody is working on, and leaves those on a
// level that stays locked for longer than a moment, or that are not all there, for next time.
// `only_free`: as run_batch().
SweepResult sweep_due_carts(const std::optional<SweepKey> &after, int max_carts, bool only_free);

// The same for active carts on which nobody has worked since a time.
SweepResult sweep_idle_carts(TimestampTz since, const std::optional<SweepKey> &after, int max_carts,
                             bool only_free);

} // namespace inventory
