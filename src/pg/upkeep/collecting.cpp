// The chores collect and signal_retention: bringing feed, signals and demand up to date, and removing signals
// that are past their time.
#include "pg/base/patience.hpp"
#include "pg/signals/collector.hpp"
#include "pg/signals/feed.hpp"
#include "pg/upkeep/chore.hpp"

namespace inventory {
namespace {

// Runs work that answers how many rows it did and whether there is more. Nothing where a lock is not to be had.
template <class Work>
ChoreResult run_collecting(const ChoreTask &task, const char *what, Work work) {
    ChoreResult result{};
    const ErrorData *error = run_patiently(task.patience, [&] {
        work(result);
        return true;
    });

    if (error == nullptr)
        return result;
    result = ChoreResult{};
    if (!is_lock_timeout(error))
        result.failure =
            Failure{error->sqlerrcode, psprintf("%s: %s", what, error->message), error->detail};
    return result;
}

ChoreResult collect_changes(const ChoreTask &task) {
    if (!may_collect())
        return ChoreResult{};
    return run_collecting(task, "changes could not be collected", [](ChoreResult &result) {
        const Collected collected = collect();
        result.done = collected.variants;
        result.more = collected.more;
    });
}

ChoreResult remove_past_signals(const ChoreTask &task) {
    if (!may_collect())
        return ChoreResult{};
    return run_collecting(task, "signals past their retention could not be removed",
                          [&](ChoreResult &result) {
                              const Removed removed = remove_old_signals(task.most);
                              result.done = removed.signals;
                              result.more = removed.more;
                          });
}

} // namespace

Chore collecting{{counted_chores, "collect"}, collect_changes, lock_patience, false};

Chore signal_retention{
    {counted_chores, "signal_retention"}, remove_past_signals, lock_patience, false};

} // namespace inventory
