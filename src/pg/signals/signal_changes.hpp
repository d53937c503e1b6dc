// What a collection tells of subjects: signals where a threshold was crossed, and states that are kept in
// silence.
#pragma once

#include "pg/signals/feed.hpp"
#include "pg/signals/states.hpp"
#include "pg/sourcing/stock_reader.hpp"

namespace inventory {

class SignalChanges {
  public:
    // What is told is kept in the present memory context.
    explicit SignalChanges(TimestampTz clock) : memory_(CurrentMemoryContext), clock_(clock) {}
    // Opens and closes what looking reads.
    void open();
    void close();
    // Looks at a variant: at its levels that have changed (locations in order) or at each, and at all of them
    // together. One that is there no longer has none to sell.
    void look(Feed &feed, Text variant_id, const Vec<PlaceStock> &levels, const Vec<Text> &changed,
              bool at_each);
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
        bool is_gone; // of what nobody has looked at, nothing is kept then
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

} // namespace inventory
