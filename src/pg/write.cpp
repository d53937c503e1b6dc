// Writing the rows of a call: a statement a table, whatever their number. See workspace.hpp.
#include "pg/errors.hpp"
#include "pg/workspace.hpp"

namespace inventory {
namespace {

// Whether a cart is as this call inserted it.
bool is_as_inserted(const Cart &cart) {
    return cart.created && cart.now.status == cart.stored.status &&
           cart.now.expires_at == cart.stored.expires_at &&
           cart.now.quantity == cart.stored.quantity;
}

template <class T, class Test> Vec<const T *> select(const Vec<T> &all, Test test) {
    Vec<const T *> chosen{};

    for (const T &item : all)
        if (test(item))
            chosen.add(&item);
    return chosen;
}

// Runs a statement that must write exactly so many rows: they are locked, so all are there.
void write_rows(RowStatement &statement, const Columns &columns, const Explanation &explanation) {
    if (run_own(statement, columns, explanation).count != columns.rows())
        raise_lost_rows();
}

void write_rows(Statement &statement, const Datum *values, int count) {
    if (run_own(statement, values, Explanation{nullptr, Text{}}).count != count)
        raise_lost_rows();
}

// ---- levels --------------------------------------------------------------------------------

// A row of a level that is to be written.
struct ChangedRow {
    const Level *level;
    const LevelRow *row;
    const core::Stripe *now;

    core::Quantity delta(core::Quantity core::Level::*column) const {
        return now->level.*column - row->stored.*column;
    }
};

template <class Test> Vec<ChangedRow> select_rows(const Workspace &ws, Test test) {
    Vec<ChangedRow> chosen{};

    for (const Level &level : ws.levels)
        for (int at = level.first_row; at < level.first_row + level.row_count; at++)
            if (test(ws.rows[at], ws.stripes[at]))
                chosen.add(ChangedRow{&level, &ws.rows[at], &ws.stripes[at]});
    return chosen;
}

void insert_new_stripes(const Workspace &ws) {
    auto created = select_rows(ws, [](const LevelRow &r, const core::Stripe &) { return r.created; });
    int count = created.count;

    if (count == 0)
        return;
    Datum values[] = {
        make_text_array(count, [&](int i) { return created[i].level->key.variant_id; }),
        make_text_array(count, [&](int i) { return created[i].level->key.location_id; }),
        make_integer_array(count, [&](int i) { return created[i].row->stripe; }),
        make_array(count, BOOLOID,
                   [&](int i, bool &) { return BoolGetDatum(created[i].row->stored.tracked); }),
        TimestampTzGetDatum(ws.clock)};
    write_rows(sql::insert_stripes, values, count);
}

void delete_old_stripes(const Workspace &ws) {
    auto removed = select_rows(ws, [](const LevelRow &r, const core::Stripe &) { return r.removed; });
    int count = removed.count;

    if (count == 0)
        return;
    Datum values[] = {
        make_text_array(count, [&](int i) { return removed[i].level->key.variant_id; }),
        make_text_array(count, [&](int i) { return removed[i].level->key.location_id; }),
        make_integer_array(count, [&](int i) { return removed[i].row->stripe; })};
    write_rows(sql::delete_stripes, values, count);
}

// With the ledger rows, which the trigger on levels writes.
void update_rows(const Workspace &ws) {
    auto changed = select_rows(ws, [](const LevelRow &r, const core::Stripe &now) {
        return !same(now.level, r.stored) || now.draining != r.was_draining;
    });

    if (changed.empty()) {
        // No level changed in the end, though holds may have: what one gave, another took.
        write_ledger(ws.ledger, ws.request_id);
        return;
    }
    auto now = [&](int i) -> const core::Level & { return changed[i].now->level; };
    Columns columns(changed.count);
    columns.text([&](int i) { return changed[i].level->key.variant_id; });
    columns.text([&](int i) { return changed[i].level->key.location_id; });
    columns.integer([&](int i) { return changed[i].row->stripe; });
    columns.bigint([&](int i) { return changed[i].delta(&core::Level::on_hand); });
    columns.bigint([&](int i) { return changed[i].delta(&core::Level::reserved); });
    columns.bigint([&](int i) { return changed[i].delta(&core::Level::incoming); });
    columns.bigint([&](int i) { return now(i).safety_stock; });
    columns.add(INT8OID, [&](int i, bool &null) {
        null = now(i).unlimited_backorder;
        return Int64GetDatum(now(i).backorder_limit);
    });
    columns.bigint([&](int i) { return now(i).shortfall; });
    columns.add(INT8OID, [&](int i, bool &null) {
        null = now(i).low_stock_threshold < 0;
        return Int64GetDatum(now(i).low_stock_threshold);
    });
    columns.boolean([&](int i) { return now(i).tracked; });
    columns.boolean([&](int i) { return changed[i].now->draining; });
    columns.common(TimestampTzGetDatum(ws.clock));
    write_rows(sql::update_levels, columns, Explanation{&ws.ledger, ws.request_id});
}

// ---- holds ---------------------------------------------------------------------------------

// Inserts, updates and deletes holds.
void write_holds(const Workspace &ws) {
    Explanation nothing{nullptr, Text{}};
    auto hold = [&](const HoldRow *row) -> const Hold & { return ws.holds[row->hold]; };
    auto keys = [&](const Vec<const HoldRow *> &some) {
        Columns columns(some.count);
        columns.text([&](int i) { return ws.carts[hold(some[i]).cart].reference_id; });
        columns.text([&](int i) { return hold(some[i]).key.variant_id; });
        columns.text([&](int i) { return hold(some[i]).key.location_id; });
        columns.integer([&](int i) { return some[i]->stripe; });
        return columns;
    };

    auto ended = select(ws.hold_rows, [](const HoldRow &h) { return h.stored > 0 && h.now == 0; });
    if (!ended.empty())
        write_rows(sql::delete_holds, keys(ended), nothing);
    auto kept = select(ws.hold_rows, [](const HoldRow &h) {
        return h.stored > 0 && h.now > 0 && h.now != h.stored;
    });
    if (!kept.empty()) {
        Columns columns = keys(kept);
        columns.bigint([&](int i) { return kept[i]->now - kept[i]->stored; });
        write_rows(sql::update_holds, columns, nothing);
    }
    auto begun = select(ws.hold_rows, [](const HoldRow &h) { return h.stored == 0 && h.now > 0; });
    if (!begun.empty()) {
        // On another stripe a hold that grows keeps its place in the line for stock.
        auto begins = [&](int i) { return hold(begun[i]).created_at; };
        Columns columns = keys(begun);
        columns.bigint([&](int i) { return begun[i]->now; });
        columns.time([&](int i) { return begins(i) == no_time ? ws.clock : begins(i); });
        columns.time([&](int i) { return ws.carts[hold(begun[i]).cart].now.sweep_at; });
        write_rows(sql::insert_holds, columns, nothing);
    }
}

// ---- carts ---------------------------------------------------------------------------------

void write_carts(const Workspace &ws) {
    auto changed = select(ws.carts, [](const Cart &c) { return c.changed && !is_as_inserted(c); });
    auto unused = select(ws.carts, [](const Cart &c) { return c.created && !c.changed; });
    Explanation nothing{nullptr, Text{}};

    if (!unused.empty()) {
        Columns columns(unused.count);
        columns.text([&](int i) { return unused[i]->reference_id; });
        write_rows(sql::delete_carts, columns, nothing);
    }
    if (changed.empty())
        return;
    auto record = [&](int i) -> const CartRecord & { return changed[i]->now; };
    Columns columns(changed.count);
    columns.text([&](int i) { return changed[i]->reference_id; });
    columns.text([&](int i) { return Text{status_name(record(i).status)}; });
    columns.text([&](int i) { return record(i).customer_id; });
    columns.text([&](int i) { return record(i).order_id; });
    columns.time([&](int i) { return record(i).reserved_at; });
    columns.time([&](int i) { return record(i).expires_at; });
    columns.bigint([&](int i) { return record(i).quantity; });
    columns.bigint([&](int i) { return record(i).confirmed; });
    columns.jsonb([&](int i) { return record(i).last_lines; });
    columns.time([&](int i) { return record(i).sweep_at; });
    columns.time([&](int i) { return record(i).closed_at; });
    columns.common(TimestampTzGetDatum(ws.clock));
    write_rows(sql::update_carts, columns, nothing);
}

} // namespace

void Workspace::write() {
    insert_new_stripes(*this);
    update_rows(*this);
    delete_old_stripes(*this);
    write_holds(*this);
    write_carts(*this);
}

void Workspace::withdraw() {
    for (Cart &cart : carts)
        cart.changed = false;
    write_carts(*this);
}

} // namespace inventory
