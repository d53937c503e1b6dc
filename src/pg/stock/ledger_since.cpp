// Reading the ledger of one level since a time, see ledger_since.hpp.
#include "pg/stock/ledger_since.hpp"

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

} // namespace

LedgerSince read_ledger_since(const core::LevelKey &key, TimestampTz time) {
    LedgerSince since{};

    since.is_incomplete = were_dropped(key, time);
    Scan scan = Scan::open(Lookup::transactions_of_level);
    scan.seek_since(key, time);
    while (scan.next()) {
        CHECK_FOR_INTERRUPTS();
        Row row = scan.row();
        Text type = row.label(transaction::type);
        since.counted |= is(type, core::EntryType::count);
        if (!is(type, core::EntryType::count) && !is(type, core::EntryType::initial))
            since.moved += row.bigint(transaction::on_hand_delta);
    }
    scan.close();
    return since;
}

} // namespace inventory
