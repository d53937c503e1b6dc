// The lists of columns and lookups, and finding them in the catalog; see tables.hpp.
#include "pg/rows/tables.hpp"

extern "C" {
#include "access/table.h"
#include "catalog/namespace.h"
#include "storage/lmgr.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
}

namespace inventory {
namespace {

struct Column {
    std::string_view name;
    Oid type;
};

struct Description {
    const char *name;
    const Column *columns;
    int column_count;
    bool is_locked; // calls lock rows of it
};

#define INVENTORY_COLUMN(name, type) Column{#name, type},
#define INVENTORY_TABLE(space, name, locked, columns)                                              \
    constexpr Column columns_of_##name[] = {columns(INVENTORY_COLUMN)};                            \
    static_assert(lengthof(columns_of_##name) < TableShape::most_columns);
INVENTORY_TABLES(INVENTORY_TABLE)
#undef INVENTORY_TABLE
#undef INVENTORY_COLUMN

#define INVENTORY_TABLE(space, name, locked, columns)                                              \
    Description{#name, columns_of_##name, lengthof(columns_of_##name), locked},
constexpr Description descriptions[] = {INVENTORY_TABLES(INVENTORY_TABLE)};
#undef INVENTORY_TABLE
static_assert(lengthof(descriptions) == table_count);

struct Index {
    Table table;
    const char *name;
};

#define INVENTORY_LOOKUP(name, table, index) Index{Table::table, #index},
constexpr Index indexes[] = {INVENTORY_LOOKUPS(INVENTORY_LOOKUP)};
#undef INVENTORY_LOOKUP
constexpr int lookup_count = lengthof(indexes);

constexpr const Description &description_of(Table table) {
    return descriptions[static_cast<int>(table)];
}

// What is known of the tables; not valid: to be looked up anew.
struct KnownTable {
    bool is_valid;
    TableShape shape;
};
struct KnownIndex {
    bool is_valid;
    Oid oid;
};
KnownTable known_tables[table_count];
KnownIndex known_indexes[lookup_count];

// A table that changes may have got another index too.
void forget(Datum, Oid relation) {
    for (int i = 0; i < table_count; i++) {
        KnownTable &known = known_tables[i];
        if (OidIsValid(relation) && known.shape.oid != relation)
            continue;
        known.is_valid = false;
        for (int lookup = 0; lookup < lookup_count; lookup++)
            known_indexes[lookup].is_valid &= static_cast<int>(indexes[lookup].table) != i;
    }
}

Oid relation_named(const char *name) {
    return get_relname_relid(name, get_namespace_oid("inventory", false));
}

bool is_as_made(Form_pg_attribute attribute, Oid type) {
    if (attribute->atttypmod != -1)
        return false;
    return type == own_enum ? attribute->attlen == 4 && attribute->attbyval
                            : attribute->atttypid == type;
}

// The attribute of that name; 0 where there is none.
AttrNumber find_attribute(TupleDesc attributes, std::string_view name) {
    for (int i = 0; i < attributes->natts; i++) {
        Form_pg_attribute attribute = TupleDescAttr(attributes, i);
        if (!attribute->attisdropped && name == NameStr(attribute->attname))
            return attribute->attnum;
    }
    return 0;
}

void read_shape(const Description &description, Relation relation, TableShape &shape) {
    TupleDesc attributes = RelationGetDescr(relation);
    bool lacks = false;
    bool changed = false;

    shape.count = 0;
    for (int i = 0; i < description.column_count; i++) {
        const Column &column = description.columns[i];
        AttrNumber found = find_attribute(attributes, column.name);

        // Only the last ones may be missing.
        changed |=
            found != 0 && (lacks || !is_as_made(TupleDescAttr(attributes, found - 1), column.type));
        lacks |= found == 0;
        shape.attributes[i + 1] = found;
        shape.count += found != 0;
    }
    if (changed || shape.attributes[1] == 0)
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("table \"%s\" does not have the columns that the extension made",
                               description.name),
                        errhint("Columns may be added, but not changed or dropped.")));
}

} // namespace

const char *name_of(Table table) { return description_of(table).name; }

Table table_of(Lookup lookup) { return indexes[static_cast<int>(lookup)].table; }

int column_named(Table table, std::string_view name) {
    const Description &description = description_of(table);
    int column = 0;

    while (column < description.column_count && description.columns[column].name != name)
        column++;
    Assert(column < description.column_count);
    return column + 1;
}

bool TableShape::is_own(AttrNumber attribute) const {
    for (int column = 1; column < most_columns; column++)
        if (attributes[column] == attribute)
            return true;
    return false;
}

Relation open_table(Table table, LOCKMODE mode, const TableShape **shape) {
    const Description &description = description_of(table);
    KnownTable &known = known_tables[static_cast<int>(table)];

    for (;;) {
        if (!known.is_valid)
            known.shape.oid = relation_named(description.name);
        if (!OidIsValid(known.shape.oid))
            ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
                            errmsg("the extension's table \"%s\" is missing", description.name)));
        // With the lock comes the news of what has changed.
        Relation relation = try_table_open(known.shape.oid, mode);
        *shape = relation == nullptr ? nullptr : shape_of(table, relation);
        if (*shape != nullptr)
            return relation;
        known.is_valid = false;
        if (relation != nullptr)
            table_close(relation, NoLock);
    }
}

bool has_column(Table table, int column) {
    const TableShape *shape;
    Relation relation = open_table(table, AccessShareLock, &shape);

    const bool has = shape->attributes[column] != 0;
    table_close(relation, NoLock);
    return has;
}

const TableShape *shape_of(Table table, Relation relation) {
    KnownTable &known = known_tables[static_cast<int>(table)];

    if (known.is_valid && known.shape.oid == RelationGetRelid(relation))
        return &known.shape;
    if (relation_named(description_of(table).name) != RelationGetRelid(relation))
        return nullptr;
    known.shape.oid = RelationGetRelid(relation);
    read_shape(description_of(table), relation, known.shape);
    known.is_valid = true;
    return &known.shape;
}

Oid index_of(Lookup lookup) {
    KnownIndex &known = known_indexes[static_cast<int>(lookup)];

    if (!known.is_valid) {
        known.oid = relation_named(indexes[static_cast<int>(lookup)].name);
        known.is_valid = known_tables[static_cast<int>(table_of(lookup))].is_valid;
    }
    return known.oid;
}

Oid oid_of(Table table) {
    const KnownTable &known = known_tables[static_cast<int>(table)];

    return known.is_valid ? known.shape.oid : relation_named(description_of(table).name);
}

void lock_table(Table table, LOCKMODE mode) {
    Oid oid = oid_of(table);

    if (OidIsValid(oid))
        LockRelationOid(oid, mode);
}

void lock_tables() {
    for (Table table : all_tables)
        if (description_of(table).is_locked)
            lock_table(table, RowExclusiveLock);
}

void register_table_callbacks() { CacheRegisterRelcacheCallback(forget, Datum{0}); }

} // namespace inventory
