// What differs between PostgreSQL 15 and 18: the only file that looks at PG_VERSION_NUM.
//
// Not here: anything that all four versions know.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_database.h"
#include "utils/rel.h"
#include "utils/wait_event.h"
}

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "inventory is made for PostgreSQL 15 to 18"
#endif

namespace inventory::compat {

// From 17 a session can limit a whole transaction.
#if PG_VERSION_NUM >= 170000
inline constexpr bool has_transaction_timeout = true;
#else
inline constexpr bool has_transaction_timeout = false;
#endif

// The wait event of an idle launcher in pg_stat_activity; before 17 it cannot have a name.
inline uint32 launcher_wait_event() {
#if PG_VERSION_NUM >= 170000
    static uint32 event = 0;

    if (event == 0)
        event = WaitEventExtensionNew("InventoryLauncherMain");
    return event;
#else
    return PG_WAIT_EXTENSION;
#endif
}

// Whether a DROP DATABASE was cut short, so that nobody can connect any more. The first minor
// releases of 15 do not have such databases.
inline bool is_half_dropped(Form_pg_database database) {
#ifdef DATCONNLIMIT_INVALID_DB
    return database->datconnlimit == DATCONNLIMIT_INVALID_DB;
#else
    (void)database;
    return false;
#endif
}

// From 18 an index scan can be instrumented.
inline IndexScanDesc begin_index_scan(Relation table, Relation index, Snapshot snapshot, int keys) {
#if PG_VERSION_NUM >= 180000
    return index_beginscan(table, index, snapshot, nullptr, keys, 0);
#else
    return index_beginscan(table, index, snapshot, keys, 0);
#endif
}

// From 18 a primary key can be deferrable.
inline Oid primary_key_index(Relation table) {
#if PG_VERSION_NUM >= 180000
    return RelationGetPrimaryKeyIndex(table, false);
#else
    return RelationGetPrimaryKeyIndex(table);
#endif
}

} // namespace inventory::compat
