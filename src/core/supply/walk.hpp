// Walking up the curve of a level step by step, without a buffer: what steps.hpp and atp.hpp are made of.
#pragma once

#include "core/supply/steps.hpp"

namespace inventory::core::supply {

// Calls visit(Step) for each step until it answers false. Steps do not fall in units or dates; some may be
// alike in either.
template <class Visit>
void walk(Quantity on_hand, const Supplies &supplies, const Terms &terms, Time queued_at,
          Visit visit) {
    const Date now = ready_in_stock(terms);
    const Ready to_order = ready_to_order(queued_at, terms);
    Quantity units = on_hand;

    if (!now || !visit(Step{units, Ready{now, now}}))
        return;
    for (std::size_t i = 0; i < supplies.count; i++) {
        const Date date = ready_with_supply(supplies.at[i].expected_at, terms);
        if (!date)
            continue;
        units = plus(units, supplies.at[i].outstanding);
        Ready ready{date, date};
        if (to_order.by) {
            ready = sooner(ready, to_order);
            if (ready == to_order)
                break; // any number is there by then
        }
        if (!visit(Step{units, ready}))
            return;
    }
    if (to_order.by)
        visit(Step{no_bound, to_order});
}

} // namespace inventory::core::supply
