// The chores cart_retention and request_retention: removing what is past its time.
#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/upkeep/chore.hpp"

namespace inventory {
namespace {

// Removes up to so many rows that are older than some seconds, the oldest first, by a statement.
ChoreResult remove_old(Statement &statement, double retention, int most) {
    ChoreResult result{};
    TimestampTz before =
        GetCurrentTimestamp() - static_cast<TimestampTz>(retention * USECS_PER_SEC);

    result.done = run_own(statement, Parameters().time(before).bigint(most)).count;
    result.more = result.done == most;
    return result;
}

ChoreResult remove_closed_carts(const ChoreTask &task) {
    return remove_old(sql::remove_closed_carts, settings::cart_retention, task.most);
}

ChoreResult remove_requests(const ChoreTask &task) {
    return remove_old(sql::remove_requests, settings::request_retention, task.most);
}

} // namespace

extern Chore cart_retention, request_retention;

Chore cart_retention{{counted_chores, "cart_retention"},
                     remove_closed_carts,
                     "carts past their retention could not be removed",
                     lock_patience,
                     false};

Chore request_retention{{counted_chores, "request_retention"},
                        remove_requests,
                        "requests past their retention could not be removed",
                        lock_patience,
                        false};

} // namespace inventory
