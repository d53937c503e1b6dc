// Stripes: spreading any level, choosing among any stripes, and a sale on stripes beside the same
// sale on one row.
#include "levels.hpp"

#include "core/stock/stripes.hpp"

#include <vector>

using namespace inventory::core;
using namespace inventory::fuzz;

namespace {

using Stripes = std::vector<Stripe>;

Quantity spare_room(const Level &level) { return level.backorder_limit ? room(level) : 1; }
Quantity spare_cover(const Level &level) {
    return level.backorder_limit ? level.on_hand + limit(level) - level.reserved : 1;
}
Quantity spare_stock(const Level &level) { return level.on_hand - level.reserved; }

// Either no stripe lacks anything, or none has anything to spare.
void check_between_calls(const Stripes &stripes) {
    for (Quantity (*have)(const Level &) : {spare_room, spare_cover, spare_stock, available}) {
        auto less = [&](const Stripe &a, const Stripe &b) { return have(a.level) < have(b.level); };
        auto [least, most] = std::minmax_element(stripes.begin(), stripes.end(), less);
        require(have(least->level) >= 0 || have(most->level) <= 0,
                "no stripe lacks what another has to spare");
    }
    require(are_even(stripes.data(), stripes.size()), "and they are known to be so");
}

// A level on a number of stripes, some of which drain. Holds lie anywhere.
struct Shop {
    Stripes stripes;
    Level level; // the same on one row

    explicit Shop(Input &input) : level(any_level(input)) {
        Quantity left = level.reserved;
        stripes.resize(1 + input.up_to(max_stripes - 1), Stripe{Level{}, false, false});
        for (std::size_t i = stripes.size(); i-- > 0;) {
            stripes[i].draining = i > 0 && input.byte() % 8 == 1;
            stripes[i].level.reserved = i == 0 ? left : input.storable(left);
            left -= stripes[i].level.reserved;
        }
        spread_from(input.byte());
    }

    Level sum() const { return total(stripes.data(), stripes.size()); }

    void spread_from(std::size_t first) {
        spread(level, stripes.data(), stripes.size(), first);
        check();
    }

    void check() const {
        require(sum() == level, "the stripes add up to the level");
        for (const Stripe &stripe : stripes)
            require(is_allowed(stripe.level), "every stripe can be stored");
        check_between_calls(stripes);
    }
};

Level changed(Level level, Quantity on_hand, Quantity reserved) {
    level.on_hand += on_hand;
    level.reserved += reserved;
    level.shortfall = uncovered(level);
    return level;
}

bool is_enough(const Level &level, Quantity units, bool from_stock) {
    Quantity have = from_stock ? std::min(available(level), room(level)) : room(level);
    return units <= have && units <= max_quantity - level.reserved;
}

// What one stripe may promise while the others promise as much.
Quantity most_reserved(const Shop &shop) {
    return max_quantity / static_cast<Quantity>(shop.stripes.size());
}

// Whether a stripe serves units whatever is promised at the same time on the others.
bool serves(const Shop &shop, const Stripe &stripe, Quantity units) {
    return !stripe.draining && units <= most_reserved(shop) - stripe.level.reserved &&
           units <= available(stripe.level);
}

// A buyer, beside what one row says; takes the units where there are enough.
void buy(Shop &shop, Input &input) {
    bool sells = input.flag();
    Quantity units = std::max<Quantity>(1, input.storable(input.flag() ? max_quantity : 100));
    Quantity on_hand = sells ? -units : 0, reserved = sells ? 0 : units;
    bool any_serves = false, any_is_free = false;
    bool any_lacks = false;

    for (Stripe &stripe : shop.stripes) {
        stripe.busy = input.byte() % 3 == 1;
        any_lacks = any_lacks || lacks(stripe.level) || stripe.level.reserved > most_reserved(shop);
    }
    for (const Stripe &stripe : shop.stripes) {
        bool serves_now = !any_lacks && serves(shop, stripe, units);
        any_serves = any_serves || serves_now;
        any_is_free = any_is_free || (serves_now && !stripe.busy);
    }
    Choice choice = choose(shop.stripes.data(), shop.stripes.size(), shop.stripes.size(),
                           input.byte(), input.byte(), units);
    require((choice.step == Step::gather) == !any_serves, "gather exactly where no stripe serves");
    require((choice.step == Step::take) == any_is_free, "take where a free stripe serves");
    bool fits = is_enough(shop.level, units, sells);
    if (choice.step == Step::gather) {
        if (fits) {
            shop.level = changed(shop.level, on_hand, reserved);
            shop.stripes[0].level.reserved += reserved;
            shop.spread_from(input.byte());
        }
        return;
    }
    Stripe &stripe = shop.stripes[choice.stripe];
    Level after = changed(stripe.level, on_hand, reserved);
    require(fits, "what one stripe serves is there");
    require(!stripe.draining && serves(shop, stripe, units), "the stripe chosen serves");
    require(is_local(stripe, after), "what one stripe serves concerns no other");
    stripe.level = after;
    shop.level = changed(shop.level, on_hand, reserved);
}

// Stock that comes or goes, holds that are released or shipped.
void change(Shop &shop, Input &input) {
    Stripe &stripe = shop.stripes[input.up_to(shop.stripes.size() - 1)];
    Quantity held = input.storable(stripe.level.reserved);
    Quantity stock = input.storable(max_quantity - shop.level.on_hand);
    Quantity on_hand = 0, reserved = 0;

    switch (input.byte() % 4) {
    case 0:
        reserved = -held;
        break;
    case 1:
        on_hand = reserved = -held;
        break;
    case 2:
        on_hand = stock;
        break;
    default:
        on_hand = -std::min(stock, shop.level.on_hand);
    }
    if (shop.level.on_hand + on_hand < 0)
        return;
    Level after = changed(stripe.level, on_hand, reserved);
    shop.level = changed(shop.level, on_hand, reserved);
    if (is_local(stripe, after)) {
        stripe.level = after;
        return;
    }
    stripe.level.reserved += reserved;
    shop.spread_from(input.byte());
}

} // namespace

INVENTORY_FUZZ(input) {
    Shop shop(input);

    for (int step = 0; step < 50 && !input.is_empty(); step++) {
        if (input.flag())
            buy(shop, input);
        else
            change(shop, input);
        shop.check();
    }
}
