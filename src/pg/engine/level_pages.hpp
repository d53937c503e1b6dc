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

// The same with some of the rows, as few as are enough, where what all of them came to was seen within the
// last second, or what this session has made of that since. It is left in `remembered` of the level then.
bool read_some_pages(Workspace &ws, Level &level, const Scan &scan);

// Notes what all rows of a level came to, or come to now that this session has changed them, unless its
// change is undone.
void remember_total(const Level &level);

// Called once when the library is loaded: forgets totals with what is undone.
void register_page_callbacks();

// Notes where the rows of a level begin, in the order of stripes. Each row says that there are so
// many.
void remember_pages(const core::LevelKey &key, Span<LevelRow> rows,
                    const Vec<ItemPointerData> &roots, Relation relation);

} // namespace inventory
