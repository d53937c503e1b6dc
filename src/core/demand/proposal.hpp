// What is proposed for one level: the demand that is expected, until when its stock lasts, and what to order.
// It puts together what forecast.hpp and replenishment.hpp know.
#pragma once

#include "core/demand/forecast.hpp"
#include "core/demand/replenishment.hpp"
#include "core/stock/level.hpp"

#include <optional>

namespace inventory::core::demand {

struct Proposal {
    double mean_per_day;
    std::optional<double> days_of_cover; // none where nothing is demanded
    Targets targets;
    Suggestion suggestion;
    double lost_per_day; // units that are demanded and can't be had
};

// Nothing where too little is known of the demand.
std::optional<Proposal> propose(const History &history, const Level &level,
                                const Supplying &supplying, const Terms &terms);

// The order in which proposals are looked at: that which loses most a day, then that which is out first; what
// is never out, and of which too little is known, come last.
bool is_more_urgent(const std::optional<Proposal> &a, const std::optional<Proposal> &b);

} // namespace inventory::core::demand
