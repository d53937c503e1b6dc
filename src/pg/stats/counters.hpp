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

// Why a call, or an element of a batch, came to nothing. The first ones are IV001 to IV016.
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
    other_lines,
    kit_misused,
    unknown_supply,
    not_for_sale,
    too_many_parcels,
    invalid_argument, // SQLSTATE class 22
    conflict,         // 40001, 40P01: to be tried again
    canceled,         // a cancel, a timeout or the end of the session
    read_only,        // 25006: a standby, or a read-only transaction
    not_permitted,    // 42501
    other
};
inline constexpr const char *refusal_names[] = {"insufficient_stock",
                                                "unknown_level",
                                                "no_hold",
                                                "cart_expired",
                                                "unexpected_on_hand",
                                                "purchase_limit",
                                                "cart_state",
                                                "immutable",
                                                "request_misused",
                                                "promised_without_stock",
                                                "level_not_empty",
                                                "other_lines",
                                                "kit_misused",
                                                "unknown_supply",
                                                "not_for_sale",
                                                "too_many_parcels",
                                                "invalid_argument",
                                                "conflict",
                                                "canceled",
                                                "read_only",
                                                "not_permitted",
                                                "other"};
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

// Of the upkeep: a run of a chore, the rows that it did and what it took, what kept one from its rows, a pass that
// has ended, a step that failed.
void count_chore(const Counted &chore, int64 done, instr_time took);
void count_chore_failure(const Counted &chore, int sqlstate, const char *message);
void count_pass(PassResult result);
void count_step_failure(int sqlstate, const char *message);

// The numbers of this database, copied.
struct FunctionNumbers {
    uint64 units;
    uint64 lock_waits;
    uint64 microseconds;
    uint64 refusals[refusal_count];
    uint64 latency[core::latency_buckets]; // calls; each is in one bucket
};
struct FailureNumbers {
    uint64 failures;
    OptionalTime last_error_at;
    char last_error[256];
};
struct ChoreNumbers {
    uint64 runs;
    uint64 done;
    uint64 microseconds;
    OptionalTime last_run_at;
    FailureNumbers failures;
};
struct UpkeepNumbers {
    uint64 passes;
    OptionalTime last_pass_at;
    PassResult last_result;
    FailureNumbers failures; // of steps and chores
    TimestampTz reset_at;
};

// False where nothing is counted.
bool read_function_numbers(const Counted &function, FunctionNumbers *numbers);
bool read_chore_numbers(const Counted &chore, ChoreNumbers *numbers);
bool read_upkeep_numbers(UpkeepNumbers *numbers);
void reset_counters();

// Asks for the shared memory. To be called while shared_preload_libraries are loaded.
void reserve_counters();

} // namespace inventory
