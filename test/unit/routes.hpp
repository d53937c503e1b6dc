// Carts to be sourced: making them, and what is true of every plan.
#pragma once

#include "core/sourcing/route.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <tuple>
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
    supply::Ready ready(int line, int place) const {
        for (const Take &take : takes)
            if (take.line == line && take.place == place)
                return take.ready;
        return {};
    }
    Quantity waiting(int line, int place) const {
        for (const Take &take : takes)
            if (take.line == line && take.place == place)
                return take.waiting;
        return 0;
    }
};

// So many units in all ship by a day.
inline supply::Step by_day(Quantity units, supply::Time day) {
    return supply::Step{units, supply::Ready{day, day}};
}

struct Curve {
    std::vector<supply::Step> at;
    supply::Steps steps;
};

struct Cart {
    std::vector<std::string> names;
    std::vector<Place> places;
    std::vector<Site> sites;
    std::vector<Line> lines;
    std::vector<Part> parts;
    std::vector<Source> sources;
    std::vector<std::shared_ptr<Curve>> curves; // of sources, those of copies of the cart too
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
    // When what is promised of an item at a place ships, behind so many units of others.
    void ship(int place, int item, const std::vector<supply::Step> &steps, Quantity ahead = 0) {
        curves.push_back(std::make_shared<Curve>(Curve{steps, {}}));
        Curve &curve = *curves.back();
        curve.steps = supply::Steps{curve.at.data(), curve.at.size(), ahead};
        at(place, item).steps = &curve.steps;
    }
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

// Two items at places a, b, c, … of their own sites.
inline Cart shop(const std::vector<std::vector<Quantity>> &stock) {
    Cart cart(static_cast<int>(stock[0].size()));
    for (std::size_t i = 0; i < stock.size(); i++) {
        const int place = cart.place(std::string(1, static_cast<char>('a' + i)));
        for (int item = 0; item < cart.items; item++)
            cart.at(place, item).stock = stock[i][item];
    }
    return cart;
}

// When the last of so many units of the plan ships: step by step.
inline supply::Ready ships(const Source &source, Quantity units) {
    if (source.steps == nullptr)
        return {};
    const Quantity ahead = units <= source.own_first ? source.first_ahead
                           : units <= source.own     ? source.own_ahead
                                                     : source.steps->ahead;
    for (std::size_t i = 0; i < source.steps->count; i++)
        if (source.steps->at[i].units - ahead >= units)
            return source.steps->at[i].ready;
    return {};
}

// When the last of so many units of a line ships at a place, where so many of each source are used before.
inline supply::Ready ships(const Cart &cart, const std::vector<Quantity> &used, int line, int place,
                           Quantity units) {
    std::vector<supply::Ready> all;
    for (int i = 0; i < cart.lines[line].part_count; i++) {
        const Part &part = cart.parts[cart.lines[line].first_part + i];
        if (cart.at(place, part.item).tracked)
            all.push_back(ships(cart.at(place, part.item),
                                used[place * cart.items + part.item] + units * part.quantity));
    }
    supply::Ready last = all.empty() ? supply::Ready{} : all[0];
    for (const supply::Ready &ready : all) {
        last.from = *ready.from > *last.from ? ready.from : last.from;
        last.by = *ready.by > *last.by ? ready.by : last.by;
    }
    return last;
}

inline std::set<int> used_sites(const Cart &cart, const Answer &answer) {
    std::set<int> used;
    for (const Take &take : answer.takes)
        if (cart.units(take.line, take.place, false) >= 0)
            used.insert(cart.places[take.place].site);
    return used;
}

// What does not wait ships before what does.
inline void check_dates(const Cart &cart, const Answer &answer) {
    std::vector<Quantity> used(cart.sources.size());

    for (const bool waits : {false, true})
        for (const Take &take : answer.takes) {
            if ((take.waiting > 0) != waits)
                continue;
            BOOST_TEST_REQUIRE(
                (take.ready == ships(cart, used, take.line, take.place, take.quantity)));
            const Line &line = cart.lines[take.line];
            for (int i = line.first_part; i < line.first_part + line.part_count; i++)
                used[take.place * cart.items + cart.parts[i].item] +=
                    take.quantity * cart.parts[i].quantity;
        }
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
    check_dates(cart, answer);
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

inline Answer checked(Cart &cart) {
    Answer answer = cart.route();
    check(cart, answer);
    return answer;
}

struct Random {
    std::mt19937 engine;
    explicit Random(unsigned seed) : engine(seed) {}
    int up_to(int most) { return static_cast<int>(engine() % (most + 1)); }
    bool one_in(int n) { return engine() % n == 0; }
};

// Few distances, priorities and costs, so that there are ties.
inline Cart any_places(Random &random, int items, int most_places) {
    Cart cart(items);
    const int places = 1 + random.up_to(most_places - 1);
    for (int i = 0; i < places; i++) {
        bool shares = !cart.sites.empty() && random.one_in(4);
        cart.place(std::string(1, static_cast<char>('a' + (i * 7 + 3) % 26)),
                   shares ? random.up_to(static_cast<int>(cart.sites.size()) - 1) : -1);
        Place &place = cart.places.back();
        place.distance_km = random.up_to(3);
        place.priority = random.up_to(1);
        place.held = random.one_in(5);
        place.sells_until = random.one_in(2) ? for_ever : random.up_to(3);
        cart.sites[place.site].parcel_cost = random.up_to(4);
        for (int item = 0; item < items; item++)
            if (random.one_in(2))
                cart.at(i, item).stock = 1 + random.up_to(3);
    }
    return cart;
}

inline Cart any_plain_cart(Random &random, int most_places = 8) {
    const int items = 1 + random.up_to(4);
    Cart cart = any_places(random, items, most_places);
    for (int item = 0; item < items; item++)
        cart.line(item, 1 + random.up_to(4));
    return cart;
}

// Kits and single variants of few items.
inline Cart any_tangled_cart(Random &random) {
    const bool is_scarce = random.one_in(2);
    Cart cart = any_places(random, 3, is_scarce ? 7 : 4);
    const int lines = 2 + random.up_to(1);
    if (is_scarce)
        for (Source &source : cart.sources)
            source.stock = random.one_in(3) ? 1 + random.up_to(1) : 0;
    for (int i = 0; i < lines; i++) {
        std::vector<Part> parts;
        for (int item = 0; item < 3; item++)
            if (random.one_in(2))
                parts.push_back(Part{item, 1 + random.up_to(1)});
        if (parts.empty() || random.one_in(4))
            parts = {Part{random.up_to(2), 1}};
        cart.kit(parts, 1 + random.up_to(2));
    }
    return cart;
}

// The rank of places by nearest, priority, held and name, as [fewest_parcels, nearest, priority] has it.
inline std::vector<int> sites_by_rank(const Cart &cart, std::vector<int> *ranked_places = nullptr) {
    std::vector<int> places(cart.places.size()), sites;
    std::iota(places.begin(), places.end(), 0);
    std::sort(places.begin(), places.end(), [&](int a, int b) {
        const Place &x = cart.places[a], &y = cart.places[b];
        return std::make_tuple(x.distance_km, x.priority, !x.held, cart.names[a]) <
               std::make_tuple(y.distance_km, y.priority, !y.held, cart.names[b]);
    });
    for (int place : places)
        if (std::find(sites.begin(), sites.end(), cart.places[place].site) == sites.end())
            sites.push_back(cart.places[place].site);
    if (ranked_places != nullptr)
        *ranked_places = places;
    return sites;
}

inline Quantity units_at_site(const Cart &cart, int line, int site, bool waiting) {
    Quantity units = 0;
    for (int place = 0; place < cart.count(); place++)
        if (cart.places[place].site == site)
            units += cart.units(line, place, waiting && cart.lines[line].may_wait);
    return units;
}

// The same cart with places, lines and sites in another order.
inline void check_shuffled(const Cart &cart, const Answer &answer, Random &random) {
    Cart other(cart.items);
    std::vector<int> places(cart.places.size()), lines(cart.lines.size()), sites(cart.sites.size());
    for (std::vector<int> *order : {&places, &lines, &sites}) {
        std::iota(order->begin(), order->end(), 0);
        std::shuffle(order->begin(), order->end(), random.engine);
    }
    other.goals = cart.goals;
    other.sites.resize(sites.size());
    for (std::size_t i = 0; i < sites.size(); i++)
        other.sites[sites[i]] = cart.sites[i];
    for (int place : places) {
        other.place(cart.names[place], sites[cart.places[place].site]);
        other.places.back() = cart.places[place];
        other.places.back().site = sites[cart.places[place].site];
        for (int item = 0; item < cart.items; item++)
            other.at(other.count() - 1, item) = cart.at(place, item);
    }
    for (int line : lines) {
        const Line &from = cart.lines[line];
        other.kit({cart.parts.begin() + from.first_part,
                   cart.parts.begin() + from.first_part + from.part_count},
                  from.quantity);
        other.lines.back().least = from.least;
        other.lines.back().may_wait = from.may_wait;
    }
    // Equal lines may change places.
    auto told = [](const Cart &cart, const Answer &answer) {
        std::multiset<std::vector<std::string>> all;
        for (std::size_t line = 0; line < cart.lines.size(); line++) {
            const Line &l = cart.lines[line];
            std::vector<std::string> said{std::to_string(l.quantity) + "/" +
                                          std::to_string(l.least) + "/" +
                                          std::to_string(l.may_wait)};
            for (int i = 0; i < l.part_count; i++)
                said.push_back(std::to_string(cart.parts[l.first_part + i].item) + "*" +
                               std::to_string(cart.parts[l.first_part + i].quantity));
            for (const Take &take : answer.takes)
                if (take.line == static_cast<int>(line))
                    said.push_back(cart.names[take.place] + ":" + std::to_string(take.quantity) +
                                   "-" + std::to_string(take.waiting));
            all.insert(said);
        }
        return all;
    };
    const Answer same = other.route();
    BOOST_TEST_REQUIRE((same.plan.status == answer.plan.status));
    BOOST_TEST_REQUIRE(same.plan.parcels == answer.plan.parcels);
    BOOST_TEST_REQUIRE((told(other, same) == told(cart, answer)));
}

} // namespace inventory::test
