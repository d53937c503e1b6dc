// What is proposed for the levels that are replenished: reading all of them, and of their demand, at once.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"

#include "core/base/level_key.hpp"
#include "core/demand/proposal.hpp"

namespace inventory {

struct ReportedLevel {
    core::LevelKey key;
    core::Level level;
    core::demand::Supplying supplying;
    core::demand::Terms terms;
    OptionalText supplier_id;
    std::optional<core::demand::Proposal> proposal; // none: too little is known of its demand
};

// At one location or all, by one supplier or any; the most urgent first. With the active snapshot; takes 2 kB
// of memory a level.
Vec<ReportedLevel> read_report(OptionalText location_id, OptionalText supplier_id,
                               TimestampTz clock);

} // namespace inventory
