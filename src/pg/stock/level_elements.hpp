// The elements of apply_levels in JSON. What becomes of a level is core/stock/amendment.hpp's.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/base/level_key.hpp"
#include "core/stock/amendment.hpp"

extern "C" {
#include "utils/jsonb.h"
}

namespace inventory {

// Why an element cannot be carried out, whatever its level.
enum class Fault { none, bad_value, null_value, out_of_range };

struct LevelElement {
    OptionalText variant_id; // as given, if they are texts
    OptionalText location_id;
    core::Amendment wish;
    OptionalText reason;
    Fault fault; // the first that was found

    // Whether it names a level, so that the level can be looked up.
    bool names_level() const;
    core::LevelKey key() const { return core::LevelKey{*variant_id, *location_id}; }
};

// Reads the elements, good and bad ones. Raises 22023, naming the argument, where the whole is no array, or
// of more than 10,000.
Vec<LevelElement> read_level_elements(Jsonb *json, const char *name);

} // namespace inventory
