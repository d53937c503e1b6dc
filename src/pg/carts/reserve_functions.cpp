// The SQL functions that reserve: one line, a cart, a batch, or a hold or cart of an exact size.
#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/call/call.hpp"
#include "pg/stats/counters.hpp"
#include "pg/carts/holding.hpp"

namespace inventory {
namespace {

void count_outcome(HoldStatus status) {
    switch (status) {
    case HoldStatus::insufficient_stock:
        return count_refusal(Refusal::insufficient_stock);
    case HoldStatus::unknown_level:
        return count_refusal(Refusal::unknown_level);
    case HoldStatus::cart_closed:
        return count_refusal(Refusal::cart_state);
    case HoldStatus::not_for_sale:
        return count_refusal(Refusal::not_for_sale);
    case HoldStatus::too_many_parcels:
        return count_refusal(Refusal::too_many_parcels);
    case HoldStatus::invalid:
        return count_refusal(Refusal::invalid_argument);
    case HoldStatus::reserved:
    case HoldStatus::available:
        return;
    }
}

template <class Answer> void answer_outcome(Call &call, const Answer &answer) {
    count_outcome(answer.status);
    call.answer_bigint(answer.remaining);
    call.answer_bigint(answer.backordered);
    call.answer_time(answer.expires_at);
}

enum class Way { add, try_to_add, set };

Datum reserve_one(FunctionCallInfo fcinfo, const char *function, Way way) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Holding holding{};

    holding.sets = way == Way::set;
    holding.raises = way != Way::try_to_add;
    core::LevelKey key = arguments.level_key();
    core::Quantity quantity =
        holding.sets ? arguments.stock("quantity") : arguments.quantity("quantity");
    holding.elements.add(wish_for(arguments.id("reference_id"), key, quantity));
    holding.ttl = arguments.optional_ttl("ttl");
    holding.customer_id = arguments.optional_id("customer_id");
    holding.request_id = arguments.request_id();
    if (!arguments.added_flag("backorder", true))
        holding.elements[0].take_from_stock();
    holding.prepare();
    return call.carry_out(holding, arguments, [&] {
        const HoldAnswer answer = holding.answers()[0];
        if (way == Way::try_to_add)
            call.answer_text(label_of(answer.status));
        answer_outcome(call, answer);
        if (answer.status != HoldStatus::reserved)
            call.forget();
    });
}

void answer_line(Call &call, const HoldAnswer &answer, bool with_status) {
    call.answer_text(answer.variant_id);
    call.answer_text(answer.location_id);
    call.answer_bigint(answer.quantity);
    if (with_status)
        call.answer_text(label_of(answer.status));
    answer_outcome(call, answer);
}

// A cart that cannot be emptied has no line to say so.
void answer_closed(Call &call) {
    count_outcome(HoldStatus::cart_closed);
    call.answer_text(std::nullopt);
    call.answer_text(std::nullopt);
    call.answer_bigint(std::nullopt);
    call.answer_text(label_of(HoldStatus::cart_closed));
    call.answer_bigint(std::nullopt);
    call.answer_bigint(0);
    call.answer_time(std::nullopt);
}

// The lines that a cart is to take; that it is to be, or (none) those that it has.
std::optional<Vec<core::Line>> read_wishes(Arguments &arguments, bool sets) {
    LineForm form{};

    form.choices = form.anywhere = true;
    form.empty = sets;
    return sets ? arguments.optional_lines("lines", form)
                : std::optional(arguments.lines("lines", form));
}

// Takes the lines of one cart: besides what it holds, or as all that it holds.
Datum reserve_lines(FunctionCallInfo fcinfo, const char *function, bool sets, bool raises) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Holding holding{};

    holding.raises = raises;
    holding.sets = sets;
    Text reference_id = arguments.id("reference_id");
    if (sets)
        holding.set_cart = reference_id;
    std::optional<Vec<core::Line>> lines = read_wishes(arguments, sets);
    holding.replans = !lines;
    holding.ttl = arguments.optional_ttl("ttl");
    holding.customer_id = arguments.optional_id("customer_id");
    holding.request_id = arguments.request_id();
    if (std::optional<Datum> route = arguments.added_jsonb("route"))
        holding.route = read_route(DatumGetJsonbP(*route));
    holding.prepare_lines(reference_id, lines.value_or(Vec<core::Line>{}));
    return call.carry_out(holding, arguments, [&] {
        bool is_refused = holding.is_closed;
        for (const HoldAnswer &answer : holding.answers()) {
            answer_line(call, answer, !raises);
            is_refused |= answer.status != HoldStatus::reserved;
        }
        if (holding.is_closed)
            answer_closed(call);
        if (is_refused)
            call.forget();
    });
}

// An element of a batch; one that could not be a reserve is judged at once.
Element batch_element(OptionalText reference_id, OptionalText variant_id, OptionalText location_id,
                      std::optional<core::Quantity> quantity) {
    auto valid = [](OptionalText id) { return id && is_id(*id); };
    Element element{};

    if (!valid(reference_id) || !valid(variant_id) || !valid(location_id) || !quantity ||
        !core::is_orderable(*quantity)) {
        element.status = HoldStatus::invalid;
        return element;
    }
    return wish_for(*reference_id, core::LevelKey{*variant_id, *location_id}, *quantity);
}

Vec<Element> batch_elements(Arguments &arguments) {
    Elements references = arguments.texts("reference_ids");
    Elements variants = arguments.texts("variant_ids");
    Elements locations = arguments.texts("location_ids");
    Elements quantities = arguments.bigints("quantities");
    Vec<Element> elements{};

    if (variants.count != references.count || locations.count != references.count ||
        quantities.count != references.count)
        raise_invalid("reference_ids, variant_ids, location_ids and quantities",
                      "must have the same length");
    for (int i = 0; i < references.count; i++)
        elements.add(batch_element(references.text(i), variants.text(i), locations.text(i),
                                   quantities.bigint(i)));
    return elements;
}

} // namespace

INVENTORY_FUNCTION(reserve_inventory) { return reserve_one(fcinfo, "reserve_inventory", Way::add); }

INVENTORY_FUNCTION(try_reserve_inventory) {
    return reserve_one(fcinfo, "try_reserve_inventory", Way::try_to_add);
}

INVENTORY_FUNCTION(set_reservation) { return reserve_one(fcinfo, "set_reservation", Way::set); }

INVENTORY_FUNCTION(reserve_cart) { return reserve_lines(fcinfo, "reserve_cart", false, true); }

INVENTORY_FUNCTION(try_reserve_cart) {
    return reserve_lines(fcinfo, "try_reserve_cart", false, false);
}

INVENTORY_FUNCTION(set_cart) { return reserve_lines(fcinfo, "set_cart", true, true); }

INVENTORY_FUNCTION(try_set_cart) { return reserve_lines(fcinfo, "try_set_cart", true, false); }

INVENTORY_FUNCTION(reserve_batch) {
    Call call = Call::changing(fcinfo, "reserve_batch");
    Arguments arguments(fcinfo);
    Holding holding{};

    holding.elements = batch_elements(arguments);
    holding.ttl = arguments.optional_ttl("ttl");
    if (!arguments.added_flag("backorder", true))
        for (Element &element : holding.elements)
            element.take_from_stock();
    holding.each = true;
    holding.prepare();
    if (!holding.carts.empty())
        perform(holding);

    for (int i = 0; i < holding.elements.count; i++) {
        const Element &element = holding.elements[i];
        call.answer_integer(i + 1);
        call.answer_text(label_of(element.status));
        answer_outcome(call, element);
    }
    return call.finish();
}

} // namespace inventory
