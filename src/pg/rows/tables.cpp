// The lists of columns and lookups, and finding them in the catalog; see tables.hpp.
#include "pg/rows/tables.hpp"

extern "C" {
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
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

// Of an enum of the extension, whose oid differs from database to database.
constexpr Oid own_enum = InvalidOid;

constexpr Column level_columns[] = {{"variant_id", TEXTOID},
                                    {"location_id", TEXTOID},
                                    {"stripe", INT4OID},
                                    {"on_hand", INT8OID},
                                    {"reserved", INT8OID},
                                    {"incoming", INT8OID},
                                    {"safety_stock", INT8OID},
                                    {"backorder_limit", INT8OID},
                                    {"shortfall", INT8OID},
                                    {"tracked", BOOLOID},
                                    {"low_stock_threshold", INT8OID},
                                    {"version", INT8OID},
                                    {"updated_at", TIMESTAMPTZOID},
                                    {"draining", BOOLOID},
                                    {"layout", INT4OID}};
static_assert(lengthof(level_columns) == level::layout);

constexpr Column cart_columns[] = {{"reference_id", TEXTOID},       {"status", own_enum},
                                   {"customer_id", TEXTOID},        {"order_id", TEXTOID},
                                   {"reserved_at", TIMESTAMPTZOID}, {"updated_at", TIMESTAMPTZOID},
                                   {"expires_at", TIMESTAMPTZOID},  {"quantity", INT8OID},
                                   {"confirmed", INT8OID},          {"last_lines", JSONBOID},
                                   {"sweep_at", TIMESTAMPTZOID},    {"closed_at", TIMESTAMPTZOID}};
static_assert(lengthof(cart_columns) == cart::closed_at);

constexpr Column hold_columns[] = {{"reference_id", TEXTOID}, {"variant_id", TEXTOID},
                                   {"location_id", TEXTOID},  {"stripe", INT4OID},
                                   {"quantity", INT8OID},     {"created_at", TIMESTAMPTZOID},
                                   {"version", INT8OID},      {"sweep_at", TIMESTAMPTZOID}};
static_assert(lengthof(hold_columns) == hold::sweep_at);

constexpr Column transaction_columns[] = {
    {"transaction_id", INT8OID}, {"recorded_at", TIMESTAMPTZOID},
    {"variant_id", TEXTOID},     {"location_id", TEXTOID},
    {"type", own_enum},          {"on_hand_delta", INT8OID},
    {"reserved_delta", INT8OID}, {"incoming_delta", INT8OID},
    {"reference_id", TEXTOID},   {"request_id", TEXTOID},
    {"reason", TEXTOID},         {"actor", TEXTOID}};
static_assert(lengthof(transaction_columns) == transaction::actor);

constexpr Column request_columns[] = {{"request_id", TEXTOID},
                                      {"function", TEXTOID},
                                      {"arguments", JSONBOID},
                                      {"result", JSONBOID},
                                      {"created_at", TIMESTAMPTZOID}};
static_assert(lengthof(request_columns) == request::created_at);

struct Description {
    const char *name;
    const Column *columns;
    int column_count;
    bool is_locked; // calls lock rows of it
};

template <int count>
constexpr Description describe(const char *name, const Column (&columns)[count], bool is_locked) {
    static_assert(count < TableShape::most_columns);
    return Description{name, columns, count, is_locked};
}

// In the order of Table.
constexpr Description descriptions[] = {
    describe("carts", cart_columns, true), describe("reservations", hold_columns, true),
    describe("levels", level_columns, true), describe("transactions", transaction_columns, false),
    describe("requests", request_columns, false)};
static_assert(lengthof(descriptions) == table_count);

struct Index {
    Table table;
    const char *name;
};

// In the order of Lookup.
constexpr Index indexes[] = {{Table::carts, "carts_pkey"},
                             {Table::reservations, "reservations_pkey"},
                             {Table::levels, "levels_pkey"},
                             {Table::reservations, "reservations_level"}};
static_assert(lengthof(indexes) == lookup_count);

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

void lock_tables() {
    for (int i = 0; i < table_count; i++) {
        if (!descriptions[i].is_locked)
            continue;
        const KnownTable &known = known_tables[i];
        Oid table = known.is_valid ? known.shape.oid : relation_named(descriptions[i].name);
        if (OidIsValid(table))
            LockRelationOid(table, RowExclusiveLock);
    }
}

void register_table_callbacks() { CacheRegisterRelcacheCallback(forget, Datum{0}); }

} // namespace inventory
