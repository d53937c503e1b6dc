// Carts to be sourced: making them, and what is true of every plan.
#pragma once

#include "core/sourcing/route.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace inventory::test {

using namespace inventory::core;
using namespace inventory::core::sourcing;

struct Answer {
    Plan plan;
    std::vector<Take> takes;
    std::vector<Outcome> lines;

    Quantity taken(int line, int place) const {
        for (const Take &take : takes)
            if (take.line == line && take.place == place)
                return take.quantity;
        return 0;
    }
    Quantity waiting(int line, int place) const {
        for (const Take &take : takes)
            if (take.line == line && take.place == place)
                return take.waiting;
        return 0;
    }
};

struct Cart {
    std::vector<std::string> names;
    std::vector<Place> places;
    std::vector<Site> sites;
    std::vector<Line> lines;
    std::vector<Part> parts;
    std::vector<Source> sources;
    int items;
    Goals goals{{Goal::fewest_parcels, Goal::nearest, Goal::priority}, 3};
    std::int64_t budget = default_budget;

    explicit Cart(int items) : items(items) {}

    // A place of its own site, or of one that is there.
    int place(const std::string &name, int site = -1) {
        if (site < 0) {
            site = static_cast<int>(sites.size());
            sites.push_back(Site{});
        }
        names.push_back(name);
        places.push_back(Place{{}, site});
        sources.resize(sources.size() + items, Source{true, true, 0, 0});
        return static_cast<int>(places.size()) - 1;
    }
    Source &at(int place, int item) { return sources[place * items + item]; }
    const Source &at(int place, int item) const { return sources[place * items + item]; }
    int line(int item, Quantity quantity) { return kit({{item, 1}}, quantity); }
    int kit(const std::vector<Part> &of, Quantity quantity) {
        lines.push_back(Line{static_cast<int>(parts.size()), static_cast<int>(of.size()), quantity,
                             quantity, false});
        parts.insert(parts.end(), of.begin(), of.end());
        return static_cast<int>(lines.size()) - 1;
    }
    int count() const { return static_cast<int>(places.size()); }

    // Whole units of a line at a place; -1 where nothing of it is tracked, 0 where it is not.
    Quantity units(int line, int place, bool waiting) const {
        Quantity most = -1;
        for (int i = 0; i < lines[line].part_count; i++) {
            const Part &part = parts[lines[line].first_part + i];
            const Source &source = at(place, part.item);
            if (!source.exists)
                return 0;
            if (!source.tracked)
                continue;
            Quantity there = (source.stock + (waiting ? source.waiting : 0)) / part.quantity;
            most = most < 0 ? there : std::min(most, there);
        }
        return most;
    }

    Answer route() {
        for (std::size_t i = 0; i < names.size(); i++)
            places[i].location_id = names[i];
        Problem problem{places.data(), count(),
                        sites.data(),  static_cast<int>(sites.size()),
                        lines.data(),  static_cast<int>(lines.size()),
                        parts.data(),  sources.data(),
                        items,         goals,
                        budget};
        std::vector<std::max_align_t> block(route_memory(problem) / sizeof(std::max_align_t) + 1);
        // What was there before does not matter.
        std::fill_n(reinterpret_cast<unsigned char *>(block.data()),
                    block.size() * sizeof(std::max_align_t), 0xa5);
        Answer answer{sourcing::route(problem, block.data()), {}, {}};
        answer.takes.assign(answer.plan.takes, answer.plan.takes + answer.plan.take_count);
        answer.lines.assign(answer.plan.lines, answer.plan.lines + lines.size());
        return answer;
    }
};

inline std::set<int> used_sites(const Cart &cart, const Answer &answer) {
    std::set<int> used;
    for (const Take &take : answer.takes)
        if (cart.units(take.line, take.place, false) >= 0)
            used.insert(cart.places[take.place].site);
    return used;
}

// Every plan gives the lines what they want, and of no item more than a place has.
inline void check(const Cart &cart, const Answer &answer) {
    const Plan &plan = answer.plan;
    if (plan.status != Status::planned) {
        BOOST_TEST_REQUIRE(answer.takes.empty());
        return;
    }
    std::vector<Quantity> got(cart.lines.size()), used(cart.sources.size()),
        from_stock(cart.sources.size());
    std::vector<std::set<int>> sites(cart.lines.size());
    for (const Take &take : answer.takes) {
        const Line &line = cart.lines[take.line];
        BOOST_TEST_REQUIRE((take.quantity > 0 && take.waiting >= 0));
        BOOST_TEST_REQUIRE((take.waiting <= take.quantity && (line.may_wait || take.waiting == 0)));
        got[take.line] += take.quantity;
        sites[take.line].insert(cart.places[take.place].site);
        for (int i = 0; i < line.part_count; i++) {
            const Part &part = cart.parts[line.first_part + i];
            const int at = take.place * cart.items + part.item;
            BOOST_TEST_REQUIRE(cart.sources[at].exists);
            used[at] += take.quantity * part.quantity;
            from_stock[at] += (take.quantity - take.waiting) * part.quantity;
        }
    }
    for (std::size_t i = 0; i < cart.sources.size(); i++) {
        const Source &source = cart.sources[i];
        BOOST_TEST_REQUIRE((!source.tracked || used[i] <= source.stock + source.waiting));
        BOOST_TEST_REQUIRE((!source.tracked || from_stock[i] <= source.stock));
    }
    for (std::size_t i = 0; i < cart.lines.size(); i++) {
        BOOST_TEST_REQUIRE((got[i] >= cart.lines[i].least && got[i] <= cart.lines[i].quantity));
        BOOST_TEST_REQUIRE(answer.lines[i].planned == got[i]);
        BOOST_TEST_REQUIRE((cart.goals.split_lines || sites[i].size() <= 1));
    }
    const int parcels = static_cast<int>(used_sites(cart, answer).size());
    BOOST_TEST_REQUIRE(plan.parcels == parcels);
    BOOST_TEST_REQUIRE((cart.goals.max_parcels == 0 || parcels <= cart.goals.max_parcels));
    BOOST_TEST_REQUIRE(plan.lower_bound <= plan.parcels);
}

} // namespace inventory::test
