// Times that callers write as text.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// A time in ISO 8601, which begins with its year, as PostgreSQL reads a timestamptz, or infinity or -infinity;
// without a zone it is in the session's. None where it is anything else: no date style makes a difference.
OptionalTime time_of_text(Text text);

} // namespace inventory
