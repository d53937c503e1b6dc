// Reading pg_database and its locks, for databases.hpp.
#include "pg/databases.hpp"

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
}

namespace inventory {

void visit_databases(DatabaseVisitor visit) {
    Relation relation = table_open(DatabaseRelationId, AccessShareLock);
    TableScanDesc scan = table_beginscan_catalog(relation, 0, nullptr);

    while (HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
        auto database = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));

        if (!database->datistemplate && database->datallowconn &&
            !compat::is_half_dropped(database))
            visit(database->oid, database->datname);
    }

    table_endscan(scan);
    table_close(relation, AccessShareLock);
}

// DROP DATABASE and its like hold, or wait for, a lock on the database that conflicts with the
// one that a connection takes while it starts.
bool database_is_free(Oid database) {
    LOCKTAG tag;

    SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
    if (LockAcquire(&tag, RowExclusiveLock, false, true) == LOCKACQUIRE_NOT_AVAIL)
        return false;
    LockRelease(&tag, RowExclusiveLock, false);
    return true;
}

} // namespace inventory
