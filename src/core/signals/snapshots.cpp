// The difference of two snapshots, see snapshots.hpp.
#include "core/signals/snapshots.hpp"

#include <algorithm>

namespace inventory::core::signals {
namespace {

// PgQ's: a range is made longer by so many numbers rather than one be looked up by itself.
constexpr Xid neighbourhood = 100;

} // namespace

bool has_ended(const Snapshot &snapshot, Xid xid) {
    if (xid < snapshot.xmin)
        return true;
    if (xid >= snapshot.xmax)
        return false;
    return !std::binary_search(snapshot.running, snapshot.running + snapshot.count, xid);
}

Snapshot with_own(const Snapshot &snapshot, Xid own, Xid *buffer) {
    const Xid *end = snapshot.running + snapshot.count;
    const Xid *after = std::lower_bound(snapshot.running, end, own);

    if (own == 0 || !has_ended(snapshot, own))
        return snapshot;
    Xid *at = std::copy(snapshot.running, after, buffer);
    *at++ = own;
    std::copy(after, end, at);
    return Snapshot{std::min(snapshot.xmin, own), snapshot.xmax, buffer, snapshot.count + 1};
}

Between between(const Snapshot &older, const Snapshot &newer, Xid *buffer) {
    Between found{older.xmax, std::max(older.xmax, newer.xmax), buffer, 0};

    for (std::size_t i = 0; i < older.count; i++)
        if (has_ended(newer, older.running[i]))
            buffer[found.count++] = older.running[i];
    while (found.count > 0 && found.from - buffer[found.count - 1] <= neighbourhood)
        found.from = buffer[--found.count];
    return found;
}

bool ended_between(const Snapshot &older, const Snapshot &newer, Xid xid) {
    return !has_ended(older, xid) && has_ended(newer, xid);
}

} // namespace inventory::core::signals
