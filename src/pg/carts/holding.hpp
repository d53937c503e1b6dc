// Holding units: the operation behind reserve_inventory and all its relatives, and behind the
// revival of a cart.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

enum class HoldStatus {
    reserved,
    available, // would have fitted, had the others
    insufficient_stock,
    unknown_level,
    cart_closed,
    invalid
};

const char *label_of(HoldStatus status);

// One wish: units of a level for a cart, and what became of it.
struct Element {
    Text reference_id;
    core::LevelKey key;
    core::Quantity quantity;
    HoldStatus status;
    std::optional<core::Quantity> remaining; // none: the level is unknown or not tracked
    core::Quantity backordered;
    OptionalTime expires_at;
    core::Quantity freed; // where a hold is set: units that it has already
};

// A wish that nothing has become of yet.
inline Element wish_for(Text reference_id, const core::LevelKey &key, core::Quantity quantity) {
    return Element{reference_id, key, quantity, HoldStatus::available, {}, 0, {}, 0};
}

// Adds to holds, or sets them, for one or several elements: all or none of them, or each on its own in
// order.
struct Holding : Operation {
    Vec<Element> elements;
    OptionalText customer_id;
    bool each;   // on its own
    bool sets;   // the hold becomes exactly the quantity, else it grows by it
    bool raises; // a refusal is an error, else an answer

    // Sets the operation up for its elements.
    void prepare();

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override;

  protected:
    Verdict decide_all(Workspace &ws);

  private:
    core::Quantity wanted(const Workspace &ws, const Element &element, int cart, int level) const;
    void judge(Workspace &ws, Element &element);
    void take(Workspace &ws, Element &element);
    void answer(const Workspace &ws, Element &element) const;
    bool is_idle(const Workspace &ws, const Element &element) const;
    Verdict decide_each(Workspace &ws);
    RefusedLine refused_line(const Element &element) const;
};

} // namespace inventory
