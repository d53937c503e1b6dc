// Lines of a cart and parts of a change, with ids of any bytes: beside the same sums in a map.
#include "input.hpp"

#include "core/carts/lines.hpp"
#include "core/stock/entries.hpp"

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace inventory::core;
using namespace inventory::fuzz;

namespace {

using Key = std::pair<std::string, std::string>;

// Ids of few bytes, so that many are the same, or the beginning of another.
class Ids {
  public:
    explicit Ids(Input &input) : input_(input) {}

    LevelKey key() {
        std::string_view variant = id();
        return LevelKey{variant, id()};
    }

  private:
    std::string_view id() {
        std::string text(1 + input_.up_to(2), '\0');
        for (char &character : text)
            character = static_cast<char>(input_.flag() ? input_.byte() : 'a' + input_.up_to(1));
        return texts_.emplace_back(std::move(text));
    }

    Input &input_;
    std::deque<std::string> texts_;
};

Key as_key(const LevelKey &key) {
    return {std::string(key.variant_id), std::string(key.location_id)};
}

int sign(int number) { return (number > 0) - (number < 0); }

void check_order(const LevelKey &a, const LevelKey &b) {
    require(sign(compare(a, b)) == -sign(compare(b, a)),
            "the order of locks is the same both ways");
    require((compare(a, b) < 0) == (as_key(a) < as_key(b)), "the order of locks is that of bytes");
}

void check_merging(Input &input, Ids &ids) {
    std::vector<Line> lines;
    std::vector<Key> order;
    std::map<Key, Quantity> sums; // 0 where they are no quantity any more

    for (std::size_t count = input.up_to(20); lines.size() < count;) {
        Line line{ids.key(), input.orderable()};
        auto [sum, is_new] = sums.try_emplace(as_key(line.key), line.quantity);
        if (is_new)
            order.push_back(as_key(line.key));
        else
            sum->second = sum->second != 0 && line.quantity <= max_quantity - sum->second
                              ? sum->second + line.quantity
                              : 0;
        lines.push_back(line);
    }
    std::vector<std::size_t> scratch(lines.size());
    std::size_t left = merge_lines(lines.data(), lines.size(), scratch.data());

    require(left == order.size(), "a line for each level is left");
    for (std::size_t i = 0; i < left; i++) {
        require(as_key(lines[i].key) == order[i], "lines stay in order of first appearance");
        require(lines[i].quantity == sums[order[i]], "a line is the sum of its level");
        check_order(lines[0].key, lines[i].key);
    }
}

Quantity part_of(Input &input) {
    Quantity units = input.storable();
    return input.flag() ? -units : units;
}

// A change, and the same in up to three parts: they add up, and no longer so when one is another.
void check_adding_up(Input &input, Ids &ids) {
    std::vector<Difference> parts, changes;

    for (std::size_t count = 1 + input.up_to(6); changes.size() < count;) {
        Difference change{ids.key(), 0, 0, 0};
        for (std::size_t number = input.up_to(3); number > 0; number--) {
            Difference part{change.key, part_of(input), part_of(input), part_of(input)};
            change.on_hand += part.on_hand;
            change.reserved += part.reserved;
            change.incoming += part.incoming;
            parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(input.up_to(parts.size())),
                         part);
        }
        changes.push_back(change);
    }
    require(come_to_the_same(parts.data(), parts.size(), changes.data(), changes.size()),
            "the parts add up");
    changes[input.up_to(changes.size() - 1)].reserved += input.flag() ? 1 : -1;
    require(!come_to_the_same(parts.data(), parts.size(), changes.data(), changes.size()),
            "other parts do not add up");
}

} // namespace

INVENTORY_FUZZ(input) {
    Ids ids(input);

    check_merging(input, ids);
    check_adding_up(input, ids);
}
