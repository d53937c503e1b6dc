// What can be said of a variant over all its locations.
#include "core/stock/listing.hpp"
#include "levels.hpp"

#include <boost/test/unit_test.hpp>

using namespace inventory::core;

BOOST_AUTO_TEST_CASE(nothing_is_known_of_no_level) {
    Listing listing;

    BOOST_TEST(listing.on_hand == 0);
    BOOST_TEST(listing.available == 0);
    BOOST_TEST((listing.orderable == std::optional<Quantity>(0)));
    BOOST_TEST(!listing.tracked);
    BOOST_TEST(listing.locations == 0);
    BOOST_TEST(listing.best_location.empty());
}

BOOST_AUTO_TEST_CASE(locations_add_up_and_one_in_the_red_counts_nothing) {
    Listing listing;

    BOOST_TEST(listing.add("a", offer_of(level_of(5, 2), 0)));
    BOOST_TEST(listing.add("b", offer_of(level_of(1, 4), 0)));
    BOOST_TEST(listing.add("c", offer_of(level_of(7), 0)));
    BOOST_TEST(listing.on_hand == 13);
    BOOST_TEST(listing.available == 10);
    BOOST_TEST((listing.orderable == std::optional<Quantity>(10)));
    BOOST_TEST(*listing.tracked);
    BOOST_TEST(listing.locations == 3);
    BOOST_TEST(listing.best_location == "c");
}

BOOST_AUTO_TEST_CASE(overdue_units_are_there_again) {
    Listing listing;

    BOOST_TEST(listing.add("a", offer_of(level_of(5, 8, 4), 2)));
    BOOST_TEST(listing.available == 0);
    BOOST_TEST((listing.orderable == std::optional<Quantity>(3)));
    BOOST_TEST(listing.add("b", offer_of(level_of(5, 5), 5)));
    BOOST_TEST(listing.available == 5);
    BOOST_TEST((listing.orderable == std::optional<Quantity>(8)));
    BOOST_TEST(listing.best_location == "b");
}

BOOST_AUTO_TEST_CASE(safety_stock_is_kept_and_limits_are_counted) {
    Listing listing;
    Level level = level_of(5, 0, 10);

    level.safety_stock = 3;
    BOOST_TEST(listing.add("a", offer_of(level, 0)));
    BOOST_TEST(listing.available == 2);
    BOOST_TEST((listing.orderable == std::optional<Quantity>(12)));
}

BOOST_AUTO_TEST_CASE(one_without_a_limit_or_not_tracked_has_any_number) {
    Listing unlimited;
    Listing untracked;
    Level digital;

    BOOST_TEST(unlimited.add("a", offer_of(level_of(5, 9, std::nullopt), 0)));
    BOOST_TEST(unlimited.add("b", offer_of(level_of(5), 0)));
    BOOST_TEST(!unlimited.orderable);
    BOOST_TEST(unlimited.available == 5);
    BOOST_TEST(*unlimited.tracked);
    digital.tracked = false;
    BOOST_TEST(untracked.add("a", offer_of(digital, 0)));
    BOOST_TEST(untracked.add("b", offer_of(level_of(5), 0)));
    BOOST_TEST(!*untracked.tracked);
    BOOST_TEST(!untracked.orderable);
}

BOOST_AUTO_TEST_CASE(of_two_that_have_as_much_the_first_is_better) {
    Listing listing;

    BOOST_TEST(listing.add("a", offer_of(level_of(0), 0)));
    BOOST_TEST(listing.best_location.empty());
    BOOST_TEST(listing.add("b", offer_of(level_of(4), 0)));
    BOOST_TEST(listing.add("c", offer_of(level_of(4), 0)));
    BOOST_TEST(listing.best_location == "b");
}

BOOST_AUTO_TEST_CASE(more_than_can_be_said) {
    Listing listing;
    int added = 0;

    while (added < 2000 && listing.add("a", offer_of(level_of(max_quantity), 0)))
        added++;
    BOOST_TEST(added == 1024);
}

BOOST_AUTO_TEST_CASE(kits_are_as_many_as_of_the_scarcest_component) {
    Quantity each[] = {2, 1, 3};
    Offer components[] = {offer_of(level_of(9, 2), 0), offer_of(level_of(5, 0, 1), 0),
                          offer_of(level_of(7, 0, std::nullopt), 0)};
    Offer kits = offer_of_kits(components, each, 3);

    BOOST_TEST(kits.on_hand == 2);
    BOOST_TEST(kits.available == 2);
    BOOST_TEST((kits.orderable == std::optional<Quantity>(3)));
    BOOST_TEST(kits.tracked);
}

BOOST_AUTO_TEST_CASE(what_is_not_tracked_does_not_limit_kits) {
    Quantity each[] = {2, 1};
    Level digital;
    digital.tracked = false;
    Offer components[] = {offer_of(level_of(9), 0), offer_of(digital, 0)};
    Offer digitals[] = {offer_of(digital, 0), offer_of(digital, 0)};

    BOOST_TEST(offer_of_kits(components, each, 2).available == 4);
    BOOST_TEST(offer_of_kits(components, each, 2).tracked);
    BOOST_TEST(!offer_of_kits(digitals, each, 2).tracked);
    BOOST_TEST(!offer_of_kits(digitals, each, 2).orderable);
}

BOOST_AUTO_TEST_CASE(kits_without_a_limit_are_any_number) {
    Quantity each[] = {2, 1};
    Offer components[] = {offer_of(level_of(9, 0, std::nullopt), 0),
                          offer_of(level_of(4, 0, std::nullopt), 0)};

    BOOST_TEST(offer_of_kits(components, each, 2).available == 4);
    BOOST_TEST(!offer_of_kits(components, each, 2).orderable);
}
