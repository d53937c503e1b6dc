// Looking at subjects and telling what has changed, see signal_changes.hpp.
#include "pg/signals/signal_changes.hpp"

#include "pg/base/settings.hpp"
#include "pg/ledger/own_writer.hpp"

#include <algorithm>

namespace inventory {
namespace {

using core::signals::Kind;

// The threshold that a kind is about.
std::optional<core::Quantity> threshold_of(Kind kind, const core::signals::Thresholds &thresholds) {
    switch (kind) {
    case Kind::in_stock:
        return thresholds.in_stock_at;
    case Kind::low_stock:
    case Kind::recovered:
        return thresholds.low_stock;
    case Kind::overstock:
    case Kind::overstock_ended:
        return thresholds.overstock;
    default:
        return 0;
    }
}

} // namespace

void SignalChanges::open() {
    states_ = StateReader::open();
    thresholds_ = ThresholdReader::open();
}

void SignalChanges::close() {
    thresholds_.close();
    states_.close();
}

void SignalChanges::look(Feed &feed, Text variant_id, const Vec<PlaceStock> &levels,
                         const Vec<Text> &changed, bool at_each) {
    Subject all{{variant_id, Text{""}}, 0, 0, false, levels.empty()};
    bool is_tracked = true;
    int next = 0;
    const auto look_at_gone = [&](Text location_id) {
        if (!location_id.empty())
            look_at(feed, Subject{{variant_id, location_id}, 0, 0, false, true},
                    thresholds_.of(location_id));
    };

    states_.begin_variant(variant_id);
    thresholds_.begin_variant(variant_id);
    for (const PlaceStock &place : levels) {
        const core::Level &level = place.level;
        while (next < changed.count && changed[next] < place.key.location_id)
            look_at_gone(changed[next++]);
        const bool has_changed = next < changed.count && changed[next] == place.key.location_id;
        next += has_changed;
        is_tracked &= level.tracked;
        if (!level.tracked)
            continue;
        const Subject subject{place.key, core::available(level), level.shortfall,
                              level.backorder_limit != 0, false};
        // Of thousands of levels it might be more than a number can say.
        all.available = std::min(core::max_quantity,
                                 all.available + std::max<core::Quantity>(0, subject.available));
        all.shortfall = std::min(core::max_quantity, all.shortfall + subject.shortfall);
        all.backorderable |= subject.backorderable;
        if (!has_changed && !at_each)
            continue;
        core::signals::Thresholds thresholds = thresholds_.of(place.key.location_id);
        thresholds.low_stock = level.low_stock_threshold;
        look_at(feed, subject, thresholds);
    }
    while (next < changed.count)
        look_at_gone(changed[next++]);
    // Of what is not counted somewhere there is always some.
    if (is_tracked)
        look_at(feed, all, thresholds_.of(""));
}

void SignalChanges::look_at(Feed &feed, const Subject &subject,
                            core::signals::Thresholds thresholds) {
    State states[ladder_count];
    const auto state_on = [&](Ladder ladder) -> State & {
        return states[static_cast<int>(ladder)];
    };

    // Nobody asks for 0.
    if (thresholds.low_stock == 0)
        thresholds.low_stock.reset();
    states_.read(subject.key, states);
    const bool is_first = state_on(Ladder::stock).kind == Kind::none;
    if (is_first && subject.is_gone)
        return;
    for (Ladder ladder : {Ladder::overstock, Ladder::shortfall})
        if (!is_first && state_on(ladder).kind == Kind::none)
            state_on(ladder).kind = quiet_state(ladder);
    note(feed, subject, Ladder::stock, state_on(Ladder::stock),
         core::signals::look_at_stock(state_on(Ladder::stock).kind, subject.available, thresholds),
         thresholds);
    note(feed, subject, Ladder::overstock, state_on(Ladder::overstock),
         core::signals::look_at_overstock(state_on(Ladder::overstock).kind, subject.available,
                                          thresholds),
         thresholds);
    note(feed, subject, Ladder::shortfall, state_on(Ladder::shortfall),
         core::signals::look_at_shortfall(state_on(Ladder::shortfall).kind, subject.shortfall),
         thresholds);
}

void SignalChanges::note(Feed &feed, const Subject &subject, Ladder ladder, const State &before,
                         const core::signals::Look &look,
                         const core::signals::Thresholds &thresholds) {
    const bool is_quiet =
        before.kind == Kind::none && ladder != Ladder::stock && look.state == quiet_state(ladder);
    if (look.state == before.kind || is_quiet)
        return;
    MemoryContext caller = MemoryContextSwitchTo(memory_);
    Told told{0,
              copy_of(subject.key),
              ladder,
              look.state,
              ladder == Ladder::shortfall ? subject.shortfall : subject.available,
              {},
              subject.backorderable};
    if (look.count == 0)
        silent_.add(told);
    for (int i = 0; i < look.count; i++) {
        told.seq = feed.next_seq();
        told.kind = look.kinds[i];
        told.threshold = threshold_of(told.kind, thresholds);
        told_.add(told);
    }
    if (look.count > 0 && before.is_silent)
        spoken_.add(told);
    if (look.count > 0 && before.told_seq > 0 && before.told_seq <= feed.retained_seq)
        past_.add(before.told_seq);
    MemoryContextSwitchTo(caller);
}

int SignalChanges::write() {
    const auto key_of = [](const Vec<Told> &list) {
        return [&list](int i) { return list[i].subject; };
    };
    const auto ladder_in = [](const Vec<Told> &list) {
        return [&list](int i) { return name_of(list[i].ladder); };
    };

    if (!told_.empty()) {
        OwnWriter writer = OwnWriter::open(Table::signals, CMD_INSERT);
        for (const Told &told : told_) {
            const bool of_level = !told.subject.location_id.empty();
            writer.begin_row();
            writer.set_bigint(signal::seq, told.seq);
            writer.set_text(signal::kind, core::signals::name_of(told.kind));
            writer.set_text(signal::variant_id, told.subject.variant_id);
            writer.set_text(signal::location_id,
                            of_level ? OptionalText{told.subject.location_id} : std::nullopt);
            writer.set_null(signal::reference_id);
            writer.set_null(signal::merchant_id);
            writer.set_bigint(signal::quantity, told.quantity);
            writer.set_bigint(signal::threshold, told.threshold);
            writer.set_boolean(signal::backorderable, told.backorderable);
            writer.set_time(signal::raised_at, clock_);
            writer.append();
        }
        writer.close();
    }
    if (!spoken_.empty())
        run_own(sql::forget_silent_states, Parameters()
                                               .keys(spoken_.count, key_of(spoken_))
                                               .texts(spoken_.count, ladder_in(spoken_)));
    if (!silent_.empty())
        run_own(sql::keep_silent_states, Parameters()
                                             .keys(silent_.count, key_of(silent_))
                                             .texts(silent_.count, ladder_in(silent_))
                                             .texts(silent_.count, [&](int i) {
                                                 return core::signals::name_of(silent_[i].kind);
                                             }));
    if (!past_.empty())
        run_own(sql::remove_signals,
                Parameters().bigints(past_.count, [&](int i) { return past_[i]; }));
    return told_.count;
}

} // namespace inventory
