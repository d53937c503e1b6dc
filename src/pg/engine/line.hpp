// The line for the stock of a level, see core/stock/standing.hpp, with what a call does to it in memory.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Places in line that are given when the ledger is written: of the entry with that index.
inline constexpr int64 first_pending_place = int64{1} << 62;

// Units of a hold that wait for stock, in the first part and in the added one.
struct Waiting {
    core::Quantity first;
    core::Quantity added;

    core::Quantity all() const { return first + added; }
};

// Looks the line up where anybody waits. `without_dead`: holds that are past their deadline do not stand
// in it, swept or not.
Waiting waiting_units(const Workspace &ws, const Hold &hold, bool without_dead = false);
// The same where the workspace does not have the level, but the active snapshot showed it.
Waiting waiting_units(const Workspace &ws, const Hold &hold, const core::Level &level);

// Units of the level's line that stand before the two parts of a hold, as the active snapshot shows it.
struct Ahead {
    core::Quantity of_first;
    core::Quantity of_added;
};

Ahead units_ahead(const Workspace &ws, const Hold &hold, bool without_dead);

// Adds new units to a hold of the workspace, recorded by the entry with an index.
void join_line(const Workspace &ws, Hold &hold, core::Quantity units, int entry);

// Adds units that have stood in line already, since a time, and of which so many wait.
void merge_line(const Workspace &ws, Hold &hold, const core::Standing &units, OptionalTime since,
                const Waiting &waiting, int entry);

// Of units that are carried to a level, with their place in line, those that would not wait there.
core::Quantity served_there(const Workspace &ws, const Level &level, const core::Standing &units,
                            OptionalTime since, Text reference_id);

} // namespace inventory
