// Days: which day a time is of, and how a stretch of time is cut into days, whenever they are.
#include "levels.hpp"

#include "core/demand/outage.hpp"

using namespace inventory::core;
using namespace inventory::core::demand;
using namespace inventory::fuzz;

namespace {

// Times as PostgreSQL has them: from 4714 BC to 294276 AD, in microseconds since 2000.
constexpr std::int64_t first_time = -211'813'488'000'000'000;
constexpr std::int64_t last_time = 9'223'371'331'199'999'999;

// Any time, or one next to the beginning of a day.
std::int64_t any_time(Input &input) {
    const std::int64_t time = std::clamp(input.number(), first_time, last_time);

    if (input.flag())
        return time;
    const std::int64_t begin = time / microseconds_a_day * microseconds_a_day;
    return std::clamp(begin + input.byte() - 128, first_time, last_time);
}

void check_day(std::int64_t time) {
    const std::int64_t day = day_of(time);
    const std::int64_t into = time - day * microseconds_a_day;

    require(into >= 0 && into < microseconds_a_day, "a time lies in its day");
}

// Stretches of some years, or the fuzzer would count days.
void check_stretch(std::int64_t from, std::int64_t to) {
    constexpr std::int64_t longest = 5000;
    std::int64_t at = from, last_day = 0;
    int days = 0;

    if (from < last_time - longest * microseconds_a_day)
        to = std::min(to, from + longest * microseconds_a_day);
    visit_days(from, to, [&](std::int64_t day, std::int64_t length) {
        require(length > 0 && length <= microseconds_a_day,
                "a day has a part, and not more than all");
        require(days == 0 || day == last_day + 1, "days come one after the other");
        require(day == day_of(at) && day == day_of(at + length - 1), "a part is of its day");
        at += length;
        last_day = day;
        days++;
    });
    require(from >= to ? days == 0 : at == to, "the parts come to the stretch");
}

void check_level(const Level &level) {
    const bool is_out = is_sold_out(level);

    if (is_out)
        require(lacking(level, 1) > 0, "of what is sold out nothing can be had");
    else
        require(!level.tracked || level.backorder_limit != 0 || available(level) > 0,
                "of what is not, something can");
}

} // namespace

INVENTORY_FUZZ(input) {
    const std::int64_t from = any_time(input), to = any_time(input);

    check_day(from);
    check_day(to);
    check_stretch(from, to);
    check_stretch(from, from + std::min(input.storable(40 * microseconds_a_day),
                                        last_time - std::max<std::int64_t>(from, 0)));
    check_level(any_level(input));
}
