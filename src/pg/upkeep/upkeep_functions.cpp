// The SQL functions that keep things up: expiry, retention, and the worker's steps.
#include "pg/upkeep/auto_stripe.hpp"
#include "pg/base/intervals.hpp"
#include "pg/call/call.hpp"
#include "pg/call/own_transaction.hpp"
#include "pg/stats/counters.hpp"
#include "pg/base/errors.hpp"
#include "pg/stats/hot_levels.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/upkeep/sweep.hpp"

#include "core/upkeep/pace.hpp"

extern "C" {
#include "access/xact.h"
#include "access/xlog.h"
#include "commands/extension.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// maintain() does this many of the worker's steps at most.
constexpr int steps_of_maintain = 10;

// drop_transactions_before() deletes by an array of so many ids at most.
constexpr int64 most_rows_at_once = 1000000;

// Milliseconds that the worker waits for its turn at a level on which many buyers wait. It holds
// nothing meanwhile.
constexpr int stripe_patience = 500;

struct Step {
    const char *state;
    int64 carts_expired;
    int64 carts_removed;
    int64 requests_removed;
    SweepKey next;
    bool again; // from the beginning of the pass
    bool is_waited_for; // somebody waits for what it has changed
};

enum class Readiness { ready, nothing_to_do, not_ready };

// Whether this database's rows may be swept. While a restore runs they may not: a ledger that is
// not there yet, or a sequence behind it, tells. A restored or copied database is verified first.
// Rows that a subscription brings are kept up where they come from: a change here would be in the
// way of what arrives. What it has brought is verified once it is gone.
Readiness read_readiness() {
    Datum place[] = {Int64GetDatum(static_cast<int64>(GetSystemIdentifier())),
                     ObjectIdGetDatum(MyDatabaseId),
                     ObjectIdGetDatum(get_extension_oid("inventory", false)),
                     TimestampTzGetDatum(GetCurrentTimestamp())};
    Rows known = run(sql::read_readiness, place);
    bool verified = known.boolean(0, 2);
    bool subscribed = known.boolean(0, 3);

    if (subscribed) {
        if (verified)
            run(sql::forget_verified, place);
        return Readiness::not_ready;
    }
    if (!known.boolean(0, 1) && !has_hot_level())
        return Readiness::nothing_to_do;
    Rows ledger = run(sql::read_ledger_state, nullptr);
    bool is_ahead = ledger.boolean(0, 1);
    bool has_ledger = ledger.boolean(0, 2);
    bool has_levels = ledger.boolean(0, 3);
    bool needs_ledger = ledger.boolean(0, 4);
    if (!has_levels && !has_ledger)
        return Readiness::nothing_to_do;
    if (!is_ahead || (needs_ledger && !has_ledger))
        return Readiness::not_ready;
    if (verified)
        return Readiness::ready;
    if (run(sql::read_problems, nullptr).count > 0)
        return Readiness::not_ready;
    // Without a ledger this may be the beginning of a restore: it is looked at again next time. So it
    // is where somebody else's transaction has verified it and does not end.
    if (has_ledger)
        run_patiently(lock_patience, [&] {
            run(sql::remember_verified, place);
            return true;
        });
    return Readiness::ready;
}

TimestampTz seconds_before(TimestampTz clock, double seconds) {
    return clock - static_cast<TimestampTz>(seconds * USECS_PER_SEC);
}

// Removes up to a batch of what is past its retention. How many rows; none, and a warning, where
// somebody's constraint or trigger keeps one.
int64 remove_old(Statement &statement, double retention, const char *what) {
    int64 removed = 0;
    const ErrorData *error = run_patiently(lock_patience, [&] {
        Datum values[] = {TimestampTzGetDatum(seconds_before(GetCurrentTimestamp(), retention)),
                          Int64GetDatum(settings::expiry_batch_size)};
        run_own(statement, values, Explanation{nullptr, Text{}});
        removed = static_cast<int64>(SPI_processed);
        return true;
    });

    if (error == nullptr)
        return removed;
    if (!is_lock_timeout(error))
        warn_of_upkeep(error->sqlerrcode, psprintf("%s past their retention could not be removed: %s",
                                                   what, error->message));
    return 0;
}

// One warning for all carts at fault, so that a trigger that refuses every cart does not fill the log.
void warn_of_faults(const SweepResult &swept) {
    int others = swept.batch.faults - 1;

    if (swept.batch.faults == 0)
        return;
    warn_of_upkeep(swept.batch.error->sqlerrcode,
                   psprintf("cart \"%s\" could not be expired: %s",
                            pnstrdup(swept.first_fault.data(), swept.first_fault.size()),
                            swept.batch.error->message),
                   others > 0 ? psprintf("Others that could not be expired: %d.", others) : nullptr);
}

// One step of the upkeep: up to so many carts after a place or, where none is left, what is past its
// retention. Not both, so that a deferred constraint, which refuses a removal at its commit, leaves
// expired what was.
Step take_step(const SweepKey &after, int max_carts, bool only_free) {
    Step step{"more", 0, 0, 0, after, false, false};
    SweepResult swept = sweep_due_carts(after, max_carts, only_free);

    warn_of_faults(swept);
    step.is_waited_for = swept.batch.waited_for;
    step.carts_expired = swept.batch.done;
    step.next = swept.last;
    if (swept.exhausted && swept.batch.done > 0)
        step.next = SweepKey{DT_NOEND, Text{}};
    else if (swept.exhausted) {
        step.carts_removed = remove_old(sql::remove_closed_carts, settings::cart_retention, "carts");
        step.requests_removed =
            remove_old(sql::remove_requests, settings::request_retention, "requests");
        if (step.carts_removed < settings::expiry_batch_size &&
            step.requests_removed < settings::expiry_batch_size)
            step.state = "done";
    }
    count_step(step.carts_expired, step.carts_removed, step.requests_removed);
    return step;
}

// A step that is a transaction of its own: as long as those who want the same can bear.
Step take_paced_step(const SweepKey &after) {
    static core::Pace pace;
    Step step = take_step(after, pace.next(settings::expiry_batch_size), false);

    pace.note(step.is_waited_for);
    return step;
}

} // namespace

INVENTORY_FUNCTION(expire_stale_carts) {
    Call call = Call::changing(fcinfo, "expire_stale_carts");
    Arguments arguments(fcinfo);
    int64 expired = 0;

    Interval *older_than = PG_ARGISNULL(0) ? nullptr : PG_GETARG_INTERVAL_P(0);
    int64 max_carts = PG_ARGISNULL(1) ? 10 * static_cast<int64>(settings::expiry_batch_size)
                                      : PG_GETARG_INT32(1);
    if (max_carts < 1)
        raise_invalid("max_carts", "must be positive");
    TimestampTz since = older_than == nullptr
                            ? no_time
                            : time_before(GetCurrentTimestamp(), older_than, "older_than");
    if (is_own_transaction(fcinfo))
        make_constraints_immediate();
    SweepResult swept{};
    swept.last.sweep_at = no_time;
    for (bool again = false; !swept.exhausted && expired < max_carts; again = true) {
        CHECK_FOR_INTERRUPTS();
        int batch = static_cast<int>(Min(max_carts - expired, settings::expiry_batch_size));
        swept = older_than == nullptr ? sweep_due_carts(swept.last, batch, again)
                                      : sweep_idle_carts(since, swept.last, batch, again);
        warn_of_faults(swept);
        expired += swept.batch.done;
    }
    call.answer_bigint(expired);
    return call.finish();
}

INVENTORY_FUNCTION(worker_step) {
    Call call = Call::changing(fcinfo, "worker_step");
    if (!IsTransactionBlock())
        make_constraints_immediate();
    SweepKey after{PG_ARGISNULL(0) ? no_time : PG_GETARG_TIMESTAMPTZ(0), Text{}};
    Step step{"done", 0, 0, 0, after, false, false};

    if (!PG_ARGISNULL(1))
        after.reference_id = Text{TextDatumGetCString(PG_GETARG_DATUM(1))};
    switch (PG_ARGISNULL(0) ? read_readiness() : Readiness::ready) {
    case Readiness::ready:
        if (PG_ARGISNULL(0) && tend_stripes(stripe_patience) != Tended::nothing)
            step = Step{"more", 0, 0, 0, after, true, false};
        else
            step = take_paced_step(after);
        break;
    case Readiness::not_ready:
        step.state = "not_ready";
        break;
    case Readiness::nothing_to_do:
        break;
    }
    call.answer_text(step.state);
    call.answer_bigint(step.carts_expired);
    call.answer_bigint(step.carts_removed);
    call.answer_bigint(step.requests_removed);
    // Before all others is a place, too.
    call.answer_datum(TimestampTzGetDatum(step.next.sweep_at), step.again);
    if (step.again)
        call.answer_null();
    else
        call.answer_text(is_null(step.next.reference_id) ? Text{""} : step.next.reference_id);
    return call.finish();
}

INVENTORY_FUNCTION(maintain) {
    Call call = Call::changing(fcinfo, "maintain");
    Step total{"more", 0, 0, 0, {no_time, Text{}}, false, false};
    if (is_own_transaction(fcinfo))
        make_constraints_immediate();
    Readiness readiness = read_readiness();
    bool ready = readiness == Readiness::ready;
    Tended tended = Tended::looks;

    // First, because it waits for a level, with none locked. That one stays locked until the caller's
    // transaction ends, so little follows.
    for (int i = 0; ready && i < steps_of_maintain && tended == Tended::looks; i++)
        tended = tend_stripes(lock_patience);
    bool has_level = tended == Tended::level;
    int steps = has_level ? 1 : steps_of_maintain;

    if (!ready)
        total.state = "done";
    for (int i = 0; i < steps && Text{total.state} == "more"; i++) {
        CHECK_FOR_INTERRUPTS();
        Step step = take_step(total.next, settings::expiry_batch_size, has_level || i > 0);
        total.state = step.state;
        total.next = step.next;
        total.carts_expired += step.carts_expired;
        total.carts_removed += step.carts_removed;
        total.requests_removed += step.requests_removed;
    }
    if (readiness == Readiness::not_ready)
        ereport(NOTICE,
                (errmsg("this database is left alone: it was restored or copied and is not verified yet, "
                        "or a subscription fills it"),
                 errhint("SELECT * FROM inventory.verify_inventory() shows what is wrong.")));
    count_pass(readiness == Readiness::not_ready ? PassResult::not_ready : PassResult::idle);
    call.answer_bigint(total.carts_expired);
    call.answer_bigint(total.carts_removed);
    call.answer_bigint(total.requests_removed);
    return call.finish();
}

INVENTORY_FUNCTION(drop_transactions_before) {
    Call call = Call::changing(fcinfo, "drop_transactions_before");
    Arguments arguments(fcinfo);

    TimestampTz before = arguments.time("before");
    int64 max_rows = arguments.optional_bigint("max_rows", PG_INT64_MAX);
    int64 dropped = 0;
    if (TIMESTAMP_NOT_FINITE(before))
        raise_invalid("before", "must be finite");
    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");
    int64 batch, found;
    do {
        batch = Min(max_rows - dropped, most_rows_at_once);
        Datum values[] = {TimestampTzGetDatum(before), Int64GetDatum(batch)};
        found = run_own(sql::drop_ledger, values, Explanation{nullptr, Text{}}).bigint(0, 1);
        dropped += found;
    } while (found == batch && dropped < max_rows);
    call.answer_bigint(dropped);
    return call.finish();
}

} // namespace inventory
