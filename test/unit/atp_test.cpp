// What can still be promised, and from when: the rules, and thousands of small levels counted unit by unit.
#include "promises.hpp"

using namespace inventory::test;

namespace inventory::core::supply {

static bool operator==(const Available &a, const Available &b) {
    return a.from == b.from && a.units == b.units;
}

} // namespace inventory::core::supply

namespace {

using Curve = std::vector<Available>;

Quantity at(const Curve &curve, Time time) {
    Quantity units = 0;
    for (const Available &step : curve)
        if (step.from <= time)
            units = step.units;
    return units;
}

Curve kits(const std::vector<std::pair<Curve, Quantity>> &components, Time now = 5) {
    std::vector<ComponentCurve> parts;
    std::size_t steps = 1;
    for (const auto &[curve, each] : components) {
        parts.push_back(ComponentCurve{curve.data(), curve.size(), each});
        steps += curve.size();
    }
    Curve merged(steps);
    merged.resize(atp_of_kits(parts.data(), parts.size(), now, merged.data()));
    return merged;
}

void check_rises(const Curve &curve) {
    BOOST_TEST_REQUIRE(curve.front().from == 5);
    for (std::size_t i = 1; i < curve.size(); i++) {
        BOOST_TEST_REQUIRE(curve[i - 1].from < curve[i].from);
        BOOST_TEST_REQUIRE(curve[i - 1].units < curve[i].units);
    }
}

// On hand 10, of which 3 are reserved and 2 kept; 5 come at 8, 4 at 12, and some nobody knows when.
void stock_up(Shop &shop) {
    shop.level.on_hand = 10;
    shop.level.reserved = 3;
    shop.level.safety_stock = 2;
    shop.expect(12, 4, "a");
    shop.expect(8, 5, "b");
    shop.expect(4, 7, "overdue");
    shop.expect(unknown, 7, "undated");
}

} // namespace

BOOST_AUTO_TEST_SUITE(available_to_promise)

BOOST_AUTO_TEST_CASE(it_rises_with_each_supply_that_has_a_date) {
    Shop shop;

    stock_up(shop);
    shop.level.backorder_limit.reset();
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}, {12, 14}}));
    shop.waiting = 7;
    BOOST_TEST((shop.curve() == Curve{{5, 0}, {8, 3}, {12, 7}}));
}

BOOST_AUTO_TEST_CASE(it_ends_at_what_may_be_reserved) {
    Shop shop;

    stock_up(shop);
    BOOST_TEST((shop.curve() == Curve{{5, 5}}));
    shop.level.backorder_limit = 7;
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}, {12, 12}}));
    shop.level.backorder_limit = 5;
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}}));
    shop.level.backorder_limit = 9; // that follows supply: all of it, and no more
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}, {12, 14}}));
    shop.level.reserved = 20; // in the red
    BOOST_TEST((shop.curve() == Curve{{5, 0}}));
}

BOOST_AUTO_TEST_CASE(what_is_procured_is_there_by_the_end_of_its_time) {
    Shop shop;

    stock_up(shop);
    shop.terms.ships_in = 2;
    shop.terms.ships_in_max = 5;
    shop.level.backorder_limit = 30;
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}, {10, 35}}));
    shop.level.backorder_limit.reset();
    BOOST_TEST((shop.curve() == Curve{{5, 5}, {8, 10}, {10, no_bound}}));
}

BOOST_AUTO_TEST_CASE(its_first_step_is_now_whatever_ships_then) {
    Shop shop;

    stock_up(shop);
    shop.level.backorder_limit.reset();
    shop.terms.available_from = 9;
    BOOST_TEST((shop.curve() == Curve{{5, 0}, {9, 10}, {12, 14}}));
    shop.terms.is_closed = true;
    BOOST_TEST((shop.curve() == Curve{{5, 0}}));
}

BOOST_AUTO_TEST_CASE(of_kits_it_is_that_of_the_scarcest_component) {
    const Curve pan{{5, 3}, {8, 9}}, lid{{5, 1}, {7, 4}, {12, no_bound}};

    BOOST_TEST((kits({{pan, 1}, {lid, 1}}) == Curve{{5, 1}, {7, 3}, {8, 4}, {12, 9}}));
    BOOST_TEST((kits({{pan, 2}, {lid, 1}}) == Curve{{5, 1}, {8, 4}}));
    BOOST_TEST((kits({{lid, 3}}) == Curve{{5, 0}, {7, 1}, {12, no_bound}}));
    BOOST_TEST((kits({{pan, 1}, {Curve{}, 1}}) == Curve{{5, 0}}));
    BOOST_TEST((kits({{pan, 1}, {Curve{{7, 9}}, 1}}) == Curve{{5, 0}, {7, 3}, {8, 9}}));
    BOOST_TEST((kits({}) == Curve{{5, no_bound}}));
}

BOOST_AUTO_TEST_CASE(it_is_what_unit_by_unit_ships_by_then) {
    for (unsigned seed = 0; seed < 6000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Shop shop;
        fill(shop, random);
        Curve curve = shop.curve();
        BOOST_TEST_REQUIRE(curve.size() <= most_available(shop.supplies.size()));
        check_rises(curve);
        Units units(shop);
        const Level &level = shop.level;
        Quantity may = 60;
        if (level.backorder_limit)
            may = level.on_hand - level.reserved - level.safety_stock - shop.waiting +
                  *level.backorder_limit;
        for (Time time = 5; time < 20; time++) {
            Quantity n = 0;
            while (n < may && !is_sooner(time, units.ready_of_new(n + 1 + level.safety_stock).by))
                n++;
            BOOST_TEST_REQUIRE(std::min<Quantity>(60, at(curve, time)) == n);
            // What it says is kept: a hold of so many would ship by then.
            if (n > 0)
                BOOST_TEST_REQUIRE(!is_sooner(time, units.ready_of_new(n).by));
        }
    }
}

BOOST_AUTO_TEST_CASE(of_kits_it_is_the_least_at_every_time) {
    for (unsigned seed = 0; seed < 3000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        std::vector<std::pair<Curve, Quantity>> components;
        for (int i = 1 + random.up_to(3); i > 0; i--) {
            Shop shop;
            fill(shop, random);
            components.emplace_back(shop.curve(), 1 + random.up_to(2));
        }
        Curve merged = kits(components);
        check_rises(merged);
        for (Time time = 5; time < 20; time++) {
            Quantity least = no_bound;
            for (const auto &[curve, each] : components)
                if (Quantity there = at(curve, time); there != no_bound)
                    least = std::min(least, there / each);
            BOOST_TEST_REQUIRE(at(merged, time) == least);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
