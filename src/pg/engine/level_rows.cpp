// Reading and choosing the rows of a level, see level_rows.hpp.
#include "pg/engine/level_rows.hpp"

#include "pg/rows/columns.hpp"
#include "pg/engine/level_pages.hpp"

#include <algorithm>

extern "C" {
#include "common/pg_prng.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Microseconds that a call takes from its peek to its levels where it waits for nobody, besides the
// inserts of its carts.
constexpr TimestampTz longest_glance = 1000;

// The row that the first cart which the call works on holds units on already, as a position among
// those of the level; SIZE_MAX where there is none.
std::size_t preferred_row(const Workspace &ws, const Level &level) {
    auto own = std::find_if(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) { return cart.own; });
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
    std::size_t count = static_cast<std::size_t>(level.row_count);
    std::size_t own = static_cast<std::size_t>(MyProcPid) % count;
    int queued = level.queued_at < 0 ? -1 : ws.find_row(level, level.queued_at);

    if (queued >= 0)
        return static_cast<std::size_t>(queued - level.first_row);

    if (!ws.stripes[level.first_row + static_cast<int>(own)].busy)
        return own;
    return pg_prng_uint64(&pg_global_prng_state) % count;
}

// Chooses the row that has room for what the call wants.
core::Step choose_room(Workspace &ws, Level &level) {
    const core::Stripe *stripes = &ws.stripes[level.first_row];

    core::Choice choice = core::choose(stripes, level.row_count, first_choice(ws, level),
                                       preferred_row(ws, level), level.room, level.from_stock);
    if (choice.step != core::Step::gather)
        level.room_row = level.first_row + static_cast<int>(choice.stripe);
    return choice.step;
}

// All of them, from now on, even if one that would do comes free.
void want_all(Workspace &ws, Level &level) {
    level.all = true;
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        ws.rows[row].wanted = true;
}

} // namespace

void choose_rows(Workspace &ws, Level &level) {
    level.room_row = -1; // of what was read before
    if (level.row_count == 0)
        return;
    if (level.row_count == 1) {
        ws.rows[level.first_row].wanted = true;
        return;
    }
    if (level.all || ws.exact) {
        want_all(ws, level);
        return;
    }
    if (level.room > 0) {
        if (choose_room(ws, level) == core::Step::gather)
            want_all(ws, level);
        else
            ws.rows[level.room_row].wanted = true;
    }
    if (!level.holds)
        return;
    for (const HoldRow &held : ws.hold_rows) {
        if (core::compare(ws.holds[held.hold].key, level.key) != 0)
            continue;
        int row = ws.find_row(level, held.stripe);
        if (row >= 0 && ws.stripes[row].draining)
            want_all(ws, level);
        if (row >= 0)
            ws.rows[row].wanted = true;
    }
}

int next_to_lock(const Workspace &ws, const Level &level) {
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        if (ws.rows[row].wanted && !ws.rows[row].locked)
            return row;
    return -1;
}

void add_up(Workspace &ws, Level &level) {
    const LevelRow *rows = ws.rows.items + level.first_row;

    level.found = level.row_count > 0;
    if (!level.found)
        return;
    level.layout = rows[0].layout;
    level.now = level.stored = core::total(&ws.stripes[level.first_row], level.row_count);
    level.whole = std::all_of(rows, rows + level.row_count,
                              [](const LevelRow &row) { return row.locked; });
}

bool read_as_seen(Workspace &ws, Level &level) {
    int at = ws.seen == nullptr ? -1 : ws.seen->find_level(level.key);
    TimestampTz fresh = longest_glance + ws.carts.count * longest_insert;

    // After a wait, for a cart or for another level, the other stripes may long be different.
    if (at < 0 || GetCurrentTimestamp() - ws.seen->clock > fresh || ws.seen->levels[at].row_count == 0)
        return false;
    const Level &seen = ws.seen->levels[at];
    level.first_row = ws.rows.count;
    level.row_count = seen.row_count;
    for (int row = seen.first_row; row < seen.first_row + seen.row_count; row++) {
        ws.rows.add(ws.seen->rows[row]).wanted = false;
        ws.stripes.add(ws.seen->stripes[row]);
    }
    return true;
}

LevelReader LevelReader::open() {
    begin_sight();
    return open_in_sight();
}

LevelReader LevelReader::open_latest() {
    begin_latest_sight();
    return open_in_sight();
}

LevelReader LevelReader::open_within() {
    keep_sight();
    return open_in_sight();
}

LevelReader LevelReader::open_in_sight() {
    LevelReader reader{};

    reader.scan_ = Scan::open(Lookup::levels);
    return reader;
}

void LevelReader::close() {
    scan_.close();
    end_sight();
}

void LevelReader::refresh() {
    close();
    *this = open();
}

void LevelReader::read(Workspace &ws, Level &level) {
    Vec<int> locked{};

    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        if (ws.rows[row].locked)
            locked.add(ws.rows[row].stripe);
    if (level.row_count > 0)
        ws.rows.count = ws.stripes.count = level.first_row;
    level.first_row = ws.rows.count;
    if (!read_pages(ws, level.key, scan_.table(), scan_.snapshot()))
        read_by_index(ws, level);
    level.row_count = ws.rows.count - level.first_row;
    if (locked.empty())
        return;
    for (int row = level.first_row; row < ws.rows.count; row++)
        ws.rows[row].locked =
            std::find(locked.begin(), locked.end(), ws.rows[row].stripe) != locked.end();
}

void LevelReader::read_by_index(Workspace &ws, const Level &level) {
    Vec<ItemPointerData> roots{};

    scan_.seek(level.key.variant_id, level.key.location_id);
    while (scan_.next()) {
        add_row(ws, scan_, scan_.holder(), scan_.place());
        roots.add(scan_.root());
    }
    bool all = std::all_of(ws.rows.items + level.first_row, ws.rows.end(),
                           [&](const LevelRow &row) { return row.layout == roots.count; });
    if (roots.count > 1 && all)
        remember_pages(level.key, roots, scan_.table());
}

int LevelReader::count(const core::LevelKey &key) {
    int rows = 0;

    scan_.seek(key.variant_id, key.location_id);
    while (scan_.next())
        rows++;
    return rows;
}

bool LevelReader::none_lacks(const core::LevelKey &key) {
    scan_.seek(key.variant_id, key.location_id);
    while (scan_.next())
        if (core::lacks(share_of(scan_)))
            return false;
    return true;
}

} // namespace inventory
