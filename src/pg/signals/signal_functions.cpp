// The SQL functions of feed and signals: consumers, reading, collecting.
#include "pg/base/errors.hpp"
#include "pg/base/patience.hpp"
#include "pg/call/call.hpp"
#include "pg/call/own_transaction.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/signals/collector.hpp"
#include "pg/signals/consumers.hpp"
#include "pg/signals/feed.hpp"
#include "pg/sourcing/offers.hpp"

#include "core/products/product.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// A consumer that finds nothing says so often that it has looked.
constexpr TimestampTz looks_noted_every = 60 * USECS_PER_SEC;

int64 newest(Stream stream) {
    return run(stream == Stream::changes ? sql::newest_change : sql::newest_signal, Parameters{})[0]
        .bigint(1);
}

Statement &after(Stream stream) {
    return stream == Stream::changes ? sql::changes_after : sql::signals_after;
}

// What a consumer has before it, with the active snapshot.
Rows read_after(Stream stream, const Consumer &consumer, int max_rows) {
    return run(after(stream), Parameters().bigint(consumer.seq).bigint(max_rows),
               Read::with_active_snapshot);
}

void note_read(Text consumer_id) {
    run_own(sql::note_read, Parameters().text(consumer_id).time(GetCurrentTimestamp()));
}

// What cannot be collected now is left: what is there is read all the same. A database that is not whole is not
// looked at again for a while, for that reads all of it.
void collect_patiently() {
    constexpr TimestampTz looks_again_after = 5 * USECS_PER_SEC;
    static TimestampTz refused_at = 0;
    const TimestampTz now = GetCurrentTimestamp();

    if (!could_collect() || (now >= refused_at && now - refused_at < looks_again_after))
        return;
    if (!may_collect()) {
        refused_at = now;
        return;
    }
    const ErrorData *error = run_patiently(lock_patience, [] {
        collect();
        return true;
    });
    if (error != nullptr && !is_lock_timeout(error))
        ereport(WARNING, (errcode(error->sqlerrcode),
                          errmsg("changes could not be collected: %s", error->message)));
}

// What read_changes() and read_signals() have in common: collects where the call is a transaction by itself,
// and calls `answer(rows)` with what is after the cursor. Nothing where another transaction has the consumer.
template <class Answer>
void read_stream(FunctionCallInfo fcinfo, Stream stream, Text consumer_id, int max_rows,
                 Answer answer) {
    const bool may_write = !XactReadOnly && !RecoveryInProgress();
    const bool is_own = may_write && is_own_transaction(fcinfo);
    Consumer consumer = find_consumer(consumer_id, stream);

    if (is_own)
        collect_patiently();
    push_snapshot();
    Rows rows = read_after(stream, consumer, max_rows);
    const bool is_quiet =
        consumer.read_at && GetCurrentTimestamp() - *consumer.read_at < looks_noted_every;
    if (may_write && (rows.count > 0 || (is_own && !is_quiet))) {
        std::optional<Consumer> locked = try_consumer(consumer_id);
        if (locked && locked->seq != consumer.seq)
            rows = read_after(stream, *locked, max_rows);
        if (!locked)
            rows.count = 0;
        else if (is_own)
            note_read(consumer_id);
        // Who acts on what is read acts on what a crash does not take back.
        if (is_own)
            ForceSyncCommit();
    }
    answer(rows);
    pop_snapshot();
}

int read_max_rows(Arguments &arguments) {
    int max_rows = arguments.integer("max_rows");

    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");
    return max_rows;
}

// A variant as it is now.
void answer_change(Call &call, Lister &lister, const Row &row) {
    const Text variant_id = row.text(2);
    const core::Listing listing = lister.list(variant_id);
    const core::ProductVariant variant = core::ProductVariant::of(listing);

    call.answer_bigint(row.bigint(1));
    call.answer_text(variant_id);
    call.answer_text(row.optional_text(3));
    call.answer_bigint(variant.available);
    call.answer_boolean(variant.backorderable);
    call.answer_boolean(listing.tracked);
    call.answer_integer(lister.levels() > 0 ? lister.levels() : listing.locations);
    call.answer(TEXTARRAYOID, NullableDatum{0, true});
    call.answer_time(row.optional_time(4));
}

} // namespace

INVENTORY_FUNCTION(create_consumer) {
    Call call = Call::changing(fcinfo, "create_consumer");
    Arguments arguments(fcinfo);

    Text consumer_id = arguments.id("consumer_id");
    std::optional<Stream> stream = stream_named(arguments.id("stream"));
    std::optional<bool> from_start = arguments.optional_flag("from_start");
    if (!stream)
        raise_invalid("stream", "must be changes or signals");
    const bool begins = from_start.value_or(*stream == Stream::changes);
    const char *role = GetUserNameFromId(GetOuterUserId(), false);
    Rows made = run_own(sql::make_consumer, Parameters()
                                                .text(consumer_id)
                                                .text(name_of(*stream))
                                                .bigint(begins ? 0 : newest(*stream))
                                                .text(Text{role})
                                                .time(GetCurrentTimestamp()));
    call.answer_boolean(made.count > 0);
    return call.finish();
}

INVENTORY_FUNCTION(drop_consumer) {
    Call call = Call::changing(fcinfo, "drop_consumer");
    Arguments arguments(fcinfo);

    Text consumer_id = arguments.id("consumer_id");
    Parameters id = Parameters().text(consumer_id);
    const bool is_manager = run(sql::may_adjust, Parameters().oid(GetOuterUserId()))[0].boolean(1);
    const bool is_there = run(sql::read_consumer, id).count > 0;
    if (is_there && !is_manager)
        hold_consumer(consumer_id);
    call.answer_boolean(is_there && run_own(sql::drop_consumer, id).count > 0);
    return call.finish();
}

INVENTORY_FUNCTION(read_changes) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text consumer_id = arguments.id("consumer_id");
    int max_rows = read_max_rows(arguments);
    read_stream(fcinfo, Stream::changes, consumer_id, max_rows, [&](const Rows &rows) {
        Lister lister = Lister::open_unbounded();
        for (int i = 0; i < rows.count; i++) {
            CHECK_FOR_INTERRUPTS();
            answer_change(call, lister, rows[i]);
        }
        lister.close();
    });
    return call.finish();
}

INVENTORY_FUNCTION(read_signals) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text consumer_id = arguments.id("consumer_id");
    int max_rows = read_max_rows(arguments);
    read_stream(fcinfo, Stream::signals, consumer_id, max_rows, [&](const Rows &rows) {
        for (int i = 0; i < rows.count; i++)
            call.answer_row(rows, i);
    });
    return call.finish();
}

INVENTORY_FUNCTION(acknowledge) {
    Call call = Call::changing(fcinfo, "acknowledge");
    Arguments arguments(fcinfo);

    Text consumer_id = arguments.id("consumer_id");
    std::optional<int64> seq = arguments.optional_bigint("seq");
    if (!seq)
        raise_null("seq");
    const Consumer consumer = hold_consumer(consumer_id);
    if (*seq > consumer.seq) {
        if (*seq > newest(*stream_named(consumer.stream)))
            raise_invalid("seq", "must not be past the newest that there is");
        run_own(sql::move_consumer, Parameters().text(consumer_id).bigint(*seq));
    }
    call.answer_bigint(std::max(*seq, consumer.seq));
    return call.finish();
}

INVENTORY_FUNCTION(collect_changes) {
    Call call = Call::changing(fcinfo, "collect_changes");
    Arguments arguments(fcinfo);

    std::optional<int64> max_rows = arguments.optional_bigint("max_rows");
    if (max_rows && *max_rows < 1)
        raise_invalid("max_rows", "must be positive");
    Collected collected{};
    if (may_collect())
        collected = collect(std::min(max_rows.value_or(most_collected), most_collected));
    call.answer_bigint(collected.transactions);
    call.answer_bigint(collected.variants);
    call.answer_bigint(collected.signals);
    return call.finish();
}

INVENTORY_FUNCTION(announce_changes) {
    Call call = Call::changing(fcinfo, "announce_changes");

    call.answer_bigint(may_collect() ? announce_everything() : 0);
    return call.finish();
}

} // namespace inventory
