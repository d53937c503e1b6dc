// The key of a level: a variant at a location.
#pragma once

#include <string_view>

namespace inventory::core {

struct LevelKey {
    std::string_view variant_id;
    std::string_view location_id;
};

// Lock order: by variant, then by location, both as bytes. Negative, zero or positive.
inline int compare(const LevelKey &left, const LevelKey &right) {
    int variant = left.variant_id.compare(right.variant_id);

    return variant != 0 ? variant : left.location_id.compare(right.location_id);
}

inline bool operator==(const LevelKey &left, const LevelKey &right) {
    return compare(left, right) == 0;
}
inline bool operator!=(const LevelKey &left, const LevelKey &right) {
    return compare(left, right) != 0;
}
inline bool operator<(const LevelKey &left, const LevelKey &right) {
    return compare(left, right) < 0;
}

} // namespace inventory::core
