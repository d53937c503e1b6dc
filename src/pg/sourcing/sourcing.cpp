// Planning, see sourcing.hpp.
#include "pg/sourcing/sourcing.hpp"

#include "pg/sourcing/problem.hpp"

#include <algorithm>

namespace inventory {
namespace {

namespace routing = core::sourcing;

Fate fate_of(routing::Status status) {
    switch (status) {
    case routing::Status::planned:
        return Fate::planned;
    case routing::Status::short_of_units:
        return Fate::short_of_units;
    case routing::Status::too_many_parcels:
        break;
    }
    return Fate::too_many_parcels;
}

// What a line that is short lacks: where it is a kit, its components. Of what several lines want it is what
// all of them want.
void add_lacking(Sourcing &sourcing, const Problem &problem, int number, core::Quantity found) {
    const Piece &piece = problem.piece(number);
    const SourcedLine &line = sourcing.lines[piece.line];
    int before = sourcing.lacking.count;
    auto add = [&](int part, core::Quantity requested, core::Quantity available) {
        Component component = part_of(sourcing, piece, part);
        sourcing.lacking.add(LackingPart{
            piece.line,
            {component.variant_id, line.line.key.location_id},
            requested,
            available,
            piece.least < piece.quantity ? core::times(piece.least, component.quantity) : 0,
            piece.kit.has_value()});
    };

    for (int part = 0; part < piece.part_count(); part++) {
        core::Quantity could = problem.could_give(number, part);
        if (problem.is_tracked(number, part) && could < problem.needed(number, part))
            add(part, problem.wanted(number, part), could);
    }
    if (sourcing.lacking.count > before) {
        sourcing.proven = true;
        return;
    }
    // Of each there is enough, but not together where a kit could come from, or others take it.
    for (int part = 0; part < piece.part_count(); part++) {
        core::Quantity each = part_of(sourcing, piece, part).quantity;
        if (problem.is_tracked(number, part) || part == piece.part_count() - 1)
            add(part, core::times(piece.quantity, each), core::times(found, each));
    }
}

void note_outcome(Sourcing &sourcing, const Problem &problem, const routing::Plan &plan,
                  int number) {
    const Piece &piece = problem.piece(number);
    SourcedLine &line = sourcing.lines[piece.line];
    const routing::Outcome &outcome = plan.lines[number];
    bool is_short = outcome.planned < piece.least;

    line.could = std::min(core::max_quantity, line.could + outcome.could);
    for (int part = 0; part < piece.part_count(); part++)
        line.tracked |= problem.is_tracked(number, part);
    // Where lines are not split, only those that are not to be had at one site.
    if (plan.status == routing::Status::too_many_parcels &&
        (is_short || sourcing.route.goals.max_parcels > 0))
        line.fate = Fate::too_many_parcels;
    if (plan.status == routing::Status::short_of_units && is_short) {
        line.fate = fate_of(plan.status);
        add_lacking(sourcing, problem, number, outcome.planned);
    }
}

// Parcels are numbered in the order in which the lines name their sites.
void add_portions(Sourcing &sourcing, const Problem &problem, const routing::Plan &plan,
                  TimestampTz clock) {
    Vec<int> parcel{};

    for (int site = 0; site < problem.site_count(); site++)
        parcel.add(0);
    int parcels = 0;
    for (int i = 0; i < plan.take_count; i++) {
        const routing::Take &take = plan.takes[i];
        const Piece &piece = problem.piece(take.line);
        int &number = parcel[problem.place(take.place).site];
        if (problem.is_sent(take.line, take.place) && number == 0)
            number = ++parcels;
        sourcing.portions.add(Portion{
            piece.line, problem.place(take.place).location_id,
            problem.is_sent(take.line, take.place) ? number : 0, take.quantity, take.waiting,
            problem.available(take.line, take.place), problem.ready(take, clock), piece.kit});
    }
    // The pieces of a line are side by side.
    std::stable_sort(sourcing.portions.begin(), sourcing.portions.end(),
                     [](const Portion &a, const Portion &b) { return a.line < b.line; });
}

} // namespace

bool Asker::holds_at(Text location_id) const {
    bool holds = false;

    visit_holds([&](const Hold &hold) { holds |= hold.key.location_id == location_id; });
    return holds;
}

Sourcing Sourcing::of(const Vec<core::Line> &lines, const RouteOptions &route) {
    Sourcing sourcing{};

    sourcing.route = route;
    for (const core::Line &line : lines)
        sourcing.lines.add(SourcedLine{line, Fate::planned, 0, 0, false, false});
    return sourcing;
}

void Sourcing::plan(const Asker &asker) {
    Candidates candidates = Candidates::of(*this, asker);
    Vec<Fate> fates{};

    if (asker.wants_dates || route.by || candidates.may_wait(*this))
        candidates.add_curves(*this, asker);

    for (const SourcedLine &line : lines)
        fates.add(line.fate);
    if (plan_from(asker, candidates, false) || !asker.sets)
        return;
    // What is held at a closed place stays where nothing else is to be had.
    for (int line = 0; line < lines.count; line++)
        lines[line].fate = fates[line];
    plan_from(asker, candidates, true);
}

bool Sourcing::plan_from(const Asker &asker, const Candidates &candidates, bool stays_at_closed) {
    Problem problem(*this, candidates, asker, stays_at_closed);
    routing::Plan plan = problem.solve();

    portions.count = lacking.count = 0;
    for (SourcedLine &line : lines)
        line.could = 0;
    proven = plan.proven;
    for (int number = 0; number < problem.line_count(); number++)
        note_outcome(*this, problem, plan, number);
    // Each line alone could be had, but not all of them.
    if (plan.status != routing::Status::planned && fate() == Fate::planned)
        for (int number = 0; number < problem.line_count(); number++) {
            lines[problem.piece(number).line].fate = fate_of(plan.status);
            if (plan.status == routing::Status::short_of_units)
                add_lacking(*this, problem, number, plan.lines[number].planned);
        }
    if (fate() != Fate::planned)
        return false;
    add_portions(*this, problem, plan, asker.clock);
    return true;
}

bool Sourcing::is_settled() const {
    return route.goals.max_parcels == 0 && !route.by &&
           std::all_of(lines.begin(), lines.end(), [](const SourcedLine &sourced) {
               const core::Line &line = sourced.line;
               return !line.key.location_id.empty() && line.least() == line.quantity;
           });
}

void Sourcing::settle(const Asker &asker) {
    Vec<Piece> pieces{};

    portions.count = lacking.count = 0;
    proven = true;
    for (int number = 0; number < lines.count; number++) {
        SourcedLine &sourced = lines[number];
        std::optional<Kit> kit = sourced.is_variant ? std::nullopt : kit_of(sourced.line);
        int before = pieces.count;
        sourced.fate = Fate::planned;
        if (sourced.is_variant || !add_pieces(*this, number, kit, asker, pieces)) {
            // A kit of which something is held is sold no more; else it is a variant.
            if (pieces.count > before)
                sourced.fate = Fate::unknown_level;
            else
                pieces.add(Piece{number, {}, sourced.line.quantity, sourced.line.quantity});
        }
    }
    for (const Piece &piece : pieces) {
        const core::Line &line = lines[piece.line].line;
        bool waits = route.backorder && !line.from_stock;
        portions.add(Portion{piece.line,
                             line.key.location_id,
                             0,
                             piece.quantity,
                             waits ? core::max_quantity : 0,
                             0,
                             {},
                             piece.kit});
    }
}

Fate Sourcing::fate() const {
    Fate worst = Fate::planned;

    for (const SourcedLine &line : lines)
        if (line.fate != Fate::planned && (worst == Fate::planned || line.fate < worst))
            worst = line.fate;
    return worst;
}

} // namespace inventory
