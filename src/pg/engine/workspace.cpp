// The rows of a call in memory: finding and changing them, see workspace.hpp.
#include "pg/engine/workspace.hpp"

#include "pg/base/errors.hpp"
#include "pg/engine/last_lines.hpp"
#include "pg/engine/line.hpp"
#include "pg/engine/promise.hpp"
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

bool Workspace::is_without(Text reference_id) const {
    int at = find_cart(reference_id);

    return at >= 0 && !carts[at].found;
}

int Workspace::find_level(const core::LevelKey &key) const {
    auto at =
        std::lower_bound(levels.begin(), levels.end(), key,
                         [](const Level &level, const core::LevelKey &k) { return level.key < k; });

    return at != levels.end() && at->key == key ? static_cast<int>(at - levels.begin()) : -1;
}

int Workspace::find_hold(int cart, int level, const core::KitKey &kit) const {
    for (const Hold &hold : holds_of(carts[cart]))
        if (hold.level == level && hold.kit == kit)
            return static_cast<int>(&hold - holds.items);
    return -1;
}

int Workspace::find_hold(int cart, const core::LevelKey &key, const core::KitKey &kit) const {
    for (const Hold &hold : holds_of(carts[cart]))
        if (hold.key == key && hold.kit == kit)
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
               return level.found && !level.is_locked && core::somebody_waits(level.now);
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
    level.now = level.stored = level.remembered
                                   ? *level.remembered
                                   : core::total(stripes_of(level).first, level.row_count);
    level.is_locked =
        !level.remembered &&
        std::all_of(its.begin(), its.end(), [](const LevelRow &row) { return row.locked; });
}

CartRecord &Workspace::change_cart(int cart) {
    carts[cart].changed = true;
    return carts[cart].now;
}

int Workspace::make_hold(int cart, int level, const core::KitKey &kit) {
    int at = find_hold(cart, level, kit);

    if (at >= 0)
        return at;
    holds.add(Hold{cart, level, levels[level].key, kit, {}, 0, {}, {}, -1, carts[cart].first_hold});
    return carts[cart].first_hold = holds.count - 1;
}

HoldRow &Workspace::make_row(int hold, int stripe) {
    for (HoldRow &row : rows_of(holds[hold]))
        if (row.stripe == stripe)
            return row;
    hold_rows.add(HoldRow{hold, stripe, {}, {}, {}, {}, holds[hold].first_row});
    holds[hold].first_row = hold_rows.count - 1;
    return hold_rows[hold_rows.count - 1];
}

void Workspace::change_hold(int cart, int level, core::Quantity delta, core::EntryType type,
                            core::Quantity on_hand_delta, const core::KitKey &kit,
                            const std::optional<OptionalTime> &told) {
    Hold &hold = holds[make_hold(cart, level, kit)];
    core::Level &stock = levels[level].now;

    note_undoing(*this, carts[cart], hold, delta, on_hand_delta < 0);
    if (delta > 0 && told)
        join_promise(hold, *told);
    else if (delta > 0)
        promise_new_units(*this, hold, delta, entries.count);
    if (delta > 0)
        join_line(*this, hold, delta, entries.count);
    else if (on_hand_delta < 0)
        core::take_front(hold.now, -delta);
    else
        core::leave(hold.now, -delta);
    hold.shipped -= on_hand_delta;
    stock.reserved += delta;
    stock.on_hand += on_hand_delta;
    core::settle(stock, false);
    CartRecord &record = change_cart(cart);
    record.quantity += delta;
    record.shipped -= on_hand_delta;
    entries.add(LedgerEntry{type,
                            {levels[level].key, on_hand_delta, delta, 0},
                            carts[cart].reference_id,
                            {},
                            kit.kit_id});
}

void Workspace::hand_over(int given, int cart) {
    using T = core::EntryType;
    int taken = make_hold(cart, holds[given].level, holds[given].kit);
    Hold &from = holds[given];
    core::Quantity units = from.now.units;
    Text giver = carts[from.cart].reference_id;

    if (core::are_too_many(carts[cart].now.quantity, units))
        raise_cart_overflow(carts[cart].reference_id);
    Text kit_id = from.kit.kit_id;
    entries.add(LedgerEntry{T::release, {from.key, 0, -units, 0}, giver, {}, kit_id});
    entries.add(
        LedgerEntry{T::reserve, {from.key, 0, units, 0}, carts[cart].reference_id, {}, kit_id});
    Waiting waits = holds[taken].now.units > 0 ? waiting_units(*this, from) : Waiting{};
    join_promise(holds[taken], from.promised_at);
    merge_line(*this, holds[taken], from.now, from.created_at, waits, entries.count - 1);
    for (int row = from.first_row; row >= 0; row = hold_rows[row].next) {
        make_row(taken, hold_rows[row].stripe).now.units += hold_rows[row].now.units;
        hold_rows[row].now = {};
    }
    from.now = {};
    change_cart(from.cart).quantity -= units;
    change_cart(cart).quantity += units;
}

void Workspace::carry(int carried, int level, core::Quantity units) {
    using T = core::EntryType;
    int there = make_hold(holds[carried].cart, level, holds[carried].kit);
    Hold &from = holds[carried];
    core::Level &left = levels[from.level].now;
    core::Level &reached = levels[level].now;
    Cart &cart = carts[from.cart];
    auto note = [&](T type, const core::LevelKey &key, core::Quantity on_hand,
                    core::Quantity reserved) {
        entries.add(
            LedgerEntry{type, {key, on_hand, reserved, 0}, cart.reference_id, {}, from.kit.kit_id});
    };

    note(T::transfer_out, from.key, -units, 0);
    note(T::release, from.key, 0, -units);
    note(T::transfer_in, levels[level].key, units, 0);
    note(T::reserve, levels[level].key, 0, units);
    join_promise(holds[there], from.promised_at);
    // Where it comes to they are served: merging needs to know who waits there before.
    merge_line(*this, holds[there], core::take_front(from.now, units), from.created_at, Waiting{},
               entries.count - 1);
    from.shipped += units;
    left.on_hand -= units;
    left.reserved -= units;
    reached.on_hand += units;
    reached.reserved += units;
    core::settle(left, false);
    core::settle(reached, false);
    move_last_lines(*this, cart, from, levels[level].key, units);
    cart.changed = true;
}

bool Workspace::leads(const Hold &hold) const {
    for (const Hold &other : holds_of(carts[hold.cart]))
        if (other.kit == hold.kit && other.key.location_id == hold.key.location_id &&
            other.key.variant_id < hold.key.variant_id)
            return false;
    return true;
}

Vec<core::Line> Workspace::lines_of(const Cart &cart) const {
    Vec<core::Line> lines{};

    for (const Hold &hold : holds_of(cart))
        if (std::optional<core::Line> line = line_of(*this, hold, hold.now.units))
            lines.add(*line);
    return lines;
}

void Workspace::expire_cart(int cart) {
    Vec<core::Line> lines = lines_of(carts[cart]);

    for (const Hold &hold : holds_of(carts[cart])) {
        if (hold.now.units == 0)
            continue;
        if (hold.level < 0 || !levels[hold.level].found)
            ereport(ERROR,
                    (errcode(ERRCODE_DATA_CORRUPTED), errmsg("a hold of cart \"%s\" has no level",
                                                             c_string(carts[cart].reference_id))));
        change_hold(cart, hold.level, -hold.now.units, core::EntryType::expire, 0, hold.kit);
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

void Workspace::close_if_empty(int cart) {
    const CartRecord &record = carts[cart].now;

    if (record.quantity == 0)
        close_cart(cart,
                   record.shipped > 0 ? core::CartStatus::completed : core::CartStatus::cancelled);
}

void Workspace::begin_new_life(int cart, OptionalText customer_id) {
    CartRecord fresh{};

    fresh.status = core::CartStatus::active;
    fresh.customer_id = customer_id;
    fresh.reserved_at = clock;
    change_cart(cart) = fresh;
}

} // namespace inventory
