// The rows of a call in memory: finding and changing them, see workspace.hpp.
#include "pg/engine/workspace.hpp"

#include "pg/engine/line.hpp"
#include "pg/rows/json_lines.hpp"
#include "pg/rows/tables.hpp"

#include <algorithm>

namespace inventory {

Workspace Workspace::with(Locking locking) {
    Workspace ws{};

    ws.locking = locking;
    if (locking != Locking::none)
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
    auto at =
        std::lower_bound(levels.begin(), levels.end(), key,
                         [](const Level &level, const core::LevelKey &k) { return level.key < k; });

    return at != levels.end() && at->key == key ? static_cast<int>(at - levels.begin()) : -1;
}

int Workspace::find_hold(int cart, int level) const {
    for (const Hold &hold : holds_of(carts[cart]))
        if (hold.level == level)
            return static_cast<int>(&hold - holds.items);
    return -1;
}

int Workspace::find_hold(int cart, const core::LevelKey &key) const {
    for (const Hold &hold : holds_of(carts[cart]))
        if (hold.key == key)
            return static_cast<int>(&hold - holds.items);
    return -1;
}

int Workspace::find_row(const Level &level, int stripe) const {
    for (const LevelRow &row : rows_of(level))
        if (row.stripe == stripe)
            return static_cast<int>(&row - rows.items);
    return -1;
}

bool Workspace::has_all_rows() const {
    return std::all_of(levels.begin(), levels.end(),
                       [](const Level &level) { return !level.found || level.is_locked; });
}

bool Workspace::has_unlocked_line() const {
    return locking != Locking::none &&
           std::any_of(levels.begin(), levels.end(), [](const Level &level) {
               return level.found && !level.is_locked && level.now.reserved > level.now.on_hand;
           });
}

void Workspace::append_row(const Row &row, TransactionId holder, ItemPointerData tid) {
    LevelRow read{};

    read.stripe = row.integer(level::stripe);
    read.holder = holder;
    read.tid = tid;
    read.stored = level_of(row);
    read.was_draining = row.boolean(level::draining);
    read.stripe_count = row.integer(level::layout);
    rows.add(read);
    stripes.add(core::Stripe{read.stored, read.was_draining, TransactionIdIsValid(holder)});
}

void Workspace::total_up(Level &level) const {
    Span<LevelRow> its = rows_of(level);

    level.found = level.row_count > 0;
    if (!level.found)
        return;
    level.stripe_count = its.first->stripe_count;
    level.now = level.stored = core::total(stripes_of(level).first, level.row_count);
    level.is_locked =
        std::all_of(its.begin(), its.end(), [](const LevelRow &row) { return row.locked; });
}

CartRecord &Workspace::change_cart(int cart) {
    carts[cart].changed = true;
    return carts[cart].now;
}

void Workspace::change_hold(int cart, int level, core::Quantity delta, core::EntryType type,
                            core::Quantity on_hand_delta) {
    int at = find_hold(cart, level);
    core::Level &stock = levels[level].now;

    if (at < 0) {
        holds.add(
            Hold{cart, level, levels[level].key, {}, 0, std::nullopt, -1, carts[cart].first_hold});
        at = carts[cart].first_hold = holds.count - 1;
    }
    Hold &hold = holds[at];
    if (delta > 0)
        join_line(*this, hold, delta, entries.count);
    else if (on_hand_delta < 0)
        core::ship(hold.now, -delta);
    else
        core::leave(hold.now, -delta);
    hold.shipped -= on_hand_delta;
    stock.reserved += delta;
    stock.on_hand += on_hand_delta;
    core::settle(stock, false);
    change_cart(cart).quantity += delta;
    entries.add(LedgerEntry{
        type, {levels[level].key, on_hand_delta, delta, 0}, carts[cart].reference_id, {}});
}

void Workspace::expire_cart(int cart) {
    Vec<core::Line> lines{};

    for (const Hold &hold : holds_of(carts[cart])) {
        if (hold.now.units == 0)
            continue;
        lines.add(core::Line{hold.key, hold.now.units});
        if (hold.level < 0 || !levels[hold.level].found)
            ereport(ERROR,
                    (errcode(ERRCODE_DATA_CORRUPTED), errmsg("a hold of cart \"%s\" has no level",
                                                             c_string(carts[cart].reference_id))));
        change_hold(cart, hold.level, -hold.now.units, core::EntryType::expire, 0);
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
    record.sweep_at.reset();
    if (status == core::CartStatus::completed)
        record.expires_at.reset();
}

void Workspace::begin_new_life(int cart, OptionalText customer_id) {
    CartRecord fresh{};

    fresh.status = core::CartStatus::active;
    fresh.customer_id = customer_id;
    fresh.reserved_at = clock;
    change_cart(cart) = fresh;
}

} // namespace inventory
