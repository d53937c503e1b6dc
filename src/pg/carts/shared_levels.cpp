// What the elements of a call have of its cart's holds, and take of a level beside one another: several of
// them may mean one, where a line is routed to a level that another names, and where kits share components.
// See holding.hpp.
#include "pg/carts/holding.hpp"

#include "pg/engine/line.hpp"

#include <algorithm>

namespace inventory {
namespace {

bool is_before(const core::LevelKey &a, const core::KitKey &kit, const core::LevelKey &b,
               const core::KitKey &other) {
    int order = core::compare(a, b);

    if (order != 0)
        return order < 0;
    return kit.kit_id != other.kit_id ? kit.kit_id < other.kit_id : kit.version < other.version;
}

// The holds of a cart, by level and kit.
class HoldIndex {
  public:
    HoldIndex(const Workspace &ws, const Cart &cart) : ws_(ws) {
        for (const Hold &hold : ws.holds_of(cart))
            holds_.add(static_cast<int>(&hold - ws.holds.items));
        std::sort(holds_.begin(), holds_.end(), [&](int a, int b) {
            const Hold &left = ws.holds[a];
            const Hold &right = ws.holds[b];
            return is_before(left.key, left.kit, right.key, right.kit);
        });
    }
    int find(const Element &element) const {
        auto at = std::lower_bound(
            holds_.begin(), holds_.end(), element, [&](int hold, const Element &wanted) {
                return is_before(ws_.holds[hold].key, ws_.holds[hold].kit, wanted.key, wanted.kit);
            });

        if (at == holds_.end() || ws_.holds[*at].key != element.key ||
            ws_.holds[*at].kit != element.kit)
            return -1;
        return *at;
    }

  private:
    const Workspace &ws_;
    Vec<int> holds_{};
};

} // namespace

// Finds the carts, holds and levels of the elements in the workspace; the levels are there last.
void Holding::locate(const Workspace &ws) {
    by_level_.count = 0;
    for (Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        element.cart = ws.find_cart(element.reference_id);
        element.level = ws.find_level(element.key);
        element.hold = -1;
        element.has = 0;
    }
    if (sets)
        share_holds(ws);
    if (sourcing == nullptr && !set_cart)
        return;
    for (int i = 0; i < elements.count; i++)
        by_level_.add(i);
    std::sort(by_level_.begin(), by_level_.end(), [&](int a, int b) {
        return elements[a].level != elements[b].level ? elements[a].level < elements[b].level
                                                      : a < b;
    });
}

// Tells each element what it has of the hold that it sets. Where several set one, the first keeps what it
// wants, the last what is left.
void Holding::share_holds(const Workspace &ws) {
    const Cart &cart = ws.carts[ws.find_cart(carts[0].reference_id)];
    Vec<int> last{}; // by hold: the last element that means it
    Vec<core::Quantity> left{};

    named_.count = unnamed_.count = 0;
    if (cart.ruling != core::Ruling::proceed)
        return;
    HoldIndex index(ws, cart);
    for (const Hold &hold : ws.holds) {
        named_.add(false);
        last.add(-1);
        left.add(hold.now.units);
    }
    for (int i = 0; i < elements.count; i++) {
        int hold = elements[i].hold = index.find(elements[i]);
        if (hold >= 0) {
            named_[hold] = true;
            last[hold] = i;
        }
    }
    for (const Hold &hold : ws.holds_of(cart))
        if (!is_named(ws, hold))
            unnamed_.add(static_cast<int>(&hold - ws.holds.items));
    for (int i = 0; i < elements.count; i++) {
        int hold = elements[i].hold;
        if (hold < 0)
            continue;
        elements[i].has = last[hold] == i ? left[hold] : std::min(left[hold], elements[i].quantity);
        left[hold] -= elements[i].has;
    }
}

bool Holding::is_named(const Workspace &ws, const Hold &hold) const {
    int at = static_cast<int>(&hold - ws.holds.items);

    return at < named_.count && named_[at];
}

// Calls `visit` with each element of a level, in their order.
template <class Visit> void Holding::visit_level(int level, Visit visit) const {
    auto at =
        std::lower_bound(by_level_.begin(), by_level_.end(), level,
                         [&](int other, int wanted) { return elements[other].level < wanted; });

    for (; at != by_level_.end() && elements[*at].level == level; at++)
        visit(elements[*at]);
}

// Of what an element has, what does not wait for stock: of one hold, what is served is that of its first elements.
core::Quantity Holding::kept(const Workspace &ws, const Element &element) const {
    if (element.has == 0)
        return 0;
    const Hold &hold = ws.holds[element.hold];
    core::Quantity served = hold.now.units - waiting_units(ws, hold).all();
    visit_level(element.level, [&](const Element &other) {
        if (&other < &element && other.hold == element.hold)
            served -= other.has;
    });
    return std::clamp<core::Quantity>(served, 0, element.has);
}

// Units that other elements, and what is released, take of the level of an element before it does.
core::Quantity Holding::taken_beside(const Workspace &ws, const Element &element) const {
    core::Quantity taken = 0;

    visit_level(element.level, [&](const Element &other) {
        if (&other < &element)
            taken += other.granted - other.has;
        else if (&other > &element && other.quantity < other.has)
            taken += other.quantity - other.has;
    });
    return set_cart ? taken - released_at(ws, element.level) : taken;
}

// Units of what an element adds that may wait. Which of the elements of a level stock serves is decided by their
// order: together, as many of them may wait as the plan has waiting there.
core::Quantity Holding::may_wait(const Element &element) const {
    core::Quantity left = 0;

    if (element.from_stock || element.most_waiting == core::max_quantity)
        return element.most_waiting;
    visit_level(element.level, [&](const Element &other) {
        if (other.most_waiting < core::max_quantity)
            left += other.most_waiting - (&other < &element ? other.waits : 0);
    });
    return std::max<core::Quantity>(0, left);
}

// Units of a level that the cart holds and no element means.
core::Quantity Holding::released_at(const Workspace &ws, int level) const {
    core::Quantity units = 0;

    for (int hold : unnamed_)
        units += ws.holds[hold].level == level ? ws.holds[hold].now.units : 0;
    return units;
}

// Units that the call holds of a component in younger versions of its kit: they wait first.
core::Quantity Holding::younger_units(const Element &element) const {
    core::Quantity units = 0;

    visit_level(element.level, [&](const Element &other) {
        if (element.kit.is_any() && other.kit.kit_id == element.kit.kit_id &&
            other.kit.version > element.kit.version)
            units += other.granted;
    });
    return units;
}

} // namespace inventory
