// How a call is carried out, see operation.hpp.
#include "pg/operation.hpp"

#include "pg/savepoint.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

void want_levels_of_holds(const Workspace &ws, int cart, Vec<WantedLevel> &wanted) {
    for (int at = ws.carts[cart].first_hold; at >= 0; at = ws.holds[at].next_hold)
        wanted.add(WantedLevel{ws.holds[at].key, false});
}

// Whether somebody has a cart of the call in hand that looks overdue: it may be touched or confirmed
// in time, so a read cannot tell.
bool is_undecided(const Workspace &ws) {
    return std::any_of(ws.carts.begin(), ws.carts.end(), [](const Cart &cart) {
        return cart.own && cart.in_use && cart.phase == core::CartPhase::overdue;
    });
}

// One attempt: loads in lock order, expires what is overdue and in the way, and decides.
Verdict attempt(Operation &operation, Workspace &ws, Grip grip, const Vec<Text> &overdue) {
    Vec<WantedLevel> wanted{};
    Vec<int> expiring{};

    ws = Workspace::with(grip);
    ws.request_id = operation.request_id;
    operation.shortages.count = 0;

    ws.load_carts(operation.carts, overdue, operation.ttl);
    ws.load_holds();
    for (int i = 0; i < ws.carts.count; i++) {
        Cart &cart = ws.carts[i];
        cart.ruling = core::rule(operation.call, cart.phase);
        bool expires = cart.own ? core::expires_first(cart.ruling, cart.phase)
                                : cart.phase == core::CartPhase::overdue;
        if (expires) {
            expiring.add(i);
            want_levels_of_holds(ws, i, wanted);
        }
    }
    for (const WantedLevel &wish : operation.levels)
        wanted.add(wish);
    if (grip == Grip::peek && is_undecided(ws))
        return Verdict::done;
    Verdict verdict = operation.examine(ws, wanted);
    if (verdict != Verdict::done)
        return verdict;

    ws.load_levels(wanted);
    for (int cart : expiring)
        ws.expire_cart(cart);
    return operation.decide(ws);
}

// Adds to `overdue` the carts past their deadline, oldest first, that hold what a level lacks, and
// no more of them than needed. Those that the call has in hand already do not count.
void find_overdue_on(const Shortage &shortage, const Workspace &ws, Vec<Text> &overdue) {
    constexpr int most_at_once = 1000;
    Sight sight = ws.grip == Grip::peek ? Sight::active_snapshot : Sight::fresh;
    Datum values[] = {text_datum(shortage.key.variant_id), text_datum(shortage.key.location_id),
                      TimestampTzGetDatum(ws.clock), Int64GetDatum(most_at_once + ws.carts.count)};
    Rows rows = run(sql::overdue_holds, values, sight);
    core::Quantity found = 0;

    for (int row = 0; row < rows.count && found < shortage.lacking; row++) {
        Text reference = rows.string(row, 1);
        if (ws.find_cart(reference) >= 0)
            continue;
        found += rows.bigint(row, 2);
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

    std::sort(shortages.begin(), shortages.end(), [](const Shortage &a, const Shortage &b) {
        return core::compare(a.key, b.key) < 0;
    });
    for (int i = 0; i < shortages.count;) {
        Shortage level = shortages[i++];
        for (; i < shortages.count && core::compare(shortages[i].key, level.key) == 0; i++)
            level.lacking += shortages[i].lacking;
        CHECK_FOR_INTERRUPTS();
        find_overdue_on(level, ws, overdue);
    }
    return overdue.count > before;
}

// What is short for good fails alone in a partial operation: the rest is done, if there is any.
Verdict settle_partial(const Operation &operation, Verdict verdict) {
    if (verdict != Verdict::short_of_stock || !operation.partial)
        return verdict;
    return operation.successes > 0 ? Verdict::done : Verdict::nothing;
}

// The same decision on unlocked rows, all seen in one snapshot, so that units on their way from a
// cart to the stock are seen in one place or the other. A refusal here leaves no trace.
Verdict peek(Operation &operation, Workspace &ws, Vec<Text> &overdue) {
    Verdict verdict;

    CommandCounterIncrement();
    PushActiveSnapshot(GetTransactionSnapshot());
    do
        verdict = attempt(operation, ws, Grip::peek, overdue);
    while (verdict == Verdict::short_of_stock && find_overdue(operation, ws, overdue));
    PopActiveSnapshot();
    return verdict;
}

// Decides under locks. Where the call is short, undoes itself and starts over with the overdue
// carts that hold what it needs, so that carts are never waited for while levels are held.
Verdict decide_locked(Operation &operation, Workspace &ws, Vec<Text> &overdue) {
    for (bool first = true;; first = false) {
        Savepoint savepoint{};

        if (operation.can_be_short)
            savepoint.begin();
        Verdict verdict = attempt(operation, ws, Grip::lock, overdue);
        bool again = verdict == Verdict::short_of_stock && find_overdue(operation, ws, overdue);

        // What the peek saw may have been deleted and made again while a lock was waited for.
        again |= verdict == Verdict::refused && first && operation.can_be_short &&
                 !IsolationUsesXactSnapshot();
        if (!again)
            verdict = settle_partial(operation, verdict);
        if (verdict == Verdict::done)
            ws.write();
        if (operation.can_be_short) {
            if (verdict == Verdict::done)
                savepoint.keep();
            else
                savepoint.undo();
        }
        if (!again)
            return verdict;
    }
}

} // namespace

bool perform(Operation &operation) {
    Workspace ws = Workspace::with(Grip::peek);
    Vec<Text> overdue{};

    std::sort(operation.carts.begin(), operation.carts.end(),
              [](const WantedCart &a, const WantedCart &b) {
                  return a.reference_id < b.reference_id;
              });

    // In REPEATABLE READ and above only the lock tells whether a sight is stale.
    Verdict verdict = Verdict::done;
    if (operation.peeks && !IsolationUsesXactSnapshot())
        verdict = peek(operation, ws, overdue);
    verdict = settle_partial(operation, verdict);
    if (verdict == Verdict::done)
        verdict = decide_locked(operation, ws, overdue);
    if (verdict == Verdict::short_of_stock || verdict == Verdict::refused)
        operation.refuse();
    return verdict == Verdict::done;
}

} // namespace inventory
