// Loading the levels of a call: reading their rows and locking those that it needs, in order. See
// workspace.hpp; which rows it needs is decided in level_rows.cpp.
//
// What is locked is the very version of a row that was read, so that a row which turns out to have
// too little is never locked at all. Calls that wait for the same single row queue up on a lock of
// their own, where each wakes the next.
#include "pg/engine/level_rows.hpp"

#include "pg/stats/counters.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/hash.hpp"
#include "pg/stats/hot_levels.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
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
    uint64 both = hash_of(key, static_cast<uint64>(stripe));

    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<uint32>(both >> 32),
                         static_cast<uint32>(both), lock_kind);
    return tag;
}

// A place in the queue for one row, where nothing else of the level is locked.
struct Turn {
    LOCKTAG tag;
    int stripe;
    bool taken;

    // Waits for whoever is ahead in the queue; once at its head, for whoever has the row.
    void wait(const core::LevelKey &key, const LevelRow &row) {
        if (!taken || stripe != row.stripe) {
            leave();
            tag = turn_tag(key, row.stripe);
            stripe = row.stripe;
            taken = LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL;
        }
        if (!taken) {
            LockAcquire(&tag, ExclusiveLock, false, false);
            taken = true;
        } else if (TransactionIdIsValid(row.holder)) {
            XactLockTableWait(row.holder, nullptr, nullptr, XLTW_None);
        }
    }
    void leave() {
        if (taken)
            LockRelease(&tag, ExclusiveLock, false);
        taken = false;
    }
};

void merge(Vec<Level> &levels, Vec<WantedLevel> &wanted) {
    std::sort(wanted.begin(), wanted.end(), [](const WantedLevel &a, const WantedLevel &b) {
        return core::compare(a.key, b.key) < 0;
    });
    for (const WantedLevel &wish : wanted) {
        if (levels.empty() || core::compare(levels[levels.count - 1].key, wish.key) != 0) {
            Level level{};
            level.key = wish.key;
            level.room_row = level.queued_at = -1;
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

// Whether a level, all of which is one row, has the room that the call wants.
bool has_room(const Workspace &ws, const Level &level) {
    const core::Level &row = ws.stripes[level.first_row].level;

    return level.room <= (level.from_stock ? core::available(row) : core::room(row)) || !row.tracked;
}

enum class Locking {
    done,
    choose_again, // somebody was quicker to take the row with room, where others may have room too
    read_again,   // somebody changed a row, or has given it back
    start_over  // it takes rows that cannot be locked in order, or not without a savepoint
};

bool is_any_locked(const Workspace &ws, int first, int last) {
    return std::any_of(ws.rows.items + first, ws.rows.items + last,
                       [](const LevelRow &row) { return row.locked; });
}

// Locks a row that somebody else has in hand, or waits for its turn.
Locking wait_for(Workspace &ws, LevelReader &reader, Level &level, LevelRow &row, Turn &turn) {
    int at = static_cast<int>(&row - ws.rows.items);
    int end = level.first_row + level.row_count;

    bool begins = !turn.taken;
    if (begins)
        note_wait(level.key);
    if (is_any_locked(ws, at, end))
        return Locking::start_over;
    if (begins)
        count_lock_wait();
    if (!level.all && !is_any_locked(ws, level.first_row, at)) {
        turn.wait(level.key, row);
        level.queued_at = row.stripe;
        return Locking::read_again;
    }
    row.locked = reader.scan().lock(row.place, LockWaitBlock);
    return row.locked ? Locking::done : Locking::read_again;
}

// Locks the rows that were chosen, in order.
Locking lock_rows(Workspace &ws, LevelReader &reader, Level &level, Turn &turn) {
    for (int at = next_to_lock(ws, level); at >= 0; at = next_to_lock(ws, level)) {
        LevelRow &row = ws.rows[at];

        if (ws.grip == Grip::lock_free) {
            row.locked = row.wanted = reader.scan().lock(row.place, LockWaitSkip);
        } else if (IsolationUsesXactSnapshot()) {
            if (ws.stripes[at].busy) {
                note_wait(level.key);
                count_lock_wait();
            }
            row.locked = reader.scan().lock(row.place, LockWaitBlock);
            if (!row.locked)
                raise_stale_snapshot();
        } else if (ws.stripes[at].busy) {
            Locking locking = wait_for(ws, reader, level, row, turn);
            if (locking != Locking::done)
                return locking;
        } else {
            row.locked = reader.scan().lock(row.place, LockWaitSkip);
            if (!row.locked) {
                ws.stripes[at].busy = true;
                return at == level.room_row ? Locking::choose_again : Locking::read_again;
            }
        }
    }
    return Locking::done;
}

// Whether the row that was chosen gives what the call wants without a look at the others: where it
// does not, all of them are needed after all, and one of them would be locked already.
bool gives_alone(const Workspace &ws, const Level &level) {
    const core::Stripe &row = ws.stripes[level.room_row];
    core::Level after = row.level;

    if (level.from_stock)
        after.on_hand -= level.room;
    else
        after.reserved += level.room;
    return core::is_local(row, after);
}

// Whether a call that has no savepoint may lock what it has chosen of a level: one row, with room
// enough, so that it cannot turn out short; or the only row, of an operation that is never short.
bool can_do_without_savepoint(const Workspace &ws, const Level &level) {
    if (ws.levels.count == 1 && level.takes_one())
        return level.row_count == 0 ||
               (level.row_count > 1 ? gives_alone(ws, level) : has_room(ws, level));
    return level.row_count <= 1;
}

// Passes over the row with room that was just missed to another that was free when the level was
// read. Whether there is one.
bool pass_over(Workspace &ws, Level &level) {
    ws.rows[level.room_row].wanted = false;
    choose_rows(ws, level);
    return level.room_row >= 0 && !ws.stripes[level.room_row].busy;
}

// Reads a level and locks the rows of it that the call needs. False: start over; without a savepoint
// nothing of it is locked then.
bool lock_level(Workspace &ws, LevelReader &reader, Level &level) {
    constexpr int most_misses = 4; // in a row, before the level is read again
    Locking locking = Locking::read_again;
    Turn turn{};

    if (!read_as_seen(ws, level))
        reader.read(ws, level);
    choose_rows(ws, level);
    for (int misses = 0;; misses++) {
        CHECK_FOR_INTERRUPTS();
        if (!ws.guarded && !can_do_without_savepoint(ws, level))
            locking = Locking::start_over;
        else
            locking = lock_rows(ws, reader, level, turn);
        if (locking == Locking::done || locking == Locking::start_over)
            break;
        if (locking == Locking::choose_again && misses < most_misses && pass_over(ws, level))
            continue;
        // All of them: meanwhile another may have come free.
        reader.refresh();
        reader.read(ws, level);
        choose_rows(ws, level);
        misses = 0;
    }
    turn.leave();
    return locking == Locking::done;
}

// Makes a level that is not there, and locks it. Somebody may delete it in between, but not each time:
// then a trigger or rule keeps it from being made.
bool create_and_lock(Workspace &ws, LevelReader &reader, Level &level) {
    constexpr int most_tries = 10;

    for (int i = 0; i < most_tries; i++) {
        Datum key[] = {text_datum(level.key.variant_id), text_datum(level.key.location_id),
                       TimestampTzGetDatum(GetCurrentTimestamp())};
        run_own(sql::create_level, key, Explanation{nullptr, Text{}});
        reader.refresh();
        if (!lock_level(ws, reader, level))
            return false;
        if (level.row_count > 0 && ws.rows[level.first_row].stripe == 0)
            return true;
    }
    raise_suppressed_row();
}

} // namespace

bool Workspace::are_complete(bool all) const {
    bool complete = true;

    LevelReader reader = LevelReader::open_latest();
    for (const Level &level : levels)
        if (all || level.all || exact || level.row_count == 0)
            complete &= reader.count(level.key) == level.row_count;
    reader.close();
    if (!complete && IsolationUsesXactSnapshot())
        raise_stale_snapshot();
    return complete;
}

bool Workspace::none_lacks(const Level &level) const {
    LevelReader reader = LevelReader::open_latest();
    bool none = reader.none_lacks(level.key);

    reader.close();
    return none;
}

bool Workspace::load_levels(Vec<WantedLevel> &wanted) {
    bool as_wanted = true;

    merge(levels, wanted);
    if (levels.empty())
        return true;
    LevelReader reader = grip == Grip::peek ? LevelReader::open_within() : LevelReader::open();
    for (Level &level : levels) {
        if (grip == Grip::peek) {
            reader.read(*this, level);
            continue;
        }
        as_wanted = level.creates ? create_and_lock(*this, reader, level)
                                  : lock_level(*this, reader, level);
        if (!as_wanted)
            break;
    }
    reader.close();
    for (Level &level : levels)
        add_up(*this, level);
    for (Hold &hold : holds)
        hold.level = find_level(hold.key);
    bool counts = std::any_of(levels.begin(), levels.end(), [&](const Level &level) {
        return level.all || exact || (level.row_count == 0 && IsolationUsesXactSnapshot());
    });
    return as_wanted && (grip != Grip::lock || !counts || are_complete(false));
}

} // namespace inventory
