// The table of entries, and comparing parts with changes, see entries.hpp.
#include "core/stock/entries.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

// What may become of one quantity.
enum class Delta { none, more, less, any, not_less, not_more };

constexpr bool is(Delta permitted, Quantity delta) {
    switch (permitted) {
    case Delta::none:
        return delta == 0;
    case Delta::more:
        return delta > 0;
    case Delta::less:
        return delta < 0;
    case Delta::not_less:
        return delta >= 0;
    case Delta::not_more:
        return delta <= 0;
    case Delta::any:
        break;
    }
    return true;
}

struct Permitted {
    const char *label;
    Delta on_hand;
    Delta reserved;
    Delta incoming;
};

// In the order of EntryType.
using D = Delta;
constexpr Permitted permitted[] = {
    {"initial", D::not_less, D::none, D::not_less},
    {"reserve", D::none, D::more, D::none},
    {"release", D::none, D::less, D::none},
    {"expire", D::none, D::less, D::none},
    {"fulfill", D::less, D::less, D::none},
    {"receive", D::more, D::none, D::not_more},
    {"adjust", D::any, D::none, D::none},
    {"count", D::any, D::none, D::none},
    {"transfer_out", D::less, D::none, D::none},
    {"transfer_in", D::more, D::none, D::not_more},
    {"return", D::more, D::none, D::none},
    {"damage", D::none, D::none, D::not_more},
    {"sell", D::less, D::none, D::none},
    {"incoming", D::none, D::none, D::any},
    {"policy", D::none, D::none, D::none},
};

const Permitted &permitted_of(EntryType type) { return permitted[static_cast<int>(type)]; }

void sort_by_key(Difference *list, std::size_t count) {
    std::sort(list, list + count,
              [](const Difference &a, const Difference &b) { return a.key < b.key; });
}

// Subtracts from, or adds to, the sum every difference of that key at the front of a sorted list.
std::size_t take(const Difference *list, std::size_t at, std::size_t count, int sign,
                 Difference &sum) {
    for (; at < count && list[at].key == sum.key; ++at) {
        sum.on_hand += sign * list[at].on_hand;
        sum.reserved += sign * list[at].reserved;
        sum.incoming += sign * list[at].incoming;
    }
    return at;
}

} // namespace

const char *label_of(EntryType type) { return permitted_of(type).label; }

EntryType type_named(std::string_view label) {
    int type = 0;

    while (label != permitted[type].label)
        type++;
    return static_cast<EntryType>(type);
}

bool is_permitted(EntryType type, const Difference &change) {
    const Permitted &may = permitted_of(type);

    return is(may.on_hand, change.on_hand) && is(may.reserved, change.reserved) &&
           is(may.incoming, change.incoming) &&
           (type != EntryType::fulfill || change.on_hand == change.reserved);
}

bool come_to_the_same(Difference *parts, std::size_t part_count, Difference *changes,
                      std::size_t change_count) {
    sort_by_key(parts, part_count);
    sort_by_key(changes, change_count);

    for (std::size_t p = 0, c = 0; p < part_count || c < change_count;) {
        bool from_parts =
            c == change_count || (p < part_count && compare(parts[p].key, changes[c].key) <= 0);
        Difference sum{from_parts ? parts[p].key : changes[c].key, 0, 0, 0};

        p = take(parts, p, part_count, +1, sum);
        c = take(changes, c, change_count, -1, sum);
        if (sum.on_hand != 0 || sum.reserved != 0 || sum.incoming != 0)
            return false;
    }
    return true;
}

} // namespace inventory::core
