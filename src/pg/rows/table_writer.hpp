// Writing rows of the extension's tables as a statement would, without one: constraints, indexes,
// triggers and rights are those of the table, whatever has been added to it. A statement spends most
// of its time on preparing itself, and on reading every CHECK anew; a writer keeps these between
// calls.
//
// The caller has locked what it updates or deletes. Not done: rules and row-level security.
#pragma once

#include "pg/rows/tables.hpp"

#include "core/base/level_key.hpp"

extern "C" {
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
    bool update();
    // Inserts it, unless there is one with its key, after waiting for whoever is inserting one.
    bool insert_new();
    // Inserts it, or locks the one that is there with its key. Whether it inserted.
    bool claim();
    // Deletes the row at a tid.
    bool remove(ItemPointerData tid);
    // Where the row that was just written, or locked by claim(), is.
    ItemPointerData tid() const;

  private:
    void fire_before_statement();
    void fire_after_statement();
    void prepare_defaults();
    void prepare_new();
    void compare(HeapTuple wanted);
    void check();
    bool insert_unless_there(ItemPointer conflicting);
    bool lock_claimed(ItemPointerData tid);

    Table table_;
    CmdType command_;
    Relation relation_;
    const TableShape *shape_;
    EState *estate_;
    ResultRelInfo *target_;
    EPQState recheck_;
    TupleTableSlot *slot_;
    TupleTableSlot *old_slot_;
    TransitionCaptureState *capture_;
    ExprState **defaults_; // of the owner's columns; nullptr where there is none to be evaluated
    bool uses_prepared_;
    ItemPointerData old_tid_;
};

} // namespace inventory
