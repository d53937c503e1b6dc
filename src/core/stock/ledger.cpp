// Comparing parts with changes, see ledger.hpp.
#include "core/stock/ledger.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

void sort_by_key(Difference *list, std::size_t count) {
    std::sort(list, list + count, [](const Difference &a, const Difference &b) {
        return compare(a.key, b.key) < 0;
    });
}

// Subtracts from, or adds to, the sum every difference of that key at the front of a sorted list.
std::size_t take(const Difference *list, std::size_t at, std::size_t count, int sign,
                 Difference &sum) {
    for (; at < count && compare(list[at].key, sum.key) == 0; ++at) {
        sum.on_hand += sign * list[at].on_hand;
        sum.reserved += sign * list[at].reserved;
        sum.incoming += sign * list[at].incoming;
    }
    return at;
}

} // namespace

bool add_up(Difference *parts, std::size_t part_count, Difference *changes,
            std::size_t change_count) {
    sort_by_key(parts, part_count);
    sort_by_key(changes, change_count);

    for (std::size_t p = 0, c = 0; p < part_count || c < change_count;) {
        bool from_parts = c == change_count ||
                          (p < part_count && compare(parts[p].key, changes[c].key) <= 0);
        Difference sum{from_parts ? parts[p].key : changes[c].key, 0, 0, 0};

        p = take(parts, p, part_count, +1, sum);
        c = take(changes, c, change_count, -1, sum);
        if (sum.on_hand != 0 || sum.reserved != 0 || sum.incoming != 0)
            return false;
    }
    return true;
}

} // namespace inventory::core
