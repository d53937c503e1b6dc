// Merging of lines, lock order, and whether ledger rows explain a change.
#include "core/stock/entries.hpp"
#include "core/carts/lines.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace inventory::core;

namespace {

std::size_t merge(std::vector<Line> &lines) {
    std::vector<std::size_t> scratch(lines.size());
    std::size_t count = merge_lines(lines.data(), lines.size(), scratch.data());

    lines.resize(count);
    return count;
}

} // namespace

BOOST_AUTO_TEST_SUITE(lines)

BOOST_AUTO_TEST_CASE(lines_of_one_level_are_summed_in_order_of_first_appearance) {
    std::vector<Line> lines = {{{"b", "x"}, 1}, {{"a", "x"}, 2}, {{"b", "x"}, 4}, {{"a", "y"}, 8}};

    BOOST_TEST(merge(lines) == 3u);
    BOOST_TEST(lines[0].key.variant_id == "b");
    BOOST_TEST(lines[0].quantity == 5);
    BOOST_TEST(lines[1].quantity == 2);
    BOOST_TEST(lines[2].quantity == 8);
}

BOOST_AUTO_TEST_CASE(what_will_do_is_summed_and_the_stricter_choice_holds) {
    std::vector<Line> lines = {
        {{"a", "x"}, 5, 2, false}, {{"a", "x"}, 3}, {{"b", "x"}, 4}, {{"b", "x"}, 1, 0, true}};

    BOOST_TEST(merge(lines) == 2u);
    BOOST_TEST(lines[0].quantity == 8);
    BOOST_TEST(lines[0].least() == 5);
    BOOST_TEST(!lines[0].from_stock);
    BOOST_TEST(lines[1].least() == 5);
    BOOST_TEST(lines[1].from_stock);
}

BOOST_AUTO_TEST_CASE(a_sum_over_the_maximum_is_told_and_stays_told) {
    std::vector<Line> lines = {{{"a", "x"}, max_quantity}, {{"a", "x"}, 1}, {{"a", "x"}, 1}};

    BOOST_TEST(merge(lines) == 1u);
    BOOST_TEST(lines[0].quantity == 0);
}

BOOST_AUTO_TEST_CASE(merging_keeps_every_sum) {
    static const std::string names[] = {"a", "b", "c", "d"};
    std::mt19937 random(7);

    for (int round = 0; round < 500; round++) {
        std::vector<Line> lines;
        std::map<std::string, Quantity> sums;
        for (unsigned i = 0, n = random() % 12; i < n; i++) {
            const std::string &variant = names[random() % 4];
            const std::string &location = names[random() % 2];
            Quantity quantity = 1 + static_cast<Quantity>(random() % 5);
            lines.push_back({{variant, location}, quantity});
            sums[variant + location] += quantity;
        }
        merge(lines);
        BOOST_TEST(lines.size() == sums.size());
        for (const Line &line : lines)
            BOOST_TEST(line.quantity ==
                       sums[std::string(line.key.variant_id) + std::string(line.key.location_id)]);
    }
}

BOOST_AUTO_TEST_CASE(locks_are_taken_in_byte_order) {
    BOOST_TEST(compare({"a", "z"}, {"b", "a"}) < 0);
    BOOST_TEST(compare({"a", "b"}, {"a", "a"}) > 0);
    BOOST_TEST(compare({"a", "a"}, {"a", "a"}) == 0);
    BOOST_TEST(compare({"Z", "a"}, {"a", "a"}) < 0);
    BOOST_TEST(compare({"z", "a"}, {"\xc3\xa4", "a"}) < 0);
}

BOOST_AUTO_TEST_CASE(parts_explain_a_change_when_their_sums_agree_for_every_level) {
    std::vector<Difference> parts = {
        {{"b", "x"}, 0, -2, 0}, {{"a", "x"}, 5, 0, 0}, {{"b", "x"}, 0, -3, 0}};
    std::vector<Difference> changes = {{{"a", "x"}, 5, 0, 0}, {{"b", "x"}, 0, -5, 0}};

    BOOST_TEST(come_to_the_same(parts.data(), parts.size(), changes.data(), changes.size()));
    changes[0].incoming = 1;
    BOOST_TEST(!come_to_the_same(parts.data(), parts.size(), changes.data(), changes.size()));
}

BOOST_AUTO_TEST_CASE(a_part_without_a_change_is_not_explained_unless_it_is_nothing) {
    std::vector<Difference> parts = {{{"a", "x"}, 0, 3, 0}, {{"a", "x"}, 0, -3, 0}};

    BOOST_TEST(come_to_the_same(parts.data(), 2, nullptr, 0));
    BOOST_TEST(!come_to_the_same(parts.data(), 1, nullptr, 0));
    BOOST_TEST(!come_to_the_same(nullptr, 0, parts.data(), 1));
    BOOST_TEST(come_to_the_same(nullptr, 0, nullptr, 0));
}

BOOST_AUTO_TEST_SUITE_END()
