// The rows of a level: reading them, and choosing which of them a call needs. Locking them is in
// load_levels.cpp.
#pragma once

#include "pg/rows/columns.hpp"
#include "pg/rows/scan.hpp"
#include "pg/engine/workspace.hpp"

namespace inventory {

// A scan of the levels with a sight of its own, which can be taken anew.
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
    bool none_lacks(const core::LevelKey &key);
    Scan &scan() { return scan_; }

  private:
    static LevelReader open_in_sight();
    void read_by_index(Workspace &ws, const Level &level);

    Scan scan_;
};

// What a row says; `Row` gives its columns by number.
template <class Row> core::Level share_of(const Row &row) {
    return core::Level{row.bigint(level::on_hand),
                       row.bigint(level::reserved),
                       row.bigint(level::incoming),
                       row.bigint(level::safety_stock),
                       row.bigint(level::backorder_limit),
                       row.bigint(level::shortfall),
                       row.bigint_or(level::low_stock_threshold, -1),
                       row.null(level::backorder_limit),
                       row.boolean(level::tracked)};
}

// Adds a row that was read to the workspace's lists.
template <class Row>
void add_row(Workspace &ws, const Row &row, TransactionId holder, const ItemPointerData &place) {
    core::Level share = share_of(row);
    LevelRow read{};

    read.stripe = row.integer(level::stripe);
    read.holder = holder;
    read.place = place;
    read.stored = share;
    read.was_draining = row.boolean(level::draining);
    read.layout = row.integer(level::layout);
    ws.rows.add(read);
    ws.stripes.add(core::Stripe{share, read.was_draining, TransactionIdIsValid(holder)});
}

// The same rows as a peek saw them. False where it saw none.
bool read_as_seen(Workspace &ws, Level &level);

// Sums the rows of a level up.
void add_up(Workspace &ws, Level &level);

// Marks the rows that the call needs.
void choose_rows(Workspace &ws, Level &level);

// The wanted row of a level that is not locked and has the lowest stripe; -1 where all are.
int next_to_lock(const Workspace &ws, const Level &level);

} // namespace inventory
