// The SQL functions that set the policy of a level, or delete it.
#include "pg/call/call.hpp"
#include "pg/stock/policy_operations.hpp"

namespace inventory {
namespace {

// -1 as an argument clears the threshold, NULL leaves it.
core::Quantity read_threshold(Arguments &arguments, bool is_null) {
    core::Quantity threshold = arguments.optional_bigint("low_stock_threshold", unchanged);

    if (is_null)
        return unchanged;
    if (threshold == -1)
        return cleared;
    if (threshold < 0)
        raise_invalid("low_stock_threshold", "must be -1 or a number of units");
    if (threshold > core::max_quantity)
        raise_out_of_range("low_stock_threshold", "must be at most 9007199254740991");
    return threshold;
}

void check_backorder(const SettingPolicy &policy) {
    if (policy.unlimited_backorder == 1 && policy.backorder_limit >= 0)
        raise_invalid("backorder_limit", "must be null where unlimited_backorder is true");
    if (policy.unlimited_backorder == 0 && policy.backorder_limit < 0)
        raise_invalid("backorder_limit", "must be given where unlimited_backorder is false");
}

} // namespace

INVENTORY_FUNCTION(set_level_policy) {
    Call call = Call::changing(fcinfo, "set_level_policy");
    Arguments arguments(fcinfo);
    SettingPolicy policy{};

    policy.key = arguments.level_key();
    policy.backorder_limit = arguments.optional_stock("backorder_limit", -1);
    policy.unlimited_backorder = arguments.optional_flag("unlimited_backorder");
    policy.safety_stock = arguments.optional_stock("safety_stock", -1);
    policy.low_stock_threshold = read_threshold(arguments, PG_ARGISNULL(5));
    policy.tracked = arguments.optional_flag("tracked");
    policy.stripes = arguments.optional_integer("stripes", 0);
    if (!PG_ARGISNULL(7) && (policy.stripes < 1 || policy.stripes > core::max_stripes))
        raise_invalid("stripes", "must be 1 to 64");
    check_backorder(policy);

    policy.levels.add(WantedLevel::with_all_rows(policy.key, true));
    policy.peeks = policy.can_be_short = true;
    perform(policy);

    Datum values[] = {text_datum(policy.key.variant_id), text_datum(policy.key.location_id)};
    // From now on they are as this call wants them.
    if (policy.stripes > 0)
        run_own(sql::forget_auto_stripe, values);
    Rows rows = run(sql::read_availability, values);
    if (rows.count == 0)
        raise_suppressed_row();
    Row row = rows[0];
    for (int column = 1; column <= rows.table->tupdesc->natts; column++)
        call.answer_datum(row.is_null(column) ? Datum{0} : row.datum(column), row.is_null(column));
    return call.finish();
}

INVENTORY_FUNCTION(delete_level) {
    Call call = Call::changing(fcinfo, "delete_level");
    Arguments arguments(fcinfo);
    Deleting deleting{};

    deleting.key = arguments.level_key();
    deleting.levels.add(WantedLevel::with_all_rows(deleting.key));
    deleting.peeks = deleting.can_be_short = true;
    bool deletes = perform(deleting);
    if (deletes) {
        Datum values[] = {text_datum(deleting.key.variant_id), text_datum(deleting.key.location_id)};
        run_own(sql::delete_level, values);
    }
    call.answer_boolean(deletes);
    return call.finish();
}

} // namespace inventory
