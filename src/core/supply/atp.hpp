// What can still be promised, and from when: available to promise, step by step. When a promise that was
// made is kept, see line.hpp.
//
// What a call that reserves may have is `available + backorder_limit`, less what waits on the waitlist. Which
// of these units ship by a time is told so that safety stock stays: available(t) is stock and supplies that
// ship by t, less all that is reserved or waits, less safety_stock; never below 0, nor above what may be
// reserved today. So
// - without a backorder limit (0) the curve is what is available now: what comes later can't be promised yet;
// - where the limit follows supply, or is none, it rises with each supply that has a date, up to what a
//   reserve may have;
// - a limit that is less than what is on its way is a cap: the curve ends there.
// A hold that is made is served from all of on_hand, so it may ship sooner than the curve said, never later.
#pragma once

#include "core/supply/steps.hpp"

namespace inventory::core::supply {

struct Available {
    Time from;      // they ship by then
    Quantity units; // that can be promised, in all; no_bound: any number
};

// So many steps may a curve have.
constexpr std::size_t most_available(std::size_t supplies) { return supplies + 3; }

// Units that a reserve may have today, waiting ones included; no_bound: any number.
Quantity reservable(const Level &level, Quantity waiting);

// The curve of a level, into a buffer of most_available(); answers the number of its steps. The first one is
// now, if it has no unit; then times and units rise. What nobody knows when to ship is in no step. Tracked
// levels only. Holds that are in nobody's way (past their deadline, the cart's own) are not in `reserved`.
std::size_t atp(const Level &level, Quantity waiting, const Supplies &supplies, const Terms &terms,
                Available *buffer);

// A component of a kit, its curve and what goes into one kit of it.
struct ComponentCurve {
    const Available *at;
    std::size_t count;
    Quantity each;
};

// Of kits at one place, from the curves of their components, made at the same `now`: at each time as many as
// of the component of which there are fewest. Untracked ones are left out; of none but these any number. The
// buffer has room for all steps of the components and one more.
std::size_t atp_of_kits(const ComponentCurve *components, std::size_t count, Time now,
                        Available *buffer);

} // namespace inventory::core::supply
