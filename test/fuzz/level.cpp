// The arithmetic of one level: what may be promised, what is short.
#include "levels.hpp"

using namespace inventory::core;
using namespace inventory::fuzz;

namespace {

void check_promise(const Level &level, Quantity units) {
    Quantity missing = lacking(level, units);
    Level after = level;

    require(missing >= 0, "nothing negative is lacking");
    if (!level.backorder_limit)
        require(missing == 0, "an unlimited level lacks nothing");
    after.reserved += units;
    if (missing == 0 && level.backorder_limit) {
        require(available(after) >= -limit(level), "a promise stays within the allowance");
        require(uncovered(after) <= level.shortfall, "a promise leaves no units uncovered");
    }
    if (missing > 0 && missing < units)
        require(lacking(level, units - missing) == 0, "what is not lacking can be promised");
    Quantity waits = backordered(units, available(after));
    require(waits >= 0 && waits <= units, "no more units wait than were promised");
    require(available(after) < 0 || waits == 0, "none wait where stock is left");
}

void check_settling(const Level &before, Quantity on_hand, bool allow_shortfall) {
    Level level = before;

    level.on_hand = on_hand;
    Level changed = level;
    if (settle(level, allow_shortfall) == Cover::covered) {
        require(is_allowed(level), "a settled level can be stored");
        require(level.shortfall == uncovered(level), "the shortfall is what is not covered");
        require(allow_shortfall || level.shortfall <= before.shortfall,
                "a shortfall grows only where it may");
    } else {
        require(level == changed, "a refused change leaves the level alone");
        require(!allow_shortfall, "an allowed shortfall is never refused");
        require(uncovered(level) > before.shortfall, "only what is short is refused");
    }
}

} // namespace

INVENTORY_FUZZ(input) {
    Level level = any_level(input);

    require(is_allowed(level), "a level that was made can be stored");
    check_promise(level, input.orderable());
    check_settling(level, input.storable(), input.flag());
}
