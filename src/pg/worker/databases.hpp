// The databases of the cluster and the extension in them, as a process sees them that is connected to
// none.
//
// Not here: when a database is due (schedule.hpp).
#pragma once

#include "pg/base/compat.hpp"

namespace inventory {

using DatabaseVisitor = void (*)(Oid database, const NameData &name);

// Visits every database that can be worked on: no template, not refusing connections, not half
// dropped. Needs a transaction; takes and releases a share lock on pg_database.
void visit_databases(DatabaseVisitor visit);

// Whether nobody is about to drop, copy, rename or move the database. Does not wait and keeps no
// lock. Needs a transaction.
bool database_is_free(Oid database);

// The same for dropping the extension in a database.
bool extension_is_free(Oid database, Oid extension);

} // namespace inventory
