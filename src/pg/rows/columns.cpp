// Whether a table still has the columns that the install script gave it, see columns.hpp.
#include "pg/rows/columns.hpp"

extern "C" {
#include "catalog/pg_type.h"
}

namespace inventory {
namespace {

// Of an enum of the extension, whose oid differs from database to database.
constexpr Oid own_enum = InvalidOid;

constexpr Oid level_types[] = {TEXTOID, TEXTOID, INT4OID, INT8OID, INT8OID, INT8OID, INT8OID,
                               INT8OID, INT8OID, BOOLOID, INT8OID, INT8OID, TIMESTAMPTZOID, BOOLOID,
                               INT4OID};
constexpr Oid cart_types[] = {TEXTOID, own_enum, TEXTOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID,
                              TIMESTAMPTZOID, INT8OID, INT8OID, JSONBOID, TIMESTAMPTZOID,
                              TIMESTAMPTZOID};
constexpr Oid hold_types[] = {TEXTOID, TEXTOID, TEXTOID, INT4OID, INT8OID, TIMESTAMPTZOID, INT8OID,
                              TIMESTAMPTZOID};
constexpr Oid transaction_types[] = {INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID, own_enum, INT8OID,
                                     INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
constexpr Oid request_types[] = {TEXTOID, TEXTOID, JSONBOID, JSONBOID, TIMESTAMPTZOID};

struct Shape {
    const char *table;
    const Oid *types;
    int count;
};

template <int count> constexpr Shape shape(const char *table, const Oid (&types)[count]) {
    return Shape{table, types, count};
}

constexpr Shape shapes[] = {
    shape("levels", level_types), shape("carts", cart_types), shape("reservations", hold_types),
    shape("transactions", transaction_types), shape("requests", request_types)};

bool is_as_installed(Form_pg_attribute column, Oid type) {
    if (column->attisdropped || column->atttypmod != -1)
        return false;
    return type == own_enum ? column->attlen == 4 && column->attbyval : column->atttypid == type;
}

} // namespace

int check_columns(Relation table) {
    TupleDesc columns = RelationGetDescr(table);

    for (const Shape &shape : shapes) {
        if (strcmp(shape.table, RelationGetRelationName(table)) != 0)
            continue;
        bool same = columns->natts >= shape.count;
        for (int i = 0; same && i < shape.count; i++)
            same = is_as_installed(TupleDescAttr(columns, i), shape.types[i]);
        if (same)
            return shape.count;
        break;
    }
    ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("table \"%s\" does not have the columns that the extension made",
                           RelationGetRelationName(table)),
                    errhint("Columns may be added, but not changed or dropped.")));
    pg_unreachable();
}

} // namespace inventory
