// The SQL functions for what is on its way: set_supply, ship_transfer, receive_supply.
#include "pg/call/call.hpp"
#include "pg/supply/supply_operations.hpp"

namespace inventory {
namespace {

// Carries an operation on a document out, which prepare() sets up once the document is claimed, and answers.
template <class Prepare, class Answer>
Datum carry_out(Call &call, const Arguments &arguments, SupplyOperation &operation, Prepare prepare,
                Answer answer) {
    if (call.is_repeated(operation.request_id, arguments))
        return call.finish();
    operation.document = claim_document(operation.supply_id);
    prepare();
    perform(operation);
    answer();
    release_document(operation.supply_id);
    return call.finish();
}

} // namespace

INVENTORY_FUNCTION(set_supply) {
    Call call = Call::changing(fcinfo, "set_supply");
    Arguments arguments(fcinfo);
    Ordering ordering{};

    ordering.supply_id = arguments.id("supply_id");
    std::optional<Datum> lines = arguments.optional_jsonb("lines");
    OptionalTime expected_at = arguments.optional_date("expected_at");
    ordering.source = arguments.optional_id("source");
    ordering.may_stay_short = arguments.flag("allow_shortfall");
    Vec<OrderLine> named =
        lines ? read_order_lines(DatumGetJsonbP(*lines), "lines") : Vec<OrderLine>{};
    return carry_out(
        call, arguments, ordering,
        [&] { ordering.prepare_lines(lines ? &named : nullptr, expected_at); },
        [&] {
            for (int at : ordering.lines) {
                const SupplyLine &line = ordering.now[at];
                call.answer_text(line.key.variant_id);
                call.answer_text(line.key.location_id);
                call.answer_bigint(line.now.quantity);
                call.answer_bigint(line.now.received);
                call.answer_time(time_of(line.now.expected_at));
            }
        });
}

INVENTORY_FUNCTION(ship_transfer) {
    Call call = Call::changing(fcinfo, "ship_transfer");
    Arguments arguments(fcinfo);
    Shipping shipping{};
    LineForm form{};

    form.nowhere = true;
    shipping.supply_id = arguments.id("transfer_id");
    shipping.from_location = arguments.id("from_location");
    Text to_location = arguments.id("to_location");
    Vec<core::Line> lines = arguments.lines("lines", form);
    shipping.expected_at = arguments.optional_date("expected_at");
    shipping.request_id = arguments.request_id();
    if (shipping.from_location == to_location)
        raise_invalid("to_location", "must differ from from_location");
    for (const core::Line &line : lines)
        shipping.sent.add(Shipping::Sent{{line.key.variant_id, shipping.from_location},
                                         {line.key.variant_id, to_location},
                                         line.quantity,
                                         {}});
    return carry_out(
        call, arguments, shipping, [&] { shipping.prepare_lines(); },
        [&] {
            for (const Shipping::Sent &line : shipping.sent) {
                call.answer_text(line.from.variant_id);
                call.answer_bigint(line.quantity);
                call.answer_bigint(line.left.on_hand);
                call.answer_bigint(core::available(line.left));
            }
        });
}

INVENTORY_FUNCTION(receive_supply) {
    Call call = Call::changing(fcinfo, "receive_supply");
    Arguments arguments(fcinfo);
    Receiving receiving{};

    receiving.supply_id = arguments.id("supply_id");
    std::optional<Datum> lines = arguments.optional_jsonb("lines");
    receiving.reference_id = arguments.optional_id("reference_id");
    receiving.closes = arguments.flag("close");
    receiving.allows_excess = arguments.flag("allow_excess");
    receiving.may_stay_short = arguments.flag("allow_shortfall");
    receiving.request_id = arguments.request_id();
    Vec<DeliveryLine> named =
        lines ? read_delivery_lines(DatumGetJsonbP(*lines), "lines", receiving.closes)
              : Vec<DeliveryLine>{};
    return carry_out(
        call, arguments, receiving, [&] { receiving.prepare_lines(lines ? &named : nullptr); },
        [&] {
            for (const Receiving::Delivered &delivered : receiving.deliveries) {
                const core::LevelKey &key = receiving.document[delivered.line].key;
                call.answer_text(key.variant_id);
                call.answer_text(key.location_id);
                call.answer_bigint(delivered.accepted);
                call.answer_bigint(delivered.lost);
                call.answer_bigint(delivered.returned);
                call.answer_bigint(delivered.outstanding);
                call.answer_bigint(delivered.level.on_hand);
                call.answer_bigint(core::available(delivered.level));
            }
        });
}

} // namespace inventory
