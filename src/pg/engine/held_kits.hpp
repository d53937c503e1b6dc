// Kits that a cart holds, as their components are held.
#pragma once

#include "pg/engine/workspace.hpp"
#include "pg/kits/kits.hpp"

namespace inventory {

// What a cart holds of one version of a kit at a place.
struct HeldKit {
    Kit kit;
    core::Quantity kits;
    int64 last_place; // in line, of its components

    core::KitKey key() const { return core::KitKey{kit.kit_id, kit.version}; }
};

// Whether a hold is meant by a variant at a place, held by itself, or by a kit there.
bool is_meant(const Hold &hold, const core::LevelKey &key);

// The versions that a cart holds of a kit (key.variant_id) at a place, as they stand in line.
Vec<HeldKit> held_kits(const Workspace &ws, int cart, const core::LevelKey &key);

// Kits of which units wait: as many as of the component that waits for most. Looks the lines up.
core::Quantity waiting_kits(const Workspace &ws, int cart, Text location_id, const Kit &kit,
                            bool without_dead = false);

// The index of the hold of a component, which is there.
int hold_of(const Workspace &ws, int cart, Text location_id, const HeldKit &held,
            const Component &component);

} // namespace inventory
