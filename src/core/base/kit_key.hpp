// A kit in one of its versions, as units are held for it; as it is made, none: units held by themselves.
#pragma once

#include <string_view>

namespace inventory::core {

struct KitKey {
    std::string_view kit_id{};
    int version = 0;

    bool is_any() const { return version != 0; }
};

inline bool operator==(const KitKey &left, const KitKey &right) {
    return left.version == right.version && left.kit_id == right.kit_id;
}
inline bool operator!=(const KitKey &left, const KitKey &right) { return !(left == right); }

} // namespace inventory::core
