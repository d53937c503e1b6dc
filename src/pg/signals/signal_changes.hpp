// What a collection tells of subjects: signals where a threshold was crossed, and states that are kept in
// silence.
#pragma once

#include "pg/signals/feed.hpp"
#include "pg/signals/states.hpp"
#include "pg/sourcing/stock_reader.hpp"

#include <algorithm>

namespace inventory {

class SignalChanges {
  public:
    // What is told is kept in the present memory context.
    explicit SignalChanges(TimestampTz clock) : memory_(CurrentMemoryContext), clock_(clock) {}
    // Opens and closes what looking reads.
    void open();
    void close();
    // Looks at a variant: at its levels that `is_changed(location_id)` names, and at all of them together.
    template <class Changed>
    void look(Feed &feed, Text variant_id, const Vec<PlaceStock> &levels, Changed is_changed);
    // Writes it all. How many signals.
    int write();

  private:
    // A signal, or a state that is kept in its place, of a level or (empty location) a variant.
    struct Told {
        int64 seq; // 0: it is kept in silence
        core::LevelKey subject;
        Ladder ladder;
        core::signals::Kind kind;
        core::Quantity quantity;
        std::optional<core::Quantity> threshold;
        bool backorderable;
    };
    // A subject as it is.
    struct Subject {
        core::LevelKey key;
        core::Quantity available;
        core::Quantity shortfall;
        bool backorderable;
    };

    void look_at(Feed &feed, const Subject &subject, core::signals::Thresholds thresholds);
    void note(Feed &feed, const Subject &subject, Ladder ladder, const State &before,
              const core::signals::Look &look, const core::signals::Thresholds &thresholds);

    MemoryContext memory_;
    TimestampTz clock_;
    StateReader states_{};
    ThresholdReader thresholds_{};
    Vec<Told> told_{};
    Vec<Told> silent_{};
    Vec<Told> spoken_{}; // whose state is a signal now, and was kept in silence
    Vec<int64> past_{};  // numbers of signals that are past their time, and now are not the last
};

template <class Changed>
void SignalChanges::look(Feed &feed, Text variant_id, const Vec<PlaceStock> &levels,
                         Changed is_changed) {
    Subject all{{variant_id, Text{""}}, 0, 0, false};
    bool is_tracked = !levels.empty();

    states_.begin_variant(variant_id);
    thresholds_.begin_variant(variant_id);
    for (const PlaceStock &place : levels) {
        const core::Level &level = place.level;
        is_tracked &= level.tracked;
        if (!level.tracked)
            continue;
        const Subject subject{place.key, core::available(level), level.shortfall,
                              level.backorder_limit != 0};
        // Of thousands of levels it might be more than a number can say.
        all.available = std::min(core::max_quantity,
                                 all.available + std::max<core::Quantity>(0, subject.available));
        all.shortfall = std::min(core::max_quantity, all.shortfall + subject.shortfall);
        all.backorderable |= subject.backorderable;
        if (!is_changed(place.key.location_id))
            continue;
        core::signals::Thresholds thresholds = thresholds_.of(place.key.location_id);
        thresholds.low_stock = level.low_stock_threshold;
        look_at(feed, subject, thresholds);
    }
    // Of what is not counted somewhere there is always some.
    if (is_tracked)
        look_at(feed, all, thresholds_.of(""));
}

} // namespace inventory
