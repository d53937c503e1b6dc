// request_id: a repeated call answers what the first one answered.
// The id is claimed as rows/claims.hpp says.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// Claims the id, waiting for another session that has it. The first result as jsonb where the call
// was made before: with the same arguments, or with lines that merged by level are the same. Raises
// IV009 where the id was used for another call.
std::optional<Datum> claim_request(Text request_id, const char *function, Datum arguments);

// Keeps the result of the call.
void remember_request(Text request_id, const char *function, Datum arguments, Datum result);

// Ends the claim by lock.
void release_request(Text request_id);

} // namespace inventory
