// The operations on a cart's holds that take no new ones: touch, release, ship. The SQL functions are
// in cart_functions.cpp; confirming is in confirming.hpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

// What the operations on one cart have in common.
struct CartOperation : Operation {
    Text reference_id;
    int64 units; // the answer

    void prepare(core::CartCall the_call);
    int own(const Workspace &ws) const { return ws.find_cart(reference_id); }
    const char *present_status(const Workspace &ws) const;
};

// ---- touch ---------------------------------------------------------------------------------

struct Touching : CartOperation {
    OptionalTime deadline;
    Verdict decide(Workspace &ws) override;
};

// ---- release -------------------------------------------------------------------------------

// Gives back some units of one hold, or all units of all.
struct Releasing : CartOperation {
    std::optional<core::LevelKey> key;      // none: the whole cart
    std::optional<core::Quantity> quantity; // none: all

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
};

// ---- ship ----------------------------------------------------------------------------------

// Ships some units of one hold, or all units of all.
struct Fulfilling : CartOperation {
    std::optional<core::LevelKey> key;      // none: the whole cart
    std::optional<core::Quantity> quantity; // none: all
    bool overtakes; // asks only what is physically there, not who stands before it in line
    Vec<RefusedLine> lacking;

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override { raise_insufficient_stock(lacking); }

  private:
    core::Quantity shippable(const Workspace &ws, const Hold &hold) const;
    void ship(Workspace &ws, int cart, const Hold &hold, core::Quantity shipped);
    Verdict ship_one(Workspace &ws, int cart);
};

} // namespace inventory
