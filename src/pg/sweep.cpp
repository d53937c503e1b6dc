// The sweep, see sweep.hpp.
#include "pg/sweep.hpp"

#include "pg/columns.hpp"
#include "pg/savepoint.hpp"
#include "pg/table_writer.hpp"
#include "pg/workspace.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/guc.h"
}

namespace inventory {
namespace {

// Milliseconds that the sweep waits for a level before it leaves it to the next pass.
constexpr int lock_patience = 100;

void take_carts(Workspace &ws, const Rows &rows) {
    for (int row = 0; row < rows.count; row++)
        ws.carts.add(cart_of_row(rows, row));
    std::sort(ws.carts.begin(), ws.carts.end(),
              [](const Cart &a, const Cart &b) { return a.reference_id < b.reference_id; });
    ws.clock = GetCurrentTimestamp();
    for (Cart &cart : ws.carts)
        cart.phase = core::phase_of(cart.now.status, cart.now.expires_at, ws.clock);
}

// Whether the rows that a hold is on are there and locked.
bool are_locked(const Workspace &ws, const Hold &hold) {
    const Level &level = ws.levels[hold.level];

    for (int held = hold.first_row; held >= 0; held = ws.hold_rows[held].next_row) {
        bool locked = false;
        for (int row = level.first_row; row < level.first_row + level.row_count; row++)
            locked |= ws.rows[row].stripe == ws.hold_rows[held].stripe && ws.rows[row].locked;
        if (!locked)
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

Vec<WantedLevel> levels_of_holds(const Workspace &ws) {
    Vec<WantedLevel> wanted{};

    for (const Hold &hold : ws.holds)
        wanted.add(WantedLevel::with_holds(hold.key));
    return wanted;
}

enum class Locking { done, changed, held };

// Locks the levels of all holds in order. held: one of them is, for longer than the sweep waits, and
// nothing is locked.
Locking lock_levels(Workspace &ws) {
    Savepoint savepoint{};
    volatile Locking outcome = Locking::held;

    ws.grip = Grip::lock;
    savepoint.begin();
    PG_TRY();
    {
        int nest_level = NewGUCNestLevel();
        if (LockTimeout == 0 || LockTimeout > lock_patience)
            set_config_option("lock_timeout", psprintf("%d", lock_patience), PGC_USERSET,
                              PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
        Vec<WantedLevel> wanted = levels_of_holds(ws);
        outcome = ws.load_levels(wanted) ? Locking::done : Locking::changed;
        AtEOXact_GUC(true, nest_level);
        savepoint.keep();
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(savepoint.memory);
        ErrorData *error = CopyErrorData();
        FlushErrorState();
        savepoint.undo();
        if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE)
            ReThrowError(error);
    }
    PG_END_TRY();
    return outcome;
}

// Expires what it can of some carts that are locked. Returns how many; -1 where it has to be done
// again, exactly, on rows that it has not locked.
int64 expire(const Vec<Cart> &carts, TimestampTz clock, bool exact) {
    Workspace ws = Workspace::with(Grip::lock);
    int64 expired = 0;

    ws.carts = carts;
    ws.clock = clock;
    ws.exact = exact;
    ws.load_holds();
    Locking locking = lock_levels(ws);
    if (locking == Locking::changed)
        return -1;
    if (locking == Locking::held) {
        Vec<WantedLevel> wanted = levels_of_holds(ws);
        ws.levels = {};
        ws.rows = {};
        ws.stripes = {};
        ws.grip = Grip::lock_free;
        ws.load_levels(wanted);
    }
    for (int cart = 0; cart < ws.carts.count; cart++) {
        if (!is_whole(ws, ws.carts[cart]))
            continue;
        ws.expire_cart(cart);
        expired++;
    }
    if (!ws.distribute()) {
        // Where not even all rows could be had, the carts wait for the next pass.
        return exact ? 0 : -1;
    }
    ws.write();
    return expired;
}

// Whether an error is the fault of the rows, so that other carts can still be expired.
bool is_of_data(const ErrorData *error) {
    int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

    return category == ERRCODE_TO_CATEGORY(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION) ||
           category == ERRCODE_TO_CATEGORY(ERRCODE_DATA_EXCEPTION) ||
           category == ERRCODE_TO_CATEGORY(ERRCODE_INTERNAL_ERROR);
}

// A copy of some of the carts, nothing of which was changed yet.
Vec<Cart> part_of(const Vec<Cart> &carts, int first, int last) {
    Vec<Cart> part{};

    for (int i = first; i < last; i++)
        part.add(carts[i]);
    return part;
}

// As expire(), but what cannot be expired is narrowed down to the cart at fault, which is left with
// a warning, and does not stop the others.
int64 expire_narrowing(const Vec<Cart> &carts, TimestampTz clock, bool exact = false) {
    Savepoint savepoint{};
    volatile int64 expired = 0;
    volatile bool failed = false;

    if (carts.empty())
        return 0;
    CHECK_FOR_INTERRUPTS();
    savepoint.begin();
    PG_TRY();
    {
        expired = expire(part_of(carts, 0, carts.count), clock, exact);
        if (expired >= 0)
            savepoint.keep();
        else
            savepoint.undo();
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(savepoint.memory);
        ErrorData *error = CopyErrorData();
        FlushErrorState();
        savepoint.undo();
        if (!is_of_data(error))
            ReThrowError(error);
        failed = true;
        if (carts.count == 1)
            ereport(WARNING, (errcode(error->sqlerrcode),
                              errmsg("cart \"%s\" could not be expired: %s",
                                     pnstrdup(carts[0].reference_id.data(),
                                              carts[0].reference_id.size()),
                                     error->message)));
    }
    PG_END_TRY();

    if (expired < 0)
        return exact ? 0 : expire_narrowing(carts, clock, true);
    if (!failed || carts.count == 1)
        return expired;
    int half = carts.count / 2;
    return expire_narrowing(part_of(carts, 0, half), clock) +
           expire_narrowing(part_of(carts, half, carts.count), clock);
}

// Moves carts that are not overdue, and their holds, to when the sweep is to look again.
void reschedule(const Vec<Cart> &carts) {
    Workspace ws = Workspace::with(Grip::lock);
    auto due = [](const Cart &cart) {
        return cart.phase == core::CartPhase::active ? cart.now.expires_at : no_time;
    };

    for (const Cart &cart : carts)
        if (cart.phase != core::CartPhase::overdue)
            ws.carts.add(cart);
    if (ws.carts.empty())
        return;
    ws.load_holds();
    begin_own();
    TableWriter writer = TableWriter::open("carts", Deed::update);
    for (const Cart &cart : ws.carts) {
        writer.begin_row(cart.place);
        writer.set_time(inventory::cart::sweep_at, due(cart));
        writer.update();
    }
    writer.close();
    writer = TableWriter::open("reservations", Deed::update);
    for (const HoldRow &row : ws.hold_rows) {
        writer.begin_row(row.place);
        writer.set_time(hold::sweep_at, due(ws.carts[ws.holds[row.hold].cart]));
        writer.update();
    }
    writer.close();
    end_own();
}

} // namespace

SweepResult sweep_due_carts(const SweepPlace &after, int max_carts) {
    Workspace ws = Workspace::with(Grip::lock);
    SweepResult result{0, true, after};
    Datum values[] = {TimestampTzGetDatum(GetCurrentTimestamp()), TimestampTzGetDatum(after.at),
                      text_datum(is_null(after.reference_id) ? Text{""} : after.reference_id),
                      Int64GetDatum(max_carts)};
    Rows rows = run(sql::pick_overdue_carts, values);

    if (rows.count == 0)
        return result;
    result.exhausted = rows.count < max_carts;
    result.last = SweepPlace{rows.time(rows.count - 1, 10), rows.string(rows.count - 1, 1)};
    take_carts(ws, rows);
    reschedule(ws.carts);
    Vec<Cart> overdue{};
    for (const Cart &cart : ws.carts)
        if (cart.phase == core::CartPhase::overdue)
            overdue.add(cart);
    result.expired = expire_narrowing(overdue, ws.clock);
    return result;
}

int64 sweep_idle_carts(TimestampTz since, int64 max_carts) {
    Workspace ws = Workspace::with(Grip::lock);
    Datum values[] = {TimestampTzGetDatum(since), Int64GetDatum(max_carts)};

    take_carts(ws, run(sql::pick_idle_carts, values));
    return expire_narrowing(ws.carts, ws.clock);
}

} // namespace inventory
