// Making a cart an order; a cart to be revived takes its last lines first. The SQL function is in
// cart_functions.cpp.
#pragma once

#include "pg/carts/holding.hpp"

namespace inventory {

// Makes the cart an order; a cart to be revived takes its last lines first.
struct Confirming : Holding {
    Text reference_id;
    OptionalText order_id;
    int64 units;
    void prepare_cart(bool revive);

    void add_element(const core::LevelKey &key, core::Quantity quantity, Vec<WantedLevel> &wanted);
    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;

    // The cart is an order already.
    Verdict answer_first(Workspace &ws, int cart);
    Verdict decide(Workspace &ws) override;
};

} // namespace inventory
