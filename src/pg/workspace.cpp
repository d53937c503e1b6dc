// Loading and changing the rows of a call, see workspace.hpp; writing them is in write.cpp.
#include "pg/workspace.hpp"

#include "pg/arguments.hpp"
#include "pg/errors.hpp"
#include "pg/json_lines.hpp"

#include <algorithm>

extern "C" {
#include "access/transam.h"
#include "access/xact.h"
#include "storage/procarray.h"
#include "utils/snapmgr.h"
}

namespace inventory {
namespace {

// Microseconds that an insert takes where it waits for nobody.
constexpr TimestampTz longest_claim = 10000;

core::CartStatus status_of(Text name) {
    using S = core::CartStatus;
    for (S status : {S::active, S::ordered, S::completed, S::cancelled, S::expired})
        if (name == status_name(status))
            return status;
    elog(ERROR, "inventory: unknown cart status \"%s\"", name.data());
    pg_unreachable();
}

Datum references(const Vec<Cart> &carts, int first, int last) {
    return make_text_array(last - first, [&](int i) { return carts[first + i].reference_id; });
}

// In REPEATABLE READ and above a row that is younger than the transaction's snapshot is not there
// to lock. Raises 40001 where a reading statement now finds more rows than `seen`.
void check_unseen(Statement &peek, const Datum *values, int seen) {
    if (!IsolationUsesXactSnapshot())
        return;
    PushActiveSnapshot(GetLatestSnapshot());
    int present = run(peek, values, Sight::active_snapshot).count;
    PopActiveSnapshot();
    if (present > seen)
        raise_stale_snapshot();
}

void place(Vec<Cart> &carts, const Rows &rows) {
    for (int row = 0; row < rows.count; row++) {
        Cart read = cart_of_row(rows, row);
        auto at = std::lower_bound(
            carts.begin(), carts.end(), read.reference_id,
            [](const Cart &cart, Text reference) { return cart.reference_id < reference; });

        at->found = true;
        at->now = read.now;
        at->in_use = read.in_use;
    }
}

} // namespace

// Whether somebody has a row in hand, by its xmax.
static bool is_in_progress(TransactionId holder) {
    return TransactionIdIsNormal(holder) && !TransactionIdIsCurrentTransactionId(holder) &&
           TransactionIdIsInProgress(holder);
}

const char *status_name(core::CartStatus status) {
    switch (status) {
    case core::CartStatus::active:
        return "active";
    case core::CartStatus::ordered:
        return "ordered";
    case core::CartStatus::completed:
        return "completed";
    case core::CartStatus::cancelled:
        return "cancelled";
    case core::CartStatus::expired:
        break;
    }
    return "expired";
}

Cart cart_of_row(const Rows &rows, int row) {
    Cart cart{};

    cart.reference_id = rows.string(row, 1);
    cart.found = true;
    cart.first_hold = -1;
    cart.now.status = status_of(rows.string(row, 2));
    cart.now.customer_id = rows.string(row, 3);
    cart.now.order_id = rows.string(row, 4);
    cart.now.reserved_at = rows.time(row, 5);
    cart.now.expires_at = rows.time(row, 6);
    cart.now.quantity = rows.bigint(row, 7);
    cart.now.confirmed = rows.bigint(row, 8);
    cart.now.last_lines = rows.jsonb(row, 9);
    cart.now.sweep_at = rows.time(row, 10);
    cart.now.closed_at = rows.time(row, 11);
    cart.in_use = is_in_progress(rows.transaction(row, 12));
    return cart;
}

int Workspace::find_cart(Text reference_id) const {
    auto at = std::lower_bound(
        carts.begin(), carts.end(), reference_id,
        [](const Cart &cart, Text reference) { return cart.reference_id < reference; });

    return at != carts.end() && at->reference_id == reference_id
               ? static_cast<int>(at - carts.begin())
               : -1;
}

int Workspace::find_level(const core::LevelKey &key) const {
    auto at = std::lower_bound(
        levels.begin(), levels.end(), key,
        [](const Level &level, const core::LevelKey &k) { return core::compare(level.key, k) < 0; });

    return at != levels.end() && core::compare(at->key, key) == 0
               ? static_cast<int>(at - levels.begin())
               : -1;
}

int Workspace::find_hold(int cart, int level) const {
    for (int hold = carts[cart].first_hold; hold >= 0; hold = holds[hold].next_hold)
        if (holds[hold].level == level)
            return hold;
    return -1;
}

// Inserts or locks carts first to last, all of which the call may create.
void Workspace::claim_carts(int first, int last, const Vec<WantedCart> &wanted, Interval *ttl) {
    auto wish = [&](int i) -> const WantedCart & {
        return *std::lower_bound(
            wanted.begin(), wanted.end(), carts[first + i].reference_id,
            [](const WantedCart &w, Text reference) { return w.reference_id < reference; });
    };

    claimed_at = GetCurrentTimestamp();
    TimestampTz deadline = deadline_after(claimed_at, ttl);
    Datum values[] = {
        references(carts, first, last),
        make_text_array(last - first, [&](int i) { return wish(i).customer_id; }),
        make_bigint_array(last - first, [&](int i) { return wish(i).quantity; }),
        TimestampTzGetDatum(claimed_at), TimestampTzGetDatum(deadline)};
    Rows rows = run_own(sql::claim_carts, values, Explanation{nullptr, Text{}});

    for (int row = 0; row < rows.count; row++) {
        int at = find_cart(rows.string(row, 1));
        Cart &cart = carts[at];
        cart.found = cart.created = true;
        cart.now = CartRecord{core::CartStatus::active, wish(at - first).customer_id, Text{},
                              claimed_at, deadline, 0, 0, Datum{0}, deadline, no_time};
        cart.stored = cart.now;
        cart.stored.quantity = wish(at - first).quantity;
    }
    if (rows.count < last - first) {
        Datum others[] = {make_text_array(last - first, [&](int i) {
            const Cart &cart = carts[first + i];
            return cart.created ? Text{} : cart.reference_id;
        })};
        place(carts, run(sql::peek_carts, others));
    }
}

void Workspace::load_carts(const Vec<WantedCart> &wanted, const Vec<Text> &overdue, Interval *ttl) {
    for (const WantedCart &wish : wanted)
        carts.add(Cart{wish.reference_id, true, wish.creates, false, false, false, false,
                       core::CartPhase::none, core::Ruling::nothing, CartRecord{}, CartRecord{}, -1});
    for (Text reference : overdue)
        carts.add(Cart{reference, false, false, false, false, false, false, core::CartPhase::none,
                       core::Ruling::nothing, CartRecord{}, CartRecord{}, -1});
    std::sort(carts.begin(), carts.end(),
              [](const Cart &a, const Cart &b) { return a.reference_id < b.reference_id; });

    if (grip == Grip::peek && !carts.empty()) {
        Datum values[] = {references(carts, 0, carts.count)};
        place(carts, run(sql::peek_carts, values, Sight::active_snapshot));
    }
    // Runs of carts that may be created and of others take turns, so that all are locked in order.
    for (int first = 0, last; grip == Grip::lock && first < carts.count; first = last) {
        for (last = first + 1; last < carts.count && carts[last].creates == carts[first].creates;)
            last++;
        if (carts[first].creates) {
            claim_carts(first, last, wanted, ttl);
        } else {
            Datum values[] = {references(carts, first, last)};
            Rows rows = run(sql::lock_carts, values);
            place(carts, rows);
            if (rows.count < last - first)
                check_unseen(sql::peek_carts, values, rows.count);
        }
    }

    clock = GetCurrentTimestamp();
    for (Cart &cart : carts) {
        // The insert of a new cart may have waited for a session that gave it up.
        if (cart.created && clock - claimed_at > longest_claim)
            cart.now.expires_at = deadline_after(clock, ttl);
        if (cart.found)
            cart.phase = cart.created ? core::CartPhase::none
                                      : core::phase_of(cart.now.status, cart.now.expires_at, clock);
    }
}

void Workspace::load_holds() {
    Vec<Text> holding{};

    for (const Cart &cart : carts)
        if (cart.found && cart.now.quantity > 0 && !cart.created)
            holding.add(cart.reference_id);
    if (holding.empty())
        return;

    Datum values[] = {make_text_array(holding.count, [&](int i) { return holding[i]; })};
    Rows rows = run(sql::read_holds, values,
                    grip == Grip::peek ? Sight::active_snapshot : Sight::fresh);
    for (int row = rows.count - 1; row >= 0; row--) {
        int cart = find_cart(rows.string(row, 1));
        core::LevelKey key{rows.string(row, 2), rows.string(row, 3)};
        core::Quantity quantity = rows.bigint(row, 4);

        holds.add(Hold{cart, -1, carts[cart].first_hold, key, quantity, quantity});
        carts[cart].first_hold = holds.count - 1;
    }
}

static void read_level_rows(Vec<Level> &levels, const Rows &rows, Workspace &workspace) {
    for (int row = 0; row < rows.count; row++) {
        Level &level = levels[workspace.find_level({rows.string(row, 1), rows.string(row, 2)})];

        level.found = true;
        level.now = core::Level{rows.bigint(row, 3), rows.bigint(row, 4),
                                rows.bigint(row, 5), rows.bigint(row, 6),
                                rows.bigint(row, 7), rows.bigint(row, 8),
                                rows.bigint_or(row, 9, -1), rows.is_null(row, 7),
                                rows.boolean(row, 10)};
        level.stored = level.now;
    }
}

void Workspace::load_levels(Vec<WantedLevel> &wanted) {
    std::sort(wanted.begin(), wanted.end(), [](const WantedLevel &a, const WantedLevel &b) {
        return core::compare(a.key, b.key) < 0;
    });
    for (const WantedLevel &wish : wanted) {
        if (!levels.empty() && core::compare(levels[levels.count - 1].key, wish.key) == 0)
            levels[levels.count - 1].creates |= wish.creates;
        else
            levels.add(Level{wish.key, wish.creates, false, core::new_level(), core::new_level()});
    }

    // As with carts: levels that may be created and others take turns, in lock order.
    for (int first = 0, last; first < levels.count; first = last) {
        last = first + 1;
        if (grip == Grip::lock && levels[first].creates) {
            Datum key[] = {text_datum(levels[first].key.variant_id),
                           text_datum(levels[first].key.location_id),
                           TimestampTzGetDatum(GetCurrentTimestamp())};
            run_own(sql::create_level, key, Explanation{nullptr, Text{}});
        } else {
            while (last < levels.count && (grip != Grip::lock || !levels[last].creates))
                last++;
        }
        Datum values[] = {
            make_text_array(last - first, [&](int i) { return levels[first + i].key.variant_id; }),
            make_text_array(last - first, [&](int i) { return levels[first + i].key.location_id; })};
        Rows rows = grip == Grip::peek
                        ? run(sql::peek_levels, values, Sight::active_snapshot)
                        : run(grip == Grip::lock ? sql::lock_levels : sql::lock_free_levels, values);
        read_level_rows(levels, rows, *this);
        if (grip == Grip::lock && rows.count < last - first)
            check_unseen(sql::peek_levels, values, rows.count);
    }
    for (Hold &hold : holds)
        hold.level = find_level(hold.key);
}

CartRecord &Workspace::change_cart(int cart) {
    carts[cart].changed = true;
    return carts[cart].now;
}

void Workspace::change_hold(int cart, int level, core::Quantity delta, const char *type,
                            core::Quantity on_hand_delta) {
    int at = find_hold(cart, level);
    core::Level &stock = levels[level].now;

    if (at < 0) {
        holds.add(Hold{cart, level, carts[cart].first_hold, levels[level].key, 0, 0});
        at = carts[cart].first_hold = holds.count - 1;
    }
    holds[at].now += delta;
    stock.reserved += delta;
    stock.on_hand += on_hand_delta;
    core::settle(stock, false);
    change_cart(cart).quantity += delta;
    ledger.add(LedgerRow{type, {levels[level].key, on_hand_delta, delta, 0},
                         carts[cart].reference_id, Text{}});
}

void Workspace::expire_cart(int cart) {
    Vec<core::Line> lines{};

    for (int at = carts[cart].first_hold; at >= 0; at = holds[at].next_hold) {
        if (holds[at].now == 0)
            continue;
        lines.add(core::Line{holds[at].key, holds[at].now});
        if (holds[at].level < 0 || !levels[holds[at].level].found)
            ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
                            errmsg("a hold of cart \"%s\" has no level",
                                   pnstrdup(carts[cart].reference_id.data(),
                                            carts[cart].reference_id.size()))));
        change_hold(cart, holds[at].level, -holds[at].now, "expire", 0);
    }
    // What the cart takes in a new life is a new hold, last in line.
    carts[cart].first_hold = -1;
    close_cart(cart, core::CartStatus::expired);
    carts[cart].now.last_lines = write_lines(lines);
}

void Workspace::close_cart(int cart, core::CartStatus status) {
    CartRecord &record = change_cart(cart);

    record.status = status;
    record.closed_at = clock;
    record.sweep_at = no_time;
    if (status == core::CartStatus::completed)
        record.expires_at = no_time;
}

void Workspace::begin_new_life(int cart, Text customer_id) {
    change_cart(cart) = CartRecord{core::CartStatus::active, customer_id, Text{}, clock,
                                   no_time, 0, 0, Datum{0}, no_time, no_time};
}

} // namespace inventory
