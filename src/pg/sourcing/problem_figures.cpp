// What a problem tells of its places and lines, for its plan to be told and refusals to be explained; see
// problem.hpp.
#include "pg/sourcing/problem.hpp"

#include <algorithm>

namespace inventory {

namespace routing = core::sourcing;

core::Quantity Problem::available(int line, int place) const {
    const Piece &piece = pieces_[line];
    core::Quantity most = core::max_quantity;

    for (int part = 0; part < piece.part_count(); part++) {
        Component component = part_of(sourcing_, piece, part);
        const Capacity *there =
            candidates_.find({component.variant_id, places_[place].location_id});
        if (there != nullptr && there->tracked)
            most = std::min(most, there->stock / component.quantity);
    }
    return most;
}

core::Quantity Problem::could_give(int line, int part) const {
    const routing::Line &wanted = lines_[line];
    core::Quantity units = 0;

    for (int place = 0; place < places_.count; place++) {
        const routing::Source &there = source(place, parts_[wanted.first_part + part].item);
        if (there.exists && there.tracked)
            units = core::capped_sum(
                units, core::capped_sum(there.stock, wanted.may_wait ? there.waiting : 0));
    }
    return units;
}

core::Quantity Problem::sum_of(int line, int part, core::Quantity routing::Line::*quantity) const {
    int item = parts_[lines_[line].first_part + part].item;
    core::Quantity units = 0;

    for (const routing::Line &other : lines_)
        for (int at = other.first_part; at < other.first_part + other.part_count; at++)
            if (parts_[at].item == item)
                units = core::capped_sum(
                    units, std::min(other.*quantity, core::max_quantity / parts_[at].quantity) *
                               parts_[at].quantity);
    return units;
}

core::Quantity Problem::wanted(int line, int part) const {
    return sum_of(line, part, &routing::Line::quantity);
}

core::Quantity Problem::needed(int line, int part) const {
    return sum_of(line, part, &routing::Line::least);
}

bool Problem::is_candidate(int place) const {
    const routing::Source *first = &source(place, 0);

    return std::any_of(first, first + items_.count,
                       [](const routing::Source &there) { return there.exists; });
}

bool Problem::answers(int place, int line) const {
    const routing::Line &wanted = lines_[line];
    const routing::Part *first = parts_.items + wanted.first_part;

    return std::all_of(first, first + wanted.part_count,
                       [&](const routing::Part &part) { return source(place, part.item).exists; });
}

bool Problem::is_sent(int line, int place) const {
    const routing::Line &wanted = lines_[line];
    const routing::Part *first = parts_.items + wanted.first_part;

    return std::any_of(first, first + wanted.part_count,
                       [&](const routing::Part &part) { return source(place, part.item).tracked; });
}

core::supply::Ready Problem::ready(const routing::Take &take, TimestampTz clock) const {
    if (is_sent(take.line, take.place))
        return take.ready;
    return ships(take.place) ? core::supply::Ready{clock, clock} : core::supply::Ready{};
}

bool Problem::is_tracked(int line, int part) const {
    for (int place = 0; place < places_.count; place++) {
        const routing::Source &there = source(place, parts_[lines_[line].first_part + part].item);
        if (there.exists && there.tracked)
            return true;
    }
    return false;
}

} // namespace inventory
