// The SQL functions that reserve: one line, a cart, a batch, or a hold of an exact size.
#include "pg/base/ids.hpp"
#include "pg/call/call.hpp"
#include "pg/stats/counters.hpp"
#include "pg/carts/holding.hpp"

namespace inventory {
namespace {

Element element_of(Text reference_id, const core::LevelKey &key, core::Quantity quantity) {
    Element element{};

    element.reference_id = reference_id;
    element.key = key;
    element.quantity = quantity;
    element.status = HoldStatus::available;
    element.expires_at = no_time;
    return element;
}

void count_outcome(HoldStatus status) {
    switch (status) {
    case HoldStatus::insufficient_stock:
        return count_refusal(Refusal::insufficient_stock);
    case HoldStatus::unknown_level:
        return count_refusal(Refusal::unknown_level);
    case HoldStatus::cart_closed:
        return count_refusal(Refusal::cart_state);
    case HoldStatus::invalid:
        return count_refusal(Refusal::invalid_argument);
    case HoldStatus::reserved:
    case HoldStatus::available:
        return;
    }
}

void answer_outcome(Call &call, const Element &element) {
    count_outcome(element.status);
    call.answer_bigint_or_null(element.remaining, element.no_remaining);
    call.answer_bigint(element.backordered);
    call.answer_time(element.expires_at);
}

enum class Way { add, try_to_add, set };

Datum reserve_one(FunctionCallInfo fcinfo, const char *function, Way way) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Holding holding{};

    core::LevelKey key = arguments.level_key();
    core::Quantity quantity =
        way == Way::set ? arguments.stock("quantity") : arguments.quantity("quantity");
    Text reference_id = arguments.id("reference_id");
    holding.ttl = arguments.optional_ttl("ttl");
    holding.customer_id = arguments.optional_id("customer_id");
    if (call.is_repeated(arguments))
        return call.finish();

    holding.request_id = call.request_id();
    holding.sets = way == Way::set;
    holding.raises = way != Way::try_to_add;
    holding.elements.add(element_of(reference_id, key, quantity));
    holding.prepare();
    perform(holding);

    const Element &element = holding.elements[0];
    if (way == Way::try_to_add)
        call.answer_text(hold_status_name(element.status));
    answer_outcome(call, element);
    return call.finish(element.status == HoldStatus::reserved);
}

Datum reserve_lines(FunctionCallInfo fcinfo, const char *function, bool raises) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Holding holding{};

    Text reference_id = arguments.id("reference_id");
    Vec<core::Line> lines = arguments.lines("lines");
    holding.ttl = arguments.optional_ttl("ttl");
    holding.customer_id = arguments.optional_id("customer_id");
    if (call.is_repeated(arguments))
        return call.finish();

    holding.request_id = call.request_id();
    holding.raises = raises;
    for (const core::Line &line : lines)
        holding.elements.add(element_of(reference_id, line.key, line.quantity));
    holding.prepare();
    perform(holding);

    for (const Element &element : holding.elements) {
        call.answer_text(element.key.variant_id);
        call.answer_text(element.key.location_id);
        call.answer_bigint(element.quantity);
        if (!raises)
            call.answer_text(hold_status_name(element.status));
        answer_outcome(call, element);
    }
    return call.finish(holding.elements[0].status == HoldStatus::reserved);
}

bool can_be_reserved(const Element &element) {
    return !is_null(element.reference_id) && is_id(element.reference_id) &&
           !is_null(element.key.variant_id) && is_id(element.key.variant_id) &&
           !is_null(element.key.location_id) && is_id(element.key.location_id) &&
           core::is_orderable(element.quantity);
}

Vec<Element> batch_elements(FunctionCallInfo fcinfo) {
    Elements references = read_array(fcinfo, 0, TEXTOID, "reference_ids");
    Elements variants = read_array(fcinfo, 1, TEXTOID, "variant_ids");
    Elements locations = read_array(fcinfo, 2, TEXTOID, "location_ids");
    Elements quantities = read_array(fcinfo, 3, INT8OID, "quantities");
    Vec<Element> elements{};

    if (variants.count != references.count || locations.count != references.count ||
        quantities.count != references.count)
        raise_invalid("reference_ids, variant_ids, location_ids and quantities",
                      "must have the same length");
    for (int i = 0; i < references.count; i++) {
        core::LevelKey key{variants.text(i), locations.text(i)};
        core::Quantity quantity = quantities.nulls[i] ? 0 : DatumGetInt64(quantities.values[i]);
        Element &element = elements.add(element_of(references.text(i), key, quantity));
        if (!can_be_reserved(element)) {
            element.status = HoldStatus::invalid;
            element.no_remaining = true;
        }
    }
    return elements;
}

} // namespace

INVENTORY_FUNCTION(reserve_inventory) {
    return reserve_one(fcinfo, "reserve_inventory", Way::add);
}

INVENTORY_FUNCTION(try_reserve_inventory) {
    return reserve_one(fcinfo, "try_reserve_inventory", Way::try_to_add);
}

INVENTORY_FUNCTION(set_reservation) { return reserve_one(fcinfo, "set_reservation", Way::set); }

INVENTORY_FUNCTION(reserve_cart) { return reserve_lines(fcinfo, "reserve_cart", true); }

INVENTORY_FUNCTION(try_reserve_cart) { return reserve_lines(fcinfo, "try_reserve_cart", false); }

INVENTORY_FUNCTION(reserve_batch) {
    Call call = Call::changing(fcinfo, "reserve_batch");
    Holding holding{};

    holding.elements = batch_elements(fcinfo);
    Arguments arguments(fcinfo, 4);
    holding.ttl = arguments.optional_ttl("ttl");
    holding.partial = true;
    holding.prepare();
    if (!holding.carts.empty())
        perform(holding);

    for (int i = 0; i < holding.elements.count; i++) {
        const Element &element = holding.elements[i];
        call.answer_integer(i + 1);
        call.answer_text(hold_status_name(element.status));
        answer_outcome(call, element);
    }
    return call.finish();
}

} // namespace inventory
