// Reading pg_database and its locks, for databases.hpp.
#include "pg/worker/databases.hpp"

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_extension.h"
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

// Whether nobody holds, or waits for, a lock that conflicts with this one.
static bool is_free(const LOCKTAG &tag, LOCKMODE mode) {
    if (LockAcquire(&tag, mode, false, true) == LOCKACQUIRE_NOT_AVAIL)
        return false;
    LockRelease(&tag, mode, false);
    return true;
}

// DROP DATABASE and its like take a lock on the database that conflicts with the one that a
// connection takes while it starts.
bool database_is_free(Oid database) {
    LOCKTAG tag;

    SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
    return is_free(tag, RowExclusiveLock);
}

bool extension_is_free(Oid database, Oid extension) {
    LOCKTAG tag;

    SET_LOCKTAG_OBJECT(tag, database, ExtensionRelationId, extension, 0);
    return is_free(tag, AccessShareLock);
}

} // namespace inventory
