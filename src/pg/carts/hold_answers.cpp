// What the caller of a holding function learns, see holding.hpp: a row a line or place, or the error.
#include "pg/carts/holding.hpp"

#include <algorithm>

namespace inventory {

const char *label_of(HoldStatus status) {
    switch (status) {
    case HoldStatus::reserved:
        return "reserved";
    case HoldStatus::available:
        return "available";
    case HoldStatus::insufficient_stock:
        return "insufficient_stock";
    case HoldStatus::unknown_level:
        return "unknown_level";
    case HoldStatus::cart_closed:
        return "cart_closed";
    case HoldStatus::not_for_sale:
        return "not_for_sale";
    case HoldStatus::too_many_parcels:
        return "too_many_parcels";
    case HoldStatus::invalid:
        break;
    }
    return "invalid";
}

HoldStatus status_of(Fate fate) {
    switch (fate) {
    case Fate::planned:
        return HoldStatus::available;
    case Fate::unknown_level:
        return HoldStatus::unknown_level;
    case Fate::not_for_sale:
        return HoldStatus::not_for_sale;
    case Fate::short_of_units:
        return HoldStatus::insufficient_stock;
    case Fate::too_many_parcels:
        break;
    }
    return HoldStatus::too_many_parcels;
}

Vec<HoldAnswer> Holding::answers() const {
    Vec<HoldAnswer> answers{};

    if (sourcing != nullptr)
        return sourced_answers();
    for (const Element &element : elements) {
        bool is_reserved = element.status == HoldStatus::reserved;
        answers.add(HoldAnswer{element.key.variant_id, element.key.location_id,
                               is_reserved ? element.granted : element.quantity, element.status,
                               element.remaining, element.backordered, element.expires_at});
    }
    return answers;
}

RefusedLine Holding::refused_line(const Element &element) const {
    core::Quantity minimum = element.least < element.quantity ? element.least : 0;

    return RefusedLine{element.key, element.quantity, element.could_have, element.kit.kit_id,
                       minimum};
}

void Holding::refuse() {
    if (!raises)
        return;
    if (is_closed)
        raise_cart_state(*set_cart, core::CartCall::clear, closed_as_);
    if (sourcing != nullptr)
        refuse_plan();
    refuse_elements();
}

// What else than want of units may be the reason; nullptr: nothing is.
const char *Holding::hint() const {
    return route && route->by ? "What ships after the time that the route says (by) does not count."
                              : nullptr;
}

void Holding::refuse_elements() const {
    Vec<RefusedLine> unknown{};
    Vec<RefusedLine> lacking{};
    Vec<core::LevelKey> unsold{};

    for (const Element &element : elements) {
        if (element.status == HoldStatus::cart_closed)
            raise_cart_state(element.reference_id, core::CartCall::reserve, closed_as_);
        if (element.status == HoldStatus::unknown_level)
            unknown.add(refused_line(element));
        if (element.status == HoldStatus::not_for_sale)
            unsold.add(element.key);
        if (element.status == HoldStatus::insufficient_stock)
            lacking.add(refused_line(element));
    }
    if (!unknown.empty())
        raise_unknown_level(unknown, lacking);
    if (!unsold.empty())
        raise_not_for_sale(unsold);
    raise_insufficient_stock(lacking, true, hint());
}

HoldStatus Holding::status_of(int line) const {
    HoldStatus status = inventory::status_of(sourcing->lines[line].fate);

    if (is_cart_closed_)
        return HoldStatus::cart_closed;
    for (const Element &element : elements)
        if (element.portion != no_portion && sourcing->portions[element.portion].line == line &&
            status == HoldStatus::available)
            status = element.status;
    return status;
}

// Adds what the elements of a portion came to to the row of its line and place.
void Holding::add_elements(int portion, HoldAnswer &answer) const {
    core::Quantity waiting = 0;

    for (const Element &element : elements) {
        if (element.portion != portion)
            continue;
        answer.expires_at = element.expires_at;
        if (!element.remaining)
            continue;
        core::Quantity remaining = core::whole(*element.remaining, element.per_kit);
        answer.remaining = std::min(remaining, answer.remaining.value_or(remaining));
        waiting = std::max(waiting, (element.backordered + element.per_kit - 1) / element.per_kit);
    }
    answer.backordered += waiting;
}

std::optional<core::Quantity> remaining_of(const SourcedLine &line) {
    bool is_routed = line.line.key.location_id.empty();

    if (line.fate == Fate::unknown_level || (!line.tracked && line.fate == Fate::planned))
        return std::nullopt;
    return is_routed ? line.could : line.present;
}

// What the place of a refused line has, as its elements found it.
void Holding::add_present(int line, HoldAnswer &answer) const {
    for (int i = 0; i < sourcing->portions.count; i++) {
        if (sourcing->portions[i].line != line)
            continue;
        add_elements(i, answer);
        answer.backordered = 0;
    }
    if (answer.status == HoldStatus::unknown_level)
        answer.remaining.reset();
}

void Holding::answer_portions(int line, Vec<HoldAnswer> &answers) const {
    int first = answers.count;

    for (int i = 0; i < sourcing->portions.count; i++) {
        const Portion &portion = sourcing->portions[i];
        if (portion.line != line)
            continue;
        HoldAnswer *row = std::find_if(
            answers.items + first, answers.items + answers.count,
            [&](const HoldAnswer &answer) { return answer.location_id == portion.location_id; });
        if (row == answers.end())
            row = &answers.add(HoldAnswer{sourcing->lines[line].line.key.variant_id,
                                          portion.location_id, 0, HoldStatus::reserved,
                                          std::nullopt, 0, deadline_});
        row->quantity += portion.quantity;
        add_elements(i, *row);
    }
}

Vec<HoldAnswer> Holding::sourced_answers() const {
    Vec<HoldAnswer> answers{};
    bool is_held = sourcing->fate() == Fate::planned && !is_cart_closed_ &&
                   std::all_of(elements.begin(), elements.end(), [](const Element &element) {
                       return element.status == HoldStatus::reserved;
                   });

    for (int line = 0; line < sourcing->lines.count; line++) {
        const SourcedLine &sourced = sourcing->lines[line];
        const core::LevelKey &key = sourced.line.key;
        int before = answers.count;
        if (is_held)
            answer_portions(line, answers);
        if (answers.count > before)
            continue;
        bool is_routed = key.location_id.empty();
        HoldAnswer answer{key.variant_id,
                          is_routed ? std::nullopt : OptionalText{key.location_id},
                          sourced.line.quantity,
                          is_held ? HoldStatus::reserved : status_of(line),
                          {},
                          0,
                          deadline_};
        if (is_held)
            add_elements(no_portion, answer);
        else if (sourcing->is_settled())
            add_present(line, answer);
        else
            answer.remaining = remaining_of(sourced);
        answers.add(answer);
    }
    return answers;
}

// Raises what refuses the plan, if anything does.
void Holding::refuse_plan() const {
    Vec<RefusedLine> unknown{};
    Vec<RefusedLine> lacking{};
    Vec<RefusedLine> scattered{};
    Vec<core::LevelKey> unsold{};

    if (is_cart_closed_)
        raise_cart_state(carts[0].reference_id, core::CartCall::reserve, closed_as_);
    for (const SourcedLine &line : sourcing->lines) {
        RefusedLine refused{line.line.key, line.line.quantity, line.could};
        if (line.fate == Fate::unknown_level)
            unknown.add(refused);
        if (line.fate == Fate::not_for_sale)
            unsold.add(line.line.key);
        if (line.fate == Fate::too_many_parcels)
            scattered.add(refused);
    }
    for (const LackingPart &part : sourcing->lacking)
        lacking.add(
            RefusedLine{part.key, part.requested, part.available,
                        part.is_component ? sourcing->lines[part.line].line.key.variant_id : Text{},
                        part.minimum});
    if (!unknown.empty())
        raise_unknown_level(unknown, lacking);
    if (!unsold.empty())
        raise_not_for_sale(unsold);
    if (!lacking.empty())
        raise_insufficient_stock(lacking, sourcing->proven, hint());
    if (!scattered.empty())
        raise_too_many_parcels(scattered, sourcing->route.goals.max_parcels, sourcing->proven);
}

} // namespace inventory
