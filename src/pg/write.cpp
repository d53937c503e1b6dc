// Writing the rows of a call: a statement a table, whatever their number. See workspace.hpp.
#include "pg/errors.hpp"
#include "pg/workspace.hpp"

namespace inventory {
namespace {

bool same(const core::Level &a, const core::Level &b) {
    return a.on_hand == b.on_hand && a.reserved == b.reserved && a.incoming == b.incoming &&
           a.safety_stock == b.safety_stock && a.backorder_limit == b.backorder_limit &&
           a.shortfall == b.shortfall && a.low_stock_threshold == b.low_stock_threshold &&
           a.unlimited_backorder == b.unlimited_backorder && a.tracked == b.tracked;
}

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
void write_rows(Statement &statement, const Datum *values, int count,
                const Explanation &explanation) {
    if (run_own(statement, values, explanation).count != count)
        raise_lost_rows();
}

// With the ledger rows, which the trigger on levels writes.
void write_levels(const Workspace &ws) {
    auto changed = select(ws.levels, [](const Level &l) { return !same(l.now, l.stored); });
    int count = changed.count;

    if (count == 0) {
        // No level changed in the end, though holds may have: what one gave, another took.
        write_ledger(ws.ledger, ws.request_id);
        return;
    }
    Datum values[] = {
        make_text_array(count, [&](int i) { return changed[i]->key.variant_id; }),
        make_text_array(count, [&](int i) { return changed[i]->key.location_id; }),
        make_bigint_array(count,
                          [&](int i) { return changed[i]->now.on_hand - changed[i]->stored.on_hand; }),
        make_bigint_array(
            count, [&](int i) { return changed[i]->now.reserved - changed[i]->stored.reserved; }),
        make_bigint_array(
            count, [&](int i) { return changed[i]->now.incoming - changed[i]->stored.incoming; }),
        make_bigint_array(count, [&](int i) { return changed[i]->now.safety_stock; }),
        make_array(count, INT8OID,
                   [&](int i, bool &null) {
                       null = changed[i]->now.unlimited_backorder;
                       return Int64GetDatum(changed[i]->now.backorder_limit);
                   }),
        make_bigint_array(count, [&](int i) { return changed[i]->now.shortfall; }),
        make_array(count, INT8OID,
                   [&](int i, bool &null) {
                       null = changed[i]->now.low_stock_threshold < 0;
                       return Int64GetDatum(changed[i]->now.low_stock_threshold);
                   }),
        make_array(count, BOOLOID,
                   [&](int i, bool &) { return BoolGetDatum(changed[i]->now.tracked); }),
        TimestampTzGetDatum(ws.clock)};
    write_rows(sql::update_levels, values, count, Explanation{&ws.ledger, ws.request_id});
}

// Inserts, updates and deletes holds.
void write_holds(const Workspace &ws) {
    auto reference = [&](const Hold *hold) { return ws.carts[hold->cart].reference_id; };
    auto keys = [&](const Vec<const Hold *> &some, Datum *values) {
        values[0] = make_text_array(some.count, [&](int i) { return reference(some[i]); });
        values[1] = make_text_array(some.count, [&](int i) { return some[i]->key.variant_id; });
        values[2] = make_text_array(some.count, [&](int i) { return some[i]->key.location_id; });
    };
    Explanation nothing{nullptr, Text{}};
    Datum values[6];

    auto ended = select(ws.holds, [](const Hold &h) { return h.stored > 0 && h.now == 0; });
    if (!ended.empty()) {
        keys(ended, values);
        write_rows(sql::delete_holds, values, ended.count, nothing);
    }
    auto kept = select(ws.holds, [](const Hold &h) {
        return h.stored > 0 && h.now > 0 && h.now != h.stored;
    });
    if (!kept.empty()) {
        keys(kept, values);
        values[3] = make_bigint_array(kept.count, [&](int i) { return kept[i]->now - kept[i]->stored; });
        write_rows(sql::update_holds, values, kept.count, nothing);
    }
    auto begun = select(ws.holds, [](const Hold &h) { return h.stored == 0 && h.now > 0; });
    if (!begun.empty()) {
        keys(begun, values);
        values[3] = make_bigint_array(begun.count, [&](int i) { return begun[i]->now; });
        values[4] = make_time_array(begun.count,
                                    [&](int i) { return ws.carts[begun[i]->cart].now.sweep_at; });
        values[5] = TimestampTzGetDatum(ws.clock);
        write_rows(sql::insert_holds, values, begun.count, nothing);
    }
}

void write_carts(const Workspace &ws) {
    auto changed = select(ws.carts, [](const Cart &c) { return c.changed && !is_as_inserted(c); });
    auto unused = select(ws.carts, [](const Cart &c) { return c.created && !c.changed; });
    Explanation nothing{nullptr, Text{}};
    int count = changed.count;

    if (!unused.empty()) {
        Datum values[] = {make_text_array(unused.count, [&](int i) { return unused[i]->reference_id; })};
        write_rows(sql::delete_carts, values, unused.count, nothing);
    }
    if (count == 0)
        return;
    auto record = [&](int i) -> const CartRecord & { return changed[i]->now; };
    Datum values[] = {
        make_text_array(count, [&](int i) { return changed[i]->reference_id; }),
        make_text_array(count, [&](int i) { return Text{status_name(record(i).status)}; }),
        make_text_array(count, [&](int i) { return record(i).customer_id; }),
        make_text_array(count, [&](int i) { return record(i).order_id; }),
        make_time_array(count, [&](int i) { return record(i).reserved_at; }),
        make_time_array(count, [&](int i) { return record(i).expires_at; }),
        make_bigint_array(count, [&](int i) { return record(i).quantity; }),
        make_bigint_array(count, [&](int i) { return record(i).confirmed; }),
        make_array(count, JSONBOID,
                   [&](int i, bool &null) {
                       null = record(i).last_lines == 0;
                       return record(i).last_lines;
                   }),
        make_time_array(count, [&](int i) { return record(i).sweep_at; }),
        make_time_array(count, [&](int i) { return record(i).closed_at; }),
        TimestampTzGetDatum(ws.clock)};
    write_rows(sql::update_carts, values, count, nothing);
}

} // namespace

void Workspace::write() {
    write_levels(*this);
    write_holds(*this);
    write_carts(*this);
}

} // namespace inventory
