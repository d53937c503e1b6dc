// The SQL functions that change stock: sell, receive, adjust, count, return and transfer.
#include "pg/call/call.hpp"
#include "pg/stock/selling.hpp"
#include "pg/stock/stock_operations.hpp"

namespace inventory {
namespace {

// Carries an operation out and answers the stock of its level afterwards.
Datum answer_stock(Call &call, const Arguments &arguments, StockOperation &operation) {
    return call.carry_out(operation, arguments, [&] {
        call.answer_bigint(operation.answer.on_hand);
        call.answer_bigint(core::available(operation.answer));
    });
}

OptionalTime read_as_of(Arguments &arguments) {
    OptionalTime as_of = arguments.added_time("as_of");

    if (as_of && TIMESTAMP_IS_NOBEGIN(*as_of))
        raise_invalid("as_of", "must be finite");
    if (as_of && *as_of > GetCurrentTimestamp())
        raise_invalid("as_of", "must not be in the future");
    return as_of;
}

Datum correct(FunctionCallInfo fcinfo, const char *function, bool counts) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Correcting correcting{};

    correcting.counts = counts;
    correcting.key = arguments.level_key();
    correcting.quantity = counts ? arguments.stock("counted") : arguments.delta("delta");
    correcting.reason = arguments.optional_text("reason");
    if (!correcting.reason && !counts)
        raise_null("reason");
    correcting.reason = correcting.reason.value_or("count");
    if (correcting.reason->empty())
        raise_invalid("reason", "must not be empty");
    correcting.reference_id = arguments.optional_id("reference_id");
    correcting.expected = arguments.optional_stock("expected_on_hand");
    // What is overdue goes first; what then is missing may be so.
    correcting.may_stay_short = arguments.flag("allow_shortfall");
    correcting.request_id = arguments.request_id();
    correcting.as_of = counts ? read_as_of(arguments) : std::nullopt;
    correcting.can_be_short = true;
    correcting.prepare(WantedLevel::with_all_rows(correcting.key));
    return answer_stock(call, arguments, correcting);
}

} // namespace

INVENTORY_FUNCTION(sell_inventory) {
    Call call = Call::changing(fcinfo, "sell_inventory");
    Arguments arguments(fcinfo);
    Selling selling{};

    selling.key = arguments.level_key();
    selling.quantity = arguments.quantity("quantity");
    selling.reference_id = arguments.id("reference_id");
    selling.request_id = arguments.request_id();
    selling.prepare();
    return call.carry_out(selling, arguments, [&] { call.answer_bigint(selling.remaining); });
}

INVENTORY_FUNCTION(receive_inventory) {
    Call call = Call::changing(fcinfo, "receive_inventory");
    Arguments arguments(fcinfo);
    Putting receiving{};

    receiving.key = arguments.level_key();
    receiving.quantity = arguments.quantity("quantity");
    receiving.reference_id = arguments.id("reference_id");
    receiving.reason = arguments.optional_text("reason");
    receiving.request_id = arguments.request_id();
    receiving.prepare(WantedLevel::with_all_rows(receiving.key, true));
    return answer_stock(call, arguments, receiving);
}

INVENTORY_FUNCTION(adjust_inventory) { return correct(fcinfo, "adjust_inventory", false); }

INVENTORY_FUNCTION(count_inventory) { return correct(fcinfo, "count_inventory", true); }

INVENTORY_FUNCTION(return_inventory) {
    Call call = Call::changing(fcinfo, "return_inventory");
    Arguments arguments(fcinfo);
    Putting returning{};

    returning.key = arguments.level_key();
    returning.quantity = arguments.quantity("quantity");
    returning.reference_id = arguments.id("reference_id");
    returning.restocks = arguments.flag("restock");
    returning.reason = arguments.optional_text("reason");
    returning.request_id = arguments.request_id();
    returning.is_return = true;
    returning.prepare(WantedLevel::with_all_rows(returning.key));
    return answer_stock(call, arguments, returning);
}

INVENTORY_FUNCTION(transfer_inventory) {
    Call call = Call::changing(fcinfo, "transfer_inventory");
    Arguments arguments(fcinfo);
    Transferring transferring{};

    Text variant_id = arguments.id("variant_id");
    transferring.key = {variant_id, arguments.id("from_location")};
    transferring.target = {variant_id, arguments.id("to_location")};
    transferring.quantity = arguments.quantity("quantity");
    transferring.reference_id = arguments.id("reference_id");
    transferring.request_id = arguments.request_id();
    if (transferring.key == transferring.target)
        raise_invalid("to_location", "must differ from from_location");
    transferring.can_be_short = true;
    transferring.prepare(WantedLevel::with_all_rows(transferring.key));
    transferring.levels.add(WantedLevel::with_all_rows(transferring.target, true));
    return answer_stock(call, arguments, transferring);
}

} // namespace inventory
