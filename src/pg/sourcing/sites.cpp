// Asking each site alone, see sites.hpp.
#include "pg/sourcing/sites.hpp"

#include "pg/sourcing/problem.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
#include "utils/memutils.h"
}

namespace inventory {
namespace {

namespace routing = core::sourcing;

// By what sites are ranked.
struct RankedSite {
    SiteOffer offer;
    int first;
    double distance_km;
    int64 priority;
};

// Negative, zero or positive, as a goal puts one site before the other.
int compare_by(routing::Goal goal, const RankedSite &a, const RankedSite &b) {
    auto compare = [](auto left, auto right) { return left < right ? -1 : left > right ? 1 : 0; };

    switch (goal) {
    case routing::Goal::fewest_parcels:
        return 0;
    case routing::Goal::cheapest:
        return compare(a.offer.parcel_cost, b.offer.parcel_cost);
    case routing::Goal::nearest:
        return compare(a.distance_km, b.distance_km);
    case routing::Goal::priority:
        return compare(a.priority, b.priority);
    case routing::Goal::most_stock:
        break;
    }
    return compare(b.offer.units, a.offer.units);
}

bool stands_before(const routing::Goals &goals, const RankedSite &a, const RankedSite &b) {
    if (a.first != b.first)
        return a.first < b.first;
    for (int i = 0; i < goals.count; i++)
        if (int order = compare_by(goals.order[i], a, b))
            return order < 0;
    return a.offer.site_id < b.offer.site_id;
}

core::Quantity units_in(const Sourcing &sourcing, const Piece &piece) {
    core::Quantity units = 0;

    for (int part = 0; part < piece.part_count(); part++)
        units = std::min(core::max_quantity, units + part_of(sourcing, piece, part).quantity);
    return units;
}

// When the last of what a site gives ships; not known where it gives nothing. Of lines that it cannot give
// whole, as much as it can; the plan is of what is asked for.
core::supply::Date ships_by(const Problem &problem, int site, const routing::Plan &plan,
                            TimestampTz clock) {
    core::supply::Date last(core::supply::since_ever);
    routing::Plan given = plan;

    if (plan.status != routing::Status::planned) {
        Vec<core::Quantity> most{};
        for (int line = 0; line < problem.line_count(); line++)
            most.add(plan.lines[line].planned);
        given = problem.solve_at(site, &most);
        if (given.status != routing::Status::planned)
            return {};
    }
    // The plan numbers the places of the site alone.
    Vec<int> places{};
    for (int place = 0; place < problem.place_count(); place++)
        if (problem.place(place).site == site)
            places.add(place);
    for (int i = 0; i < given.take_count; i++) {
        routing::Take take = given.takes[i];
        take.place = places[take.place];
        last = later(last, problem.ready(take, clock).by);
    }
    return given.take_count == 0 ? core::supply::Date() : last;
}

// Whether a site has anything of the lines at all.
bool answers_any(const Problem &problem, int site) {
    for (int place = 0; place < problem.place_count(); place++)
        if (problem.place(place).site == site && problem.is_candidate(place))
            return true;
    return false;
}

RankedSite ask(const Sourcing &sourcing, const Problem &problem, int site, TimestampTz clock) {
    routing::Plan plan = problem.solve_at(site);
    RankedSite ranked{{problem.site_id(site), true, 0, clock, {}, problem.parcel_cost(site)},
                      routing::not_first,
                      routing::nowhere,
                      std::numeric_limits<int64>::max()};

    ranked.offer.is_complete = sourcing.fate() == Fate::planned;
    for (int line = 0; line < problem.line_count(); line++) {
        const Piece &piece = problem.piece(line);
        ranked.offer.is_complete &= plan.lines[line].planned >= piece.quantity;
        ranked.offer.units = std::min(
            core::max_quantity,
            ranked.offer.units + core::times(plan.lines[line].planned, units_in(sourcing, piece)));
    }
    ranked.offer.ships_by = ships_by(problem, site, plan, clock);
    for (int place = 0; place < problem.place_count(); place++) {
        const routing::Place &there = problem.place(place);
        if (there.site != site)
            continue;
        ranked.first = std::min(ranked.first, there.first);
        ranked.distance_km = std::min(ranked.distance_km, there.distance_km);
        ranked.priority = std::min(ranked.priority, there.priority);
    }
    if (ranked.distance_km != routing::nowhere)
        ranked.offer.distance_km = ranked.distance_km;
    return ranked;
}

} // namespace

Vec<SiteOffer> offers_of_sites(Sourcing &sourcing, const Asker &asker) {
    Candidates candidates = Candidates::of(sourcing, asker);
    candidates.add_curves(sourcing, asker);
    Problem problem(sourcing, candidates, asker, false);
    Vec<RankedSite> ranked{};
    Vec<SiteOffer> offers{};

    // What one site takes is not needed for the next.
    MemoryContext caller = CurrentMemoryContext;
    MemoryContext memory = AllocSetContextCreate(caller, "inventory site", ALLOCSET_DEFAULT_SIZES);
    for (int site = 0; site < problem.site_count(); site++) {
        CHECK_FOR_INTERRUPTS();
        if (!answers_any(problem, site))
            continue;
        MemoryContextSwitchTo(memory);
        RankedSite asked = ask(sourcing, problem, site, asker.clock);
        MemoryContextSwitchTo(caller);
        MemoryContextReset(memory);
        ranked.add(asked);
    }
    MemoryContextDelete(memory);
    std::sort(ranked.begin(), ranked.end(), [&](const RankedSite &a, const RankedSite &b) {
        return stands_before(sourcing.route.goals, a, b);
    });
    for (const RankedSite &site : ranked)
        offers.add(site.offer);
    return offers;
}

} // namespace inventory
