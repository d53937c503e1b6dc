// The schedule of schedule.hpp: a hash table of databases.
#include "pg/worker/schedule.hpp"

#include "pg/worker/databases.hpp"
#include "pg/base/settings.hpp"

extern "C" {
#include "portability/instr_time.h"
#include "utils/hsearch.h"
}

namespace inventory {

namespace {

constexpr int rest_after_verifying = 10; // times as long as it took

HTAB *plans = nullptr;
uint32 readings = 0;

DatabasePlan *find_plan(Oid database, HASHACTION action, bool *found) {
    return static_cast<DatabasePlan *>(hash_search(plans, &database, action, found));
}

void note_database(Oid database, const NameData &name) {
    bool found = false;
    DatabasePlan *plan = find_plan(database, HASH_ENTER, &found);

    if (!found)
        *plan =
            DatabasePlan{database, name, 0, 0, 0, PassResult::pending, false, false, readings, {}};
    plan->name = name;
    plan->seen = readings;
}

template <typename Visitor> void visit_plans(Visitor visit) {
    HASH_SEQ_STATUS status;

    hash_seq_init(&status, plans);
    while (auto plan = static_cast<DatabasePlan *>(hash_seq_search(&status)))
        visit(plan);
}

int64 next_delay(const DatabasePlan &plan, PassResult result) {
    const int64 longest = settings::discovery_interval;

    if (plan.delay == 0 || plan.last != result)
        return Min(settings::expiry_interval, longest);
    return Min(2 * plan.delay, longest);
}

void log_verification(DatabasePlan *plan, PassResult result) {
    if (result == PassResult::not_ready && !plan->left_alone) {
        plan->left_alone = true;
        ereport(LOG,
                (errmsg("inventory worker leaves database \"%s\" alone until it is verified",
                        NameStr(plan->name)),
                 errdetail("It was restored or copied, and its stock and ledger do not agree yet."),
                 errhint("SELECT * FROM inventory.verify_inventory() shows what is wrong.")));
    } else if (plan->left_alone && (result == PassResult::idle || result == PassResult::busy)) {
        plan->left_alone = false;
        ereport(LOG, (errmsg("inventory worker found database \"%s\" verified and works there",
                             NameStr(plan->name))));
    }
}

} // namespace

int64 monotonic_ms() {
    instr_time now;

    INSTR_TIME_SET_CURRENT(now);
    return static_cast<int64>(INSTR_TIME_GET_MILLISEC(now));
}

void create_schedule() {
    HASHCTL control{};

    control.keysize = sizeof(Oid);
    control.entrysize = sizeof(DatabasePlan);
    plans = hash_create("inventory schedule", 64, &control, HASH_ELEM | HASH_BLOBS);
}

void refresh_schedule() {
    readings++;
    visit_databases(note_database);
    visit_plans([](DatabasePlan *plan) {
        if (plan->seen != readings)
            find_plan(plan->database, HASH_REMOVE, nullptr);
    });
}

DatabasePlan *most_overdue(int64 now) {
    DatabasePlan *first = nullptr;

    visit_plans([&](DatabasePlan *plan) {
        if (!plan->running && plan->due <= now && (first == nullptr || plan->due < first->due))
            first = plan;
    });
    return first;
}

int64 next_due(int64 latest) {
    visit_plans([&](DatabasePlan *plan) {
        if (!plan->running)
            latest = Min(latest, plan->due);
    });
    return latest;
}

void settle_pass(Oid database, PassResult result, const PassPosition &position, int64 now) {
    DatabasePlan *plan = find_plan(database, HASH_FIND, nullptr);

    if (plan == nullptr)
        return;
    if (result == PassResult::pending)
        result = PassResult::failed;

    ereport(DEBUG1, (errmsg_internal("inventory pass over database \"%s\": %s", NameStr(plan->name),
                                     result_name(result))));
    log_verification(plan, result);
    switch (result) {
    case PassResult::idle:
    case PassResult::put_off:
        plan->delay = 0;
        plan->due = Max(plan->started + settings::expiry_interval,
                        now + Min(settings::expiry_interval, breathing_space));
        break;
    case PassResult::busy:
        plan->delay = 0;
        plan->due = now + breathing_space;
        break;
    default:
        plan->delay = next_delay(*plan, result);
        plan->due = now + plan->delay;
        if (result == PassResult::not_ready)
            plan->due = Max(plan->due, now + rest_after_verifying * (now - plan->started));
        break;
    }
    plan->last = result;
    plan->running = false;
    plan->position = result == PassResult::busy ? position : PassPosition{};
}

void make_all_due() {
    visit_plans([](DatabasePlan *plan) {
        plan->delay = 0;
        plan->due = 0;
    });
}

} // namespace inventory
