// Sourcing: what is true of every plan, whatever the places, the lines and the goals.
#include "input.hpp"

#include "core/sourcing/route.hpp"

#include <deque>
#include <set>
#include <string>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::sourcing;
using namespace inventory::fuzz;

namespace {

struct Cart {
    std::vector<std::string> names;
    std::vector<Place> places;
    std::vector<Site> sites;
    std::vector<Line> lines;
    std::vector<Part> parts;
    std::vector<Source> sources;
    std::deque<std::vector<supply::Step>> curves; // of sources, those of copies of the cart too
    std::deque<supply::Steps> steps;
    int items;
    Goals goals{};
    std::int64_t budget = 0;
    std::vector<std::max_align_t> block;
    Plan plan{};

    explicit Cart(Input &input);
    void set_dates(Input &input);
    void route();
    const Source &at(int place, int item) const { return sources[place * items + item]; }
    bool is_tracked(int line, int place) const;
    void check() const;
    void check_amounts() const;
    supply::Ready ships(const std::vector<Quantity> &used, int line, int place,
                        Quantity units) const;
    void check_dates() const;
    bool is_alone(int line) const;
    void check_waiting(int line) const;
};

// Small numbers mostly: carts are decided where units are scarce.
Quantity any_quantity(Input &input) {
    return input.byte() % 8 == 7 ? input.storable() : static_cast<Quantity>(input.up_to(5));
}

Cart::Cart(Input &input) : items(1 + static_cast<int>(input.up_to(5))) {
    const int count = 1 + static_cast<int>(input.up_to(9));
    const bool is_odd = input.byte() % 4 == 3;

    for (int i = 0; i < count; i++) {
        const bool shares = input.byte() % 4 == 3 && !sites.empty();
        names.push_back("place " + std::to_string((i * 7) % 10));
        if (!shares)
            sites.push_back(Site{any_quantity(input)});
        Place place{{}, shares ? 0 : static_cast<int>(sites.size()) - 1};
        place.first = input.byte() % 8 == 7 ? i : not_first;
        place.distance_km = input.flag() ? nowhere : static_cast<double>(input.up_to(3));
        place.priority = static_cast<std::int64_t>(input.up_to(2));
        place.sells_until = input.flag() ? for_ever : input.byte();
        place.held = input.flag();
        places.push_back(place);
        for (int item = 0; item < items; item++)
            sources.push_back(Source{!is_odd || input.byte() % 8 != 7,
                                     !is_odd || input.byte() % 8 != 7, any_quantity(input),
                                     is_odd ? any_quantity(input) : 0});
    }
    const int wanted = 1 + static_cast<int>(input.up_to(5));
    for (int i = 0; i < wanted; i++) {
        const std::uint8_t set = input.byte();
        const int first = static_cast<int>(parts.size());
        for (int item = 0; item < items; item++)
            if (set >> item & 1)
                parts.push_back(Part{item, 1 + static_cast<Quantity>(input.up_to(2))});
        if (static_cast<int>(parts.size()) == first)
            parts.push_back(Part{i % items, 1});
        const Quantity units = std::max<Quantity>(1, any_quantity(input));
        lines.push_back(Line{first, static_cast<int>(parts.size()) - first, units,
                             input.byte() % 4 == 3 ? 1 : units, input.flag()});
    }
    for (goals.count = static_cast<int>(input.up_to(3)); goals.count > 0; goals.count--)
        goals.order[goals.count - 1] = static_cast<Goal>(input.up_to(4));
    goals.count = static_cast<int>(input.up_to(3));
    goals.max_parcels = static_cast<int>(input.up_to(4));
    goals.split_lines = !input.flag();
    budget = input.byte() * 64;
    set_dates(input);
}

// Few dates, so that there are ties; of many places nobody knows any.
void Cart::set_dates(Input &input) {
    for (Source &source : sources) {
        if (!input.flag())
            continue;
        std::vector<supply::Step> &curve = curves.emplace_back();
        supply::Step step{0, {0, 0}};
        for (std::size_t i = input.up_to(3); i > 0; i--) {
            step.units = plus(step.units, 1 + any_quantity(input));
            step.ready.by = *step.ready.by + static_cast<supply::Time>(input.up_to(2));
            curve.push_back(step);
        }
        if (!curve.empty() && input.flag())
            curve.back().units = no_bound;
        source.steps =
            &steps.emplace_back(supply::Steps{curve.data(), curve.size(), any_quantity(input)});
        source.own = any_quantity(input);
        source.own_ahead = any_quantity(input);
        source.own_first = any_quantity(input);
        source.first_ahead = any_quantity(input);
    }
}

void Cart::route() {
    for (std::size_t i = 0; i < places.size(); i++)
        places[i].location_id = names[i];
    Problem problem{places.data(), static_cast<int>(places.size()),
                    sites.data(),  static_cast<int>(sites.size()),
                    lines.data(),  static_cast<int>(lines.size()),
                    parts.data(),  sources.data(),
                    items,         goals,
                    budget};
    block.resize((route_memory(problem) + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
    plan = sourcing::route(problem, block.data());
}

bool Cart::is_tracked(int line, int place) const {
    const Part *part = &parts[lines[line].first_part];
    return std::any_of(part, part + lines[line].part_count,
                       [&](const Part &p) { return at(place, p.item).tracked; });
}

void Cart::check_amounts() const {
    std::vector<Quantity> got(lines.size()), used(sources.size()), from_stock(sources.size());
    std::vector<std::set<int>> whence(lines.size());

    for (int i = 0; i < plan.take_count; i++) {
        const Take &take = plan.takes[i];
        const Line &line = lines[take.line];
        require(take.quantity > 0 && take.waiting >= 0 && take.waiting <= take.quantity,
                "a take is of units, of which some wait");
        require(take.waiting == 0 || line.may_wait, "only lines wait that may");
        got[take.line] += take.quantity;
        whence[take.line].insert(places[take.place].site);
        for (int j = 0; j < line.part_count; j++) {
            const Part &part = parts[line.first_part + j];
            const int source = take.place * items + part.item;
            require(sources[source].exists, "a place has what it gives");
            if (!sources[source].tracked)
                continue;
            used[source] += take.quantity * part.quantity;
            from_stock[source] += (take.quantity - take.waiting) * part.quantity;
        }
    }
    for (std::size_t i = 0; i < sources.size(); i++)
        require(!sources[i].tracked || (from_stock[i] <= sources[i].stock &&
                                        used[i] <= sources[i].stock + sources[i].waiting),
                "no place gives more than it has");
    for (std::size_t i = 0; i < lines.size(); i++) {
        require(got[i] >= lines[i].least && got[i] <= lines[i].quantity,
                "a line gets what it wants");
        require(got[i] == plan.lines[i].planned, "what is planned is what is told");
        require(goals.split_lines || whence[i].size() == 1,
                "a line is not split that is not to be");
    }
}

// When the last of so many units of a line ships at a place, behind what is used: step by step.
supply::Ready Cart::ships(const std::vector<Quantity> &used, int line, int place,
                          Quantity units) const {
    supply::Ready last{supply::since_ever, supply::since_ever};

    for (int i = lines[line].first_part; i < lines[line].first_part + lines[line].part_count; i++) {
        const Source &source = at(place, parts[i].item);
        if (!source.tracked)
            continue;
        const Quantity all =
            plus(used[place * items + parts[i].item], times(units, parts[i].quantity));
        const Quantity ahead = all <= source.own_first   ? source.first_ahead
                               : all <= source.own       ? source.own_ahead
                               : source.steps != nullptr ? source.steps->ahead
                                                         : 0;
        supply::Ready ready{};
        for (std::size_t step = source.steps == nullptr ? 0 : source.steps->count; step-- > 0;)
            if (source.steps->at[step].units >= plus(all, ahead))
                ready = source.steps->at[step].ready;
        last.from = std::max(*last.from, *ready.from);
        last.by = std::max(*last.by, *ready.by);
    }
    return is_tracked(line, place) ? last : supply::Ready{};
}

void Cart::check_dates() const {
    std::vector<Quantity> used(sources.size());

    // What does not wait ships before what does.
    std::vector<Take> takes(plan.takes, plan.takes + plan.take_count);
    std::stable_partition(takes.begin(), takes.end(), [](const Take &t) { return t.waiting == 0; });
    for (const Take &take : takes) {
        require(take.ready == ships(used, take.line, take.place, take.quantity),
                "a take ships behind those before it");
        const Line &line = lines[take.line];
        for (int j = line.first_part; j < line.first_part + line.part_count; j++)
            if (at(take.place, parts[j].item).tracked)
                used[take.place * items + parts[j].item] += take.quantity * parts[j].quantity;
    }
}

// Whether no other line wants what it wants.
bool Cart::is_alone(int line) const {
    std::vector<int> users(items);

    for (const Part &part : parts)
        users[part.item]++;
    const Part *part = &parts[lines[line].first_part];
    return std::all_of(part, part + lines[line].part_count,
                       [&](const Part &p) { return users[p.item] == 1; });
}

// What is short of a line waits whole where it ships soonest, or else no place that ships sooner has room.
void Cart::check_waiting(int line) const {
    const Line &wanted = lines[line];
    const int count = static_cast<int>(places.size());
    std::vector<Quantity> used(sources.size()), waits(count), room(count, no_bound);
    Quantity rest = 0;

    for (int i = 0; i < plan.take_count; i++) {
        const Take &take = plan.takes[i];
        if (take.line != line)
            continue;
        waits[take.place] = take.waiting;
        rest += take.waiting;
        for (int j = wanted.first_part; j < wanted.first_part + wanted.part_count; j++)
            if (at(take.place, parts[j].item).tracked)
                used[take.place * items + parts[j].item] =
                    (take.quantity - take.waiting) * parts[j].quantity;
    }
    for (int place = 0; place < count; place++)
        for (int j = wanted.first_part; j < wanted.first_part + wanted.part_count; j++) {
            const Source &source = at(place, parts[j].item);
            const Quantity left =
                source.stock + source.waiting - used[place * items + parts[j].item];
            if (!source.exists || !is_tracked(line, place))
                room[place] = 0;
            else if (source.tracked)
                room[place] = std::min(room[place], left / parts[j].quantity);
        }
    for (int place = 0; place < count; place++) {
        if (waits[place] == 0)
            continue;
        const bool is_whole = waits[place] == rest;
        const supply::Date by = ships(used, line, place, std::min(rest, room[place])).by;
        for (int other = 0; other < count; other++) {
            require(is_whole || room[other] < rest, "what waits is not split without need");
            const Quantity there = std::min(rest, room[other]);
            require(there == 0 || !is_sooner(ships(used, line, other, there).by, by) ||
                        (is_whole ? room[other] < rest : room[other] == waits[other]),
                    "what waits ships soonest");
        }
    }
}

void Cart::check() const {
    std::set<int> used;

    if (plan.status != Status::planned) {
        require(plan.take_count == 0, "who is refused gets nothing");
        return;
    }
    check_amounts();
    check_dates();
    for (int line = 0; line < static_cast<int>(lines.size()); line++)
        if (goals.split_lines && goals.max_parcels == 0 && is_alone(line))
            check_waiting(line);
    for (int i = 0; i < plan.take_count; i++)
        if (is_tracked(plan.takes[i].line, plan.takes[i].place))
            used.insert(places[plan.takes[i].place].site);
    require(plan.parcels == static_cast<int>(used.size()), "parcels are the sites used");
    require(goals.max_parcels == 0 || plan.parcels <= goals.max_parcels, "not in more parcels");
    require(plan.lower_bound <= plan.parcels, "the bound is below");
}

} // namespace

INVENTORY_FUZZ(input) {
    Cart cart(input);

    cart.route();
    cart.check();
    if (!cart.plan.proven)
        return;

    // What was decided within the budget is so with any greater one, and in any order of places.
    Cart other = cart;
    other.budget = 4 * cart.budget;
    std::reverse(other.places.begin(), other.places.end());
    std::reverse(other.names.begin(), other.names.end());
    const int count = static_cast<int>(cart.places.size());
    for (int place = 0; place < count; place++)
        std::copy_n(&cart.at(count - 1 - place, 0), cart.items, &other.sources[place * cart.items]);
    other.route();
    other.check();
    require(other.plan.status == cart.plan.status, "the same is planned or refused");
    require(other.plan.parcels == cart.plan.parcels, "in as many parcels");
    require(other.plan.take_count == cart.plan.take_count, "in as many takes");
    for (int i = 0; i < cart.plan.take_count; i++) {
        const Take &a = cart.plan.takes[i], &b = other.plan.takes[i];
        require(a.line == b.line && a.place == count - 1 - b.place && a.quantity == b.quantity &&
                    a.waiting == b.waiting && a.ready == b.ready,
                "the same from the same places");
    }
}
