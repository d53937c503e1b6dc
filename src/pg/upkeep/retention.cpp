// The chores cart_retention and request_retention: removing what is past its time.
#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/upkeep/chore.hpp"

namespace inventory {
namespace {

// Removes up to so many rows that are older than some seconds, the oldest first, by a statement. None
// where somebody's constraint or trigger keeps one, or has a row in hand.
ChoreResult remove_old(Statement &statement, double retention, const char *what,
                       const ChoreTask &task) {
    ChoreResult result{};
    TimestampTz before =
        GetCurrentTimestamp() - static_cast<TimestampTz>(retention * USECS_PER_SEC);
    const ErrorData *error = run_patiently(task.patience, [&] {
        result.done = run_own(statement, Parameters().time(before).bigint(task.most)).count;
        return true;
    });

    if (error != nullptr)
        result.done = 0;
    if (error != nullptr && !is_lock_timeout(error))
        result.failure = Failure{
            error->sqlerrcode,
            psprintf("%s past their retention could not be removed: %s", what, error->message),
            nullptr};
    result.more = result.done == task.most;
    return result;
}

ChoreResult remove_closed_carts(const ChoreTask &task) {
    return remove_old(sql::remove_closed_carts, settings::cart_retention, "carts", task);
}

ChoreResult remove_requests(const ChoreTask &task) {
    return remove_old(sql::remove_requests, settings::request_retention, "requests", task);
}

} // namespace

Chore cart_retention{{counted_chores, "cart_retention"}, remove_closed_carts, lock_patience, false};

Chore request_retention{
    {counted_chores, "request_retention"}, remove_requests, lock_patience, false};

} // namespace inventory
