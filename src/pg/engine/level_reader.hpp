// Reading the rows of levels under a snapshot of its own, which can be taken anew.
#pragma once

#include "pg/engine/workspace.hpp"
#include "pg/rows/scan.hpp"

namespace inventory {

class LevelReader {
  public:
    static LevelReader open();
    // Sees what is committed by now, whatever the isolation level.
    static LevelReader open_latest();
    // Sees what the caller sees.
    static LevelReader open_within();
    void refresh();
    void close();

    // Reads the rows of a level to the end of the workspace's lists; those it had there before are
    // forgotten, but not that they are locked.
    void read(Workspace &ws, Level &level);
    // How many rows a level has.
    int count(const core::LevelKey &key);
    // Whether no row of a level lacks room or cover.
    bool none_lacks(const core::LevelKey &key);
    Scan &scan() { return scan_; }

  private:
    static LevelReader open_under_snapshot();
    void read_by_index(Workspace &ws, const Level &level);

    Scan scan_;
};

} // namespace inventory
