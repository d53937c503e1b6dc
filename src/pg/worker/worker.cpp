// The worker: a background process that does one pass over one database and is gone.
//
// A pass is a chain of steps, each in a short transaction of its own; between two of them the worker
// holds nothing and looks whether it should leave: somebody wants the database or the extension, the
// settings say so, or its time is up. Not here: the function that does a step (step.cpp), and which
// database is due when (schedule.cpp).
#include "pg/worker/worker.hpp"

#include "pg/base/compat.hpp"
#include "pg/stats/counters.hpp"
#include "pg/worker/databases.hpp"
#include "pg/worker/schedule.hpp"
#include "pg/worker/step.hpp"
#include "pg/base/settings.hpp"
#include "pg/worker/worker_slots.hpp"

extern "C" {
#include "access/xact.h"
#include "catalog/pg_extension.h"
#include "commands/dbcommands.h"
#include "commands/extension.h"
#include "libpq/pqsignal.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/lock.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

PGDLLEXPORT void inventory_worker_main(Datum);
}

namespace inventory {

namespace {

constexpr int64 longest_pass = 1000; // ms; then other databases have their turn

// What the cluster's, database's or role's configuration says of these is meant for users'
// sessions. Commits need not wait for the disk, or for a standby: expiry that a crash undoes is
// done again. A step has a lock timeout of its own; this one is for locks on the catalogs.
void make_session_safe() {
    static constexpr const char *overrides[][2] = {
        {"client_min_messages", "error"},
        {"default_transaction_deferrable", "off"},
        {"default_transaction_isolation", "read committed"},
        {"default_transaction_read_only", "off"},
        {"idle_in_transaction_session_timeout", "0"},
        {"inventory.actor", "worker"},
        {"jit", "off"},
        {"lock_timeout", "1s"},
        {"row_security", "on"},
        {"search_path", ""},
        {"session_replication_role", "origin"},
        {"statement_timeout", "0"},
        {"synchronous_commit", "off"},
    };

    for (const auto &setting : overrides)
        SetConfigOption(setting[0], setting[1], PGC_SUSET, PGC_S_OVERRIDE);
    if (compat::has_transaction_timeout)
        SetConfigOption("transaction_timeout", "0", PGC_SUSET, PGC_S_OVERRIDE);
}

// The extension, locked until the end of the transaction so that it cannot be dropped under a
// step. InvalidOid where there is none. Does not wait: `busy` tells that somebody has it.
Oid lock_extension(bool *busy) {
    const Oid extension = get_extension_oid("inventory", true);
    LOCKTAG tag;

    *busy = false;
    if (!OidIsValid(extension))
        return InvalidOid;

    SET_LOCKTAG_OBJECT(tag, MyDatabaseId, ExtensionRelationId, extension, 0);
    if (LockAcquire(&tag, AccessShareLock, false, true) == LOCKACQUIRE_NOT_AVAIL) {
        *busy = true;
        return InvalidOid;
    }
    AcceptInvalidationMessages();
    return get_extension_oid("inventory", true) == extension ? extension : InvalidOid;
}

// One step in a transaction of its own, as the owner of the extension's function until the commit
// is over. Does not wait for anybody who is about to change the database or the extension.
StepResult run_step(const PassTicket &ticket, PassPosition *position) {
    StepResult result{false, PassResult::put_off};
    bool extension_busy = false;
    StepFunction step{};
    Oid session_user = InvalidOid;
    int session_context = 0;

    SetCurrentStatementStartTimestamp();
    pgstat_report_activity(STATE_RUNNING, "inventory.run_chore");
    StartTransactionCommand();
    GetUserIdAndSecContext(&session_user, &session_context);

    if (database_is_free(MyDatabaseId)) {
        const Oid extension = lock_extension(&extension_busy);

        report_extension(ticket, extension);
        if (OidIsValid(extension))
            step = find_step_function(extension);
        if (OidIsValid(step.function)) {
            SetUserIdAndSecContext(step.owner, session_context | SECURITY_LOCAL_USERID_CHANGE);
            result = call_step(step, position);
        } else if (!extension_busy)
            result.end = PassResult::absent;
    }

    CommitTransactionCommand();
    SetUserIdAndSecContext(session_user, session_context);
    pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, nullptr);
    return result;
}

// Errors that other sessions cause and the next pass will not meet again. A step is cancelled by the
// launcher where it is in somebody's way, or by an administrator.
bool is_contention(int sqlstate) {
    return sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE ||
           sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED || sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
           sqlstate == ERRCODE_QUERY_CANCELED;
}

// Ends the transaction after an error, which goes to the log unless it is contention. Returns how
// the pass ended.
PassResult recover(MemoryContext context) {
    const int sqlstate = geterrcode();
    const bool quiet = is_contention(sqlstate);

    HOLD_INTERRUPTS();
    MemoryContextSwitchTo(context);
    if (!quiet) {
        const ErrorData *error = CopyErrorData();
        count_step_failure(sqlstate, error->message);
        EmitErrorReport();
    }
    AbortOutOfAnyTransaction();
    MemoryContextSwitchTo(context);
    FlushErrorState();
    RESUME_INTERRUPTS();

    if (quiet)
        ereport(DEBUG1, (errmsg_internal("inventory worker: step put off, SQLSTATE %s",
                                         unpack_sql_state(sqlstate))));
    pgstat_report_activity(STATE_IDLE, nullptr);
    return quiet ? PassResult::put_off : PassResult::failed;
}

volatile sig_atomic_t in_step = 0;

// The launcher's wish that the worker makes way: heard in a step only, between two of them the worker
// looks for itself.
void cancel_step(SIGNAL_ARGS) {
    if (in_step != 0)
        StatementCancelHandler(postgres_signal_arg);
}

// run_step() that raises nothing.
StepResult try_step(const PassTicket &ticket, PassPosition *position) {
    MemoryContext context = CurrentMemoryContext;
    // Volatile: both are looked at after a longjmp.
    volatile bool more = false;
    volatile PassResult end = PassResult::failed;

    in_step = 1;
    PG_TRY();
    {
        const StepResult result = run_step(ticket, position);

        more = result.more;
        end = result.end;
    }
    PG_CATCH();
    { end = recover(context); }
    PG_END_TRY();
    in_step = 0;
    QueryCancelPending = false;

    return StepResult{more, end};
}

// The line in the log that says where an error happened.
void describe_pass(void *database) {
    errcontext("inventory worker in database \"%s\"", static_cast<const char *>(database));
}

// The name of the database, in memory that outlives transactions.
char *database_name() {
    StartTransactionCommand();
    const char *name = get_database_name(MyDatabaseId);
    char *copy = MemoryContextStrdup(TopMemoryContext, name != nullptr ? name : "");
    CommitTransactionCommand();
    return copy;
}

// Steps until nothing is left to do or there is a reason to leave. The first step is always that
// of a new pass, which looks whether the database is ready; then it goes on where the last pass
// stopped, so that what others hold up cannot keep every pass from what comes after.
PassResult run_pass(const PassTicket &ticket, PassPosition *position) {
    PassPosition resume = pass_position(ticket);
    const int64 started = monotonic_ms();

    for (;;) {
        // Shutdown, or an administrator: not worth a line in the log.
        if (ProcDiePending)
            proc_exit(0);
        if (ConfigReloadPending) {
            ConfigReloadPending = false;
            ProcessConfigFile(PGC_SIGHUP);
        }
        if (!settings::worker_enabled)
            return PassResult::disabled;

        const StepResult result = try_step(ticket, position);

        if (!result.more)
            return result.end;
        const bool late = monotonic_ms() - started >= longest_pass;

        // One step at the new position at least, so that each pass gets on.
        if (!resume.is_beginning() && !position->is_beginning()) {
            *position = resume;
            resume = PassPosition{};
            continue;
        }
        if (late) {
            if (position->is_beginning())
                *position = resume;
            return PassResult::busy;
        }
    }
}

} // namespace

} // namespace inventory

// The worker's main function: one pass over the database of its ticket.
void inventory_worker_main(Datum) {
    inventory::PassTicket ticket{};
    inventory::PassPosition position{};
    ErrorContextCallback callback{};

    memcpy(&ticket, MyBgworkerEntry->bgw_extra, sizeof(ticket));
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    pqsignal(SIGTERM, die);
    pqsignal(SIGINT, inventory::cancel_step);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnectionByOid(ticket.database, InvalidOid, 0);
    pgstat_report_appname("inventory worker");
    inventory::make_session_safe();

    callback.callback = inventory::describe_pass;
    callback.arg = inventory::database_name();
    callback.previous = error_context_stack;
    error_context_stack = &callback;
    const inventory::PassResult result = inventory::run_pass(ticket, &position);
    inventory::count_pass(result);
    inventory::report_pass(ticket, result, position);
    error_context_stack = callback.previous;
}
