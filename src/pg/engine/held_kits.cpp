// Finding the kits that a cart holds, see held_kits.hpp.
#include "pg/engine/held_kits.hpp"

#include "pg/base/errors.hpp"
#include "pg/engine/line.hpp"

#include <algorithm>

namespace inventory {
namespace {

HeldKit &find_or_add(Vec<HeldKit> &held, const core::KitKey &kit) {
    for (HeldKit &known : held)
        if (known.kit.version == kit.version)
            return known;
    return held.add(HeldKit{read_kit(kit.kit_id, kit.version), 0, 0});
}

} // namespace

bool is_meant(const Hold &hold, const core::LevelKey &key) {
    Text variant_id = hold.kit.is_any() ? hold.kit.kit_id : hold.key.variant_id;

    return variant_id == key.variant_id && hold.key.location_id == key.location_id;
}

Vec<HeldKit> held_kits(const Workspace &ws, int cart, const core::LevelKey &key) {
    Vec<HeldKit> held{};

    for (const Hold &hold : ws.holds_of(ws.carts[cart])) {
        if (!hold.kit.is_any() || !is_meant(hold, key) || hold.now.units == 0)
            continue;
        HeldKit &version = find_or_add(held, hold.kit);
        version.last_place = std::max({version.last_place, hold.now.place, hold.now.added_place});
        version.kits = hold.now.units / version.kit.quantity_of(hold.key.variant_id);
    }
    // Of a component that was not tracked nothing is held.
    for (HeldKit &version : held) {
        Vec<Component> &parts = version.kit.components;
        parts.count = static_cast<int>(
            std::remove_if(parts.begin(), parts.end(),
                           [&](const Component &part) {
                               return ws.find_hold(cart, {part.variant_id, key.location_id},
                                                   version.key()) < 0;
                           }) -
            parts.begin());
    }
    std::sort(held.begin(), held.end(), [](const HeldKit &a, const HeldKit &b) {
        return a.last_place != b.last_place ? a.last_place < b.last_place
                                            : a.kit.version < b.kit.version;
    });
    return held;
}

int hold_of(const Workspace &ws, int cart, Text location_id, const HeldKit &held,
            const Component &component) {
    int hold = ws.find_hold(cart, core::LevelKey{component.variant_id, location_id}, held.key());

    if (hold < 0)
        raise_lost_rows("reservations");
    return hold;
}

core::Quantity waiting_kits(const Workspace &ws, int cart, Text location_id, const Kit &kit,
                            bool without_dead) {
    core::Quantity most = 0;

    for (const Component &component : kit.components) {
        int hold = ws.find_hold(cart, core::LevelKey{component.variant_id, location_id},
                                core::KitKey{kit.kit_id, kit.version});
        core::Quantity units = hold < 0 ? 0 : waiting_units(ws, ws.holds[hold], without_dead).all();
        most = std::max(most, (units + component.quantity - 1) / component.quantity);
    }
    return most;
}

} // namespace inventory
