// The functions behind the views stat_inventory and stat_inventory_worker, see counters.hpp.
#include "pg/call/call.hpp"
#include "pg/stats/counters.hpp"
#include "pg/base/json.hpp"

namespace inventory {
namespace {

// Those that are not zero, by name.
Datum refusals_json(const FunctionNumbers &numbers) {
    StringInfoData json;

    initStringInfo(&json);
    appendStringInfoChar(&json, '{');
    for (int i = 0; i < refusal_count; i++) {
        if (numbers.refusals[i] == 0)
            continue;
        append_json_key(&json, refusal_names[i]);
        appendStringInfo(&json, UINT64_FORMAT, numbers.refusals[i]);
    }
    appendStringInfoChar(&json, '}');
    return to_jsonb(&json);
}

// Calls that took no longer, by the bound in seconds.
Datum latency_json(const FunctionNumbers &numbers) {
    StringInfoData json;
    uint64 calls = 0;

    initStringInfo(&json);
    appendStringInfoChar(&json, '{');
    for (std::size_t i = 0; i < core::latency_buckets; i++) {
        bool bounded = i < core::latency_buckets - 1;
        append_json_key(&json, bounded ? psprintf("%g", static_cast<double>(core::latency_bounds[i]) / 1e6)
                                       : "Infinity");
        calls += numbers.latency[i];
        appendStringInfo(&json, UINT64_FORMAT, calls);
    }
    appendStringInfoChar(&json, '}');
    return to_jsonb(&json);
}

// The sum of the histogram, so that the two never disagree, however they are read or reset.
uint64 calls_of(const FunctionNumbers &numbers) {
    uint64 calls = 0;

    for (uint64 in_bucket : numbers.latency)
        calls += in_bucket;
    return calls;
}

void answer_count(Call &call, uint64 count) { call.answer_bigint(static_cast<int64>(count)); }

} // namespace

INVENTORY_FUNCTION(stat_functions) {
    Call call = Call::reading(fcinfo);

    for (int function = 0; function < counted_function_count; function++) {
        FunctionNumbers numbers;

        if (!read_function_numbers(function, &numbers))
            break;
        call.answer_text(counted_functions[function]);
        answer_count(call, calls_of(numbers));
        answer_count(call, numbers.units);
        answer_count(call, numbers.lock_waits);
        call.answer(JSONBOID, NullableDatum{refusals_json(numbers), false});
        double seconds = static_cast<double>(numbers.microseconds) / 1e6;
        call.answer(FLOAT8OID, NullableDatum{Float8GetDatum(seconds), false});
        call.answer(JSONBOID, NullableDatum{latency_json(numbers), false});
    }
    return call.finish();
}

INVENTORY_FUNCTION(stat_upkeep) {
    Call call = Call::reading(fcinfo);
    UpkeepNumbers numbers;

    if (!read_upkeep_numbers(&numbers))
        return call.finish();
    answer_count(call, numbers.passes);
    call.answer_time(optional_time(numbers.last_pass_at));
    call.answer_text(numbers.passes == 0 ? std::nullopt : OptionalText{result_name(numbers.last_result)});
    answer_count(call, numbers.carts_expired);
    answer_count(call, numbers.carts_removed);
    answer_count(call, numbers.requests_removed);
    answer_count(call, numbers.failures);
    call.answer_text(numbers.failures == 0 ? std::nullopt : OptionalText{numbers.last_error});
    call.answer_time(optional_time(numbers.last_error_at));
    call.answer_time(optional_time(numbers.reset_at));
    return call.finish();
}

INVENTORY_FUNCTION(stat_inventory_reset) {
    Call call = Call::reading(fcinfo);

    reset_counters();
    return call.finish();
}

} // namespace inventory
