// Sourcing beside brute force: all sets of sites of thousands of small carts.
#include "routes.hpp"

#include <functional>

using namespace inventory::test;

namespace {

using Sites = std::vector<int>; // by rank

struct Random {
    std::mt19937 engine;
    explicit Random(unsigned seed) : engine(seed) {}
    int up_to(int most) { return static_cast<int>(engine() % (most + 1)); }
    bool one_in(int n) { return engine() % n == 0; }
};

// Few distances, priorities and costs, so that there are ties.
Cart any_places(Random &random, int items, int most_places) {
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

Cart any_plain_cart(Random &random, int most_places = 8) {
    const int items = 1 + random.up_to(4);
    Cart cart = any_places(random, items, most_places);
    for (int item = 0; item < items; item++)
        cart.line(item, 1 + random.up_to(4));
    return cart;
}

// Kits and single variants of few items.
Cart any_tangled_cart(Random &random) {
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
std::vector<int> sites_by_rank(const Cart &cart, std::vector<int> *ranked_places = nullptr) {
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

Quantity units_at_site(const Cart &cart, int line, int site, bool waiting) {
    Quantity units = 0;
    for (int place = 0; place < cart.count(); place++)
        if (cart.places[place].site == site)
            units += cart.units(line, place, waiting && cart.lines[line].may_wait);
    return units;
}

// Whether sites suffice for lines that do not compete.
bool covers_plain(const Cart &cart, const std::set<int> &sites) {
    for (std::size_t line = 0; line < cart.lines.size(); line++) {
        Quantity all = 0, most = 0;
        for (int site : sites) {
            all += units_at_site(cart, static_cast<int>(line), site, false);
            most = std::max(most, units_at_site(cart, static_cast<int>(line), site, false));
        }
        if ((cart.goals.split_lines ? all : most) < cart.lines[line].quantity)
            return false;
    }
    return true;
}

// A way of giving lines that compete their least, if there is one among all ways: from these sites, or each
// line from a site of its own.
struct Dealing {
    const Cart &cart;
    std::set<int> sites;
    std::vector<int> site_of_line; // empty: any of the sites
    std::vector<Source> left;
    std::vector<Quantity> missing;

    Dealing(const Cart &cart, const std::set<int> &sites)
        : cart(cart), sites(sites), left(cart.sources) {
        for (const Line &line : cart.lines)
            missing.push_back(line.least);
    }
    bool take(std::size_t place, const Line &line, Quantity units) {
        bool is_there = true;
        for (int i = 0; i < line.part_count; i++) {
            const Part &part = cart.parts[line.first_part + i];
            Source &source = left[place * cart.items + part.item];
            // Who may not wait stands before who may: that is the order of steps.
            source.stock -= units * part.quantity;
            is_there = is_there && source.stock + (line.may_wait ? source.waiting : 0) >= 0;
        }
        return is_there;
    }
    bool is_possible(std::size_t step = 0) {
        const std::size_t lines = cart.lines.size();
        if (step == cart.places.size() * lines * 2)
            return std::all_of(missing.begin(), missing.end(), [](Quantity q) { return q == 0; });
        const std::size_t place = step / (lines * 2), line = step % lines;
        const bool waits = step / lines % 2 == 1;
        const int site = cart.places[place].site;
        if (sites.count(site) == 0 || cart.lines[line].may_wait != waits ||
            (!site_of_line.empty() && site_of_line[line] != site))
            return is_possible(step + 1);
        bool found = false;
        Quantity units = 0;
        for (;; units++) {
            found = is_possible(step + 1);
            if (found || missing[line] == 0)
                break;
            missing[line]--;
            if (!take(place, cart.lines[line], 1)) {
                units++;
                break;
            }
        }
        missing[line] += units;
        take(place, cart.lines[line], -units);
        return found;
    }
};

bool covers_tangled(const Cart &cart, const std::set<int> &sites) {
    return Dealing(cart, sites).is_possible();
}

std::set<int> all_sites(const Cart &cart) {
    std::set<int> sites;
    for (const Place &place : cart.places)
        sites.insert(place.site);
    return sites;
}

// The fewest sites that lines which compete come from, each from one; 0 where they can't.
int fewest_whole(const Cart &cart, std::vector<int> site_of_line = {}) {
    int fewest = 0;
    const std::set<int> sites = all_sites(cart);
    if (site_of_line.size() == cart.lines.size()) {
        Dealing dealing(cart, sites);
        dealing.site_of_line = site_of_line;
        if (!dealing.is_possible())
            return 0;
        return static_cast<int>(std::set<int>(site_of_line.begin(), site_of_line.end()).size());
    }
    for (int site : sites) {
        site_of_line.push_back(site);
        const int count = fewest_whole(cart, site_of_line);
        if (count > 0 && (fewest == 0 || count < fewest))
            fewest = count;
        site_of_line.pop_back();
    }
    return fewest;
}

// Of all sets that cover the best by a worth, then by rank; empty where none does.
using Worth = std::pair<Quantity, Quantity>;
std::set<int> best_set(const Cart &cart, const std::vector<int> &rank,
                       const std::function<bool(const std::set<int> &)> &covers,
                       const std::function<Worth(const std::set<int> &)> &worth, bool *found) {
    std::set<int> best;
    std::vector<int> best_ranks;
    *found = false;
    for (unsigned bits = 0; bits < 1U << rank.size(); bits++) {
        std::set<int> sites;
        std::vector<int> ranks;
        for (std::size_t i = 0; i < rank.size(); i++)
            if (bits >> i & 1) {
                sites.insert(rank[i]);
                ranks.push_back(static_cast<int>(i));
            }
        if (cart.goals.max_parcels > 0 && static_cast<int>(sites.size()) > cart.goals.max_parcels)
            continue;
        if (*found &&
            std::make_pair(worth(sites), ranks) >= std::make_pair(worth(best), best_ranks))
            continue;
        if (!covers(sites))
            continue;
        *found = true;
        best = sites;
        best_ranks = ranks;
    }
    return best;
}

Quantity cost(const Cart &cart, const std::set<int> &sites) {
    Quantity sum = 0;
    for (int site : sites)
        sum += cart.sites[site].parcel_cost;
    return sum;
}

Worth by_parcels(const std::set<int> &sites) { return {static_cast<Quantity>(sites.size()), 0}; }

// Expects what brute force found; that the set is what the plan uses, and filled in rank order.
void compare(const Cart &cart, const Answer &answer, bool found, const std::set<int> &best) {
    check(cart, answer);
    BOOST_TEST_REQUIRE((answer.plan.status == Status::planned) == found);
    BOOST_TEST_REQUIRE(answer.plan.proven);
    if (found)
        BOOST_TEST_REQUIRE(used_sites(cart, answer) == best, boost::test_tools::per_element());
}

// As much as possible from each site, in rank order; within a site as it sells out.
void check_fill(const Cart &cart, const Answer &answer) {
    std::vector<int> places;
    const std::vector<int> sites = sites_by_rank(cart, &places);
    const std::set<int> used = used_sites(cart, answer);
    for (std::size_t line = 0; line < cart.lines.size(); line++) {
        Quantity missing = cart.lines[line].quantity;
        for (int site : sites) {
            std::vector<int> here;
            for (int place : places)
                if (cart.places[place].site == site && used.count(site) > 0)
                    here.push_back(place);
            std::stable_sort(here.begin(), here.end(), [&](int a, int b) {
                return cart.places[a].sells_until < cart.places[b].sells_until;
            });
            if (!cart.goals.split_lines &&
                units_at_site(cart, static_cast<int>(line), site, false) < missing)
                continue;
            for (int place : here) {
                Quantity units =
                    std::min(missing, cart.units(static_cast<int>(line), place, false));
                BOOST_TEST_REQUIRE(answer.taken(static_cast<int>(line), place) == units);
                missing -= units;
            }
        }
    }
}

// The same cart with places, lines and sites in another order.
void check_shuffled(const Cart &cart, const Answer &answer, Random &random) {
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

} // namespace

BOOST_AUTO_TEST_SUITE(route_brute)

BOOST_AUTO_TEST_CASE(fewest_parcels_and_of_these_the_first_in_rank) {
    for (unsigned seed = 0; seed < 4000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random);
        cart.goals.split_lines = !random.one_in(3);
        cart.goals.max_parcels = random.up_to(3);
        bool found = false;
        const std::set<int> best = best_set(
            cart, sites_by_rank(cart), [&](auto &s) { return covers_plain(cart, s); }, by_parcels,
            &found);
        const Answer answer = cart.route();
        compare(cart, answer, found, best);
        if (found) {
            BOOST_TEST_REQUIRE(answer.plan.lower_bound == answer.plan.parcels);
            check_fill(cart, answer);
        }
        check_shuffled(cart, answer, random);
    }
}

BOOST_AUTO_TEST_CASE(cheapest) {
    for (unsigned seed = 0; seed < 3000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random);
        const bool first = random.one_in(2);
        if (first)
            cart.goals = Goals{{Goal::cheapest, Goal::nearest, Goal::priority}, 3};
        else
            cart.goals =
                Goals{{Goal::fewest_parcels, Goal::cheapest, Goal::nearest, Goal::priority}, 4};
        cart.goals.split_lines = !random.one_in(3);
        cart.goals.max_parcels = random.up_to(3);
        bool found = false;
        const std::set<int> best = best_set(
            cart, sites_by_rank(cart), [&](auto &s) { return covers_plain(cart, s); },
            [&](auto &s) {
                const Quantity count = static_cast<Quantity>(s.size());
                return first ? Worth{cost(cart, s), count} : Worth{count, cost(cart, s)};
            },
            &found);
        const Answer answer = cart.route();
        compare(cart, answer, found, best);
        check_shuffled(cart, answer, random);
    }
}

// What each class of priority gives to each line is what it gives where all places are open.
BOOST_AUTO_TEST_CASE(a_rank_before_the_fewest_parcels_fills_class_by_class) {
    for (unsigned seed = 0; seed < 3000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random);
        cart.goals = Goals{{Goal::priority, Goal::fewest_parcels, Goal::nearest}, 3};
        std::vector<int> first;
        for (int i = random.up_to(2); i > 0; i--)
            cart.places[random.up_to(cart.count() - 1)].first = i;
        auto by_class = [&](const std::set<int> &sites) {
            std::map<std::tuple<int, std::int64_t, int>, Quantity> given;
            for (std::size_t line = 0; line < cart.lines.size(); line++) {
                std::map<std::pair<int, std::int64_t>, Quantity> there;
                for (int place = 0; place < cart.count(); place++)
                    if (sites.count(cart.places[place].site) > 0)
                        there[{cart.places[place].first, cart.places[place].priority}] +=
                            cart.units(static_cast<int>(line), place, false);
                Quantity missing = cart.lines[line].quantity;
                for (auto &[key, units] : there) {
                    if (std::min(missing, units) > 0)
                        given[{key.first, key.second, static_cast<int>(line)}] =
                            std::min(missing, units);
                    missing -= std::min(missing, units);
                }
            }
            return given;
        };
        std::set<int> all;
        for (const Place &place : cart.places)
            all.insert(place.site);
        const auto wanted = by_class(all);
        std::vector<int> places(cart.places.size()), rank;
        std::iota(places.begin(), places.end(), 0);
        std::sort(places.begin(), places.end(), [&](int a, int b) {
            const Place &x = cart.places[a], &y = cart.places[b];
            return std::make_tuple(x.first, x.priority, x.distance_km, !x.held, cart.names[a]) <
                   std::make_tuple(y.first, y.priority, y.distance_km, !y.held, cart.names[b]);
        });
        for (int place : places)
            if (std::find(rank.begin(), rank.end(), cart.places[place].site) == rank.end())
                rank.push_back(cart.places[place].site);
        bool found = false;
        const std::set<int> best = best_set(
            cart, rank, [&](auto &s) { return covers_plain(cart, s) && by_class(s) == wanted; },
            by_parcels, &found);
        const Answer answer = cart.route();
        compare(cart, answer, found, best);
        check_shuffled(cart, answer, random);

        // The limit is kept to whatever that costs the ranks.
        cart.goals.max_parcels = 1 + random.up_to(2);
        best_set(
            cart, rank, [&](auto &s) { return covers_plain(cart, s); }, by_parcels, &found);
        const Answer few = cart.route();
        check(cart, few);
        BOOST_TEST_REQUIRE((few.plan.status == Status::planned) == found);
        check_shuffled(cart, few, random);
    }
}

BOOST_AUTO_TEST_CASE(ranks_alone_fill_greedily) {
    for (unsigned seed = 0; seed < 2000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random);
        cart.goals = Goals{{Goal::nearest, Goal::priority}, 2};
        const Answer answer = cart.route();
        check(cart, answer);
        check_shuffled(cart, answer, random);
        if (answer.plan.status != Status::planned)
            continue;
        cart.goals.max_parcels = 1 + random.up_to(2);
        bool found = false;
        best_set(
            cart, sites_by_rank(cart), [&](auto &s) { return covers_plain(cart, s); }, by_parcels,
            &found);
        const Answer few = cart.route();
        check(cart, few);
        BOOST_TEST_REQUIRE((few.plan.status == Status::planned) == found);
        for (std::size_t line = 0; line < cart.lines.size(); line++)
            for (int a = 0; a < cart.count(); a++)
                for (int b = 0; b < cart.count(); b++)
                    if (std::make_pair(cart.places[a].distance_km, cart.places[a].priority) <
                        std::make_pair(cart.places[b].distance_km, cart.places[b].priority))
                        BOOST_TEST_REQUIRE((answer.taken(static_cast<int>(line), b) == 0 ||
                                            answer.taken(static_cast<int>(line), a) ==
                                                cart.units(static_cast<int>(line), a, false)));
    }
}

BOOST_AUTO_TEST_CASE(kits_that_share_components) {
    int planned = 0;
    for (unsigned seed = 0; seed < 3000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_tangled_cart(random);
        bool found = false;
        const std::set<int> best = best_set(
            cart, sites_by_rank(cart), [&](auto &s) { return covers_tangled(cart, s); }, by_parcels,
            &found);
        const Answer answer = cart.route();
        compare(cart, answer, found, best);
        if (!found)
            BOOST_TEST_REQUIRE((answer.plan.status == Status::short_of_units));
        check_shuffled(cart, answer, random);
        planned += found;

        // By rank the nearest gives all it can, but never so much that the rest is not there.
        cart.goals = Goals{{Goal::nearest, Goal::fewest_parcels}, 2};
        const Answer by_rank = cart.route();
        check(cart, by_rank);
        BOOST_TEST_REQUIRE((by_rank.plan.status == Status::planned) == found);
        check_shuffled(cart, by_rank, random);
        cart.goals = Goals{{Goal::fewest_parcels}, 1, 0, false};
        const Answer whole = cart.route();
        check(cart, whole);
        check_shuffled(cart, whole, random);
        BOOST_TEST_REQUIRE((found || whole.plan.status == Status::short_of_units));
        const int fewest = fewest_whole(cart);
        BOOST_TEST_REQUIRE(whole.plan.proven);
        BOOST_TEST_REQUIRE((whole.plan.status == Status::planned) == (fewest > 0));
        BOOST_TEST_REQUIRE(whole.plan.parcels == fewest);
    }
    BOOST_TEST(planned > 200);
}

// What competes and waits is not tried in every way; but what is said to be proven is so.
BOOST_AUTO_TEST_CASE(kits_that_share_components_and_wait) {
    int planned = 0, missed = 0;
    for (unsigned seed = 0; seed < 2000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_tangled_cart(random);
        for (Source &source : cart.sources)
            source.waiting = random.one_in(3) ? random.up_to(3) : 0;
        for (Line &line : cart.lines) {
            line.may_wait = random.one_in(2);
            line.least = random.one_in(3) ? 1 : line.quantity;
        }
        cart.goals.split_lines = !random.one_in(4);
        const Answer answer = cart.route();
        check(cart, answer);
        check_shuffled(cart, answer, random);
        const bool is_planned = answer.plan.status == Status::planned;
        const bool is_there =
            cart.goals.split_lines ? covers_tangled(cart, all_sites(cart)) : fewest_whole(cart) > 0;
        BOOST_TEST_REQUIRE((!is_planned || is_there));
        BOOST_TEST_REQUIRE((is_planned || !answer.plan.proven || !is_there));
        planned += is_planned;
        missed += is_there && !is_planned;
    }
    BOOST_TEST_MESSAGE("planned " << planned << ", not found " << missed);
    BOOST_TEST(planned > 200);
    BOOST_TEST(missed < planned / 20);
}

// Of a line that is not split one site gives all, the one that promises most and has most in stock.
BOOST_AUTO_TEST_CASE(whole_lines_that_wait) {
    for (unsigned seed = 0; seed < 3000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random, 6);
        const bool may_be_less = random.one_in(2);
        for (Source &source : cart.sources)
            source.waiting = random.one_in(3) ? random.up_to(5) : 0;
        for (Line &line : cart.lines) {
            line.may_wait = !random.one_in(3);
            if (may_be_less)
                line.least = 1 + random.up_to(static_cast<int>(line.quantity) - 1);
        }
        cart.goals.split_lines = false;
        const std::vector<int> rank = sites_by_rank(cart);
        const int lines = static_cast<int>(cart.lines.size());
        Answer answer = cart.route();
        check(cart, answer);
        check_shuffled(cart, answer, random);
        for (int line = 0; line < lines; line++) {
            const Line &wanted = cart.lines[line];
            Quantity total = 0, stock = 0, waits = 0;
            for (int site : rank)
                total = std::max(total,
                                 std::min(wanted.quantity, units_at_site(cart, line, site, true)));
            for (int site : rank)
                if (units_at_site(cart, line, site, true) >= total)
                    stock =
                        std::max(stock, std::min(total, units_at_site(cart, line, site, false)));
            if (total < wanted.least)
                BOOST_TEST_REQUIRE((answer.plan.status != Status::planned));
            if (answer.plan.status != Status::planned)
                continue;
            for (int place = 0; place < cart.count(); place++)
                waits += answer.waiting(line, place);
            BOOST_TEST_REQUIRE(answer.lines[line].planned == total);
            BOOST_TEST_REQUIRE(total - waits == stock);
        }
        cart.goals.max_parcels = 1 + random.up_to(2);
        answer = cart.route();
        check(cart, answer);
        check_shuffled(cart, answer, random);
        if (may_be_less)
            continue;
        Quantity most = -1, from_stock = 0;
        for (unsigned bits = 0; bits < 1U << rank.size(); bits++) {
            Quantity sum = 0;
            int sites = 0;
            for (std::size_t i = 0; i < rank.size(); i++)
                sites += bits >> i & 1;
            for (int line = 0; line < lines && sum >= 0; line++) {
                Quantity best = -1;
                for (std::size_t i = 0; i < rank.size(); i++)
                    if ((bits >> i & 1) &&
                        units_at_site(cart, line, rank[i], true) >= cart.lines[line].quantity)
                        best = std::max(best, std::min(cart.lines[line].quantity,
                                                       units_at_site(cart, line, rank[i], false)));
                sum = best < 0 ? -1 : sum + best;
            }
            if (sites <= cart.goals.max_parcels)
                most = std::max(most, sum);
        }
        BOOST_TEST_REQUIRE((answer.plan.status == Status::planned) == (most >= 0));
        for (const Take &take : answer.takes)
            from_stock += take.quantity - take.waiting;
        if (most >= 0)
            BOOST_TEST_REQUIRE(from_stock == most);
    }
}

// So few sites with most units from stock, whose rest may wait there.
BOOST_AUTO_TEST_CASE(what_does_not_fit_in_so_few_parcels_waits) {
    int few = 0;
    for (unsigned seed = 0; seed < 4000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = any_plain_cart(random, 6);
        for (Source &source : cart.sources)
            source.waiting = random.one_in(3) ? random.up_to(5) : 0;
        for (Line &line : cart.lines) {
            line.may_wait = !random.one_in(3);
            if (random.one_in(3))
                line.least = 1;
        }
        cart.goals.max_parcels = 1 + random.up_to(2);
        const Answer answer = cart.route();
        check(cart, answer);
        check_shuffled(cart, answer, random);
        BOOST_TEST_REQUIRE(answer.plan.proven);

        const std::vector<int> rank = sites_by_rank(cart);
        bool any = false, is_there = true;
        Quantity most = -1;
        for (std::size_t line = 0; line < cart.lines.size(); line++) {
            Quantity all = 0;
            for (int site : rank)
                all += units_at_site(cart, static_cast<int>(line), site, true);
            is_there = is_there && all >= cart.lines[line].least;
            BOOST_TEST_REQUIRE(answer.lines[line].could == all);
        }
        for (unsigned bits = 0; bits < 1U << rank.size(); bits++) {
            Quantity from_stock = 0;
            int sites = 0;
            bool is_possible = true;
            for (std::size_t i = 0; i < rank.size(); i++)
                sites += bits >> i & 1;
            for (std::size_t line = 0; line < cart.lines.size(); line++) {
                Quantity stock = 0, all = 0;
                for (std::size_t i = 0; i < rank.size(); i++)
                    if (bits >> i & 1) {
                        stock += units_at_site(cart, static_cast<int>(line), rank[i], false);
                        all += units_at_site(cart, static_cast<int>(line), rank[i], true);
                    }
                from_stock += std::min(stock, cart.lines[line].quantity);
                is_possible = is_possible && all >= cart.lines[line].least;
            }
            if (!is_possible || sites > cart.goals.max_parcels)
                continue;
            any = true;
            most = std::max(most, from_stock);
        }
        BOOST_TEST_REQUIRE((answer.plan.status == Status::planned) == any);
        if (!any) {
            BOOST_TEST_REQUIRE((answer.plan.status == Status::short_of_units) == !is_there);
            continue;
        }
        Quantity from_stock = 0, waits = 0;
        for (const Take &take : answer.takes) {
            from_stock += take.quantity - take.waiting;
            waits += take.waiting;
        }
        BOOST_TEST_REQUIRE(from_stock == most);
        few += waits > 0;
    }
    BOOST_TEST(few > 200);
}

BOOST_AUTO_TEST_SUITE_END()
