// Judging how contended a level is, see contention.hpp.
#include "core/upkeep/contention.hpp"

#include "core/stock/stripes.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

constexpr Microseconds second = 1000000;
constexpr Microseconds memory_of_a_wait = second / 2;
constexpr Microseconds contended_from = 20 * memory_of_a_wait;
constexpr Microseconds longest_memory = 60 * second;

} // namespace

void add_wait(Contention &contention, Microseconds now) {
    Microseconds until = std::max(contention.remembered_until, now) + memory_of_a_wait;

    contention.remembered_until = std::min(until, now + longest_memory);
}

bool is_contended(const Contention &contention, Microseconds now) {
    return contention.remembered_until - now >= contended_from;
}

int stripes_for(const Level &level) {
    if (!level.tracked)
        return 1;
    return static_cast<int>(
        std::clamp<Quantity>(available(level) / smallest_share, 1, max_stripes));
}

bool is_quiet(std::int64_t changes, Microseconds time) {
    return changes >= 0 && changes < time / second;
}

} // namespace inventory::core
