// Promised units are carried to another place, with their place in line. The SQL function is in
// cart_functions.cpp.
#pragma once

#include "pg/carts/cart_operations.hpp"

namespace inventory {

struct Moving : CartOperation {
    core::LevelKey key;
    core::LevelKey target;
    core::Quantity quantity;
    core::Level answer; // the level that they left
    Vec<RefusedLine> lacking;

    void prepare_levels();

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override { raise_insufficient_stock(lacking); }

  private:
    int hold_of(const Workspace &ws) const;
    bool refuses(const core::LevelKey &level, core::Quantity most);
};

} // namespace inventory
