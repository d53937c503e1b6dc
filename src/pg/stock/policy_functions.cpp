// The SQL functions that set the policy of a level, or delete it.
#include "pg/base/intervals.hpp"
#include "pg/call/call.hpp"
#include "pg/stock/policy_operations.hpp"

namespace inventory {
namespace {

// -1 as an argument clears the threshold, NULL leaves it.
using Threshold = std::optional<core::Quantity>;
std::optional<Threshold> read_threshold(Arguments &arguments) {
    std::optional<int64> threshold = arguments.optional_bigint("low_stock_threshold");

    if (!threshold)
        return std::nullopt;
    if (*threshold == -1)
        return Threshold{};
    if (*threshold < 0)
        raise_invalid("low_stock_threshold", "must be -1 or a number of units");
    if (*threshold > core::max_quantity)
        raise_out_of_range("low_stock_threshold", "must be at most 9007199254740991");
    return Threshold{*threshold};
}

// Nothing clears a span, and -infinity the date.
std::optional<std::optional<core::Span>> read_span(Arguments &arguments, const char *name) {
    std::optional<Interval> span = arguments.added_interval(name);

    if (!span)
        return std::nullopt;
    return std::make_optional(span_of(name, *span));
}

std::optional<OptionalTime> read_available_from(Arguments &arguments) {
    OptionalTime time = arguments.added_time("available_from");

    if (!time)
        return std::nullopt;
    return TIMESTAMP_IS_NOBEGIN(*time) ? OptionalTime() : time;
}

std::optional<int> read_stripes(Arguments &arguments) {
    std::optional<int> stripes = arguments.optional_integer("stripes");

    if (stripes && (*stripes < 1 || *stripes > core::max_stripes))
        raise_invalid("stripes", "must be 1 to 128");
    return stripes;
}

// No limit takes a limit back, and the other way round.
void check_backorder(std::optional<bool> unlimited, std::optional<core::Quantity> limit) {
    if (unlimited && *unlimited && limit)
        raise_invalid("backorder_limit", "must be null where unlimited_backorder is true");
    if (unlimited && !*unlimited && !limit)
        raise_invalid("backorder_limit", "must be given where unlimited_backorder is false");
}

} // namespace

INVENTORY_FUNCTION(set_level_policy) {
    Call call = Call::changing(fcinfo, "set_level_policy");
    Arguments arguments(fcinfo);
    SettingPolicy policy{};

    policy.key = arguments.level_key();
    core::Amendment &wish = policy.wish;
    wish.backorder_limit = arguments.optional_stock("backorder_limit");
    std::optional<bool> unlimited = arguments.optional_flag("unlimited_backorder");
    wish.unlimited_backorder = unlimited.value_or(false);
    wish.safety_stock = arguments.optional_stock("safety_stock");
    wish.low_stock_threshold = read_threshold(arguments);
    wish.tracked = arguments.optional_flag("tracked");
    policy.stripes = read_stripes(arguments);
    wish.promise_incoming = arguments.added_optional_flag("promise_incoming");
    wish.ships_in = read_span(arguments, "ships_in");
    wish.ships_in_max = read_span(arguments, "ships_in_max");
    wish.available_from = read_available_from(arguments);
    check_backorder(unlimited, wish.backorder_limit);
    policy.levels.add(WantedLevel::with_all_rows(policy.key, true));
    policy.peeks = policy.can_be_short = true;
    perform(policy);

    Parameters key = Parameters().key(policy.key);
    // From now on they are as this call wants them.
    if (policy.stripes)
        run_own(sql::forget_auto_stripe, key);
    Rows rows = run(sql::read_availability, key);
    if (rows.count == 0)
        raise_suppressed_row();
    call.answer_row(rows, 0);
    return call.finish();
}

INVENTORY_FUNCTION(delete_level) {
    Call call = Call::changing(fcinfo, "delete_level");
    Arguments arguments(fcinfo);
    Deleting deleting{};

    deleting.key = arguments.level_key();
    deleting.levels.add(WantedLevel::with_all_rows(deleting.key));
    deleting.peeks = deleting.can_be_short = true;
    call.answer_boolean(perform(deleting));
    return call.finish();
}

} // namespace inventory
