// The operations on a cart's holds that take no new ones: touch, release, ship. The SQL functions are
// in cart_functions.cpp; confirming is in confirming.hpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/held_kits.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

// Raises what a ruling refuses: there is no such cart, it has expired, or its state forbids the call.
void refuse_ruling(const Cart &cart);

// What the operations on one cart have in common.
struct CartOperation : Operation {
    Text reference_id;
    int64 units; // the answer

    void prepare(core::CartCall call);
    int own(const Workspace &ws) const { return ws.find_cart(reference_id); }
};

// ---- touch ---------------------------------------------------------------------------------

struct Touching : CartOperation {
    OptionalTime deadline;
    Verdict decide(Workspace &ws) override;
};

// ---- release -------------------------------------------------------------------------------

// Gives back some units of one hold, or all units of all, of one cart or of several.
struct Releasing : Operation {
    std::optional<core::LevelKey> key;      // none: the whole carts
    std::optional<core::Quantity> quantity; // none: all
    bool of_many;                           // called for a list of carts
    int64 units;                            // the answer

    void add_cart(Text reference_id, core::CartCall call);
    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;

  private:
    void release_units(Workspace &ws, int cart, const Hold &hold, core::Quantity released);
    void release_kits(Workspace &ws, int cart);
    bool release(Workspace &ws, int cart);
};

// ---- ship ----------------------------------------------------------------------------------

// Ships some units of one hold, or whole kits; or all units of all, at one place or everywhere.
struct Fulfilling : CartOperation {
    std::optional<core::LevelKey> key;      // none: the whole cart
    OptionalText location_id;               // or a site; none: everywhere
    std::optional<core::Quantity> quantity; // none: all
    bool overtakes; // asks only what is physically there, not who stands before it in line
    Vec<RefusedLine> lacking;
    Vec<EarlyLevel> early;

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override;

  private:
    bool means(const Hold &hold) const;
    core::Quantity shippable(const Workspace &ws, const Hold &hold) const;
    void ship(Workspace &ws, int cart, const Hold &hold, core::Quantity shipped);
    void ship_kits(Workspace &ws, int cart, const Vec<HeldKit> &held);
    Verdict ship_one(Workspace &ws, int cart);
};

} // namespace inventory
