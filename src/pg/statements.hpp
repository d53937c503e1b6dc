// Prepared statements of the extension: running them and building their arguments. The SQL text is
// in sql.cpp and nowhere else.
#pragma once

#include "pg/vec.hpp"
#include "pg/postgres.hpp"

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
    int arguments;
    Oid types[16];
    SPIPlanPtr plan;
    bool scans; // reads whole tables on purpose; all others go by key
};

// A statement for any number of rows, and the same for a single one: an array costs more to make and
// to unnest than a row does to write.
struct RowStatement {
    Statement one;
    Statement many;
};

// Whose eyes a statement reads with: the snapshot that the caller made active, or a fresh one that
// sees everything up to now (the transaction's own in REPEATABLE READ and above).
enum class Sight { active_snapshot, fresh };

struct Rows {
    SPITupleTable *table;
    int count;

    Datum datum(int row, int column, bool *null) const;
    bool is_null(int row, int column) const;
    bool boolean(int row, int column) const;
    TransactionId transaction(int row, int column) const;
    ItemPointerData place(int row, int column) const;
    int64 bigint(int row, int column) const;
    int32 integer(int row, int column) const;
    // NULL comes as `fallback`.
    int64 bigint_or(int row, int column, int64 fallback) const;
    // NULL comes as no_time.
    TimestampTz time(int row, int column) const;
    // A copy in the current memory context; NULL comes as null text.
    Text string(int row, int column) const;
    // A copy in the current memory context; NULL comes as 0.
    Datum jsonb(int row, int column) const;
};

// Runs a statement; at most `limit` rows (0: all). `nulls` as SPI wants them, or nullptr.
Rows run(Statement &statement, const Datum *values, Sight sight = Sight::fresh,
         const char *nulls = nullptr, int limit = 0);

// Arguments.

Datum text_datum(Text text);

// An array of `count` elements; `get(i, null)` gives element i or sets null.
template <class Get> Datum make_array(int count, Oid type, Get get);
Datum make_array_of(Oid type, Datum *values, bool *nulls, int count);

template <class Get> Datum make_array(int count, Oid type, Get get) {
    Datum *values = static_cast<Datum *>(palloc(sizeof(Datum) * (count + 1)));
    bool *nulls = static_cast<bool *>(palloc0(sizeof(bool) * (count + 1)));

    for (int i = 0; i < count; i++)
        values[i] = get(i, nulls[i]);
    return make_array_of(type, values, nulls, count);
}

template <class Get> Datum make_text_array(int count, Get get) {
    return make_array(count, TEXTOID, [&](int i, bool &null) {
        Text text = get(i);
        null = is_null(text);
        return null ? Datum{0} : text_datum(text);
    });
}

template <class Get> Datum make_bigint_array(int count, Get get) {
    return make_array(count, INT8OID, [&](int i, bool &) { return Int64GetDatum(get(i)); });
}

template <class Get> Datum make_integer_array(int count, Get get) {
    return make_array(count, INT4OID, [&](int i, bool &) { return Int32GetDatum(get(i)); });
}

template <class Get> Datum make_time_array(int count, Get get) {
    return make_array(count, TIMESTAMPTZOID, [&](int i, bool &null) {
        TimestampTz time = get(i);
        null = time == no_time;
        return TimestampTzGetDatum(time);
    });
}

// The values of a RowStatement, column by column: those of the rows first, then those that all rows
// have in common.
class Columns {
  public:
    explicit Columns(int rows) : rows_(rows) {}

    // `get(i)` gives row i's value; null text, no_time and datum 0 stand for NULL.
    template <class Get> void text(Get get) {
        add(TEXTOID, [&](int i, bool &null) {
            Text value = get(i);
            null = is_null(value);
            return null ? Datum{0} : text_datum(value);
        });
    }
    template <class Get> void bigint(Get get) {
        add(INT8OID, [&](int i, bool &) { return Int64GetDatum(get(i)); });
    }
    template <class Get> void integer(Get get) {
        add(INT4OID, [&](int i, bool &) { return Int32GetDatum(get(i)); });
    }
    template <class Get> void boolean(Get get) {
        add(BOOLOID, [&](int i, bool &) { return BoolGetDatum(get(i)); });
    }
    template <class Get> void time(Get get) {
        add(TIMESTAMPTZOID, [&](int i, bool &null) {
            TimestampTz value = get(i);
            null = value == no_time;
            return TimestampTzGetDatum(value);
        });
    }
    template <class Get> void jsonb(Get get) {
        add(JSONBOID, [&](int i, bool &null) {
            Datum value = get(i);
            null = value == 0;
            return value;
        });
    }
    // `get(i, null)` gives row i's value or sets null.
    template <class Get> void add(Oid type, Get get) {
        bool null = false;

        if (rows_ == 1) {
            Datum value = get(0, null);
            common(value, null);
        } else {
            common(make_array(rows_, type, get));
        }
    }
    void common(Datum value, bool null = false) {
        values_[count_] = value;
        nulls_[count_++] = null ? 'n' : ' ';
    }

    int rows() const { return rows_; }
    Statement &choose(RowStatement &statement) const {
        return rows_ == 1 ? statement.one : statement.many;
    }
    const Datum *values() const { return values_; }
    const char *nulls() const { return nulls_; }

  private:
    int rows_;
    int count_ = 0;
    Datum values_[16];
    char nulls_[16];
};

namespace sql {
// carts
extern RowStatement lock_carts;
extern Statement pick_overdue_carts, pick_idle_carts;
extern Statement overdue_holds, remove_closed_carts;
// levels
extern RowStatement lock_levels, lock_free_levels;
extern Statement create_level, delete_level, settle_direct_changes;
// ledger
extern Statement drop_ledger;
// requests
extern Statement read_request, insert_request, remove_requests;
// reading
extern Statement read_availability, read_available, read_cart_lines, read_history;
// upkeep
extern Statement read_readiness, read_ledger_state, read_problems, remember_verified;
} // namespace sql

} // namespace inventory
