// The launcher: a background process, connected to no database, that starts a short-lived worker
// for each database that is due.
//
// An error ends the process; the postmaster starts it again a few seconds later, and it begins
// with an empty schedule. Not here: when a database is due (schedule.cpp), what a worker does
// (worker.cpp).
#include "pg/worker/launcher.hpp"

#include "pg/base/compat.hpp"
#include "pg/worker/databases.hpp"
#include "pg/worker/schedule.hpp"
#include "pg/base/settings.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_slots.hpp"

#include <csignal>

extern "C" {
#include "access/xact.h"
#include "libpq/pqsignal.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/sinval.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"

PGDLLEXPORT void inventory_launcher_main(Datum);
}

namespace inventory {

namespace {

constexpr int restart_after_error = 5;                      // seconds
constexpr int64 longest_nap = int64{60} * 1000;             // ms
constexpr int64 longest_nap_beside_a_pass = 1000;           // ms
constexpr int64 retry_without_slots = 1000;                 // ms
constexpr int64 log_without_slots_every = int64{60} * 1000; // ms

// A worker under way; free where the handle is null.
struct Pass {
    BackgroundWorkerHandle *handle;
    PassTicket ticket;
};

Pass passes[settings::max_workers_limit];
int64 no_start_before = 0;
int64 next_log_without_slots = 0;

int passes_under_way() {
    int count = 0;

    for (const Pass &pass : passes)
        count += pass.handle != nullptr;
    return count;
}

// Takes in the results of the workers that are gone.
void collect_passes() {
    for (Pass &pass : passes) {
        pid_t pid = 0;

        if (pass.handle == nullptr || GetBackgroundWorkerPid(pass.handle, &pid) != BGWH_STOPPED)
            continue;
        settle_pass(pass.ticket.database, pass_result(pass.ticket), pass_position(pass.ticket),
                    monotonic_ms());
        pfree(pass.handle);
        pass.handle = nullptr;
    }
}

// Cancels the steps that are in the way of somebody who is dropping, copying or renaming their
// database, or dropping the extension there. A worker looks for itself between two steps, but the
// verification of a large database is one.
void make_way() {
    if (passes_under_way() == 0)
        return;

    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    for (const Pass &pass : passes) {
        const Oid database = pass.ticket.database;
        pid_t pid = 0;

        if (pass.handle == nullptr || GetBackgroundWorkerPid(pass.handle, &pid) != BGWH_STARTED)
            continue;
        const Oid extension = pass_extension(pass.ticket);
        if (!database_is_free(database) ||
            (OidIsValid(extension) && !extension_is_free(database, extension)))
            (void)kill(pid, SIGINT);
    }
    CommitTransactionCommand();
}

// Asks the postmaster for a worker. False: max_worker_processes are all in use.
bool start_worker(Pass *pass, const DatabasePlan &plan) {
    BackgroundWorker worker{};

    pass->ticket = open_slot(static_cast<uint32>(pass - passes), plan.database, plan.position);

    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    worker.bgw_restart_time = BGW_NEVER_RESTART;
    worker.bgw_notify_pid = MyProcPid;
    strlcpy(worker.bgw_library_name, "inventory", sizeof(worker.bgw_library_name));
    strlcpy(worker.bgw_function_name, worker_function, sizeof(worker.bgw_function_name));
    strlcpy(worker.bgw_type, "inventory worker", sizeof(worker.bgw_type));
    snprintf(worker.bgw_name, sizeof(worker.bgw_name), "inventory worker for database %u",
             plan.database);
    static_assert(sizeof(PassTicket) <= sizeof(worker.bgw_extra));
    memcpy(worker.bgw_extra, &pass->ticket, sizeof(PassTicket));

    MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);
    const bool started = RegisterDynamicBackgroundWorker(&worker, &pass->handle);
    MemoryContextSwitchTo(caller);
    if (!started)
        pass->handle = nullptr;
    return started;
}

// Without a free worker process nothing can start for a while, and the log says so now and then.
void put_off_starts(int64 now) {
    no_start_before = now + retry_without_slots;
    if (now < next_log_without_slots)
        return;
    next_log_without_slots = now + log_without_slots_every;
    ereport(LOG,
            (errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
             errmsg("no background worker process is free for the inventory worker"),
             errhint("Consider increasing the configuration parameter \"max_worker_processes\".")));
}

// Starts a worker for each database that is due, as far as inventory.max_workers goes. One that
// somebody is dropping, copying or renaming is left alone: its worker would only wait, or fail.
void start_due_passes() {
    const int64 now = monotonic_ms();
    int under_way = passes_under_way();

    if (now < no_start_before || under_way >= settings::max_workers)
        return;

    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    refresh_schedule();

    for (Pass &pass : passes) {
        DatabasePlan *plan = nullptr;

        if (under_way >= settings::max_workers)
            break;
        if (pass.handle != nullptr)
            continue;
        while ((plan = most_overdue(now)) != nullptr && !database_is_free(plan->database))
            plan->due = now + breathing_space;
        if (plan == nullptr)
            break;
        if (!start_worker(&pass, *plan)) {
            put_off_starts(now);
            break;
        }
        plan->running = true;
        plan->started = now;
        under_way++;
    }

    CommitTransactionCommand();
}

// How long nothing will be due. New databases are looked for all the time, so never longer than
// the shorter interval. While workers are at work they are looked after.
int64 nap_length() {
    const int64 now = monotonic_ms();
    const int under_way = passes_under_way();
    int64 wake = now + (under_way > 0 ? longest_nap_beside_a_pass : longest_nap);

    if (under_way < settings::max_workers) {
        wake =
            next_due(Min(wake, now + Min(settings::expiry_interval, settings::discovery_interval)));
        wake = Max(wake, no_start_before);
    }
    return Max(wake - now, 0);
}

// Sleeps until something is due, a worker is gone, or a signal arrives, and serves the signals.
// At SIGTERM the process ends without a word; not with status 0, after which the postmaster would
// not start it again for somebody who ended just this process.
void nap() {
    (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
                    static_cast<long>(nap_length()), compat::launcher_wait_event());
    ResetLatch(MyLatch);

    if (ProcDiePending)
        proc_exit(1);
    CHECK_FOR_INTERRUPTS();
    ProcessCatchupInterrupt();

    if (ConfigReloadPending) {
        ConfigReloadPending = false;
        ProcessConfigFile(PGC_SIGHUP);
        make_all_due();
    }
}

} // namespace

void register_launcher() {
    BackgroundWorker launcher{};

    launcher.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    launcher.bgw_start_time = BgWorkerStart_RecoveryFinished;
    launcher.bgw_restart_time = restart_after_error;
    strlcpy(launcher.bgw_library_name, "inventory", sizeof(launcher.bgw_library_name));
    strlcpy(launcher.bgw_function_name, "inventory_launcher_main",
            sizeof(launcher.bgw_function_name));
    strlcpy(launcher.bgw_name, "inventory launcher", sizeof(launcher.bgw_name));
    strlcpy(launcher.bgw_type, "inventory launcher", sizeof(launcher.bgw_type));

    RegisterBackgroundWorker(&launcher);
}

} // namespace inventory

// The launcher's main function: never returns.
void inventory_launcher_main(Datum) {
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    pgstat_report_appname("inventory launcher");
    SetConfigOption("search_path", "", PGC_SUSET, PGC_S_OVERRIDE);

    inventory::create_schedule();
    for (;;) {
        inventory::collect_passes();
        inventory::make_way();
        inventory::start_due_passes();
        inventory::nap();
    }
}
