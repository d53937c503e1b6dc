// The functions behind the views stat_inventory, stat_inventory_worker and stat_inventory_chores, see
// counters.hpp.
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
        append_json_key(&json,
                        bounded ? psprintf("%g", static_cast<double>(core::latency_bounds[i]) / 1e6)
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

// In seconds.
void answer_length(Call &call, uint64 microseconds) {
    call.answer_double(static_cast<double>(microseconds) / 1e6);
}

// The last error is NULL before there was one.
void answer_error(Call &call, const FailureNumbers &numbers) {
    call.answer_text(numbers.failures == 0 ? std::nullopt : OptionalText{numbers.last_error});
    call.answer_time(numbers.last_error_at);
}

// Rows that a chore did.
uint64 done_by(Text chore) {
    ChoreNumbers numbers{};

    for (const Counted *counted = counted_chores.first; counted != nullptr; counted = counted->next)
        if (chore == counted->name)
            read_chore_numbers(*counted, &numbers);
    return numbers.done;
}

} // namespace

INVENTORY_INTERNAL_FUNCTION(stat_functions) {
    Call call = Call::reading(fcinfo);

    for (const Counted *function = counted_functions.first; function != nullptr;
         function = function->next) {
        FunctionNumbers numbers;

        if (!read_function_numbers(*function, &numbers))
            break;
        call.answer_text(function->name);
        answer_count(call, calls_of(numbers));
        answer_count(call, numbers.units);
        answer_count(call, numbers.lock_waits);
        call.answer(JSONBOID, NullableDatum{refusals_json(numbers), false});
        answer_length(call, numbers.microseconds);
        call.answer(JSONBOID, NullableDatum{latency_json(numbers), false});
    }
    return call.finish();
}

INVENTORY_INTERNAL_FUNCTION(stat_upkeep) {
    Call call = Call::reading(fcinfo);
    UpkeepNumbers numbers;

    if (!read_upkeep_numbers(&numbers))
        return call.finish();
    answer_count(call, numbers.passes);
    call.answer_time(numbers.last_pass_at);
    call.answer_text(numbers.passes == 0 ? std::nullopt
                                         : OptionalText{result_name(numbers.last_result)});
    answer_count(call, done_by("expiry"));
    answer_count(call, done_by("cart_retention"));
    answer_count(call, done_by("request_retention"));
    answer_count(call, numbers.failures.failures);
    answer_error(call, numbers.failures);
    call.answer_time(numbers.reset_at);
    return call.finish();
}

INVENTORY_INTERNAL_FUNCTION(stat_chores) {
    Call call = Call::reading(fcinfo);

    for (const Counted *chore = counted_chores.first; chore != nullptr; chore = chore->next) {
        ChoreNumbers numbers;

        if (!read_chore_numbers(*chore, &numbers))
            break;
        call.answer_text(chore->name);
        answer_count(call, numbers.runs);
        answer_count(call, numbers.done);
        answer_count(call, numbers.failures.failures);
        call.answer_time(numbers.last_run_at);
        answer_error(call, numbers.failures);
        answer_length(call, numbers.microseconds);
    }
    return call.finish();
}

INVENTORY_INTERNAL_FUNCTION(stat_inventory_reset) {
    Call call = Call::reading(fcinfo);

    reset_counters();
    return call.finish();
}

} // namespace inventory
