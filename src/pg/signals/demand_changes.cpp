// Counting demand, see demand_changes.hpp.
#include "pg/signals/demand_changes.hpp"

#include "pg/ledger/ledger.hpp"
#include "pg/ledger/policy_text.hpp"

namespace inventory {
namespace {

// Whether the level was sold out after each of the steps.
Vec<bool> sold_out_after(const Vec<LedgerStep> &steps, const core::Level *now) {
    bool is_there = now != nullptr;
    core::Level level = is_there ? *now : core::Level{};
    Vec<bool> out{};

    for (int i = 0; i < steps.count; i++)
        out.add(false);
    for (int i = steps.count - 1; i >= 0; i--) {
        const LedgerStep &step = steps[i];
        out[i] = is_there && core::demand::is_sold_out(level);
        level.on_hand -= step.on_hand;
        level.reserved -= step.reserved;
        take_back_policy(step.said, is_there, level);
        // What comes after a deletion has made the level anew.
        if (i > 0 && tells_of_deleted_level(steps[i - 1].said)) {
            is_there = false;
            level = core::Level{};
        }
    }
    return out;
}

// There is one.
const LedgerStep &first_counted(const Vec<LedgerStep> &steps) {
    int first = 0;

    while (!steps[first].counts)
        first++;
    return steps[first];
}

} // namespace

LedgerStep step_of(const Row &row, bool counts, bool is_later) {
    const Text label = row.label(transaction::type);
    LedgerStep step{counts,
                    is_later,
                    row.time(transaction::recorded_at),
                    core::type_named(label),
                    row.bigint(transaction::on_hand_delta),
                    row.bigint(transaction::reserved_delta),
                    {}};

    if (step.type == core::EntryType::policy)
        step.said = row.optional_text(transaction::reason).value_or("");
    return step;
}

void DemandChanges::open() {
    running_ = Scan::open(Lookup::running_demand);
    known_ = Scan::open(Lookup::demand);
}

void DemandChanges::close() {
    known_.close();
    running_.close();
}

DemandOfDay &DemandChanges::at(const core::LevelKey &key, core::demand::Day day) {
    for (int i = first_of_level_; i < days_.count; i++)
        if (days_[i].day == day)
            return days_[i];
    MemoryContext caller = MemoryContextSwitchTo(memory_);
    DemandOfDay &added = days_.add(DemandOfDay{copy_of(key), day, 0, 0, 0, {}});
    MemoryContextSwitchTo(caller);
    return added;
}

void DemandChanges::end_stretch(const core::LevelKey &key, TimestampTz from, TimestampTz to) {
    core::demand::visit_days(
        from, to, [&](core::demand::Day day, int64 length) { at(key, day).out += length; });
}

bool DemandChanges::is_known(const core::LevelKey &key) {
    known_.seek(key);
    return known_.next();
}

OptionalTime DemandChanges::running_since(const core::LevelKey &key) {
    running_.seek(key);
    return running_.next() ? running_.row().optional_time(demand_day::out_since) : std::nullopt;
}

void DemandChanges::count(const core::LevelKey &key, const Vec<LedgerStep> &steps,
                          const core::Level *now) {
    const OptionalTime stored = running_since(key);
    const Vec<bool> out = sold_out_after(steps, now);
    OptionalTime since = stored;
    bool has_later = false;

    first_of_level_ = days_.count;
    for (int i = 0; i < steps.count; i++) {
        const LedgerStep &step = steps[i];
        const core::demand::Day day = core::demand::day_of(step.recorded_at);

        has_later |= step.is_later;
        if (!step.counts)
            continue;
        if (step.type == core::EntryType::fulfill || step.type == core::EntryType::sell)
            at(key, day).sold -= step.on_hand;
        if (step.type == core::EntryType::returned)
            at(key, day).returned += step.on_hand;
        if (since && !out[i]) {
            end_stretch(key, *since, step.recorded_at);
            since.reset();
        } else if (!since && out[i]) {
            since = step.recorded_at;
        }
    }
    // Rows of several stripes may be committed in another order than they are numbered: then one that was
    // collected before says how it is.
    if (!has_later && since.has_value() != out[out.count - 1]) {
        const TimestampTz last = steps[steps.count - 1].recorded_at;
        if (since)
            end_stretch(key, *since, last);
        since = since ? OptionalTime() : last;
    }
    // From its first day on a level could be sold, though nobody may have wanted it for long.
    if (days_.count == first_of_level_ && !stored && now != nullptr && now->tracked &&
        !is_known(key))
        at(key, core::demand::day_of(first_counted(steps).recorded_at));
    if (since == stored)
        return;
    if (since)
        at(key, core::demand::day_of(*since)).since = since;
    if (stored) {
        MemoryContext caller = MemoryContextSwitchTo(memory_);
        ended_.add(copy_of(key));
        MemoryContextSwitchTo(caller);
    }
}

void DemandChanges::write() {
    if (!ended_.empty())
        run_own(sql::end_stretches,
                Parameters().keys(ended_.count, [&](int i) { return ended_[i]; }));
    if (days_.empty())
        return;
    Parameters parameters{};
    parameters.keys(days_.count, [&](int i) { return days_[i].key; })
        .integers(days_.count, [&](int i) { return days_[i].day; })
        .bigints(days_.count, [&](int i) { return days_[i].sold; })
        .bigints(days_.count, [&](int i) { return days_[i].returned; })
        .bigints(days_.count, [&](int i) { return days_[i].out; })
        .times(days_.count, [&](int i) { return days_[i].since; });
    run_own(sql::add_demand, parameters);
}

} // namespace inventory
