// A call that is a transaction by itself, and what only such a one may do.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// Whether a call stands in a SELECT of the client's that is a transaction by itself: in no transaction
// block, and not in a function, procedure, DO block or cursor. False where in doubt.
bool is_own_transaction(FunctionCallInfo fcinfo);

// SET CONSTRAINTS ALL IMMEDIATE, until the transaction ends: constraints that the owner has made
// deferrable then refuse one row, and not the whole transaction at its end. So only what is a
// transaction by itself may do that. Triggers that wait already run here with the rights that they
// would have at the commit, not with the owner's.
void make_constraints_immediate();

} // namespace inventory
