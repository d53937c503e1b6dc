// Who may do what: grant_access and revoke_access.
#include "pg/admin/members.hpp"
#include "pg/base/errors.hpp"
#include "pg/call/arguments.hpp"
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

INVENTORY_INTERNAL_FUNCTION(grant_access) {
    Arguments arguments(fcinfo);
    const char *role = role_name(arguments.role("grantee"));
    OptionalText name = arguments.optional_text("access");

    if (!name)
        raise_null("access");
    Access access = access_named(*name);

    SPI_connect();
    for (const Member &member : extension_members())
        if (member.access && *member.access <= access)
            SPI_execute(psprintf("GRANT %s ON %s %s TO %s", member.right, member.kind,
                                 member.identity, role),
                        false, 0);
    SPI_finish();
    PG_RETURN_VOID();
}

INVENTORY_INTERNAL_FUNCTION(revoke_access) {
    Arguments arguments(fcinfo);
    const char *role = role_name(arguments.role("grantee"));

    SPI_connect();
    for (const Member &member : extension_members())
        SPI_execute(psprintf("REVOKE ALL ON %s %s FROM %s", member.kind, member.identity, role),
                    false, 0);
    SPI_finish();
    PG_RETURN_VOID();
}

} // namespace inventory
