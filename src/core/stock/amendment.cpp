// Amending a level, see amendment.hpp.
#include "core/stock/amendment.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

Amendments refused(Amended outcome, Quantity missing = 0) { return Amendments{outcome, missing}; }

Amendments amend_away(const Level &level) {
    if (level.on_hand > 0 || level.incoming > 0)
        return refused(Amended::not_empty);
    if (level.reserved > 0)
        return refused(Amended::not_empty, level.reserved);
    return Amendments{Amended::deleted, 0};
}

// Whether what is wished goes by the supplies of a level.
bool is_managed(const Amendment &wish, const Level &level, bool has_supplies) {
    bool limits = wish.backorder_limit || wish.unlimited_backorder;

    return (limits && level.promise_incoming) ||
           (has_supplies && wish.incoming && *wish.incoming != level.incoming);
}

} // namespace

bool Amendment::sets_something() const {
    return on_hand || delta || incoming || safety_stock || backorder_limit || unlimited_backorder ||
           low_stock_threshold || tracked;
}

void set_policy(const Amendment &wish, Level &level) {
    level.safety_stock = wish.safety_stock.value_or(level.safety_stock);
    if (wish.unlimited_backorder)
        level.backorder_limit.reset();
    else if (wish.backorder_limit)
        level.backorder_limit = wish.backorder_limit;
    if (wish.low_stock_threshold)
        level.low_stock_threshold = *wish.low_stock_threshold;
    level.tracked = wish.tracked.value_or(level.tracked);
    level.promise_incoming = wish.promise_incoming.value_or(level.promise_incoming);
    level.ships_in = wish.ships_in.value_or(level.ships_in);
    level.ships_in_max =
        wish.ships_in_max.value_or(level.ships_in ? level.ships_in_max : std::nullopt);
    level.available_from = wish.available_from.value_or(level.available_from);
}

Amendments amend(const Amendment &wish, bool found, Level &level, bool has_supplies) {
    const Level before = level;
    Quantity delta = wish.on_hand ? *wish.on_hand - before.on_hand : wish.delta.value_or(0);

    if (found && wish.kind == AmendmentKind::create)
        return refused(Amended::exists);
    if (!found && (wish.kind == AmendmentKind::update || wish.kind == AmendmentKind::remove))
        return refused(Amended::unknown_level);
    if (wish.expected_on_hand && *wish.expected_on_hand != before.on_hand)
        return refused(Amended::conflict);
    if (is_managed(wish, before, has_supplies))
        return refused(Amended::managed);
    if (wish.kind == AmendmentKind::remove)
        return amend_away(before);
    if (are_too_many(before.on_hand, delta))
        return refused(Amended::too_many);
    if (before.on_hand + delta < 0)
        return refused(Amended::below_zero);

    Level after = before;
    set_policy(wish, after);
    if (after.tracked != before.tracked && before.reserved > 0)
        return refused(Amended::promised, before.reserved);
    after.on_hand += delta;
    after.incoming = wish.incoming.value_or(before.incoming);
    // A shortfall may be as much as the count takes; what a policy takes from under holds it may not.
    Quantity missing = std::max<Quantity>(0, uncovered(after) - before.shortfall);
    if (missing > (wish.allow_shortfall ? std::max<Quantity>(0, -delta) : 0))
        return refused(Amended::promised, missing);
    settle(after, true);
    level = after;
    if (!found)
        return Amendments{Amended::created, missing};
    return Amendments{after == before ? Amended::unchanged : Amended::updated, missing};
}

} // namespace inventory::core
