// The operation behind apply_levels: many levels made, changed and deleted at once. Its elements are read in
// level_elements.cpp; the SQL function is in feed_functions.cpp.
#pragma once

#include "pg/engine/operation.hpp"
#include "pg/stock/level_elements.hpp"

namespace inventory {

enum class LevelStatus {
    valid, // would have been done, had no other been refused
    created,
    updated,
    unchanged,
    deleted,
    exists,
    unknown_level,
    conflict,
    promised,
    not_empty,
    duplicate,
    managed,
    kit,
    invalid
};

constexpr bool is_refused(LevelStatus status) { return status > LevelStatus::deleted; }

// What became of an element.
struct LevelOutcome {
    LevelStatus status;
    Fault fault;                      // of an invalid one
    std::optional<core::Level> level; // afterwards; none where it is not there
};

struct ApplyingLevels : Operation {
    Vec<LevelElement> elements;
    Vec<LevelOutcome> outcomes; // one each
    bool all_or_nothing;        // else each for itself
    bool any_refused;

    // Sets the operation up for its elements.
    void prepare();
    // Whether it comes to any change.
    bool changes() const { return successes > 0; }

    Verdict decide(Workspace &ws) override;

  private:
    void find_duplicates();
    LevelOutcome amend(Workspace &ws, int element, int level);
    void answer(const Workspace &ws);

    Vec<LevelOutcome> judged_; // before any level was seen; valid: not yet
};

} // namespace inventory
