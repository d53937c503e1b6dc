// Numbering the ledger's rows, see numbers.hpp.
#include "pg/ledger/numbers.hpp"

#include "pg/base/errors.hpp"
#include "pg/rows/scan.hpp"

#include <algorithm>

extern "C" {
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// A session looks so often whether the sequence is behind, which only a restore or somebody who sets it
// brings about.
constexpr TimestampTz check_interval = 60 * USECS_PER_SEC;
TimestampTz checked_at = 0;

// Longest between a number and its time.
constexpr TimestampTz longest_numbering = 10 * USECS_PER_SEC;

Oid sequence() {
    return get_relname_relid("transactions_transaction_id_seq",
                             get_namespace_oid("inventory", false));
}

// The last number that the sequence gave; 0 where it gave none.
int64 last_given() {
    LOCAL_FCINFO(fcinfo, 1);

    InitFunctionCallInfoData(*fcinfo, nullptr, 1, InvalidOid, nullptr, nullptr);
    fcinfo->args[0] = NullableDatum{ObjectIdGetDatum(sequence()), false};
    Datum last = pg_sequence_last_value(fcinfo);
    return fcinfo->isnull ? 0 : DatumGetInt64(last);
}

// The greatest number on a page, whoever sees its rows; 0 where there is no row.
int64 greatest_on(Relation ledger, const TableShape *shape, BlockNumber page) {
    TupleTableSlot *slot = table_slot_create(ledger, nullptr);
    ItemPointerData first, last;
    int64 greatest = 0;

    ItemPointerSet(&first, page, FirstOffsetNumber);
    ItemPointerSet(&last, page, MaxOffsetNumber);
    TableScanDesc scan = table_beginscan_tidrange(ledger, SnapshotAny, &first, &last);
    while (table_scan_getnextslot_tidrange(scan, ForwardScanDirection, slot)) {
        slot_getallattrs(slot);
        Row row{slot->tts_values, slot->tts_isnull, shape};
        greatest = std::max(greatest, row.bigint(transaction::transaction_id));
    }
    table_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    return greatest;
}

} // namespace

bool is_sequence_behind() {
    constexpr BlockNumber most_pages = 1000; // without a row, that lie after the last one with any
    const TableShape *shape;
    int64 greatest = 0;

    Relation ledger = open_table(Table::transactions, AccessShareLock, &shape);
    BlockNumber pages = RelationGetNumberOfBlocks(ledger);
    for (BlockNumber i = 1; i <= std::min(pages, most_pages) && greatest == 0; i++) {
        CHECK_FOR_INTERRUPTS();
        greatest = greatest_on(ledger, shape, pages - i);
    }
    table_close(ledger, NoLock);
    // The sequence is read last: what others number and write meanwhile is not ahead of it.
    return greatest > last_given();
}

void number_entries(Vec<LedgerEntry> &entries) {
    if (entries.empty())
        return;
    Oid numbers = sequence();
    TimestampTz begun, now = GetCurrentTimestamp();
    do {
        begun = now;
        for (LedgerEntry &entry : entries)
            entry.transaction_id = nextval_internal(numbers, true);
        now = GetCurrentTimestamp();
    } while (now - begun > longest_numbering);
    for (LedgerEntry &entry : entries)
        entry.recorded_at = now;
    if (now - checked_at < check_interval && now >= checked_at)
        return;
    if (is_sequence_behind())
        raise_sequence_behind();
    checked_at = now;
}

} // namespace inventory
