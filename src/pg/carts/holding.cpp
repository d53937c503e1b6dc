// The operation that takes holds, see holding.hpp: the decision. What is sourced is in sourced_holding.cpp,
// what the caller learns in hold_answers.cpp.
#include "pg/carts/holding.hpp"

#include "pg/base/intervals.hpp"
#include "pg/engine/line.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/promises.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {

void Holding::prepare() {
    peeks = can_be_short = true;
    may_stay_short = each;

    Vec<WantedCart> wishes{};
    for (const Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        wishes.add(WantedCart{element.reference_id, core::CartCall::reserve, true, customer_id,
                              element.quantity});
    }
    if (set_cart && wishes.empty())
        wishes.add(WantedCart{*set_cart, core::CartCall::clear});
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

Verdict Holding::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    is_closed = false;
    Verdict verdict = replans ? take_held_lines(ws) : Verdict::done;
    if (verdict != Verdict::done)
        return verdict;
    if (sourcing != nullptr)
        plan(ws);
    if (locks_all_)
        want_candidates(ws, wanted);
    want_levels(ws, wanted);
    return Verdict::done;
}

// Room for what is added, or the rows that what is set lower is on.
void Holding::want_levels(Workspace &ws, Vec<WantedLevel> &wanted) {
    locate(ws);
    for (const Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        core::Quantity units = element.quantity - element.has;
        wanted.add(units > 0 ? WantedLevel::with_room(element.key, units)
                             : WantedLevel::with_holds(element.key));
    }
    if (set_cart && ws.carts[ws.find_cart(*set_cart)].ruling == core::Ruling::proceed)
        ws.want_held_levels(ws.carts[ws.find_cart(*set_cart)], wanted);
}

// Sets the status an element would have, and notes what it lacks.
void Holding::judge(Workspace &ws, Element &element) {
    const Cart &cart = ws.carts[element.cart];
    const Level &level = ws.levels[element.level];
    // Without a savepoint a plan is carried out as the peek made it, a moment ago: nobody was waited for.
    bool stays_as_planned = may_go_elsewhere && ws.locking == Locking::wait && !ws.guarded;

    element.status = HoldStatus::available;
    element.granted = element.quantity;
    if (cart.ruling == core::Ruling::closed) {
        element.status = HoldStatus::cart_closed;
        closed_as_ = cart.phase;
    } else if (!level.found) {
        element.status = HoldStatus::unknown_level;
    } else if (element.quantity > element.has && !stays_as_planned &&
               !location_named(element.key.location_id).sells(ws.clock)) {
        element.status = HoldStatus::not_for_sale;
    } else if (level.now.tracked) {
        judge_stock(ws, element);
    }
    answer(ws, element);
}

// Units that may be added for an element and ship by the time that the route says.
core::Quantity Holding::ready_in_time(const Workspace &ws, const Element &element) const {
    core::Level level = ws.levels[element.level].now;
    Vec<core::supply::Dated> supplies = read_supplies(element.key, ws.locking != Locking::none);
    Vec<core::supply::Step> buffer{};

    level.reserved += taken_beside(ws, element);
    buffer.grow(static_cast<int>(core::supply::most_steps(supplies.count)));
    return core::supply::ready_by(core::supply::steps_of(level, 0, span_of(supplies),
                                                         terms_of(element.key, level, ws.clock),
                                                         buffer.items),
                                  *route->by);
}

// What the element's level can give: all of it, at least the least, or too little. Before units wait, or
// are not had, what is overdue on the level is to go.
void Holding::judge_stock(Workspace &ws, Element &element) {
    const core::Level &level = ws.levels[element.level].now;
    core::Quantity has = element.has;
    core::Quantity taken = taken_beside(ws, element);
    core::Quantity present = core::available(level) - taken;
    bool only_so_many = element.most_waiting < core::max_quantity;
    core::Quantity stock = std::max<core::Quantity>(0, present);
    core::Quantity may_wait = this->may_wait(element);
    bool is_limited = only_so_many || level.backorder_limit;
    core::Quantity limit = level.backorder_limit.value_or(core::max_quantity);
    core::Quantity lacking = 0;

    element.could_have = std::max<core::Quantity>(0, present + limit) + has;
    // Where units may not wait, what the cart has already and waits for is not to be kept either; what it
    // has does not depend on who waits behind it. Else it may have what it has, and take again what it gives up.
    if (element.from_stock)
        element.could_have = std::min(element.could_have, stock + kept(ws, element));
    else if (only_so_many)
        element.could_have = std::min(element.could_have, has + std::max(stock + may_wait, -taken));
    if (route && route->by) {
        is_limited = true;
        element.could_have =
            std::min(element.could_have, core::plus(has, ready_in_time(ws, element)));
    }
    if (is_limited && element.quantity > element.could_have) {
        lacking = std::max(element.quantity - element.could_have,
                           element.quantity - has - present - std::min(limit, may_wait));
        element.granted = element.could_have;
    }
    core::Quantity more = element.granted - has;
    element.waits = std::clamp<core::Quantity>(more - stock, 0, may_wait);
    if (lacking > 0 && element.could_have < element.least) {
        element.status = HoldStatus::insufficient_stock;
    } else if (core::are_too_many(level.reserved, more) && !each) {
        raise_level_overflow(element.key);
    } else if (each && (core::are_too_many(level.reserved, more) ||
                        core::are_too_many(ws.carts[element.cart].now.quantity, more))) {
        element.status = HoldStatus::invalid;
        return;
    }
    core::Quantity short_of = std::max(lacking, core::backordered(more, present - more));
    if (short_of > 0)
        shortages.add(Shortage{element.key, short_of});
}

// What the caller learns of the element's level and cart as they now stand.
void Holding::answer(const Workspace &ws, Element &element) const {
    const Level &level = ws.levels[element.level];
    const Cart &cart = ws.carts[element.cart];
    bool live = cart.found && (!cart.created || cart.changed) &&
                cart.now.status == core::CartStatus::active;

    element.remaining.reset();
    element.backordered = 0;
    if (level.found && level.now.tracked) {
        element.remaining = core::available(level.now);
        if (element.status == HoldStatus::reserved)
            element.backordered =
                core::backordered(element.granted, *element.remaining + younger_units(element));
    }
    element.expires_at = live ? cart.now.expires_at : std::nullopt;
}

// Changes the hold of an element to what was granted.
void Holding::change(Workspace &ws, Element &element) {
    int cart = element.cart;
    core::Quantity more = element.granted - element.has;

    if (core::are_too_many(ws.carts[cart].now.quantity, more))
        raise_cart_overflow(element.reference_id);
    if (more != 0)
        ws.change_hold(cart, element.level, more,
                       more > 0 ? core::EntryType::reserve : core::EntryType::release, 0,
                       element.kit, keep_told(element, more));
    if (sets && element.quantity == 0 && more != 0)
        ws.close_if_empty(cart);
}

// Does what was judged possible.
void Holding::take(Workspace &ws, Element &element) {
    const Cart &cart = ws.carts[element.cart];
    bool begins = (cart.ruling == core::Ruling::new_life || cart.ruling == core::Ruling::revive) &&
                  cart.now.status != core::CartStatus::active;

    if (begins)
        ws.begin_new_life(element.cart, customer_id);
    CartRecord &record = ws.change_cart(element.cart);
    if (customer_id)
        record.customer_id = customer_id;
    if (ws.levels[element.level].now.tracked)
        change(ws, element);
    if (record.status == core::CartStatus::active && !cart.created) {
        record.set_deadline(deadline_of_life(record.expires_at, record.reserved_at, ws.clock, ttl));
    }
    element.status = HoldStatus::reserved;
}

// An order keeps what it was told of units that only move: whoever is told another date is told by promise_cart().
void Holding::note_moving(const Workspace &ws) {
    const Cart &cart = ws.carts[ws.find_cart(*set_cart)];
    auto note = [&](const Hold &hold, core::Quantity units) {
        auto known = std::find_if(moving_.begin(), moving_.end(), [&](const MovingUnits &other) {
            return other.is_of(hold.key.variant_id, hold.kit);
        });
        if (known == moving_.end())
            known = &moving_.add(MovingUnits{hold.key.variant_id, hold.kit, 0, hold.promised_at});
        known->units += units;
        if (hold.promised_at)
            known->told = std::min(known->told.value_or(*hold.promised_at), *hold.promised_at);
    };

    moving_.count = 0;
    if (cart.now.status != core::CartStatus::ordered || cart.ruling != core::Ruling::proceed)
        return;
    for (int hold : unnamed_)
        if (ws.holds[hold].now.units > 0)
            note(ws.holds[hold], ws.holds[hold].now.units);
    for (const Element &element : elements)
        if (element.hold >= 0 && element.granted < element.has)
            note(ws.holds[element.hold], element.has - element.granted);
}

// The date of units that an element takes, where all of them only move.
std::optional<OptionalTime> Holding::keep_told(const Element &element, core::Quantity more) {
    for (MovingUnits &moving : moving_) {
        if (more <= 0 || moving.units < more || !moving.is_of(element.key.variant_id, element.kit))
            continue;
        moving.units -= more;
        return moving.told;
    }
    return std::nullopt;
}

// Of a cart that is set, what none of the elements is.
void Holding::release_others(Workspace &ws) {
    int cart = ws.find_cart(*set_cart);

    if (ws.carts[cart].ruling != core::Ruling::proceed)
        return;
    for (const Hold &hold : ws.holds_of(ws.carts[cart]))
        if (hold.now.units > 0 && !is_named(ws, hold))
            ws.change_hold(cart, hold.level, -hold.now.units, core::EntryType::release, 0,
                           hold.kit);
    if (elements.empty()) {
        ws.change_cart(cart);
        ws.close_if_empty(cart);
    }
}

// Whether there is nothing to set, and nothing that is held to end: no cart is made for it.
bool Holding::is_idle(const Workspace &ws) const {
    bool wants = std::any_of(elements.begin(), elements.end(),
                             [](const Element &element) { return element.quantity > 0; });

    if (!sets || wants)
        return false;
    return ws.carts[ws.find_cart(carts[0].reference_id)].ruling != core::Ruling::proceed;
}

Verdict Holding::end_idle(const Workspace &ws) {
    bool expires = std::any_of(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) {
        return cart.own && cart.phase == core::CartPhase::overdue;
    });

    for (Element &element : elements) {
        element.status = HoldStatus::reserved;
        element.expires_at.reset();
    }
    return expires ? Verdict::done : Verdict::nothing;
}

Verdict Holding::decide_all(Workspace &ws) {
    if (sets && ws.has_unlocked_line() &&
        std::any_of(elements.begin(), elements.end(), [](const Element &element) {
            return element.most_waiting < core::max_quantity;
        }))
        return Verdict::needs_all_rows;
    locate(ws);
    for (Element &element : elements) {
        CHECK_FOR_INTERRUPTS();
        judge(ws, element);
    }
    auto any = [&](HoldStatus status) {
        return std::any_of(elements.begin(), elements.end(),
                           [=](const Element &e) { return e.status == status; });
    };
    if (elements.empty() && set_cart) {
        const Cart &cart = ws.carts[ws.find_cart(*set_cart)];
        is_closed = cart.ruling == core::Ruling::closed;
        closed_as_ = cart.phase;
    }
    // First, so that a line tells what it could have had even where another is refused.
    if (any(HoldStatus::insufficient_stock))
        return Verdict::short_of_stock;
    if (is_closed || any(HoldStatus::cart_closed) || any(HoldStatus::unknown_level) ||
        any(HoldStatus::not_for_sale))
        return Verdict::refused;
    if (is_idle(ws))
        return end_idle(ws);
    if (set_cart) {
        note_moving(ws);
        release_others(ws);
    }
    // What is given back first, so that an edit which adds something begins no cancelling of an order.
    for (Element &element : elements)
        if (sets && element.granted < element.has)
            take(ws, element);
    for (Element &element : elements)
        if (element.status != HoldStatus::reserved)
            take(ws, element);
    for (Element &element : elements)
        answer(ws, element);
    return Verdict::done;
}

Verdict Holding::decide_each(Workspace &ws) {
    locate(ws);
    successes = 0;
    for (Element &element : elements) {
        if (element.status == HoldStatus::invalid)
            continue;
        judge(ws, element);
        if (element.status != HoldStatus::available)
            continue;
        take(ws, element);
        answer(ws, element);
        successes++;
    }
    if (!shortages.empty())
        return Verdict::short_of_stock;
    return successes > 0 ? Verdict::done : Verdict::nothing;
}

Verdict Holding::decide(Workspace &ws) {
    if (sourcing != nullptr)
        return decide_sourced(ws);
    return each ? decide_each(ws) : decide_all(ws);
}

} // namespace inventory
