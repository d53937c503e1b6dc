// What the executor needs to write rows of a table: indexes, constraints, triggers and slots, made ready
// once and kept between calls until the table changes. A statement makes all of it anew, which costs more
// than its work on a row.
//
// What somebody has added to a table and could change without the table's changing, as a constraint that
// calls a function of theirs, is not kept: then a target lives as long as one writer.
#pragma once

#include "pg/rows/tables.hpp"

extern "C" {
#include "nodes/execnodes.h"
}

namespace inventory {

struct WriteTarget {
    static constexpr int most_queued = 64; // about a page of rows

    // While it is in use:
    const TableShape *shape;
    bool
        fires_triggers; // false: they are the extension's own, and what they do is left to the caller

    EState *estate; // in its memory is all the rest, and this
    ResultRelInfo *result;
    TupleTableSlot *slot;
    TupleTableSlot *old_slot;
    ExprState **defaults;   // of the owner's columns, by attribute; nullptr: none
    bool is_kept;           // else it is freed when it is closed
    TupleTableSlot **queue; // of new rows that are written together; nullptr: none yet

    // Of write_target.cpp alone:
    Oid table;
    Oid *indexes;
    bool has_open_indexes;
    bool has_own_triggers;
    bool is_valid;         // the table is as it was
    SubTransactionId user; // that has it in use; 0: nobody

    Relation relation() const { return result->ri_RelationDesc; } // while it is in use
};

// Opens a table for one command. An error needs no closing.
WriteTarget *open_target(Table table, CmdType command);
void close_target(WriteTarget *target);

// Opens its indexes, if they are not: before rows are added to them.
void open_indexes(WriteTarget *target);

// A slot of its queue, to be cleared before the target is closed.
TupleTableSlot *place_in_queue(WriteTarget *target, int at);

// Whether the triggers of a table that calls write are the extension's own, as far as it is known.
bool has_own_triggers(Table table);

// Called once when the library is loaded.
void register_target_callbacks();

} // namespace inventory
