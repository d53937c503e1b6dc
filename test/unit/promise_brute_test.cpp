// When units ship, beside a simulation that moves one unit after the other, and what is true of every line,
// on thousands of small levels.
#include "promises.hpp"

#include <algorithm>

using namespace inventory::test;

namespace {

constexpr unsigned levels = 6000;

bool is_later(const Ready &a, const Ready &b) {
    return is_sooner(b.from, a.from) || is_sooner(b.by, a.by);
}

// What became of each part, by its holder and place.
std::vector<std::pair<const Holder *, Served>> by_holder(const Shop &shop) {
    std::vector<std::pair<const Holder *, Served>> parts;
    for (std::size_t i = 0; i < shop.line.size(); i++)
        parts.emplace_back(shop.line[i].holder, shop.served[i]);
    std::sort(parts.begin(), parts.end(), [](auto &a, auto &b) { return a.first < b.first; });
    return parts;
}

// That nobody of a line ships later than he did before a change, but for one who has left.
void check_nobody_later(const Shop &shop,
                        const std::vector<std::pair<const Holder *, Served>> &before) {
    for (const auto &[holder, now] : by_holder(shop))
        for (const auto &[was_holder, was] : before)
            if (was_holder == holder) {
                BOOST_TEST_REQUIRE(!is_later(now.ready, was.ready));
                BOOST_TEST_REQUIRE(now.from_stock >= was.from_stock);
            }
}

// Sorts supplies as an index on expected_at gives them: dates that have passed stand first.
void index(std::vector<Dated> &supplies) {
    std::sort(supplies.begin(), supplies.end(), [](const Dated &a, const Dated &b) {
        return is_sooner(a.expected_at, b.expected_at);
    });
}

template <class Check> void for_each_level(Check check) {
    for (unsigned seed = 0; seed < levels; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Shop shop;
        fill(shop, random);
        check(shop, random);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(promise_brute)

BOOST_AUTO_TEST_CASE(a_line_is_served_as_unit_by_unit) {
    for_each_level([](Shop &shop, Random &) {
        shop.serve();
        Units units(shop);
        std::size_t position = 0;
        for (std::size_t i = 0; i < shop.line.size(); i++) {
            Quantity from_stock = 0, from_supply = 0;
            Ready last{ready_in_stock(shop.terms), ready_in_stock(shop.terms)};
            for (Quantity n = 0; n < shop.line[i].units; n++, position++) {
                Ready ready = units.ready(position, shop.line[i].since);
                // The last unit of a part is the one that ships last.
                BOOST_TEST_REQUIRE((n == 0 || !is_later(last, ready)));
                last = ready;
                if (position < units.coming.size())
                    (std::get<0>(units.coming[position]) ? from_stock : from_supply)++;
            }
            BOOST_TEST_REQUIRE(shop.served[i].ready == last);
            BOOST_TEST_REQUIRE(shop.served[i].from_stock == from_stock);
            BOOST_TEST_REQUIRE(shop.served[i].from_supply == from_supply);
        }
    });
}

BOOST_AUTO_TEST_CASE(all_that_there_is_is_served_and_no_more) {
    for_each_level([](Shop &shop, Random &) {
        Quantity need = 0, there = shop.terms.is_closed ? 0 : shop.level.on_hand, given = 0;
        for (const Queued &part : shop.line)
            need += part.units;
        for (const Dated &supply : shop.supplies)
            there += supply.outstanding;
        for (const Served &part : shop.serve()) {
            BOOST_TEST_REQUIRE(part.from_stock >= 0);
            BOOST_TEST_REQUIRE(part.from_supply >= 0);
            given += part.from_stock + part.from_supply;
        }
        BOOST_TEST_REQUIRE(given == std::min(need, there));
    });
}

BOOST_AUTO_TEST_CASE(who_leaves_makes_nobody_later) {
    for_each_level([](Shop &shop, Random &random) {
        if (shop.line.empty())
            return;
        shop.serve();
        auto before = by_holder(shop);
        Queued &part = shop.line[random.up_to(static_cast<int>(shop.line.size()) - 1)];
        if (random.one_in(2))
            part.units -= random.up_to(static_cast<int>(part.units));
        else
            shop.line.erase(shop.line.begin() + (&part - shop.line.data()));
        shop.serve();
        check_nobody_later(shop, [&] {
            // Of who gave up units, the last that is left ships no later; from stock it may have fewer.
            before.erase(std::remove_if(before.begin(), before.end(),
                                        [&](auto &was) { return was.first == part.holder; }),
                         before.end());
            return before;
        }());
    });
}

BOOST_AUTO_TEST_CASE(who_comes_changes_nothing_for_the_others) {
    for_each_level([](Shop &shop, Random &random) {
        shop.serve();
        auto before = by_holder(shop);
        shop.hold(100, shop.terms.now, 1 + random.up_to(5), "new");
        shop.serve();
        for (const auto &[holder, was] : before)
            for (const auto &[same, now] : by_holder(shop))
                BOOST_TEST_REQUIRE((same != holder ||
                                    (now.ready == was.ready && now.from_stock == was.from_stock &&
                                     now.from_supply == was.from_supply)));
    });
}

BOOST_AUTO_TEST_CASE(a_supply_that_moves_later_or_shrinks_makes_nobody_sooner) {
    for_each_level([](Shop &shop, Random &random) {
        if (shop.supplies.empty())
            return;
        Dated &supply = shop.supplies[random.up_to(static_cast<int>(shop.supplies.size()) - 1)];
        const Dated late = supply;
        // As it will be, and then as it was.
        if (random.one_in(3))
            supply.outstanding -= random.up_to(static_cast<int>(supply.outstanding));
        else if (supply.expected_at && *supply.expected_at >= shop.terms.now)
            supply.expected_at =
                random.one_in(3) ? unknown : Date(*supply.expected_at + random.up_to(6));
        const Dated moved = supply;
        shop.serve();
        auto after = by_holder(shop);
        for (Dated &d : shop.supplies)
            if (d.supply_id == moved.supply_id)
                d = late;
        shop.serve();
        check_nobody_later(shop, after);
    });
}

BOOST_AUTO_TEST_CASE(the_order_of_the_input_does_not_matter) {
    for_each_level([](Shop &shop, Random &random) {
        shop.serve();
        auto before = by_holder(shop);
        std::shuffle(shop.line.begin(), shop.line.end(), random.engine);
        std::shuffle(shop.supplies.begin(), shop.supplies.end(), random.engine);
        shop.serve();
        auto after = by_holder(shop);
        for (std::size_t i = 0; i < before.size(); i++) {
            BOOST_TEST_REQUIRE((before[i].first == after[i].first));
            BOOST_TEST_REQUIRE(before[i].second.ready == after[i].second.ready);
            BOOST_TEST_REQUIRE(before[i].second.from_stock == after[i].second.from_stock);
        }
        index(shop.supplies);
        serve(shop.line.data(), shop.line.size(), shop.level.on_hand, shop.all(), shop.terms,
              shop.served.data());
        after = by_holder(shop);
        for (std::size_t i = 0; i < before.size(); i++)
            BOOST_TEST_REQUIRE(before[i].second.ready == after[i].second.ready);
    });
}

BOOST_AUTO_TEST_CASE(a_new_hold_is_promised_what_it_would_get_in_line) {
    for_each_level([](Shop &shop, Random &) {
        Steps steps = shop.steps();
        Units units(shop);
        for (Quantity n = 1; n <= 30; n++) {
            Ready promise = promise_of_new(shop.level, shop.waiting, n, shop.all(), shop.terms);
            BOOST_TEST_REQUIRE(promise == units.ready_of_new(n));
            BOOST_TEST_REQUIRE(ready(steps, n) == promise);
        }
        index(shop.supplies);
        for (Quantity n = 1; n <= 30; n++)
            BOOST_TEST_REQUIRE(promise_of_new(shop.level, shop.waiting, n, shop.all(),
                                              shop.terms) == units.ready_of_new(n));
        // And once it is there, with who waits on the waitlist before it.
        shop.hold(100, 0, shop.waiting, "waitlist");
        shop.hold(101, shop.terms.now, 3, "new");
        Ready promise = units.ready(static_cast<std::size_t>(shop.level.reserved - 1), 5);
        BOOST_TEST_REQUIRE(shop.serve().back().ready == promise);
    });
}

BOOST_AUTO_TEST_CASE(as_many_are_ready_by_a_time_as_ship_until_then) {
    for_each_level([](Shop &shop, Random &) {
        Steps steps = shop.steps();
        for (std::size_t i = 1; i < steps.count; i++) {
            BOOST_TEST_REQUIRE(steps.at[i - 1].units < steps.at[i].units);
            BOOST_TEST_REQUIRE(is_later(steps.at[i].ready, steps.at[i - 1].ready));
        }
        BOOST_TEST_REQUIRE(steps.count <= most_steps(shop.supplies.size()));
        for (Time by = 4; by < 16; by++) {
            Quantity n = 0;
            while (n < 60 && !is_sooner(by, Units(shop).ready_of_new(n + 1).by))
                n++;
            BOOST_TEST_REQUIRE(std::min<Quantity>(60, ready_by(steps, by)) == n);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
