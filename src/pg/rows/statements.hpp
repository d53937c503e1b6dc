// Prepared statements of the extension: running them and building their arguments. The SQL text is
// in sql.cpp and nowhere else.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"
#include "pg/rows/row.hpp"

#include "core/base/level_key.hpp"

extern "C" {
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "storage/itemptr.h"
}

namespace inventory {

// Prepared at its first use in a session and kept; PostgreSQL replans it when something it uses
// changes, the extension's own re-creation included.
struct Statement {
    const char *text;
    Oid types[16];      // of its parameters
    bool scans = false; // reads whole tables on purpose; all others go by key
    SPIPlanPtr plan = nullptr;
    int generation = 0; // of the plan that was made here
};

// Whose eyes a statement reads with: the snapshot that the caller made active, or a fresh one that
// sees everything up to now (the transaction's own in REPEATABLE READ and above).
enum class Read { with_active_snapshot, with_fresh_snapshot };

struct Rows {
    SPITupleTable *table;
    int count;

    // Taken out of its tuple in the current memory context.
    Row operator[](int at) const;
};

// An array of `count` elements; `get(i)` gives the Datum of element i.
template <class Get> Datum make_array(int count, Oid type, Get get);
Datum make_array_of(Oid type, Datum *values, int count);

// What a statement is run with, in the order of its parameters.
struct Parameters {
    Datum values[16];
    char nulls[17]; // as SPI wants them
    int count;

    Parameters &add(Datum value, bool null = false);
    Parameters &text(OptionalText value);
    Parameters &oid(Oid value) { return add(ObjectIdGetDatum(value)); }
    Parameters &bigint(int64 value) { return add(Int64GetDatum(value)); }
    Parameters &integer(int32 value) { return add(Int32GetDatum(value)); }
    Parameters &boolean(bool value) { return add(BoolGetDatum(value)); }
    Parameters &optional_time(OptionalTime value) {
        return add(TimestampTzGetDatum(value.value_or(0)), !value);
    }
    Parameters &time(TimestampTz value) { return add(TimestampTzGetDatum(value)); }
    // variant_id and location_id.
    Parameters &key(const core::LevelKey &key) {
        return text(key.variant_id).text(key.location_id);
    }

    // Arrays of `count` elements; `get(i)` gives element i.
    template <class Get> Parameters &keys(int count, Get get) {
        add(make_array(count, TEXTOID, [&](int i) { return text_datum(get(i).variant_id); }));
        return add(
            make_array(count, TEXTOID, [&](int i) { return text_datum(get(i).location_id); }));
    }
    template <class Get> Parameters &texts(int count, Get get) {
        return add(make_array(count, TEXTOID, [&](int i) { return text_datum(get(i)); }));
    }
    // No time is -infinity.
    template <class Get> Parameters &times(int count, Get get) {
        return add(make_array(count, TIMESTAMPTZOID, [&](int i) {
            return TimestampTzGetDatum(get(i).value_or(DT_NOBEGIN));
        }));
    }
    template <class Get> Parameters &integers(int count, Get get) {
        return add(make_array(count, INT4OID, [&](int i) { return Int32GetDatum(get(i)); }));
    }
    template <class Get> Parameters &bigints(int count, Get get) {
        return add(make_array(count, INT8OID, [&](int i) { return Int64GetDatum(get(i)); }));
    }
};

template <class Get> Datum make_array(int count, Oid type, Get get) {
    Datum *values = static_cast<Datum *>(palloc(sizeof(Datum) * static_cast<Size>(count + 1)));

    for (int i = 0; i < count; i++)
        values[i] = get(i);
    return make_array_of(type, values, count);
}

// Runs a statement.
Rows run(Statement &statement, const Parameters &parameters, Read read = Read::with_fresh_snapshot);

// Runs a statement that reads, with the active snapshot, and shows its rows to look(row) one after the
// other: none is kept. What a look takes of the current memory context is given back after it.
template <class Look>
void run_through(Statement &statement, const Parameters &parameters, Look look);
void run_through(Statement &statement, const Parameters &parameters,
                 void (*look)(void *looking, const Row &row), void *looking);

template <class Look>
void run_through(Statement &statement, const Parameters &parameters, Look look) {
    run_through(
        statement, parameters,
        [](void *looking, const Row &row) { (*static_cast<Look *>(looking))(row); }, &look);
}

namespace sql {
// carts
extern Statement pick_overdue_carts, pick_idle_carts;
extern Statement overdue_holds, remove_closed_carts;
// levels
extern Statement settle_direct_changes;
// places and kits
extern Statement set_location, delete_location, count_levels_at;
extern Statement read_kit_state, is_in_held_kit, retire_kit, add_kit_version;
// products
extern Statement add_variants, change_variants, remove_variants;
// ledger
extern Statement drop_ledger, drop_collected_ledger, drop_ledger_without_newest;
// requests
extern Statement read_request, compare_lines, remove_requests;
// reading
extern Statement read_waited_levels, read_availability, read_history, read_tracked, may_adjust;
// signals
extern Statement read_feed, lock_feed, wait_for_feed, make_feed, write_feed, forget_life;
extern Statement note_retained;
extern Statement collect, has_news, all_variants, all_variants_with_ledger, kits_of_components;
extern Statement announce, end_stretches, add_demand;
extern Statement keep_silent_states, forget_silent_states, signals_by_age, remove_signals;
extern Statement make_consumer, read_consumer, lock_consumer, wait_for_consumer, move_consumer;
extern Statement note_read, drop_consumer, newest_seq, newest_change, newest_signal, changes_after;
extern Statement signals_after;
// demand
extern Statement set_replenishment, read_replenished_levels, read_demand;
// upkeep
extern Statement read_readiness, read_ledger_state, read_problems;
extern Statement is_sequence_ahead, read_sequence_state;
extern Statement remember_verified, forget_verified;
// automatic stripes
extern Statement due_auto_stripes, remember_auto_stripe, remember_looks;
extern Statement forget_auto_stripe, forget_free_auto_stripes;
} // namespace sql

} // namespace inventory
