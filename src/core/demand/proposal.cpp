// Proposing what to order, see proposal.hpp.
#include "core/demand/proposal.hpp"

#include "core/demand/outage.hpp"

#include <limits>

namespace inventory::core::demand {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();

double lost_per_day_of(const std::optional<Proposal> &proposal) {
    return proposal ? proposal->lost_per_day : 0;
}

double days_of(const std::optional<Proposal> &proposal) {
    return proposal ? proposal->days_of_cover.value_or(forever) : forever;
}

} // namespace

std::optional<Proposal> propose(const History &history, const Level &level,
                                const Supplying &supplying, const Terms &terms) {
    if (!is_enough(history))
        return std::nullopt;
    const double mu = mean_per_week(history);
    const Targets targets = targets_of(history, supplying);
    // Nobody waits for stock but holds yet.
    const Quantity position = stock_position(level.on_hand, level.reserved, level.incoming, 0);

    return Proposal{mu / 7, days_of_cover(available(level), mu), targets,
                    suggest(position, targets.reorder_point, targets.order_up_to, terms),
                    is_sold_out(level) ? lost_per_day(0, mu) : 0};
}

bool is_more_urgent(const std::optional<Proposal> &a, const std::optional<Proposal> &b) {
    if (lost_per_day_of(a) != lost_per_day_of(b))
        return lost_per_day_of(a) > lost_per_day_of(b);
    return days_of(a) < days_of(b);
}

} // namespace inventory::core::demand
