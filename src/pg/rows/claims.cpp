// Claiming ids, see claims.hpp.
#include "pg/rows/claims.hpp"

#include "pg/base/compat.hpp"
#include "pg/base/hash.hpp"

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_collation.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

LOCKTAG claim_tag(Claim kind, Text id) {
    LOCKTAG tag;
    uint64 hash = hash_of(id, 0);

    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<uint32>(hash >> 32),
                         static_cast<uint32>(hash), static_cast<uint16>(kind));
    return tag;
}

// A transaction that is writing a row with the key, InvalidTransactionId where none is; `exists` tells
// whether there is a row. Nobody is waited for with a lock on the table or its index: a REINDEX would stand
// between, with a lock that whoever has the claim takes next.
TransactionId find_writer(Lookup lookup, Text key, bool *exists) {
    const TableShape *shape;
    Relation table = open_table(table_of(lookup), AccessShareLock, &shape);
    Relation index = index_open(index_of(lookup), AccessShareLock);
    SnapshotData dirty;
    ScanKeyData scan_key;
    TransactionId writer = InvalidTransactionId;
    TupleTableSlot *slot = table_slot_create(table, nullptr);

    InitDirtySnapshot(dirty);
    ScanKeyEntryInitialize(&scan_key, 0, 1, BTEqualStrategyNumber, InvalidOid, C_COLLATION_OID,
                           F_TEXTEQ, text_datum(key));
    IndexScanDesc scan = compat::begin_index_scan(table, index, &dirty, 1);
    index_rescan(scan, &scan_key, 1, nullptr, 0);
    *exists = false;
    while (!TransactionIdIsValid(writer) && index_getnext_slot(scan, ForwardScanDirection, slot)) {
        *exists = true;
        writer = TransactionIdIsValid(dirty.xmin) ? dirty.xmin : dirty.xmax;
    }
    index_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    index_close(index, AccessShareLock);
    table_close(table, AccessShareLock);
    return writer;
}

} // namespace

bool claim_id(Claim kind, Lookup lookup, Text id) {
    LOCKTAG tag = claim_tag(kind, id);

    for (;;) {
        LockAcquire(&tag, ExclusiveLock, false, false);
        bool exists;
        TransactionId writer = find_writer(lookup, id, &exists);
        if (!TransactionIdIsValid(writer))
            return exists;
        LockRelease(&tag, ExclusiveLock, false);
        XactLockTableWait(writer, nullptr, nullptr, XLTW_None);
    }
}

void release_id(Claim kind, Text id) {
    LOCKTAG tag = claim_tag(kind, id);

    LockRelease(&tag, ExclusiveLock, false);
}

} // namespace inventory
