// The arithmetic of one supply: orders, deliveries, transfers, and what they do to a level.
#include "core/supply/supply.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <random>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::supply;

namespace inventory::core::supply {

static bool operator==(const Supply &a, const Supply &b) {
    return a.quantity == b.quantity && a.received == b.received && a.expected_at == b.expected_at &&
           a.is_transfer == b.is_transfer && a.lost == b.lost && a.returned == b.returned;
}
static std::ostream &operator<<(std::ostream &out, Outcome outcome) {
    static const char *names[] = {"done",           "bad_quantity",   "below_received",
                                  "not_a_transfer", "not_changeable", "excess",
                                  "too_many",       "out_of_step",    "short_of_stock"};
    return out << names[static_cast<int>(outcome)];
}

} // namespace inventory::core::supply

namespace {

constexpr Date unknown{};

Supply ordered(Quantity quantity, Quantity received = 0) {
    return Supply{quantity, received, Date(7), false, 0, 0};
}
Supply sent(Quantity quantity) {
    Supply supply;
    BOOST_TEST(ship(supply, quantity, 7).outcome == Outcome::done);
    return supply;
}
Delivery delivery(Quantity accepted, Quantity lost = 0, Quantity returned = 0, bool close = false,
                  bool allow_excess = false) {
    return Delivery{accepted, lost, returned, close, allow_excess};
}

void refuses(Supply supply, const Delivery &delivery, Outcome outcome, Quantity excess = 0) {
    const Supply before = supply;
    Delivered delivered = deliver(supply, delivery);

    BOOST_TEST(delivered.outcome == outcome);
    BOOST_TEST(delivered.excess == excess);
    BOOST_TEST((supply == before));
    BOOST_TEST(delivered.change.incoming == 0);
}
void refuses(Supply supply, const Order &wish, Outcome outcome) {
    const Supply before = supply;

    BOOST_TEST(order(supply, wish).outcome == outcome);
    BOOST_TEST((supply == before));
}

} // namespace

BOOST_AUTO_TEST_SUITE(supplies)

BOOST_AUTO_TEST_CASE(orders_are_made_amended_moved_and_cancelled) {
    Supply supply;

    Ordered made = order(supply, Order{10, Date(7)});
    BOOST_TEST(made.outcome == Outcome::done);
    BOOST_TEST(made.change.incoming == 10);
    BOOST_TEST(made.change.promisable == 10);
    BOOST_TEST(made.is_moved);
    deliver(supply, delivery(4));
    Ordered amended = order(supply, Order{6, std::nullopt});
    BOOST_TEST(amended.change.incoming == -4);
    BOOST_TEST(amended.change.on_hand == 0);
    BOOST_TEST(!amended.is_moved);
    BOOST_TEST((supply == ordered(6, 4)));
    Ordered undated = order(supply, Order{std::nullopt, unknown});
    BOOST_TEST(undated.change.incoming == 0);
    BOOST_TEST(undated.change.promisable == -2);
    BOOST_TEST(undated.is_moved);
    BOOST_TEST(order(supply, Order{4, std::nullopt}).change.incoming == -2);
    BOOST_TEST(outstanding(supply) == 0);
    Ordered again = order(supply, Order{4, unknown});
    BOOST_TEST(again.outcome == Outcome::done);
    BOOST_TEST(!again.is_moved);
}

BOOST_AUTO_TEST_CASE(orders_that_cannot_be_are_refused) {
    refuses(ordered(10, 4), Order{3, Date(9)}, Outcome::below_received);
    refuses(ordered(10, 4), Order{-1, Date(9)}, Outcome::bad_quantity);
    refuses(ordered(10, 4), Order{max_quantity + 1, Date(9)}, Outcome::bad_quantity);
    refuses(sent(5), Order{4, Date(9)}, Outcome::not_changeable);
    Supply moved = sent(5);
    BOOST_TEST(order(moved, Order{5, Date(9)}).is_moved);
    BOOST_TEST(ship(moved, 5, 7).outcome == Outcome::not_changeable);
    Supply other = ordered(5);
    BOOST_TEST(ship(other, 5, 7).outcome == Outcome::not_changeable);
    Supply none;
    BOOST_TEST(ship(none, 0, 7).outcome == Outcome::bad_quantity);
}

BOOST_AUTO_TEST_CASE(a_delivery_raises_what_came_and_lowers_what_is_expected) {
    Supply supply = ordered(10);
    Delivered delivered = deliver(supply, delivery(4, 2));

    BOOST_TEST((supply == ordered(8, 4)));
    BOOST_TEST(delivered.change.on_hand == 4);
    BOOST_TEST(delivered.change.incoming == -6);
    BOOST_TEST(delivered.change.promisable == -6);
    BOOST_TEST(delivered.accepted_incoming == -4);
    BOOST_TEST(delivered.lost_incoming == -2);
    delivered = deliver(supply, delivery(1, 0, 0, true));
    BOOST_TEST((supply == ordered(5, 5)));
    BOOST_TEST(delivered.accepted_incoming == -1);
    BOOST_TEST(delivered.closed_incoming == -3);
    supply = ordered(10, 3);
    deliver(supply, whole_delivery(supply));
    BOOST_TEST((supply == ordered(10, 10)));
}

BOOST_AUTO_TEST_CASE(more_than_is_outstanding_is_refused_or_was_ordered_after_all) {
    refuses(ordered(10, 8), delivery(2, 1), Outcome::excess, 1);
    refuses(sent(5), delivery(6, 0, 0, false, true), Outcome::excess, 1);
    refuses(ordered(10), delivery(3, 0, 1), Outcome::not_a_transfer);
    refuses(ordered(10), delivery(-1), Outcome::bad_quantity);
    refuses(ordered(10), delivery(1, max_quantity + 1), Outcome::bad_quantity);
    refuses(ordered(max_quantity, max_quantity), delivery(1, 0, 0, false, true), Outcome::too_many);
    refuses(ordered(max_quantity, 1), delivery(max_quantity, max_quantity), Outcome::excess,
            max_quantity + 1);

    Supply supply = ordered(10, 8);
    Delivered delivered = deliver(supply, delivery(5, 1, 0, false, true));
    BOOST_TEST(delivered.excess == 4);
    BOOST_TEST((supply == ordered(13, 13)));
    BOOST_TEST(delivered.change.on_hand == 5);
    BOOST_TEST(delivered.accepted_incoming == -2);
    BOOST_TEST(delivered.lost_incoming == 0);
    supply = ordered(max_quantity, max_quantity - 1);
    BOOST_TEST(deliver(supply, delivery(1, 5, 0, false, true)).outcome == Outcome::done);
    BOOST_TEST((supply == ordered(max_quantity, max_quantity)));
}

BOOST_AUTO_TEST_CASE(what_is_not_coming_of_a_transfer_is_lost) {
    Supply supply = sent(10);
    Delivered delivered = deliver(supply, delivery(3, 1, 2));

    BOOST_TEST(delivered.returned_incoming == -2);
    BOOST_TEST(delivered.lost_incoming == -1);
    BOOST_TEST(outstanding(supply) == 4);
    delivered = deliver(supply, delivery(0, 1, 0, true));
    BOOST_TEST(delivered.lost_incoming == -4);
    BOOST_TEST(delivered.closed_incoming == 0);
    BOOST_TEST((supply == Supply{3, 3, Date(7), true, 5, 2}));
    BOOST_TEST(shipped(supply) == 10);
}

BOOST_AUTO_TEST_CASE(a_limit_follows_what_has_a_date_passed_or_not) {
    const Dated dated[] = {{Date(-5), "a", 3}, {unknown, "b", 4}, {Date(9), "c", 5}};
    const Dated many[] = {{Date(1), "a", no_bound}, {Date(2), "b", 1}};

    BOOST_TEST(limit_that_follows(dated, 3) == 8);
    BOOST_TEST(limit_that_follows(many, 2) == no_bound);
}

BOOST_AUTO_TEST_CASE(a_level_changes_with_its_supply) {
    Level level;
    level.reserved = 6;
    level.on_hand = 2;
    level.incoming = 5;
    level.backorder_limit = 5;

    // Received: room turns into stock.
    BOOST_TEST(change_level(level, LevelChange{2, -2, -2}, true, false) == Outcome::done);
    BOOST_TEST(level.on_hand == 4);
    BOOST_TEST(limit(level) == 3);
    // Cancelled: one unit more than is not promised.
    Level before = level;
    BOOST_TEST(change_level(level, LevelChange{0, -2, -2}, true, false) == Outcome::short_of_stock);
    BOOST_TEST((level == before));
    BOOST_TEST(change_level(level, LevelChange{0, -2, -2}, true, true) == Outcome::done);
    BOOST_TEST(level.shortfall == 1);
    // Ordered: the shortfall shrinks by itself.
    BOOST_TEST(change_level(level, LevelChange{0, 4, 4}, true, false) == Outcome::done);
    BOOST_TEST(level.shortfall == 0);
    BOOST_TEST(limit(level) == 5);
    // Where the limit is one's own, what is cancelled takes nothing.
    BOOST_TEST(change_level(level, LevelChange{0, -5, -5}, false, false) == Outcome::done);
    BOOST_TEST(limit(level) == 5);
    BOOST_TEST(change_level(level, LevelChange{0, -1, 0}, false, false) == Outcome::out_of_step);
    BOOST_TEST(change_level(level, LevelChange{0, 0, -6}, true, true) == Outcome::out_of_step);
    BOOST_TEST(change_level(level, LevelChange{max_quantity, 0, 0}, false, false) ==
               Outcome::too_many);
    BOOST_TEST(change_level(level, LevelChange{0, max_quantity, 0}, false, false) == Outcome::done);
    BOOST_TEST(change_level(level, LevelChange{0, 1, 0}, false, false) == Outcome::too_many);
    level.incoming = 0;
    BOOST_TEST(change_level(level, LevelChange{0, 1, max_quantity}, true, false) ==
               Outcome::too_many);
}

// A delivery unit by unit.
Supply delivered_one_by_one(Supply supply, const Delivery &delivery, Quantity &on_hand) {
    auto waits = [&] { return supply.quantity > supply.received; };
    for (Quantity i = 0; i < delivery.accepted; i++, on_hand++) {
        if (!waits())
            supply.quantity++;
        supply.received++;
    }
    auto lower = [&](Quantity &of_transfer) {
        if (!waits())
            return;
        supply.quantity--;
        of_transfer += supply.is_transfer;
    };
    for (Quantity i = 0; i < delivery.lost; i++)
        lower(supply.lost);
    for (Quantity i = 0; i < delivery.returned; i++)
        lower(supply.returned);
    while (delivery.close && waits())
        lower(supply.lost);
    return supply;
}

BOOST_AUTO_TEST_CASE(whatever_happens_the_level_is_what_its_supplies_say) {
    int refused = 0, done = 0;

    for (unsigned seed = 0; seed < 2000; seed++) {
        std::mt19937 random(seed);
        auto up_to = [&](int most) { return static_cast<Quantity>(random() % (most + 1)); };
        auto any_date = [&] { return up_to(2) == 0 ? unknown : Date(up_to(9)); };
        std::vector<Supply> supplies(3);
        Level level;
        Quantity sent = 1 + up_to(9);
        change_level(level, ship(supplies[2], sent, any_date()).change, true, false);

        for (int step = 0; step < 30; step++) {
            BOOST_TEST_INFO_SCOPE("seed " << seed << " step " << step);
            Supply &supply = supplies[up_to(2)];
            const Supply before = supply;
            Quantity on_hand = level.on_hand;
            LevelChange change;
            Outcome outcome;
            bool may_be_short = up_to(4) == 0;

            if (up_to(2) == 0) {
                Order wish{up_to(1) == 0 ? std::nullopt : std::optional(up_to(12)),
                           up_to(1) == 0 ? std::nullopt : std::optional(any_date())};
                Ordered made = order(supply, wish);
                outcome = made.outcome;
                change = made.change;
                BOOST_TEST_REQUIRE(made.is_moved == (supply.expected_at != before.expected_at));
            } else {
                Delivery came = delivery(up_to(4), up_to(2), up_to(3) / 3 * up_to(2), up_to(7) == 0,
                                         up_to(2) == 0);
                Delivered made = deliver(supply, came);
                outcome = made.outcome;
                change = made.change;
                BOOST_TEST_REQUIRE(made.accepted_incoming + made.lost_incoming +
                                       made.returned_incoming + made.closed_incoming ==
                                   change.incoming);
                if (outcome == Outcome::done)
                    BOOST_TEST_REQUIRE((supply == delivered_one_by_one(before, came, on_hand)));
            }
            if (outcome == Outcome::done)
                outcome = change_level(level, change, true, may_be_short);
            if (outcome != Outcome::done) {
                supply = before; // the call is undone
                on_hand = level.on_hand;
                refused++;
            } else {
                done++;
            }
            if (up_to(1) == 0 && lacking(level, 1) == 0)
                level.reserved++;

            Quantity incoming = 0, follows = 0;
            for (const Supply &s : supplies) {
                BOOST_TEST_REQUIRE((s.received >= 0 && s.received <= s.quantity));
                incoming += s.quantity - s.received;
                follows += s.expected_at ? s.quantity - s.received : 0;
            }
            BOOST_TEST_REQUIRE(level.incoming == incoming);
            BOOST_TEST_REQUIRE(*level.backorder_limit == follows);
            BOOST_TEST_REQUIRE(level.on_hand == on_hand);
            BOOST_TEST_REQUIRE(level.reserved <= level.on_hand + follows + level.shortfall);
            BOOST_TEST_REQUIRE(shipped(supplies[2]) == sent);
        }
    }
    BOOST_TEST(refused > 1000);
    BOOST_TEST(done > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
