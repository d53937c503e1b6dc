// Reading the extension's rows by key straight from an index, with the active snapshot: what a
// statement would answer, at a small part of its cost. And locking the version of a row that was
// read, where nobody else has it: a statement that fails to would keep a lock.
//
// Not here: what the rows mean, see engine/workspace.hpp; writing, see table_writer.hpp.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/rows/row.hpp"
#include "pg/rows/tables.hpp"

extern "C" {
#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "nodes/lockoptions.h"
}

namespace inventory {

// Closed with close(), or where an error ends the transaction or savepoint. What it keeps is in
// the memory context in which it was opened, whatever is current later; a key where it was made, until the next
// one is sought.
class Scan {
  public:
    // With the active snapshot.
    static Scan open(Lookup lookup);
    // Begins at the rows with that key, or those of it from a number on, or due by a time.
    void seek(Text key);
    void seek(const core::LevelKey &key);
    void seek(Text key, int32 number);
    void seek(const core::LevelKey &key, int64 number);
    void seek_from(const core::LevelKey &key, int64 number);
    void seek_due(const core::LevelKey &key, TimestampTz time);
    bool next();
    // Goes the other way, from the last row with the key.
    bool previous();
    // Goes to the version of a row that is known by its tid, and seen.
    bool fetch(ItemPointerData tid);
    void close();

    // The present row.
    Row row() const { return {slot_->tts_values, slot_->tts_isnull, shape_}; }
    // Which other transaction had it in hand as of the snapshot: one to wait for.
    TransactionId holder() const;
    ItemPointerData tid() const;
    // Where the index leads to: the first of the row's versions on the same page.
    ItemPointerData root() const { return root_; }

    // Locks a row in the version at `tid`, after waiting, or not, for whoever has it. False, and
    // nothing is locked, where somebody has it or has changed it.
    bool lock(ItemPointerData tid, LockWaitPolicy policy);

    Relation relation() const { return relation_; }
    const TableShape *shape() const { return shape_; }
    Snapshot snapshot() const { return snapshot_; }

  private:
    bool go(ScanDirection direction);
    void set_level_key(const core::LevelKey &key);
    void start(int keys);

    Relation relation_;
    const TableShape *shape_;
    Relation index_;
    IndexScanDesc scan_; // begins with the first key
    Snapshot snapshot_;
    MemoryContext memory_; // of what lasts as long as the scan
    TupleTableSlot *slot_;
    ScanKeyData keys_[3];
    ItemPointerData root_;
};

// Which other transaction has a row in hand, by the infomask and xmax of its visible version, which
// were read together.
TransactionId holder_of(uint16 infomask, TransactionId xmax, Snapshot snapshot);

// A snapshot that sees everything up to now, this transaction's own changes too (in REPEATABLE READ
// and above what the transaction's snapshot shows), active until pop_snapshot().
void push_snapshot();
// The same, whatever the isolation level.
void push_latest_snapshot();
// What the caller sees, and no more.
void push_same_snapshot();
void pop_snapshot();

} // namespace inventory
