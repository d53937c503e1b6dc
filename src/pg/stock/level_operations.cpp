// Making, changing and deleting many levels, see level_operations.hpp.
#include "pg/stock/level_operations.hpp"

#include "pg/kits/kits.hpp"
#include "pg/supplies/supplies.hpp"

#include <algorithm>

namespace inventory {
namespace {

LevelOutcome outcome_of(core::Amended amended) {
    constexpr struct {
        LevelStatus status;
        Fault fault;
    } outcomes[] = {
        // in the order of core::Amended
        {LevelStatus::created, Fault::none},      {LevelStatus::updated, Fault::none},
        {LevelStatus::unchanged, Fault::none},    {LevelStatus::deleted, Fault::none},
        {LevelStatus::exists, Fault::none},       {LevelStatus::unknown_level, Fault::none},
        {LevelStatus::conflict, Fault::none},     {LevelStatus::promised, Fault::none},
        {LevelStatus::not_empty, Fault::none},    {LevelStatus::managed, Fault::none},
        {LevelStatus::invalid, Fault::bad_value}, {LevelStatus::invalid, Fault::out_of_range}};
    const auto &outcome = outcomes[static_cast<int>(amended)];

    return LevelOutcome{outcome.status, outcome.fault, {}};
}

// What the ledger says of a change.
void explain(Vec<LedgerEntry> &entries, const LevelElement &element, const core::Level &before,
             const core::Level &after, bool is_new) {
    using T = core::EntryType;
    Text reason = element.reason.value_or("apply_levels");
    auto add = [&](T type, core::Quantity on_hand, core::Quantity incoming) {
        if (on_hand != 0 || incoming != 0)
            entries.add(LedgerEntry{type, {element.key(), on_hand, 0, incoming}, {}, reason});
    };
    core::Quantity on_hand = after.on_hand - before.on_hand;
    core::Quantity incoming = after.incoming - before.incoming;

    if (is_new)
        return add(T::initial, on_hand, incoming);
    add(element.wish.on_hand ? T::count : T::adjust, on_hand, 0);
    add(T::incoming, 0, incoming);
}

// Whether a level that is missing is to be made. What is made is not refused then, whatever it was.
bool is_to_be_made(const LevelElement &element) {
    core::Level level;

    return core::amend(element.wish, false, level).outcome == core::Amended::created;
}

} // namespace

void ApplyingLevels::prepare() {
    for (const LevelElement &element : elements) {
        bool invalid = element.fault != Fault::none;
        judged_.add(LevelOutcome{invalid ? LevelStatus::invalid : LevelStatus::valid, element.fault,
                                 std::nullopt});
    }
    find_duplicates();
    for (int i = 0; i < elements.count; i++)
        if (elements[i].names_level())
            levels.add(WantedLevel::with_all_rows(elements[i].key(),
                                                  judged_[i].status == LevelStatus::valid &&
                                                      is_to_be_made(elements[i])));
    peeks = can_be_short = may_stay_short = judges_kits = true;
}

// Of several elements for one level none is carried out.
void ApplyingLevels::find_duplicates() {
    Vec<int> order{};

    for (int i = 0; i < elements.count; i++)
        if (elements[i].names_level())
            order.add(i);
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return elements[a].key() < elements[b].key(); });
    auto mark = [&](int i) {
        if (judged_[i].status == LevelStatus::valid)
            judged_[i].status = LevelStatus::duplicate;
    };
    for (int at = 1; at < order.count; at++) {
        if (elements[order[at - 1]].key() != elements[order[at]].key())
            continue;
        mark(order[at - 1]);
        mark(order[at]);
    }
}

LevelOutcome ApplyingLevels::amend(Workspace &ws, int at, int number) {
    const LevelElement &element = elements[at];
    Level &level = ws.levels[number];
    core::Level before = level.now;

    if (level.is_kit || (!level.found && !level.wanted.creates && is_kit(level.key.variant_id)))
        return LevelOutcome{LevelStatus::kit, Fault::none, {}};
    // To be made: as one that was just made, before it is.
    bool is_new = !level.found || level.created;
    bool has_supplies =
        element.wish.incoming && inventory::has_supplies(level.key, ws.locking != Locking::none);
    core::Amendments amended = core::amend(element.wish, !is_new, level.now, has_supplies);
    LevelOutcome outcome = outcome_of(amended.outcome);
    if (amended.missing > 0)
        shortages.add(Shortage{level.key, amended.missing});
    bool is_counted_now = !is_new && level.now.tracked && !before.tracked;
    if (!is_refused(outcome.status) && is_counted_now &&
        is_in_held_kit(level.key.variant_id, level.key.location_id)) {
        level.now = before;
        return LevelOutcome{LevelStatus::promised, Fault::none, {}};
    }
    if (is_refused(outcome.status))
        return outcome;
    explain(ws.entries, element, before, level.now, is_new);
    level.removed = outcome.status == LevelStatus::deleted;
    successes += outcome.status != LevelStatus::unchanged;
    return outcome;
}

// The levels as they are afterwards, or as they are where nothing changes.
void ApplyingLevels::answer(const Workspace &ws) {
    for (int i = 0; i < elements.count; i++) {
        LevelOutcome &outcome = outcomes[i];
        int number = elements[i].names_level() ? ws.find_level(elements[i].key()) : -1;

        if (all_or_nothing && any_refused && !is_refused(outcome.status))
            outcome.status = LevelStatus::valid;
        if (number < 0 || outcome.status == LevelStatus::deleted)
            continue;
        const Level &level = ws.levels[number];
        if (outcome.status == LevelStatus::created || (level.found && !level.created))
            outcome.level = changes() ? level.now : level.stored;
    }
}

Verdict ApplyingLevels::decide(Workspace &ws) {
    successes = 0;
    any_refused = false;
    outcomes.count = 0;
    for (int i = 0; i < elements.count; i++) {
        outcomes.add(judged_[i]);
        if (outcomes[i].status == LevelStatus::valid)
            outcomes[i] = amend(ws, i, ws.find_level(elements[i].key()));
        any_refused |= is_refused(outcomes[i].status);
    }
    if (all_or_nothing && any_refused)
        successes = 0;
    answer(ws);
    if (!shortages.empty())
        return Verdict::short_of_stock;
    return changes() ? Verdict::done : Verdict::nothing;
}

} // namespace inventory
