// What is told when stock crosses a threshold.
#include "core/signals/ladder.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <ostream>
#include <random>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::signals;

namespace inventory::core::signals {

static std::ostream &operator<<(std::ostream &out, Kind kind) {
    return out << (kind == Kind::none ? "none" : name_of(kind));
}

} // namespace inventory::core::signals

namespace {

constexpr Thresholds plain{};
constexpr Thresholds low_at_5{5, 2, 1, std::nullopt};

std::vector<Kind> told(const Look &look) {
    return std::vector<Kind>(look.kinds, look.kinds + look.count);
}

void looks(Kind state, Quantity available, const Thresholds &thresholds, Kind then,
           std::initializer_list<Kind> kinds = {}) {
    const Look look = look_at_stock(state, available, thresholds);

    BOOST_TEST(look.state == then);
    BOOST_TEST(told(look) == std::vector<Kind>(kinds), boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(ladder)

BOOST_AUTO_TEST_CASE(a_first_look_is_silent) {
    looks(Kind::none, 0, plain, Kind::out_of_stock);
    looks(Kind::none, -3, low_at_5, Kind::out_of_stock);
    looks(Kind::none, 3, plain, Kind::in_stock);
    looks(Kind::none, 3, low_at_5, Kind::low_stock);
    looks(Kind::none, 6, low_at_5, Kind::in_stock);
    looks(Kind::none, 3, Thresholds{5, 2, 100, std::nullopt}, Kind::low_stock);
}

BOOST_AUTO_TEST_CASE(a_level_that_was_made_with_3_and_sold_out_says_so) {
    const Look first = look_at_stock(Kind::none, 3, low_at_5);

    looks(first.state, 0, low_at_5, Kind::out_of_stock, {Kind::out_of_stock});
}

BOOST_AUTO_TEST_CASE(what_is_back_is_in_stock_from_a_threshold_on) {
    constexpr Thresholds from_10{std::nullopt, 0, 10, std::nullopt};

    looks(Kind::out_of_stock, 1, plain, Kind::in_stock, {Kind::in_stock});
    looks(Kind::out_of_stock, 9, from_10, Kind::out_of_stock);
    looks(Kind::out_of_stock, 10, from_10, Kind::in_stock, {Kind::in_stock});
    looks(Kind::in_stock, 1, from_10, Kind::in_stock);
    looks(Kind::out_of_stock, 0, Thresholds{std::nullopt, 0, 0, std::nullopt}, Kind::out_of_stock);
}

BOOST_AUTO_TEST_CASE(what_is_back_and_low_says_both) {
    looks(Kind::out_of_stock, 5, low_at_5, Kind::low_stock, {Kind::in_stock, Kind::low_stock});
    looks(Kind::out_of_stock, 6, low_at_5, Kind::in_stock, {Kind::in_stock});
}

BOOST_AUTO_TEST_CASE(low_stock_comes_from_what_was_in_stock_or_recovered) {
    looks(Kind::in_stock, 6, low_at_5, Kind::in_stock);
    looks(Kind::in_stock, 5, low_at_5, Kind::low_stock, {Kind::low_stock});
    looks(Kind::recovered, 5, low_at_5, Kind::low_stock, {Kind::low_stock});
    looks(Kind::low_stock, 1, low_at_5, Kind::low_stock);
}

BOOST_AUTO_TEST_CASE(low_stock_recovers_above_its_margin) {
    looks(Kind::low_stock, 7, low_at_5, Kind::low_stock);
    looks(Kind::low_stock, 8, low_at_5, Kind::recovered, {Kind::recovered});
    looks(Kind::recovered, 6, low_at_5, Kind::recovered);
}

BOOST_AUTO_TEST_CASE(the_last_units_that_go_at_once_are_out_of_stock_alone) {
    for (Kind state : {Kind::in_stock, Kind::low_stock, Kind::recovered})
        for (Quantity available : {0, -1})
            looks(state, available, low_at_5, Kind::out_of_stock, {Kind::out_of_stock});
    looks(Kind::out_of_stock, -5, low_at_5, Kind::out_of_stock);
}

BOOST_AUTO_TEST_CASE(a_threshold_that_is_cleared_is_recovered_in_silence) {
    looks(Kind::low_stock, 3, plain, Kind::recovered);
    looks(Kind::low_stock, 0, plain, Kind::out_of_stock, {Kind::out_of_stock});
    looks(Kind::recovered, 3, low_at_5, Kind::low_stock, {Kind::low_stock});
}

BOOST_AUTO_TEST_CASE(a_threshold_of_0_is_one_that_nothing_is_below) {
    looks(Kind::in_stock, 1, Thresholds{0, 0, 1, std::nullopt}, Kind::in_stock);
    looks(Kind::low_stock, 1, Thresholds{0, 0, 1, std::nullopt}, Kind::recovered,
          {Kind::recovered});
}

BOOST_AUTO_TEST_CASE(overstock_is_more_than_its_threshold) {
    constexpr Thresholds over_100{std::nullopt, 0, 1, 100};

    BOOST_TEST(look_at_overstock(Kind::none, 101, over_100).state == Kind::overstock);
    BOOST_TEST(look_at_overstock(Kind::none, 101, over_100).count == 0);
    BOOST_TEST(look_at_overstock(Kind::none, 100, over_100).state == Kind::overstock_ended);
    BOOST_TEST(look_at_overstock(Kind::none, 100, plain).state == Kind::overstock_ended);

    const Look begun = look_at_overstock(Kind::overstock_ended, 101, over_100);
    BOOST_TEST(told(begun) == std::vector<Kind>{Kind::overstock});
    BOOST_TEST(look_at_overstock(begun.state, 5000, over_100).count == 0);
    const Look ended = look_at_overstock(begun.state, 100, over_100);
    BOOST_TEST(told(ended) == std::vector<Kind>{Kind::overstock_ended});
    BOOST_TEST(look_at_overstock(ended.state, 0, over_100).count == 0);

    const Look cleared = look_at_overstock(begun.state, 101, plain);
    BOOST_TEST(cleared.state == Kind::overstock_ended);
    BOOST_TEST(cleared.count == 0);
}

BOOST_AUTO_TEST_CASE(a_shortfall_is_told_when_it_begins_and_ends) {
    BOOST_TEST(look_at_shortfall(Kind::none, 0).state == Kind::shortfall_ended);
    BOOST_TEST(look_at_shortfall(Kind::none, 4).state == Kind::shortfall);
    BOOST_TEST(look_at_shortfall(Kind::none, 4).count == 0);
    BOOST_TEST(told(look_at_shortfall(Kind::shortfall_ended, 4)) ==
               std::vector<Kind>{Kind::shortfall});
    BOOST_TEST(look_at_shortfall(Kind::shortfall, 1).count == 0);
    BOOST_TEST(told(look_at_shortfall(Kind::shortfall, 0)) ==
               std::vector<Kind>{Kind::shortfall_ended});
}

BOOST_AUTO_TEST_CASE(a_state_of_another_ladder_is_none) {
    looks(Kind::overstock, 0, plain, Kind::out_of_stock);
    BOOST_TEST(look_at_shortfall(Kind::out_of_stock, 4).count == 0);
}

BOOST_AUTO_TEST_CASE(every_kind_stands_on_a_ladder) {
    for (Kind kind :
         {Kind::none, Kind::in_stock, Kind::low_stock, Kind::recovered, Kind::out_of_stock})
        BOOST_TEST((ladder_of(kind) == Ladder::stock));
    for (Kind kind : {Kind::overstock, Kind::overstock_ended})
        BOOST_TEST((ladder_of(kind) == Ladder::overstock));
    for (Kind kind : {Kind::shortfall, Kind::shortfall_ended})
        BOOST_TEST((ladder_of(kind) == Ladder::shortfall));
    for (Ladder ladder : {Ladder::overstock, Ladder::shortfall})
        BOOST_TEST((ladder_of(quiet_state(ladder)) == ladder));
    BOOST_TEST(name_of(Ladder::overstock) == name_of(Kind::overstock));
    BOOST_TEST(name_of(Ladder::shortfall) == name_of(Kind::shortfall));
}

BOOST_AUTO_TEST_CASE(names_are_found_again) {
    for (int kind = 1; kind <= static_cast<int>(Kind::shortfall_ended); kind++)
        BOOST_TEST((kind_named(name_of(static_cast<Kind>(kind))) == static_cast<Kind>(kind)));
    BOOST_TEST(!kind_named(""));
    BOOST_TEST(!kind_named("in stock"));
    BOOST_TEST(name_of(Kind::none).empty());
}

// Whatever path stock and thresholds take.
BOOST_AUTO_TEST_CASE(any_path_ends_in_the_kind_of_its_last_value) {
    std::mt19937 random(1);
    auto up_to = [&](Quantity most) { return static_cast<Quantity>(random() % (most + 1)); };
    Kind state = Kind::none;

    for (int i = 0; i < 200'000; i++) {
        Thresholds t{up_to(9), up_to(3), up_to(6), std::nullopt};
        if (random() % 4 == 0)
            t.low_stock.reset();
        const Quantity available = up_to(16) - 3;
        const Kind before = random() % 50 == 0 ? Kind::none : state;
        const Look look = look_at_stock(before, available, t);
        const Look again = look_at_stock(look.state, available, t);
        state = look.state;

        const bool is_low = t.low_stock && available <= *t.low_stock;
        BOOST_TEST_REQUIRE((again.count == 0 && again.state == state));
        BOOST_TEST_REQUIRE((look.count == 0 || look.kinds[look.count - 1] == state));
        BOOST_TEST_REQUIRE((look.count == 0 || before != Kind::none));
        BOOST_TEST_REQUIRE((available > 0 || state == Kind::out_of_stock));
        BOOST_TEST_REQUIRE((state != Kind::low_stock || t.low_stock));
        if (available > 0 && available >= t.in_stock_at)
            BOOST_TEST_REQUIRE(
                (state != Kind::out_of_stock && (!is_low || state == Kind::low_stock)));
        if (t.low_stock && available > *t.low_stock + t.low_margin)
            BOOST_TEST_REQUIRE(state != Kind::low_stock);
        for (int told = 0; told < look.count; told++) {
            const Kind from = told == 0 ? before : look.kinds[0];
            BOOST_TEST_REQUIRE((look.kinds[told] != Kind::low_stock || from == Kind::in_stock ||
                                from == Kind::recovered));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_greatest_quantities_are_no_trouble) {
    constexpr Thresholds greatest{max_quantity, max_quantity, max_quantity, max_quantity};

    looks(Kind::low_stock, max_quantity, greatest, Kind::low_stock);
    looks(Kind::low_stock, -max_quantity, greatest, Kind::out_of_stock, {Kind::out_of_stock});
    looks(Kind::out_of_stock, max_quantity, greatest, Kind::low_stock,
          {Kind::in_stock, Kind::low_stock});
    BOOST_TEST(look_at_overstock(Kind::overstock, max_quantity, greatest).count == 1);
}

BOOST_AUTO_TEST_SUITE_END()
