// Writing rows of the extension's tables as a statement would, without one: constraints, indexes,
// triggers and rights are those of the table, whatever has been added to it. A statement spends most
// of its time on preparing itself, and on reading every CHECK anew; a writer keeps these between
// calls.
//
// The caller has locked what it updates or deletes. Not done: rules and row-level security.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "nodes/execnodes.h"
#include "storage/itemptr.h"
}

namespace inventory {

enum class Deed { insert, update, remove };

// Closed with close(), which runs the triggers; an error needs no closing.
class TableWriter {
  public:
    static TableWriter open(const char *table, Deed deed);
    void close();

    // The row in hand: a new one, in which columns that somebody has added have their defaults and all
    // others are to be set, or the one at a place, to be updated.
    void begin_row();
    void begin_row(ItemPointerData place);
    void set(int column, Datum value);
    void set_null(int column);
    void set_text(int column, Text value);          // null text is NULL
    void set_bigint(int column, int64 value);
    void set_integer(int column, int32 value);
    void set_boolean(int column, bool value);
    void set_time(int column, TimestampTz value);   // no_time is NULL
    void set_jsonb(int column, Datum value);        // 0 is NULL
    void set_enum(int column, const char *label);
    int64 bigint(int column) const;

    // Write the row in hand. A new one that a trigger of the user's suppresses is an error, 27000; of
    // the others false says so.
    void insert();
    bool update();
    // Inserts it, unless there is one with its key, after waiting for whoever is inserting one.
    bool insert_new();
    // Inserts it, or locks the one that is there with its key. Whether it inserted.
    bool claim();
    // Deletes the row at a place.
    bool remove(ItemPointerData place);
    // Where the row that was just written, or locked by claim(), is.
    ItemPointerData place() const;

  private:
    void fire_before_statement();
    void fire_after_statement();
    void prepare_defaults();
    void prepare_new();
    void compare(HeapTuple wanted);
    void check();
    bool insert_unless_there(ItemPointer conflicting);
    bool lock_claimed(ItemPointerData place);

    Deed deed_;
    Relation relation_;
    EState *estate_;
    ResultRelInfo *target_;
    EPQState recheck_;
    TupleTableSlot *slot_;
    TupleTableSlot *old_slot_;
    TransitionCaptureState *capture_;
    int own_columns_; // the first ones; what follows is the owner's
    ExprState **defaults_; // by column; nullptr where there is none to be evaluated
    bool uses_prepared_;
    ItemPointerData old_place_;
};

} // namespace inventory
