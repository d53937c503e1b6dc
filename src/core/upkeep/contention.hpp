// When a level is worth several stripes, and when it no longer is. What a stripe is, see
// stripes.hpp.
#pragma once

#include "core/stock/level.hpp"

#include <cstdint>

namespace inventory::core {

using Microseconds = std::int64_t;

// How much a level was waited for of late: every wait is remembered for half a second after those
// before it. So it is contended after 20 waits at once, or more than two a second for a while, and
// no longer so when nobody has waited for a minute.
struct Contention {
    Microseconds remembered_until;
};

void add_wait(Contention &contention, Microseconds now);
bool is_contended(const Contention &contention, Microseconds now);

// How many stripes a contended level gets: as many as have stock to sell, so that buyers can pass
// each other by; 1 where they could not, or would wait for stock in one line.
int stripes_for(const Level &level);

// Whether a level changed so seldom, in a time that is over, that it needs no stripes: less than once
// a second, where there cannot be two waits a second. So it is not striped again at once.
bool is_quiet(std::int64_t changes, Microseconds time);

} // namespace inventory::core
