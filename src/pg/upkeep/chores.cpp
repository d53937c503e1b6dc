// The list of chores, and running it, see chores.hpp.
#include "pg/upkeep/chores.hpp"

#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/stats/counters.hpp"
#include "pg/upkeep/chore.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {

namespace {

// In the order in which they run. One that waits for levels stands before those that lock some.
Chore *const chores[] = {&auto_stripe,       &expiry,          &collecting, &cart_retention,
                         &request_retention, &signal_retention};

// maintain() runs a chore so often at most.
constexpr int most_runs = 10;

// Where a pass stands: the chore whose turn it is, and where that one's last run stopped.
struct Position {
    int chore;
    OptionalText after;
};

constexpr int chore_count = lengthof(chores);

// As text: the name of the chore, a blank, and what the chore has said; nothing at the beginning.
OptionalText text_of(const Position &position) {
    if (position.chore == 0 && !position.after)
        return std::nullopt;
    Text after = position.after.value_or("");
    return Text{psprintf("%s %s", chores[position.chore]->counted.name, c_string(after))};
}

// Nothing at the beginning, and where a chore is named that this library does not know.
std::optional<Position> position_of(OptionalText said) {
    Text text = said.value_or("");
    std::size_t end = text.find(' ');

    for (int i = 0; end != Text::npos && i < chore_count; i++) {
        Text after = text.substr(end + 1);
        if (text.substr(0, end) == chores[i]->counted.name)
            return Position{i, after.empty() ? std::nullopt : OptionalText{after}};
    }
    return std::nullopt;
}

// One run. What it raises is no fault of rows, and ends the step.
ChoreResult run_once(Chore &chore, const ChoreTask &task) {
    instr_time began, took;

    CHECK_FOR_INTERRUPTS();
    INSTR_TIME_SET_CURRENT(began);
    ChoreResult result = chore.run(task);
    INSTR_TIME_SET_CURRENT(took);
    INSTR_TIME_SUBTRACT(took, began);
    count_chore(chore.counted, result.done, took);
    report(chore, result.failure);
    return result;
}

// The chores of one step, until one has done something or needs a transaction of its own.
Step run_some(Position at) {
    bool levels_locked = false;

    for (; at.chore < chore_count; at = Position{at.chore + 1, {}}) {
        Chore &chore = *chores[at.chore];
        // So the order of the list may change.
        if (levels_locked && chore.waits_for_levels)
            return Step{"more", {}, 0, text_of(at)};

        int most = chore.pace.next(settings::expiry_batch_size);
        ChoreResult result =
            run_once(chore, ChoreTask{at.after, most, chore.patience, levels_locked});
        chore.pace.note(result.waited_for);
        levels_locked |= result.locks_levels;
        if (result.done == 0 && !result.more)
            continue;
        // What comes next is another transaction: one constraint that speaks at the commit, and refuses
        // what one chore did, leaves done what others did.
        Position next = result.more ? Position{at.chore, result.next} : Position{at.chore + 1, {}};
        if (next.chore == chore_count)
            return Step{"done", chore.counted.name, result.done, {}};
        return Step{"more", chore.counted.name, result.done, text_of(next)};
    }
    return Step{"done", {}, 0, {}};
}

} // namespace

void report(const Chore &chore, const std::optional<Failure> &failure) {
    if (!failure)
        return;
    count_chore_failure(chore.counted, failure->sqlstate, failure->message);
    ereport(WARNING, (errcode(failure->sqlstate), errmsg_internal("%s", failure->message),
                      failure->detail != nullptr ? errdetail_internal("%s", failure->detail) : 0));
}

Step take_step(OptionalText after) {
    std::optional<Position> position = position_of(after);

    switch (position ? Readiness::ready : read_readiness()) {
    case Readiness::not_ready:
        return Step{"not_ready", {}, 0, {}};
    case Readiness::nothing_to_do:
        return Step{"done", {}, 0, {}};
    case Readiness::ready:
        break;
    }
    return run_some(position.value_or(Position{0, {}}));
}

Vec<ChoreDone> run_all_chores() {
    Vec<ChoreDone> all{};
    bool levels_locked = false;
    int runs = most_runs;

    for (Chore *chore : chores) {
        ChoreDone done{chore->counted.name, 0};
        ChoreResult result{};
        result.more = true;

        for (int i = 0; result.more && i < runs && !(levels_locked && chore->waits_for_levels);
             i++) {
            result = run_once(*chore, ChoreTask{result.next, settings::expiry_batch_size,
                                                lock_patience, levels_locked});
            done.rows += result.done;
            levels_locked |= result.locks_levels;
        }
        // What buyers want most stays locked until the caller's transaction ends, so little follows.
        if (levels_locked && chore->waits_for_levels)
            runs = 1;
        all.add(done);
    }
    return all;
}

int64 done_by(const Vec<ChoreDone> &all, const char *chore) {
    for (const ChoreDone &done : all)
        if (strcmp(done.chore, chore) == 0)
            return done.rows;
    return 0;
}

} // namespace inventory
