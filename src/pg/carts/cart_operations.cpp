// Touching, releasing and shipping, see cart_operations.hpp.
#include "pg/carts/cart_operations.hpp"

#include "pg/base/intervals.hpp"
#include "pg/engine/line.hpp"
#include "pg/sourcing/locations.hpp"

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
        for (const Hold &hold : ws.holds_of(cart))
            if (!key || is_meant(hold, *key))
                wanted.add(WantedLevel::with_holds(hold.key));
    }
    if (!orders.empty())
        raise_orders(orders, of_many);
    return Verdict::done;
}

void Releasing::release_units(Workspace &ws, int cart, const Hold &hold, core::Quantity released) {
    ws.change_hold(cart, hold.level, -released, core::EntryType::release, 0, hold.kit);
    units += released;
}

// What is last in line goes first.
void Releasing::release_kits(Workspace &ws, int cart) {
    Vec<HeldKit> held = held_kits(ws, cart, *key);
    core::Quantity left = quantity.value_or(core::max_quantity);

    for (int i = held.count - 1; i >= 0 && left > 0; i--) {
        core::Quantity kits = std::min(left, held[i].kits);
        for (const Component &component : held[i].kit.components)
            release_units(ws, cart,
                          ws.holds[hold_of(ws, cart, key->location_id, held[i], component)],
                          kits * component.quantity);
        left -= kits;
    }
}

// Whether anything changes.
bool Releasing::release(Workspace &ws, int cart) {
    core::Quantity before = units;

    if (key) {
        int hold = ws.find_hold(cart, *key);
        if (hold >= 0)
            release_units(
                ws, cart, ws.holds[hold],
                std::min(quantity.value_or(core::max_quantity), ws.holds[hold].now.units));
        else
            release_kits(ws, cart);
        if (units == before)
            return false;
    } else {
        for (const Hold &hold : ws.holds_of(ws.carts[cart]))
            release_units(ws, cart, hold, hold.now.units);
    }
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

// Whether a hold is one of those to be shipped.
bool Fulfilling::means(const Hold &hold) const {
    if (key)
        return is_meant(hold, *key);
    return !location_id || hold.key.location_id == *location_id ||
           location_named(hold.key.location_id).site_id == location_id;
}

Verdict Fulfilling::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    const Cart &cart = ws.carts[own(ws)];
    Vec<core::LevelKey> closed{};
    int before = wanted.count;

    units = 0;
    lacking.count = early.count = 0;
    refuse_ruling(cart);
    if (cart.ruling != core::Ruling::proceed)
        return Verdict::nothing;
    for (const Hold &hold : ws.holds_of(cart)) {
        if (!means(hold))
            continue;
        wanted.add(WantedLevel::with_holds(hold.key));
        if (!location_named(hold.key.location_id).ships())
            closed.add(hold.key);
    }
    if (!closed.empty())
        raise_not_shipped(closed);
    if (location_id && wanted.count == before && cart.now.quantity > 0)
        raise_no_hold(reference_id, core::LevelKey{{}, *location_id});
    if (key && wanted.count == before)
        wanted.add(WantedLevel::with_holds(*key));
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

    const core::Level &level = ws.levels[hold.level].now;
    if (core::is_early(level, ws.clock)) {
        early.add(EarlyLevel{hold.key, *level.available_from});
        return;
    }
    if (shipped > most) {
        lacking.add(RefusedLine{hold.key, shipped, most, hold.kit.kit_id});
        // Those who stand before it may be past their deadline.
        shortages.add(Shortage{hold.key, shipped - most});
        return;
    }
    ws.change_hold(cart, hold.level, -shipped, core::EntryType::fulfill, -shipped, hold.kit);
    units += shipped;
}

// The oldest first.
void Fulfilling::ship_kits(Workspace &ws, int cart, const Vec<HeldKit> &held) {
    core::Quantity all = 0;

    for (const HeldKit &version : held)
        all += version.kits;
    core::Quantity left = quantity.value_or(all);
    if (left > all)
        raise_more_than_hold(*key, reference_id, left, all);
    for (const HeldKit &version : held) {
        core::Quantity kits = std::min(left, version.kits);
        for (const Component &component : version.kit.components)
            if (kits > 0)
                ship(ws, cart, ws.holds[hold_of(ws, cart, key->location_id, version, component)],
                     kits * component.quantity);
        left -= kits;
    }
}

Verdict Fulfilling::ship_one(Workspace &ws, int cart) {
    int level = ws.find_level(*key);
    int at = level < 0 ? -1 : ws.find_hold(cart, level);
    Vec<HeldKit> kits = at < 0 ? held_kits(ws, cart, *key) : Vec<HeldKit>{};

    if (!kits.empty()) {
        ship_kits(ws, cart, kits);
        return Verdict::done;
    }
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
            if (means(hold))
                ship(ws, cart, hold, hold.now.units);
    }
    if (!early.empty())
        raise_not_shipped_yet(early);
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
