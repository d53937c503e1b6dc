// Taking units out, putting them in and correcting them, see stock_operations.hpp.
#include "pg/stock/stock_operations.hpp"

#include "pg/kits/kits.hpp"
#include "pg/rows/scan.hpp"
#include "pg/stock/ledger_since.hpp"

#include <algorithm>

namespace inventory {

void StockOperation::prepare(const WantedLevel &wanted) {
    levels.add(wanted);
    peeks = true;
}

core::Level &StockOperation::existing(Workspace &ws) const {
    Level &level = ws.levels[ws.find_level(key)];

    if (!level.found) {
        Vec<RefusedLine> lines{};
        refuse_kit(key.variant_id);
        lines.add(RefusedLine{key, quantity, 0});
        raise_unknown_level(lines, {});
    }
    return level.now;
}

void StockOperation::change_on_hand(Workspace &ws, core::Quantity delta, core::EntryType type,
                                    bool allow_shortfall) {
    core::Level &level = ws.levels[ws.find_level(key)].now;

    if (core::are_too_many(level.on_hand, delta))
        raise_level_overflow(key);
    level.on_hand += delta;
    core::settle(level, allow_shortfall);
    ws.entries.add(LedgerEntry{type, {key, delta, 0, 0}, reference_id, reason});
    answer = level;
}

Verdict Transferring::decide(Workspace &ws) {
    const core::Level &level = existing(ws);
    core::Quantity present = std::max<core::Quantity>(0, core::available(level));
    core::Quantity missing = quantity - present;

    lacking.count = 0;
    answer = level;
    if (missing > 0) {
        shortages.add(Shortage{key, missing});
        lacking.add(RefusedLine{key, quantity, present});
        return Verdict::short_of_stock;
    }
    change_on_hand(ws, -quantity, core::EntryType::transfer_out, false);
    put(ws);
    return Verdict::done;
}

void Transferring::put(Workspace &ws) const {
    core::Level &level = ws.levels[ws.find_level(target)].now;

    if (core::are_too_many(level.on_hand, quantity))
        raise_level_overflow(target);
    level.on_hand += quantity;
    core::settle(level, false);
    ws.entries.add(
        LedgerEntry{core::EntryType::transfer_in, {target, quantity, 0, 0}, reference_id, {}});
}

Verdict Putting::decide(Workspace &ws) {
    if (is_return)
        existing(ws);
    if (!is_return || restocks) {
        change_on_hand(ws, quantity,
                       is_return ? core::EntryType::returned : core::EntryType::receive, false);
    } else {
        ws.entries.add(LedgerEntry{core::EntryType::damage, {key, 0, 0, 0}, reference_id, reason});
        answer = existing(ws);
    }
    return Verdict::done;
}

// Units that came and went since the count, as the ledger says now that nobody changes the level.
core::Quantity Correcting::moved_since(const Workspace &ws) const {
    if (ws.locking != Locking::none)
        push_snapshot();
    LedgerSince since = read_ledger_since(key, *as_of);
    if (ws.locking != Locking::none)
        pop_snapshot();
    if (since.is_incomplete)
        raise_invalid("as_of", "must not be before ledger rows of the level that were dropped");
    if (since.counted)
        raise_counted_since(key);
    return since.moved;
}

Verdict Correcting::decide(Workspace &ws) {
    const core::Level &level = existing(ws);
    core::Level changed = level;

    answer = level;
    if (expected && *expected != level.on_hand)
        raise_unexpected_on_hand(key, *expected, level.on_hand);
    core::Quantity delta = counts ? quantity - level.on_hand : quantity;
    if (as_of)
        delta += moved_since(ws);
    if (level.on_hand + delta < 0)
        raise_below_zero(key, level.on_hand, delta);
    if (delta == 0)
        return Verdict::nothing;
    changed.on_hand += delta;
    bool covered = core::settle(changed, false) == core::Cover::covered;
    if (!covered) {
        missing = core::uncovered(changed) - changed.shortfall;
        shortages.add(Shortage{key, missing});
    }
    if (!covered && !may_stay_short)
        return Verdict::short_of_stock;
    change_on_hand(ws, delta, counts ? core::EntryType::count : core::EntryType::adjust,
                   may_stay_short);
    successes = 1;
    return covered ? Verdict::done : Verdict::short_of_stock;
}

} // namespace inventory
