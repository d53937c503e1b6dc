// Sourcing beside brute force: all sets of sites of thousands of small carts.
#include "routes.hpp"

#include <functional>

using namespace inventory::test;

namespace {

using Sites = std::vector<int>; // by rank

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
