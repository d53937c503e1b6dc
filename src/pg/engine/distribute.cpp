// Bringing changes down to the rows, see distribute.hpp. Which stripe gives and takes is decided here, how
// a level is spread over all of them in core/stock/stripes.cpp.
#include "pg/engine/distribute.hpp"

#include "pg/engine/load_levels.hpp"

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

    for (HoldRow &held : ws.rows_of(hold)) {
        core::Quantity taken = std::min(units, held.now.units);
        int row = ws.find_row(level, held.stripe);

        if (units == 0)
            break;
        if (row < 0 || !ws.rows[row].locked)
            return false;
        held.now.units -= taken;
        units -= taken;
        ws.stripes[row].level.reserved -= taken;
        if (shipped > 0)
            ws.stripes[row].level.on_hand -= taken;
    }
    return true;
}

// Puts units into the row of a hold on the stripe that has room for them.
void put_in(Workspace &ws, const Hold &hold, core::Quantity units) {
    const Level &level = ws.levels[hold.level];

    ws.make_row(static_cast<int>(&hold - ws.holds.items), ws.rows[level.room_row].stripe)
        .now.units += units;
    ws.stripes[level.room_row].level.reserved += units;
}

// The row where a level that has several takes units in, where none was chosen because none has all of
// them in stock: all are locked now. One of those whose holds wait already, if it has room, leaves the
// others as they are; else they give what they have to it.
int gathering_row(const Workspace &ws, const Level &level) {
    int gathers = -1;

    for (int i = 0; i < level.row_count; i++) {
        int row = level.first_row + (MyProcPid + i) % level.row_count;
        const core::Stripe &stripe = ws.stripes[row];
        if (stripe.draining)
            continue;
        if (core::available(stripe.level) < 0 && core::room(stripe.level) >= level.wanted.room)
            return row;
        gathers = gathers < 0 ? row : gathers;
    }
    return gathers < 0 ? level.first_row : gathers;
}

// What the rows of a hold say of it.
core::Standing standing_of_rows(const Workspace &ws, const Hold &hold) {
    core::Standing standing{};

    for (const HoldRow &row : ws.rows_of(hold))
        if (row.now.units > 0)
            standing = core::together(standing, row.now);
    return standing;
}

// Brings where a hold stands in line down to its rows.
void place_rows(Workspace &ws, const Hold &hold) {
    core::Quantity added = hold.now.added;
    bool fits = true;

    for (const HoldRow &row : ws.rows_of(hold))
        fits &= row.now.added <= row.now.units;
    if (fits && standing_of_rows(ws, hold) == hold.now)
        return;
    for (HoldRow &row : ws.rows_of(hold)) {
        core::Quantity units = row.now.units;
        core::Quantity later = std::min(units, added);
        row.now =
            core::Standing{units, later, hold.now.place, later > 0 ? hold.now.added_place : 0};
        added -= later;
    }
}

// Settles every row by itself, where that is enough.
bool settle_locally(Workspace &ws, const Level &level, core::Quantity stock) {
    if (level.restriped || !core::have_same_policy(level.now, level.stored))
        return false;
    if (stock != 0 && (stock > 0 || level.room_row < 0))
        return false;
    if (stock != 0)
        ws.stripes[level.room_row].level.on_hand += stock;
    for (const LevelRow &row : ws.rows_of(level)) {
        core::Level &now = ws.stripes[static_cast<int>(&row - ws.rows.items)].level;
        const core::Stripe before{row.stored, row.was_draining, false};

        if (now == before.level)
            continue;
        if (!row.locked || row.was_draining || now.on_hand < 0)
            return false;
        // While a row is locked nobody can spread the level anew, so what is seen now stays true.
        if (!level.is_locked && !core::is_local(before, now) &&
            !(core::is_local(before, now, true) && none_lacks(level)))
            return false;
        if (core::settle(now, false) == core::Cover::short_of_stock)
            return false;
    }
    // All are in hand, and some have what others lack: the time to spread them anew.
    Span<core::Stripe> stripes = ws.stripes_of(level);
    return !level.is_locked || core::are_even(stripes.first, stripes.count);
}

// In sum or, where what one hold gave another took, in its rows alone.
bool is_changed(const Workspace &ws, const Level &level) {
    const core::Stripe *stripe = ws.stripes_of(level).first;
    bool changed = level.restriped || level.now != level.stored;

    for (const LevelRow &row : ws.rows_of(level))
        changed |= (stripe++)->level != row.stored;
    return changed;
}

bool distribute_level(Workspace &ws, Level &level) {
    core::Stripe *stripes = &ws.stripes[level.first_row];
    core::Quantity stock = level.remembered
                               ? level.now.on_hand - level.stored.on_hand
                               : level.now.on_hand - core::total(stripes, level.row_count).on_hand;

    if (level.row_count == 1 && !level.remembered && !level.restriped) {
        stripes[0].level = level.now;
        return ws.rows[level.first_row].locked;
    }
    if (settle_locally(ws, level, stock))
        return true;
    if (!level.is_locked)
        return false;
    std::size_t first =
        level.room_row < 0 ? 0 : static_cast<std::size_t>(level.room_row - level.first_row);
    core::spread(level.now, stripes, static_cast<std::size_t>(level.row_count), first);
    level.stripe_count = level.row_count;
    for (LevelRow &row : ws.rows_of(level)) {
        row.removed = stripes->draining && stripes->level.reserved == 0;
        level.stripe_count -= row.removed;
        stripes++;
    }
    return true;
}

} // namespace

bool distribute(Workspace &ws) {
    for (Level &level : ws.levels)
        if (level.row_count == 1 && !level.remembered)
            level.room_row = level.first_row;
        else if (level.is_locked && level.wanted.room > 0 && level.room_row < 0)
            level.room_row = gathering_row(ws, level);
    for (Hold &hold : ws.holds) {
        core::Quantity more = hold.now.units - standing_of_rows(ws, hold).units;
        if (more > 0 && ws.levels[hold.level].room_row < 0)
            return false;
        if (more > 0)
            put_in(ws, hold, more);
        else if (more < 0 && !take_out(ws, hold, -more))
            return false;
        place_rows(ws, hold);
    }
    for (Level &level : ws.levels)
        if (level.found && is_changed(ws, level) && !distribute_level(ws, level))
            return false;
    return true;
}

void restripe(Workspace &ws, int at, int count) {
    Level &level = ws.levels[at];
    Vec<bool> present{};
    int first = ws.rows.count;

    for (int stripe = 0; stripe < count; stripe++)
        present.add(false);
    // The level's rows move to the end of the lists, where those that are missing join them.
    for (int i = 0; i < level.row_count; i++) {
        LevelRow row = ws.rows[level.first_row + i];
        core::Stripe stripe = ws.stripes[level.first_row + i];

        level.restriped |= stripe.draining != (row.stripe >= count);
        stripe.draining = row.stripe >= count;
        if (row.stripe < count)
            present[row.stripe] = true;
        ws.rows.add(row);
        ws.stripes.add(stripe);
    }
    for (int number = 0; number < count; number++) {
        if (present[number])
            continue;
        LevelRow row{};
        row.stripe = number;
        row.locked = row.created = true;
        row.stored.tracked = level.now.tracked;
        level.restriped = true;
        ws.rows.add(row);
        ws.stripes.add(core::Stripe{row.stored, false, false});
    }
    level.first_row = first;
    level.row_count = ws.rows.count - first;
}

} // namespace inventory
