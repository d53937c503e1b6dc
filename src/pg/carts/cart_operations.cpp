// Touching, releasing and shipping, see cart_operations.hpp.
#include "pg/carts/cart_operations.hpp"

#include "pg/base/intervals.hpp"
#include "pg/engine/line.hpp"

#include <algorithm>

namespace inventory {

void refuse_ruling(const Cart &cart) {
    if (cart.ruling == core::Ruling::no_hold)
        raise_no_cart(cart.reference_id);
    if (cart.ruling == core::Ruling::expired)
        raise_cart_expired(cart.reference_id);
    if (cart.ruling == core::Ruling::closed)
        raise_cart_state(cart.reference_id, cart.call, cart.phase);
}

void CartOperation::prepare(core::CartCall call) {
    peeks = true;
    carts.add(WantedCart{reference_id, call});
}

Verdict Touching::decide(Workspace &ws) {
    int cart = own(ws);

    deadline = std::nullopt;
    refuse_ruling(ws.carts[cart]);
    if (ws.carts[cart].ruling != core::Ruling::proceed)
        return Verdict::nothing;
    CartRecord &record = ws.change_cart(cart);
    record.set_deadline(deadline_of_life(record.expires_at, record.reserved_at, ws.clock, ttl));
    deadline = *record.expires_at;
    return Verdict::done;
}

void Releasing::add_cart(Text reference_id, core::CartCall call) {
    peeks = true;
    carts.add(WantedCart{reference_id, call});
}

Verdict Releasing::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    Vec<Text> orders{};

    units = 0;
    for (const Cart &cart : ws.carts) {
        if (!cart.own)
            continue;
        if (cart.ruling == core::Ruling::closed)
            orders.add(cart.reference_id);
        if (!key)
            ws.want_held_levels(cart, wanted);
    }
    if (!orders.empty())
        raise_orders(orders, of_many);
    if (key)
        wanted.add(WantedLevel::with_holds(*key));
    return Verdict::done;
}

// Whether anything changes.
bool Releasing::release(Workspace &ws, int cart) {
    core::Quantity before = units;

    for (const Hold &hold : ws.holds_of(ws.carts[cart])) {
        if (key && hold.key != *key)
            continue;
        core::Quantity released = std::min(quantity.value_or(hold.now.units), hold.now.units);
        ws.change_hold(cart, hold.level, -released, core::EntryType::release, 0);
        units += released;
    }
    if (key && units == before)
        return false;
    ws.change_cart(cart);
    ws.close_if_empty(cart);
    return true;
}

Verdict Releasing::decide(Workspace &ws) {
    bool changes = false;

    for (int i = 0; i < ws.carts.count; i++) {
        if (!ws.carts[i].own)
            continue;
        core::Ruling ruling = ws.carts[i].ruling;
        changes |= ruling == core::Ruling::expire_only ||
                   (ruling == core::Ruling::proceed && release(ws, i));
    }
    return changes ? Verdict::done : Verdict::nothing;
}

Verdict Fulfilling::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    units = 0;
    lacking.count = 0;
    refuse_ruling(ws.carts[own(ws)]);
    if (ws.carts[own(ws)].ruling != core::Ruling::proceed)
        return Verdict::nothing;
    if (key)
        wanted.add(WantedLevel::with_holds(*key));
    else
        ws.want_held_levels(ws.carts[own(ws)], wanted);
    can_be_short = wanted.count > 1;
    return Verdict::done;
}

// What has come for a hold.
core::Quantity Fulfilling::shippable(const Workspace &ws, const Hold &hold) const {
    if (overtakes)
        return ws.levels[hold.level].now.on_hand;
    return hold.now.units - waiting_units(ws, hold).all();
}

void Fulfilling::ship(Workspace &ws, int cart, const Hold &hold, core::Quantity shipped) {
    core::Quantity most = shippable(ws, hold);

    if (shipped > most) {
        lacking.add(RefusedLine{hold.key, shipped, most});
        // Those who stand before it may be past their deadline.
        shortages.add(Shortage{hold.key, shipped - most});
        return;
    }
    ws.change_hold(cart, hold.level, -shipped, core::EntryType::fulfill, -shipped);
    units += shipped;
}

Verdict Fulfilling::ship_one(Workspace &ws, int cart) {
    int level = ws.find_level(*key);
    int at = level < 0 ? -1 : ws.find_hold(cart, level);

    if (at < 0) {
        if (level >= 0 && ws.levels[level].found && !ws.levels[level].now.tracked)
            return Verdict::nothing;
        raise_no_hold(reference_id, *key);
    }
    const Hold &hold = ws.holds[at];
    core::Quantity shipped = quantity.value_or(hold.now.units);
    if (shipped > hold.now.units)
        raise_more_than_hold(*key, reference_id, shipped, hold.now.units);
    ship(ws, cart, hold, shipped);
    return Verdict::done;
}

Verdict Fulfilling::decide(Workspace &ws) {
    int cart = own(ws);

    if (ws.has_unlocked_line())
        return Verdict::needs_all_rows;
    if (key) {
        if (ship_one(ws, cart) == Verdict::nothing)
            return Verdict::nothing;
    } else {
        for (const Hold &hold : ws.holds_of(ws.carts[cart]))
            ship(ws, cart, hold, hold.now.units);
    }
    if (!lacking.empty())
        return Verdict::short_of_stock;
    // What held nothing, and so shipped nothing, is completed by this too.
    if (ws.change_cart(cart).quantity == 0)
        ws.close_cart(cart, core::CartStatus::completed);
    return Verdict::done;
}

// Names the lines in lock order, whatever the order in which they were taken.
void Fulfilling::refuse() {
    std::sort(lacking.begin(), lacking.end(),
              [](const RefusedLine &a, const RefusedLine &b) { return a.key < b.key; });
    raise_insufficient_stock(lacking);
}

} // namespace inventory
