// Asking the core, see problem.hpp.
#include "pg/sourcing/problem.hpp"

#include "core/sourcing/goals.hpp"

#include <algorithm>

namespace inventory {
namespace {

namespace routing = core::sourcing;

int position(const Vec<Text> &texts, Text text) {
    auto at = std::find(texts.begin(), texts.end(), text);

    return at == texts.end() ? routing::not_first : static_cast<int>(at - texts.begin());
}

// Where a place is; a place that does not say it is where its site is.
double distance_to(const RouteOptions &route, const Location &location) {
    std::optional<double> latitude = location.latitude;
    std::optional<double> longitude = location.longitude;

    if (!route.near)
        return routing::nowhere;
    if (!latitude && location.site_id) {
        const Location &site = location_named(*location.site_id);
        latitude = site.latitude;
        longitude = site.longitude;
    }
    if (!latitude)
        return routing::nowhere;
    return routing::distance_km(route.near->latitude, route.near->longitude, *latitude, *longitude);
}

routing::Source source_of(const Capacity &capacity) {
    return routing::Source{true,
                           capacity.tracked,
                           capacity.stock,
                           capacity.waiting,
                           capacity.steps,
                           capacity.kept.units,
                           capacity.kept.ahead,
                           capacity.kept.first,
                           capacity.kept.first_ahead};
}

// What else is promised of a place stands behind so many units.
void stand_behind(Capacity &capacity, core::Quantity units) {
    if (capacity.steps == nullptr)
        return;
    auto *steps = static_cast<core::supply::Steps *>(palloc(sizeof(core::supply::Steps)));
    *steps = *capacity.steps;
    steps->ahead = core::plus(steps->ahead, units);
    capacity.steps = steps;
}

core::Quantity parcel_cost_of(const RouteOptions &route, Text location_id) {
    for (const ParcelCost &cost : route.costs)
        if (cost.location_id == location_id)
            return cost.cost;
    return location_named(location_id).parcel_cost;
}

} // namespace

Problem::Problem(Sourcing &sourcing, const Candidates &candidates, const Asker &asker,
                 bool stays_at_closed)
    : sourcing_(sourcing), candidates_(candidates) {
    for (const Capacity &capacity : candidates.capacities)
        left_.add(capacity);
    number_places(asker);
    for (const Piece &piece : candidates.pieces)
        pieces_.add(piece);
    number_items();
    fill_sources();
    for (const Piece &piece : pieces_)
        if (!named_place(piece).empty())
            serve_named(piece, asker.sets);
    serve_routed(asker.sets, stays_at_closed);
    add_lines();
}

// ---- places ----------------------------------------------------------------------------------

void Problem::number_places(const Asker &asker) {
    Vec<Text> ids{};

    for (const Capacity &capacity : candidates_.capacities)
        ids.add(capacity.key.location_id);
    std::sort(ids.begin(), ids.end());
    for (int i = 0; i < ids.count; i++)
        if (i == 0 || ids[i] != ids[i - 1])
            add_place(ids[i], asker);
}

void Problem::add_place(Text location_id, const Asker &asker) {
    const RouteOptions &route = sourcing_.route;
    const Location location = copy_of(location_named(location_id));
    Text site_id = location.site_id.value_or(location_id);
    routing::Place place{location_id, number_site(site_id)};

    place.first = position(route.first, location_id);
    place.distance_km = distance_to(route, location);
    place.priority = location.priority;
    place.sells_until = location.sells_until.value_or(routing::for_ever);
    place.held = asker.holds_at(location_id);
    // A parcel costs what the dearest place of its site says, the site's own row among them.
    routing::Site &site = sites_[place.site];
    site.parcel_cost = std::max(
        {site.parcel_cost, parcel_cost_of(route, location_id), parcel_cost_of(route, site_id)});
    places_.add(place);
}

int Problem::number_site(Text site_id) {
    for (int site = 0; site < site_ids_.count; site++)
        if (site_ids_[site] == site_id)
            return site;
    site_ids_.add(site_id);
    sites_.add(routing::Site{0});
    return sites_.count - 1;
}

// ---- items -----------------------------------------------------------------------------------

bool Problem::Item::operator<(const Item &other) const {
    if (variant_id != other.variant_id)
        return variant_id < other.variant_id;
    return location_id != other.location_id ? location_id < other.location_id : line < other.line;
}

Problem::Item Problem::item_of(const Piece &piece, Text variant_id) const {
    Text named = named_place(piece);

    return named.empty() ? Item{variant_id, std::nullopt, -1} : Item{variant_id, named, piece.line};
}

int Problem::find_item(const Piece &piece, Text variant_id) const {
    const Item *at = std::lower_bound(items_.begin(), items_.end(), item_of(piece, variant_id));

    return static_cast<int>(at - items_.begin());
}

// In the order of variants, so that the order of lines does not matter.
void Problem::number_items() {
    for (const Piece &piece : pieces_)
        for (int part = 0; part < piece.part_count(); part++)
            items_.add(item_of(piece, part_of(sourcing_, piece, part).variant_id));
    std::sort(items_.begin(), items_.end());
    Item *end = std::unique(items_.begin(), items_.end(),
                            [](const Item &a, const Item &b) { return !(a < b) && !(b < a); });
    items_.count = static_cast<int>(end - items_.begin());
}

void Problem::fill_sources() {
    for (int i = 0; i < places_.count * items_.count; i++)
        sources_.add(routing::Source{false, true, 0, 0});
}

// ---- what places have ------------------------------------------------------------------------

bool Problem::may_wait(const Piece &piece) const {
    return sourcing_.route.backorder && !sourcing_.lines[piece.line].line.from_stock;
}

// Gives a line that names its place what it wants of it, or all that is there.
void Problem::serve_named(const Piece &piece, bool sets) {
    Text location_id = named_place(piece);
    SourcedLine &line = sourcing_.lines[piece.line];
    core::Quantity most = piece.quantity;
    int place = static_cast<int>(
        std::lower_bound(places_.begin(), places_.end(), location_id,
                         [](const routing::Place &p, Text id) { return p.location_id < id; }) -
        places_.begin());
    auto there = [&](int part) {
        Component component = part_of(sourcing_, piece, part);
        const Capacity *found = candidates_.find({component.variant_id, location_id});
        return &left_[static_cast<int>(found - candidates_.capacities.items)];
    };
    auto usable = [&](const Capacity &capacity) {
        return capacity.sells || !sets ? capacity : capacity.as_held();
    };

    for (int part = 0; part < piece.part_count(); part++) {
        Component component = part_of(sourcing_, piece, part);
        Capacity capacity = usable(*there(part));
        bool is_held = sets && capacity.own / component.quantity >= piece.quantity;
        if (!capacity.sells && !is_held)
            line.fate = Fate::not_for_sale;
        if (capacity.tracked)
            most = std::min(
                most, core::capped_sum(capacity.stock, may_wait(piece) ? capacity.waiting : 0) /
                          component.quantity);
    }
    bool is_enough = most >= piece.least;
    for (int part = 0; part < piece.part_count(); part++) {
        Component component = part_of(sourcing_, piece, part);
        Capacity &left = *there(part);
        Capacity capacity = usable(left);
        routing::Source &given = source(place, find_item(piece, component.variant_id));
        const routing::Source other = given; // what another version of the kit has of the component
        given = source_of(capacity);
        if (!is_enough || !capacity.tracked)
            continue;
        core::Quantity stock = std::min(capacity.stock, most * component.quantity);
        core::Quantity waiting = most * component.quantity - stock;
        given.stock = other.stock + stock;
        given.waiting = other.waiting + waiting;
        left.stock -= std::min(left.stock, stock);
        left.own -= std::min(left.own, stock);
        left.kept.units -= std::min(left.kept.units, stock);
        left.kept.first -= std::min(left.kept.first, stock);
        stand_behind(left, stock + waiting);
        if (left.waiting < core::max_quantity)
            left.waiting -= std::min(left.waiting, waiting);
    }
}

// What is left is for lines that are routed.
void Problem::serve_routed(bool sets, bool stays_at_closed) {
    for (int item = 0; item < items_.count; item++) {
        if (items_[item].location_id)
            continue;
        const Capacity *first = candidates_.first_of(items_[item].variant_id);
        int place = 0;
        for (const Capacity *at = first;
             at != candidates_.capacities.end() && at->key.variant_id == items_[item].variant_id;
             at++) {
            Capacity left = left_[static_cast<int>(at - candidates_.capacities.items)];
            while (places_[place].location_id != left.key.location_id)
                place++;
            if (!left.sells)
                left = left.as_held();
            bool stays = sets && left.own > 0 && (left.ships || stays_at_closed);
            if (left.is_asked && (left.sells || stays))
                source(place, item) = source_of(left);
        }
    }
}

// Whether any place may answer the line, whatever it has.
bool Problem::has_candidate(const Piece &piece) const {
    for (int place = 0; place < places_.count; place++) {
        bool all = true;
        for (int part = 0; part < piece.part_count(); part++)
            all &=
                source(place, find_item(piece, part_of(sourcing_, piece, part).variant_id)).exists;
        if (all)
            return true;
    }
    return false;
}

// Whether each component of a kit is somewhere, though nowhere, be it asked or not, all of them: then it is
// not to be had.
bool Problem::is_apart(const Piece &piece) const {
    auto is_there = [](const Capacity &, core::Quantity) { return true; };
    bool each = piece.kit.has_value() && !candidates_.has_place_for(sourcing_, piece, is_there);

    for (int part = 0; each && part < piece.part_count(); part++) {
        int item = find_item(piece, part_of(sourcing_, piece, part).variant_id);
        bool any = false;
        for (int place = 0; place < places_.count; place++)
            any |= source(place, item).exists;
        each &= any;
    }
    return each;
}

void Problem::add_lines() {
    int kept = 0;

    for (const Piece &piece : pieces_) {
        SourcedLine &line = sourcing_.lines[piece.line];
        if (line.fate == Fate::planned && !has_candidate(piece) && !is_apart(piece))
            line.fate = Fate::not_for_sale;
        if (line.fate != Fate::planned)
            continue;
        routing::Line wanted{parts_.count, piece.part_count(), piece.quantity, piece.least,
                             may_wait(piece)};
        for (int part = 0; part < piece.part_count(); part++) {
            Component component = part_of(sourcing_, piece, part);
            parts_.add(routing::Part{find_item(piece, component.variant_id), component.quantity});
        }
        lines_.add(wanted);
        pieces_[kept++] = piece;
    }
    pieces_.count = kept;
}

// ---- asking ----------------------------------------------------------------------------------

routing::Plan Problem::solve() const { return solve(places_, sources_.items, lines_); }

routing::Plan Problem::solve(const Vec<routing::Place> &places, const routing::Source *sources,
                             const Vec<routing::Line> &lines) const {
    routing::Problem problem{};

    problem.places = places.items;
    problem.place_count = places.count;
    problem.sites = sites_.items;
    problem.site_count = sites_.count;
    problem.lines = lines.items;
    problem.line_count = lines.count;
    problem.parts = parts_.items;
    problem.sources = sources;
    problem.item_count = items_.count;
    problem.goals = sourcing_.route.goals;
    return routing::route(
        problem, MemoryContextAllocHuge(CurrentMemoryContext, routing::route_memory(problem)));
}

routing::Plan Problem::solve_at(int site, const Vec<core::Quantity> *most) const {
    Vec<routing::Line> lines{};
    Vec<routing::Place> places{};
    Vec<routing::Source> sources{};

    for (int place = 0; place < places_.count; place++) {
        if (places_[place].site != site)
            continue;
        places.add(places_[place]);
        for (int item = 0; item < items_.count; item++)
            sources.add(source(place, item));
    }
    for (int line = 0; line < lines_.count; line++) {
        routing::Line &wanted = lines.add(lines_[line]);
        if (most == nullptr)
            continue;
        wanted.quantity = std::min(wanted.quantity, (*most)[line]);
        wanted.least = std::min(wanted.least, wanted.quantity);
    }
    return solve(places, sources.items, lines);
}

} // namespace inventory
