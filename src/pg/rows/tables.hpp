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
#include "catalog/pg_type.h"
#include "storage/lockdefs.h"
#include "utils/rel.h"
}

namespace inventory {

// Of an enum of the extension, whose oid differs from database to database.
inline constexpr Oid own_enum = InvalidOid;

// Each column once, with its type, in the order of the versions that brought them: new ones come last.
// clang-format off
#define INVENTORY_CART_COLUMNS(COLUMN) \
    COLUMN(reference_id, TEXTOID) COLUMN(status, own_enum) COLUMN(customer_id, TEXTOID) \
    COLUMN(order_id, TEXTOID) COLUMN(reserved_at, TIMESTAMPTZOID) \
    COLUMN(updated_at, TIMESTAMPTZOID) COLUMN(expires_at, TIMESTAMPTZOID) \
    COLUMN(quantity, INT8OID) COLUMN(confirmed, INT8OID) COLUMN(last_lines, JSONBOID) \
    COLUMN(sweep_at, TIMESTAMPTZOID) COLUMN(closed_at, TIMESTAMPTZOID) \
    COLUMN(shipped, INT8OID)

#define INVENTORY_HOLD_COLUMNS(COLUMN) \
    COLUMN(reference_id, TEXTOID) COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) \
    COLUMN(stripe, INT4OID) COLUMN(quantity, INT8OID) COLUMN(created_at, TIMESTAMPTZOID) \
    COLUMN(version, INT8OID) COLUMN(sweep_at, TIMESTAMPTZOID) COLUMN(place, INT8OID) \
    COLUMN(added, INT8OID) COLUMN(added_place, INT8OID) COLUMN(kit_id, TEXTOID) \
    COLUMN(kit_version, INT4OID) COLUMN(promised_at, TIMESTAMPTZOID)

#define INVENTORY_LEVEL_COLUMNS(COLUMN) \
    COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) COLUMN(stripe, INT4OID) \
    COLUMN(on_hand, INT8OID) COLUMN(reserved, INT8OID) COLUMN(incoming, INT8OID) \
    COLUMN(safety_stock, INT8OID) COLUMN(backorder_limit, INT8OID) COLUMN(shortfall, INT8OID) \
    COLUMN(tracked, BOOLOID) COLUMN(low_stock_threshold, INT8OID) COLUMN(version, INT8OID) \
    COLUMN(updated_at, TIMESTAMPTZOID) COLUMN(draining, BOOLOID) COLUMN(layout, INT4OID) \
    COLUMN(promise_incoming, BOOLOID) COLUMN(ships_in, INTERVALOID) \
    COLUMN(ships_in_max, INTERVALOID) COLUMN(available_from, TIMESTAMPTZOID)

#define INVENTORY_TRANSACTION_COLUMNS(COLUMN) \
    COLUMN(transaction_id, INT8OID) COLUMN(recorded_at, TIMESTAMPTZOID) \
    COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) COLUMN(type, own_enum) \
    COLUMN(on_hand_delta, INT8OID) COLUMN(reserved_delta, INT8OID) \
    COLUMN(incoming_delta, INT8OID) COLUMN(reference_id, TEXTOID) COLUMN(request_id, TEXTOID) \
    COLUMN(reason, TEXTOID) COLUMN(actor, TEXTOID) COLUMN(kit_id, TEXTOID) \
    COLUMN(supply_id, TEXTOID) COLUMN(xact_id, XID8OID)

#define INVENTORY_DROPPED_COLUMNS(COLUMN) \
    COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) COLUMN(type, own_enum) \
    COLUMN(transactions, INT8OID) COLUMN(on_hand_delta, NUMERICOID) \
    COLUMN(reserved_delta, NUMERICOID) COLUMN(incoming_delta, NUMERICOID) \
    COLUMN(newest_recorded_at, TIMESTAMPTZOID)

#define INVENTORY_REQUEST_COLUMNS(COLUMN) \
    COLUMN(request_id, TEXTOID) COLUMN(function, TEXTOID) COLUMN(arguments, JSONBOID) \
    COLUMN(result, JSONBOID) COLUMN(created_at, TIMESTAMPTZOID)

#define INVENTORY_LOCATION_COLUMNS(COLUMN) \
    COLUMN(location_id, TEXTOID) COLUMN(status, TEXTOID) COLUMN(priority, INT4OID) \
    COLUMN(site_id, TEXTOID) COLUMN(channels, TEXTARRAYOID) COLUMN(zones, TEXTARRAYOID) \
    COLUMN(latitude, FLOAT8OID) COLUMN(longitude, FLOAT8OID) COLUMN(parcel_cost, INT8OID) \
    COLUMN(sells_until, TIMESTAMPTZOID) COLUMN(updated_at, TIMESTAMPTZOID)

#define INVENTORY_KIT_COLUMNS(COLUMN) \
    COLUMN(kit_id, TEXTOID) COLUMN(version, INT4OID) COLUMN(component_id, TEXTOID) \
    COLUMN(quantity, INT8OID) COLUMN(current, BOOLOID)

#define INVENTORY_SUPPLY_COLUMNS(COLUMN) \
    COLUMN(supply_id, TEXTOID) COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) \
    COLUMN(quantity, INT8OID) COLUMN(received, INT8OID) COLUMN(expected_at, TIMESTAMPTZOID) \
    COLUMN(source, TEXTOID) COLUMN(from_location, TEXTOID) COLUMN(created_at, TIMESTAMPTZOID) \
    COLUMN(updated_at, TIMESTAMPTZOID) COLUMN(version, INT8OID) COLUMN(shipped, INT8OID) \
    COLUMN(lost, INT8OID) COLUMN(returned, INT8OID)

#define INVENTORY_PRODUCT_VARIANT_COLUMNS(COLUMN) \
    COLUMN(variant_id, TEXTOID) COLUMN(product_id, TEXTOID) COLUMN(options, JSONBOID) \
    COLUMN(sort, INT4OID) COLUMN(version, INT8OID)

#define INVENTORY_SIGNAL_COLUMNS(COLUMN) \
    COLUMN(seq, INT8OID) COLUMN(kind, TEXTOID) COLUMN(variant_id, TEXTOID) \
    COLUMN(location_id, TEXTOID) COLUMN(reference_id, TEXTOID) COLUMN(merchant_id, TEXTOID) \
    COLUMN(quantity, INT8OID) COLUMN(threshold, INT8OID) COLUMN(backorderable, BOOLOID) \
    COLUMN(raised_at, TIMESTAMPTZOID)

#define INVENTORY_SILENT_STATE_COLUMNS(COLUMN) \
    COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) COLUMN(ladder, TEXTOID) \
    COLUMN(kind, TEXTOID)

#define INVENTORY_DEMAND_COLUMNS(COLUMN) \
    COLUMN(variant_id, TEXTOID) COLUMN(location_id, TEXTOID) COLUMN(day, DATEOID) \
    COLUMN(sold, INT8OID) COLUMN(returned, INT8OID) COLUMN(out_seconds, FLOAT8OID) \
    COLUMN(out_since, TIMESTAMPTZOID)

#define INVENTORY_REPLENISHMENT_COLUMNS(COLUMN) \
    COLUMN(object, TEXTOID) COLUMN(id, TEXTOID) COLUMN(location_id, TEXTOID) \
    COLUMN(low_stock, INT8OID) COLUMN(low_margin, INT8OID) COLUMN(in_stock_at, INT8OID) \
    COLUMN(overstock, INT8OID) COLUMN(lead_time, INTERVALOID) \
    COLUMN(lead_time_sd, INTERVALOID) COLUMN(order_cycle, INTERVALOID) \
    COLUMN(service_level, FLOAT8OID) COLUMN(pack_size, INT8OID) \
    COLUMN(minimum_order, INT8OID) COLUMN(max_stock, INT8OID) COLUMN(supplier_id, TEXTOID)

// Each table once: the namespace of its columns, its name, whether calls lock rows of it, and its columns.
#define INVENTORY_TABLES(TABLE) \
    TABLE(cart, carts, true, INVENTORY_CART_COLUMNS) \
    TABLE(hold, reservations, true, INVENTORY_HOLD_COLUMNS) \
    TABLE(level, levels, true, INVENTORY_LEVEL_COLUMNS) \
    TABLE(transaction, transactions, false, INVENTORY_TRANSACTION_COLUMNS) \
    TABLE(dropped_transaction, dropped_transactions, false, INVENTORY_DROPPED_COLUMNS) \
    TABLE(request, requests, false, INVENTORY_REQUEST_COLUMNS) \
    TABLE(location, locations, false, INVENTORY_LOCATION_COLUMNS) \
    TABLE(kit, kits, false, INVENTORY_KIT_COLUMNS) \
    TABLE(supply, supplies, false, INVENTORY_SUPPLY_COLUMNS) \
    TABLE(product_variant, product_variants, false, INVENTORY_PRODUCT_VARIANT_COLUMNS) \
    TABLE(signal, signals, false, INVENTORY_SIGNAL_COLUMNS) \
    TABLE(silent_state, silent_states, false, INVENTORY_SILENT_STATE_COLUMNS) \
    TABLE(demand_day, demand, false, INVENTORY_DEMAND_COLUMNS) \
    TABLE(replenishing, replenishment, false, INVENTORY_REPLENISHMENT_COLUMNS)

// Ways to find rows by the leading columns of an index: its name, and the table.
#define INVENTORY_LOOKUPS(LOOKUP) \
    LOOKUP(carts, carts, carts_pkey)                  /* by reference_id */ \
    LOOKUP(holds, reservations, reservations_pkey)    /* by reference_id, in the order of levels, stripes */ \
    LOOKUP(levels, levels, levels_pkey)               /* by the key of a level, in the order of stripes */ \
    LOOKUP(holds_of_level, reservations, reservations_level) /* by that, those due up to a time first */ \
    LOOKUP(transactions_of_level, transactions, transactions_level) /* by that, in the order of numbers */ \
    LOOKUP(dropped_transactions, dropped_transactions, dropped_transactions_pkey) /* by that */ \
    LOOKUP(locations, locations, locations_pkey)      /* by location_id */ \
    LOOKUP(kits, kits, kits_pkey)                     /* by kit_id, in the order of versions, components */ \
    LOOKUP(supplies, supplies, supplies_pkey)         /* by supply_id, in the order of levels */ \
    LOOKUP(supplies_of_level, supplies, supplies_open) /* by that, open ones by date */ \
    LOOKUP(requests, requests, requests_pkey)         /* by request_id */ \
    LOOKUP(product_variants, product_variants, product_variants_pkey) /* by variant_id */ \
    LOOKUP(variants_of_product, product_variants, product_variants_product) /* by product_id, in order */ \
    LOOKUP(stock_signals, signals, signals_stock)     /* of a level or (empty location) variant, by seq */ \
    LOOKUP(overstock_signals, signals, signals_overstock) /* so */ \
    LOOKUP(shortfall_signals, signals, signals_shortfall) /* so */ \
    LOOKUP(silent_states, silent_states, silent_states_pkey) /* of a level or (empty location) variant */ \
    LOOKUP(demand, demand, demand_pkey)               /* of a level, by day */ \
    LOOKUP(running_demand, demand, demand_running)    /* of a level, the row whose stretch has not ended */ \
    LOOKUP(replenishment, replenishment, replenishment_pkey) /* by object, id, location_id */
// clang-format on

#define INVENTORY_TABLE(space, name, locked, columns) name,
enum class Table { INVENTORY_TABLES(INVENTORY_TABLE) };
#undef INVENTORY_TABLE

#define INVENTORY_TABLE(space, name, locked, columns) Table::name,
inline constexpr Table all_tables[] = {INVENTORY_TABLES(INVENTORY_TABLE)};
#undef INVENTORY_TABLE
inline constexpr int table_count = lengthof(all_tables);

// The columns by number, from 1: level::on_hand.
#define INVENTORY_COLUMN(name, type) name,
#define INVENTORY_TABLE(space, name, locked, columns)                                              \
    namespace space {                                                                              \
    enum Column : int { no_column, columns(INVENTORY_COLUMN) };                                    \
    }
INVENTORY_TABLES(INVENTORY_TABLE)
#undef INVENTORY_TABLE
#undef INVENTORY_COLUMN

#define INVENTORY_LOOKUP(name, table, index) name,
enum class Lookup { INVENTORY_LOOKUPS(INVENTORY_LOOKUP) };
#undef INVENTORY_LOOKUP

const char *name_of(Table table);
Table table_of(Lookup lookup);

// InvalidOid where the table is not there: one of a later version of the SQL may not be.
Oid oid_of(Table table);

// Locks a table, until the transaction ends; not one that is not there.
void lock_table(Table table, LOCKMODE mode);

// The number of a column that the table's list has.
int column_named(Table table, std::string_view name);

// Whether the table of the SQL that is there has a column of the list: one of a later version may be missing.
bool has_column(Table table, int column);

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
