// Writing rows of the extension's tables as a statement would, without one: constraints, indexes,
// triggers and rights are those of the table, whatever has been added to it. What a statement would prepare
// anew is kept between calls, see write_target.hpp.
//
// Where a table has the extension's own triggers only, they are not fired: ledger/own_writer.hpp does what
// they would do. The caller has locked what it updates or deletes. Not done: rules and row-level security.
#pragma once

#include "pg/base/compat.hpp"
#include "pg/rows/row.hpp"
#include "pg/rows/write_target.hpp"

extern "C" {
#include "access/tableam.h"
#include "nodes/execnodes.h"
#include "storage/itemptr.h"
}

namespace inventory {

// Closed with close(), which runs the triggers; an error needs no closing.
class TableWriter {
  public:
    // For one command: CMD_INSERT, CMD_UPDATE or CMD_DELETE.
    static TableWriter open(Table table, CmdType command);
    void close();

    // The row in hand: a new one, in which columns that somebody has added have their defaults and all
    // others are to be set, or the one at a tid, to be updated.
    void begin_row();
    void begin_row(ItemPointerData tid);
    // A column that the table does not have yet is passed over. Nothing is NULL.
    void set(int column, Datum value);
    void set_null(int column);
    void set_text(int column, OptionalText value);
    void set_key(int variant_id, int location_id, const core::LevelKey &key);
    void set_bigint(int column, std::optional<int64> value);
    void set_integer(int column, int32 value);
    void set_boolean(int column, bool value);
    void set_time(int column, OptionalTime value);
    void set_jsonb(int column, std::optional<Datum> value);
    void set_label(int column, const char *label); // of an enum
    int64 bigint(int column) const;

    // Write the row in hand. A new one that a trigger of the user's suppresses is an error, 27000; of
    // the others false says so.
    void insert();
    // The same, together with others of a page, by the time the writer is closed; where triggers are fired at
    // once. Where it is tid() does not tell.
    void append();
    bool update();
    // Updates it if it is still as it was read, after waiting for whoever has it in hand. Only where triggers
    // are not fired.
    bool update_unchanged();
    // Inserts it, unless there is one with its key, after waiting for whoever is inserting one; or, where
    // somebody else is to look into that, without a look and without waiting.
    bool insert_new();
    bool insert_unhurried();
    // Inserts it, or locks the one that is there with its key. Whether it inserted. Looks whether there is
    // one before it tries, unless it is said to be new.
    bool claim(bool is_new);
    // Deletes the row at a tid.
    bool remove(ItemPointerData tid);
    // Where the row that was just written, or locked by claim(), is.
    ItemPointerData tid() const;

    Table table() const { return table_; }
    bool fires_triggers() const { return target_->fires_triggers; }
    // The row as it was before an update, and as it is written.
    Row before() const { return row_in(target_->old_slot); }
    Row after() const { return row_in(target_->slot); }
    // Reads the row that is about to be removed, for before().
    void read(ItemPointerData tid);

  private:
    Row row_in(TupleTableSlot *slot) const {
        return {slot->tts_values, slot->tts_isnull, target_->shape};
    }
    void fire_before_statement();
    void fire_after_statement();
    void prepare_new();
    void compare(HeapTuple wanted);
    void check();
    List *add_to_indexes(TupleTableSlot *row, compat::UpdatedIndexes *updated, bool *conflict);
    void write_in_hand();
    void enqueue();
    void write_queue();
    bool insert_speculatively();
    TM_Result change();
    bool is_there(ItemPointer where);
    bool lock_claimed(ItemPointerData tid);

    Table table_;
    CmdType command_;
    WriteTarget *target_;
    bool has_snapshot_; // of its own
    EPQState recheck_;
    TransitionCaptureState *capture_;
    ItemPointerData old_tid_;
    bool appends_; // the row in hand is one to be appended
    int queued_;   // rows in the target's queue
};

} // namespace inventory
