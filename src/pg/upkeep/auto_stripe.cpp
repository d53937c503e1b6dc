// The chore auto_stripe: levels that buyers wait for get several stripes, and go back to one when they
// have been quiet. Which were so striped is in inventory.auto_stripes. Not here: how waits are seen
// (hot_levels.cpp), and what is contended or quiet (core/upkeep/contention.hpp).
//
// A transaction does the first thing there is to do: stripe a contended level, remember what was seen
// of levels that are due, or join a quiet one. A level that is not to be had is left for another time,
// and so is the rest.
//
// Whoever changes a row of auto_stripes has locked its level before, or passes over rows that others
// have in hand; so nobody waits in a circle.
#include "pg/base/errors.hpp"
#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/engine/distribute.hpp"
#include "pg/engine/operation.hpp"
#include "pg/stats/hot_levels.hpp"
#include "pg/upkeep/chore.hpp"

#include "core/upkeep/contention.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Levels that one transaction looks at.
constexpr int most_due_levels = 1000;

// Milliseconds that the worker waits for its turn at a level on which many buyers wait. It holds
// nothing meanwhile.
constexpr int turn_patience = 500;

// Stripes of a level that stay.
int open_stripes(const Workspace &ws, const Level &level) {
    Span<core::Stripe> stripes = ws.stripes_of(level);

    return static_cast<int>(
        std::count_if(stripes.begin(), stripes.end(),
                      [](const core::Stripe &stripe) { return !stripe.draining; }));
}

struct Striping : Operation {
    core::LevelKey key;

    Verdict decide(Workspace &ws) override {
        int at = ws.find_level(key);
        const Level &level = ws.levels[at];

        int stripes = core::stripes_for(level.now);

        if (!level.found || open_stripes(ws, level) != 1 || stripes == 1)
            return Verdict::nothing;
        if (ws.locking == Locking::wait)
            restripe(ws, at, stripes);
        return Verdict::done;
    }
};

// Back to one stripe, unless somebody has set the stripes by hand meanwhile.
struct Joining : Operation {
    core::LevelKey key;

    Verdict decide(Workspace &ws) override {
        int at = ws.find_level(key);

        if (!ws.levels[at].found)
            return Verdict::nothing;
        restripe(ws, at, 1);
        return Verdict::done;
    }
    bool write_other_tables() override {
        return run_own(sql::forget_free_auto_stripes, Parameters().keys(1, [&](int) {
                   return key;
               })).count > 0;
    }
};

// Not where the lock was not to be had.
std::optional<Failure> failure_of(const ErrorData *error, const core::LevelKey &key) {
    if (is_lock_timeout(error))
        return std::nullopt;
    return Failure{
        error->sqlerrcode,
        psprintf("the stripes of %s could not be changed: %s", level_name(key), error->message),
        nullptr};
}

// What became of the levels that were to be changed.
enum class Outcome {
    nothing, // there was none
    changed, // one was striped or joined, and is locked until the transaction ends
    left     // one was not to be had
};

// Stripes one of the levels that were waited for. What comes to nothing is noted again if it is
// waited for again.
Outcome stripe_hot_level(int patience, std::optional<Failure> *failure) {
    core::LevelKey key;

    while (take_hot_level(&key)) {
        Striping striping{};
        bool striped = false;

        CHECK_FOR_INTERRUPTS();
        striping.key = key;
        striping.levels.add(WantedLevel::with_all_rows(key));
        striping.peeks = true;
        ErrorData *error = run_patiently(patience, [&] {
            striped = perform(striping);
            if (striped)
                run_own(sql::remember_auto_stripe,
                        Parameters().key(key).time(GetCurrentTimestamp()));
            return striped;
        });
        if (error != nullptr) {
            *failure = failure_of(error, key);
            return Outcome::left;
        }
        if (striped)
            return Outcome::changed;
    }
    return Outcome::nothing;
}

// A level that was striped automatically.
struct StripedLevel {
    core::LevelKey key;
    int64 version;
};

// Those that were not looked at for inventory.auto_stripe_quiet.
struct DueLevels {
    Vec<StripedLevel> busy;
    Vec<StripedLevel> quiet;
    Vec<StripedLevel> gone; // deleted, or made anew without stripes
};

DueLevels read_due_levels() {
    TimestampTz now = GetCurrentTimestamp();
    TimestampTz before =
        now - static_cast<TimestampTz>(settings::auto_stripe_quiet * USECS_PER_SEC);
    Rows rows = run(sql::due_auto_stripes, Parameters().time(before).bigint(most_due_levels));
    DueLevels due{};

    for (int i = 0; i < rows.count; i++) {
        Row row = rows[i];
        StripedLevel level{row.key(1, 2), row.bigint(5)};

        if (row.bigint(6) <= 1)
            due.gone.add(level);
        else if (core::is_quiet(level.version - row.bigint(4), now - row.time(3)))
            due.quiet.add(level);
        else
            due.busy.add(level);
    }
    return due;
}

Parameters keys_of(const Vec<StripedLevel> &levels) {
    return Parameters().keys(levels.count, [&](int i) { return levels[i].key; });
}

// That they were looked at now, and what they were then. How many rows these two have written.
int remember(const Vec<StripedLevel> &levels) {
    if (levels.empty())
        return 0;
    Parameters parameters = keys_of(levels);
    parameters.bigints(levels.count, [&](int i) { return levels[i].version; })
        .time(GetCurrentTimestamp());
    return run_own(sql::remember_looks, parameters).count;
}

int forget(const Vec<StripedLevel> &levels) {
    if (levels.empty())
        return 0;
    return run_own(sql::forget_free_auto_stripes, keys_of(levels)).count;
}

// Joins the first of the quiet levels that somebody has not set by hand meanwhile. One that is not to
// be had is not quiet after all.
Outcome join_quiet_level(const Vec<StripedLevel> &quiet, int patience,
                         std::optional<Failure> *failure) {
    for (const StripedLevel &level : quiet) {
        Joining joining{};
        bool joined = false;

        CHECK_FOR_INTERRUPTS();
        joining.key = level.key;
        joining.levels.add(WantedLevel::with_all_rows(level.key));
        ErrorData *error = run_patiently(patience, [&] { return joined = perform(joining); });
        if (error != nullptr) {
            Vec<StripedLevel> one{};
            one.add(level);
            *failure = failure_of(error, level.key);
            remember(one);
            return Outcome::left;
        }
        if (joined)
            return Outcome::changed;
    }
    return Outcome::nothing;
}

ChoreResult run_auto_stripe(const ChoreTask &task) {
    ChoreResult result{};

    if (!settings::auto_stripe)
        return result;
    Outcome outcome = stripe_hot_level(task.patience, &result.failure);
    if (outcome == Outcome::nothing) {
        DueLevels due = read_due_levels();
        result.more = remember(due.busy) + forget(due.gone) > 0;
        if (!result.more)
            outcome = join_quiet_level(due.quiet, task.patience, &result.failure);
    }
    if (outcome == Outcome::changed) {
        result.done = 1;
        result.more = result.locks_levels = true;
    }
    return result;
}

} // namespace

Chore auto_stripe{{counted_chores, "auto_stripe"}, run_auto_stripe, turn_patience, true};

} // namespace inventory
