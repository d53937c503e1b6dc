// Writing the rows of a call, see write.hpp.
#include "pg/engine/write.hpp"

#include "pg/base/errors.hpp"
#include "pg/engine/level_pages.hpp"
#include "pg/engine/line.hpp"
#include "pg/engine/promise.hpp"
#include "pg/ledger/numbers.hpp"
#include "pg/ledger/own_writer.hpp"
#include "pg/ledger/policy_text.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Whether a cart is as this call inserted it.
bool is_as_inserted(const Cart &cart) {
    return cart.created && cart.now.status == cart.stored.status &&
           cart.now.expires_at == cart.stored.expires_at &&
           cart.now.quantity == cart.stored.quantity;
}

// Whether the sweep is to look at a cart, and at what it holds, at another time than it was. By itself
// that is no work on the cart, and a trigger may prevent it.
bool is_rescheduled(const Cart &cart) { return cart.now.sweep_at != cart.stored.sweep_at; }

// Writes the items that pass a test to a table. `write(writer, item)` is false where a trigger
// prevented it: what is locked must all be written. `explanation` tells the ledger's triggers why.
template <class Items, class Test, class Write>
bool write_some(Table table, CmdType command, const Items &items, Test test, Write write,
                const Explanation &explanation = {}) {
    if (std::none_of(items.begin(), items.end(), test))
        return false;
    OwnWriter writer = OwnWriter::open(table, command, explanation);
    for (const auto &item : items) {
        CHECK_FOR_INTERRUPTS();
        if (test(item) && !write(writer, item))
            raise_suppressed_row();
    }
    writer.close();
    return true;
}

// ---- policies ------------------------------------------------------------------------------

// What the ledger says of a level's policy; empty where nothing was set. A level that is made or deleted with
// its units tells so by these, and a limit that follows supply by what it follows, but for whether there is one.
Text policy_of(const Workspace &ws, const Level &level) {
    const bool has_entries =
        std::any_of(ws.entries.begin(), ws.entries.end(),
                    [&](const LedgerEntry &entry) { return entry.change.key == level.key; });
    core::Level before = level.stored;

    if (level.removed)
        return policy_text(&before, nullptr);
    if (level.created && !has_entries)
        return policy_text(nullptr, &level.now);
    if (has_entries && before.promise_incoming && level.now.promise_incoming &&
        (before.backorder_limit == 0) == (level.now.backorder_limit == 0))
        before.backorder_limit = level.now.backorder_limit;
    return policy_text(&before, &level.now);
}

// Adds the entries of policies that were set, and has their levels written: that counts as a change of these.
void record_policies(Workspace &ws) {
    for (Level &level : ws.levels) {
        const bool is_kept = level.found && !level.created && !level.removed;
        if (!level.found || (is_kept && core::have_same_policy(level.stored, level.now)) ||
            !records_policies())
            continue;
        const Text said = policy_of(ws, level);
        if (said.empty())
            continue;
        ws.entries.add(LedgerEntry{core::EntryType::policy, {level.key, 0, 0, 0}, {}, said});
        level.touched = level.counts = !level.removed;
    }
}

// ---- numbers -------------------------------------------------------------------------------

// Gives the entries their numbers, now that the levels are locked, and with them new units their places
// in line.
void number_entries(Workspace &ws) {
    auto number = [&](int64 &place) {
        if (place >= first_pending_place)
            place = ws.entries[static_cast<int>(place - first_pending_place)].transaction_id;
    };

    number_entries(ws.entries);
    for (HoldRow &row : ws.hold_rows) {
        number(row.now.place);
        number(row.now.added_place);
    }
    keep_promises(ws);
}

// ---- levels --------------------------------------------------------------------------------

// A row of a level with what it is to become.
struct StripeRow {
    const Level *level;
    LevelRow *row;
    const core::Stripe *now;

    core::Quantity delta(core::Quantity core::Level::*column) const {
        return now->level.*column - row->stored.*column;
    }
    bool moves() const {
        return delta(&core::Level::on_hand) != 0 || delta(&core::Level::reserved) != 0 ||
               delta(&core::Level::incoming) != 0;
    }
    bool changes() const {
        return now->level != row->stored || now->draining != row->was_draining ||
               level->stripe_count != row->stripe_count || (level->touched && row->stripe == 0);
    }
};

// New stripes begin empty and old ones end so: all that moves is in the one update between, whose
// rows the ledger explains.
void insert_stripes(Workspace &ws) {
    bool any =
        std::any_of(ws.rows.begin(), ws.rows.end(), [](const LevelRow &r) { return r.created; });

    if (!any)
        return;
    OwnWriter writer = OwnWriter::open(Table::levels, CMD_INSERT);
    for (Level &owner : ws.levels) {
        for (LevelRow &row : ws.rows_of(owner)) {
            if (!row.created)
                continue;
            writer.begin_row();
            writer.set_key(level::variant_id, level::location_id, owner.key);
            writer.set_integer(level::stripe, row.stripe);
            set_stripe(writer, nullptr, row.stored, false, owner.stripe_count, ws.clock);
            // So that a restore knows it for one of ours, though it has no units yet.
            writer.set_bigint(level::version, 1);
            writer.insert();
            row.tid = writer.tid();
        }
    }
    writer.close();
}

// Takes a row in hand, and sets what it is to become.
void set_row(OwnWriter &writer, const StripeRow &row, TimestampTz clock) {
    writer.begin_row(row.row->tid);
    set_stripe(writer, &row.row->stored, row.now->level, row.now->draining, row.level->stripe_count,
               clock);
    int64 version = writer.bigint(level::version);
    // A restore takes what has version 0 for new, and a new level for one of one row.
    if (row.moves() || (row.level->counts && row.row->stripe == 0) ||
        (version == 0 && row.level->stripe_count > 0))
        writer.set_bigint(level::version, version + 1);
}

// Writes the one row that is not locked, and has it in hand from then on. False where it is no longer as it
// was seen.
bool write_as_seen(Workspace &ws) {
    const Level &owner = ws.levels[0];
    StripeRow row{&owner, &ws.rows[owner.first_row], &ws.stripes[owner.first_row]};
    OwnWriter writer =
        OwnWriter::open(Table::levels, CMD_UPDATE, Explanation{&ws.entries, ws.request_id});

    set_row(writer, row, ws.clock);
    if (!writer.update_unchanged()) {
        writer.abandon();
        return false;
    }
    row.row->tid = writer.tid();
    number_entries(ws);
    writer.close();
    return true;
}

void write_levels(Workspace &ws) {
    Vec<StripeRow> rows{};

    insert_stripes(ws);
    for (const Level &owner : ws.levels)
        for (LevelRow &row : ws.rows_of(owner))
            rows.add(StripeRow{&owner, &row, &ws.stripes[static_cast<int>(&row - ws.rows.items)]});
    bool updated = write_some(
        Table::levels, CMD_UPDATE, rows, [](const StripeRow &row) { return row.changes(); },
        [&](OwnWriter &writer, const StripeRow &row) {
            set_row(writer, row, ws.clock);
            if (!writer.update())
                return false;
            row.row->tid = writer.tid();
            return true;
        },
        Explanation{&ws.entries, ws.request_id});
    // No level changed in the end, though holds may have: what one gave, another took.
    if (!updated)
        write_ledger(ws.entries, ws.request_id);
    write_some(
        Table::levels, CMD_DELETE, rows,
        [](const StripeRow &row) { return row.row->removed || row.level->removed; },
        [](OwnWriter &writer, const StripeRow &row) { return writer.remove(row.row->tid); });
}

// ---- holds ---------------------------------------------------------------------------------

void set_standing(TableWriter &writer, const core::Standing &standing) {
    writer.set_bigint(hold::quantity, standing.units);
    writer.set_bigint(hold::place, standing.place);
    writer.set_bigint(hold::added, standing.added);
    writer.set_bigint(hold::added_place, standing.added_place);
}

void write_holds(const Workspace &ws) {
    auto owner_of = [&](const HoldRow &row) -> const Cart & {
        return ws.carts[ws.holds[row.hold].cart];
    };

    write_some(
        Table::reservations, CMD_DELETE, ws.hold_rows,
        [](const HoldRow &row) { return row.stored.units > 0 && row.now.units == 0; },
        [](OwnWriter &writer, const HoldRow &row) { return writer.remove(row.tid); });
    auto is_told_anew = [&](const HoldRow &row) {
        return ws.holds[row.hold].promised_at != row.stored_promise;
    };
    write_some(
        Table::reservations, CMD_UPDATE, ws.hold_rows,
        [&](const HoldRow &row) {
            return row.stored.units > 0 && row.now.units > 0 &&
                   (row.now != row.stored || is_rescheduled(owner_of(row)) || is_told_anew(row));
        },
        [&](OwnWriter &writer, const HoldRow &row) {
            writer.begin_row(row.tid);
            if (is_rescheduled(owner_of(row)))
                writer.set_time(hold::sweep_at, owner_of(row).now.sweep_at);
            if (is_told_anew(row))
                writer.set_time(hold::promised_at, ws.holds[row.hold].promised_at);
            if (row.now != row.stored) {
                set_standing(writer, row.now);
                writer.set_bigint(hold::version, writer.bigint(hold::version) + 1);
            }
            return writer.update() || (row.now == row.stored && !is_told_anew(row));
        });
    write_some(
        Table::reservations, CMD_INSERT, ws.hold_rows,
        [](const HoldRow &row) { return row.stored.units == 0 && row.now.units > 0; },
        [&](OwnWriter &writer, const HoldRow &row) {
            const Hold &hold = ws.holds[row.hold];
            const Cart &owner = owner_of(row);
            writer.begin_row();
            writer.set_text(hold::reference_id, owner.reference_id);
            writer.set_key(hold::variant_id, hold::location_id, hold.key);
            writer.set_integer(hold::stripe, row.stripe);
            set_standing(writer, row.now);
            writer.set_time(hold::created_at, hold.created_at.value_or(ws.clock));
            writer.set_bigint(hold::version, 1);
            writer.set_time(hold::sweep_at, owner.now.sweep_at);
            writer.set_text(hold::kit_id, hold.kit.kit_id);
            writer.set_integer(hold::kit_version, hold.kit.version);
            writer.set_time(hold::promised_at, hold.promised_at);
            writer.append();
            return true;
        });
}

// ---- carts ---------------------------------------------------------------------------------

void write_carts(const Workspace &ws) {
    write_some(
        Table::carts, CMD_DELETE, ws.carts,
        [](const Cart &cart) { return cart.created && !cart.changed; },
        [](OwnWriter &writer, const Cart &cart) { return writer.remove(cart.tid); });
    write_some(
        Table::carts, CMD_UPDATE, ws.carts,
        [](const Cart &cart) {
            return cart.changed ? !is_as_inserted(cart) : !cart.created && is_rescheduled(cart);
        },
        [&](OwnWriter &writer, const Cart &cart) {
            writer.begin_row(cart.tid);
            set_cart(writer, cart.now);
            if (cart.changed)
                writer.set_time(cart::updated_at, ws.clock);
            return writer.update() || !cart.changed;
        });
}

} // namespace

bool write(Workspace &ws) {
    if (ws.trusts_peek) {
        if (!write_as_seen(ws))
            return false;
    } else {
        record_policies(ws);
        number_entries(ws);
        write_levels(ws);
    }
    write_holds(ws);
    write_carts(ws);
    for (const Level &level : ws.levels)
        if (level.stripe_count > 1)
            remember_total(level);
    return true;
}

void withdraw(Workspace &ws) {
    for (Cart &cart : ws.carts) {
        cart.changed = false;
        cart.now = cart.stored;
    }
    write_carts(ws);
}

} // namespace inventory
