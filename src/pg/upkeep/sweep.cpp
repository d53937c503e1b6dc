// The sweep, see sweep.hpp.
#include "pg/upkeep/sweep.hpp"

#include "pg/stats/counters.hpp"
#include "pg/engine/distribute.hpp"
#include "pg/engine/load_carts.hpp"
#include "pg/engine/load_levels.hpp"
#include "pg/engine/write.hpp"
#include "pg/base/patience.hpp"
#include "pg/rows/table_writer.hpp"
#include "pg/engine/workspace.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "storage/lock.h"
}

namespace inventory {
namespace {

void take_carts(Workspace &ws, const Rows &rows) {
    Vec<ItemPointerData> tids{};

    for (int row = 0; row < rows.count; row++)
        tids.add(rows[row].tid(3));
    load_locked_carts(ws, tids);
}

// Whether the rows that a hold is on are there and locked.
bool are_locked(const Workspace &ws, const Hold &hold) {
    const Level &level = ws.levels[hold.level];

    for (const HoldRow &held : ws.rows_of(hold)) {
        int row = ws.find_row(level, held.stripe);
        if (row < 0 || !ws.rows[row].locked)
            return false;
    }
    return true;
}

// Whether the cart's holds are all there: in a database that is being restored they may not be.
bool is_whole(const Workspace &ws, const Cart &cart) {
    core::Quantity quantity = 0;

    for (const Hold &hold : ws.holds_of(cart)) {
        if (hold.level < 0 || !are_locked(ws, hold))
            return false;
        quantity += hold.stored;
    }
    return quantity == cart.now.quantity;
}

Vec<WantedLevel> levels_of_holds(const Workspace &ws) {
    Vec<WantedLevel> wanted{};

    for (const Hold &hold : ws.holds)
        wanted.add(WantedLevel::with_holds(hold.key));
    return wanted;
}

// How a batch is expired.
enum class Manner {
    usual, // with the rows that its holds are on
    exact, // with all rows of their levels, where others have to give or take
    free   // with what nobody else has in hand, the rest waits for the next pass
};

// Whether anybody waits for a row that the present savepoint has changed.
bool is_waited_for() {
    TransactionId own = GetCurrentTransactionIdIfAny();
    LOCKTAG tag;

    SET_LOCKTAG_TRANSACTION(tag, own);
    return TransactionIdIsValid(own) && LockHasWaiters(&tag, ExclusiveLock, false);
}

// Expires what it can of some carts that are locked, in a savepoint. Returns how many; -1 where it
// takes the exact manner.
int64 expire(const Vec<Cart> &carts, TimestampTz clock, Manner manner) {
    Workspace ws = Workspace::with(manner == Manner::free ? Locking::skip_locked : Locking::wait);
    int64 expired = 0;

    ws.carts = carts;
    ws.clock = clock;
    ws.needs_all_rows = manner == Manner::exact;
    ws.guarded = true;
    load_holds(ws);
    Vec<WantedLevel> wanted = levels_of_holds(ws);
    if (!load_levels(ws, wanted))
        return manner == Manner::exact ? 0 : -1;
    for (int cart = 0; cart < ws.carts.count; cart++) {
        if (!is_whole(ws, ws.carts[cart]))
            continue;
        ws.expire_cart(cart);
        expired++;
    }
    if (!distribute(ws))
        return manner == Manner::usual ? -1 : 0;
    write(ws);
    return expired;
}

// A copy of some of the carts, nothing of which was changed yet.
Vec<Cart> part_of(const Vec<Cart> &carts, int first, int last) {
    Vec<Cart> part{};

    for (int i = first; i < last; i++)
        part.add(carts[i]);
    return part;
}

// Moves carts that are not overdue, and their holds, to when the sweep is to look again.
void reschedule(const Vec<Cart> &carts) {
    Workspace ws = Workspace::with(Locking::wait);
    auto due = [](const Cart &cart) {
        return cart.phase == core::CartPhase::active ? cart.now.expires_at : std::nullopt;
    };

    for (const Cart &cart : carts)
        if (cart.phase != core::CartPhase::overdue)
            ws.carts.add(cart);
    if (ws.carts.empty())
        return;
    load_holds(ws);
    begin_own();
    TableWriter writer = TableWriter::open(Table::carts, CMD_UPDATE);
    for (const Cart &cart : ws.carts) {
        CHECK_FOR_INTERRUPTS();
        writer.begin_row(cart.tid);
        writer.set_time(inventory::cart::sweep_at, due(cart));
        writer.update();
    }
    writer.close();
    writer = TableWriter::open(Table::reservations, CMD_UPDATE);
    for (const HoldRow &row : ws.hold_rows) {
        CHECK_FOR_INTERRUPTS();
        writer.begin_row(row.tid);
        writer.set_time(hold::sweep_at, due(ws.carts[ws.holds[row.hold].cart]));
        writer.update();
    }
    writer.close();
    end_own();
}

// What became of a try.
enum class Outcome { done, other_manner, held, failed };

// Runs `work(manner)` in a savepoint. held: it waited for a level for longer than the sweep does;
// failed: the fault is in the data, `failure` says which. Either way nothing was done.
template <class Work>
Outcome try_in_savepoint(Manner manner, Work work, int64 *expired, ErrorData **failure) {
    *expired = 0;
    *failure = run_patiently(lock_patience, [&] {
        *expired = work(manner);
        return *expired >= 0;
    });
    if (*failure == nullptr)
        return *expired >= 0 ? Outcome::done : Outcome::other_manner;
    return is_lock_timeout(*failure) ? Outcome::held : Outcome::failed;
}

// Tries one manner after the other, or the last alone. Outcome::failed where the data is at fault.
template <class Work>
Outcome try_all(bool only_free, Work work, int64 *expired, ErrorData **failure) {
    Outcome outcome = Outcome::held;

    if (!only_free)
        outcome = try_in_savepoint(Manner::usual, work, expired, failure);
    if (outcome == Outcome::other_manner)
        outcome = try_in_savepoint(Manner::exact, work, expired, failure);
    if (outcome == Outcome::held)
        outcome = try_in_savepoint(Manner::free, work, expired, failure);
    return outcome;
}

// What is known so far while carts are narrowed down.
struct Narrowing {
    bool only_free; // levels are locked
    int failures;
    Text first; // of them
    const ErrorData *error;
};

// Narrows what cannot be expired down to the carts at fault, which are left, so that they do not stop
// the others.
int64 expire_narrowing(const Vec<Cart> &carts, TimestampTz clock, Narrowing &known) {
    ErrorData *failure = nullptr;
    int64 expired = 0;

    if (carts.empty())
        return 0;
    CHECK_FOR_INTERRUPTS();
    auto work = [&](Manner manner) {
        return expire(part_of(carts, 0, carts.count), clock, manner);
    };
    if (try_all(known.only_free, work, &expired, &failure) != Outcome::failed) {
        known.only_free = true;
        return expired;
    }
    if (carts.count == 1) {
        if (known.failures++ == 0) {
            known.first = carts[0].reference_id;
            known.error = failure;
        }
        return 0;
    }
    int half = carts.count / 2;
    expired = expire_narrowing(part_of(carts, 0, half), clock, known);
    return expired + expire_narrowing(part_of(carts, half, carts.count), clock, known);
}

// One warning for all, so that a trigger that refuses every cart does not fill the log.
void report(const Narrowing &known) {
    int others = known.failures - 1;

    if (known.failures == 0)
        return;
    warn_of_upkeep(known.error->sqlerrcode,
                   psprintf("cart \"%s\" could not be expired: %s",
                            pnstrdup(known.first.data(), known.first.size()), known.error->message),
                   others > 0 ? psprintf("Others that could not be expired: %d.", others) : nullptr);
}

// The carts that are overdue, of some that are locked.
Vec<Cart> overdue_of(const Vec<Cart> &carts) {
    Vec<Cart> overdue{};

    for (const Cart &cart : carts)
        if (cart.phase == core::CartPhase::overdue)
            overdue.add(cart);
    return overdue;
}

// Picks up to max_carts carts after a place by a statement that is given a time, and expires those
// that `choose` takes of them. They are picked in the same savepoint, so that a row is locked and
// changed by one transaction id; only what fails is picked again, to be narrowed down.
template <class Choose>
SweepResult sweep(Statement &statement, TimestampTz time, const SweepPlace &after, int max_carts,
                  bool only_free, Choose choose) {
    SweepResult result{0, true, false, after};
    ErrorData *failure = nullptr;
    auto pick = [&](Workspace &ws) {
        Datum values[] = {TimestampTzGetDatum(time), TimestampTzGetDatum(after.at),
                          text_datum(is_null(after.reference_id) ? Text{""} : after.reference_id),
                          Int64GetDatum(max_carts)};
        Rows rows = run(statement, values);

        result.exhausted = rows.count < max_carts;
        result.last = rows.count == 0
                          ? after
                          : SweepPlace{rows[rows.count - 1].time(2), rows[rows.count - 1].text(1)};
        take_carts(ws, rows);
        return choose(ws.carts);
    };
    auto work = [&](Manner manner) {
        Workspace ws = Workspace::with(Locking::wait);
        Vec<Cart> chosen = pick(ws);
        int64 count = expire(chosen, ws.clock, manner);
        result.waited_for = is_waited_for();
        return count;
    };

    if (try_all(only_free, work, &result.expired, &failure) != Outcome::failed)
        return result;
    Workspace ws = Workspace::with(Locking::wait);
    Narrowing known{only_free, 0, Text{}, nullptr};
    Vec<Cart> chosen = pick(ws);
    result.expired = expire_narrowing(chosen, ws.clock, known);
    report(known);
    return result;
}

} // namespace

SweepResult sweep_due_carts(const SweepPlace &after, int max_carts, bool only_free) {
    auto overdue = [](const Vec<Cart> &carts) {
        reschedule(carts);
        return overdue_of(carts);
    };

    return sweep(sql::pick_overdue_carts, GetCurrentTimestamp(), after, max_carts, only_free, overdue);
}

SweepResult sweep_idle_carts(TimestampTz since, const SweepPlace &after, int max_carts,
                             bool only_free) {
    auto all = [](const Vec<Cart> &carts) { return part_of(carts, 0, carts.count); };

    return sweep(sql::pick_idle_carts, since, after, max_carts, only_free, all);
}

} // namespace inventory
