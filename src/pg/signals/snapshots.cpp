// Taking, reading and writing snapshots, see snapshots.hpp.
#include "pg/signals/snapshots.hpp"

#include "pg/base/vec.hpp"

#include <algorithm>
#include <charconv>

extern "C" {
#include "access/transam.h"
#include "access/xact.h"
#include "lib/stringinfo.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

using core::signals::Xid;

// The whole number of a transaction of a snapshot, by one that has not begun: it is less than two billion
// before that.
Xid whole(TransactionId xid, Xid next) {
    const Xid distance = static_cast<TransactionId>(next) - xid;

    return next - distance;
}

Xid read_number(const char *&at, const char *end) {
    Xid number = 0;

    at = std::from_chars(at, end, number).ptr;
    at += at < end ? 1 : 0; // past the colon or comma
    return number;
}

} // namespace

core::signals::Snapshot take_snapshot() {
    const Snapshot active = GetActiveSnapshot();
    const Xid next = U64FromFullTransactionId(ReadNextFullTransactionId());
    const std::size_t count = active->xcnt;
    Xid *running = static_cast<Xid *>(palloc(sizeof(Xid) * (count + 1)));
    Xid *with_own = static_cast<Xid *>(palloc(sizeof(Xid) * (count + 1)));

    for (std::size_t i = 0; i < count; i++)
        running[i] = whole(active->xip[i], next);
    std::sort(running, running + count);
    const core::signals::Snapshot taken{whole(active->xmin, next), whole(active->xmax, next),
                                        running, count};
    return core::signals::with_own(taken, U64FromFullTransactionId(GetTopFullTransactionIdIfAny()),
                                   with_own);
}

core::signals::Snapshot snapshot_of(Datum pg_snapshot) {
    const char *at = DatumGetCString(DirectFunctionCall1(pg_snapshot_out, pg_snapshot));
    const char *end = at + strlen(at);
    Vec<Xid> running{};

    const Xid xmin = read_number(at, end);
    const Xid xmax = read_number(at, end);
    while (at < end)
        running.add(read_number(at, end));
    return core::signals::Snapshot{xmin, xmax, running.items,
                                   static_cast<std::size_t>(running.count)};
}

Datum datum_of(const core::signals::Snapshot &snapshot) {
    StringInfoData text;

    initStringInfo(&text);
    appendStringInfo(&text, UINT64_FORMAT ":" UINT64_FORMAT ":", snapshot.xmin, snapshot.xmax);
    for (std::size_t i = 0; i < snapshot.count; i++)
        appendStringInfo(&text, "%s" UINT64_FORMAT, i > 0 ? "," : "", snapshot.running[i]);
    return DirectFunctionCall1(pg_snapshot_in, CStringGetDatum(text.data));
}

} // namespace inventory
