// The arithmetic of one supply, see supply.hpp.
#include "core/supply/supply.hpp"

#include <algorithm>

namespace inventory::core::supply {
namespace {

Delivered refused(Outcome outcome, Quantity excess = 0) {
    return Delivered{outcome, excess, LevelChange{}, 0, 0, 0, 0};
}

// Takes up to so many units off what is left; the change, which is not positive.
Quantity take_off(Quantity &left, Quantity units) {
    const Quantity taken = std::min(left, units);

    left -= taken;
    return -taken;
}

LevelChange difference(const Supply &before, const Supply &after) {
    return LevelChange{after.received - before.received, outstanding(after) - outstanding(before),
                       promisable(after) - promisable(before)};
}

Outcome judge(const Supply &supply, const Delivery &delivery, Quantity excess) {
    if (delivery.returned > 0 && !supply.is_transfer)
        return Outcome::not_a_transfer;
    if (excess > 0 && (supply.is_transfer || !delivery.allow_excess))
        return Outcome::excess;
    return are_too_many(supply.received, delivery.accepted) ? Outcome::too_many : Outcome::done;
}

} // namespace

Quantity limit_that_follows(const Dated *supplies, std::size_t count) {
    Quantity units = 0;

    for (std::size_t i = 0; i < count; i++)
        if (supplies[i].expected_at)
            units = plus(units, supplies[i].outstanding);
    return units;
}

Ordered order(Supply &supply, const Order &wish) {
    const Supply before = supply;
    const Quantity quantity = wish.quantity.value_or(before.quantity);

    if (!is_storable(quantity))
        return Ordered{Outcome::bad_quantity, LevelChange{}, false};
    if (quantity != before.quantity && before.is_transfer)
        return Ordered{Outcome::not_changeable, LevelChange{}, false};
    if (quantity < before.received)
        return Ordered{Outcome::below_received, LevelChange{}, false};
    supply.quantity = quantity;
    supply.expected_at = wish.expected_at.value_or(before.expected_at);
    return Ordered{Outcome::done, difference(before, supply),
                   supply.expected_at != before.expected_at};
}

Ordered ship(Supply &supply, Quantity quantity, Date expected_at) {
    const Supply before = supply;

    if (!is_orderable(quantity))
        return Ordered{Outcome::bad_quantity, LevelChange{}, false};
    if (before.is_transfer || before.quantity > 0)
        return Ordered{Outcome::not_changeable, LevelChange{}, false};
    supply = Supply{quantity, 0, expected_at, true};
    return Ordered{Outcome::done, difference(before, supply), true};
}

Delivered deliver(Supply &supply, const Delivery &delivery) {
    const Supply before = supply;
    Quantity left = outstanding(before);

    for (Quantity units : {delivery.accepted, delivery.lost, delivery.returned})
        if (!is_storable(units))
            return refused(Outcome::bad_quantity);
    const Quantity came = delivery.accepted + delivery.lost + delivery.returned;
    const Quantity excess = std::max<Quantity>(0, came - left);
    if (const Outcome outcome = judge(before, delivery, excess); outcome != Outcome::done)
        return refused(outcome, outcome == Outcome::excess ? excess : 0);

    Delivered delivered = refused(Outcome::done, excess);
    delivered.accepted_incoming = take_off(left, delivery.accepted);
    delivered.lost_incoming = take_off(left, delivery.lost);
    delivered.returned_incoming = take_off(left, delivery.returned);
    const Quantity closed = delivery.close ? take_off(left, left) : 0;
    (before.is_transfer ? delivered.lost_incoming : delivered.closed_incoming) += closed;

    supply.received += delivery.accepted;
    supply.quantity = supply.received + left;
    if (before.is_transfer) {
        supply.lost -= delivered.lost_incoming;
        supply.returned -= delivered.returned_incoming;
    }
    delivered.change = difference(before, supply);
    return delivered;
}

Outcome change_level(Level &level, const LevelChange &change, bool limit_follows,
                     bool allow_shortfall) {
    if (are_too_many(level.on_hand, change.on_hand) ||
        are_too_many(level.incoming, change.incoming))
        return Outcome::too_many;
    if (level.incoming + change.incoming < 0)
        return Outcome::out_of_step;

    Level after = level;
    after.on_hand += change.on_hand;
    after.incoming += change.incoming;
    if (limit_follows) {
        if (are_too_many(limit(level), change.promisable))
            return Outcome::too_many;
        if (limit(level) + change.promisable < 0)
            return Outcome::out_of_step;
        after.backorder_limit = limit(level) + change.promisable;
    }
    if (settle(after, allow_shortfall) == Cover::short_of_stock)
        return Outcome::short_of_stock;
    level = after;
    return Outcome::done;
}

} // namespace inventory::core::supply
