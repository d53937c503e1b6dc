// Direct SQL on levels, see direct_sql.hpp.
#include "pg/triggers/direct_sql.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/identity.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/intervals.hpp"
#include "pg/engine/levels.hpp"
#include "pg/kits/kits.hpp"
#include "pg/ledger/numbers.hpp"
#include "pg/ledger/policy_text.hpp"
#include "pg/supplies/supplies.hpp"

extern "C" {
#include "access/xact.h"
#include "utils/memutils.h"
}

namespace inventory {
namespace {

// A change by direct SQL. What its ledger rows say besides is the same for all.
struct DirectChange {
    SubTransactionId subtransaction;
    core::Difference change;
    bool is_new;
    Text policy;  // what the ledger says of it, else empty
    bool settles; // the row needs its version counted, or its shortfall looked at
};

// So many are noted before they are written, so that a COPY of any size needs little memory.
constexpr int direct_batch = 1000;

// A statement of direct SQL that has not ended, and what its row triggers saw. A trigger may run
// another one meanwhile, deeper.
struct DirectStatement {
    int trigger_depth;
    MemoryContext memory; // lives as long as the statement
    Vec<DirectChange> changes;
};

Vec<DirectStatement> direct_statements;

// What direct SQL sets without a stripe it sets on each, so a level of several rows it may not change.
void check_single_row(const LevelChange &change) {
    int rows = change.before->integer(level::layout);

    if (rows > 1)
        raise_striped(change.key(), rows);
}

// A limit that follows supply is what that comes to.
void check_limit(const LevelChange &change) {
    const Row *before = change.before;
    const Row &after = *change.after;
    bool followed = before != nullptr && before->boolean(level::promise_incoming);

    if (!after.boolean(level::promise_incoming) ||
        (followed && before->optional_bigint(level::backorder_limit) ==
                         after.optional_bigint(level::backorder_limit)))
        return;
    if (after.optional_bigint(level::backorder_limit) !=
        limit_of(read_supplies(change.key(), true)))
        raise_maintained("backorder_limit", change.key());
}

// What set_level_policy() sees to.
void check_terms(const Row &after) {
    auto length = [&](int column) {
        return after.is_null(column)
                   ? std::optional<int64>()
                   : std::optional(core::length_of(
                         span_of(column == level::ships_in ? "ships_in" : "ships_in_max",
                                 *DatumGetIntervalP(after.datum(column)))
                             .value_or(core::Span{})));
    };
    std::optional<int64> least = length(level::ships_in), most = length(level::ships_in_max);

    if (least == 0)
        raise_invalid("ships_in", "must be positive");
    if (most && (!least || *most < *least))
        raise_invalid("ships_in_max", "must be null without ships_in, and at least that");
}

// What direct SQL may not do to a row that was there, or is there now.
void check_maintained(const LevelChange &change) {
    const Row *before = change.before;
    const Row &after = *change.after;

    if (before != nullptr) {
        core::LevelKey key = before->key(level::variant_id, level::location_id);
        if (key.variant_id != after.text(level::variant_id))
            raise_maintained("variant_id", key);
        if (key.location_id != after.text(level::location_id))
            raise_maintained("location_id", key);
        if (before->integer(level::stripe) != after.integer(level::stripe))
            raise_maintained("stripe", key);
    }
    core::LevelKey key = change.key();
    if (change.delta(level::reserved) != 0)
        raise_maintained("reserved", key);
    if (change.delta(level::shortfall) != 0)
        raise_maintained("shortfall", key);
    if (before != nullptr && change.delta(level::version) != 0)
        raise_maintained("version", key);
    if (change.delta(level::incoming) != 0 && before != nullptr && has_supplies(key, true))
        raise_maintained("incoming", key);
    check_limit(change);
    check_terms(after);
    if (after.boolean(level::draining) != (before != nullptr && before->boolean(level::draining)))
        raise_maintained("draining", key);
    if (after.integer(level::layout) != (before != nullptr ? before->integer(level::layout) : 0))
        raise_maintained("layout", key);
}

void check_new(const LevelChange &change) {
    core::LevelKey key = change.key();

    if (!is_id(key.variant_id))
        raise_invalid("variant_id", "must be 1 to 255 characters and at most 800 bytes long");
    if (!is_id(key.location_id))
        raise_invalid("location_id", "must be 1 to 255 characters and at most 800 bytes long");
    if (change.after->integer(level::stripe) != 0)
        raise_maintained("stripe", key);
    lock_to_make_levels();
    refuse_kit(key.variant_id);
}

void check_deleted(const LevelChange &change) {
    core::LevelKey key = change.key();
    int64 on_hand = change.old_bigint(level::on_hand);
    int64 reserved = change.old_bigint(level::reserved);
    int64 incoming = change.old_bigint(level::incoming);

    if (on_hand != 0 || reserved != 0 || incoming != 0)
        raise_level_not_empty(key, on_hand, reserved, incoming);
}

void check_direct_change(const LevelChange &change) {
    if (change.is_new()) {
        check_new(change);
        return check_maintained(change);
    }
    check_single_row(change);
    if (change.after == nullptr)
        return check_deleted(change);
    check_maintained(change);
}

// The statement that fired the trigger being run, as a position among those that have not ended.
int firing_statement() {
    int depth = trigger_depth();
    int at = 0;

    while (at < direct_statements.count && direct_statements[at].trigger_depth != depth)
        at++;
    return at;
}

// What the ledger says of a change.
void explain(const DirectChange &direct, Vec<LedgerEntry> &entries) {
    using T = core::EntryType;
    const core::Difference &change = direct.change;
    auto add = [&](T type, core::Quantity on_hand, core::Quantity incoming) {
        if (on_hand != 0 || incoming != 0)
            entries.add(LedgerEntry{type, {change.key, on_hand, 0, incoming}, {}, "direct SQL"});
    };

    if (direct.is_new) {
        add(T::initial, change.on_hand, change.incoming);
    } else {
        add(T::adjust, change.on_hand, 0);
        add(T::incoming, 0, change.incoming);
    }
    if (!direct.policy.empty())
        entries.add(LedgerEntry{T::policy, {change.key, 0, 0, 0}, {}, direct.policy});
}

// A restore of an older version brings levels that have nothing and no history as if they were new, but for
// when they were written.
bool is_restored(const LevelChange &change) {
    return change.is_new() &&
           change.after->time(level::updated_at) < GetCurrentTransactionStartTimestamp();
}

// What the ledger says of the policy of a row, in the current memory context.
Text policy_of(const LevelChange &change, bool moves) {
    core::Level before, after;

    if (change.before != nullptr)
        before = level_of(*change.before);
    if (change.after != nullptr)
        after = level_of(*change.after);
    if (!records_policies() || is_restored(change))
        return {};
    // What comes with its units tells by these that it is there.
    return policy_text(change.is_new() && !moves ? nullptr : &before,
                       change.after == nullptr ? nullptr : &after);
}

void on_subtransaction(SubXactEvent event, SubTransactionId subtransaction, SubTransactionId,
                       void *) {
    if (event != SUBXACT_EVENT_ABORT_SUB)
        return;
    for (DirectStatement &statement : direct_statements) {
        int kept = 0;
        for (const DirectChange &direct : statement.changes)
            if (direct.subtransaction < subtransaction)
                statement.changes[kept++] = direct;
        statement.changes.count = kept;
    }
}

// What was noted went with the transaction's memory.
void on_transaction(XactEvent event, void *) {
    if (event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PARALLEL_PRE_COMMIT &&
        event != XACT_EVENT_PRE_PREPARE)
        direct_statements = {};
}

} // namespace

void record_direct_changes(Oid owner) {
    int at = firing_statement();
    Vec<LedgerEntry> entries{};
    Vec<DirectChange> settling{};

    if (at == direct_statements.count)
        return;
    const DirectStatement statement = direct_statements[at];
    direct_statements[at] = direct_statements[--direct_statements.count];
    SPI_connect();
    for (const DirectChange &direct : statement.changes) {
        explain(direct, entries);
        if (direct.settles)
            settling.add(direct);
    }

    run_as(owner, [&] {
        number_entries(entries);
        write_ledger(entries, std::nullopt);
        if (!settling.empty())
            run_own(sql::settle_direct_changes,
                    Parameters()
                        .keys(settling.count, [&](int i) { return settling[i].change.key; })
                        .time(GetCurrentTimestamp()));
    });
    SPI_finish();
    MemoryContextDelete(statement.memory);
}

void note_direct_change(const LevelChange &change, Oid owner) {
    check_direct_change(change);

    int at = firing_statement();
    MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);
    if (at == direct_statements.count)
        direct_statements.add(
            DirectStatement{trigger_depth(),
                            AllocSetContextCreate(TopTransactionContext, "inventory direct changes",
                                                  ALLOCSET_DEFAULT_SIZES),
                            {}});
    DirectStatement &statement = direct_statements[at];
    MemoryContextSwitchTo(statement.memory);
    bool moves = change.delta(level::on_hand) != 0 || change.delta(level::incoming) != 0;
    Text policy = policy_of(change, moves);
    bool settles = change.after != nullptr &&
                   (moves || !policy.empty() || change.new_bigint(level::shortfall) != 0);
    if (moves || settles || !policy.empty())
        statement.changes.add(DirectChange{GetCurrentSubTransactionId(), change.difference(),
                                           change.is_new(), policy, settles});
    MemoryContextSwitchTo(caller);
    if (statement.changes.count >= direct_batch)
        record_direct_changes(owner);
}

void register_direct_sql_callbacks() {
    RegisterXactCallback(on_transaction, nullptr);
    RegisterSubXactCallback(on_subtransaction, nullptr);
}

} // namespace inventory
