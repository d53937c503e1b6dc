// Numbering the ledger's rows, see numbers.hpp.
#include "pg/ledger/numbers.hpp"

#include "pg/base/errors.hpp"
#include "pg/rows/scan.hpp"
#include "pg/rows/statements.hpp"

#include <algorithm>

extern "C" {
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// A session looks so often whether the sequence is behind, which only a restore or somebody who sets it
// brings about.
constexpr TimestampTz check_interval = 60 * USECS_PER_SEC;
TimestampTz checked_at = 0;

// Longest between a number and its time, unless millions are numbered at once.
constexpr TimestampTz longest_numbering = 10 * USECS_PER_SEC;
constexpr int most_tries = 2;

Oid sequence() {
    return get_relname_relid("transactions_transaction_id_seq",
                             get_namespace_oid("inventory", false));
}

// The greatest number on a page, of rows that are committed or being written; 0 where there is none.
int64 greatest_on(Relation ledger, const TableShape *shape, BlockNumber page) {
    TupleTableSlot *slot = table_slot_create(ledger, nullptr);
    ItemPointerData first, last;
    SnapshotData dirty;
    int64 greatest = 0;

    InitDirtySnapshot(dirty);
    ItemPointerSet(&first, page, FirstOffsetNumber);
    ItemPointerSet(&last, page, MaxOffsetNumber);
    TableScanDesc scan = table_beginscan_tidrange(ledger, &dirty, &first, &last);
    while (table_scan_getnextslot_tidrange(scan, ForwardScanDirection, slot)) {
        slot_getallattrs(slot);
        Row row{slot->tts_values, slot->tts_isnull, shape};
        greatest = std::max(greatest, row.bigint(transaction::transaction_id));
    }
    table_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    return greatest;
}

// The greatest number among the rows that came last, by where they lie; where space of dropped rows was used
// again that is a guess.
int64 greatest_recent() {
    constexpr BlockNumber most_pages = 1000; // without a row, that lie after the last one with any
    const TableShape *shape;
    int64 greatest = 0;

    Relation ledger = open_table(Table::transactions, AccessShareLock, &shape);
    bool can_scan = ledger->rd_tableam->scan_set_tidrange != nullptr;
    BlockNumber pages = can_scan ? RelationGetNumberOfBlocks(ledger) : 0;
    for (BlockNumber i = 1; i <= std::min(pages, most_pages) && greatest == 0; i++) {
        CHECK_FOR_INTERRUPTS();
        greatest = greatest_on(ledger, shape, pages - i);
    }
    table_close(ledger, NoLock);
    return greatest;
}

} // namespace

// The sequence is read last: what others number and write meanwhile is not ahead of it.
bool is_sequence_behind() {
    int64 greatest = greatest_recent();

    return !run(sql::is_sequence_ahead, Parameters().bigint(greatest))[0].boolean(1);
}

void number_entries(Vec<LedgerEntry> &entries) {
    if (entries.empty())
        return;
    Oid numbers = sequence();
    TimestampTz begun, now = GetCurrentTimestamp();
    bool checks = now < checked_at || now - checked_at >= check_interval;
    // Whatever is there before a number is given is smaller.
    int64 taken = checks ? greatest_recent() : 0;
    int tries = 0;

    do {
        begun = now;
        for (LedgerEntry &entry : entries)
            entry.transaction_id = nextval_internal(numbers, true);
        now = GetCurrentTimestamp();
    } while (++tries < most_tries && now - begun > longest_numbering);
    for (LedgerEntry &entry : entries)
        entry.recorded_at = now;
    if (taken >= entries[0].transaction_id)
        raise_sequence_behind();
    if (checks)
        checked_at = now;
}

} // namespace inventory
