// A level, its line and its supplies, and what becomes of them unit by unit: the slow and obvious way, beside
// which the core's is held.
#pragma once

#include "core/supply/atp.hpp"
#include "core/supply/line.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <ostream>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace inventory::core::supply {

inline std::ostream &operator<<(std::ostream &out, const Ready &ready) {
    auto say = [&](Date date) { date ? out << *date : out << "unknown"; };
    say(ready.from);
    out << " to ";
    say(ready.by);
    return out;
}

} // namespace inventory::core::supply

namespace inventory::test {

using namespace inventory::core;
using namespace inventory::core::supply;

constexpr Date unknown{};

struct Shop {
    Terms terms{5};
    Level level;
    Quantity waiting = 0; // on the waitlist
    std::deque<Holder> holders;
    std::vector<Queued> line;
    std::vector<Dated> supplies;
    std::vector<Served> served;

    Shop() = default;
    Shop(const Shop &) = delete; // the line points at its holders
    Shop &operator=(const Shop &) = delete;

    void hold(std::int64_t place, Time since, Quantity units, std::string_view reference = "cart",
              KitKey kit = {}, int stripe = 0) {
        holders.push_back(Holder{reference, kit, stripe});
        line.push_back(Queued{place, since, units, &holders.back()});
        level.reserved = plus(level.reserved, units);
    }
    void expect(Date date, Quantity units, std::string_view id = "po") {
        supplies.push_back(Dated{date, id, units});
    }
    Supplies all() const { return Supplies{supplies.data(), supplies.size()}; }

    void sort() {
        std::sort(line.begin(), line.end(), stands_before);
        std::sort(supplies.begin(), supplies.end(), [&](const Dated &a, const Dated &b) {
            return is_sooner(told(a.expected_at, terms.now), told(b.expected_at, terms.now));
        });
    }
    const std::vector<Served> &serve() {
        sort();
        served.resize(line.size());
        core::supply::serve(line.data(), line.size(), level.on_hand, all(), terms, served.data());
        return served;
    }
    std::vector<Step> buffer;
    Steps steps() {
        sort();
        buffer.resize(most_steps(supplies.size()));
        return steps_of(level, waiting, all(), terms, buffer.data());
    }
    std::vector<Available> curve() {
        sort();
        std::vector<Available> steps(most_available(supplies.size()));
        steps.resize(atp(level, waiting, all(), terms, steps.data()));
        return steps;
    }
};

// One unit after the other: those that are there, then those of each supply.
struct Units {
    const Shop &shop;
    std::vector<std::tuple<bool, Date>> coming; // whether it lies there, when it comes

    explicit Units(const Shop &world) : shop(world) {
        std::vector<std::tuple<bool, Time, std::string, Quantity>> order;
        const Time now = shop.terms.now;
        for (const Dated &d : shop.supplies) {
            bool is_known = d.expected_at && *d.expected_at >= now;
            order.emplace_back(!is_known, is_known ? *d.expected_at : 0, d.supply_id,
                               d.outstanding);
        }
        std::sort(order.begin(), order.end());
        if (!shop.terms.is_closed)
            for (Quantity i = 0; i < shop.level.on_hand; i++)
                coming.emplace_back(true, now);
        for (const auto &[is_unknown, date, id, units] : order)
            for (Quantity i = 0; i < units; i++)
                coming.emplace_back(false, is_unknown ? Date() : Date(date));
    }

    // Of the unit at a position in line, counted from 0, for who queued then. The end of the span that it is
    // procured in, or its beginning.
    Date date(std::size_t position, Time queued, bool is_end) const {
        const Terms &terms = shop.terms;
        Date best;
        auto may_be = [&](Time time) {
            time = std::max({time, terms.available_from, terms.now});
            if (!best || time < *best)
                best = time;
        };
        if (terms.is_closed)
            return best;
        if (position < coming.size() && std::get<1>(coming[position]))
            may_be(*std::get<1>(coming[position]));
        if (terms.ships_in) {
            Time most = queued + *terms.ships_in;
            if (terms.ships_in_max)
                most = std::max(most, queued + *terms.ships_in_max);
            if (std::max(most, terms.available_from) >= terms.now)
                may_be(is_end ? most : queued + *terms.ships_in);
        }
        return best;
    }
    Ready ready(std::size_t position, Time queued) const {
        return Ready{date(position, queued, false), date(position, queued, true)};
    }
    // Of the last of so many new units.
    Ready ready_of_new(Quantity units) const {
        return ready(static_cast<std::size_t>(shop.level.reserved + shop.waiting + units - 1),
                     shop.terms.now);
    }
};

struct Random {
    std::mt19937 engine;
    explicit Random(unsigned seed) : engine(seed) {}
    int up_to(int most) { return static_cast<int>(engine() % (most + 1)); }
    bool one_in(int n) { return engine() % n == 0; }
};

// Few places, dates and names, so that there are ties. Now is 5.
inline void fill(Shop &shop, Random &random) {
    static const char *names[] = {"a", "b", "c", "d", "e", "f"};
    shop.level.on_hand = random.up_to(6);
    shop.level.safety_stock = random.one_in(2) ? 0 : random.up_to(3);
    shop.level.backorder_limit =
        random.one_in(3) ? std::nullopt : std::optional<Quantity>(random.up_to(12));
    shop.waiting = random.one_in(3) ? random.up_to(3) : 0;
    for (int i = random.up_to(5); i > 0; i--)
        shop.hold(random.up_to(3), random.up_to(5), random.up_to(4), names[i],
                  KitKey{random.one_in(2) ? "" : "kit", random.up_to(1)}, random.up_to(1));
    for (int i = random.up_to(4); i > 0; i--)
        shop.expect(random.one_in(5) ? unknown : Date(2 + random.up_to(10)), random.up_to(4),
                    names[i]);
    if (random.one_in(3))
        shop.terms.available_from = random.up_to(12);
    if (random.one_in(3))
        shop.terms.ships_in = random.up_to(7);
    if (random.one_in(3))
        shop.terms.ships_in_max = random.up_to(9);
    shop.terms.is_closed = random.one_in(20);
}

} // namespace inventory::test
