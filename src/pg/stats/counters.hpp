// What is counted of calls and of the upkeep, in shared memory, for each database: the numbers of
// stat_inventory. Counted is what was done, also where the transaction was rolled back later. Without
// the preload there is no shared memory, and nothing is counted.
//
// Not here: what is counted, see counted.hpp; how it is shown, see statistics_functions.cpp.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/stats/counted.hpp"
#include "pg/stats/pass_result.hpp"

#include "core/base/latency.hpp"

extern "C" {
#include "portability/instr_time.h"
}

namespace inventory {

// Why a call, or an element of a batch, came to nothing. The first ones are IV001 to IV011.
enum class Refusal {
    insufficient_stock,
    unknown_level,
    no_hold,
    cart_expired,
    unexpected_on_hand,
    purchase_limit,
    cart_state,
    immutable,
    request_misused,
    promised_without_stock,
    level_not_empty,
    invalid_argument, // SQLSTATE class 22
    conflict,         // 40001, 40P01: to be tried again
    canceled,         // a cancel, a timeout or the end of the session
    read_only,        // 25006: a standby, or a read-only transaction
    other
};
inline constexpr const char *refusal_names[] = {
    "insufficient_stock", "unknown_level",   "no_hold",         "cart_expired",
    "unexpected_on_hand", "purchase_limit",  "cart_state",      "immutable",
    "request_misused",    "promised_without_stock", "level_not_empty", "invalid_argument",
    "conflict",           "canceled",        "read_only",       "other"};
inline constexpr int refusal_count = sizeof(refusal_names) / sizeof(refusal_names[0]);

// A call in progress. Calls may be nested, where a user's trigger calls one; what is counted goes to
// the innermost.
struct CountedCall {
    const Counted *function; // nullptr: not counted
    instr_time began;
    int64 units;
    int32 lock_waits;
    int32 refusals[refusal_count];
    CountedCall *outer;
};

// Around every call. `sqlstate` is that of the error that ended it, 0 where none did.
void begin_counting(CountedCall *call, const Counted *function);
void end_counting(CountedCall *call, int sqlstate);

// Within a call.
void count_units(int64 units);
void count_lock_wait();
void count_refusal(Refusal refusal);

// Of the upkeep: what a step did, a pass that has ended, something that went wrong.
void count_step(int64 carts_expired, int64 carts_removed, int64 requests_removed);
void count_pass(PassResult result);
void count_upkeep_failure(int sqlstate, const char *message);
// Counts it, and says so in a warning.
void warn_of_upkeep(int sqlstate, const char *message, const char *detail = nullptr);

// The numbers of this database, copied.
struct FunctionNumbers {
    uint64 units;
    uint64 lock_waits;
    uint64 microseconds;
    uint64 refusals[refusal_count];
    uint64 latency[core::latency_buckets]; // calls; each is in one bucket
};
struct UpkeepNumbers {
    uint64 passes;
    uint64 carts_expired;
    uint64 carts_removed;
    uint64 requests_removed;
    uint64 failures;
    TimestampTz last_pass_at; // no_time: never, here and below
    PassResult last_result;
    TimestampTz last_error_at;
    TimestampTz reset_at;
    char last_error[256];
};

// False where nothing is counted.
bool read_function_numbers(const Counted &function, FunctionNumbers *numbers);
bool read_upkeep_numbers(UpkeepNumbers *numbers);
void reset_counters();

// Asks for the shared memory. To be called while shared_preload_libraries are loaded.
void reserve_counters();

} // namespace inventory
