// Taking in a delivery, see supply_operations.hpp.
#include "pg/supply/supply_operations.hpp"

#include <algorithm>

namespace inventory {

// Adds what came of a line to what else did.
void Receiving::add(int line, const core::supply::Delivery &delivery) {
    auto known = std::find_if(deliveries.begin(), deliveries.end(),
                              [=](const Delivered &other) { return other.line == line; });

    if (known == deliveries.end()) {
        deliveries.add(Delivered{line, delivery, 0, 0, 0, 0, {}});
        want(document[line].key);
        return;
    }
    core::supply::Delivery &all = known->delivery;
    for (auto [sum, more] :
         {std::pair(&all.accepted, delivery.accepted), std::pair(&all.lost, delivery.lost),
          std::pair(&all.returned, delivery.returned)}) {
        if (core::are_too_many(*sum, more))
            raise_out_of_range(psprintf("quantity of %s", level_name(document[line].key)),
                               "must be at most 9007199254740991 in all");
        *sum += more;
    }
}

// The line of a variant where the supply has it at one place, or is for one place alone; -1 where there is
// none. Raises 22023 where there are several.
int Receiving::find_anywhere(Text variant_id) {
    int found = -1;
    bool has_one_place = true;

    for (int line = 0; line < document.count; line++) {
        has_one_place &= document[line].key.location_id == document[0].key.location_id;
        if (document[line].key.variant_id != variant_id)
            continue;
        if (found >= 0)
            raise_invalid("location_id",
                          psprintf("must be given for variant \"%s\", which supply \"%s\" has for "
                                   "several locations",
                                   c_string(variant_id), c_string(supply_id)));
        found = line;
    }
    if (found < 0 && has_one_place && allows_excess && !is_transfer())
        return line_for(core::LevelKey{variant_id, document[0].key.location_id});
    return found;
}

// The line of the document that is meant, which excess may make; -1 where there is none.
int Receiving::find(const DeliveryLine &named) {
    if (!named.location_id)
        return find_anywhere(named.variant_id);
    core::LevelKey key{named.variant_id, *named.location_id};
    if (SupplyLine *line = find_line(document, key))
        return static_cast<int>(line - document.items);
    return allows_excess && !is_transfer() ? line_for(key) : -1;
}

void Receiving::prepare_lines(const Vec<DeliveryLine> *named) {
    prepare();
    if (document.empty())
        raise_unknown_supply(supply_id);
    if (named == nullptr) {
        for (int line = 0; line < document.count; line++)
            if (core::supply::outstanding(document[line].now) > 0)
                add(line, core::supply::whole_delivery(document[line].now));
    } else {
        for (const DeliveryLine &line : *named) {
            core::supply::Delivery delivery{line.accepted, line.lost, line.returned, false,
                                            allows_excess};
            int at = find(line);
            if (at < 0)
                unknown_.add(core::LevelKey{line.variant_id, line.location_id.value_or(Text{})});
            else
                add(at, delivery);
        }
    }
    if (!unknown_.empty())
        raise_unknown_supply_lines(supply_id, unknown_);
    for (int line = 0; closes && line < document.count; line++)
        if (core::supply::outstanding(document[line].now) > 0)
            add(line, core::supply::Delivery{});
    for (Delivered &delivered : deliveries) {
        delivered.delivery.close = closes;
        if (delivered.delivery.returned > 0 && is_transfer())
            want(core::LevelKey{document[delivered.line].key.variant_id,
                                *document[delivered.line].from_location});
    }
}

void Receiving::take_in(Workspace &ws, Delivered &delivered) {
    using T = core::EntryType;
    SupplyLine &line = now[delivered.line];
    const core::supply::Delivery &delivery = delivered.delivery;
    core::Quantity expected = core::supply::outstanding(line.now);
    core::supply::Delivered done = core::supply::deliver(line.now, delivery);

    switch (done.outcome) {
    case core::supply::Outcome::done:
        break;
    case core::supply::Outcome::not_a_transfer:
        raise_invalid("returned",
                      psprintf("must be 0: supply \"%s\" is no transfer", c_string(supply_id)));
    case core::supply::Outcome::excess:
        excess_.add(RefusedLine{line.key, expected + done.excess, expected});
        return;
    default:
        raise_level_overflow(line.key);
    }
    note(ws, is_transfer() ? T::transfer_in : T::receive, line.key, delivery.accepted,
         done.accepted_incoming);
    note(ws, T::damage, line.key, 0, done.lost_incoming);
    note(ws, T::incoming, line.key, 0, done.returned_incoming + done.closed_incoming);
    change(ws, line, done.change);
    if (delivery.returned > 0) {
        core::LevelKey source{line.key.variant_id, *line.from_location};
        note(ws, T::transfer_in, source, delivery.returned, 0);
        change_level(ws, source, core::supply::LevelChange{delivery.returned, 0, 0});
    }
    delivered.accepted = delivery.accepted;
    delivered.lost = is_transfer() ? -done.lost_incoming : delivery.lost;
    delivered.returned = delivery.returned;
    delivered.outstanding = core::supply::outstanding(line.now);
}

Verdict Receiving::decide(Workspace &ws) {
    begin(ws);
    excess_.count = 0;
    for (Delivered &delivered : deliveries)
        take_in(ws, delivered);
    if (!excess_.empty())
        raise_more_than_outstanding(supply_id, excess_, is_transfer());
    for (Delivered &delivered : deliveries)
        delivered.level = ws.levels[ws.find_level(now[delivered.line].key)].now;
    return verdict();
}

} // namespace inventory
