// A guest's cart goes into the customer's: holds change their cart and keep their place in line. The SQL
// function is in cart_functions.cpp.
#pragma once

#include "pg/engine/operation.hpp"

namespace inventory {

struct Merging : Operation {
    Text from;
    Text into;
    int64 units; // the answer

    void prepare();

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;

  private:
    void receive(Workspace &ws, int giver, int taker);
};

} // namespace inventory
