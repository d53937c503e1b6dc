// Reading the rows of levels, see level_reader.hpp.
#include "pg/engine/level_reader.hpp"

#include "pg/engine/level_pages.hpp"

#include <algorithm>

namespace inventory {

// Whether some of the rows of a level may do, if there is plenty on them: for units of one that no cart of
// the call holds any of.
static bool do_some(const Workspace &ws, const Level &level) {
    return ws.glances && level.takes_one() && !ws.needs_all_rows &&
           std::none_of(ws.holds.begin(), ws.holds.end(),
                        [&](const Hold &hold) { return hold.key == level.key; });
}

LevelReader LevelReader::open() {
    push_snapshot();
    return open_under_snapshot();
}

LevelReader LevelReader::open_latest() {
    push_latest_snapshot();
    return open_under_snapshot();
}

LevelReader LevelReader::open_within() {
    push_same_snapshot();
    return open_under_snapshot();
}

LevelReader LevelReader::open_under_snapshot() {
    LevelReader reader{};

    reader.scan_ = Scan::open(Lookup::levels);
    return reader;
}

void LevelReader::close() {
    scan_.close();
    pop_snapshot();
}

void LevelReader::refresh() {
    close();
    *this = open();
}

void LevelReader::read(Workspace &ws, Level &level) {
    Vec<int> locked{};

    for (const LevelRow &row : ws.rows_of(level))
        if (row.locked)
            locked.add(row.stripe);
    if (level.row_count > 0)
        ws.rows.count = ws.stripes.count = level.first_row;
    level.first_row = ws.rows.count;
    level.remembered.reset();
    level.seen_at = GetCurrentTimestamp();
    if (!(do_some(ws, level) && read_some_pages(ws, level, scan_)) &&
        !read_pages(ws, level.key, scan_))
        read_by_index(ws, level);
    level.row_count = ws.rows.count - level.first_row;
    if (locked.empty())
        return;
    for (LevelRow &row : ws.rows_of(level))
        row.locked = std::find(locked.begin(), locked.end(), row.stripe) != locked.end();
}

void LevelReader::read_by_index(Workspace &ws, const Level &level) {
    Vec<ItemPointerData> roots{};

    scan_.seek(level.key);
    while (scan_.next()) {
        ws.append_row(scan_.row(), scan_.holder(), scan_.tid());
        roots.add(scan_.root());
    }
    bool all = std::all_of(ws.rows.items + level.first_row, ws.rows.end(),
                           [&](const LevelRow &row) { return row.stripe_count == roots.count; });
    if (roots.count > 1 && all)
        remember_pages(level.key, {&ws.rows[level.first_row], roots.count}, roots,
                       scan_.relation());
}

int LevelReader::count(const core::LevelKey &key) {
    int rows = 0;

    scan_.seek(key);
    while (scan_.next())
        rows++;
    return rows;
}

bool LevelReader::none_lacks(const core::LevelKey &key) {
    scan_.seek(key);
    while (scan_.next())
        if (core::lacks(level_of(scan_.row())))
            return false;
    return true;
}

} // namespace inventory
