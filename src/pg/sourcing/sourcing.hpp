// Sourcing: from which places the lines of a call come, and what kits come to. Reads what there is, asks the
// core (core/sourcing/route.hpp), and answers with portions: so much of a line at a place. Nothing is locked
// here and nothing held.
#pragma once

#include "pg/engine/workspace.hpp"
#include "pg/kits/kits.hpp"
#include "pg/sourcing/route_options.hpp"

#include "core/carts/lines.hpp"
#include "core/supply/dates.hpp"

namespace inventory {

// What becomes of a line. Refusals come in the order in which they go before one another.
enum class Fate {
    planned,
    unknown_level,   // IV002
    not_for_sale,    // IV015
    short_of_units,  // IV001
    too_many_parcels // IV016
};

// A line as the caller said it, and what becomes of it. Quantities are units, or whole kits.
struct SourcedLine {
    core::Line line; // without a location it is routed
    Fate fate;
    core::Quantity could;   // what its candidates could promise
    core::Quantity present; // what the place that it names has available; negative where units wait
    bool tracked;
    bool is_variant; // it is known to be no kit
};

// So much of a line at a place.
struct Portion {
    int line;
    Text location_id;
    int parcel; // from 1; 0 where nothing is sent
    core::Quantity quantity;
    core::Quantity waiting;    // of it, what waits there
    core::Quantity available;  // what the place could give at once
    core::supply::Ready ready; // when the last of them ships, where dates are asked for
    std::optional<Kit> kit;
};

// What a refused line lacks units of: itself, or a component of it.
struct LackingPart {
    int line;
    core::LevelKey key; // without a location: of all candidates
    core::Quantity requested;
    core::Quantity available;
    core::Quantity minimum; // that would have done; 0: none was said
    bool is_component;
};

// Who asks: when, and for which cart.
struct Asker {
    TimestampTz clock;
    const Workspace *ws; // with the cart and what it holds
    int cart;            // of these; -1: none
    bool sets;           // it is set anew: its own units are free, and stay where all else is equal
    bool wants_dates = false; // of all that is planned, not only where units wait

    bool holds_at(Text location_id) const;
    // Calls `visit` with each of its holds, where these are free.
    template <class Visit> void visit_holds(Visit visit) const {
        if (!sets || cart < 0)
            return;
        for (const Hold &hold : ws->holds_of(ws->carts[cart]))
            if (hold.now.units > 0)
                visit(hold);
    }
};

struct Candidates;

// What is asked for, and the plan for it.
struct Sourcing {
    RouteOptions route;
    Vec<SourcedLine> lines;

    Vec<Portion> portions;
    Vec<LackingPart> lacking;
    Vec<core::LevelKey> levels; // that may answer the lines
    bool proven;

    static Sourcing of(const Vec<core::Line> &lines, const RouteOptions &route);
    // Plans from what the active snapshot shows. The same again gives the same plan.
    void plan(const Asker &asker);
    // Whether all lines name their place and are wanted whole: what there is need not be looked at to tell
    // what they come to, and only holding them tells whether they are to be had.
    bool is_settled() const;
    void settle(const Asker &asker);
    // Of all lines: planned, or the first refusal.
    Fate fate() const;

  private:
    bool plan_from(const Asker &asker, const Candidates &candidates, bool stays_at_closed);
};

} // namespace inventory
