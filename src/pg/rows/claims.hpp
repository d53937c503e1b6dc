// Claims on ids that may have no row yet which could be locked: one session at a time works on an id.
//
// During a call the claim is a heavyweight lock; from its end to the end of the transaction the rows that it
// has written, uncommitted, are. So a call that changes nothing leaves no trace, and a transaction of any
// number of calls holds no more than one such lock of a kind.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/rows/tables.hpp"

namespace inventory {

// Advisory locks that SQL can take have 1 or 2 here, so ours never meet an application's.
enum class Claim : uint16 { request = 0x4956, supply = 0x4958, product = 0x4959 };

// Waits for the session that has the id, and for whoever has written rows with it that are not committed. That
// one may want the id again, so nothing is held meanwhile. Whether there is a row then, seen by this
// transaction's snapshot or not. The claim is given back by release_id(), or where an error ends the
// transaction or savepoint.
bool claim_id(Claim kind, Lookup lookup, Text id);
void release_id(Claim kind, Text id);

} // namespace inventory
