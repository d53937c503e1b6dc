// Hashes of texts and of the keys of levels, for locks and slots in memory.
#pragma once

#include "pg/base/postgres.hpp"

#include "core/base/level_key.hpp"

extern "C" {
#include "common/hashfn.h"
}

namespace inventory {

inline uint64 hash_of(Text text, uint64 seed) {
    return hash_bytes_extended(reinterpret_cast<const unsigned char *>(text.data()),
                               static_cast<int>(text.size()), seed);
}

inline uint64 hash_of(const core::LevelKey &key, uint64 seed) {
    return hash_of(key.location_id, hash_of(key.variant_id, seed));
}

} // namespace inventory
