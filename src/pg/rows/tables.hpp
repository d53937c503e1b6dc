// The registry of the extension's tables: each one once, with its columns and the lookups that go by
// its indexes. What reads or writes rows names tables, columns and lookups as they are named here.
//
// Columns are found by name when a table is first seen in a session, and anew when it changes. A table
// may lack the last columns of its list: it was made by an older version of the SQL. They read as
// NULL, 0 or false, and what is written to them is dropped. Columns that are not in the list are the
// owner's, or of a newer version.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "access/attnum.h"
#include "storage/lockdefs.h"
#include "utils/rel.h"
}

namespace inventory {

enum class Table { carts, reservations, levels, transactions, requests };
inline constexpr int table_count = 5;

// Columns by number, from 1, in the order of the lists in tables.cpp; new ones come last.
namespace level {
enum Column : int {
    variant_id = 1,
    location_id,
    stripe,
    on_hand,
    reserved,
    incoming,
    safety_stock,
    backorder_limit,
    shortfall,
    tracked,
    low_stock_threshold,
    version,
    updated_at,
    draining,
    layout // how many rows the level has, 0 where there was never but one
};
}

namespace cart {
enum Column : int {
    reference_id = 1,
    status,
    customer_id,
    order_id,
    reserved_at,
    updated_at,
    expires_at,
    quantity,
    confirmed,
    last_lines,
    sweep_at,
    closed_at
};
}

namespace hold {
enum Column : int {
    reference_id = 1,
    variant_id,
    location_id,
    stripe,
    quantity,
    created_at,
    version,
    sweep_at
};
}

namespace transaction {
enum Column : int {
    transaction_id = 1,
    recorded_at,
    variant_id,
    location_id,
    type,
    on_hand_delta,
    reserved_delta,
    incoming_delta,
    reference_id,
    request_id,
    reason,
    actor
};
}

namespace request {
enum Column : int { request_id = 1, function, arguments, result, created_at };
}

// Ways to find rows by the leading columns of an index.
enum class Lookup {
    carts,             // by reference_id
    holds,             // by reference_id; in the order of levels and stripes
    levels,            // by variant_id, location_id; in the order of stripes
    due_holds_of_level // by variant_id, location_id: those with sweep_at up to a time
};
inline constexpr int lookup_count = 4;

const char *name_of(Table table);
Table table_of(Lookup lookup);

// The number of a column that the table's list has.
int column_named(Table table, std::string_view name);

// A table as it is at the moment.
struct TableShape {
    static constexpr int most_columns = 32;

    Oid oid;
    AttrNumber attributes[most_columns]; // by column; 0: the table does not have it yet
    int count;                           // of those that it has

    // Whether the library knows the attribute; else it is the owner's.
    bool is_own(AttrNumber attribute) const;
};

// Opens a table, and tells its shape, which stays as it is while the table is open. Raises 55000 where
// a column of the extension's was changed, or dropped from between the others.
Relation open_table(Table table, LOCKMODE mode, const TableShape **shape);

// The same of a relation that is open already; nullptr where it is another table.
const TableShape *shape_of(Table table, Relation relation);

// The index that a lookup goes by; InvalidOid where the table does not have it. The table is open.
Oid index_of(Lookup lookup);

// Locks the tables whose rows calls lock, as for writing. Before any of their rows is locked.
void lock_tables();

// Called once when the library is loaded.
void register_table_callbacks();

} // namespace inventory
