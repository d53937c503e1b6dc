// How a call is carried out, see operation.hpp.
#include "pg/engine/operation.hpp"

#include "pg/base/savepoint.hpp"
#include "pg/engine/distribute.hpp"
#include "pg/engine/load_carts.hpp"
#include "pg/engine/load_levels.hpp"
#include "pg/engine/write.hpp"
#include "pg/kits/kits.hpp"
#include "pg/rows/scan.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// Whether somebody has a cart of the call in hand that looks overdue: it may be touched or confirmed
// in time, so a read cannot tell.
bool is_undecided(const Workspace &ws) {
    return std::any_of(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) {
        return cart.own && cart.in_use && cart.phase == core::CartPhase::overdue;
    });
}

// Whether a cart of the call has changed its state since the peek.
bool rules_differ(const Workspace &ws, const Workspace &seen) {
    for (int i = 0; i < ws.carts.count; i++)
        if (ws.carts[i].ruling != seen.carts[i].ruling)
            return true;
    return false;
}

bool refuses(Verdict verdict) {
    return verdict == Verdict::short_of_stock || verdict == Verdict::refused;
}

// A refusal names what there is.
bool is_any_remembered(const Workspace &ws) {
    return std::any_of(ws.levels.begin(), ws.levels.end(),
                       [](const Level &level) { return level.remembered.has_value(); });
}

// No level is made for a kit.
void refuse_kits(const Workspace &ws) {
    for (const Level &level : ws.levels)
        if (level.is_kit)
            refuse_kit(level.key.variant_id);
}

// What an attempt takes from those before it.
struct Pass {
    Locking locking;
    const Workspace *seen; // what a peek saw
    Vec<Text> overdue;     // carts of others to be expired
    bool needs_all_rows;   // of every level
    bool guarded;          // in a savepoint
    bool exact;            // what a level comes to is told, not remembered
};

// One attempt: loads in lock order, expires what is overdue and in the way, and decides.
Verdict attempt(Operation &operation, Workspace &ws, const Pass &pass) {
    Vec<WantedLevel> wanted{};
    Vec<int> expiring{};

    ws = Workspace::with(pass.locking);
    ws.needs_all_rows = pass.needs_all_rows;
    ws.guarded = pass.guarded;
    ws.may_go_elsewhere = operation.may_go_elsewhere;
    ws.glances = !pass.exact && !operation.may_stay_short;
    ws.seen = pass.seen;
    ws.request_id = operation.request_id;
    operation.shortages.count = 0;

    if (!load_carts(ws, operation.carts, pass.overdue, operation.ttl))
        return Verdict::changed;
    load_holds(ws);
    for (int i = 0; i < ws.carts.count; i++) {
        Cart &cart = ws.carts[i];
        cart.ruling = core::rule(cart.call, cart.phase);
        bool expires = cart.own ? core::expires_first(cart.ruling, cart.phase)
                                : cart.phase == core::CartPhase::overdue;
        if (expires) {
            expiring.add(i);
            ws.want_held_levels(cart, wanted);
        }
    }
    // Without a savepoint levels are locked only where nothing stands against it.
    if (ws.locking == Locking::wait && !pass.guarded && rules_differ(ws, *pass.seen))
        return Verdict::changed;
    for (const WantedLevel &wish : operation.levels)
        wanted.add(wish);
    if (ws.locking == Locking::none && is_undecided(ws))
        return Verdict::done;
    Verdict verdict = operation.examine(ws, wanted);
    if (verdict != Verdict::done)
        return verdict;

    if (!load_levels(ws, wanted))
        return Verdict::changed;
    if (!operation.judges_kits)
        refuse_kits(ws);
    for (int cart : expiring)
        ws.expire_cart(cart);
    verdict = operation.decide(ws);
    if (ws.locking == Locking::none)
        return refuses(verdict) && is_any_remembered(ws) ? Verdict::needs_all_rows : verdict;
    // What a call lacks on some rows of a level others may have.
    if (refuses(verdict)) {
        if (!ws.has_all_rows())
            return Verdict::needs_all_rows;
        if (!are_complete(ws, true))
            return Verdict::changed;
    }
    bool writes = verdict == Verdict::done || (operation.may_stay_short && operation.successes > 0);
    if (writes && !distribute(ws))
        return Verdict::needs_all_rows;
    return verdict;
}

// Whether a level is not there, which may have been deleted and made again while a lock was waited for.
bool misses_level(const Workspace &ws) {
    return std::any_of(ws.levels.begin(), ws.levels.end(),
                       [](const Level &level) { return !level.found; });
}

// Whether a level has holds at all that the sweep would look at by now.
bool may_have_overdue(const core::LevelKey &key, const Workspace &ws) {
    if (ws.locking != Locking::none)
        push_snapshot();
    Scan scan = Scan::open(Lookup::holds_of_level);
    scan.seek_due(key, ws.clock);
    bool found = scan.next();
    scan.close();
    if (ws.locking != Locking::none)
        pop_snapshot();
    return found;
}

// Adds to `overdue` the carts past their deadline, oldest first, that hold what a level lacks, and
// no more of them than needed. Those that the call has in hand already do not count.
void find_overdue_on(const Shortage &shortage, const Workspace &ws, Vec<Text> &overdue) {
    constexpr int most_at_once = 1000;
    if (!may_have_overdue(shortage.key, ws))
        return;
    Read read =
        ws.locking == Locking::none ? Read::with_active_snapshot : Read::with_fresh_snapshot;
    Parameters parameters =
        Parameters().key(shortage.key).time(ws.clock).bigint(most_at_once + ws.carts.count);
    Rows rows = run(sql::overdue_holds, parameters, read);
    core::Quantity found = 0;

    for (int i = 0; i < rows.count && found < shortage.lacking; i++) {
        Row row = rows[i];
        Text reference = row.text(1);
        if (ws.find_cart(reference) >= 0)
            continue;
        found += row.bigint(2);
        if (std::find(overdue.begin(), overdue.end(), reference) == overdue.end())
            overdue.add(reference);
    }
    SPI_freetuptable(rows.table);
}

// Looks for overdue carts that hold what the operation lacks. Whether any was found. Runs while the
// levels are locked, so what it does not see has either freed its units already or is not overdue.
bool find_overdue(Operation &operation, const Workspace &ws, Vec<Text> &overdue) {
    Vec<Shortage> &shortages = operation.shortages;
    int before = overdue.count;

    std::sort(shortages.begin(), shortages.end(),
              [](const Shortage &a, const Shortage &b) { return a.key < b.key; });
    for (int i = 0; i < shortages.count;) {
        Shortage level = shortages[i++];
        for (; i < shortages.count && shortages[i].key == level.key; i++)
            level.lacking += shortages[i].lacking;
        CHECK_FOR_INTERRUPTS();
        find_overdue_on(level, ws, overdue);
    }
    return overdue.count > before;
}

// Whether overdue carts are to be expired first: where the call is short, or units of it would wait.
bool finds_overdue(Operation &operation, Verdict verdict, const Workspace &ws, Vec<Text> &overdue) {
    return (verdict == Verdict::short_of_stock || verdict == Verdict::done) &&
           find_overdue(operation, ws, overdue);
}

// Of an operation that may stay short the rest is done, if there is any.
Verdict settle_shortage(const Operation &operation, Verdict verdict) {
    if (verdict != Verdict::short_of_stock || !operation.may_stay_short)
        return verdict;
    return operation.successes > 0 ? Verdict::done : Verdict::nothing;
}

// The same decision on unlocked rows, all seen in one snapshot, so that units on their way from a
// cart to the stock are seen in one place or the other. A refusal here leaves no trace.
Verdict peek(Operation &operation, Workspace &ws, Pass &pass) {
    Verdict verdict;

    pass.locking = Locking::none;
    push_snapshot();
    do {
        verdict = attempt(operation, ws, pass);
        pass.exact |= verdict == Verdict::needs_all_rows;
    } while (verdict == Verdict::needs_all_rows ||
             finds_overdue(operation, verdict, ws, pass.overdue) ||
             (refuses(verdict) && operation.has_another_way(ws)));
    pop_snapshot();
    return verdict;
}

// Whether a call is so likely to end as its peek did that it need not be ready to start over: it
// works on one cart that nobody has in hand, and takes units from one row of one level that has
// enough, or cannot be refused for the levels' sake.
bool is_unhurried(const Operation &operation, const Workspace &ws, const Pass &pass) {
    bool in_use =
        std::any_of(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) { return cart.in_use; });

    if (!pass.overdue.empty() || ws.carts.count > 1 || in_use)
        return false;
    if (ws.levels.count == 1 && ws.levels[0].takes_one())
        return true;
    return !operation.can_be_short &&
           std::all_of(ws.levels.begin(), ws.levels.end(), [](const Level &level) {
               return level.row_count <= 1 && !level.remembered;
           });
}

// Decides under locks without a savepoint. Where it comes out otherwise than the peek, what it has
// locked stays locked, and what it has written is taken back: changed or needs_all_rows.
Verdict decide_unhurried(Operation &operation, const Pass &pass) {
    Workspace ws;
    Verdict verdict = attempt(operation, ws, pass);

    if (verdict == Verdict::done && !operation.write_other_tables())
        verdict = Verdict::nothing;
    if (verdict == Verdict::done && !write(ws))
        verdict = Verdict::changed;
    if (verdict != Verdict::done)
        withdraw(ws);
    return verdict;
}

// Decides under locks. Where the call is short, undoes itself and starts over with the overdue
// carts that hold what it needs, so that carts are never waited for while levels are held.
Verdict decide_guarded(Operation &operation, Pass &pass) {
    Workspace ws;

    pass.guarded = true;
    for (bool first = true;; first = false) {
        Savepoint savepoint{};

        CHECK_FOR_INTERRUPTS();
        savepoint.begin();
        Verdict verdict = attempt(operation, ws, pass);
        pass.seen = nullptr;
        bool again = verdict == Verdict::changed || verdict == Verdict::needs_all_rows;

        if (verdict == Verdict::needs_all_rows && pass.needs_all_rows && ws.has_all_rows())
            elog(ERROR, "inventory: locked rows do not carry what they add up to");
        pass.needs_all_rows |= verdict == Verdict::needs_all_rows;
        again |= finds_overdue(operation, verdict, ws, pass.overdue);
        again |= first && !operation.may_stay_short && refuses(verdict) && misses_level(ws) &&
                 !IsolationUsesXactSnapshot();
        again |= !again && refuses(verdict) && operation.has_another_way(ws);
        if (!again)
            verdict = settle_shortage(operation, verdict);
        if (verdict == Verdict::done && !again && !operation.write_other_tables())
            verdict = Verdict::nothing;
        if (verdict == Verdict::done && !again) {
            write(ws);
            savepoint.keep();
        } else {
            savepoint.undo();
        }
        if (!again)
            return verdict;
    }
}

} // namespace

bool perform(Operation &operation) {
    Workspace ws = Workspace::with(Locking::none);
    Pass pass{};

    std::sort(
        operation.carts.begin(), operation.carts.end(),
        [](const WantedCart &a, const WantedCart &b) { return a.reference_id < b.reference_id; });

    // In REPEATABLE READ and above only the lock tells whether a snapshot is stale.
    Verdict verdict = Verdict::done;
    bool unhurried = false;
    if (operation.peeks && !IsolationUsesXactSnapshot()) {
        verdict = settle_shortage(operation, peek(operation, ws, pass));
        unhurried = is_unhurried(operation, ws, pass);
        pass.seen = &ws;
    }
    pass.locking = Locking::wait;
    if (verdict == Verdict::done && unhurried) {
        verdict = decide_unhurried(operation, pass);
        pass.seen = nullptr;
        if (verdict != Verdict::done && verdict != Verdict::nothing)
            verdict = decide_guarded(operation, pass);
    } else if (verdict == Verdict::done) {
        verdict = decide_guarded(operation, pass);
    }
    if (refuses(verdict))
        operation.refuse();
    return verdict == Verdict::done;
}

} // namespace inventory
