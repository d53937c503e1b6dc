// Times that callers write as text.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// A time as PostgreSQL reads a timestamptz, without its error: none where it is no time.
OptionalTime time_of_text(Text text);

} // namespace inventory
