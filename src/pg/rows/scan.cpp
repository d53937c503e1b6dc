// Reading rows by key, see scan.hpp.
#include "pg/rows/scan.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "access/multixact.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "storage/bufmgr.h"
#include "storage/procarray.h"
#include "utils/fmgroids.h"
#include "utils/snapmgr.h"
}

namespace inventory {

Scan Scan::open(Lookup lookup) {
    Scan scan{};

    // Locked before its index is looked up, which may just have been replaced by another.
    scan.relation_ = open_table(table_of(lookup), AccessShareLock, &scan.shape_);
    Oid index = index_of(lookup);
    if (!OidIsValid(index))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("the index of the extension's table \"%s\" is missing",
                               name_of(table_of(lookup)))));
    scan.snapshot_ = GetActiveSnapshot();
    scan.memory_ = CurrentMemoryContext;
    scan.index_ = index_open(index, AccessShareLock);
    scan.slot_ = table_slot_create(scan.relation_, nullptr);
    return scan;
}

void Scan::start(int keys) {
    MemoryContext caller = MemoryContextSwitchTo(memory_);

    // One that was begun with so many keys goes on with as many.
    if (scan_ != nullptr && scan_->numberOfKeys != keys) {
        index_endscan(scan_);
        scan_ = nullptr;
    }
    if (scan_ == nullptr)
        scan_ = compat::begin_index_scan(relation_, index_, snapshot_, keys);
    index_rescan(scan_, keys_, keys, nullptr, 0);
    MemoryContextSwitchTo(caller);
}

static void set_text_key(ScanKey key, AttrNumber column, Text value) {
    ScanKeyEntryInitialize(key, 0, column, BTEqualStrategyNumber, InvalidOid, C_COLLATION_OID,
                           F_TEXTEQ, text_datum(value));
}

void Scan::seek(Text key) {
    set_text_key(&keys_[0], 1, key);
    start(1);
}

void Scan::seek(Text key, int32 number) {
    set_text_key(&keys_[0], 1, key);
    ScanKeyEntryInitialize(&keys_[1], 0, 2, BTEqualStrategyNumber, InvalidOid, InvalidOid, F_INT4EQ,
                           Int32GetDatum(number));
    start(2);
}

void Scan::set_level_key(const core::LevelKey &key) {
    set_text_key(&keys_[0], 1, key.variant_id);
    set_text_key(&keys_[1], 2, key.location_id);
}

void Scan::seek(const core::LevelKey &key) {
    set_level_key(key);
    start(2);
}

void Scan::seek(const core::LevelKey &key, int64 number) {
    set_level_key(key);
    ScanKeyEntryInitialize(&keys_[2], 0, 3, BTEqualStrategyNumber, InvalidOid, InvalidOid, F_INT8EQ,
                           Int64GetDatum(number));
    start(3);
}

void Scan::seek_from(const core::LevelKey &key, int64 number) {
    set_level_key(key);
    ScanKeyEntryInitialize(&keys_[2], 0, 3, BTGreaterEqualStrategyNumber, InvalidOid, InvalidOid,
                           F_INT8GE, Int64GetDatum(number));
    start(3);
}

void Scan::seek_due(const core::LevelKey &key, TimestampTz time) {
    set_level_key(key);
    ScanKeyEntryInitialize(&keys_[2], 0, 3, BTLessEqualStrategyNumber, InvalidOid, InvalidOid,
                           F_TIMESTAMPTZ_LE, TimestampTzGetDatum(time));
    start(3);
}

// As index_getnext_slot() does it, which does not say where the index led to.
bool Scan::go(ScanDirection direction) {
    MemoryContext caller = MemoryContextSwitchTo(memory_);
    ItemPointer root;

    do {
        root = index_getnext_tid(scan_, direction);
        if (root != nullptr)
            root_ = *root;
    } while (root != nullptr && !index_fetch_heap(scan_, slot_));
    if (root != nullptr)
        slot_getallattrs(slot_);
    MemoryContextSwitchTo(caller);
    return root != nullptr;
}

bool Scan::next() { return go(ForwardScanDirection); }
bool Scan::previous() { return go(BackwardScanDirection); }

bool Scan::fetch(ItemPointerData tid) {
    if (!table_tuple_fetch_row_version(relation_, &tid, snapshot_, slot_))
        return false;
    slot_getallattrs(slot_);
    return true;
}

// The tables stay locked until the transaction ends, as after a statement: the tids of rows are
// relied on until they are written. Not the index: a REINDEX would wait for it, with a lock on the
// table that a call which has only looked so far wants next.
void Scan::close() {
    if (scan_ != nullptr)
        index_endscan(scan_);
    ExecDropSingleTupleTableSlot(slot_);
    index_close(index_, AccessShareLock);
    table_close(relation_, NoLock);
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

ItemPointerData Scan::tid() const { return slot_->tts_tid; }

bool Scan::lock(ItemPointerData tid, LockWaitPolicy policy) {
    TM_FailureData failure;

    // Without TUPLE_LOCK_FLAG_FIND_LAST_VERSION a row that was changed since is not locked at all.
    TM_Result result =
        table_tuple_lock(relation_, &tid, snapshot_, slot_, GetCurrentCommandId(true),
                         LockTupleNoKeyExclusive, policy, 0, &failure);

    return result == TM_Ok;
}

void push_snapshot() {
    CommandCounterIncrement();
    PushActiveSnapshot(GetTransactionSnapshot());
}

void push_latest_snapshot() {
    CommandCounterIncrement();
    PushActiveSnapshot(GetLatestSnapshot());
}

void push_same_snapshot() { PushActiveSnapshot(GetActiveSnapshot()); }

void pop_snapshot() { PopActiveSnapshot(); }

} // namespace inventory
