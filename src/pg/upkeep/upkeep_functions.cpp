// The SQL functions of the upkeep: expiry, a transaction of the worker, maintain(), and dropping old
// ledger rows.
#include "pg/base/errors.hpp"
#include "pg/base/intervals.hpp"
#include "pg/base/settings.hpp"
#include "pg/call/call.hpp"
#include "pg/call/own_transaction.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/signals/collector.hpp"
#include "pg/signals/feed.hpp"
#include "pg/stats/counters.hpp"
#include "pg/upkeep/chores.hpp"
#include "pg/upkeep/sweep.hpp"

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// drop_transactions_before() deletes by an array of so many ids at most.
constexpr int64 most_rows_at_once = 1000000;

// What is dropped of the ledger, and by what statement.
struct Dropping {
    Statement *statement;
    std::optional<Feed> feed; // only what it has collected
};

// What was not collected yet is collected first, as far as that may be, and else left.
Dropping what_to_drop() {
    if (!has_column(Table::dropped_transactions, dropped_transaction::newest_recorded_at))
        return Dropping{&sql::drop_ledger_without_newest, std::nullopt};
    if (!settings::collect || !has_feed())
        return Dropping{&sql::drop_ledger, std::nullopt};
    if (may_collect())
        while (collect().more)
            CHECK_FOR_INTERRUPTS();
    Feed feed = read_feed().value_or(Feed::of_nothing());
    // Numbers of another cluster's transactions say nothing of this one's.
    if (feed.life.system_identifier != Life::present().system_identifier)
        feed.collected = Feed::of_nothing().collected;
    return Dropping{&sql::drop_collected_ledger, feed};
}

} // namespace

INVENTORY_FUNCTION(expire_stale_carts) {
    Call call = Call::changing(fcinfo, "expire_stale_carts");
    Arguments arguments(fcinfo);
    int64 expired = 0;

    std::optional<Interval> older_than = arguments.optional_interval("older_than");
    int64 max_carts =
        arguments.optional_integer("max_carts").value_or(10 * settings::expiry_batch_size);
    if (max_carts < 1)
        raise_invalid("max_carts", "must be positive");
    OptionalTime since;
    if (older_than)
        since = time_before(GetCurrentTimestamp(), &*older_than, "older_than");
    if (is_own_transaction(fcinfo))
        make_constraints_immediate();
    std::optional<SweepKey> last;
    bool again = false;
    for (bool more = true; more && expired < max_carts; again = true) {
        CHECK_FOR_INTERRUPTS();
        int batch = static_cast<int>(Min(max_carts - expired, settings::expiry_batch_size));
        SweepResult swept = since ? sweep_idle_carts(*since, last, batch, again)
                                  : sweep_due_carts(last, batch, again);
        report(expiry, swept.failure);
        expired += swept.expired;
        last = swept.last;
        more = swept.picked == batch;
    }
    call.answer_bigint(expired);
    return call.finish();
}

INVENTORY_FUNCTION(run_chore) {
    Call call = Call::changing(fcinfo, "run_chore");
    Arguments arguments(fcinfo);

    if (!IsTransactionBlock())
        make_constraints_immediate();
    Step step = take_step(arguments.optional_text("after"));
    call.answer_text(step.state);
    call.answer_text(step.chore);
    call.answer_bigint(step.done);
    call.answer_text(step.next);
    return call.finish();
}

INVENTORY_FUNCTION(maintain) {
    Call call = Call::changing(fcinfo, "maintain");
    Vec<ChoreDone> all{};

    if (is_own_transaction(fcinfo))
        make_constraints_immediate();
    Readiness readiness = read_readiness();
    if (readiness == Readiness::ready)
        all = run_all_chores();
    if (readiness == Readiness::not_ready)
        ereport(
            NOTICE,
            (errmsg(
                 "this database is left alone: it was restored or copied and is not verified yet, "
                 "or a subscription fills it"),
             errhint("SELECT * FROM inventory.verify_inventory() shows what is wrong.")));
    count_pass(readiness == Readiness::not_ready ? PassResult::not_ready : PassResult::idle);
    call.answer_bigint(done_by(all, "expiry"));
    call.answer_bigint(done_by(all, "cart_retention"));
    call.answer_bigint(done_by(all, "request_retention"));
    return call.finish();
}

INVENTORY_FUNCTION(drop_transactions_before) {
    Call call = Call::changing(fcinfo, "drop_transactions_before");
    Arguments arguments(fcinfo);

    TimestampTz before = arguments.time("before");
    int64 max_rows = arguments.optional_bigint("max_rows").value_or(PG_INT64_MAX);
    int64 dropped = 0;
    if (TIMESTAMP_NOT_FINITE(before))
        raise_invalid("before", "must be finite");
    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");
    Dropping drop = what_to_drop();
    int64 batch, found;
    do {
        batch = Min(max_rows - dropped, most_rows_at_once);
        Parameters parameters = Parameters().time(before).bigint(batch);
        if (drop.feed)
            parameters.add(datum_of(drop.feed->collected))
                .bigint(drop.feed->since_id)
                .bigint(drop.feed->high_id);
        found = run_own(*drop.statement, parameters)[0].bigint(1);
        dropped += found;
    } while (found == batch && dropped < max_rows);
    call.answer_bigint(dropped);
    return call.finish();
}

} // namespace inventory
