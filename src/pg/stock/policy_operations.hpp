// The operations that set the policy of a level, or delete it. The SQL functions are in
// policy_functions.cpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {

// A threshold to be set, or to be cleared.
using Threshold = std::optional<core::Quantity>;

// What to change; none for what stays as it is.
struct SettingPolicy : Operation {
    core::LevelKey key;
    std::optional<core::Quantity> backorder_limit;
    std::optional<bool> unlimited_backorder;
    std::optional<core::Quantity> safety_stock;
    std::optional<Threshold> low_stock_threshold;
    std::optional<bool> tracked;
    std::optional<int> stripes;
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
