// What the install script and the update scripts call, as functions that they make and drop again
// (PL/pgSQL may be missing): the check of the schema's name, a view in another definition, the rights on
// what they have made, and a word about the worker.
#include "pg/admin/members.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/shared_memory.hpp"
#include "pg/call/boundary.hpp"

extern "C" {
#include "access/relation.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/rel.h"
}

namespace inventory {
namespace {

bool gives(const Member &member, Oid role) {
    if (member.acl == nullptr)
        return false;
    const AclItem *items = ACL_DAT(member.acl);
    for (int i = 0; i < ACL_NUM(member.acl); i++)
        if (items[i].ai_grantee == role && (ACLITEM_GET_PRIVS(items[i]) & member.right_bit) != 0)
            return true;
    return false;
}

bool is_old(const Member &member, Access access) {
    return !member.is_new && member.access == access;
}

// Whether the role may do all that needed this access before the script, each by a grant of its own.
bool had_access(const Vec<Member> &members, Oid role, Access access) {
    for (const Member &member : members)
        if (is_old(member, access) && !gives(member, role))
            return false;
    return true;
}

// The roles that had the access; none where nothing needed it. PUBLIC is no role.
Vec<Oid> roles_with(const Vec<Member> &members, Access access) {
    Vec<Oid> roles{};

    for (const Member &member : members) {
        if (!is_old(member, access))
            continue;
        const AclItem *items = member.acl == nullptr ? nullptr : ACL_DAT(member.acl);
        for (int i = 0; items != nullptr && i < ACL_NUM(member.acl); i++)
            if (OidIsValid(items[i].ai_grantee) && items[i].ai_grantee != items[i].ai_grantor &&
                had_access(members, items[i].ai_grantee, access))
                roles.add(items[i].ai_grantee);
        break; // they have a right on each, so on the first one too
    }
    return roles;
}

void grant(const Member &member, const char *role) {
    SPI_execute(
        psprintf("GRANT %s ON %s %s TO %s", member.right, member.kind, member.identity, role),
        false, 0);
}

// A grant that the database's owner could have made after the script: it is none of the rights that
// the extension begins with (pg_init_privs), which pg_dump leaves out. An error needs no care:
// PostgreSQL resets the flag where a script fails.
void grant_as_after_script(const Member &member, Oid role) {
    bool in_script = creating_extension;

    creating_extension = false;
    grant(member, quote_identifier(GetUserNameFromId(role, false)));
    creating_extension = in_script;
}

bool notices_at_commit = false;

// An extension whose creation was taken back to a savepoint is not there any more.
void notice_at_commit(XactEvent event, void *) {
    bool is_due = event == XACT_EVENT_PRE_COMMIT && notices_at_commit;

    notices_at_commit = false;
    if (is_due && OidIsValid(get_extension_oid("inventory", true)))
        notice_missing_preload();
}

} // namespace

// Takes new objects from PUBLIC, and gives them to pg_monitor where it needs them, and to the roles
// that grant_access gave the access that they need. Leaves all others as they are: a GRANT or REVOKE
// in a script would make every right that is on the object by now one that it begins with, and no
// dump would have what grant_access gave.
INVENTORY_INTERNAL_FUNCTION(set_rights) {
    SPI_connect();
    Vec<Member> members = extension_members();
    for (const Member &member : members) {
        if (!member.is_new)
            continue;
        SPI_execute(psprintf("REVOKE ALL ON %s %s FROM PUBLIC", member.kind, member.identity),
                    false, 0);
        if (member.access == Access::monitor)
            grant(member, "pg_monitor");
    }
    for (Access access : {Access::reader, Access::seller, Access::manager})
        for (Oid role : roles_with(members, access))
            for (const Member &member : members)
                if (member.is_new && member.access == access)
                    grant_as_after_script(member, role);
    SPI_finish();
    PG_RETURN_VOID();
}

// Puts a definition in place of a view that has the columns that it was made with, and no more: those that
// the owner has added would be lost.
INVENTORY_INTERNAL_FUNCTION(renew_view) {
    Relation view = relation_open(PG_GETARG_OID(0), AccessExclusiveLock);
    int columns = RelationGetNumberOfAttributes(view);

    relation_close(view, NoLock);
    if (columns == PG_GETARG_INT32(1)) {
        SPI_connect();
        SPI_execute(text_to_cstring(PG_GETARG_TEXT_PP(2)), false, 0);
        SPI_finish();
    }
    PG_RETURN_VOID();
}

// Someone else's schema of that name would make CREATE SCHEMA fail without a hint.
INVENTORY_INTERNAL_FUNCTION(check_schema) {
    if (OidIsValid(get_namespace_oid("inventory", true)))
        raise_foreign_schema();
    PG_RETURN_VOID();
}

// Tells, where there is no worker, that carts do not expire by themselves: at the commit, since
// PostgreSQL hides notices while a script runs, and only then knows again whether its caller wants any.
INVENTORY_INTERNAL_FUNCTION(notice_preload) {
    static bool is_registered = false;

    if (!is_registered)
        RegisterXactCallback(notice_at_commit, nullptr);
    is_registered = true;
    notices_at_commit = !is_preloaded();
    PG_RETURN_VOID();
}

} // namespace inventory
