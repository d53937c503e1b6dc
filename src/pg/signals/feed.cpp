// Reading, locking and writing the row of the feed, see feed.hpp.
#include "pg/signals/feed.hpp"

#include "pg/ledger/ledger.hpp"
#include "pg/rows/statements.hpp"

#include <algorithm>

extern "C" {
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
}

namespace inventory {
namespace {

std::optional<Feed> feed_of(const Rows &rows) {
    if (rows.count == 0)
        return std::nullopt;
    Row row = rows[0];
    Feed feed{snapshot_of(row.datum(1)),
              row.bigint(2),
              row.bigint(3),
              row.bigint(4),
              Life{row.bigint(5), DatumGetObjectId(row.datum(6)), DatumGetObjectId(row.datum(7)),
                   row.integer(8)},
              std::nullopt,
              row.bigint(12)};
    if (!row.is_null(9))
        feed.bookmark =
            Bookmark{snapshot_of(row.datum(9)),
                     static_cast<core::signals::Xid>(DatumGetInt64(row.datum(10))), row.bigint(11)};
    return feed;
}

// There is no row yet to be locked, so who makes it locks the table; it is in the way of no row.
bool become_maker(bool waits) {
    const Oid table = get_relname_relid("feed", get_namespace_oid("inventory", false));

    if (!waits)
        return ConditionalLockRelationOid(table, ShareUpdateExclusiveLock);
    LockRelationOid(table, ShareUpdateExclusiveLock);
    return true;
}

} // namespace

Life Life::present() {
    return Life{static_cast<int64>(GetSystemIdentifier()), MyDatabaseId,
                get_extension_oid("inventory", false),
                static_cast<int32>(GetWALInsertionTimeLine())};
}

bool Life::is_as(const Life &other) const {
    return system_identifier == other.system_identifier && database == other.database &&
           extension == other.extension && timeline == other.timeline;
}

Feed Feed::of_nothing() {
    Feed feed{};

    feed.collected = core::signals::Snapshot{1, 1, nullptr, 0};
    return feed;
}

int64 Feed::next_seq() {
    constexpr int64 from_unix_epoch =
        int64{POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE} * USECS_PER_DAY;

    // The clock is asked once a collection; what follows is numbered on.
    if (clocked)
        return ++seq;
    clocked = true;
    seq = std::max(seq + 1, GetCurrentTimestamp() + from_unix_epoch);
    return seq;
}

bool has_feed() { return OidIsValid(oid_of(Table::signals)); }

std::optional<Feed> read_feed() { return feed_of(run(sql::read_feed, Parameters{})); }

std::optional<Feed> lock_feed(bool waits) {
    Statement &lock = waits ? sql::wait_for_feed : sql::lock_feed;
    std::optional<Feed> feed = feed_of(run(lock, Parameters{}));

    if (feed || read_feed() || !become_maker(waits))
        return feed;
    run_own(sql::make_feed, Parameters().time(GetCurrentTimestamp()));
    return feed_of(run(lock, Parameters{}));
}

void write_feed(const Feed &feed) {
    const std::optional<Bookmark> &at = feed.bookmark;

    run_own(sql::write_feed,
            Parameters()
                .add(datum_of(feed.collected))
                .bigint(feed.high_id)
                .bigint(feed.since_id)
                .bigint(feed.seq)
                .bigint(feed.life.system_identifier)
                .oid(feed.life.database)
                .oid(feed.life.extension)
                .integer(feed.life.timeline)
                .add(at ? datum_of(at->target) : Datum{0}, !at)
                .add(at ? Int64GetDatum(static_cast<int64>(at->xact_id)) : Datum{0}, !at)
                .add(at ? Int64GetDatum(at->transaction_id) : Datum{0}, !at)
                .bigint(feed.retained_seq)
                .time(GetCurrentTimestamp()));
}

} // namespace inventory
