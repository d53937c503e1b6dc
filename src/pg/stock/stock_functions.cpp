// The SQL functions that change stock: sell, receive, adjust, count, return and transfer.
#include "pg/call/call.hpp"
#include "pg/stock/stock_operations.hpp"

namespace inventory {
namespace {

void answer_stock(Call &call, const core::Level &level) {
    call.answer_bigint(level.on_hand);
    call.answer_bigint(core::available(level));
}

Datum correct(FunctionCallInfo fcinfo, const char *function, bool counts) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Correcting correcting{};

    correcting.counts = counts;
    correcting.key = arguments.level_key();
    correcting.quantity = counts ? arguments.stock("counted") : arguments.delta("delta");
    correcting.reason = given(arguments.optional_text("reason"));
    if (!correcting.reason && counts)
        correcting.reason = "count";
    else if (!correcting.reason)
        raise_null("reason");
    if (correcting.reason->empty())
        raise_invalid("reason", "must not be empty");
    correcting.reference_id = given(arguments.optional_id("reference_id"));
    correcting.expected = arguments.optional_stock("expected_on_hand", -1);
    // What is overdue goes first; what then is missing may be so.
    correcting.may_stay_short = arguments.flag("allow_shortfall");
    if (call.is_repeated(arguments))
        return call.finish();
    correcting.request_id = given(call.request_id());
    correcting.can_be_short = true;
    correcting.prepare(WantedLevel::with_all_rows(correcting.key));
    perform(correcting);
    answer_stock(call, correcting.answer);
    return call.finish();
}

} // namespace

INVENTORY_FUNCTION(sell_inventory) {
    Call call = Call::changing(fcinfo, "sell_inventory");
    Arguments arguments(fcinfo);
    Taking selling{};

    selling.key = arguments.level_key();
    selling.quantity = arguments.quantity("quantity");
    selling.reference_id = arguments.id("reference_id");
    if (call.is_repeated(arguments))
        return call.finish();
    selling.request_id = given(call.request_id());
    selling.type = core::EntryType::sell;
    selling.can_be_short = true;
    selling.prepare(WantedLevel::with_room(selling.key, selling.quantity, true));
    perform(selling);
    call.answer_bigint_or_null(core::available(selling.answer), !selling.answer.tracked);
    return call.finish();
}

INVENTORY_FUNCTION(receive_inventory) {
    Call call = Call::changing(fcinfo, "receive_inventory");
    Arguments arguments(fcinfo);
    Putting receiving{};

    receiving.key = arguments.level_key();
    receiving.quantity = arguments.quantity("quantity");
    receiving.reference_id = arguments.id("reference_id");
    receiving.reason = given(arguments.optional_text("reason"));
    if (call.is_repeated(arguments))
        return call.finish();
    receiving.request_id = given(call.request_id());
    receiving.prepare(WantedLevel::with_all_rows(receiving.key, true));
    perform(receiving);
    answer_stock(call, receiving.answer);
    return call.finish();
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
    returning.reason = given(arguments.optional_text("reason"));
    if (call.is_repeated(arguments))
        return call.finish();
    returning.request_id = given(call.request_id());
    returning.is_return = true;
    returning.prepare(WantedLevel::with_all_rows(returning.key));
    perform(returning);
    answer_stock(call, returning.answer);
    return call.finish();
}

INVENTORY_FUNCTION(transfer_inventory) {
    Call call = Call::changing(fcinfo, "transfer_inventory");
    Arguments arguments(fcinfo);
    Taking taking{};
    core::LevelKey target;

    taking.key.variant_id = target.variant_id = arguments.id("variant_id");
    taking.key.location_id = arguments.id("from_location");
    target.location_id = arguments.id("to_location");
    taking.quantity = arguments.quantity("quantity");
    taking.reference_id = arguments.id("reference_id");
    if (taking.key == target)
        raise_invalid("to_location", "must differ from from_location");
    if (call.is_repeated(arguments))
        return call.finish();
    taking.request_id = given(call.request_id());
    taking.type = core::EntryType::transfer_out;
    taking.target = &target;
    taking.can_be_short = true;
    taking.prepare(WantedLevel::with_all_rows(taking.key));
    taking.levels.add(WantedLevel::with_all_rows(target, true));
    perform(taking);
    answer_stock(call, taking.answer);
    return call.finish();
}

} // namespace inventory
