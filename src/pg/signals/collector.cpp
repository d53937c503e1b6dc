// What a collection goes over, see collector.hpp. What it makes of it is in pass.cpp.
#include "pg/signals/collector.hpp"

#include "pg/base/settings.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/ledger/readiness.hpp"
#include "pg/signals/pass.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

using core::signals::Snapshot;
using core::signals::Xid;

// What a statement is told to find: the rows between two snapshots, after a bookmark.
Parameters rows_until(const Feed &feed, const Snapshot &newer) {
    Xid *buffer = static_cast<Xid *>(palloc(sizeof(Xid) * (feed.collected.count + 1)));
    const core::signals::Between between = core::signals::between(feed.collected, newer, buffer);
    const Xid after_xact = feed.bookmark ? feed.bookmark->xact_id : 0;

    return Parameters()
        .bigint(static_cast<int64>(std::max(between.from, after_xact)))
        .bigint(static_cast<int64>(between.to))
        .add(make_array(static_cast<int>(between.count), XID8OID,
                        [&](int i) { return Int64GetDatum(static_cast<int64>(between.list[i])); }))
        .bigint(static_cast<int64>(after_xact))
        .bigint(feed.bookmark ? feed.bookmark->transaction_id : 0)
        .bigint(feed.since_id)
        .add(datum_of(feed.collected))
        .add(datum_of(newer));
}

// The variants of the shop, by levels, feed and, where that is asked, ledger.
Vec<Text> all_variants(bool of_ledger) {
    Rows rows = run(of_ledger ? sql::all_variants_with_ledger : sql::all_variants, Parameters{},
                    Read::with_active_snapshot);
    Vec<Text> variants{};

    for (int i = 0; i < rows.count; i++)
        variants.add(rows[i].text(1));
    return variants;
}

// The first pass of a life in another cluster: numbers of transactions mean nothing from one to the other, so
// all of the ledger is gone through once.
Collected begin_life(Feed &feed, const Snapshot &present) {
    const Vec<Text> variants = all_variants(true);
    Pass pass(feed);

    for (Text variant_id : variants)
        pass.take_life(variant_id, present);
    Collected collected = pass.finish();
    feed.collected = present;
    feed.since_id = std::max(feed.since_id, pass.since_id);
    feed.bookmark.reset();
    return collected;
}

// Rows between two snapshots, and every variant besides where they are announced anew.
Collected collect_range(Feed &feed, const Snapshot &present, int64 most, bool announces_all) {
    const Snapshot target = feed.bookmark ? feed.bookmark->target : present;
    const Rows found =
        run(sql::collect, rows_until(feed, target).bigint(most), Read::with_active_snapshot);
    Vec<Text> others = announces_all ? all_variants(false) : Vec<Text>{};
    Vec<NewRow> rows{};
    Bookmark last{target, 0, 0};
    int other = 0;

    for (int i = 0; i < found.count; i++) {
        const Row row = found[i];
        const Xid xact = static_cast<Xid>(row.bigint(4));
        rows.add(NewRow{row.key(1, 2), row.bigint(3)});
        if (xact > last.xact_id || (xact == last.xact_id && row.bigint(3) > last.transaction_id)) {
            last.xact_id = xact;
            last.transaction_id = row.bigint(3);
        }
    }
    Pass pass(feed);
    for (int first = 0, end; first < rows.count; first = end) {
        const Text variant_id = rows[first].key.variant_id;
        end = first;
        while (end < rows.count && rows[end].key.variant_id == variant_id)
            end++;
        for (; other < others.count && others[other] < variant_id; other++)
            pass.take(others[other], nullptr, 0, true);
        other += other < others.count && others[other] == variant_id;
        pass.take(variant_id, rows.items + first, end - first, announces_all);
    }
    for (; other < others.count; other++)
        pass.take(others[other], nullptr, 0, true);
    Collected collected = pass.finish();
    collected.more = found.count >= most;
    if (collected.more) {
        feed.bookmark = last;
    } else {
        collected.more = feed.bookmark.has_value();
        feed.collected = target;
        feed.bookmark.reset();
    }
    return collected;
}

// Whether there is anything to collect, seen without a lock.
bool has_news(const Feed &feed, const Snapshot &present) {
    if (feed.bookmark)
        return true;
    return run(sql::has_news, rows_until(feed, present), Read::with_active_snapshot)[0].boolean(1);
}

} // namespace

bool could_collect() {
    return settings::collect && !RecoveryInProgress() && !XactReadOnly &&
           !IsolationUsesXactSnapshot() && has_feed();
}

bool may_collect() { return could_collect() && read_readiness() == Readiness::ready; }

Collected collect(int64 most) {
    const Life life = Life::present();
    std::optional<Feed> seen = read_feed();
    Collected all{};

    push_snapshot();
    const bool has_reason = !seen || !seen->life.is_as(life) || has_news(*seen, take_snapshot());
    pop_snapshot();
    std::optional<Feed> feed = has_reason ? lock_feed() : std::nullopt;
    if (!feed)
        return all;
    const bool begins = !feed->life.is_as(life);
    const bool is_elsewhere = feed->life.system_identifier != life.system_identifier;
    // What was numbered is not always what the row says: it may have been lost, or not come along.
    if (begins)
        feed->seq = std::max(feed->seq, run(sql::newest_seq, Parameters{})[0].bigint(1));
    // Behind a backlog is what was committed since.
    bool is_first = true;
    do {
        push_snapshot();
        const Snapshot present = take_snapshot();
        const Collected some =
            is_first && begins && is_elsewhere
                ? begin_life(*feed, present)
                : collect_range(*feed, present, most - all.transactions, is_first && begins);
        pop_snapshot();
        is_first = false;
        all.transactions += some.transactions;
        all.variants += some.variants;
        all.signals += some.signals;
        all.more = some.more;
    } while (all.more && !feed->bookmark && all.transactions < most);
    feed->life = life;
    write_feed(*feed);
    return all;
}

int64 announce_everything() {
    std::optional<Feed> feed = lock_feed(true);

    if (!feed)
        return 0;
    push_snapshot();
    const Vec<Text> variants = all_variants(false);
    Pass pass(*feed);
    for (Text variant_id : variants) {
        CHECK_FOR_INTERRUPTS();
        pass.take(variant_id, nullptr, 0, true);
    }
    const Collected collected = pass.finish();
    pop_snapshot();
    write_feed(*feed);
    return collected.variants;
}

Removed remove_old_signals(int most) {
    const TimestampTz before = GetCurrentTimestamp() -
                               static_cast<TimestampTz>(settings::signal_retention * USECS_PER_SEC);
    std::optional<Feed> feed = read_feed();
    Vec<int64> past{};
    int64 retained_seq = 0;
    int looked = 0;

    if (!feed)
        return Removed{};
    const Rows rows =
        run(sql::signals_by_age, Parameters().bigint(feed->retained_seq).bigint(most));
    if (rows.count == 0 || rows[0].time(5) > before)
        return Removed{};
    feed = lock_feed();
    if (!feed)
        return Removed{};
    push_snapshot();
    StateReader states = StateReader::open();
    for (; looked < rows.count && rows[looked].time(5) <= before; looked++) {
        const Row row = rows[looked];
        const int64 seq = row.bigint(1);
        if (!states.is_last(row.key(2, 3), core::signals::kind_named(row.text(4)), seq))
            past.add(seq);
        retained_seq = seq;
    }
    states.close();
    pop_snapshot();
    if (!past.empty())
        run_own(sql::remove_signals,
                Parameters().bigints(past.count, [&](int i) { return past[i]; }));
    run_own(sql::note_retained, Parameters().bigint(retained_seq));
    return Removed{past.count, looked == most};
}

} // namespace inventory
