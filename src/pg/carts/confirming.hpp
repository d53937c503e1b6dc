// Making a cart an order. One to be revived takes lines first: its last ones, or those that were paid for.
// What was paid for is compared with what a live cart holds. The SQL function is in cart_functions.cpp.
#pragma once

#include "pg/carts/holding.hpp"

namespace inventory {

struct Confirming : Holding {
    Text reference_id;
    OptionalText order_id;
    std::optional<Vec<core::Line>>
        paid;    // what the order is to be; a line may be without a location
    int64 units; // the answer

    void prepare_cart(bool revive);

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;

  private:
    Vec<core::Line> lines_to_revive(const Workspace &ws, const Cart &cart) const;
    Verdict answer_first(Workspace &ws, int cart);

    OptionalText order_before_; // of a cancelled order that is revived
};

} // namespace inventory
