// The shared memory of counters.hpp.
//
// A database takes a slot when its first call is counted, and keeps it; where all are taken, that of
// a database that is gone. Numbers of calls are atomics, so that nobody waits; those of the upkeep are
// under one lock, which only the upkeep and who reads them take.
#include "pg/stats/counters.hpp"

#include "pg/base/shared_memory.hpp"

extern "C" {
#include "commands/dbcommands.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/atomics.h"
}

namespace inventory {
namespace {

constexpr int most_databases = 64;

struct FunctionCounters {
    pg_atomic_uint64 units;
    pg_atomic_uint64 lock_waits;
    pg_atomic_uint64 microseconds;
    pg_atomic_uint64 refusals[refusal_count];
    pg_atomic_uint64 latency[core::latency_buckets];
};

// A slot. The counters of chores and of functions follow it in memory, by their index.
struct DatabaseCounters {
    Oid database; // InvalidOid: free; under the lock, like `upkeep` and the chores
    UpkeepNumbers upkeep;
};

char *slots = nullptr; // where the library is not preloaded
LWLock *lock = nullptr;
DatabaseCounters *own = nullptr; // this session's database has it
bool has_looked = false;
CountedCall *innermost = nullptr;

// Where they are in a slot.
Size chores_offset() { return MAXALIGN(sizeof(DatabaseCounters)); }
Size functions_offset() {
    return chores_offset() +
           MAXALIGN(sizeof(ChoreNumbers) * static_cast<Size>(counted_chores.count));
}
Size slot_size() {
    return functions_offset() +
           MAXALIGN(sizeof(FunctionCounters) * static_cast<Size>(counted_functions.count));
}

DatabaseCounters &slot(int at) {
    return *reinterpret_cast<DatabaseCounters *>(slots + slot_size() * static_cast<Size>(at));
}

ChoreNumbers *chores_of(DatabaseCounters &counters) {
    return reinterpret_cast<ChoreNumbers *>(reinterpret_cast<char *>(&counters) + chores_offset());
}

FunctionCounters *functions_of(DatabaseCounters &counters) {
    return reinterpret_cast<FunctionCounters *>(reinterpret_cast<char *>(&counters) +
                                                functions_offset());
}

template <class Visit> void for_each_number(FunctionCounters &counters, Visit visit) {
    visit(&counters.units);
    visit(&counters.lock_waits);
    visit(&counters.microseconds);
    for (pg_atomic_uint64 &refusals : counters.refusals)
        visit(&refusals);
    for (pg_atomic_uint64 &calls : counters.latency)
        visit(&calls);
}

template <class Visit> void for_each_number_of(DatabaseCounters &counters, Visit visit) {
    for (int i = 0; i < counted_functions.count; i++)
        for_each_number(functions_of(counters)[i], visit);
}

void clear(DatabaseCounters &counters) {
    for_each_number_of(counters, [](pg_atomic_uint64 *number) { pg_atomic_write_u64(number, 0); });
    counters.upkeep = {};
    counters.upkeep.reset_at = GetCurrentTimestamp();
    for (int i = 0; i < counted_chores.count; i++)
        chores_of(counters)[i] = {};
}

void attach(void *memory, LWLock *its_lock, bool is_new) {
    slots = static_cast<char *>(memory);
    lock = its_lock;
    for (int i = 0; is_new && i < most_databases; i++) {
        slot(i).database = InvalidOid;
        for_each_number_of(slot(i),
                           [](pg_atomic_uint64 *number) { pg_atomic_init_u64(number, 0); });
    }
}

// The slot of a database that is gone, so far as the catalog tells; `gone` is that database.
DatabaseCounters *find_abandoned(Oid *gone) {
    for (int i = 0; i < most_databases; i++) {
        *gone = slot(i).database;
        if (OidIsValid(*gone) && get_database_name(*gone) == nullptr)
            return &slot(i);
    }
    return nullptr;
}

// This database's slot, which it takes if it has none; nullptr where none is free. A slot that is to
// be taken from another database must still be that one's.
DatabaseCounters *take_slot(DatabaseCounters *abandoned, Oid gone) {
    DatabaseCounters *free = nullptr;

    LWLockAcquire(lock, LW_EXCLUSIVE);
    for (int i = 0; i < most_databases; i++) {
        if (slot(i).database == MyDatabaseId) {
            LWLockRelease(lock);
            return &slot(i);
        }
        if (free == nullptr && !OidIsValid(slot(i).database))
            free = &slot(i);
    }
    if (free == nullptr && abandoned != nullptr && abandoned->database == gone)
        free = abandoned;
    if (free != nullptr) {
        free->database = MyDatabaseId;
        clear(*free);
    }
    LWLockRelease(lock);
    return free;
}

// Looked for once a session, in a transaction.
DatabaseCounters *own_counters() {
    Oid gone = InvalidOid;
    DatabaseCounters *abandoned = nullptr;

    if (has_looked || slots == nullptr)
        return own;
    own = take_slot(nullptr, InvalidOid);
    // Another database may be quicker to take what was found.
    while (own == nullptr && (abandoned = find_abandoned(&gone)) != nullptr)
        own = take_slot(abandoned, gone);
    has_looked = true;
    return own;
}

void add(pg_atomic_uint64 *number, int64 value) {
    if (value != 0)
        pg_atomic_fetch_add_u64(number, value);
}

void add(FailureNumbers &failures, int sqlstate, const char *message) {
    constexpr int most_bytes = sizeof(failures.last_error) - sizeof("00000: ");
    int length = static_cast<int>(strlen(message));

    failures.failures++;
    failures.last_error_at = GetCurrentTimestamp();
    snprintf(failures.last_error, sizeof(failures.last_error), "%s: %.*s",
             unpack_sql_state(sqlstate), pg_mbcliplen(message, length, most_bytes), message);
}

Refusal refusal_of(int sqlstate) {
    for (int i = 0; i <= static_cast<int>(Refusal::too_many_parcels); i++)
        if (sqlstate == MAKE_SQLSTATE('I', 'V', '0', '0' + (i + 1) / 10, '0' + (i + 1) % 10))
            return static_cast<Refusal>(i);
    switch (sqlstate) {
    case ERRCODE_T_R_SERIALIZATION_FAILURE:
    case ERRCODE_T_R_DEADLOCK_DETECTED:
        return Refusal::conflict;
    case ERRCODE_QUERY_CANCELED:
    case ERRCODE_LOCK_NOT_AVAILABLE:
        return Refusal::canceled;
    case ERRCODE_READ_ONLY_SQL_TRANSACTION:
        return Refusal::read_only;
    case ERRCODE_INSUFFICIENT_PRIVILEGE:
        return Refusal::not_permitted;
    default:
        break;
    }
    if (ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_TO_CATEGORY(ERRCODE_DATA_EXCEPTION))
        return Refusal::invalid_argument;
    return Refusal::other;
}

} // namespace

void reserve_counters() {
    counted_functions.number();
    counted_chores.number();
    reserve_shared_memory({"inventory_counters", slot_size() * most_databases, attach});
}

// ---- calls ---------------------------------------------------------------------------------

void begin_counting(CountedCall *call, const Counted *function) {
    if (function == nullptr || own_counters() == nullptr) {
        call->function = nullptr;
        return;
    }
    *call = CountedCall{};
    call->function = function;
    call->outer = innermost;
    innermost = call;
    INSTR_TIME_SET_CURRENT(call->began);
}

void end_counting(CountedCall *call, int sqlstate) {
    if (call->function == nullptr)
        return;
    FunctionCounters &counters = functions_of(*own)[call->function->index];
    instr_time took;

    innermost = call->outer;
    if (sqlstate != 0)
        call->refusals[static_cast<int>(refusal_of(sqlstate))]++;
    INSTR_TIME_SET_CURRENT(took);
    INSTR_TIME_SUBTRACT(took, call->began);
    int64 microseconds = static_cast<int64>(INSTR_TIME_GET_MICROSEC(took));
    add(&counters.units, call->units);
    add(&counters.lock_waits, call->lock_waits);
    add(&counters.microseconds, microseconds);
    for (int i = 0; i < refusal_count; i++)
        add(&counters.refusals[i], call->refusals[i]);
    add(&counters.latency[core::latency_bucket(microseconds)], 1);
}

void count_units(int64 units) {
    if (innermost != nullptr)
        innermost->units += units;
}

void count_lock_wait() {
    if (innermost != nullptr)
        innermost->lock_waits++;
}

void count_refusal(Refusal refusal) {
    if (innermost != nullptr)
        innermost->refusals[static_cast<int>(refusal)]++;
}

// ---- upkeep --------------------------------------------------------------------------------

void count_chore(const Counted &chore, int64 done, instr_time took) {
    if (own_counters() == nullptr)
        return;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    ChoreNumbers &numbers = chores_of(*own)[chore.index];
    numbers.runs++;
    numbers.done += done;
    numbers.microseconds += static_cast<uint64>(INSTR_TIME_GET_MICROSEC(took));
    numbers.last_run_at = GetCurrentTimestamp();
    LWLockRelease(lock);
}

void count_chore_failure(const Counted &chore, int sqlstate, const char *message) {
    if (own_counters() == nullptr)
        return;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    add(chores_of(*own)[chore.index].failures, sqlstate, message);
    add(own->upkeep.failures, sqlstate, message);
    LWLockRelease(lock);
}

void count_pass(PassResult result) {
    if (own == nullptr)
        return;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    own->upkeep.passes++;
    own->upkeep.last_result = result;
    own->upkeep.last_pass_at = GetCurrentTimestamp();
    LWLockRelease(lock);
}

void count_step_failure(int sqlstate, const char *message) {
    if (own == nullptr || message == nullptr)
        return;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    add(own->upkeep.failures, sqlstate, message);
    LWLockRelease(lock);
}

// ---- reading -------------------------------------------------------------------------------

bool read_function_numbers(const Counted &function, FunctionNumbers *numbers) {
    if (own_counters() == nullptr)
        return false;
    FunctionCounters &counters = functions_of(*own)[function.index];
    uint64 *number = &numbers->units;

    static_assert(sizeof(FunctionNumbers) ==
                  sizeof(uint64) * (3 + refusal_count + core::latency_buckets));
    for_each_number(counters,
                    [&](pg_atomic_uint64 *counter) { *number++ = pg_atomic_read_u64(counter); });
    return true;
}

bool read_chore_numbers(const Counted &chore, ChoreNumbers *numbers) {
    if (own_counters() == nullptr)
        return false;
    LWLockAcquire(lock, LW_SHARED);
    *numbers = chores_of(*own)[chore.index];
    LWLockRelease(lock);
    return true;
}

bool read_upkeep_numbers(UpkeepNumbers *numbers) {
    if (own_counters() == nullptr)
        return false;
    LWLockAcquire(lock, LW_SHARED);
    *numbers = own->upkeep;
    LWLockRelease(lock);
    return true;
}

void reset_counters() {
    if (own_counters() == nullptr)
        return;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    clear(*own);
    LWLockRelease(lock);
}

} // namespace inventory
