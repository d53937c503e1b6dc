// The rows of a call in memory: finding and changing them, see workspace.hpp. They are loaded in
// load_carts.cpp and load_levels.cpp, brought down to rows in distribute.cpp, written in write.cpp.
#include "pg/engine/workspace.hpp"

#include "pg/rows/json_lines.hpp"
#include "pg/rows/scan.hpp"

#include <algorithm>

namespace inventory {

const char *status_name(core::CartStatus status) {
    switch (status) {
    case core::CartStatus::active:
        return "active";
    case core::CartStatus::ordered:
        return "ordered";
    case core::CartStatus::completed:
        return "completed";
    case core::CartStatus::cancelled:
        return "cancelled";
    case core::CartStatus::expired:
        break;
    }
    return "expired";
}

bool same(const core::Level &a, const core::Level &b) {
    return a.on_hand == b.on_hand && a.reserved == b.reserved && a.incoming == b.incoming &&
           a.safety_stock == b.safety_stock && a.backorder_limit == b.backorder_limit &&
           a.shortfall == b.shortfall && a.low_stock_threshold == b.low_stock_threshold &&
           a.unlimited_backorder == b.unlimited_backorder && a.tracked == b.tracked;
}

Workspace Workspace::with(Grip grip) {
    Workspace ws{};

    ws.grip = grip;
    if (grip != Grip::peek)
        lock_tables();
    return ws;
}

int Workspace::find_cart(Text reference_id) const {
    auto at = std::lower_bound(
        carts.begin(), carts.end(), reference_id,
        [](const Cart &cart, Text reference) { return cart.reference_id < reference; });

    return at != carts.end() && at->reference_id == reference_id
               ? static_cast<int>(at - carts.begin())
               : -1;
}

int Workspace::find_level(const core::LevelKey &key) const {
    auto at = std::lower_bound(
        levels.begin(), levels.end(), key,
        [](const Level &level, const core::LevelKey &k) { return core::compare(level.key, k) < 0; });

    return at != levels.end() && core::compare(at->key, key) == 0
               ? static_cast<int>(at - levels.begin())
               : -1;
}

int Workspace::find_hold(int cart, int level) const {
    for (int hold = carts[cart].first_hold; hold >= 0; hold = holds[hold].next_hold)
        if (holds[hold].level == level)
            return hold;
    return -1;
}

int Workspace::find_hold(int cart, const core::LevelKey &key) const {
    for (int hold = carts[cart].first_hold; hold >= 0; hold = holds[hold].next_hold)
        if (core::compare(holds[hold].key, key) == 0)
            return hold;
    return -1;
}

int Workspace::find_row(const Level &level, int stripe) const {
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        if (rows[row].stripe == stripe)
            return row;
    return -1;
}

bool Workspace::is_exact() const {
    return std::all_of(levels.begin(), levels.end(),
                       [](const Level &level) { return !level.found || level.whole; });
}

CartRecord &Workspace::change_cart(int cart) {
    carts[cart].changed = true;
    return carts[cart].now;
}

void Workspace::change_hold(int cart, int level, core::Quantity delta, const char *type,
                            core::Quantity on_hand_delta) {
    int at = find_hold(cart, level);
    core::Level &stock = levels[level].now;

    if (at < 0) {
        holds.add(Hold{cart, level, carts[cart].first_hold, levels[level].key, 0, 0, 0, no_time, -1});
        at = carts[cart].first_hold = holds.count - 1;
    }
    holds[at].now += delta;
    holds[at].shipped -= on_hand_delta;
    stock.reserved += delta;
    stock.on_hand += on_hand_delta;
    core::settle(stock, false);
    change_cart(cart).quantity += delta;
    ledger.add(LedgerRow{type, {levels[level].key, on_hand_delta, delta, 0},
                         carts[cart].reference_id, Text{}});
}

void Workspace::expire_cart(int cart) {
    Vec<core::Line> lines{};

    for (int at = carts[cart].first_hold; at >= 0; at = holds[at].next_hold) {
        if (holds[at].now == 0)
            continue;
        lines.add(core::Line{holds[at].key, holds[at].now});
        if (holds[at].level < 0 || !levels[holds[at].level].found)
            ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
                            errmsg("a hold of cart \"%s\" has no level",
                                   pnstrdup(carts[cart].reference_id.data(),
                                            carts[cart].reference_id.size()))));
        change_hold(cart, holds[at].level, -holds[at].now, "expire", 0);
    }
    // What the cart takes in a new life is a new hold, last in line.
    carts[cart].first_hold = -1;
    close_cart(cart, core::CartStatus::expired);
    carts[cart].now.last_lines = write_lines(lines);
}

void Workspace::close_cart(int cart, core::CartStatus status) {
    CartRecord &record = change_cart(cart);

    record.status = status;
    record.closed_at = clock;
    record.sweep_at = no_time;
    if (status == core::CartStatus::completed)
        record.expires_at = no_time;
}

void Workspace::begin_new_life(int cart, Text customer_id) {
    change_cart(cart) = CartRecord{core::CartStatus::active, customer_id, Text{}, clock,
                                   no_time, 0, 0, Datum{0}, no_time, no_time};
}

} // namespace inventory
