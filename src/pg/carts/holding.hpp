// Holding units: the operation behind reserve_inventory and all its relatives, and behind the
// revival of a cart.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"
#include "pg/sourcing/sourcing.hpp"

namespace inventory {

enum class HoldStatus {
    reserved,
    available, // would have fitted, had the others
    insufficient_stock,
    unknown_level,
    cart_closed,
    not_for_sale,
    too_many_parcels,
    invalid
};

const char *label_of(HoldStatus status);

// What a line comes to that a plan gives a fate: available where it is planned.
HoldStatus status_of(Fate fate);
// What a refused cart is told of a line: what its candidates could promise, or the place that it names has
// available; none where nothing is counted.
std::optional<core::Quantity> remaining_of(const SourcedLine &line);

inline constexpr int no_portion = -1;

// One wish: units of a level for a cart, and what became of it.
struct Element {
    Text reference_id;
    core::LevelKey key;
    core::Quantity quantity;
    core::Quantity least;        // fewer than quantity will do, down to so many
    core::Quantity most_waiting; // of what is added, so many may wait for stock
    HoldStatus status;
    core::Quantity granted;    // of the quantity
    core::Quantity could_have; // with what the cart has already, where the hold is set
    std::optional<core::Quantity> remaining; // none: the level is unknown or not tracked
    core::Quantity backordered;
    OptionalTime expires_at;
    int cart, level;            // in the workspace of the attempt
    int hold = -1;              // of the cart in its present life, on that level
    core::Quantity has = 0;     // units of it, where the hold is set
    core::KitKey kit{};         // of which it is a component
    core::Quantity per_kit = 1; // units
    int portion = no_portion;   // of the plan that it is a part of
    bool from_stock = false;    // none of it may wait for stock, nor what the cart has already
    core::Quantity waits = 0;   // of what is added

    void take_from_stock() {
        from_stock = true;
        most_waiting = 0;
    }
};

// A wish that nothing has become of yet.
inline Element wish_for(Text reference_id, const core::LevelKey &key, core::Quantity quantity) {
    return Element{reference_id,
                   key,
                   quantity,
                   quantity,
                   core::max_quantity,
                   HoldStatus::available,
                   quantity,
                   0,
                   {},
                   0,
                   {},
                   -1,
                   -1};
}
inline Element wish_for(Text reference_id, const core::Line &line) {
    Element element = wish_for(reference_id, line.key, line.quantity);

    element.least = line.least();
    if (line.from_stock)
        element.take_from_stock();
    return element;
}

// Units of a variant, or of a component of a kit, that an order gives up at one place for another.
struct MovingUnits {
    Text variant_id;
    core::KitKey kit;
    core::Quantity units;
    OptionalTime told; // when their buyer was told that they ship, the earliest of these

    // A newer version of a kit is the same kit to its buyer.
    bool is_of(Text variant, const core::KitKey &other) const {
        return variant_id == variant && kit.kit_id == other.kit_id;
    }
};

// What the caller learns of a line: where something was taken for it, or why nothing was.
struct HoldAnswer {
    Text variant_id;
    OptionalText location_id;
    core::Quantity quantity;
    HoldStatus status;
    std::optional<core::Quantity> remaining;
    core::Quantity backordered;
    OptionalTime expires_at;
};

// Adds to holds, or sets them, for one or several elements: all or none of them, or each on its own in
// order. A cart that is set to its elements loses what else it holds.
//
// Where a line leaves its place open, or means a kit, its elements come from a plan (sourced_holding.cpp).
struct Holding : Operation {
    Vec<Element> elements;
    OptionalText customer_id;
    OptionalText set_cart;             // the cart that holds exactly the elements afterwards
    std::optional<RouteOptions> route; // of lines that are routed; none: the usual one
    Sourcing *sourcing;                // nullptr: elements are lines as they were said
    bool each;                         // on its own
    bool replans;                      // the lines are those that the cart has, wherever they are
    bool sets;                         // the hold becomes exactly the quantity, else it grows by it
    bool raises;                       // a refusal is an error, else an answer
    bool is_closed;                    // a cart that is set is refused, whatever its elements

    // Sets the operation up for its elements.
    void prepare();
    // The same for lines of one cart, of which some may be routed.
    void prepare_lines(Text reference_id, const Vec<core::Line> &lines);

    // A row a line, or a row a place where lines are sourced.
    Vec<HoldAnswer> answers() const;

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    Verdict decide(Workspace &ws) override;
    bool has_another_way(const Workspace &ws) override;
    void refuse() override;

  protected:
    // Sets the lines of a cart, as elements or to be sourced.
    void set_lines(Text reference_id, const Vec<core::Line> &lines);
    void want_levels(Workspace &ws, Vec<WantedLevel> &wanted);
    Verdict decide_all(Workspace &ws);

    bool sources; // whatever its lines look like

  private:
    void locate(const Workspace &ws);
    void share_holds(const Workspace &ws);
    template <class Visit> void visit_level(int level, Visit visit) const;
    core::Quantity released_at(const Workspace &ws, int level) const;
    bool is_named(const Workspace &ws, const Hold &hold) const;
    core::Quantity kept(const Workspace &ws, const Element &element) const;
    core::Quantity taken_beside(const Workspace &ws, const Element &element) const;
    core::Quantity younger_units(const Element &element) const;
    core::Quantity may_wait(const Element &element) const;
    core::Quantity ready_in_time(const Workspace &ws, const Element &element) const;
    void judge(Workspace &ws, Element &element);
    void judge_stock(Workspace &ws, Element &element);
    void change(Workspace &ws, Element &element);
    void take(Workspace &ws, Element &element);
    void release_others(Workspace &ws);
    void note_moving(const Workspace &ws);
    std::optional<OptionalTime> keep_told(const Element &element, core::Quantity more);
    void answer(const Workspace &ws, Element &element) const;
    bool is_idle(const Workspace &ws) const;
    Verdict end_idle(const Workspace &ws);
    Verdict decide_each(Workspace &ws);
    RefusedLine refused_line(const Element &element) const;
    void refuse_elements() const;
    const char *hint() const;

    // What is sourced, see sourced_holding.cpp.
    Verdict take_held_lines(const Workspace &ws);
    void plan(Workspace &ws);
    void make_elements(const Workspace &ws);
    void line_up_elements();
    void release_kits(const Workspace &ws);
    void want_candidates(const Workspace &ws, Vec<WantedLevel> &wanted) const;
    bool has_new_candidate(const Workspace &ws) const;
    bool means_kits(const Workspace &ws) const;
    void plan_under_locks(Workspace &ws);
    Verdict decide_sourced(Workspace &ws);
    HoldStatus status_of(int line) const;
    void answer_portions(int line, Vec<HoldAnswer> &answers) const;
    void add_elements(int portion, HoldAnswer &answer) const;
    void add_present(int line, HoldAnswer &answer) const;
    Vec<HoldAnswer> sourced_answers() const;
    void refuse_plan() const;

    core::CartPhase closed_as_; // of a cart that refuses
    Vec<int> by_level_;         // elements, those of a level side by side
    Vec<bool> named_;           // by hold of the workspace: an element means it
    Vec<int> unnamed_;          // holds of the cart that none means
    Vec<MovingUnits> moving_;   // of an order that is set, what it gives up somewhere
    bool is_cart_closed_;       // the cart whose lines are sourced refuses them
    OptionalTime deadline_;     // of it, where it lives
    bool is_planned_;
    bool locks_all_; // candidates, and plans under their locks
    int short_plans_;
};

} // namespace inventory
