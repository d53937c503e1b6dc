// Telling feeds of what has changed about a variant without any of its units.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// Writes a policy row to the ledger for each level of a variant; for a kit, which has none, one without a
// location. With the rights of the extension's owner.
void tell_levels(Text variant_id, Text reason);

} // namespace inventory
