// What can be said of a product, and the numbers that tell its rows apart.
#include "core/base/digest.hpp"
#include "core/products/product.hpp"
#include "levels.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <set>
#include <string>

using namespace inventory::core;

namespace {

Listing listing_of(std::initializer_list<Level> levels) {
    Listing listing;

    for (const Level &level : levels)
        BOOST_TEST(listing.add("a", offer_of(level, 0)));
    return listing;
}

Level untracked() {
    Level level;

    level.tracked = false;
    return level;
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_is_there_of_no_variant) {
    Product product;

    BOOST_TEST(product.variants == 0);
    BOOST_TEST(product.in_stock == 0);
    BOOST_TEST((product.available() == std::optional<Quantity>(0)));
    BOOST_TEST(!product.backorderable);
    BOOST_TEST(!product.untracked);
}

BOOST_AUTO_TEST_CASE(variants_add_up_and_one_that_is_not_stocked_is_one) {
    Product product;

    BOOST_TEST(product.add(listing_of({level_of(5, 2), level_of(1, 4)})));
    BOOST_TEST(product.add(listing_of({level_of(3, 3)})));
    BOOST_TEST(product.add(listing_of({})));
    BOOST_TEST(product.add(listing_of({level_of(4)})));
    BOOST_TEST(product.variants == 4);
    BOOST_TEST(product.in_stock == 2);
    BOOST_TEST((product.available() == std::optional<Quantity>(7)));
    BOOST_TEST(!product.backorderable);
    BOOST_TEST(!product.untracked);
}

BOOST_AUTO_TEST_CASE(backorderable_is_what_can_be_ordered_beyond_its_stock) {
    auto is_backorderable = [](const Level &level) {
        Product product;
        BOOST_TEST(product.add(listing_of({level_of(9)})));
        BOOST_TEST(product.add(listing_of({level})));
        return product.backorderable;
    };

    BOOST_TEST(!is_backorderable(level_of(4)));
    BOOST_TEST(is_backorderable(level_of(4, 0, 1)));
    BOOST_TEST(is_backorderable(level_of(4, 0, std::nullopt)));
    // part of the limit is used, and all of it
    BOOST_TEST(is_backorderable(level_of(4, 8, 5)));
    BOOST_TEST(!is_backorderable(level_of(4, 9, 5)));
    BOOST_TEST(is_backorderable(level_of(4, 9, std::nullopt)));
    // what is not tracked is had from stock
    BOOST_TEST(!is_backorderable(untracked()));
}

BOOST_AUTO_TEST_CASE(an_untracked_variant_is_in_stock_and_not_counted) {
    Product product;

    BOOST_TEST(product.add(listing_of({untracked()})));
    BOOST_TEST(product.untracked);
    BOOST_TEST(product.in_stock == 1);
    BOOST_TEST(!product.available());
    // one that is not stocked is no number either
    BOOST_TEST(product.add(listing_of({})));
    BOOST_TEST(!product.available());
    BOOST_TEST(product.add(listing_of({level_of(0)})));
    BOOST_TEST((product.available() == std::optional<Quantity>(0)));
    // one of whose places one is not tracked has no number
    BOOST_TEST(product.add(listing_of({level_of(3), untracked()})));
    BOOST_TEST((product.available() == std::optional<Quantity>(0)));
    BOOST_TEST(product.in_stock == 2);
}

BOOST_AUTO_TEST_CASE(more_than_a_number_can_say_is_refused) {
    Product product;
    Listing most;

    most.tracked = true;
    most.available = std::numeric_limits<Quantity>::max();
    BOOST_TEST(product.add(most));
    BOOST_TEST(!product.add(listing_of({level_of(1)})));
}

BOOST_AUTO_TEST_CASE(a_variant_says_what_is_on_its_way) {
    Level level = level_of(2, 5, 4);

    level.incoming = 7;
    ProductVariant variant = ProductVariant::of(listing_of({level, level}));
    BOOST_TEST((variant.available == std::optional<Quantity>(0)));
    BOOST_TEST(variant.incoming == 14);
    BOOST_TEST(variant.backorderable);
    level = untracked();
    level.incoming = 3;
    variant = ProductVariant::of(listing_of({level}));
    BOOST_TEST(!variant.available);
    BOOST_TEST(variant.incoming == 3);
    BOOST_TEST(!variant.backorderable);
}

BOOST_AUTO_TEST_CASE(of_kits_come_as_many_as_what_comes_makes) {
    Level cups = level_of(7);
    Level saucers = level_of(1, 3, 9); // 2 in the red
    const Quantity each[] = {2, 1};

    saucers.incoming = 10;
    Offer offers[] = {offer_of(cups, 0), offer_of(saucers, 0)};
    // 8 saucers to be had then, cups for 3
    BOOST_TEST(offer_of_kits(offers, each, 2).incoming == 3);
    saucers.incoming = 4;
    offers[1] = offer_of(saucers, 0);
    BOOST_TEST(offer_of_kits(offers, each, 2).incoming == 2);
    saucers.incoming = 2;
    offers[1] = offer_of(saucers, 0);
    BOOST_TEST(offer_of_kits(offers, each, 2).incoming == 0);
    // what one lacks nobody brings
    offers[1] = offer_of(level_of(0), 0);
    cups.incoming = 100;
    offers[0] = offer_of(cups, 0);
    BOOST_TEST(offer_of_kits(offers, each, 2).incoming == 0);
    // what is not tracked is not missing
    offers[1] = offer_of(untracked(), 0);
    BOOST_TEST(offer_of_kits(offers, each, 2).incoming == 50);
}

BOOST_AUTO_TEST_CASE(rows_that_differ_in_anything_have_other_versions) {
    std::set<std::int64_t> versions;
    ProductVariant variant;
    Product product;

    variant.available = 0;
    versions.insert(variant.version("a", "{}"));
    versions.insert(variant.version("b", "{}"));
    versions.insert(variant.version("a", "{\"size\": 1}"));
    versions.insert(variant.version("a{", "}"));
    variant.incoming = 1;
    versions.insert(variant.version("a", "{}"));
    variant.available = 1;
    versions.insert(variant.version("a", "{}"));
    variant.incoming = 0;
    versions.insert(variant.version("a", "{}"));
    variant.available.reset();
    versions.insert(variant.version("a", "{}"));
    variant.backorderable = true;
    versions.insert(variant.version("a", "{}"));
    BOOST_TEST(versions.size() == 9U);

    versions.clear();
    versions.insert(product.version("a"));
    versions.insert(product.version("b"));
    BOOST_TEST(product.add(listing_of({})));
    versions.insert(product.version("a"));
    BOOST_TEST(product.add(listing_of({level_of(1)})));
    versions.insert(product.version("a"));
    BOOST_TEST(product.add(listing_of({level_of(0)})));
    versions.insert(product.version("a"));
    BOOST_TEST(product.add(listing_of({level_of(0, 0, 1)})));
    versions.insert(product.version("a"));
    BOOST_TEST(product.add(listing_of({untracked()})));
    versions.insert(product.version("a"));
    BOOST_TEST(versions.size() == 7U);
}

// They are kept by caches, and compared between servers: never to be changed.
BOOST_AUTO_TEST_CASE(versions_are_the_same_everywhere) {
    Product product;
    ProductVariant variant;

    BOOST_TEST(Digest().value() == 0);
    BOOST_TEST(Digest().number(0).value() == -2152535657050944081);
    BOOST_TEST(Digest().text("").value() == Digest().number(0).value());
    BOOST_TEST(Digest().text("mug").value() == Digest().number(3).number(0x67756d).value());
    BOOST_TEST(Digest().text("\xff_eight_and").value() ==
               Digest().number(11).number(0x5f74686769655fff).number(0x646e61).value());
    BOOST_TEST(Digest().optional({}).value() == Digest().number(0).number(0).value());
    BOOST_TEST(Digest().optional(0).value() == Digest().number(1).number(0).value());
    BOOST_TEST(product.version("mug") == 2565996656940147734);
    variant.available = 5;
    BOOST_TEST(variant.version("mug", "{\"size\": \"M\"}") == 1205687177444432790);
}

BOOST_AUTO_TEST_CASE(no_two_of_many_digests_are_the_same) {
    std::set<std::int64_t> digests;

    for (int a = 0; a < 100; a++)
        for (int b = -50; b < 50; b++) {
            digests.insert(Digest().number(a).number(b).value());
            digests.insert(Digest().text(std::to_string(a) + " " + std::to_string(b)).value());
        }
    BOOST_TEST(digests.size() == 20000U);
}
