// The operations that change the stock of a level: taking units out, putting them in, correcting them.
// The SQL functions are in stock_functions.cpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

// What the operations on the stock of one level have in common.
struct StockOperation : Operation {
    core::LevelKey key;
    OptionalText reference_id;
    OptionalText reason;
    core::Quantity quantity;
    core::Level answer; // the level afterwards

    void prepare(const WantedLevel &wanted);

    // The level; raises where it does not exist.
    core::Level &existing(Workspace &ws) const;
    void change_on_hand(Workspace &ws, core::Quantity delta, core::EntryType type,
                        bool allow_shortfall);
};

// Takes available units out, as the first half of a transfer.
struct Transferring : StockOperation {
    core::LevelKey target;
    Vec<RefusedLine> lacking;
    Verdict decide(Workspace &ws) override;

    void refuse() override { raise_insufficient_stock(lacking); }

  private:
    void put(Workspace &ws) const;
};

// Puts units in: a receipt, or goods that come back.
struct Putting : StockOperation {
    bool is_return;
    bool restocks;
    Verdict decide(Workspace &ws) override;
};

// Corrects the stock by a difference or to a count; where it may stay short, even below what is promised.
struct Correcting : StockOperation {
    bool counts;        // quantity is what is there, else by how much it differs
    OptionalTime as_of; // when it was counted; none: now
    std::optional<core::Quantity> expected; // on hand; none: whatever it is
    core::Quantity missing;
    Verdict decide(Workspace &ws) override;

    void refuse() override { raise_promised_without_stock(key, missing); }

  private:
    core::Quantity moved_since(const Workspace &ws) const;
};

} // namespace inventory
