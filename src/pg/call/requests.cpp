// Claiming and remembering request ids, see requests.hpp.
#include "pg/call/requests.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/hash.hpp"
#include "pg/rows/statements.hpp"
#include "pg/rows/table_writer.hpp"

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// Advisory locks that SQL can take have 1 or 2 here, so ours never meet an application's.
constexpr uint16 lock_kind = 0x4956;

LOCKTAG claim_tag(Text request_id) {
    LOCKTAG tag;
    uint64 hash = hash_of(request_id, 0);

    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<uint32>(hash >> 32),
                         static_cast<uint32>(hash), lock_kind);
    return tag;
}

// The transaction that is writing a row with this id, InvalidTransactionId where none is; `exists`
// tells whether there is a row, seen by this transaction's snapshot or not.
TransactionId find_writer(Relation requests, Relation index, Text request_id, bool *exists) {
    SnapshotData dirty;
    ScanKeyData key;
    TransactionId writer = InvalidTransactionId;
    TupleTableSlot *slot = table_slot_create(requests, nullptr);

    InitDirtySnapshot(dirty);
    ScanKeyEntryInitialize(&key, 0, 1, BTEqualStrategyNumber, InvalidOid, C_COLLATION_OID, F_TEXTEQ,
                           text_datum(request_id));
    IndexScanDesc scan = compat::begin_index_scan(requests, index, &dirty, 1);
    index_rescan(scan, &key, 1, nullptr, 0);
    *exists = index_getnext_slot(scan, ForwardScanDirection, slot);
    if (*exists)
        writer = TransactionIdIsValid(dirty.xmin) ? dirty.xmin : dirty.xmax;
    index_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    return writer;
}

// Waits for a session that made this request and has not committed yet. Whether there is a row.
bool wait_for_writer(Text request_id) {
    Oid schema = get_namespace_oid("inventory", false);
    Relation requests = table_open(get_relname_relid("requests", schema), AccessShareLock);
    Relation index = index_open(compat::primary_key_index(requests), AccessShareLock);
    bool exists;

    for (;;) {
        TransactionId writer = find_writer(requests, index, request_id, &exists);
        if (!TransactionIdIsValid(writer))
            break;
        XactLockTableWait(writer, nullptr, nullptr, XLTW_None);
    }
    index_close(index, AccessShareLock);
    table_close(requests, AccessShareLock);
    return exists;
}

// Lines are the same lines in another order, and where those of a level are split.
bool differs_in_lines_only(Datum arguments, Datum earlier) {
    return run(sql::compare_lines, Parameters().add(arguments).add(earlier))[0].boolean(1);
}

} // namespace

std::optional<Datum> claim_request(Text request_id, const char *function, Datum arguments) {
    LOCKTAG tag = claim_tag(request_id);

    LockAcquire(&tag, ExclusiveLock, false, false);
    bool exists = wait_for_writer(request_id);
    if (!exists && !IsolationUsesXactSnapshot())
        return std::nullopt;

    // What a snapshot that is kept to does not show, or shows though it is gone, cannot be answered.
    Rows rows = run(sql::read_request, Parameters().text(request_id).text(function).add(arguments));
    if (exists != (rows.count > 0))
        raise_stale_snapshot();
    if (!exists)
        return std::nullopt;
    Row earlier = rows[0];
    bool is_same_function = earlier.boolean(1);
    bool is_same = earlier.boolean(2);
    if (!is_same_function ||
        !(is_same || differs_in_lines_only(arguments, *earlier.optional_jsonb(4))))
        raise_request_misused(request_id);
    return *earlier.optional_jsonb(3);
}

void remember_request(Text request_id, const char *function, Datum arguments, Datum result) {
    TableWriter writer = TableWriter::open(Table::requests, CMD_INSERT);

    writer.begin_row();
    writer.set_text(request::request_id, request_id);
    writer.set_text(request::function, Text{function});
    writer.set_jsonb(request::arguments, arguments);
    writer.set_jsonb(request::result, result);
    writer.set_time(request::created_at, GetCurrentTimestamp());
    writer.insert();
    writer.close();
}

void release_request(Text request_id) {
    LOCKTAG tag = claim_tag(request_id);

    LockRelease(&tag, ExclusiveLock, false);
}

} // namespace inventory
