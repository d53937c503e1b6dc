// Loading the levels of a call, see load_levels.hpp. Which rows it needs is decided in choose_rows.cpp.
//
// What is locked is the very version of a row that was read, so that a row which turns out to have
// too little is never locked at all. Calls that wait for the same single row queue up on a lock of
// their own, where each wakes the next.
#include "pg/engine/load_levels.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/hash.hpp"
#include "pg/engine/choose_rows.hpp"
#include "pg/engine/level_pages.hpp"
#include "pg/engine/level_reader.hpp"
#include "pg/kits/kits.hpp"
#include "pg/ledger/own_writer.hpp"
#include "pg/stats/counters.hpp"
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

// A turn in the queue for one row, where nothing else of the level is locked.
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

// The levels, in lock order, with what is wanted of each in all.
void merge(Vec<Level> &levels, Vec<WantedLevel> &wanted) {
    std::sort(wanted.begin(), wanted.end(),
              [](const WantedLevel &a, const WantedLevel &b) { return a.key < b.key; });
    for (const WantedLevel &wish : wanted) {
        if (levels.empty() || levels[levels.count - 1].key != wish.key) {
            Level level{};
            level.key = level.wanted.key = wish.key;
            level.room_row = level.queued_at = -1;
            levels.add(level);
        }
        WantedLevel &all = levels[levels.count - 1].wanted;
        all.creates |= wish.creates;
        all.all_rows |= wish.all_rows;
        all.held_rows |= wish.held_rows;
        all.room = std::min(core::max_quantity, all.room + wish.room);
    }
}

// The rows of a level as a peek saw them just now. False where it saw none.
bool read_as_seen(Workspace &ws, Level &level) {
    int at = ws.seen == nullptr ? -1 : ws.seen->find_level(level.key);
    TimestampTz fresh = longest_glance + ws.carts.count * longest_insert;

    // After a wait, for a cart or for another level, the other stripes may long be different.
    if (at < 0 || GetCurrentTimestamp() - ws.seen->clock > fresh ||
        ws.seen->levels[at].row_count == 0)
        return false;
    const Level &seen = ws.seen->levels[at];
    level.first_row = ws.rows.count;
    level.row_count = seen.row_count;
    level.remembered = seen.remembered;
    level.seen_at = seen.seen_at;
    for (const LevelRow &row : ws.seen->rows_of(seen))
        ws.rows.add(row).wanted = false;
    for (const core::Stripe &stripe : ws.seen->stripes_of(seen))
        ws.stripes.add(stripe);
    return true;
}

// Whether a level, all of which is one row, has what the call wants, and nobody waits for its stock: then
// nothing of others has to be expired first.
bool has_room(const Workspace &ws, const Level &level) {
    const core::Level &row = ws.stripes[level.first_row].level;

    return !row.tracked ||
           (level.wanted.room <= core::available(row) && !core::somebody_waits(row));
}

// How locking the chosen rows of a level came out.
enum class Outcome {
    done,
    choose_again, // somebody was quicker to take the row with room, where others may have room too
    read_again,   // somebody changed a row, or has given it back
    start_over    // it takes rows that cannot be locked in order, or not without a savepoint
};

bool is_any_locked(const Workspace &ws, int first, int last) {
    return std::any_of(ws.rows.items + first, ws.rows.items + last,
                       [](const LevelRow &row) { return row.locked; });
}

// Locks a row that somebody else has in hand, or waits for its turn.
Outcome wait_for(Workspace &ws, LevelReader &reader, Level &level, LevelRow &row, Turn &turn) {
    int at = static_cast<int>(&row - ws.rows.items);
    int end = level.first_row + level.row_count;

    // What the call chose may be out of the question once it is its turn; the lock on it would stay.
    if (!ws.guarded && ws.may_go_elsewhere)
        return Outcome::start_over;
    bool begins = !turn.taken;
    if (begins)
        note_wait(level.key);
    if (is_any_locked(ws, at, end))
        return Outcome::start_over;
    if (begins)
        count_lock_wait();
    if (!level.wanted.all_rows && !is_any_locked(ws, level.first_row, at)) {
        turn.wait(level.key, row);
        level.queued_at = row.stripe;
        return Outcome::read_again;
    }
    row.locked = reader.scan().lock(row.tid, LockWaitBlock);
    return row.locked ? Outcome::done : Outcome::read_again;
}

// Locks the rows that were chosen, in order.
Outcome lock_rows(Workspace &ws, LevelReader &reader, Level &level, Turn &turn) {
    for (int at = next_to_lock(ws, level); at >= 0; at = next_to_lock(ws, level)) {
        LevelRow &row = ws.rows[at];

        if (ws.locking == Locking::skip_locked) {
            row.locked = row.wanted = reader.scan().lock(row.tid, LockWaitSkip);
        } else if (IsolationUsesXactSnapshot()) {
            if (ws.stripes[at].busy) {
                note_wait(level.key);
                count_lock_wait();
            }
            row.locked = reader.scan().lock(row.tid, LockWaitBlock);
            if (!row.locked)
                raise_stale_snapshot();
        } else if (ws.stripes[at].busy) {
            Outcome outcome = wait_for(ws, reader, level, row, turn);
            if (outcome != Outcome::done)
                return outcome;
        } else {
            row.locked = reader.scan().lock(row.tid, LockWaitSkip);
            if (!row.locked) {
                ws.stripes[at].busy = true;
                return at == level.room_row ? Outcome::choose_again : Outcome::read_again;
            }
        }
    }
    return Outcome::done;
}

// Whether a call that has no savepoint may lock what it has chosen of a level: one row of several, on which
// what it wants is available, which concerns no other; or the only row, if nobody waits there.
bool can_do_without_savepoint(const Workspace &ws, const Level &level) {
    if (level.row_count > 1)
        return ws.levels.count == 1 && level.takes_one() && !ws.may_go_elsewhere;
    return level.row_count == 0 || has_room(ws, level);
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
    Outcome outcome = Outcome::read_again;
    Turn turn{};

    if (!read_as_seen(ws, level))
        reader.read(ws, level);
    choose_rows(ws, level);
    for (int misses = 0;; misses++) {
        CHECK_FOR_INTERRUPTS();
        if (!ws.guarded && !can_do_without_savepoint(ws, level))
            outcome = Outcome::start_over;
        else
            outcome = lock_rows(ws, reader, level, turn);
        if (outcome == Outcome::done || outcome == Outcome::start_over)
            break;
        if (outcome == Outcome::choose_again && misses < most_misses && pass_over(ws, level))
            continue;
        // All of them: meanwhile another may have come free.
        reader.refresh();
        reader.read(ws, level);
        choose_rows(ws, level);
        misses = 0;
    }
    turn.leave();
    return outcome == Outcome::done;
}

// Makes an empty level, unless somebody is quicker. Whether it did.
bool create_level(OwnWriter &writer, const core::LevelKey &key) {
    writer.begin_row();
    writer.set_key(level::variant_id, level::location_id, key);
    writer.set_integer(level::stripe, 0);
    set_stripe(writer, nullptr, core::Level{}, false, 0, GetCurrentTimestamp());
    writer.set_bigint(level::version, 0);
    return writer.insert_new();
}

// Makes a level that is not there, unless the variant is a kit, and those after it that are not there
// either and are to be made, as far as nobody is quicker: what somebody else has made is locked before
// what comes after it. Raises 40001 where the transaction's snapshot does not show what that made.
void create_levels(Workspace &ws, LevelReader &reader, Level &first) {
    // Where a level has gone after the look: those who wait for this lock wait for no level.
    lock_to_make_levels();
    OwnWriter writer = OwnWriter::open(Table::levels, CMD_INSERT);
    for (Level *level = &first; level != ws.levels.end(); level++) {
        CHECK_FOR_INTERRUPTS();
        if (level != &first && (!level->wanted.creates || reader.count(level->key) > 0))
            break;
        level->is_kit = is_kit(level->key.variant_id);
        if (level->is_kit)
            break;
        level->created = create_level(writer, level->key);
        if (!level->created && IsolationUsesXactSnapshot())
            raise_stale_snapshot();
        if (!level->created)
            break;
    }
    writer.close();
}

// Locks a level, which is made if it is not there. Somebody may delete it in between, but not each time:
// then a trigger of the owner's does.
bool create_and_lock(Workspace &ws, LevelReader &reader, Level &level) {
    constexpr int most_tries = 10;

    for (int i = 0; i < most_tries; i++) {
        if (!lock_level(ws, reader, level))
            return false;
        if (level.row_count > 0 && ws.rows[level.first_row].stripe == 0)
            return true;
        create_levels(ws, reader, level);
        if (level.is_kit)
            return true;
        reader.refresh();
    }
    raise_suppressed_row();
}

// Takes the only row of the only level as the peek saw it, without locking it, where it gives what the call
// wants and nobody has it in hand: writing it tells whether it still is as it was. Not one of several rows:
// writing waits for whoever has it in hand meanwhile, while others are free.
bool take_as_seen(Workspace &ws) {
    Level &level = ws.levels[0];

    if (ws.locking != Locking::wait || ws.guarded || ws.levels.count > 1 || !level.takes_one() ||
        level.wanted.creates || IsolationUsesXactSnapshot() || !has_own_triggers(Table::levels) ||
        !read_as_seen(ws, level))
        return false;
    LevelRow &row = ws.rows[level.first_row];
    const core::Stripe &stripe = ws.stripes[level.first_row];
    if (level.row_count > 1 || level.remembered || stripe.busy || !stripe.level.tracked ||
        !has_room(ws, level)) {
        ws.rows.count = ws.stripes.count = level.row_count = 0;
        level.remembered.reset();
        return false;
    }
    choose_rows(ws, level);
    row.locked = ws.trusts_peek = true;
    return true;
}

// Reads the levels, and locks the rows of them that the call needs. False: start over.
bool load_rows(Workspace &ws) {
    bool as_wanted = true;
    LevelReader reader =
        ws.locking == Locking::none ? LevelReader::open_within() : LevelReader::open();

    for (Level &level : ws.levels) {
        if (ws.locking == Locking::none) {
            reader.read(ws, level);
            continue;
        }
        as_wanted = level.wanted.creates ? create_and_lock(ws, reader, level)
                                         : lock_level(ws, reader, level);
        if (!as_wanted)
            break;
    }
    reader.close();
    return as_wanted;
}

} // namespace

bool are_complete(const Workspace &ws, bool every_level) {
    bool complete = true;

    LevelReader reader = LevelReader::open_latest();
    for (const Level &level : ws.levels)
        if (every_level || level.wanted.all_rows || ws.needs_all_rows || level.row_count == 0)
            complete &= reader.count(level.key) == level.row_count;
    reader.close();
    if (!complete && IsolationUsesXactSnapshot())
        raise_stale_snapshot();
    return complete;
}

bool none_lacks(const Level &level) {
    LevelReader reader = LevelReader::open_latest();
    bool none = reader.none_lacks(level.key);

    reader.close();
    return none;
}

// Whether the call makes a level, as far as a peek or, without one, a look tells.
static bool makes_levels(const Workspace &ws) {
    bool makes = false;

    for (const Level &level : ws.levels) {
        if (!level.wanted.creates || makes)
            continue;
        int seen = ws.seen == nullptr ? -1 : ws.seen->find_level(level.key);
        if (seen >= 0) {
            makes = !ws.seen->levels[seen].found;
        } else {
            LevelReader reader = LevelReader::open_latest();
            makes = reader.count(level.key) == 0;
            reader.close();
        }
    }
    return makes;
}

bool load_levels(Workspace &ws, Vec<WantedLevel> &wanted) {
    merge(ws.levels, wanted);
    if (ws.levels.empty())
        return true;
    if (ws.locking != Locking::none && makes_levels(ws))
        lock_to_make_levels();
    bool as_wanted = take_as_seen(ws) || load_rows(ws);
    for (Level &level : ws.levels) {
        ws.total_up(level);
        if (level.row_count > 1 && !level.remembered)
            remember_total(level);
    }
    for (Hold &hold : ws.holds)
        hold.level = ws.find_level(hold.key);
    bool counts = std::any_of(ws.levels.begin(), ws.levels.end(), [&](const Level &level) {
        return level.wanted.all_rows || ws.needs_all_rows ||
               (level.row_count == 0 && IsolationUsesXactSnapshot());
    });
    return as_wanted && (ws.locking != Locking::wait || !counts || are_complete(ws, false));
}

} // namespace inventory
