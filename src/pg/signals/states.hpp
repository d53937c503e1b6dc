// The states of subjects on their ladders (core/signals/ladder.hpp): the last signal of a subject, or what was
// so silently since. And the thresholds that somebody asks for.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/scan.hpp"

#include "core/base/level_key.hpp"
#include "core/signals/ladder.hpp"

namespace inventory {

using core::signals::Ladder;
using core::signals::ladder_count;

// Where a subject stands on a ladder.
struct State {
    core::signals::Kind kind;
    bool is_silent; // it stands in silent_states
    int64 told_seq; // of the last signal; 0: there is none
};

class StateReader {
  public:
    static StateReader open();
    void close();

    // What is the same for all subjects of one variant is read once, into the present memory context.
    void begin_variant(Text variant_id);
    // Of a level of the variant that was begun or, with an empty location, of the variant.
    void read(const core::LevelKey &subject, State *states);
    // Whether a signal is the last of its subject on the ladder of its kind.
    bool is_last(const core::LevelKey &subject, std::optional<core::signals::Kind> kind, int64 seq);

  private:
    struct SilentState {
        Text location_id;
        int ladder;
        core::signals::Kind kind;
    };

    Scan silent_;
    Scan told_[ladder_count];
    Scan told_of_variant_[ladder_count];
    Vec<SilentState> silent_of_variant_; // in the order of locations
    bool was_told_[ladder_count];        // of any subject of the variant
};

// What is asked of subjects.
class ThresholdReader {
  public:
    static ThresholdReader open();
    void close();

    // Of all subjects of one variant, whose product is looked up.
    void begin_variant(Text variant_id);
    // Of a location; empty: of all together. What a level has by itself, its low_stock_threshold, is not in it.
    core::signals::Thresholds of(Text location_id);

  private:
    bool find(Text object, Text id, Text location_id, core::signals::Thresholds *found);

    bool is_empty_; // nobody asks for anything
    Scan products_;
    Scan rows_;
    Text variant_id_;
    OptionalText product_id_;
};

} // namespace inventory
