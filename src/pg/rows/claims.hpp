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
enum class Claim : uint16 { request = 0x4956, supply = 0x4958 };

// Waits for the session that has it. Given back by release_id(), or where an error ends the transaction or
// savepoint.
void claim_id(Claim kind, Text id);
void release_id(Claim kind, Text id);

// Waits for whoever is writing rows with a key and has not committed. Whether there is a row then, seen by
// this transaction's snapshot or not.
bool wait_for_writers(Lookup lookup, Text key);

} // namespace inventory
