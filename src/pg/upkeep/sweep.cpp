// The sweep, see sweep.hpp.
#include "pg/upkeep/sweep.hpp"

#include "pg/base/patience.hpp"
#include "pg/engine/distribute.hpp"
#include "pg/engine/load_carts.hpp"
#include "pg/engine/load_levels.hpp"
#include "pg/engine/write.hpp"

#include <cstdlib>

namespace inventory {
namespace {

// Whether the rows that a hold is on are there and locked.
bool are_locked(const Workspace &ws, const Hold &hold) {
    const Level &level = ws.levels[hold.level];

    for (const HoldRow &held : ws.rows_of(hold)) {
        int row = ws.find_row(level, held.stripe);
        if (row < 0 || !ws.rows[row].locked)
            return false;
    }
    return true;
}

// Whether the cart's holds are all there: in a database that is being restored they may not be.
bool is_whole(const Workspace &ws, const Cart &cart) {
    core::Quantity quantity = 0;

    for (const Hold &hold : ws.holds_of(cart)) {
        if (hold.level < 0 || !are_locked(ws, hold))
            return false;
        quantity += hold.now.units;
    }
    return quantity == cart.now.quantity;
}

// When the sweep is to look again at a cart that does not expire.
OptionalTime next_look(const Cart &cart) {
    return cart.phase == core::CartPhase::active ? cart.now.expires_at : std::nullopt;
}

// Moves carts that do not expire, and what they hold, to when the sweep is to look again.
void reschedule(Workspace &ws) {
    load_holds(ws);
    for (Cart &cart : ws.carts)
        cart.now.sweep_at = next_look(cart);
    write(ws);
}

// Carts to be expired.
struct ExpiringBatch : Batch {
    Statement *statement; // gives reference_id, sweep_at and ctid of carts that it locks
    TimestampTz time;     // that the statement is given
    std::optional<SweepKey> after;
    int most;
    bool idle; // also those that are not overdue

    Vec<Text> picked;
    Vec<ItemPointerData> tids; // of the picked
    std::optional<SweepKey> last;

    int pick() override {
        SweepKey begin = after.value_or(SweepKey{DT_NOBEGIN, ""});
        Parameters parameters{};

        parameters.time(time).time(begin.sweep_at).text(begin.reference_id).bigint(most);
        lock_tables();
        Rows rows = run(*statement, parameters);
        picked.count = tids.count = 0;
        last = after;
        for (int i = 0; i < rows.count; i++) {
            Row row = rows[i];
            last = SweepKey{row.time(2), picked.add(row.text(1))};
            tids.add(row.tid(3));
        }
        return rows.count;
    }

    bool expires(const Cart &cart) const { return idle || cart.phase == core::CartPhase::overdue; }

    int64 work(int first, int last_one, Manner manner) override {
        Workspace all = Workspace::with(Locking::wait);
        Workspace live = all;
        Workspace ws = all;
        Vec<WantedLevel> wanted{};
        int64 expired = 0;

        load_locked_carts(all, tids.items + first, last_one - first);
        live.clock = ws.clock = all.clock;
        for (const Cart &cart : all.carts)
            (expires(cart) ? ws : live).carts.add(cart);
        // First, and whatever becomes of the levels.
        reschedule(live);
        ws.guarded = true;
        ws.needs_all_rows = manner == Manner::all_rows;
        load_holds(ws);
        for (const Cart &cart : ws.carts)
            ws.want_held_levels(cart, wanted);
        if (manner == Manner::free)
            ws.locking = Locking::skip_locked;
        if (!load_levels(ws, wanted))
            return manner == Manner::all_rows ? 0 : other_manner;
        for (int cart = 0; cart < ws.carts.count; cart++) {
            if (!is_whole(ws, ws.carts[cart]))
                continue;
            ws.expire_cart(cart);
            expired++;
        }
        if (!distribute(ws))
            return manner == Manner::usual ? other_manner : 0;
        write(ws);
        return expired;
    }
};

// One for all carts at fault, so that a trigger that refuses every cart does not fill the log.
std::optional<Failure> failure_of(const BatchResult &result, const Vec<Text> &picked) {
    if (result.faults == 0)
        return std::nullopt;
    Text first = picked[result.first_fault];
    int others = result.faults - 1;
    return Failure{
        result.error->sqlerrcode,
        psprintf("cart \"%s\" could not be expired: %s", c_string(first), result.error->message),
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
    return Text{psprintf(INT64_FORMAT " %s", key.sweep_at, c_string(key.reference_id))};
}

std::optional<SweepKey> key_of(OptionalText said) {
    Text text = said.value_or("");
    std::size_t end = text.find(' ');

    if (end == Text::npos)
        return std::nullopt;
    return SweepKey{std::strtoll(c_string(text.substr(0, end)), nullptr, 10), text.substr(end + 1)};
}

ChoreResult run_expiry(const ChoreTask &task) {
    ChoreResult result{};
    SweepResult swept = sweep_due_carts(key_of(task.after), task.most, task.levels_locked);

    result.done = swept.expired;
    result.more = swept.picked == task.most;
    if (result.more)
        result.next = text_of(*swept.last);
    result.locks_levels = swept.picked > 0;
    result.waited_for = swept.waited_for;
    result.failure = swept.failure;
    return result;
}

} // namespace

Chore expiry{{counted_chores, "expiry"}, run_expiry, lock_patience, false};

SweepResult sweep_due_carts(const std::optional<SweepKey> &after, int max_carts, bool only_free) {
    ExpiringBatch batch{};

    batch.statement = &sql::pick_overdue_carts;
    batch.time = GetCurrentTimestamp();
    batch.after = batch.last = after;
    batch.most = max_carts;
    return sweep(batch, only_free);
}

SweepResult sweep_idle_carts(TimestampTz since, const std::optional<SweepKey> &after, int max_carts,
                             bool only_free) {
    ExpiringBatch batch{};

    batch.statement = &sql::pick_idle_carts;
    batch.time = since;
    batch.after = batch.last = after;
    batch.most = max_carts;
    batch.idle = true;
    return sweep(batch, only_free);
}

} // namespace inventory
