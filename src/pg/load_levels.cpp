// Loading the levels of a call: reading their rows, choosing which of them the call needs, and
// locking these in order. See workspace.hpp.
//
// A call that needs one row locks the very version that it read, so that a row which turns out to
// have too little is never locked at all; calls that wait for the same row queue up on a lock of
// their own, where each wakes the next. Calls that need several rows lock them by a statement.
#include "pg/workspace.hpp"

#include "pg/columns.hpp"
#include "pg/errors.hpp"
#include "pg/hot_levels.hpp"
#include "pg/scan.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
}

namespace inventory {
namespace {

// Advisory locks that SQL can take have 1 or 2 here, so ours never meet an application's.
constexpr uint16 lock_kind = 0x4957;

// The lock that those queue on who wait for one row of a level.
LOCKTAG turn_tag(const core::LevelKey &key, int stripe) {
    LOCKTAG tag;
    auto hash = [](Text text, uint64 seed) {
        return hash_bytes_extended(reinterpret_cast<const unsigned char *>(text.data()),
                                   static_cast<int>(text.size()), seed);
    };
    uint64 both = hash(key.location_id, hash(key.variant_id, static_cast<uint64>(stripe)));

    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<uint32>(both >> 32),
                         static_cast<uint32>(both), lock_kind);
    return tag;
}

void merge(Vec<Level> &levels, Vec<WantedLevel> &wanted) {
    std::sort(wanted.begin(), wanted.end(), [](const WantedLevel &a, const WantedLevel &b) {
        return core::compare(a.key, b.key) < 0;
    });
    for (const WantedLevel &wish : wanted) {
        if (levels.empty() || core::compare(levels[levels.count - 1].key, wish.key) != 0) {
            Level level{};
            level.key = wish.key;
            level.room_row = -1;
            level.now = level.stored = core::new_level();
            levels.add(level);
        }
        Level &level = levels[levels.count - 1];
        level.creates |= wish.creates;
        level.all |= wish.all;
        level.holds |= wish.holds;
        level.from_stock |= wish.from_stock;
        level.room = std::min(core::max_quantity, level.room + wish.room);
    }
}

core::Level share_of(const Scan &scan) {
    return core::Level{scan.bigint(level::on_hand),
                       scan.bigint(level::reserved),
                       scan.bigint(level::incoming),
                       scan.bigint(level::safety_stock),
                       scan.bigint(level::backorder_limit),
                       scan.bigint(level::shortfall),
                       scan.bigint_or(level::low_stock_threshold, -1),
                       scan.null(level::backorder_limit),
                       scan.boolean(level::tracked)};
}

// Reads the rows of a level with the active snapshot, to the end of the workspace's lists.
void read_level(Workspace &ws, Scan &scan, Level &level) {
    level.first_row = ws.rows.count;
    scan.seek(level.key.variant_id, level.key.location_id);
    while (scan.next()) {
        LevelRow row{};
        core::Stripe stripe{};

        row.stripe = scan.integer(inventory::level::stripe);
        row.holder = scan.holder();
        row.place = scan.place();
        stripe.level = share_of(scan);
        stripe.draining = row.was_draining = scan.boolean(inventory::level::draining);
        stripe.busy = TransactionIdIsValid(row.holder);
        row.stored = stripe.level;
        ws.rows.add(row);
        ws.stripes.add(stripe);
    }
    level.row_count = ws.rows.count - level.first_row;
}

void add_up(Workspace &ws, Level &level) {
    level.found = level.row_count > 0;
    if (!level.found)
        return;
    level.now = core::total(&ws.stripes[level.first_row], level.row_count);
    level.stored = level.now;
    level.whole = std::all_of(&ws.rows[level.first_row], ws.rows.items + level.first_row + level.row_count,
                              [](const LevelRow &row) { return row.locked; });
}

int row_of_stripe(const Workspace &ws, const Level &level, int stripe) {
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        if (ws.rows[row].stripe == stripe)
            return row;
    return -1;
}

// The row of the level that a cart of the call holds units on already, as a position among its rows.
std::size_t preferred_row(const Workspace &ws, const Level &level) {
    for (const Cart &cart : ws.carts) {
        if (!cart.own)
            continue;
        for (int hold = cart.first_hold; hold >= 0; hold = ws.holds[hold].next_hold) {
            if (core::compare(ws.holds[hold].key, level.key) != 0)
                continue;
            int row = row_of_stripe(ws, level, ws.hold_rows[ws.holds[hold].first_row].stripe);
            return static_cast<std::size_t>(row - level.first_row);
        }
        if (ws.carts.count > 1)
            break;
    }
    return SIZE_MAX;
}

// Where a session begins to look for room; sessions differ.
std::size_t own_stripe(const Level &level) {
    return static_cast<std::size_t>(MyProcPid) % static_cast<std::size_t>(level.row_count);
}

// Chooses the row that has room for what the call wants.
core::Step choose_room(Workspace &ws, Level &level) {
    const core::Stripe *stripes = &ws.stripes[level.first_row];

    level.room_row = -1;
    core::Choice choice = core::choose(stripes, level.row_count, own_stripe(level),
                                       preferred_row(ws, level), level.room, level.from_stock);
    if (choice.step != core::Step::gather)
        level.room_row = level.first_row + static_cast<int>(choice.stripe);
    return choice.step;
}

void want_all(Workspace &ws, const Level &level) {
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        ws.rows[row].wanted = true;
}

// Marks the rows of a level that the call needs.
void choose_rows(Workspace &ws, Level &level) {
    if (level.row_count == 0)
        return;
    if (level.row_count == 1 || level.all || ws.exact) {
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
        int row = row_of_stripe(ws, level, held.stripe);
        if (row >= 0 && ws.stripes[row].draining)
            want_all(ws, level);
        if (row >= 0)
            ws.rows[row].wanted = true;
    }
}

int count_wanted(const Workspace &ws, const Level &level) {
    return static_cast<int>(
        std::count_if(ws.rows.items + level.first_row,
                      ws.rows.items + level.first_row + level.row_count,
                      [](const LevelRow &row) { return row.wanted; }));
}

bool is_waited_for(const Workspace &ws, const Level &level) {
    for (int row = level.first_row; row < level.first_row + level.row_count; row++)
        if (ws.rows[row].wanted && ws.stripes[row].busy)
            return true;
    return false;
}

int wanted_row(const Workspace &ws, const Level &level) {
    int row = level.first_row;

    while (!ws.rows[row].wanted)
        row++;
    return row;
}

// Locks the one row that a level needs, as it was read; -1 and nothing locked where that fails.
// `scan` is where it was read.
int try_lock(Workspace &ws, Scan &scan, const Level &level) {
    int row = wanted_row(ws, level);

    if (ws.stripes[row].busy || !scan.lock(ws.rows[row].place))
        return -1;
    ws.rows[row].locked = true;
    return row;
}

// Reads the level and locks the one row that it needs, waiting where it must. False where it has
// become more than one row, or none, that the call needs; then nothing is locked.
bool lock_one(Workspace &ws, Level &level) {
    LOCKTAG turn;
    bool queued = false;
    bool locked = false;

    for (;;) {
        ws.rows.count = ws.stripes.count = level.first_row;
        begin_sight();
        Scan scan = Scan::open(Lookup::levels);
        read_level(ws, scan, level);
        level.now = core::total(&ws.stripes[level.first_row], level.row_count);
        choose_rows(ws, level);
        bool is_one = count_wanted(ws, level) == 1;
        locked = is_one && try_lock(ws, scan, level) >= 0;
        scan.close();
        end_sight();
        if (locked || !is_one)
            break;

        // Whoever has it may give it back without a change, so what is waited for is the row's turn.
        const LevelRow &row = ws.rows[wanted_row(ws, level)];
        CHECK_FOR_INTERRUPTS();
        if (!queued) {
            turn = turn_tag(level.key, row.stripe);
            LockAcquire(&turn, ExclusiveLock, false, false);
            queued = true;
        } else if (TransactionIdIsValid(row.holder)) {
            XactLockTableWait(row.holder, nullptr, nullptr, XLTW_None);
        }
    }
    if (queued)
        LockRelease(&turn, ExclusiveLock, false);
    return locked;
}

// Locks the rows that levels first to last need by a statement, in order. How many.
int lock_many(Workspace &ws, int first, int last, int wanted) {
    Vec<int> rows{};
    Vec<int> owners{};

    for (int at = first; at < last; at++)
        for (int row = ws.levels[at].first_row;
             row < ws.levels[at].first_row + ws.levels[at].row_count; row++)
            if (ws.rows[row].wanted) {
                rows.add(row);
                owners.add(at);
            }
    Columns columns(wanted);
    columns.text([&](int i) { return ws.levels[owners[i]].key.variant_id; });
    columns.text([&](int i) { return ws.levels[owners[i]].key.location_id; });
    columns.integer([&](int i) { return ws.rows[rows[i]].stripe; });
    RowStatement &lock = ws.grip == Grip::lock ? sql::lock_levels : sql::lock_free_levels;
    Rows found = run(columns.choose(lock), columns.values());

    // What comes back is in the same order, and may lack some.
    for (int i = 0, at = 0; i < found.count; i++, at++) {
        core::LevelKey key{found.string(i, 1), found.string(i, 2)};
        int stripe = static_cast<int>(found.integer(i, 3));
        while (ws.rows[rows[at]].stripe != stripe ||
               core::compare(ws.levels[owners[at]].key, key) != 0)
            at++;
        LevelRow &row = ws.rows[rows[at]];
        row.locked = true;
        row.stored = core::Level{found.bigint(i, 4), found.bigint(i, 5),
                                 found.bigint(i, 6), found.bigint(i, 7),
                                 found.bigint(i, 8), found.bigint(i, 9),
                                 found.bigint_or(i, 10, -1), found.is_null(i, 8),
                                 found.boolean(i, 11)};
        row.was_draining = found.boolean(i, 12);
        row.place = found.place(i, 13);
        ws.stripes[rows[at]] = core::Stripe{row.stored, row.was_draining, false};
    }
    return found.count;
}

// Whether the levels of which all rows were to be locked have no others by now.
bool are_complete(const Workspace &ws, int first, int last) {
    bool complete = true;

    begin_latest_sight();
    Scan scan = Scan::open(Lookup::levels);
    for (int at = first; at < last && complete; at++) {
        const Level &level = ws.levels[at];
        int present = 0;

        if (count_wanted(ws, level) < level.row_count)
            continue;
        scan.seek(level.key.variant_id, level.key.location_id);
        while (scan.next())
            present++;
        complete = present == level.row_count;
    }
    scan.close();
    end_sight();
    return complete;
}

} // namespace

// Locks what the call needs of levels first to last, all of which are there if they are to be.
bool Workspace::lock_levels(int first, int last) {
    int wanted = 0;
    bool as_seen = true;

    begin_sight();
    Scan scan = Scan::open(Lookup::levels);
    int begin = rows.count;
    for (int at = first; at < last; at++) {
        read_level(*this, scan, levels[at]);
        if (levels[at].row_count > 0)
            levels[at].now = core::total(&stripes[levels[at].first_row], levels[at].row_count);
        choose_rows(*this, levels[at]);
        wanted += count_wanted(*this, levels[at]);
        if (is_waited_for(*this, levels[at]))
            note_wait(levels[at].key);
    }
    bool single = wanted == 1 && last - first == 1 && grip == Grip::lock &&
                  !IsolationUsesXactSnapshot();
    bool locked = single && try_lock(*this, scan, levels[first]) >= 0;
    scan.close();
    end_sight();

    if (single && !locked) {
        rows.count = stripes.count = begin;
        as_seen = lock_one(*this, levels[first]);
    } else if (!single && wanted > 0) {
        as_seen = lock_many(*this, first, last, wanted) == wanted || grip == Grip::lock_free;
    }
    // A single row with room enough is right whatever other rows there are.
    bool suffices = single && !levels[first].all && levels[first].room > 0 &&
                    core::room(levels[first].now) >= levels[first].room;
    if (as_seen && !suffices && grip == Grip::lock)
        as_seen = are_complete(*this, first, last);
    if (!as_seen && IsolationUsesXactSnapshot())
        raise_stale_snapshot();
    return as_seen;
}

bool Workspace::none_lacks(const Level &level) const {
    bool lacks = false;

    begin_latest_sight();
    Scan scan = Scan::open(Lookup::levels);
    scan.seek(level.key.variant_id, level.key.location_id);
    while (!lacks && scan.next())
        lacks = core::lacks(share_of(scan));
    scan.close();
    end_sight();
    return !lacks;
}

bool Workspace::load_levels(Vec<WantedLevel> &wanted) {
    bool as_seen = true;

    merge(levels, wanted);
    if (grip == Grip::peek && !levels.empty()) {
        Scan scan = Scan::open(Lookup::levels);
        for (Level &level : levels)
            read_level(*this, scan, level);
        scan.close();
    }
    // As with carts: levels that may be created and others take turns, in lock order.
    for (int first = 0, last; grip != Grip::peek && first < levels.count && as_seen; first = last) {
        last = first + 1;
        if (grip == Grip::lock && levels[first].creates) {
            Datum key[] = {text_datum(levels[first].key.variant_id),
                           text_datum(levels[first].key.location_id),
                           TimestampTzGetDatum(GetCurrentTimestamp())};
            run_own(sql::create_level, key, Explanation{nullptr, Text{}});
        } else {
            while (last < levels.count && (grip != Grip::lock || !levels[last].creates))
                last++;
        }
        as_seen = lock_levels(first, last);
    }
    for (Level &level : levels)
        add_up(*this, level);
    for (Hold &hold : holds)
        hold.level = find_level(hold.key);
    return as_seen;
}

} // namespace inventory
