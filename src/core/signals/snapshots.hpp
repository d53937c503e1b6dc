// Which transactions ended well between two looks: the difference of two snapshots of the database. So what
// was written is found once, whatever the order of commits, as PgQ finds it (M. Kreen and others,
// pgq.batch_event_sql). What a snapshot takes for ended may have been rolled back: nobody sees its rows.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inventory::core::signals {

// The number of a transaction that never comes round again.
using Xid = std::uint64_t;

// As PostgreSQL writes it: those before xmin have ended, those from xmax on have not begun, those between have
// ended but for the ones that are running. These ascend.
struct Snapshot {
    Xid xmin;
    Xid xmax;
    const Xid *running;
    std::size_t count;
};

bool has_ended(const Snapshot &snapshot, Xid xid);

// A snapshot that a transaction took, with the transaction itself among those that run: PostgreSQL leaves it
// out. Without a number (0) there is nothing to add. The buffer has room for count + 1 numbers.
Snapshot with_own(const Snapshot &snapshot, Xid own, Xid *buffer);

// Transactions to look for: those from `from` to below `to`, and those of the list, which ascends and is in
// front of them.
struct Between {
    Xid from;
    Xid to;
    const Xid *list;
    std::size_t count;
};

// What ended between the old snapshot and the new one: what had not begun then, and what ran then and runs no
// more. Those that ran a little before the range are looked for within it, since a longer range is cheaper to
// read than many numbers; so ended_between() says of each row that was found there whether it counts. The
// list is in the buffer, which has room for the old count.
Between between(const Snapshot &older, const Snapshot &newer, Xid *buffer);

// Whether a transaction ended between the two: rows of others do not count, be they found in a range or by a
// statement that sees more than the new snapshot.
bool ended_between(const Snapshot &older, const Snapshot &newer, Xid xid);

} // namespace inventory::core::signals
