// Who may do what: grant_access and revoke_access, and the check of the schema's name while the
// extension is created.
#include "pg/call/boundary.hpp"
#include "pg/base/errors.hpp"

extern "C" {
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
}

namespace inventory {
namespace {

// Each access has its own functions and those of the accesses before it. What is in no list is the
// owner's.
struct Access {
    const char *name;
    const char *functions[20];
};

constexpr Access accesses[] = {
    {"reader", {"available_inventory", "cart_lines", "level_history", "verify_inventory"}},
    {"seller",
     {"reserve_inventory", "try_reserve_inventory", "reserve_cart", "try_reserve_cart",
      "reserve_batch", "set_reservation", "touch_cart", "release_reservation", "release_cart",
      "expire_stale_carts", "confirm_cart", "fulfill_reservation", "fulfill_cart",
      "sell_inventory"}},
    {"manager",
     {"receive_inventory", "adjust_inventory", "count_inventory", "return_inventory",
      "transfer_inventory", "set_level_policy", "delete_level", "maintain"}},
};

void execute(const char *format, const char *object, const char *role) {
    SPI_execute(psprintf(format, object, role), false, 0);
}

// The role's name, quoted.
const char *role_name(Oid role) {
    return quote_identifier(GetUserNameFromId(role, false));
}

void grant_reading(const char *role) {
    execute("GRANT USAGE ON SCHEMA %s TO %s", "inventory", role);
    execute("GRANT SELECT ON TABLE %s TO %s",
            "inventory.levels, inventory.carts, inventory.reservations, inventory.transactions, "
            "inventory.dropped_transactions, inventory.requests, inventory.availability",
            role);
    execute("GRANT USAGE ON TYPE %s TO %s", "inventory.transaction_type, inventory.cart_status",
            role);
}

} // namespace

INVENTORY_INTERNAL_FUNCTION(grant_access) {
    if (PG_ARGISNULL(0))
        raise_null("grantee");
    if (PG_ARGISNULL(1))
        raise_null("access");
    const char *role = role_name(PG_GETARG_OID(0));
    Text wanted{TextDatumGetCString(PG_GETARG_DATUM(1))};
    const Access *last = nullptr;

    for (const Access &access : accesses)
        if (wanted == access.name)
            last = &access;
    if (last == nullptr)
        raise_invalid("access", "must be reader, seller or manager");

    SPI_connect();
    grant_reading(role);
    for (const Access *access = accesses; access <= last; access++)
        for (const char *const *function = access->functions; *function != nullptr; function++)
            execute("GRANT EXECUTE ON FUNCTION inventory.%s TO %s", *function, role);
    SPI_finish();
    PG_RETURN_VOID();
}

INVENTORY_INTERNAL_FUNCTION(revoke_access) {
    if (PG_ARGISNULL(0))
        raise_null("grantee");
    const char *role = role_name(PG_GETARG_OID(0));

    SPI_connect();
    execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %s FROM %s", "inventory", role);
    execute("REVOKE ALL ON ALL TABLES IN SCHEMA %s FROM %s", "inventory", role);
    execute("REVOKE ALL ON TYPE %s FROM %s", "inventory.transaction_type, inventory.cart_status",
            role);
    execute("REVOKE ALL ON SCHEMA %s FROM %s", "inventory", role);
    SPI_finish();
    PG_RETURN_VOID();
}

// Someone else's schema of that name would make CREATE SCHEMA fail without a hint.
INVENTORY_INTERNAL_FUNCTION(check_schema) {
    if (OidIsValid(get_namespace_oid("inventory", true)))
        raise_foreign_schema();
    PG_RETURN_VOID();
}

} // namespace inventory
