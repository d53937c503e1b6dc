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
    core::Quantity least; // fewer than quantity will do, down to so many
    bool from_stock;      // not beyond what is available
    HoldStatus status;
    core::Quantity granted;    // of the quantity
    core::Quantity could_have; // with what the cart has already, where the hold is set
    std::optional<core::Quantity> remaining; // none: the level is unknown or not tracked
    core::Quantity backordered;
    OptionalTime expires_at;
    int cart, level; // in the workspace of the attempt
};

// A wish that nothing has become of yet.
inline Element wish_for(Text reference_id, const core::LevelKey &key, core::Quantity quantity) {
    return Element{reference_id, key, quantity, quantity, false, HoldStatus::available, quantity, 0,
                   {},           0,   {},       -1,       -1};
}
inline Element wish_for(Text reference_id, const core::Line &line) {
    Element element = wish_for(reference_id, line.key, line.quantity);

    element.least = line.least();
    element.from_stock = line.from_stock;
    return element;
}

// Adds to holds, or sets them, for one or several elements: all or none of them, or each on its own in
// order. A cart that is set to its elements loses what else it holds.
struct Holding : Operation {
    Vec<Element> elements;
    OptionalText customer_id;
    OptionalText set_cart; // the cart that holds exactly the elements afterwards
    bool each;             // on its own
    bool sets;             // the hold becomes exactly the quantity, else it grows by it
    bool raises;           // a refusal is an error, else an answer
    bool is_closed;        // a cart that is set is refused, whatever its elements

    // Sets the operation up for its elements.
    void prepare();

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    void refuse() override;

  protected:
    Verdict decide_all(Workspace &ws);

  private:
    void locate(const Workspace &ws);
    core::Quantity held(const Workspace &ws, const Element &element) const;
    bool names(const core::LevelKey &key) const;
    void judge(Workspace &ws, Element &element);
    void judge_stock(Workspace &ws, Element &element);
    void change(Workspace &ws, Element &element);
    void take(Workspace &ws, Element &element);
    void release_others(Workspace &ws);
    void answer(const Workspace &ws, Element &element) const;
    bool is_idle(const Workspace &ws) const;
    Verdict end_idle(const Workspace &ws);
    Verdict decide_each(Workspace &ws);
    RefusedLine refused_line(const Element &element) const;

    core::CartPhase closed_as_; // of a cart that refuses
};

} // namespace inventory
