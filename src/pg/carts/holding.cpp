// The operation that takes holds, see holding.hpp; the SQL functions are in
// reserve_functions.cpp.
#include "pg/carts/holding.hpp"

#include "pg/base/intervals.hpp"

#include <algorithm>

namespace inventory {

const char *label_of(HoldStatus status) {
    switch (status) {
    case HoldStatus::reserved:
        return "reserved";
    case HoldStatus::available:
        return "available";
    case HoldStatus::insufficient_stock:
        return "insufficient_stock";
    case HoldStatus::unknown_level:
        return "unknown_level";
    case HoldStatus::cart_closed:
        return "cart_closed";
    case HoldStatus::invalid:
        break;
    }
    return "invalid";
}

void Holding::prepare() {
    cart_call = core::CartCall::reserve;
    peeks = can_be_short = true;
    may_stay_short = each;

    Vec<WantedCart> wishes{};
    for (const Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        wishes.add(WantedCart{element.reference_id, true, customer_id, element.quantity});
    }
    // One wish a cart, with the units of all its elements.
    std::sort(wishes.begin(), wishes.end(), [](const WantedCart &a, const WantedCart &b) {
        return a.reference_id < b.reference_id;
    });
    for (const WantedCart &wish : wishes) {
        if (!carts.empty() && carts[carts.count - 1].reference_id == wish.reference_id)
            carts[carts.count - 1].quantity =
                std::min(core::max_quantity, carts[carts.count - 1].quantity + wish.quantity);
        else
            carts.add(wish);
    }
}

// Room for what is added, or the rows that what is set lower is on.
Verdict Holding::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    for (const Element &element : elements) {
        core::Quantity units = element.quantity;

        if (element.status == HoldStatus::invalid)
            continue;
        if (sets) {
            int cart = ws.find_cart(element.reference_id);
            int hold = ws.find_hold(cart, element.key);
            bool keeps = ws.carts[cart].ruling == core::Ruling::proceed && hold >= 0;
            units -= keeps ? ws.holds[hold].now.units : 0;
        }
        wanted.add(units > 0 ? WantedLevel::with_room(element.key, units)
                             : WantedLevel::with_holds(element.key));
    }
    return Verdict::done;
}

// By how much the hold of an element is to change.
core::Quantity Holding::wanted(const Workspace &ws, const Element &element, int cart,
                               int level) const {
    if (!sets)
        return element.quantity;
    int hold = ws.find_hold(cart, level);
    return element.quantity - (hold < 0 ? 0 : ws.holds[hold].now.units);
}

// Sets the status an element would have, and notes what it lacks.
void Holding::judge(Workspace &ws, Element &element) {
    int cart = ws.find_cart(element.reference_id);
    int at = ws.find_level(element.key);

    element.status = HoldStatus::available;
    if (ws.carts[cart].ruling == core::Ruling::closed) {
        element.status = HoldStatus::cart_closed;
    } else if (!ws.levels[at].found) {
        element.status = HoldStatus::unknown_level;
    } else if (ws.levels[at].now.tracked) {
        const core::Level &level = ws.levels[at].now;
        core::Quantity delta = wanted(ws, element, cart, at);
        element.freed = element.quantity - delta;
        core::Quantity lacking = delta > 0 ? core::lacking(level, delta) : 0;
        bool overflows = core::are_too_many(level.reserved, delta);
        core::Quantity waits = core::backordered(delta, core::available(level) - delta);
        if (lacking > 0) {
            element.status = HoldStatus::insufficient_stock;
            shortages.add(Shortage{element.key, lacking});
        } else if (each && (overflows || core::are_too_many(ws.carts[cart].now.quantity, delta))) {
            element.status = HoldStatus::invalid;
        } else if (overflows) {
            raise_level_overflow(element.key);
        } else if (waits > 0) {
            // Not behind the dead.
            shortages.add(Shortage{element.key, waits});
        }
    }
    answer(ws, element);
}

// What the caller learns of the element's level and cart as they now stand.
void Holding::answer(const Workspace &ws, Element &element) const {
    const Level &level = ws.levels[ws.find_level(element.key)];
    const Cart &cart = ws.carts[ws.find_cart(element.reference_id)];
    bool live = cart.found && (!cart.created || cart.changed) &&
                cart.now.status == core::CartStatus::active;

    element.remaining.reset();
    element.backordered = 0;
    if (level.found && level.now.tracked) {
        element.remaining = core::available(level.now);
        if (element.status == HoldStatus::reserved)
            element.backordered = core::backordered(element.quantity, *element.remaining);
    }
    element.expires_at = live ? cart.now.expires_at : std::nullopt;
}

// Whether setting a hold to nothing finds nothing to end: no cart is made for it.
bool Holding::is_idle(const Workspace &ws, const Element &element) const {
    const Cart &cart = ws.carts[ws.find_cart(element.reference_id)];

    return element.quantity == 0 && cart.ruling != core::Ruling::proceed;
}

// Does what was judged possible.
void Holding::take(Workspace &ws, Element &element) {
    int cart = ws.find_cart(element.reference_id);
    int level = ws.find_level(element.key);
    core::Ruling ruling = ws.carts[cart].ruling;
    bool begins = (ruling == core::Ruling::new_life || ruling == core::Ruling::revive) &&
                  ws.carts[cart].now.status != core::CartStatus::active;

    if (begins)
        ws.begin_new_life(cart, customer_id);
    CartRecord &record = ws.change_cart(cart);
    if (customer_id)
        record.customer_id = customer_id;
    if (ws.levels[level].now.tracked) {
        core::Quantity delta = wanted(ws, element, cart, level);
        if (core::are_too_many(record.quantity, delta))
            raise_cart_overflow(element.reference_id);
        if (delta != 0)
            ws.change_hold(cart, level, delta,
                           delta > 0 ? core::EntryType::reserve : core::EntryType::release, 0);
        if (sets && element.quantity == 0 && delta != 0 && record.quantity == 0) {
            ws.close_cart(cart, core::CartStatus::cancelled);
            return;
        }
    }
    if (record.status == core::CartStatus::active && !ws.carts[cart].created) {
        TimestampTz deadline = deadline_after(ws.clock, ttl);
        record.set_deadline(core::later_deadline(record.expires_at, deadline));
    }
}

Verdict Holding::decide_all(Workspace &ws) {
    for (Element &element : elements)
        judge(ws, element);
    auto any = [&](HoldStatus status) {
        return std::any_of(elements.begin(), elements.end(),
                           [=](const Element &e) { return e.status == status; });
    };
    // First, so that a line tells what it could have had even where another is refused.
    if (any(HoldStatus::insufficient_stock))
        return Verdict::short_of_stock;
    if (any(HoldStatus::cart_closed) || any(HoldStatus::unknown_level))
        return Verdict::refused;

    if (sets && is_idle(ws, elements[0])) {
        const Cart &cart = ws.carts[ws.find_cart(elements[0].reference_id)];
        elements[0].status = HoldStatus::reserved;
        elements[0].expires_at.reset();
        return cart.phase == core::CartPhase::overdue ? Verdict::done : Verdict::nothing;
    }
    for (Element &element : elements) {
        take(ws, element);
        element.status = HoldStatus::reserved;
    }
    for (Element &element : elements)
        answer(ws, element);
    return Verdict::done;
}

Verdict Holding::decide_each(Workspace &ws) {
    successes = 0;
    for (Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        judge(ws, element);
        if (element.status != HoldStatus::available)
            continue;
        take(ws, element);
        element.status = HoldStatus::reserved;
        answer(ws, element);
        successes++;
    }
    if (!shortages.empty())
        return Verdict::short_of_stock;
    return successes > 0 ? Verdict::done : Verdict::nothing;
}

Verdict Holding::decide(Workspace &ws) { return each ? decide_each(ws) : decide_all(ws); }

RefusedLine Holding::refused_line(const Element &element) const {
    return RefusedLine{element.key, element.quantity,
                       element.remaining.value_or(0) + element.freed};
}

void Holding::refuse() {
    Vec<RefusedLine> unknown{};
    Vec<RefusedLine> lacking{};

    if (!raises)
        return;
    for (const Element &element : elements) {
        if (element.status == HoldStatus::cart_closed)
            raise_cart_state(element.reference_id, "completed", "added to");
        if (element.status == HoldStatus::unknown_level)
            unknown.add(refused_line(element));
        if (element.status == HoldStatus::insufficient_stock)
            lacking.add(refused_line(element));
    }
    if (!unknown.empty())
        raise_unknown_level(unknown, lacking);
    raise_insufficient_stock(lacking);
}

} // namespace inventory
