// Who may do what: grant_access and revoke_access.
#include "pg/admin/members.hpp"
#include "pg/base/errors.hpp"
#include "pg/call/boundary.hpp"

extern "C" {
#include "executor/spi.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// The role's name, quoted.
const char *role_name(Oid role) { return quote_identifier(GetUserNameFromId(role, false)); }

Access access_named(Text name) {
    if (name == "reader")
        return Access::reader;
    if (name == "seller")
        return Access::seller;
    if (name == "manager")
        return Access::manager;
    raise_invalid("access", "must be reader, seller or manager");
}

} // namespace

INVENTORY_FUNCTION(grant_access) {
    if (PG_ARGISNULL(0))
        raise_null("grantee");
    if (PG_ARGISNULL(1))
        raise_null("access");
    const char *role = role_name(PG_GETARG_OID(0));
    Access access = access_named(TextDatumGetCString(PG_GETARG_DATUM(1)));

    SPI_connect();
    for (const Member &member : extension_members())
        if (member.access && *member.access <= access)
            SPI_execute(psprintf("GRANT %s ON %s %s TO %s", member.right, member.kind,
                                 member.identity, role),
                        false, 0);
    SPI_finish();
    PG_RETURN_VOID();
}

INVENTORY_FUNCTION(revoke_access) {
    if (PG_ARGISNULL(0))
        raise_null("grantee");
    const char *role = role_name(PG_GETARG_OID(0));

    SPI_connect();
    for (const Member &member : extension_members())
        SPI_execute(psprintf("REVOKE ALL ON %s %s FROM %s", member.kind, member.identity, role),
                    false, 0);
    SPI_finish();
    PG_RETURN_VOID();
}

} // namespace inventory
