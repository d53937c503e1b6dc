// The operations that set the policy of a level, or delete it. The SQL functions are in
// policy_functions.cpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

#include "core/stock/amendment.hpp"

namespace inventory {

struct SettingPolicy : Operation {
    core::LevelKey key;
    core::Amendment wish;       // of policy alone
    std::optional<int> stripes; // none: as they are
    core::Quantity missing;
    bool tracking_conflicts;
    Verdict decide(Workspace &ws) override;

    void refuse() override;

  private:
    void check_terms(const core::Level &level) const;
    void follow_supply(core::Level &level, bool is_locked) const;
};

struct Deleting : Operation {
    core::LevelKey key;
    core::Level level;
    Verdict decide(Workspace &ws) override;

    void refuse() override;
};

} // namespace inventory
