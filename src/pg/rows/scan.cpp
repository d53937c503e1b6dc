// Reading rows by key, see scan.hpp.
#include "pg/rows/scan.hpp"

#include "pg/rows/columns.hpp"
#include "pg/base/compat.hpp"

extern "C" {
#include "access/multixact.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "storage/procarray.h"
#include "utils/fmgroids.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

struct Place {
    const char *table;
    const char *index;
    int keys;
};

Place place_of(Lookup lookup) {
    switch (lookup) {
    case Lookup::carts:
        return {"carts", "carts_pkey", 1};
    case Lookup::holds:
        return {"reservations", "reservations_pkey", 1};
    case Lookup::levels:
        return {"levels", "levels_pkey", 2};
    case Lookup::holds_of_level:
        break;
    }
    return {"reservations", "reservations_level", 3};
}

} // namespace

void lock_tables() {
    Oid schema = get_namespace_oid("inventory", false);

    for (const char *name : {"carts", "reservations", "levels"}) {
        Oid table = get_relname_relid(name, schema);
        if (OidIsValid(table))
            LockRelationOid(table, RowExclusiveLock);
    }
}

Scan Scan::open(Lookup lookup) {
    Scan scan{};
    Place place = place_of(lookup);
    Oid schema = get_namespace_oid("inventory", false);
    Oid table = get_relname_relid(place.table, schema);

    // Locked before its index is looked up, which may just have been replaced by another.
    if (OidIsValid(table))
        scan.table_ = table_open(table, AccessShareLock);
    Oid index = get_relname_relid(place.index, schema);

    if (!OidIsValid(table) || !OidIsValid(index))
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
                        errmsg("the extension's table \"%s\" or its index is missing", place.table)));
    check_columns(scan.table_);
    scan.snapshot_ = GetActiveSnapshot();
    scan.key_count_ = place.keys;
    scan.index_ = index_open(index, AccessShareLock);
    scan.slot_ = table_slot_create(scan.table_, nullptr);
    scan.scan_ = compat::begin_index_scan(scan.table_, scan.index_, scan.snapshot_, place.keys);
    return scan;
}

// As many keys as the scan was opened for.
void Scan::start() { index_rescan(scan_, keys_, key_count_, nullptr, 0); }

static void set_text_key(ScanKey key, AttrNumber column, Text value) {
    ScanKeyEntryInitialize(key, 0, column, BTEqualStrategyNumber, InvalidOid, C_COLLATION_OID,
                           F_TEXTEQ, PointerGetDatum(cstring_to_text_with_len(
                                         value.data(), static_cast<int>(value.size()))));
}

void Scan::seek(Text key) {
    set_text_key(&keys_[0], 1, key);
    start();
}

void Scan::seek(Text variant_id, Text location_id) {
    set_text_key(&keys_[0], 1, variant_id);
    set_text_key(&keys_[1], 2, location_id);
    start();
}

void Scan::seek_due(Text variant_id, Text location_id, TimestampTz time) {
    set_text_key(&keys_[0], 1, variant_id);
    set_text_key(&keys_[1], 2, location_id);
    ScanKeyEntryInitialize(&keys_[2], 0, 3, BTLessEqualStrategyNumber, InvalidOid, InvalidOid,
                           F_TIMESTAMPTZ_LE, TimestampTzGetDatum(time));
    start();
}

// As index_getnext_slot() does it, which does not say where the index led to.
bool Scan::next() {
    do {
        ItemPointer root = index_getnext_tid(scan_, ForwardScanDirection);
        if (root == nullptr)
            return false;
        root_ = *root;
    } while (!index_fetch_heap(scan_, slot_));
    slot_getallattrs(slot_);
    return true;
}

// The tables stay locked until the transaction ends, as after a statement: the places of rows are
// relied on until they are written. Not the index: a REINDEX would wait for it, with a lock on the
// table that a call which has only looked so far wants next.
void Scan::close() {
    index_endscan(scan_);
    ExecDropSingleTupleTableSlot(slot_);
    index_close(index_, AccessShareLock);
    table_close(table_, NoLock);
}

Datum Scan::datum(int column, bool *null) const {
    *null = slot_->tts_isnull[column - 1];
    return slot_->tts_values[column - 1];
}

Text Scan::string(int column) const {
    bool null;
    Datum value = datum(column, &null);

    if (null)
        return Text{};
    text *found = DatumGetTextPP(value);
    Size length = VARSIZE_ANY_EXHDR(found);
    char *copy = static_cast<char *>(palloc(length + 1));
    memcpy(copy, VARDATA_ANY(found), length);
    copy[length] = '\0';
    return Text{copy, length};
}

int64 Scan::bigint_or(int column, int64 fallback) const {
    bool null;
    Datum value = datum(column, &null);

    return null ? fallback : DatumGetInt64(value);
}

int64 Scan::bigint(int column) const { return bigint_or(column, 0); }

int32 Scan::integer(int column) const {
    bool null;

    return DatumGetInt32(datum(column, &null));
}

bool Scan::boolean(int column) const {
    bool null;
    Datum value = datum(column, &null);

    return !null && DatumGetBool(value);
}

bool Scan::null(int column) const {
    bool null;

    datum(column, &null);
    return null;
}

TimestampTz Scan::time(int column) const {
    bool null;
    Datum value = datum(column, &null);

    return null ? no_time : DatumGetTimestampTz(value);
}

Datum Scan::jsonb(int column) const {
    bool null;
    Datum value = datum(column, &null);

    return null ? Datum{0} : PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
}

Oid Scan::oid(int column) const {
    bool null;

    return DatumGetObjectId(datum(column, &null));
}

TransactionId Scan::holder() const {
    bool copied;
    HeapTuple tuple = ExecFetchSlotHeapTuple(slot_, false, &copied);
    uint16 mask = tuple->t_data->t_infomask;
    TransactionId holder = HeapTupleHeaderGetRawXmax(tuple->t_data);

    if (mask & HEAP_XMAX_IS_MULTI) {
        // Only together do the two tell which kind of number it is.
        Buffer page = reinterpret_cast<BufferHeapTupleTableSlot *>(slot_)->buffer;
        LockBuffer(page, BUFFER_LOCK_SHARE);
        mask = tuple->t_data->t_infomask;
        holder = HeapTupleHeaderGetRawXmax(tuple->t_data);
        LockBuffer(page, BUFFER_LOCK_UNLOCK);
    }
    return holder_of(mask, holder, snapshot_);
}

TransactionId holder_of(uint16 mask, TransactionId holder, Snapshot snapshot) {
    // Foreign keys of others are in nobody's way.
    if ((mask & HEAP_XMAX_INVALID) || HEAP_XMAX_IS_KEYSHR_LOCKED(mask) ||
        !TransactionIdIsValid(holder))
        return InvalidTransactionId;
    if (mask & HEAP_XMAX_IS_MULTI) {
        // Several have it in hand, of which one that is still there is enough to wait for.
        MultiXactMember *members;
        int count = GetMultiXactIdMembers(holder, &members, false, HEAP_XMAX_IS_LOCKED_ONLY(mask));
        holder = InvalidTransactionId;
        for (int i = 0; i < count; i++)
            if (members[i].status != MultiXactStatusForKeyShare &&
                !TransactionIdIsCurrentTransactionId(members[i].xid) &&
                TransactionIdIsInProgress(members[i].xid))
                holder = members[i].xid;
        return holder;
    }
    // As the snapshot has it, which costs no lock: whoever has ended since is not waited for.
    if (!TransactionIdIsNormal(holder) || TransactionIdIsCurrentTransactionId(holder) ||
        !XidInMVCCSnapshot(holder, snapshot))
        return InvalidTransactionId;
    // With too many savepoints a snapshot has only the transactions, not which savepoint was undone.
    if (snapshot->suboverflowed && !TransactionIdIsInProgress(holder))
        return InvalidTransactionId;
    return holder;
}

ItemPointerData Scan::place() const { return slot_->tts_tid; }

bool Scan::lock(ItemPointerData place, LockWaitPolicy patience) {
    TM_FailureData failure;

    // Without TUPLE_LOCK_FLAG_FIND_LAST_VERSION a row that was changed since is not locked at all.
    TM_Result result =
        table_tuple_lock(table_, &place, snapshot_, slot_, GetCurrentCommandId(true),
                         LockTupleNoKeyExclusive, patience, 0, &failure);

    return result == TM_Ok;
}

void begin_sight() {
    CommandCounterIncrement();
    PushActiveSnapshot(GetTransactionSnapshot());
}

void begin_latest_sight() {
    CommandCounterIncrement();
    PushActiveSnapshot(GetLatestSnapshot());
}

void keep_sight() { PushActiveSnapshot(GetActiveSnapshot()); }

void end_sight() { PopActiveSnapshot(); }

} // namespace inventory
