// Carrying promised units to another place, see moving.hpp.
#include "pg/carts/moving.hpp"

#include "pg/engine/line.hpp"

#include <algorithm>

namespace inventory {

// What is moved, the front of the line first.
Vec<Moving::Part> Moving::parts(const Workspace &ws) const {
    Vec<Part> parts{};
    int cart = own(ws);
    int plain = ws.find_hold(cart, key);
    Vec<HeldKit> kits = plain < 0 ? held_kits(ws, cart, key) : Vec<HeldKit>{};
    core::Quantity held = plain < 0 ? 0 : ws.holds[plain].now.units;
    core::Quantity left = quantity;

    for (const HeldKit &version : kits)
        held += version.kits;
    if (held == 0)
        raise_no_hold(reference_id, key);
    if (quantity > held)
        raise_more_than_hold(key, reference_id, quantity, held);
    if (plain >= 0)
        parts.add(Part{plain, quantity, 1});
    for (const HeldKit &version : kits) {
        core::Quantity moved = std::min(left, version.kits);
        for (const Component &component : version.kit.components)
            if (moved > 0)
                parts.add(Part{hold_of(ws, cart, key.location_id, version, component),
                               moved * component.quantity, component.quantity});
        left -= moved;
    }
    return parts;
}

core::LevelKey Moving::reached(const Hold &hold) const {
    return core::LevelKey{hold.key.variant_id, target.location_id};
}

Verdict Moving::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    lacking.count = 0;
    can_be_short = true;
    refuse_ruling(ws.carts[own(ws)]);
    for (const Part &part : parts(ws)) {
        WantedLevel there = WantedLevel::with_all_rows(reached(ws.holds[part.hold]), true);
        there.room = part.units;
        wanted.add(WantedLevel::with_all_rows(ws.holds[part.hold].key));
        wanted.add(there);
    }
    return Verdict::done;
}

// Where a level allows fewer units than are to move: those who stand before them may be past their
// deadline.
void Moving::refuse_more(const Hold &hold, const core::LevelKey &level, core::Quantity units,
                         core::Quantity most) {
    if (units <= most)
        return;
    lacking.add(RefusedLine{level, units, most, hold.kit.kit_id});
    shortages.add(Shortage{level, units - most});
}

void Moving::check(const Workspace &ws, const Part &part) {
    const Hold &hold = ws.holds[part.hold];
    core::LevelKey into = reached(hold);
    const Level &there = ws.levels[ws.find_level(into)];
    core::Standing left = hold.now;
    core::Standing carried = core::take_front(left, part.units);

    if (there.found && !there.now.tracked)
        raise_invalid("to_location", "must be a place where stock of the variant is tracked");
    if (core::are_too_many(there.now.on_hand, part.units) ||
        core::are_too_many(there.now.reserved, part.units))
        raise_level_overflow(into);
    int before = lacking.count;
    refuse_more(hold, hold.key, part.units, hold.now.units - waiting_units(ws, hold).all());
    if (lacking.count == before)
        refuse_more(hold, into, part.units,
                    served_there(ws, there, carried, hold.created_at, reference_id));
}

// What is left where they came from: of kits, as many as of the component of which there are fewest.
void Moving::answer(const Workspace &ws, const Vec<Part> &moved) {
    on_hand = available = core::max_quantity;
    for (const Part &part : moved) {
        const core::Level &level = ws.levels[ws.holds[part.hold].level].now;
        on_hand = std::min(on_hand, level.on_hand / part.each);
        available = std::min(available, core::whole(core::available(level), part.each));
    }
}

Verdict Moving::decide(Workspace &ws) {
    Vec<Part> moved = parts(ws);

    for (const Part &part : moved)
        check(ws, part);
    if (!lacking.empty())
        return Verdict::short_of_stock;
    for (const Part &part : moved)
        ws.carry(part.hold, ws.find_level(reached(ws.holds[part.hold])), part.units);
    answer(ws, moved);
    return Verdict::done;
}

} // namespace inventory
