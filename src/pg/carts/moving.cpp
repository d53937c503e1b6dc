// Carrying promised units to another place, see moving.hpp.
#include "pg/carts/moving.hpp"

#include "pg/engine/line.hpp"

namespace inventory {

void Moving::prepare_levels() {
    WantedLevel there = WantedLevel::with_all_rows(target, true);

    prepare(core::CartCall::move_line);
    can_be_short = true;
    there.room = quantity;
    levels.add(WantedLevel::with_all_rows(key));
    levels.add(there);
}

Verdict Moving::examine(Workspace &ws, Vec<WantedLevel> &) {
    lacking.count = 0;
    refuse_ruling(ws.carts[own(ws)]);
    return Verdict::done;
}

// The hold of which units are moved.
int Moving::hold_of(const Workspace &ws) const {
    int hold = ws.find_hold(own(ws), ws.find_level(key));

    if (hold < 0)
        raise_no_hold(reference_id, key);
    if (quantity > ws.holds[hold].now.units)
        raise_more_than_hold(key, reference_id, quantity, ws.holds[hold].now.units);
    return hold;
}

// Whether a level allows fewer units than are to move. Those who stand before them may be past their
// deadline.
bool Moving::refuses(const core::LevelKey &level, core::Quantity most) {
    if (quantity <= most)
        return false;
    lacking.add(RefusedLine{level, quantity, most});
    shortages.add(Shortage{level, quantity - most});
    return true;
}

Verdict Moving::decide(Workspace &ws) {
    int at = hold_of(ws);
    int there = ws.find_level(target);
    const Hold &hold = ws.holds[at];
    core::Standing left = hold.now;
    core::Standing carried = core::take_front(left, quantity);

    if (ws.levels[there].found && !ws.levels[there].now.tracked)
        raise_invalid("to_location", "must be a place where stock of the variant is tracked");
    if (core::are_too_many(ws.levels[there].now.on_hand, quantity) ||
        core::are_too_many(ws.levels[there].now.reserved, quantity))
        raise_level_overflow(target);
    if (refuses(key, hold.now.units - waiting_units(ws, hold).all()) ||
        refuses(target, served_there(ws, ws.levels[there], carried, hold.created_at, reference_id)))
        return Verdict::short_of_stock;
    ws.carry(at, there, quantity);
    answer = ws.levels[ws.find_level(key)].now;
    return Verdict::done;
}

} // namespace inventory
