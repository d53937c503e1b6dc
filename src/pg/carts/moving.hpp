// Promised units are carried to another place, with their place in line. The SQL function is in
// cart_functions.cpp.
#pragma once

#include "pg/carts/cart_operations.hpp"

namespace inventory {

// Units of one hold, or whole kits.
struct Moving : CartOperation {
    core::LevelKey key;
    core::LevelKey target;
    core::Quantity quantity;
    core::Quantity on_hand; // the answer: where they left
    core::Quantity available;
    Vec<RefusedLine> lacking;

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override { raise_insufficient_stock(lacking); }

  private:
    // Units that are carried, and how many of them are one of the caller's.
    struct Part {
        int hold;
        core::Quantity units;
        core::Quantity each;
    };

    Vec<Part> parts(const Workspace &ws) const;
    core::LevelKey reached(const Hold &hold) const;
    void check(const Workspace &ws, const Part &part);
    void refuse_more(const Hold &hold, const core::LevelKey &level, core::Quantity units,
                     core::Quantity most);
    void answer(const Workspace &ws, const Vec<Part> &moved);
};

} // namespace inventory
