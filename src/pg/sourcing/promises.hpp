// When what a cart holds ships: each of its holds where it stands in the line of its level, served from stock
// and then from supplies; kits as their last component. The rules are core/supply/line.hpp's.
//
// Reads with the active snapshot, and locks nothing. Of all orders that are late, see supply/late_orders.hpp.
#pragma once

#include "pg/engine/workspace.hpp"
#include "pg/sourcing/stock_reader.hpp"
#include "pg/supplies/supplies.hpp"

#include "core/supply/line.hpp"

namespace inventory {

// A line of a cart, in units or whole kits.
struct LinePromise {
    core::LevelKey key;
    core::KitKey kit; // of which it is; else none
    core::Quantity quantity;
    core::Quantity from_stock;
    core::supply::Ready ready;
    core::supply::Date promised_at;
};

// In the order of the cart's lines. The workspace has the cart and what it holds.
Vec<LinePromise> promises_of(const Workspace &ws, int cart);
// Among these, the one that a hold is of.
const LinePromise &promise_of(const Vec<LinePromise> &lines, const Hold &hold);

// What a level and its place say about time now.
core::supply::Terms terms_of(const core::LevelKey &key, const core::Level &level,
                             TimestampTz clock);

// When units were queued, by the ledger row that recorded them; what it is where that is not there.
class QueueTimes {
  public:
    static QueueTimes open();
    void close() { ledger_.close(); }
    TimestampTz read(const core::LevelKey &key, int64 place, TimestampTz otherwise);

  private:
    Scan ledger_;
};

} // namespace inventory
