// Kits: variants that are nothing but components. Which variants are kits, and what their versions consist
// of, as the table kits says it by now, whatever an older snapshot shows: a version never changes.
//
// A variant is a kit or has levels. Who makes a level, and who makes a kit, exclude each other.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/base/quantity.hpp"

namespace inventory {

struct Component {
    Text variant_id;
    core::Quantity quantity; // units in one kit
};

// A version of a kit, its components in the order of their ids.
struct Kit {
    Text kit_id;
    int version;
    Vec<Component> components;

    // Units of a component in one kit. Raises XX001 where it is none.
    core::Quantity quantity_of(Text variant_id) const;
};

// Whether a variant is, or ever was, a kit.
bool is_kit(Text variant_id);

// The version that is sold; none where the variant is no kit, or one that is sold no more.
std::optional<Kit> find_kit(Text kit_id);

// A version that something is held of. Raises XX001 where the table does not have it.
Kit read_kit(Text kit_id, int version);

// All that any version of a kit consists of; none of what is no kit.
Vec<Text> components_of(Text kit_id);

// Whether anything is held, at a place, for kits of which a variant is a component: also where it is not
// tracked, and so nothing of it is.
bool is_in_held_kit(Text variant_id, Text location_id);

// Until the transaction ends, for makers of levels, of kits, and for who needs that no level comes to a place:
// this session makes levels; nobody else does. Before any level is locked.
void lock_to_make_levels();
void lock_out_new_levels();

// Raises IV013 where a variant is a kit, which has no level.
void refuse_kit(Text variant_id);

} // namespace inventory
