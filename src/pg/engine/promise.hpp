// What a hold promises: the date that its buyer is told when units are taken. When they can ship is derived,
// see core/supply.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Units are taken for a hold, which has not got them yet, recorded by the entry with an index: they are
// promised for when they ship, and the hold for the later of that and what it was promised for. Whose date
// depends on the time of the entry is told by keep_promises().
void promise_new_units(Workspace &ws, Hold &hold, core::Quantity units, int entry);

// Tells the dates of units that wait, now that the entries have their times. Reads supplies; the levels are
// locked.
void keep_promises(Workspace &ws);

// Units that were promised to somebody for a date come to a hold, which has not got them yet.
void join_promise(Hold &hold, OptionalTime promised_at);

} // namespace inventory
