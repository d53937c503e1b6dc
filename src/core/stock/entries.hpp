// Entries of the ledger: their types, what an entry of each type may say of a level, and whether the
// entries that explain a change come to that change.
#pragma once

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"

#include <cstddef>
#include <string_view>

namespace inventory::core {

// By how much a level changed, or the part of a change that one entry explains.
struct Difference {
    LevelKey key;
    Quantity on_hand;
    Quantity reserved;
    Quantity incoming;
};

// Why a level changed, in the order of the type transaction_type.
enum class EntryType {
    initial,
    reserve,
    release,
    expire,
    fulfill,
    receive,
    adjust,
    count,
    transfer_out,
    transfer_in,
    returned,
    damage,
    sell,
    incoming,
    policy // of a level, or of what is told with it: no units move
};

// The label of a type in the ledger.
const char *label_of(EntryType type);
// And the way back; there is such a type.
EntryType type_named(std::string_view label);

// Whether an entry of that type may say so of a level.
bool is_permitted(EntryType type, const Difference &change);

// Whether two lists of differences come to the same sum for every level. Reorders both.
bool come_to_the_same(Difference *parts, std::size_t part_count, Difference *changes,
                      std::size_t change_count);

} // namespace inventory::core
