// The numbers of the ledger's rows: from one sequence, so that each is unique though no index says so.
#pragma once

#include "pg/ledger/ledger.hpp"

namespace inventory {

// Gives entries their numbers and the time at which they got them, before they are written and while what
// they change is locked: the numbers greater than all before on the same rows of levels. The times go by
// the numbers but for most_disorder, unless the clock is set back. Raises 55000 where the sequence is
// behind the ledger, as after a restore without it.
void number_entries(Vec<LedgerEntry> &entries);
constexpr TimestampTz most_disorder = 60 * USECS_PER_SEC;

// Whether rows that came last, by where they lie, have numbers that the sequence has not given yet.
bool is_sequence_behind();

} // namespace inventory
