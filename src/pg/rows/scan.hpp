// Reading the extension's rows by key straight from the index, with the active snapshot: what a
// statement would answer, at a small part of its cost. And locking the version of a row that was
// read, where nobody else has it: a statement that fails to would keep a lock.
//
// Not here: what the rows mean, see workspace.hpp; writing, see table_writer.hpp.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "nodes/lockoptions.h"
#include "utils/rel.h"
}

namespace inventory {

enum class Lookup {
    carts,          // by reference_id
    holds,          // by reference_id
    levels,         // by variant_id, location_id; in the order of stripes
    holds_of_level  // by variant_id, location_id: those due to be looked at by a time
};

// Locks the tables that scans read as for writing. Before any of their rows is locked.
void lock_tables();

// Closed with close(), or where an error ends the transaction or savepoint.
class Scan {
  public:
    // With the active snapshot.
    static Scan open(Lookup lookup);
    void seek(Text key);
    void seek(Text variant_id, Text location_id);
    void seek_due(Text variant_id, Text location_id, TimestampTz time);
    bool next();
    void close();

    // Columns of the present row, from 1, in the order of the install script.
    Text string(int column) const; // a copy; NULL comes as null text
    int64 bigint(int column) const;
    int64 bigint_or(int column, int64 fallback) const;
    int32 integer(int column) const;
    bool boolean(int column) const;
    bool null(int column) const;
    TimestampTz time(int column) const; // NULL comes as no_time
    Datum jsonb(int column) const;      // a copy; NULL comes as 0
    Oid oid(int column) const;

    // Which other transaction had the present row in hand as of the snapshot: one to wait for.
    TransactionId holder() const;
    ItemPointerData place() const;
    // Where the index leads to: the first of the row's versions on the same page.
    ItemPointerData root() const { return root_; }

    // Locks a row in the version at `place`, after waiting, or not, for whoever has it. False, and
    // nothing is locked, where somebody has it or has changed it.
    bool lock(ItemPointerData place, LockWaitPolicy patience);

    Relation table() const { return table_; }
    Snapshot snapshot() const { return snapshot_; }

  private:
    void start();
    Datum datum(int column, bool *null) const;

    Relation table_;
    Relation index_;
    IndexScanDesc scan_;
    Snapshot snapshot_;
    TupleTableSlot *slot_;
    ScanKeyData keys_[3];
    int key_count_;
    ItemPointerData root_;
};

// Which other transaction has a row in hand, by the infomask and xmax of its visible version, which
// were read together.
TransactionId holder_of(uint16 infomask, TransactionId xmax, Snapshot snapshot);

// A snapshot that sees everything up to now, this transaction's own changes too (in REPEATABLE READ
// and above what the transaction's snapshot shows), active until end_sight().
void begin_sight();
// The same, whatever the isolation level.
void begin_latest_sight();
// What the caller sees, and no more.
void keep_sight();
void end_sight();

} // namespace inventory
