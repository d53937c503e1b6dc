// The sweep, see sweep.hpp.
#include "pg/upkeep/sweep.hpp"

#include "pg/base/patience.hpp"
#include "pg/engine/workspace.hpp"
#include "pg/rows/scan.hpp"

#include <cstdlib>

namespace inventory {
namespace {

// Whether the rows that a hold is on are there and locked.
bool are_locked(const Workspace &ws, const Hold &hold) {
    const Level &level = ws.levels[hold.level];

    for (int held = hold.first_row; held >= 0; held = ws.hold_rows[held].next_row) {
        int row = ws.find_row(level, ws.hold_rows[held].stripe);
        if (row < 0 || !ws.rows[row].locked)
            return false;
    }
    return true;
}

// Whether the cart's holds are all there: in a database that is being restored they may not be.
bool is_whole(const Workspace &ws, const Cart &cart) {
    core::Quantity quantity = 0;

    for (int at = cart.first_hold; at >= 0; at = ws.holds[at].next_hold) {
        if (ws.holds[at].level < 0 || !are_locked(ws, ws.holds[at]))
            return false;
        quantity += ws.holds[at].stored;
    }
    return quantity == cart.now.quantity;
}

void want_levels_of_holds(const Workspace &ws, const Cart &cart, Vec<WantedLevel> &wanted) {
    for (int at = cart.first_hold; at >= 0; at = ws.holds[at].next_hold)
        wanted.add(WantedLevel::with_holds(ws.holds[at].key));
}

// When the sweep is to look again at a cart that does not expire.
TimestampTz next_look(const Cart &cart) {
    return cart.phase == core::CartPhase::active ? cart.now.expires_at : no_time;
}

// Carts to be expired.
struct ExpiringBatch : Batch {
    Statement *statement; // gives reference_id, sweep_at of carts that it locks
    TimestampTz time;     // that the statement is given
    SweepKey after;
    int most;
    bool idle; // also those that are not overdue

    Vec<Text> picked;
    SweepKey last;

    int pick() override {
        Datum values[] = {TimestampTzGetDatum(time), TimestampTzGetDatum(after.sweep_at),
                          text_datum(is_null(after.reference_id) ? Text{""} : after.reference_id),
                          Int64GetDatum(most)};

        lock_tables();
        Rows rows = run(*statement, values);
        picked.count = 0;
        for (int row = 0; row < rows.count; row++)
            picked.add(rows.string(row, 1));
        last = rows.count == 0 ? after : SweepKey{rows.time(rows.count - 1, 2), picked[rows.count - 1]};
        return rows.count;
    }

    bool expires(const Cart &cart) const { return idle || cart.phase == core::CartPhase::overdue; }

    int64 work(int first, int last_one, Manner manner) override {
        Workspace ws = Workspace::with(Grip::lock);
        Vec<WantedLevel> wanted{};
        int64 expired = 0;

        ws.guarded = true;
        ws.exact = manner == Manner::exact;
        ws.load_locked_carts(picked.items + first, last_one - first);
        ws.load_holds();
        for (Cart &cart : ws.carts)
            if (expires(cart))
                want_levels_of_holds(ws, cart, wanted);
            else
                cart.now.sweep_at = next_look(cart);
        if (manner == Manner::free)
            ws.grip = Grip::lock_free;
        if (!ws.load_levels(wanted))
            return manner == Manner::exact ? 0 : other_manner;
        for (int cart = 0; cart < ws.carts.count; cart++) {
            if (!expires(ws.carts[cart]) || !is_whole(ws, ws.carts[cart]))
                continue;
            ws.expire_cart(cart);
            expired++;
        }
        if (!ws.distribute())
            return manner == Manner::usual ? other_manner : 0;
        ws.write();
        return expired;
    }
};

// One for all carts at fault, so that a trigger that refuses every cart does not fill the log.
Failure failure_of(const BatchResult &result, const Vec<Text> &picked) {
    if (result.faults == 0)
        return Failure{};
    Text first = picked[result.first_fault];
    int others = result.faults - 1;
    return Failure{result.error->sqlerrcode,
                   psprintf("cart \"%s\" could not be expired: %s",
                            pnstrdup(first.data(), first.size()), result.error->message),
                   others > 0 ? psprintf("Others that could not be expired: %d.", others) : nullptr};
}

SweepResult sweep(ExpiringBatch &batch, bool only_free) {
    BatchResult result = run_batch(batch, only_free);

    return SweepResult{result.done, batch.picked.count, batch.last, result.waited_for,
                       failure_of(result, batch.picked)};
}

// ---- the chore -----------------------------------------------------------------------------

// As text: the microseconds of sweep_at, a blank, and the reference.
Text text_of(const SweepKey &key) {
    return Text{psprintf(INT64_FORMAT " %s", key.sweep_at,
                         pnstrdup(key.reference_id.data(), key.reference_id.size()))};
}

SweepKey key_of(Text text) {
    std::size_t end = text.find(' ');

    if (is_null(text) || end == Text::npos)
        return SweepKey{no_time, Text{}};
    return SweepKey{std::strtoll(pnstrdup(text.data(), end), nullptr, 10), text.substr(end + 1)};
}

ChoreResult run_expiry(const ChoreTask &task) {
    ChoreResult result{};
    SweepResult swept = sweep_due_carts(key_of(task.after), task.most, task.levels_locked);

    result.done = swept.expired;
    result.more = swept.picked == task.most;
    if (result.more)
        result.next = text_of(swept.last);
    result.locks_levels = swept.picked > 0;
    result.waited_for = swept.waited_for;
    result.failure = swept.failure;
    return result;
}

} // namespace

Chore expiry{{counted_chores, "expiry"}, run_expiry, "carts could not be expired", lock_patience, false};

SweepResult sweep_due_carts(const SweepKey &after, int max_carts, bool only_free) {
    ExpiringBatch batch{};

    batch.statement = &sql::pick_overdue_carts;
    batch.time = GetCurrentTimestamp();
    batch.after = batch.last = after;
    batch.most = max_carts;
    return sweep(batch, only_free);
}

SweepResult sweep_idle_carts(TimestampTz since, const SweepKey &after, int max_carts, bool only_free) {
    ExpiringBatch batch{};

    batch.statement = &sql::pick_idle_carts;
    batch.time = since;
    batch.after = batch.last = after;
    batch.most = max_carts;
    batch.idle = true;
    return sweep(batch, only_free);
}

} // namespace inventory
