// Contention and pace: levels that are waited for in any rhythm, a worker that is waited for in any.
#include "levels.hpp"

#include "core/upkeep/contention.hpp"
#include "core/upkeep/pace.hpp"
#include "core/stock/stripes.hpp"

using namespace inventory::core;
using namespace inventory::fuzz;

namespace {

constexpr Microseconds second = 1000000;

void check_waits(Input &input) {
    Contention contention{0};
    Microseconds now = input.storable();
    Microseconds from = now;
    int waits = 0;

    for (; !input.is_empty() && waits < 200; waits++) {
        Microseconds before = contention.remembered_until;
        now += input.byte() * Microseconds{1000};
        add_wait(contention, now);
        require(contention.remembered_until > now, "a wait is remembered");
        require(contention.remembered_until <= now + 60 * second, "not for longer than a minute");
        require(contention.remembered_until >= before, "a wait makes nothing forgotten");
        require(waits >= 19 || !is_contended(contention, now), "a few waits are no contention");
    }
    if (waits >= 20 && now == from)
        require(is_contended(contention, now), "20 waits at once are");
    require(!is_contended(contention, now + 60 * second), "after a minute it is over");
}

void check_stripes(const Level &level) {
    int stripes = stripes_for(level);

    require(stripes >= 1 && stripes <= max_stripes, "a level has 1 to 128 stripes");
    require(level.tracked || stripes == 1, "an untracked level has no use for several");
    require(stripes == 1 || available(level) / stripes >= smallest_share, "each stripe has stock");
}

void check_pace(Input &input) {
    Pace pace;
    bool is_wanted = false;

    for (int i = 0; i < 100; i++) {
        int most = 1 + static_cast<int>(input.storable(1000000));
        int carts = pace.next(most);
        require(carts >= std::min(Pace::fewest, most) && carts <= most, "a pace has its limits");
        bool was_waited_for = input.flag();
        pace.note(was_waited_for);
        is_wanted |= was_waited_for;
        int more = is_wanted ? carts + Pace::increase : 2 * carts;
        int next = pace.next(4000000);
        require(next == std::max(was_waited_for ? carts / 2 : more, Pace::fewest),
                "it falls by half, and grows by double until then, by a little after");
    }
}

} // namespace

INVENTORY_FUZZ(input) {
    check_stripes(any_level(input));
    require(!is_quiet(input.byte(), input.byte() * second / 256),
            "one change a second is not quiet");
    check_pace(input);
    check_waits(input);
}
