// The rows of striped levels on the pages where the index led to them before: a hot level is read in
// every call, and its rows stay where they are. What is remembered is only a hint; the rows
// themselves tell whether they are still those of the level, and all of them.
#pragma once

#include "pg/engine/workspace.hpp"
#include "pg/rows/scan.hpp"

namespace inventory {

// Appends the rows of a level to the workspace's lists, in the order of stripes, as the scan's snapshot
// shows them. False, and nothing is appended, where it takes the index to find them.
bool read_pages(Workspace &ws, const core::LevelKey &key, const Scan &scan);

// Notes where the rows of a level begin, in the order of stripes. Each row says that there are so
// many.
void remember_pages(const core::LevelKey &key, const Vec<ItemPointerData> &roots,
                    Relation relation);

} // namespace inventory
