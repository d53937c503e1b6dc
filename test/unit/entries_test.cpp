// What a ledger entry of each type may say.
#include "core/stock/entries.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

using namespace inventory::core;

namespace {

bool permits(EntryType type, Quantity on_hand, Quantity reserved, Quantity incoming) {
    return is_permitted(type, Difference{{"tee", "berlin"}, on_hand, reserved, incoming});
}

} // namespace

BOOST_AUTO_TEST_SUITE(entries)

BOOST_AUTO_TEST_CASE(every_type_has_its_label) {
    constexpr std::string_view labels[] = {"initial",      "reserve",     "release", "expire",
                                           "fulfill",      "receive",     "adjust",  "count",
                                           "transfer_out", "transfer_in", "return",  "damage",
                                           "sell",         "incoming",    "policy"};
    int number = 0;

    for (std::string_view label : labels) {
        const EntryType type = static_cast<EntryType>(number++);
        BOOST_TEST(std::string_view(label_of(type)) == label);
        BOOST_TEST((type_named(label) == type), label << " names its type");
    }
    BOOST_TEST((static_cast<EntryType>(number - 1) == EntryType::policy), "these are all of them");
}

BOOST_AUTO_TEST_CASE(holding_moves_reserved_alone) {
    BOOST_TEST(permits(EntryType::reserve, 0, 2, 0));
    BOOST_TEST(!permits(EntryType::reserve, 0, -2, 0));
    BOOST_TEST(!permits(EntryType::reserve, 1, 2, 0));
    for (EntryType type : {EntryType::release, EntryType::expire}) {
        BOOST_TEST(permits(type, 0, -2, 0));
        BOOST_TEST(!permits(type, 0, 2, 0));
        BOOST_TEST(!permits(type, -2, -2, 0));
        BOOST_TEST(!permits(type, 0, 0, 0));
    }
}

BOOST_AUTO_TEST_CASE(shipping_takes_what_was_held) {
    BOOST_TEST(permits(EntryType::fulfill, -3, -3, 0));
    BOOST_TEST(!permits(EntryType::fulfill, -3, -2, 0));
    BOOST_TEST(!permits(EntryType::fulfill, 0, -3, 0));
    BOOST_TEST(!permits(EntryType::fulfill, 3, 3, 0));
}

BOOST_AUTO_TEST_CASE(goods_come_in_or_go_out_as_the_type_says) {
    for (EntryType type : {EntryType::receive, EntryType::transfer_in, EntryType::returned}) {
        BOOST_TEST(permits(type, 1, 0, 0));
        BOOST_TEST(!permits(type, -1, 0, 0));
        BOOST_TEST(!permits(type, 1, 1, 0));
    }
    for (EntryType type : {EntryType::sell, EntryType::transfer_out}) {
        BOOST_TEST(permits(type, -1, 0, 0));
        BOOST_TEST(!permits(type, 1, 0, 0));
    }
    for (EntryType type : {EntryType::adjust, EntryType::count}) {
        BOOST_TEST(permits(type, 5, 0, 0));
        BOOST_TEST(permits(type, -5, 0, 0));
        BOOST_TEST(!permits(type, 5, 0, 1));
        BOOST_TEST(!permits(type, 5, 0, -5));
    }
}

BOOST_AUTO_TEST_CASE(what_comes_or_is_lost_of_a_supply_is_expected_no_more) {
    for (EntryType type : {EntryType::receive, EntryType::transfer_in}) {
        BOOST_TEST(permits(type, 3, 0, -3));
        // an excess lowers nothing
        BOOST_TEST(permits(type, 3, 0, -1));
        BOOST_TEST(!permits(type, 3, 0, 1));
        BOOST_TEST(!permits(type, 0, 0, -3));
        BOOST_TEST(!permits(type, 3, -3, -3));
    }
    BOOST_TEST(permits(EntryType::damage, 0, 0, -2));
    BOOST_TEST(!permits(EntryType::damage, 0, 0, 2));
    BOOST_TEST(!permits(EntryType::damage, -2, 0, -2));
    // goods that come back, are sold or sent were not expected
    for (EntryType type : {EntryType::returned, EntryType::initial})
        BOOST_TEST(!permits(type, 2, 0, -2));
    for (EntryType type : {EntryType::sell, EntryType::transfer_out})
        BOOST_TEST(!permits(type, -2, 0, -2));
}

BOOST_AUTO_TEST_CASE(what_is_noted_moves_nothing_else) {
    BOOST_TEST(permits(EntryType::policy, 0, 0, 0));
    BOOST_TEST(!permits(EntryType::policy, 1, 0, 0));
    BOOST_TEST(!permits(EntryType::policy, 0, -1, 0));
    BOOST_TEST(!permits(EntryType::policy, 0, 0, 1));
    BOOST_TEST(permits(EntryType::damage, 0, 0, 0));
    BOOST_TEST(!permits(EntryType::damage, -1, 0, 0));
    BOOST_TEST(permits(EntryType::incoming, 0, 0, -4));
    BOOST_TEST(!permits(EntryType::incoming, 4, 0, -4));
    BOOST_TEST(permits(EntryType::initial, 4, 0, 2));
    BOOST_TEST(!permits(EntryType::initial, -4, 0, 2));
    BOOST_TEST(!permits(EntryType::initial, 4, 1, 0));
}

BOOST_AUTO_TEST_SUITE_END()
