// Acting in another role's place.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {

// Does something with the rights of a role, whoever calls. Where it ends in an error, the transaction or
// savepoint that is rolled back gives the caller's own rights back.
template <class Work> void run_as(Oid role, Work work) {
    Oid user;
    int security;

    GetUserIdAndSecContext(&user, &security);
    SetUserIdAndSecContext(role, security | SECURITY_LOCAL_USERID_CHANGE);
    work();
    SetUserIdAndSecContext(user, security);
}

} // namespace inventory
