// Picking, retrying and narrowing a batch, see batch.hpp.
#include "pg/upkeep/batch.hpp"

#include "pg/base/patience.hpp"

#include "core/upkeep/narrow.hpp"

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "storage/lock.h"
}

namespace inventory {
namespace {

enum class Outcome {
    done,
    other_manner,
    locked, // a lock was not to be had in time
    failed  // the fault is in the rows
};

// Whatever is not done is undone.
struct Attempt {
    Outcome outcome;
    int64 done;
    const ErrorData *error;
};

template <class Work> Attempt try_in_savepoint(Manner manner, Work work) {
    Attempt attempt{Outcome::done, 0, nullptr};

    attempt.error = run_patiently(lock_patience, [&] {
        attempt.done = work(manner);
        return attempt.done != Batch::other_manner;
    });
    if (attempt.error != nullptr)
        attempt.outcome = is_lock_timeout(attempt.error) ? Outcome::locked : Outcome::failed;
    else if (attempt.done == Batch::other_manner)
        attempt.outcome = Outcome::other_manner;
    if (attempt.outcome != Outcome::done)
        attempt.done = 0;
    return attempt;
}

// Tries one manner after the other, or the last alone.
template <class Work> Attempt try_manners(bool only_free, Work work) {
    Attempt attempt{Outcome::locked, 0, nullptr};

    if (!only_free)
        attempt = try_in_savepoint(Manner::usual, work);
    if (attempt.outcome == Outcome::other_manner)
        attempt = try_in_savepoint(Manner::all_rows, work);
    if (attempt.outcome == Outcome::locked)
        attempt = try_in_savepoint(Manner::free, work);
    return attempt;
}

// Picks a batch for good, and works on it part by part.
void narrow_batch(Batch &batch, bool only_free, BatchResult &result) {
    const ErrorData *error = nullptr;
    auto work = [&](int first, int last) {
        CHECK_FOR_INTERRUPTS();
        Attempt attempt =
            try_manners(only_free, [&](Manner manner) { return batch.work(first, last, manner); });
        error = attempt.error;
        if (attempt.outcome == Outcome::failed)
            return false;
        // From now on levels are locked.
        only_free = true;
        result.done += attempt.done;
        return true;
    };
    auto leave = [&](int row) {
        if (result.faults++ > 0)
            return;
        result.first_fault = row;
        result.error = error;
    };

    core::narrow(0, batch.pick(), work, leave);
}

} // namespace

// The rows are picked in the savepoint in which they are changed, so that one transaction id locks and
// changes them; only what fails is picked again, to be narrowed down.
BatchResult run_batch(Batch &batch, bool only_free) {
    BatchResult result{0, false, 0, 0, nullptr};
    Attempt attempt = try_manners(only_free, [&](Manner manner) {
        int64 done = batch.work(0, batch.pick(), manner);

        result.waited_for = is_waited_for();
        return done;
    });

    result.done = attempt.done;
    if (attempt.outcome == Outcome::failed)
        narrow_batch(batch, only_free, result);
    return result;
}

bool is_waited_for() {
    TransactionId own = GetCurrentTransactionIdIfAny();
    LOCKTAG tag;

    if (!TransactionIdIsValid(own))
        return false;
    SET_LOCKTAG_TRANSACTION(tag, own);
    return LockHasWaiters(&tag, ExclusiveLock, false);
}

} // namespace inventory
