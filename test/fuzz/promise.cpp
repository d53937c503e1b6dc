// Promises: lines, supplies and curves of any numbers and dates, and deliveries of any size. What is true of
// all of them; unit by unit they are tried in test/unit/promise_brute_test.cpp.
#include "levels.hpp"

#include "core/supply/atp.hpp"
#include "core/supply/late.hpp"
#include "core/supply/line.hpp"
#include "core/supply/supply.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::supply;
using namespace inventory::fuzz;

namespace {

// Close together mostly: dates matter where they are near one another.
Time any_time(Input &input) { return input.byte() % 8 == 7 ? input.number() : input.byte() % 32; }
Date any_date(Input &input) { return input.byte() % 4 == 3 ? Date() : Date(any_time(input)); }
Quantity any_quantity(Input &input) {
    return input.byte() % 8 == 7 ? input.storable() : static_cast<Quantity>(input.up_to(9));
}

bool is_later(const Ready &a, const Ready &b) {
    return is_sooner(b.from, a.from) || is_sooner(b.by, a.by);
}

struct Shop {
    Terms terms{};
    Level level;
    Quantity waiting;
    std::vector<std::string> names;
    std::vector<Holder> holders;
    std::vector<Queued> line;
    std::vector<Dated> supplies;

    explicit Shop(Input &input);
    Supplies all() const { return Supplies{supplies.data(), supplies.size()}; }
    std::vector<Served> serve() const {
        std::vector<Served> served(line.size());
        inventory::core::supply::serve(line.data(), line.size(), level.on_hand, all(), terms,
                                       served.data());
        return served;
    }
    void sort() {
        std::sort(line.begin(), line.end(), stands_before);
        std::sort(supplies.begin(), supplies.end(), [&](const Dated &a, const Dated &b) {
            return is_sooner(told(a.expected_at, terms.now), told(b.expected_at, terms.now));
        });
    }
};

Shop::Shop(Input &input) : waiting(any_quantity(input)) {
    terms.now = input.flag() ? 10 : any_time(input);
    terms.available_from = input.flag() ? since_ever : any_time(input);
    if (input.flag())
        terms.ships_in = any_time(input);
    if (input.flag())
        terms.ships_in_max = any_time(input);
    terms.is_closed = input.byte() % 16 == 15;
    level.on_hand = any_quantity(input);
    level.safety_stock = any_quantity(input);
    level.backorder_limit = input.flag() ? std::optional(any_quantity(input)) : std::nullopt;
    const std::size_t holds = input.up_to(12), orders = input.up_to(8);
    names.reserve(holds + orders);
    holders.reserve(holds);
    for (std::size_t i = 0; i < holds; i++) {
        names.push_back("cart " + std::to_string(input.up_to(3)));
        holders.push_back(Holder{names.back(), KitKey{input.flag() ? "kit" : "", input.byte()},
                                 static_cast<int>(i)});
        line.push_back(Queued{static_cast<std::int64_t>(input.up_to(7)), any_time(input),
                              any_quantity(input), &holders.back()});
        level.reserved = std::min(max_quantity, plus(level.reserved, line.back().units));
    }
    for (std::size_t i = 0; i < orders; i++) {
        names.push_back("po " + std::to_string(i));
        supplies.push_back(Dated{any_date(input), names.back(), any_quantity(input)});
    }
    sort();
}

void check_served(const Shop &shop, const std::vector<Served> &served) {
    Quantity need = 0, given = 0, there = shop.terms.is_closed ? 0 : shop.level.on_hand;

    for (const Dated &supply : shop.supplies)
        there += supply.outstanding;
    for (std::size_t i = 0; i < served.size(); i++) {
        const Served &part = served[i];
        need += shop.line[i].units;
        given += part.from_stock + part.from_supply;
        require(part.from_stock >= 0 && part.from_supply >= 0 &&
                    part.from_stock + part.from_supply <= shop.line[i].units,
                "nobody is served more than he holds");
        require(static_cast<bool>(part.ready.from) == static_cast<bool>(part.ready.by),
                "both dates are known, or none");
        require(!is_sooner(part.ready.by, part.ready.from), "dates stand in order");
        require(!part.ready.by || (*part.ready.from >= shop.terms.now &&
                                   *part.ready.from >= shop.terms.available_from),
                "nothing ships before it can");
    }
    require(given == std::min(need, there), "all that is there is served, and no more");
}

// One part leaves, one supply comes later: who is left is no later, and no sooner.
void check_changes(Shop &shop, Input &input) {
    const std::vector<Served> before = shop.serve();

    check_served(shop, before);
    if (!shop.line.empty()) {
        const std::size_t gone = input.up_to(shop.line.size() - 1);
        const Queued part = shop.line[gone];
        shop.line.erase(shop.line.begin() + static_cast<std::ptrdiff_t>(gone));
        const std::vector<Served> after = shop.serve();
        for (std::size_t i = 0; i < after.size(); i++)
            require(!is_later(after[i].ready, before[i + (i >= gone)].ready),
                    "who leaves makes nobody later");
        shop.line.insert(shop.line.begin() + static_cast<std::ptrdiff_t>(gone), part);
    }
    if (!shop.supplies.empty()) {
        Dated &supply = shop.supplies[input.up_to(shop.supplies.size() - 1)];
        const Date date = told(supply.expected_at, shop.terms.now);
        supply.expected_at = later(date, any_date(input));
        if (!date)
            supply.expected_at = date;
        shop.sort();
        const std::vector<Served> after = shop.serve();
        for (std::size_t i = 0; i < after.size(); i++)
            require(!is_later(before[i].ready, after[i].ready),
                    "a supply that moves later makes nobody sooner");
    }
}

void check_new(const Shop &shop, Input &input) {
    std::vector<Step> buffer(most_steps(shop.supplies.size()));
    const Steps steps = steps_of(shop.level, shop.waiting, shop.all(), shop.terms, buffer.data());
    const Quantity units = std::max<Quantity>(1, any_quantity(input));
    const Ready promise = promise_of_new(shop.level, shop.waiting, units, shop.all(), shop.terms);

    require(steps.count <= buffer.size(), "the curve fits");
    require(ready(steps, units) == promise, "the curve says what a look at the supplies does");
    if (promise.by) {
        require(ready_by(steps, *promise.by) >= units, "so many are ready by then");
        require(*promise.by == since_ever || ready_by(steps, *promise.by - 1) < units,
                "and not before");
    }
}

std::size_t check_atp(const Shop &shop, std::vector<Available> &curve) {
    curve.resize(most_available(shop.supplies.size()));
    const std::size_t count = atp(shop.level, shop.waiting, shop.all(), shop.terms, curve.data());

    require(count >= 1 && count <= curve.size(), "the curve fits");
    curve.resize(count);
    require(curve[0].from == shop.terms.now && curve[0].units >= 0, "its first step is now");
    require(curve.back().units <= reservable(shop.level, shop.waiting), "it promises what may be");
    for (std::size_t i = 0; i < count; i++) {
        require(i == 0 ||
                    (curve[i - 1].from < curve[i].from && curve[i - 1].units < curve[i].units),
                "it rises");
        if (curve[i].units > 0) {
            const Ready kept =
                promise_of_new(shop.level, shop.waiting, curve[i].units, shop.all(), shop.terms);
            require(!is_sooner(curve[i].from, kept.by), "what it says is kept");
        }
    }
    return count;
}

void check_kits(const Shop &shop, const std::vector<Available> &curve, Input &input) {
    const Quantity each = std::max<Quantity>(1, any_quantity(input));
    const ComponentCurve components[] = {{curve.data(), curve.size(), each},
                                         {curve.data(), curve.size(), 1}};
    std::vector<Available> kits(2 * curve.size() + 1);

    kits.resize(atp_of_kits(components, 2, shop.terms.now, kits.data()));
    const Quantity all = curve.back().units;
    require(kits.back().units == (all == no_bound ? all : all / each),
            "in the end there are kits of all");
}

// Orders and deliveries of any size, beside the level that they change.
void check_supply(Input &input) {
    Supply supply;
    Level level = any_level(input);
    level.incoming = 0;
    level.backorder_limit = 0;
    level.shortfall = uncovered(level);
    bool is_sent = input.flag();
    Ordered made = is_sent ? ship(supply, input.orderable(), any_date(input))
                           : order(supply, Order{input.storable(), any_date(input)});
    change_level(level, made.change, true, false);

    for (int step = 0; step < 20 && !input.is_empty(); step++) {
        const Supply before = supply;
        LevelChange change;
        Outcome outcome;
        if (input.flag()) {
            made = order(supply,
                         Order{input.flag() ? std::optional(input.number() >> input.byte() % 64)
                                            : std::nullopt,
                               any_date(input)});
            change = made.change;
            outcome = made.outcome;
        } else {
            const Delivery came{input.number() >> input.byte() % 64, any_quantity(input),
                                is_sent ? any_quantity(input) : 0, input.byte() % 4 == 3,
                                input.flag()};
            const Delivered taken = deliver(supply, came);
            change = taken.change;
            outcome = taken.outcome;
            require(outcome != Outcome::done || change.on_hand == came.accepted,
                    "what came is never clipped");
            require(change.incoming == taken.accepted_incoming + taken.lost_incoming +
                                           taken.returned_incoming + taken.closed_incoming,
                    "rows of the ledger add up");
        }
        require(outcome == Outcome::done ||
                    (change.incoming == 0 && change.on_hand == 0 &&
                     supply.quantity == before.quantity && supply.received == before.received),
                "who is refused changes nothing");
        if (change_level(level, change, true, input.flag()) != Outcome::done)
            supply = before;
        require(supply.received >= 0 && supply.received <= supply.quantity &&
                    supply.quantity <= max_quantity,
                "a supply can be stored");
        require(is_allowed(level), "and so can its level");
        require(level.incoming == outstanding(supply) && limit(level) == promisable(supply),
                "the level is what the supply says");
        require(!is_sent || shipped(supply) == shipped(before), "a transfer adds up");
    }
}

} // namespace

INVENTORY_FUZZ(input) {
    Shop shop(input);
    std::vector<Available> curve;

    check_atp(shop, curve);
    check_kits(shop, curve, input);
    check_new(shop, input);
    check_changes(shop, input);
    const Told a{any_date(input), any_quantity(input), any_date(input)};
    const Told b{any_date(input), any_quantity(input), any_date(input)};
    if (is_late(a) && is_late(b))
        require(!(is_worse(a, b) && is_worse(b, a)), "one of two is the worse one");
    check_supply(input);
}
