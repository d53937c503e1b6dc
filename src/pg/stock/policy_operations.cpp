// Setting the policy of a level and deleting it, see policy_operations.hpp.
#include "pg/stock/policy_operations.hpp"

#include "pg/engine/distribute.hpp"
#include "pg/kits/kits.hpp"
#include "pg/supplies/supplies.hpp"

namespace inventory {

Verdict SettingPolicy::decide(Workspace &ws) {
    core::Level &level = ws.levels[ws.find_level(key)].now;

    tracking_conflicts = wish.tracked && level.tracked != *wish.tracked && level.reserved > 0;
    if (tracking_conflicts) {
        missing = level.reserved;
        shortages.add(Shortage{key, missing});
        return Verdict::short_of_stock;
    }
    if (wish.tracked && *wish.tracked && !level.tracked &&
        is_in_held_kit(key.variant_id, key.location_id))
        raise_in_held_kit(key);
    core::set_policy(wish, level);
    check_terms(level);
    if (level.promise_incoming)
        follow_supply(level, ws.locking != Locking::none);
    if (core::settle(level, false) == core::Cover::short_of_stock) {
        missing = core::uncovered(level) - level.shortfall;
        shortages.add(Shortage{key, missing});
        return Verdict::short_of_stock;
    }
    if (stripes && ws.locking == Locking::wait)
        restripe(ws, ws.find_level(key), *stripes);
    return Verdict::done;
}

void SettingPolicy::check_terms(const core::Level &level) const {
    if (!level.ships_in_max)
        return;
    if (!level.ships_in)
        raise_invalid("ships_in_max", "must be null where ships_in is not known");
    if (core::length_of(*level.ships_in_max) < core::length_of(*level.ships_in))
        raise_invalid("ships_in_max", "must be at least ships_in");
}

void SettingPolicy::follow_supply(core::Level &level, bool is_locked) const {
    if (wish.backorder_limit || wish.unlimited_backorder)
        raise_limit_follows(key);
    level.backorder_limit = limit_of(read_supplies(key, is_locked));
    if (!core::is_storable(*level.backorder_limit))
        raise_level_overflow(key);
}

void SettingPolicy::refuse() {
    if (tracking_conflicts)
        raise_untracked_with_holds(key, missing);
    raise_promised_without_stock(key, missing);
}

Verdict Deleting::decide(Workspace &ws) {
    Level &found = ws.levels[ws.find_level(key)];

    level = found.now;
    if (!found.found)
        return Verdict::nothing;
    if (level.on_hand > 0 || level.incoming > 0)
        return Verdict::refused;
    if (level.reserved == 0) {
        found.removed = true;
        return Verdict::done;
    }
    shortages.add(Shortage{key, level.reserved});
    return Verdict::short_of_stock;
}

void Deleting::refuse() {
    raise_level_not_empty(key, level.on_hand, level.reserved, level.incoming);
}

} // namespace inventory
