// Bringing what a call changed of holds and levels down to their rows: the stripes. Which stripe
// gives and takes is decided here, how a level is spread over all of them in core/stripes.cpp. See
// workspace.hpp.
#include "pg/engine/workspace.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Takes units of a hold out of its rows. False where one of them is not locked.
bool take_out(Workspace &ws, const Hold &hold, core::Quantity units) {
    const Level &level = ws.levels[hold.level];
    core::Quantity shipped = hold.shipped;

    for (int at = hold.first_row; at >= 0 && units > 0; at = ws.hold_rows[at].next_row) {
        HoldRow &held = ws.hold_rows[at];
        core::Quantity taken = std::min(units, held.now);
        int row = ws.find_row(level, held.stripe);

        if (row < 0 || !ws.rows[row].locked)
            return false;
        held.now -= taken;
        units -= taken;
        ws.stripes[row].level.reserved -= taken;
        if (shipped > 0)
            ws.stripes[row].level.on_hand -= taken;
    }
    return true;
}

// Puts units into the row of a hold on the stripe that has room for them.
void put_in(Workspace &ws, int hold, core::Quantity units) {
    const Level &level = ws.levels[ws.holds[hold].level];
    int stripe = ws.rows[level.room_row].stripe;
    int at = ws.holds[hold].first_row;

    while (at >= 0 && ws.hold_rows[at].stripe != stripe)
        at = ws.hold_rows[at].next_row;
    if (at < 0) {
        ws.hold_rows.add(HoldRow{hold, stripe, ws.holds[hold].first_row, 0, 0, {}});
        at = ws.holds[hold].first_row = ws.hold_rows.count - 1;
    }
    ws.hold_rows[at].now += units;
    ws.stripes[level.room_row].level.reserved += units;
}

// The row where a level that has several takes units in, where none was chosen because none has
// room for all of them: all are locked now, and give what they have to it.
int gathering_row(const Workspace &ws, const Level &level) {
    for (int i = 0; i < level.row_count; i++) {
        int row = level.first_row + (MyProcPid + i) % level.row_count;
        if (!ws.stripes[row].draining)
            return row;
    }
    return level.first_row;
}

bool same_policy(const core::Level &a, const core::Level &b) {
    return a.incoming == b.incoming && a.safety_stock == b.safety_stock &&
           a.backorder_limit == b.backorder_limit && a.unlimited_backorder == b.unlimited_backorder &&
           a.low_stock_threshold == b.low_stock_threshold && a.tracked == b.tracked;
}

// Settles every row by itself, where that is enough.
bool settle_locally(Workspace &ws, const Level &level, core::Quantity stock) {
    auto lacks = [](const core::Stripe &stripe) { return core::lacks(stripe.level); };
    const core::Stripe *stripes = &ws.stripes[level.first_row];

    if (level.restriped || !same_policy(level.now, level.stored))
        return false;
    // All are in hand, and some have what others lack: the time to spread them anew.
    if (level.whole && std::any_of(stripes, stripes + level.row_count, lacks))
        return false;
    if (stock != 0 && (stock > 0 || level.room_row < 0))
        return false;
    if (stock != 0)
        ws.stripes[level.room_row].level.on_hand += stock;
    for (int row = level.first_row; row < level.first_row + level.row_count; row++) {
        core::Level &now = ws.stripes[row].level;
        const core::Stripe before{ws.rows[row].stored, ws.rows[row].was_draining, false};

        if (same(now, before.level))
            continue;
        if (!ws.rows[row].locked)
            return false;
        // While a row is locked nobody can spread the level anew, so what is seen now stays true.
        if (!core::is_local(before, now) &&
            !(core::is_local(before, now, true) && ws.none_lacks(level)))
            return false;
        if (core::settle(now, false) == core::Cover::short_of_stock)
            return false;
    }
    return true;
}

// In sum or, where what one hold gave another took, in its rows alone.
bool is_changed(const Workspace &ws, const Level &level) {
    bool changed = level.restriped || !same(level.now, level.stored);

    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        changed |= !same(ws.stripes[row].level, ws.rows[row].stored);
    return changed;
}

bool distribute_level(Workspace &ws, Level &level) {
    core::Stripe *stripes = &ws.stripes[level.first_row];
    core::Quantity stock = level.now.on_hand - core::total(stripes, level.row_count).on_hand;

    if (level.row_count == 1 && !level.restriped) {
        stripes[0].level = level.now;
        return ws.rows[level.first_row].locked;
    }
    if (settle_locally(ws, level, stock))
        return true;
    if (!level.whole)
        return false;
    std::size_t first = level.room_row < 0 ? 0 : static_cast<std::size_t>(level.room_row - level.first_row);
    core::spread(level.now, stripes, static_cast<std::size_t>(level.row_count), first);
    level.layout = level.row_count;
    for (int row = level.first_row; row < level.first_row + level.row_count; row++) {
        ws.rows[row].removed = ws.stripes[row].draining && ws.stripes[row].level.reserved == 0;
        level.layout -= ws.rows[row].removed;
    }
    return true;
}

} // namespace

bool Workspace::distribute() {
    for (Level &level : levels)
        if (level.row_count == 1)
            level.room_row = level.first_row;
        else if (level.whole && level.room > 0 && level.room_row < 0)
            level.room_row = gathering_row(*this, level);
    for (int hold = 0; hold < holds.count; hold++) {
        core::Quantity more = holds[hold].now - holds[hold].stored;
        if (more == 0)
            continue;
        if (more > 0 && levels[holds[hold].level].room_row < 0)
            return false;
        if (more > 0)
            put_in(*this, hold, more);
        else if (!take_out(*this, holds[hold], -more))
            return false;
    }
    for (Level &level : levels)
        if (level.found && is_changed(*this, level) && !distribute_level(*this, level))
            return false;
    return true;
}

void Workspace::restripe(int at, int count) {
    Level &level = levels[at];
    Vec<bool> present{};
    int first = rows.count;

    for (int stripe = 0; stripe < count; stripe++)
        present.add(false);
    // The level's rows move to the end of the lists, where those that are missing join them.
    for (int i = 0; i < level.row_count; i++) {
        LevelRow row = rows[level.first_row + i];
        core::Stripe stripe = stripes[level.first_row + i];

        level.restriped |= stripe.draining != (row.stripe >= count);
        stripe.draining = row.stripe >= count;
        if (row.stripe < count)
            present[row.stripe] = true;
        rows.add(row);
        stripes.add(stripe);
    }
    for (int number = 0; number < count; number++) {
        if (present[number])
            continue;
        LevelRow row{};
        row.stripe = number;
        row.locked = row.created = true;
        row.stored = core::new_level();
        row.stored.tracked = level.now.tracked;
        level.restriped = true;
        rows.add(row);
        stripes.add(core::Stripe{row.stored, false, false});
    }
    level.first_row = first;
    level.row_count = rows.count - first;
}

} // namespace inventory
