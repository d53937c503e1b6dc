// Which access each object of the extension needs: what the lines "-- access:" in src/sql say. The
// list is made from them by scripts/assemble_sql, as made/declared_access.cpp.
#pragma once

namespace inventory {

// Each access that grant_access knows includes those before it. A monitor is pg_monitor, from the
// beginning. What is in no list is the owner's.
enum class Access { reader, seller, manager, monitor };

struct DeclaredAccess {
    const char *kind; // as GRANT calls it; a view is a TABLE
    const char *name; // without its schema
    Access access;
};

extern const DeclaredAccess declared_accesses[];
extern const int declared_access_count;

} // namespace inventory
