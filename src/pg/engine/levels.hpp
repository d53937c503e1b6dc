// Levels and their rows, as a call works on them in memory: as they were read, and as they shall be.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/table_writer.hpp"
#include "pg/rows/row.hpp"

#include "core/base/level_key.hpp"
#include "core/stock/stripes.hpp"

namespace inventory {

// What a call wants of a level before it has seen any.
struct WantedLevel {
    core::LevelKey key;
    bool creates;        // makes it where it is missing
    bool all_rows;       // needs all of its rows
    bool held_rows;      // needs the rows that its carts' holds are on
    core::Quantity room; // needs a row on which so much is available, else all of them

    static WantedLevel with_all_rows(const core::LevelKey &key, bool creates = false) {
        return WantedLevel{key, creates, true, false, 0};
    }
    static WantedLevel with_holds(const core::LevelKey &key) {
        return WantedLevel{key, false, false, true, 0};
    }
    static WantedLevel with_room(const core::LevelKey &key, core::Quantity units) {
        return WantedLevel{key, false, false, false, units};
    }
};

struct Level {
    core::LevelKey key;
    WantedLevel wanted;
    bool found;
    bool created;   // by this attempt
    bool is_kit;    // it was to be made, but the variant is a kit
    bool removed;   // goes, in all of its rows, which are locked and empty
    bool is_locked; // in all of its rows
    bool restriped; // its rows are more or fewer than they were
    bool touched;   // it is written, whether it has changed or not: for older snapshots to see that
    bool counts;    // its policy was set: a recorded change, also where no units move
    int first_row;  // of the workspace's rows and stripes
    int row_count;
    // What all rows came to not long ago, where only some were read: those that were are enough for it.
    std::optional<core::Level> remembered;
    TimestampTz seen_at; // before its rows were read
    int stripe_count;    // what its rows are to say of their number
    int room_row;        // where units are to be taken, -1: not chosen
    int queued_at;       // the stripe whose queue the call is in, -1: none
    core::Level now;     // all rows together
    core::Level stored;

    // Whether all that the call needs of it is one row with room enough.
    bool takes_one() const { return wanted.room > 0 && !wanted.held_rows && !wanted.all_rows; }
};

// The row of one stripe; what it is to become is in the workspace's stripes, at the same index.
struct LevelRow {
    int stripe;
    bool wanted;
    bool locked;
    bool created; // not inserted yet
    bool removed;
    bool was_draining;
    TransactionId holder; // who has it in hand, when it was read
    ItemPointerData tid;
    core::Level stored;
    int stripe_count; // how many rows it says that the level has, 0 where there was never but one
};

// Reads the fields of a level, or of one stripe.
core::Level level_of(const Row &row);

// Sets all of the row that is being written but its key, its stripe and its version: of fields those that
// differ from what was read, of a new row (before is nullptr) all.
void set_stripe(TableWriter &writer, const core::Level *before, const core::Level &now,
                bool draining, int stripe_count, TimestampTz clock);

} // namespace inventory
