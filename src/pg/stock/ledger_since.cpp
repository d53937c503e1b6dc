// Reading the ledger of one level since a time, see ledger_since.hpp.
#include "pg/stock/ledger_since.hpp"

#include "pg/ledger/numbers.hpp"
#include "pg/rows/scan.hpp"

#include "core/stock/entries.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

bool is(Text label, core::EntryType type) { return label == core::label_of(type); }

// Whether retention has dropped rows of the level that were newer.
bool were_dropped(const core::LevelKey &key, TimestampTz time) {
    bool dropped = false;

    Scan scan = Scan::open(Lookup::dropped_transactions);
    scan.seek(key);
    while (scan.next() && !dropped) {
        // How new they were is not known where the table does not say.
        OptionalTime newest = scan.row().optional_time(dropped_transaction::newest_recorded_at);
        dropped = !newest || *newest > time;
    }
    scan.close();
    return dropped;
}

// Calls `see(row)` with the rows of a level since a time, newest first, as long as it answers true.
template <class See> void walk_back(const core::LevelKey &key, TimestampTz time, See see) {
    Scan scan = Scan::open(Lookup::transactions_of_level);

    scan.seek(key);
    while (scan.previous()) {
        CHECK_FOR_INTERRUPTS();
        TimestampTz recorded_at = *scan.row().optional_time(transaction::recorded_at);
        if (recorded_at > time ? !see(scan.row()) : time - recorded_at > most_disorder)
            break;
    }
    scan.close();
}

} // namespace

LedgerSince read_ledger_since(const core::LevelKey &key, TimestampTz time) {
    LedgerSince since{};

    since.is_incomplete = were_dropped(key, time);
    walk_back(key, time, [&](const Row &row) {
        Text type = row.label(transaction::type);
        since.counted |= is(type, core::EntryType::count);
        if (!is(type, core::EntryType::count) && !is(type, core::EntryType::initial))
            since.moved += row.bigint(transaction::on_hand_delta);
        return true;
    });
    return since;
}

int64 first_number_since(const core::LevelKey &key, TimestampTz time, int most) {
    int64 first = PG_INT64_MAX;

    walk_back(key, time - 1, [&](const Row &row) {
        first = row.bigint(transaction::transaction_id);
        return --most > 0;
    });
    return first;
}

} // namespace inventory
