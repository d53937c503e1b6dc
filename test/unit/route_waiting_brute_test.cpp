// Where units wait, beside a look at all places of thousands of small carts.
#include "routes.hpp"

using namespace inventory::test;

namespace {

// Few dates, so that there are ties, and places where nobody knows any.
void set_dates(Cart &cart, Random &random) {
    for (int place = 0; place < cart.count(); place++)
        for (int item = 0; item < cart.items; item++) {
            if (random.one_in(4))
                continue;
            std::vector<supply::Step> steps;
            Quantity units = 0;
            supply::Time day = 0;
            for (int i = random.up_to(3); i > 0; i--) {
                units += 1 + random.up_to(5);
                day += 1 + random.up_to(2);
                steps.push_back(supply::Step{units, supply::Ready{day - random.up_to(1), day}});
            }
            if (random.one_in(3))
                steps.push_back(by_day(no_bound, day + 1 + random.up_to(2)));
            cart.ship(place, item, steps, random.up_to(6));
            Source &source = cart.at(place, item);
            source.own = random.one_in(3) ? random.up_to(6) : 0;
            source.own_ahead = random.up_to(6);
            source.own_first = random.up_to(static_cast<int>(source.own));
            source.first_ahead = random.up_to(static_cast<int>(source.own_ahead));
        }
}

// The order in which lines are served: kits first, whatever the order in which they came.
std::vector<int> as_served(const Cart &cart) {
    auto key = [&](int line) {
        const Line &l = cart.lines[line];
        std::vector<Quantity> parts;
        for (int i = l.first_part; i < l.first_part + l.part_count; i++) {
            parts.push_back(cart.parts[i].item);
            parts.push_back(-cart.parts[i].quantity);
        }
        const bool is_kit = l.part_count > 1 || cart.parts[l.first_part].quantity > 1;
        return std::make_tuple(!is_kit, -l.part_count, parts, -l.quantity, -l.least, l.may_wait);
    };
    std::vector<int> lines(cart.lines.size());
    std::iota(lines.begin(), lines.end(), 0);
    std::stable_sort(lines.begin(), lines.end(), [&](int a, int b) { return key(a) < key(b); });
    return lines;
}

// What is left of each place when the stock of a plan is taken, and then line by line what waits.
struct Waiting {
    const Cart &cart;
    const Answer &answer;
    std::vector<Quantity> used;
    std::set<int> sites;

    Waiting(const Cart &cart, const Answer &answer)
        : cart(cart), answer(answer), used(cart.sources.size()) {
        for (const Take &take : answer.takes)
            use(take.line, take.place, take.quantity - take.waiting);
    }
    void use(int line, int place, Quantity units) {
        const Line &l = cart.lines[line];
        for (int i = l.first_part; i < l.first_part + l.part_count; i++)
            used[place * cart.items + cart.parts[i].item] += units * cart.parts[i].quantity;
        if (units > 0)
            sites.insert(cart.places[place].site);
    }
    Quantity room(int line, int place) const {
        const Line &l = cart.lines[line];
        Quantity most = no_bound;
        for (int i = l.first_part; i < l.first_part + l.part_count; i++) {
            const Source &source = cart.at(place, cart.parts[i].item);
            most = std::min(most, (source.stock + source.waiting -
                                   used[place * cart.items + cart.parts[i].item]) /
                                      cart.parts[i].quantity);
        }
        return most;
    }
    Quantity room_at(int line, int site, const std::vector<int> &places) const {
        Quantity units = 0;
        for (int place : places)
            units += cart.places[place].site == site ? room(line, place) : 0;
        return units;
    }
    Quantity rest(int line) const {
        const Quantity wanted = cart.lines[line].quantity;
        Quantity total = 0, stock = 0;
        for (int site = 0; site < static_cast<int>(cart.sites.size()); site++)
            total = std::max(total, units_at_site(cart, line, site, true));
        for (int place = 0; place < cart.count(); place++)
            stock += answer.taken(line, place) - answer.waiting(line, place);
        return std::min(wanted, cart.goals.split_lines ? answer.lines[line].could : total) - stock;
    }
    // Those with room, the one first that ships the rest, or what has room there, soonest.
    std::vector<int> candidates(int line) const {
        std::vector<int> places, all;
        sites_by_rank(cart, &all);
        std::copy_if(all.begin(), all.end(), std::back_inserter(places),
                     [&](int place) { return room(line, place) > 0; });
        std::stable_sort(places.begin(), places.end(), [&](int a, int b) {
            auto key = [&](int place) {
                const Quantity there = std::min(rest(line), room(line, place));
                return std::make_pair(*ships(cart, used, line, place, there).by,
                                      sites.count(cart.places[place].site) == 0);
            };
            return key(a) < key(b);
        });
        return places;
    }
    // Of a line that is not split, those of one site.
    std::vector<int> whole(int line, std::vector<int> places) const {
        int chosen = -1;
        for (int place : places)
            if (const int site = cart.places[place].site;
                chosen < 0 || (room_at(line, chosen, places) < rest(line) &&
                               room_at(line, site, places) > room_at(line, chosen, places)))
                chosen = site;
        for (int place : places)
            if (chosen >= 0 && room_at(line, chosen, places) < rest(line) &&
                room_at(line, cart.places[place].site, places) >= rest(line)) {
                chosen = cart.places[place].site;
                break;
            }
        for (const Take &take : answer.takes)
            if (take.line == line && take.quantity > take.waiting)
                chosen = cart.places[take.place].site;
        places.erase(std::remove_if(places.begin(), places.end(),
                                    [&](int place) { return cart.places[place].site != chosen; }),
                     places.end());
        return places;
    }
    void check(int line) {
        std::map<int, Quantity> waits;
        std::vector<int> places = candidates(line);
        Quantity missing = rest(line);
        if (!cart.goals.split_lines)
            places = whole(line, places);
        const auto enough = std::find_if(places.begin(), places.end(),
                                         [&](int place) { return room(line, place) >= missing; });
        if (enough != places.end())
            places = {*enough};
        for (int place : places) {
            waits[place] = std::min(missing, room(line, place));
            missing -= waits[place];
        }
        for (int place = 0; place < cart.count(); place++) {
            BOOST_TEST_REQUIRE(answer.waiting(line, place) == waits[place]);
            use(line, place, waits[place]);
        }
    }
};

// Each line waits where a look at all places, as it comes to it, finds what ships soonest. How many did.
int check_waiting(const Cart &cart, const Answer &answer) {
    int lines = 0;
    if (answer.plan.status != Status::planned)
        return 0;
    Waiting waiting(cart, answer);
    for (int line : as_served(cart))
        if (cart.lines[line].may_wait && waiting.rest(line) > 0) {
            waiting.check(line);
            lines++;
        }
    return lines;
}

// Lines that may wait, at places where some may.
void let_wait(Cart &cart, Random &random) {
    for (Source &source : cart.sources)
        source.waiting = random.one_in(2) ? random.up_to(6) : 0;
    for (Line &line : cart.lines) {
        line.may_wait = !random.one_in(4);
        line.least = random.one_in(2) ? 1 : line.quantity;
    }
    set_dates(cart, random);
}

int check_all(Cart &cart, Random &random) {
    const Answer answer = cart.route();
    check(cart, answer);
    check_shuffled(cart, answer, random);
    return check_waiting(cart, answer);
}

// Any carts of a kind, of whose lines some wait.
template <class Make> void check_many(Make make) {
    int waited = 0;
    for (unsigned seed = 0; seed < 4000; seed++) {
        BOOST_TEST_INFO_SCOPE("seed " << seed);
        Random random(seed);
        Cart cart = make(random);
        let_wait(cart, random);
        waited += check_all(cart, random);
    }
    BOOST_TEST(waited > 1000);
}

} // namespace

BOOST_AUTO_TEST_SUITE(route_waiting_brute)

BOOST_AUTO_TEST_CASE(what_waits_ships_soonest) {
    check_many([](Random &random) {
        Cart cart = any_plain_cart(random, 6);
        if (random.one_in(3))
            cart.line(random.up_to(cart.items - 1), 5 + random.up_to(2));
        return cart;
    });
}

BOOST_AUTO_TEST_CASE(kits_wait_for_their_last_component) {
    check_many([](Random &random) { return any_tangled_cart(random); });
}

BOOST_AUTO_TEST_CASE(whole_lines_wait_at_one_site) {
    check_many([](Random &random) {
        Cart cart = random.one_in(2) ? any_plain_cart(random, 6) : any_tangled_cart(random);
        cart.goals.split_lines = false;
        return cart;
    });
}

BOOST_AUTO_TEST_SUITE_END()
