// Choosing the rows of a level, see choose_rows.hpp.
#include "pg/engine/choose_rows.hpp"

#include <algorithm>

extern "C" {
#include "common/pg_prng.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// The row that the first cart which the call works on holds units on already, as a position among
// those of the level; SIZE_MAX where there is none.
std::size_t preferred_row(const Workspace &ws, const Level &level) {
    auto own =
        std::find_if(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) { return cart.own; });
    int hold = own == ws.carts.end()
                   ? -1
                   : ws.find_hold(static_cast<int>(own - ws.carts.begin()), level.key);
    int row = hold < 0 ? -1 : ws.find_row(level, ws.hold_rows[ws.holds[hold].first_row].stripe);

    return row < 0 ? SIZE_MAX : static_cast<std::size_t>(row - level.first_row);
}

// Where a session begins to look for room: where it is in the queue already, else at a stripe of its
// own or, where somebody has that one, anywhere, so that those who were pushed aside do not meet
// again.
std::size_t first_choice(const Workspace &ws, const Level &level) {
    int first = level.queued_at < 0 ? -1 : ws.find_row(level, level.queued_at);
    int own = ws.find_row(level, MyProcPid % std::max(1, ws.rows[level.first_row].stripe_count));

    if (first < 0 && own >= 0 && !ws.stripes[own].busy)
        first = own;
    if (first >= 0)
        return static_cast<std::size_t>(first - level.first_row);
    return pg_prng_uint64(&pg_global_prng_state) % static_cast<std::size_t>(level.row_count);
}

// Chooses the row that has room for what the call wants.
core::Step choose_room(Workspace &ws, Level &level) {
    const core::Stripe *stripes = &ws.stripes[level.first_row];

    int all = level.remembered ? ws.rows[level.first_row].stripe_count : level.row_count;
    core::Choice choice = core::choose(stripes, level.row_count, all, first_choice(ws, level),
                                       preferred_row(ws, level), level.wanted.room);
    if (choice.step != core::Step::gather)
        level.room_row = level.first_row + static_cast<int>(choice.stripe);
    return choice.step;
}

// All of them, from now on, even if one that would do comes free.
void want_all(Workspace &ws, Level &level) {
    level.wanted.all_rows = true;
    for (LevelRow &row : ws.rows_of(level))
        row.wanted = true;
}

} // namespace

void choose_rows(Workspace &ws, Level &level) {
    level.room_row = -1; // of what was read before
    if (level.row_count == 0)
        return;
    if (level.row_count == 1 && !level.remembered) {
        ws.rows[level.first_row].wanted = true;
        return;
    }
    if (level.wanted.all_rows || ws.needs_all_rows) {
        want_all(ws, level);
        return;
    }
    if (level.wanted.room > 0) {
        if (choose_room(ws, level) == core::Step::gather)
            want_all(ws, level);
        else
            ws.rows[level.room_row].wanted = true;
    }
    if (!level.wanted.held_rows)
        return;
    for (const HoldRow &held : ws.hold_rows) {
        if (ws.holds[held.hold].key != level.key)
            continue;
        int row = ws.find_row(level, held.stripe);
        if (row >= 0 && ws.stripes[row].draining)
            want_all(ws, level);
        if (row >= 0)
            ws.rows[row].wanted = true;
    }
}

int next_to_lock(const Workspace &ws, const Level &level) {
    for (const LevelRow &row : ws.rows_of(level))
        if (row.wanted && !row.locked)
            return static_cast<int>(&row - ws.rows.items);
    return -1;
}

} // namespace inventory
