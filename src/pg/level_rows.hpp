// The rows of a level: reading them, and choosing which of them a call needs. Locking them is in
// load_levels.cpp.
#pragma once

#include "pg/scan.hpp"
#include "pg/workspace.hpp"

namespace inventory {

// A scan of the levels with a sight of its own, which can be taken anew.
class LevelReader {
  public:
    // `latest`: sees what is committed by now, whatever the isolation level.
    static LevelReader open(bool latest = false);
    void refresh();
    void close();

    // Reads the rows of a level to the end of the workspace's lists; those it had there before are
    // forgotten, but not that they are locked.
    void read(Workspace &ws, Level &level);
    // How many rows a level has.
    int count(const core::LevelKey &key);
    bool none_lacks(const core::LevelKey &key);
    // What all its rows have promised.
    core::Quantity reserved(const core::LevelKey &key);
    Scan &scan() { return scan_; }

  private:
    Scan scan_;
};

// The same rows as a peek saw them. False where it saw none.
bool read_as_seen(Workspace &ws, Level &level);

// Sums the rows of a level up.
void add_up(Workspace &ws, Level &level);

// Marks the rows that the call needs.
void choose_rows(Workspace &ws, Level &level);

// The wanted row of a level that is not locked and has the lowest stripe; -1 where all are.
int next_to_lock(const Workspace &ws, const Level &level);

} // namespace inventory
