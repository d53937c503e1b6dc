// What becomes of a level that a feed or an administrator wants otherwise.
#include "core/stock/amendment.hpp"
#include "levels.hpp"

#include <boost/test/unit_test.hpp>

using namespace inventory::core;

namespace {

Amendment wish_of(AmendmentKind kind = AmendmentKind::upsert) {
    Amendment wish;

    wish.kind = kind;
    return wish;
}

Amendment count_of(Quantity on_hand) {
    Amendment wish;

    wish.on_hand = on_hand;
    return wish;
}

Amendment delta_of(Quantity delta) {
    Amendment wish;

    wish.delta = delta;
    return wish;
}

// The outcome, of a level that is there.
Amended outcome(const Amendment &wish, Level level) { return amend(wish, true, level).outcome; }

Amended outcome_of_missing(const Amendment &wish) {
    Level level;

    return amend(wish, false, level).outcome;
}

} // namespace

BOOST_AUTO_TEST_CASE(each_kind_wants_the_level_there_or_not) {
    BOOST_TEST((outcome_of_missing(wish_of()) == Amended::created));
    BOOST_TEST((outcome_of_missing(wish_of(AmendmentKind::create)) == Amended::created));
    BOOST_TEST((outcome_of_missing(wish_of(AmendmentKind::update)) == Amended::unknown_level));
    BOOST_TEST((outcome_of_missing(wish_of(AmendmentKind::remove)) == Amended::unknown_level));
    BOOST_TEST((outcome(wish_of(), level_of(0)) == Amended::unchanged));
    BOOST_TEST((outcome(wish_of(AmendmentKind::create), level_of(0)) == Amended::exists));
    BOOST_TEST((outcome(wish_of(AmendmentKind::update), level_of(0)) == Amended::unchanged));
    BOOST_TEST((outcome(wish_of(AmendmentKind::remove), level_of(0)) == Amended::deleted));
}

BOOST_AUTO_TEST_CASE(stock_is_counted_or_changed) {
    Level level = level_of(5);

    BOOST_TEST((amend(count_of(7), true, level).outcome == Amended::updated));
    BOOST_TEST(level.on_hand == 7);
    BOOST_TEST((amend(count_of(7), true, level).outcome == Amended::unchanged));
    BOOST_TEST((amend(delta_of(-3), true, level).outcome == Amended::updated));
    BOOST_TEST(level.on_hand == 4);
    BOOST_TEST((amend(delta_of(0), true, level).outcome == Amended::unchanged));
    BOOST_TEST((amend(delta_of(-5), true, level).outcome == Amended::below_zero));
    BOOST_TEST((amend(delta_of(max_quantity - 3), true, level).outcome == Amended::too_many));
    BOOST_TEST(level.on_hand == 4);
    BOOST_TEST((amend(delta_of(max_quantity - 4), true, level).outcome == Amended::updated));
    BOOST_TEST(level.on_hand == max_quantity);
    BOOST_TEST((outcome_of_missing(delta_of(-1)) == Amended::below_zero));
}

BOOST_AUTO_TEST_CASE(what_is_expected_is_compared_before_anything_changes) {
    Amendment wish = count_of(9);

    wish.expected_on_hand = 5;
    BOOST_TEST((outcome(wish, level_of(5)) == Amended::updated));
    BOOST_TEST((outcome(wish, level_of(9)) == Amended::conflict));
    BOOST_TEST((outcome_of_missing(wish) == Amended::conflict));
    wish.expected_on_hand = 0;
    BOOST_TEST((outcome_of_missing(wish) == Amended::created));
    Amendment removal = wish_of(AmendmentKind::remove);
    removal.expected_on_hand = 1;
    BOOST_TEST((outcome(removal, level_of(0)) == Amended::conflict));
}

BOOST_AUTO_TEST_CASE(a_level_is_deleted_when_nothing_is_there_promised_or_ordered) {
    Level ordered = level_of(0);
    Level promised = level_of(0, 2, 5);
    Amendment removal = wish_of(AmendmentKind::remove);

    ordered.incoming = 1;
    BOOST_TEST((outcome(removal, level_of(1)) == Amended::not_empty));
    BOOST_TEST((outcome(removal, ordered) == Amended::not_empty));
    // holds may be overdue: so many units are in the way
    Amendments amended = amend(removal, true, promised);
    BOOST_TEST((amended.outcome == Amended::not_empty));
    BOOST_TEST(amended.missing == 2);
    Level both = level_of(1, 1);
    BOOST_TEST(amend(removal, true, both).missing == 0);
}

BOOST_AUTO_TEST_CASE(promised_units_keep_their_stock) {
    Level level = level_of(10, 6);
    Amendments amended = amend(count_of(4), true, level);

    BOOST_TEST((amended.outcome == Amended::promised));
    BOOST_TEST(amended.missing == 2);
    BOOST_TEST(level.on_hand == 10);
    BOOST_TEST((outcome(count_of(6), level) == Amended::updated));
    BOOST_TEST((outcome(count_of(0), level_of(10, 6, std::nullopt)) == Amended::updated));

    Amendment allowed = count_of(4);
    allowed.allow_shortfall = true;
    amended = amend(allowed, true, level);
    BOOST_TEST((amended.outcome == Amended::updated));
    BOOST_TEST(amended.missing == 2);
    BOOST_TEST(level.shortfall == 2);
    // what comes in heals it, and more of the same needs no leave
    BOOST_TEST((amend(count_of(5), true, level).outcome == Amended::updated));
    BOOST_TEST(level.shortfall == 1);
    BOOST_TEST((amend(count_of(5), true, level).outcome == Amended::unchanged));
}

BOOST_AUTO_TEST_CASE(a_policy_may_not_make_a_shortfall) {
    Level level = level_of(10, 14, 5);
    Amendment wish;

    wish.backorder_limit = 3;
    wish.allow_shortfall = true;
    Amendments amended = amend(wish, true, level);
    BOOST_TEST((amended.outcome == Amended::promised));
    BOOST_TEST(amended.missing == 1);
    wish.on_hand = 11;
    BOOST_TEST((outcome(wish, level) == Amended::updated));
    // a count of 9 takes one, and the limit one more than that
    wish.on_hand = 9;
    BOOST_TEST((outcome(wish, level) == Amended::promised));
    wish.backorder_limit = 4;
    BOOST_TEST((outcome(wish, level) == Amended::updated));
}

BOOST_AUTO_TEST_CASE(a_policy_is_set_cleared_or_left) {
    Level level = level_of(10, 2);
    Amendment wish;

    wish.safety_stock = 3;
    wish.low_stock_threshold = std::optional<Quantity>(4);
    wish.unlimited_backorder = true;
    wish.incoming = 8;
    BOOST_TEST((amend(wish, true, level).outcome == Amended::updated));
    BOOST_TEST(level.safety_stock == 3);
    BOOST_TEST((level.low_stock_threshold == std::optional<Quantity>(4)));
    BOOST_TEST(!level.backorder_limit);
    BOOST_TEST(level.incoming == 8);
    BOOST_TEST((outcome(wish, level) == Amended::unchanged));

    Amendment other;
    other.low_stock_threshold = std::optional<Quantity>();
    other.backorder_limit = 0;
    BOOST_TEST((amend(other, true, level).outcome == Amended::updated));
    BOOST_TEST(!level.low_stock_threshold);
    BOOST_TEST((level.backorder_limit == std::optional<Quantity>(0)));
    BOOST_TEST(level.safety_stock == 3);
}

BOOST_AUTO_TEST_CASE(tracking_changes_without_holds_only) {
    Level held = level_of(10, 2);
    Amendment wish;

    wish.tracked = false;
    Amendments amended = amend(wish, true, held);
    BOOST_TEST((amended.outcome == Amended::promised));
    BOOST_TEST(amended.missing == 2);
    BOOST_TEST(held.tracked);
    BOOST_TEST((outcome(wish, level_of(10)) == Amended::updated));
    wish.tracked = true;
    BOOST_TEST((outcome(wish, held) == Amended::unchanged));
}

BOOST_AUTO_TEST_CASE(what_supplies_keep_is_not_set) {
    auto with_supplies = [](const Amendment &wish, Level level) {
        return amend(wish, true, level, true).outcome;
    };
    Level level = level_of(10, 2);
    Amendment wish;

    level.incoming = 5;
    wish.incoming = 5;
    BOOST_TEST((with_supplies(wish, level) == Amended::unchanged));
    wish.on_hand = 9;
    BOOST_TEST((with_supplies(wish, level) == Amended::updated));
    wish.incoming = 6;
    BOOST_TEST((with_supplies(wish, level) == Amended::managed));
    BOOST_TEST((outcome(wish, level) == Amended::updated));
    // what was expected is compared before
    wish.expected_on_hand = 8;
    BOOST_TEST((with_supplies(wish, level) == Amended::conflict));
    BOOST_TEST((with_supplies(count_of(3), level) == Amended::updated));
    BOOST_TEST((with_supplies(wish_of(AmendmentKind::remove), level) == Amended::not_empty));
    BOOST_TEST(is_refused(Amended::managed));
}

BOOST_AUTO_TEST_CASE(a_limit_that_follows_supply_is_not_set) {
    Level level = level_of(10, 12, 5);
    Amendment limited, unlimited;

    level.promise_incoming = true;
    limited.backorder_limit = 5;
    unlimited.unlimited_backorder = true;
    // nor where it is the same by chance, nor where nothing is on its way
    for (bool has_supplies : {false, true})
        for (const Amendment &wish : {limited, unlimited}) {
            Amendments amended = amend(wish, true, level, has_supplies);
            BOOST_TEST((amended.outcome == Amended::managed));
            BOOST_TEST(amended.missing == 0);
        }
    BOOST_TEST((level.backorder_limit == std::optional<Quantity>(5)));
    Amendment stock = count_of(7);
    stock.safety_stock = 1;
    BOOST_TEST((outcome(stock, level) == Amended::updated));
    BOOST_TEST((outcome(count_of(6), level) == Amended::promised));
    level.promise_incoming = false;
    BOOST_TEST((outcome(unlimited, level) == Amended::updated));
}

BOOST_AUTO_TEST_CASE(what_a_level_says_about_time_is_set_cleared_or_left) {
    const Span days{0, 2, 0}, weeks{0, 14, 0};
    Level level = level_of(10);
    Amendment wish;

    wish.promise_incoming = true;
    wish.ships_in = std::optional(days);
    wish.ships_in_max = std::optional(weeks);
    wish.available_from = std::optional<std::int64_t>(7);
    set_policy(wish, level);
    BOOST_TEST(level.promise_incoming);
    BOOST_TEST((level.ships_in == days));
    BOOST_TEST((level.ships_in_max == weeks));
    BOOST_TEST((level.available_from == 7));
    // the limit is the caller's to set
    BOOST_TEST((level.backorder_limit == std::optional<Quantity>(0)));

    set_policy(Amendment{}, level);
    BOOST_TEST((level.ships_in == days));
    BOOST_TEST((level.ships_in_max == weeks));

    Amendment longest;
    longest.ships_in_max = std::optional<Span>();
    set_policy(longest, level);
    BOOST_TEST((level.ships_in == days));
    BOOST_TEST(!level.ships_in_max);

    level.ships_in_max = weeks;
    Amendment none;
    none.promise_incoming = false;
    none.ships_in = std::optional<Span>();
    none.available_from = std::optional<std::int64_t>();
    set_policy(none, level);
    BOOST_TEST(!level.promise_incoming);
    BOOST_TEST(!level.ships_in);
    BOOST_TEST(!level.ships_in_max);
    BOOST_TEST(!level.available_from);
}

BOOST_AUTO_TEST_CASE(a_wish_that_sets_nothing) {
    Amendment wish;

    BOOST_TEST(!wish.sets_something());
    wish.expected_on_hand = 1;
    wish.allow_shortfall = true;
    BOOST_TEST(!wish.sets_something());
    BOOST_TEST(count_of(0).sets_something());
    BOOST_TEST(delta_of(0).sets_something());
    wish.low_stock_threshold = std::optional<Quantity>();
    BOOST_TEST(wish.sets_something());
}
