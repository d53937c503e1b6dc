// Writing the rows of a call, a table at a time, see workspace.hpp.
#include "pg/rows/columns.hpp"
#include "pg/base/errors.hpp"
#include "pg/rows/table_writer.hpp"
#include "pg/engine/workspace.hpp"

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
// that is no work on the cart.
bool is_rescheduled(const Cart &cart) { return cart.now.sweep_at != cart.stored.sweep_at; }

// Writes the items that pass a test to a table. `write(writer, item)` is false where a trigger
// prevented it: what is locked must all be written. `explanation` tells the ledger's triggers why.
template <class Items, class Test, class Write>
bool write_some(const char *table, Deed deed, const Items &items, Test test, Write write,
                const Explanation &explanation = {nullptr, Text{}}) {
    if (std::none_of(items.begin(), items.end(), test))
        return false;
    begin_own(explanation);
    TableWriter writer = TableWriter::open(table, deed);
    for (const auto &item : items) {
        CHECK_FOR_INTERRUPTS();
        if (test(item) && !write(writer, item))
            raise_suppressed_row();
    }
    writer.close();
    end_own();
    return true;
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
        return !same(now->level, row->stored) || now->draining != row->was_draining ||
               level->layout != row->layout;
    }
};

void set_level(TableWriter &writer, const core::Level &now, bool draining, int layout,
               TimestampTz clock) {
    writer.set_bigint(level::on_hand, now.on_hand);
    writer.set_bigint(level::reserved, now.reserved);
    writer.set_bigint(level::incoming, now.incoming);
    writer.set_bigint(level::safety_stock, now.safety_stock);
    writer.set_bigint(level::backorder_limit, now.backorder_limit);
    if (now.unlimited_backorder)
        writer.set_null(level::backorder_limit);
    writer.set_bigint(level::shortfall, now.shortfall);
    writer.set_boolean(level::tracked, now.tracked);
    writer.set_bigint(level::low_stock_threshold, now.low_stock_threshold);
    if (now.low_stock_threshold < 0)
        writer.set_null(level::low_stock_threshold);
    writer.set_time(level::updated_at, clock);
    writer.set_boolean(level::draining, draining);
    writer.set_integer(level::layout, layout);
}

// New stripes begin empty and old ones end so: all that moves is in the one update between, whose
// rows the ledger explains.
void insert_stripes(Workspace &ws) {
    bool any = std::any_of(ws.rows.begin(), ws.rows.end(), [](const LevelRow &r) { return r.created; });

    if (!any)
        return;
    begin_own();
    TableWriter writer = TableWriter::open("levels", Deed::insert);
    for (Level &owner : ws.levels) {
        for (int at = owner.first_row; at < owner.first_row + owner.row_count; at++) {
            if (!ws.rows[at].created)
                continue;
            writer.begin_row();
            writer.set_text(level::variant_id, owner.key.variant_id);
            writer.set_text(level::location_id, owner.key.location_id);
            writer.set_integer(level::stripe, ws.rows[at].stripe);
            set_level(writer, ws.rows[at].stored, false, owner.layout, ws.clock);
            // So that a restore knows it for one of ours, though it has no units yet.
            writer.set_bigint(level::version, 1);
            writer.insert();
            ws.rows[at].place = writer.place();
        }
    }
    writer.close();
    end_own();
}

void write_levels(Workspace &ws) {
    Vec<StripeRow> rows{};

    insert_stripes(ws);
    for (const Level &owner : ws.levels)
        for (int at = owner.first_row; at < owner.first_row + owner.row_count; at++)
            rows.add(StripeRow{&owner, &ws.rows[at], &ws.stripes[at]});
    bool updated = write_some(
        "levels", Deed::update, rows, [](const StripeRow &row) { return row.changes(); },
        [&](TableWriter &writer, const StripeRow &row) {
            writer.begin_row(row.row->place);
            set_level(writer, row.now->level, row.now->draining, row.level->layout, ws.clock);
            int64 version = writer.bigint(level::version);
            // A restore takes what has version 0 for new, and in no layout.
            if (row.moves() || (version == 0 && row.level->layout > 0))
                writer.set_bigint(level::version, version + 1);
            if (!writer.update())
                return false;
            row.row->place = writer.place();
            return true;
        },
        Explanation{&ws.ledger, ws.request_id});
    // No level changed in the end, though holds may have: what one gave, another took.
    if (!updated)
        write_ledger(ws.ledger, ws.request_id);
    write_some(
        "levels", Deed::remove, rows, [](const StripeRow &row) { return row.row->removed; },
        [](TableWriter &writer, const StripeRow &row) { return writer.remove(row.row->place); });
}

// ---- holds ---------------------------------------------------------------------------------

void write_holds(const Workspace &ws) {
    auto owner_of = [&](const HoldRow &row) -> const Cart & {
        return ws.carts[ws.holds[row.hold].cart];
    };

    write_some(
        "reservations", Deed::remove, ws.hold_rows,
        [](const HoldRow &row) { return row.stored > 0 && row.now == 0; },
        [](TableWriter &writer, const HoldRow &row) { return writer.remove(row.place); });
    write_some(
        "reservations", Deed::update, ws.hold_rows,
        [&](const HoldRow &row) {
            return row.stored > 0 && row.now > 0 &&
                   (row.now != row.stored || is_rescheduled(owner_of(row)));
        },
        [&](TableWriter &writer, const HoldRow &row) {
            writer.begin_row(row.place);
            if (is_rescheduled(owner_of(row)))
                writer.set_time(hold::sweep_at, owner_of(row).now.sweep_at);
            if (row.now != row.stored) {
                writer.set_bigint(hold::quantity, row.now);
                writer.set_bigint(hold::version, writer.bigint(hold::version) + 1);
            }
            return writer.update();
        });
    write_some(
        "reservations", Deed::insert, ws.hold_rows,
        [](const HoldRow &row) { return row.stored == 0 && row.now > 0; },
        [&](TableWriter &writer, const HoldRow &row) {
            const Hold &whole = ws.holds[row.hold];
            const Cart &owner = owner_of(row);
            writer.begin_row();
            writer.set_text(hold::reference_id, owner.reference_id);
            writer.set_text(hold::variant_id, whole.key.variant_id);
            writer.set_text(hold::location_id, whole.key.location_id);
            writer.set_integer(hold::stripe, row.stripe);
            writer.set_bigint(hold::quantity, row.now);
            // On another stripe a hold that grows keeps its place in the line for stock.
            writer.set_time(hold::created_at,
                            whole.created_at == no_time ? ws.clock : whole.created_at);
            writer.set_bigint(hold::version, 1);
            writer.set_time(hold::sweep_at, owner.now.sweep_at);
            writer.insert();
            return true;
        });
}

// ---- carts ---------------------------------------------------------------------------------

void write_carts(const Workspace &ws) {
    write_some(
        "carts", Deed::remove, ws.carts,
        [](const Cart &cart) { return cart.created && !cart.changed; },
        [](TableWriter &writer, const Cart &cart) { return writer.remove(cart.place); });
    write_some(
        "carts", Deed::update, ws.carts,
        [](const Cart &cart) {
            return cart.changed ? !is_as_inserted(cart) : !cart.created && is_rescheduled(cart);
        },
        [&](TableWriter &writer, const Cart &cart) {
            const CartRecord &now = cart.now;
            writer.begin_row(cart.place);
            writer.set_enum(inventory::cart::status, status_name(now.status));
            writer.set_text(inventory::cart::customer_id, now.customer_id);
            writer.set_text(inventory::cart::order_id, now.order_id);
            writer.set_time(inventory::cart::reserved_at, now.reserved_at);
            if (cart.changed)
                writer.set_time(inventory::cart::updated_at, ws.clock);
            writer.set_time(inventory::cart::expires_at, now.expires_at);
            writer.set_bigint(inventory::cart::quantity, now.quantity);
            writer.set_bigint(inventory::cart::confirmed, now.confirmed);
            writer.set_jsonb(inventory::cart::last_lines, now.last_lines);
            writer.set_time(inventory::cart::sweep_at, now.sweep_at);
            writer.set_time(inventory::cart::closed_at, now.closed_at);
            return writer.update();
        });
}

} // namespace

void Workspace::write() {
    write_levels(*this);
    write_holds(*this);
    write_carts(*this);
}

void Workspace::withdraw() {
    for (Cart &cart : carts) {
        cart.changed = false;
        cart.now = cart.stored;
    }
    write_carts(*this);
}

} // namespace inventory
