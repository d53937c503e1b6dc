// Taking in a delivery, see supply_operations.hpp.
#include "pg/supply/supply_operations.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

void add_units(core::Quantity &sum, core::Quantity more, const core::LevelKey &key) {
    if (core::are_too_many(sum, more))
        raise_too_many_units(key);
    sum += more;
}

} // namespace

// Adds what came of a line to what else did.
void Receiving::add(int line, const core::supply::Delivery &delivery) {
    while (by_line_.count <= line)
        by_line_.add(-1);
    if (by_line_[line] < 0) {
        by_line_[line] = deliveries.count;
        deliveries.add(Delivered{line, delivery, 0, 0, 0, 0, {}});
        want(document[line].key);
        return;
    }
    core::supply::Delivery &all = deliveries[by_line_[line]].delivery;
    add_units(all.accepted, delivery.accepted, document[line].key);
    add_units(all.lost, delivery.lost, document[line].key);
    add_units(all.returned, delivery.returned, document[line].key);
}

// The location that the supply has a variant for, or that all of it is for where it has none; empty where that
// is none. Raises 22023 where it has the variant for several.
Text Receiving::place_of(Text variant_id) const {
    int count = found_count();
    int first = first_from({variant_id, {}});
    auto is_of_it = [&](int line) {
        return line < count && document[line].key.variant_id == variant_id;
    };

    if (is_of_it(first + 1) && is_of_it(first))
        raise_invalid("location_id",
                      psprintf("must be given for variant \"%s\", which supply \"%s\" has for "
                               "several locations",
                               c_string(variant_id), c_string(supply_id)));
    if (is_of_it(first))
        return document[first].key.location_id;
    Text only = document[0].key.location_id;
    bool is_only =
        std::all_of(document.begin(), document.begin() + count,
                    [&](const SupplyLine &line) { return line.key.location_id == only; });
    return is_only && allows_excess && !is_transfer() ? only : Text{};
}

// Excess may make lines, of what the supply has not.
void Receiving::add_named(const Vec<DeliveryLine> &named) {
    Vec<core::LevelKey> keys{};
    Vec<core::LevelKey> unknown{};
    Vec<int> order{};
    Vec<int> lines{};

    for (const DeliveryLine &line : named) {
        CHECK_FOR_INTERRUPTS();
        keys.add(core::LevelKey{line.variant_id,
                                line.location_id ? *line.location_id : place_of(line.variant_id)});
        lines.add(find_line(keys[keys.count - 1]));
        bool may_be_made =
            allows_excess && !is_transfer() && !keys[keys.count - 1].location_id.empty();
        if (lines[lines.count - 1] < 0 && !may_be_made)
            unknown.add(keys[keys.count - 1]);
        else if (lines[lines.count - 1] < 0)
            order.add(lines.count - 1);
    }
    if (!unknown.empty())
        raise_unknown_supply_lines(supply_id, unknown, is_transfer());
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        int compared = core::compare(keys[a], keys[b]);
        return compared != 0 ? compared < 0 : a < b;
    });
    for (int i = 0; i < order.count; i++)
        lines[order[i]] = i > 0 && keys[order[i - 1]] == keys[order[i]] ? lines[order[i - 1]]
                                                                        : add_line(keys[order[i]]);
    for (int i = 0; i < named.count; i++)
        add(lines[i], core::supply::Delivery{named[i].accepted, named[i].lost, named[i].returned,
                                             false, allows_excess});
}

void Receiving::prepare_lines(const Vec<DeliveryLine> *named) {
    prepare();
    if (document.empty())
        raise_unknown_supply(supply_id);
    if (named != nullptr)
        add_named(*named);
    for (int line = 0; line < document.count; line++) {
        if (core::supply::outstanding(document[line].now) == 0)
            continue;
        if (named == nullptr)
            add(line, core::supply::whole_delivery(document[line].now));
        else if (closes)
            add(line, core::supply::Delivery{});
    }
    for (Delivered &delivered : deliveries) {
        delivered.delivery.close = closes;
        delivered.delivery.allow_excess = allows_excess;
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
