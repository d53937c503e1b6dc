// The operations that set the policy of a level, or delete it. The SQL functions are in
// policy_functions.cpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

// Instead of a number of units.
constexpr core::Quantity unchanged = -1;
constexpr core::Quantity cleared = -2;

// What to change, -1 (0 stripes) for what stays as it is.
struct SettingPolicy : Operation {
    core::LevelKey key;
    core::Quantity backorder_limit;
    core::Quantity safety_stock;
    core::Quantity low_stock_threshold;
    int unlimited_backorder;
    int tracked;
    int stripes;
    core::Quantity missing;
    bool tracking_conflicts;
    Verdict decide(Workspace &ws) override;

    void refuse() override;
};

struct Deleting : Operation {
    core::LevelKey key;
    core::Level level;
    Verdict decide(Workspace &ws) override;

    void refuse() override;
};

} // namespace inventory
