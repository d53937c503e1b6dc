// Spreading levels over stripes, choosing a stripe and changing one alone: readable examples, random
// levels of any kind, and a sale on stripes beside the same sale on one row.
#include "core/stock/stripes.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

using namespace inventory::core;

namespace {

using Stripes = std::vector<Stripe>;

constexpr std::initializer_list<Quantity> scales = {0, 3, 40, 3000, max_quantity};
Level changed(Level level, Quantity on_hand, Quantity reserved) {
    level.on_hand += on_hand;
    level.reserved += reserved;
    level.shortfall = uncovered(level);
    return level;
}

Level level_with(Quantity on_hand, Quantity reserved = 0, Quantity limit = 0, Quantity safety = 0) {
    Level level;

    level.on_hand = on_hand;
    level.backorder_limit = limit;
    level.safety_stock = safety;
    return changed(level, 0, reserved);
}

Stripes stripes_of(const std::vector<Level> &levels) {
    Stripes stripes;

    for (const Level &level : levels)
        stripes.push_back(Stripe{level, false, false});
    return stripes;
}

// The room on each of `count` stripes of a level that holds nothing.
std::vector<Quantity> rooms(const Level &level, std::size_t count, std::size_t first = 0) {
    Stripes stripes = stripes_of(std::vector<Level>(count, Level{}));
    std::vector<Quantity> rooms;

    spread(level, stripes.data(), count, first);
    for (const Stripe &stripe : stripes)
        rooms.push_back(room(stripe.level));
    return rooms;
}

bool chooses(const Stripes &stripes, Step step, std::size_t stripe, std::size_t start,
             std::size_t preferred, Quantity units) {
    Choice choice = choose(stripes.data(), stripes.size(), stripes.size(), start, preferred, units);

    return choice.step == step && (step == Step::gather || choice.stripe == stripe);
}

// Beyond what is asked of a stripe, where there may be a shortage at all.
Quantity spare_room(const Level &level) { return level.backorder_limit ? room(level) : 1; }
Quantity spare_cover(const Level &level) {
    return level.backorder_limit ? level.on_hand + limit(level) - level.reserved : 1;
}
Quantity spare_stock(const Level &level) { return level.on_hand - level.reserved; }

bool holds_between_calls(const Stripes &stripes) {
    for (Quantity (*spare)(const Level &) : {spare_room, spare_cover, spare_stock, available}) {
        auto less = [&](const Stripe &a, const Stripe &b) {
            return spare(a.level) < spare(b.level);
        };
        auto [least, most] = std::minmax_element(stripes.begin(), stripes.end(), less);
        if (spare(least->level) < 0 && spare(most->level) > 0)
            return false;
    }
    return true;
}

bool is_negative(Quantity value) { return value < 0; }
bool is_negative(std::optional<Quantity> value) { return value.value_or(0) < 0; }
bool is_negative(std::optional<Span>) { return false; }
bool is_negative(bool) { return false; }

// By the CHECK constraints of a row.
bool is_allowed(const Level &l) {
    bool negative = false;

    for_each_field([&](auto field) { negative |= is_negative(l.*field.member); });
    return !negative && (!l.backorder_limit || l.reserved <= l.on_hand + limit(l) + l.shortfall);
}

// Whether one stripe serves units whatever is promised at the same time on the others.
bool serves(const Stripes &stripes, std::size_t i, Quantity units) {
    const Level &level = stripes[i].level;
    Quantity most_reserved = max_quantity / static_cast<Quantity>(stripes.size());
    bool tells = std::none_of(stripes.begin(), stripes.end(), [&](const Stripe &s) {
        return s.level.reserved > most_reserved || lacks(s.level);
    });

    return tells && !stripes[i].draining && units <= available(level) &&
           units <= most_reserved - level.reserved;
}

bool is_enough(const Level &level, Quantity units, bool from_stock) {
    return from_stock ? units <= available(level) : lacking(level, units) == 0;
}

struct Dice {
    std::mt19937_64 random;

    Quantity up_to(Quantity most) { return static_cast<Quantity>(random() % (most + 1)); }
    bool one_in(Quantity n) { return up_to(n - 1) == 0; }
    Quantity any_of(std::initializer_list<Quantity> list) {
        return list.begin()[index(list.size())];
    }
    std::size_t index(std::size_t count) { return static_cast<std::size_t>(random() % count); }
};

void set_random_policy(Dice &dice, Level &level, Quantity scale) {
    level.safety_stock = dice.one_in(2) ? 0 : dice.up_to(scale / 2);
    if (dice.one_in(8))
        level.backorder_limit.reset();
    else
        level.backorder_limit = dice.one_in(2) ? 0 : dice.up_to(scale);
    level.shortfall = uncovered(level);
}

// A level, in the red or not, and its stripes: empty but for the holds, which are anywhere.
struct Case {
    Stripes stripes;
    Level level;

    Case(Dice &dice, Quantity scale) {
        Quantity drains_one_in = dice.any_of({1, 2, 5, 1000});
        Quantity left = dice.one_in(3) ? 0 : dice.up_to(scale);

        level = level_with(dice.up_to(scale), left);
        level.incoming = dice.up_to(scale);
        if (dice.one_in(2))
            level.low_stock_threshold = dice.up_to(scale);
        level.tracked = !dice.one_in(5);
        set_random_policy(dice, level, scale);
        stripes.resize(dice.any_of({1, 2, 3, 8, max_stripes, 1 + dice.up_to(63)}));
        for (Stripe &stripe : stripes) {
            Quantity held = dice.one_in(2) ? 0 : dice.up_to(std::min(left, scale / 16 + 2));
            stripe.level = level_with(0, held);
            stripe.draining = &stripe != stripes.data() && dice.one_in(drains_one_in);
            left -= held;
        }
        stripes[dice.index(stripes.size())].level.reserved += left;
    }
    void spread_from(std::size_t first) { spread(level, stripes.data(), stripes.size(), first); }
};

// Of units that are shared out, whether as many stripes have a piece as may have one.
void check_pieces(Quantity shared, std::size_t open, const std::vector<Quantity> &pieces) {
    Quantity most = static_cast<Quantity>(open);
    Quantity wanted = shared == 0 ? 0 : std::clamp<Quantity>(shared / smallest_share, 1, most);

    BOOST_TEST_REQUIRE(static_cast<Quantity>(pieces.size()) == wanted);
    for (Quantity piece : pieces) {
        BOOST_TEST_REQUIRE((wanted == 1 || piece >= smallest_share));
        BOOST_TEST_REQUIRE((piece - shared / wanted == 0 || piece - shared / wanted == 1));
    }
}

// Stock and allowance are shared out by themselves, and never to a draining stripe.
void check_pieces(const Case &c) {
    auto spare = [](const Level &l) { return std::max<Quantity>(0, available(l)); };
    auto allowed = [&](const Level &l) {
        return l.backorder_limit ? std::max<Quantity>(0, room(l)) - spare(l) : 0;
    };
    std::vector<Quantity> stock, allowance;
    std::size_t open = 0;

    for (const Stripe &stripe : c.stripes) {
        const Level &share = stripe.level;
        bool is_empty = share.on_hand + limit(share) + share.shortfall == 0;
        open += !stripe.draining;
        if (spare(share) > 0)
            stock.push_back(spare(share));
        if (allowed(share) > 0)
            allowance.push_back(allowed(share));
        if (stripe.draining)
            BOOST_TEST_REQUIRE(
                (spare(share) + allowed(share) == 0 && (share.reserved > 0 || is_empty)));
    }
    check_pieces(spare(c.level), open, stock);
    check_pieces(allowed(c.level), open, allowance);
}

// A sale on the stripes of a case, and the same on its level as one row.
struct Sale : Case {
    Dice &dice;
    Quantity scale;

    Sale(Dice &d, Quantity scale) : Case(d, scale), dice(d), scale(scale) { set_policy(); }

    Level sum() const { return total(stripes.data(), stripes.size()); }
    void set_policy() {
        for (std::size_t i = 1; i < stripes.size(); i++)
            stripes[i].draining = dice.one_in(4);
        set_random_policy(dice, level, scale);
        spread_from(dice.random());
    }

    // Changes one stripe, alone if that will do; whether there is enough on hand.
    bool change(std::size_t i, Quantity on_hand, Quantity reserved, bool gathers = false) {
        Level after = changed(stripes[i].level, on_hand, reserved);

        if (!gathers && is_local(stripes[i], after)) {
            stripes[i].level = after;
            return true;
        }
        after = changed(sum(), on_hand, reserved);
        if (after.on_hand < 0)
            return false;
        stripes[i].level.reserved += reserved;
        spread(after, stripes.data(), stripes.size(), dice.random());
        return true;
    }

    // Who has seen enough may take from one that was seen, and leaves plenty in all.
    void glance(Quantity units) const {
        Glance glance(units, stripes.size());
        std::size_t first = dice.index(stripes.size());
        bool is_free = false;

        for (std::size_t i = 0; i < stripes.size() && !glance.is_enough(); i++) {
            const Stripe &stripe = stripes[(first + i) % stripes.size()];
            glance.look_at(stripe);
            is_free |= !stripe.busy && !stripe.draining && available(stripe.level) >= units;
        }
        if (glance.is_enough())
            BOOST_TEST_REQUIRE((is_free && available(sum()) - units >= plenty));
    }

    // A reserve, or a sale from stock without a hold; whether it succeeds.
    bool buy(Quantity units, bool sells) {
        Quantity on_hand = sells ? -units : 0, reserved = sells ? 0 : units;

        for (Stripe &stripe : stripes)
            stripe.busy = dice.one_in(3);
        glance(units);
        Choice choice = choose(stripes.data(), stripes.size(), stripes.size(), dice.random(),
                               dice.index(70), units);
        if (choice.step == Step::gather)
            return is_enough(sum(), units, sells) &&
                   change(dice.index(stripes.size()), on_hand, reserved, true);
        const Stripe &stripe = stripes[choice.stripe];
        BOOST_TEST_REQUIRE(is_local(stripe, changed(stripe.level, on_hand, reserved)));
        return change(choice.stripe, on_hand, reserved);
    }

    void step() {
        Quantity units = 1 + dice.up_to(dice.any_of({0, 3, scale / 4}));
        std::size_t stripe = dice.index(stripes.size());
        Quantity held = std::min(units, stripes[stripe].level.reserved);
        std::pair<Quantity, Quantity> changes[] = {{0, -held},  {-held, -held}, {units, 0},
                                                   {-units, 0}, {0, units},     {0, units},
                                                   {-units, 0}};
        std::size_t n = dice.index(7);
        auto [on_hand, reserved] = changes[n];
        bool buys = n >= 4, sells = n == 6;

        if (dice.one_in(100))
            return set_policy();
        bool fits = buys ? is_enough(level, units, sells) : level.on_hand + on_hand >= 0;
        BOOST_TEST_REQUIRE((buys ? buy(units, sells) : change(stripe, on_hand, reserved)) == fits);
        if (fits)
            level = changed(level, on_hand, reserved);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(stripes)

BOOST_AUTO_TEST_CASE(room_is_shared_evenly_in_pieces_that_are_not_too_small) {
    using Rooms = std::vector<Quantity>;

    BOOST_TEST(rooms(level_with(1000), 4) == (Rooms{250, 250, 250, 250}));
    BOOST_TEST(rooms(level_with(10), 4, 6) == (Rooms{0, 0, 10, 0}));
    BOOST_TEST(rooms(level_with(31), 4) == (Rooms{31, 0, 0, 0}));
    BOOST_TEST(rooms(level_with(41), 4, 3) == (Rooms{21, 0, 0, 20}));
    BOOST_TEST(rooms(level_with(30, 0, 34), 4) == (Rooms{47, 17, 0, 0}));
    BOOST_TEST(rooms(level_with(48), 3, std::size_t(-1)) == (Rooms{16, 16, 16}));
}

BOOST_AUTO_TEST_CASE(safety_stock_stays_at_home_and_is_not_sold) {
    BOOST_TEST(rooms(level_with(100, 0, 0, 20), 2) == (std::vector<Quantity>{40, 40}));
    BOOST_TEST(rooms(level_with(15, 0, 0, 20), 2, 1) == (std::vector<Quantity>{-5, 0}));
}

BOOST_AUTO_TEST_CASE(a_total_is_of_everything_on_every_stripe) {
    Stripes stripes(2);
    Level &home = stripes[0].level, &other = stripes[1].level;

    home.on_hand = home.reserved = home.incoming = home.safety_stock = home.shortfall = 1;
    other.on_hand = other.reserved = other.incoming = other.safety_stock = other.shortfall = 20;
    home.backorder_limit = 5;
    other.backorder_limit = 60;
    home.low_stock_threshold = 7;
    Level sum = total(stripes.data(), 2);
    BOOST_TEST(sum.on_hand == 21);
    BOOST_TEST(sum.reserved == 21);
    BOOST_TEST(sum.incoming == 21);
    BOOST_TEST(sum.safety_stock == 21);
    BOOST_TEST(sum.shortfall == 21);
    BOOST_TEST((sum.backorder_limit == 65));
    BOOST_TEST((sum.low_stock_threshold == 7));
    BOOST_TEST(sum.tracked);
    other.backorder_limit.reset();
    other.tracked = false;
    sum = total(stripes.data(), 2);
    BOOST_TEST(!sum.backorder_limit);
    BOOST_TEST(!sum.tracked);
    BOOST_TEST(room(other) == max_quantity - 20);
}

BOOST_AUTO_TEST_CASE(one_stripe_alone_promises_no_more_than_its_share_of_the_maximum) {
    Level plenty = level_with(max_quantity);
    Stripes stripes = stripes_of({plenty, plenty});

    BOOST_TEST((choose(stripes.data(), 2, 2, 0, 0, max_quantity / 2).step == Step::take));
    BOOST_TEST((choose(stripes.data(), 2, 2, 0, 0, max_quantity / 2 + 1).step == Step::gather));
    BOOST_TEST((choose(stripes.data(), 1, 1, 0, 0, max_quantity).step == Step::take));
    stripes[0].level.reserved = max_quantity / 2 + 1;
    BOOST_TEST((choose(stripes.data(), 2, 2, 0, 1, 1).step == Step::gather));
}

BOOST_AUTO_TEST_CASE(a_draining_stripe_keeps_what_covers_its_holds) {
    Stripes stripes = stripes_of({Level{}, level_with(0, 7), Level{}});

    stripes[1].draining = stripes[2].draining = true;
    spread(level_with(100, 7), stripes.data(), 3, 1);
    BOOST_TEST(stripes[0].level.on_hand == 93);
    BOOST_TEST(stripes[1].level.on_hand == 7);
    BOOST_TEST((stripes[2].level == Level{}));
}

BOOST_AUTO_TEST_CASE(a_buyer_takes_a_free_stripe_else_waits_for_one_else_gathers) {
    Stripes stripes = stripes_of({level_with(10), level_with(5), level_with(10), level_with(99)});

    stripes[3].draining = true;
    BOOST_TEST(chooses(stripes, Step::take, 1, 1, 9, 5));
    BOOST_TEST(chooses(stripes, Step::take, 0, 7, 9, 6));
    BOOST_TEST(chooses(stripes, Step::take, 0, 1, 0, 10));
    BOOST_TEST(chooses(stripes, Step::gather, 0, 0, 0, 11));
    stripes[0].busy = true;
    BOOST_TEST(chooses(stripes, Step::take, 2, 0, 0, 6));
    stripes[2].busy = true;
    BOOST_TEST(chooses(stripes, Step::wait, 2, 1, 9, 6));
}

BOOST_AUTO_TEST_CASE(what_is_not_available_on_one_stripe_takes_all_of_them) {
    Stripes stripes = stripes_of({level_with(100), level_with(0, 0, 100)});

    BOOST_TEST(chooses(stripes, Step::take, 0, 1, 9, 100));
    BOOST_TEST(chooses(stripes, Step::gather, 0, 1, 9, 101));
    stripes[1].level = level_with(0, 5, 100); // five wait
    BOOST_TEST(chooses(stripes, Step::gather, 0, 0, 9, 1));
}

BOOST_AUTO_TEST_CASE(a_release_is_not_local_where_another_stripe_may_lack_room) {
    Stripe unlimited = {level_with(9, 2), false, false};

    BOOST_TEST(!is_local(Stripe{level_with(7, 7), false, false}, level_with(7, 0)));
    BOOST_TEST(is_local(Stripe{level_with(7, 7), false, false}, level_with(0, 0)));
    BOOST_TEST(is_local(Stripe{level_with(8, 7), false, false}, level_with(8, 0)));
    BOOST_TEST(!is_local(Stripe{level_with(8, 7), true, false}, level_with(8, 0)));
    unlimited.level.backorder_limit.reset();
    BOOST_TEST(is_local(unlimited, changed(unlimited.level, -2, 5)));
    BOOST_TEST(!is_local(unlimited, changed(unlimited.level, -2, 6)));
}

BOOST_AUTO_TEST_CASE(any_level_is_what_its_stripes_add_up_to) {
    Dice dice{std::mt19937_64(1)};

    for (int round = 0; round < 20000; round++) {
        BOOST_TEST_INFO_SCOPE("round " << round);
        Case c(dice, dice.any_of(scales));
        Stripes before = c.stripes;
        c.spread_from(dice.random());

        BOOST_TEST_REQUIRE((total(c.stripes.data(), c.stripes.size()) == c.level));
        for (std::size_t i = 0; i < c.stripes.size(); i++) {
            const Level &share = c.stripes[i].level;
            BOOST_TEST_REQUIRE(is_allowed(share));
            Quantity beyond_holds = share.on_hand - share.reserved; // stock covers holds first
            BOOST_TEST_REQUIRE((c.level.on_hand < c.level.reserved || beyond_holds >= 0));
            BOOST_TEST_REQUIRE((c.level.on_hand > c.level.reserved || beyond_holds <= 0));
            BOOST_TEST_REQUIRE(share.reserved == before[i].level.reserved);
            BOOST_TEST_REQUIRE(
                (share.tracked == c.level.tracked &&
                 share.backorder_limit.has_value() == c.level.backorder_limit.has_value()));
        }
        BOOST_TEST_REQUIRE(holds_between_calls(c.stripes));
        check_pieces(c);
    }
}

BOOST_AUTO_TEST_CASE(a_choice_is_the_first_free_stripe_that_serves) {
    Dice dice{std::mt19937_64(3)};

    for (int round = 0; round < 20000; round++) {
        BOOST_TEST_INFO_SCOPE("round " << round);
        Case c(dice, dice.any_of(scales));
        std::size_t count = c.stripes.size(), start = dice.random(),
                    preferred = dice.index(2 * count);
        Quantity units = 1 + dice.up_to(dice.any_of({0, 20, max_quantity / 64, max_quantity - 1}));
        c.spread_from(dice.random());
        for (Stripe &stripe : c.stripes)
            stripe.busy = dice.one_in(2);

        std::vector<std::size_t> order; // of asking: the preferred one, then round from start
        if (preferred < count)
            order.push_back(preferred);
        for (std::size_t i = 0; i < count; i++)
            order.push_back((start % count + i) % count);
        auto serve = [&](std::size_t i) { return serves(c.stripes, i, units); };
        auto serve_now = [&](std::size_t i) { return !c.stripes[i].busy && serve(i); };
        auto free = std::find_if(order.begin(), order.end(), serve_now);

        Choice choice = choose(c.stripes.data(), count, count, start, preferred, units);
        if (free != order.end())
            BOOST_TEST_REQUIRE((choice.step == Step::take && choice.stripe == *free));
        else if (std::any_of(order.begin(), order.end(), serve))
            BOOST_TEST_REQUIRE((choice.step == Step::wait && serve(choice.stripe)));
        else
            BOOST_TEST_REQUIRE((choice.step == Step::gather));
    }
}

BOOST_AUTO_TEST_CASE(a_change_is_local_exactly_if_it_keeps_what_holds_whatever_the_others_carry) {
    std::vector<Level> others;
    for (int n = 0; n < 3 * 3 * 3 * 3; n++)
        others.push_back(level_with(n % 3, n / 3 % 3, n / 9 % 3, n / 27));

    for (int n = 0; n < 3 * 4 * 2 * 3 * 4 * 4; n++) {
        BOOST_TEST_INFO_SCOPE("case " << n);
        Quantity limit = n / 12 % 2, safety = n / 24 % 3;
        Level before = level_with(n % 3, n / 3 % 4, limit, safety);
        Level after = level_with(n / 72 % 4 - 1, n / 288, limit, safety);
        bool keeps = after.on_hand >= 0;
        for (const Level &other : others)
            if (holds_between_calls(stripes_of({before, other})))
                keeps = keeps && holds_between_calls(stripes_of({after, other}));
        BOOST_TEST_REQUIRE(is_local(Stripe{before, false, false}, after) == keeps);
        BOOST_TEST_REQUIRE(!is_local(Stripe{before, true, false}, after));
    }
}

BOOST_AUTO_TEST_CASE(a_sale_on_stripes_sells_what_a_sale_on_one_row_does) {
    for (int seed = 0; seed < 300; seed++) {
        Dice dice{std::mt19937_64(seed)};
        Sale sale(dice, dice.any_of({8, 60, 2000}));
        for (int step = 0; step < 1500; step++) {
            BOOST_TEST_INFO_SCOPE("seed " << seed << " step " << step);
            sale.step();
            BOOST_TEST_REQUIRE((sale.sum() == sale.level));
            for (const Stripe &stripe : sale.stripes)
                BOOST_TEST_REQUIRE(is_allowed(stripe.level));
            BOOST_TEST_REQUIRE(holds_between_calls(sale.stripes));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
