// Selling without a hold, see selling.hpp.
#include "pg/stock/selling.hpp"

#include "pg/sourcing/locations.hpp"

#include <algorithm>

namespace inventory {

void Selling::prepare() {
    peeks = can_be_short = true;
    add_part(key.variant_id, 1);
}

void Selling::add_part(Text variant_id, core::Quantity each) {
    core::LevelKey level{variant_id, key.location_id};

    if (quantity > core::max_quantity / each)
        raise_level_overflow(level);
    parts_.add(Part{level, each});
    levels.add(WantedLevel::with_room(level, quantity * each));
}

void Selling::judge(const Workspace &ws, const Part &part) {
    const Level &level = ws.levels[ws.find_level(part.key)];
    core::Quantity units = quantity * part.each;
    core::Quantity present = std::max<core::Quantity>(0, core::available(level.now));

    if (!level.found)
        unknown_.add(RefusedLine{part.key, units, 0, kit_id_});
    else if (!location_named(key.location_id).sells(ws.clock))
        unsold_.add(part.key);
    else if (core::is_early(level.now, ws.clock))
        early_.add(EarlyLevel{part.key, *level.now.available_from});
    else if (level.now.tracked && units > present) {
        lacking_.add(RefusedLine{part.key, units, present, kit_id_});
        shortages.add(Shortage{part.key, units - present});
    }
}

// Nothing of what is not tracked.
void Selling::sell(Workspace &ws, const Part &part) {
    core::Level &level = ws.levels[ws.find_level(part.key)].now;
    core::Quantity units = quantity * part.each;

    if (!level.tracked)
        return;
    level.on_hand -= units;
    core::settle(level, false);
    ws.entries.add(
        LedgerEntry{core::EntryType::sell, {part.key, -units, 0, 0}, reference_id, {}, kit_id_});
    // No more is sold than is available, so that what is left is not below zero.
    core::Quantity left = core::available(level) / part.each;
    remaining = std::min(left, remaining.value_or(left));
}

Verdict Selling::decide(Workspace &ws) {
    unknown_.count = unsold_.count = early_.count = lacking_.count = 0;
    remaining.reset();
    for (const Part &part : parts_)
        judge(ws, part);
    if (!unknown_.empty() || !unsold_.empty() || !early_.empty())
        return Verdict::refused;
    if (!lacking_.empty())
        return Verdict::short_of_stock;
    for (const Part &part : parts_)
        sell(ws, part);
    return remaining ? Verdict::done : Verdict::nothing;
}

bool Selling::has_another_way(const Workspace &) {
    if (unknown_.empty() || !kit_id_.empty())
        return false;
    std::optional<Kit> kit = find_kit(key.variant_id);
    if (!kit)
        return false;
    kit_id_ = kit->kit_id;
    parts_.count = levels.count = 0;
    for (const Component &component : kit->components)
        add_part(component.variant_id, component.quantity);
    return true;
}

void Selling::refuse() {
    if (!unknown_.empty())
        raise_unknown_level(unknown_, lacking_);
    if (!unsold_.empty())
        raise_not_for_sale(unsold_);
    if (!early_.empty())
        raise_not_shipped_yet(early_);
    raise_insufficient_stock(lacking_);
}

} // namespace inventory
