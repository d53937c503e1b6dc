// Reads the members of the extension from the catalogs.
#include "pg/admin/members.hpp"

extern "C" {
#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_init_privs.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

std::optional<Access> declared_access(const char *kind, const char *name) {
    for (int i = 0; i < declared_access_count; i++)
        if (strcmp(declared_accesses[i].kind, kind) == 0 &&
            strcmp(declared_accesses[i].name, name) == 0)
            return declared_accesses[i].access;
    return std::nullopt;
}

// Types that come with another object and follow its rights, or none: members since PostgreSQL 17.
bool comes_with_another(Form_pg_type type) {
    return IsTrueArrayType(type) || type->typtype == TYPTYPE_MULTIRANGE ||
           (OidIsValid(type->typrelid) &&
            get_rel_relkind(type->typrelid) != RELKIND_COMPOSITE_TYPE);
}

// Sets what GRANT needs; false for a kind of object on which nobody is given rights.
bool describe(Member *member, Oid class_id, HeapTuple row) {
    switch (class_id) {
    case ProcedureRelationId:
        member->kind = "ROUTINE", member->right = "EXECUTE", member->right_bit = ACL_EXECUTE;
        return true;
    case RelationRelationId:
        if (reinterpret_cast<Form_pg_class>(GETSTRUCT(row))->relkind == RELKIND_SEQUENCE)
            member->kind = "SEQUENCE";
        else
            member->kind = "TABLE";
        member->right = "SELECT", member->right_bit = ACL_SELECT;
        return true;
    case TypeRelationId:
        if (comes_with_another(reinterpret_cast<Form_pg_type>(GETSTRUCT(row))))
            return false;
        member->kind = "TYPE", member->right = "USAGE", member->right_bit = ACL_USAGE;
        return true;
    case NamespaceRelationId:
        member->kind = "SCHEMA", member->right = "USAGE", member->right_bit = ACL_USAGE;
        return true;
    default:
        return false;
    }
}

// Whether rights were set on the object in the script that made it.
bool has_initial_rights(Oid class_id, Oid object) {
    ScanKeyData keys[2];

    ScanKeyInit(&keys[0], Anum_pg_init_privs_objoid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(object));
    ScanKeyInit(&keys[1], Anum_pg_init_privs_classoid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(class_id));
    Relation init_privs = table_open(InitPrivsRelationId, AccessShareLock);
    SysScanDesc scan = systable_beginscan(init_privs, InitPrivsObjIndexId, true, nullptr, 2, keys);
    bool found = HeapTupleIsValid(systable_getnext(scan));

    systable_endscan(scan);
    table_close(init_privs, AccessShareLock);
    return found;
}

void add_member(Vec<Member> *members, Oid class_id, Oid object, Oid schema, bool is_new) {
    int cache = get_object_catcache_oid(class_id);
    HeapTuple row = cache < 0 ? nullptr : SearchSysCache1(cache, ObjectIdGetDatum(object));
    Member member{};
    bool is_null = false;

    if (!HeapTupleIsValid(row))
        return;
    bool is_schema = class_id == NamespaceRelationId;
    if (describe(&member, class_id, row) &&
        (is_schema ? object
                   : DatumGetObjectId(SysCacheGetAttr(
                         cache, row, get_object_attnum_namespace(class_id), &is_null))) == schema) {
        const char *name = pstrdup(NameStr(*DatumGetName(
            SysCacheGetAttr(cache, row, get_object_attnum_name(class_id), &is_null))));
        Datum acl = SysCacheGetAttr(cache, row, get_object_attnum_acl(class_id), &is_null);

        member.acl = is_null ? nullptr : DatumGetAclPCopy(acl);
        member.identity = class_id == ProcedureRelationId
                              ? format_procedure_qualified(object)
                              : quote_qualified_identifier(is_schema ? nullptr : "inventory", name);
        member.is_new = is_new && !has_initial_rights(class_id, object);
        member.access = declared_access(member.kind, name);
        members->add(member);
    }
    ReleaseSysCache(row);
}

} // namespace

Vec<Member> extension_members() {
    Vec<Member> members{};
    ScanKeyData keys[2];
    Oid schema = get_namespace_oid("inventory", false);

    ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(ExtensionRelationId));
    ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(get_extension_oid("inventory", false)));
    Relation depend = table_open(DependRelationId, AccessShareLock);
    SysScanDesc scan = systable_beginscan(depend, DependReferenceIndexId, true, nullptr, 2, keys);
    while (HeapTuple row = systable_getnext(scan)) {
        auto link = reinterpret_cast<Form_pg_depend>(GETSTRUCT(row));

        // An object that OR REPLACE has changed keeps the link that it had.
        if (link->deptype == DEPENDENCY_EXTENSION)
            add_member(&members, link->classid, link->objid, schema,
                       TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(row->t_data)));
    }
    systable_endscan(scan);
    table_close(depend, AccessShareLock);
    return members;
}

} // namespace inventory
