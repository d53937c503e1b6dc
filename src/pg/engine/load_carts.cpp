// Loading the carts of a call and what they hold, see workspace.hpp.
#include "pg/engine/workspace.hpp"

#include "pg/base/intervals.hpp"
#include "pg/rows/columns.hpp"
#include "pg/base/errors.hpp"
#include "pg/rows/scan.hpp"
#include "pg/rows/table_writer.hpp"

#include <algorithm>

extern "C" {
#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_enum.h"
#include "miscadmin.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

// Microseconds that claiming carts takes where it waits for nobody, besides their inserts.
constexpr TimestampTz longest_claim = 10000;

core::CartStatus status_of(Text name) {
    using S = core::CartStatus;
    for (S status : {S::active, S::ordered, S::completed, S::cancelled, S::expired})
        if (name == status_name(status))
            return status;
    elog(ERROR, "inventory: unknown cart status \"%s\"", name.data());
    pg_unreachable();
}

core::CartStatus status_of(Oid value) {
    HeapTuple tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));

    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "inventory: unknown cart status %u", value);
    core::CartStatus status =
        status_of(Text{NameStr(reinterpret_cast<Form_pg_enum>(GETSTRUCT(tuple))->enumlabel)});
    ReleaseSysCache(tuple);
    return status;
}

void fill(Cart &cart, const Scan &scan) {
    cart.found = true;
    cart.in_use = TransactionIdIsValid(scan.holder());
    cart.place = scan.place();
    cart.now = CartRecord{status_of(scan.oid(inventory::cart::status)),
                          scan.string(inventory::cart::customer_id),
                          scan.string(inventory::cart::order_id),
                          scan.time(inventory::cart::reserved_at),
                          scan.time(inventory::cart::expires_at),
                          scan.bigint(inventory::cart::quantity),
                          scan.bigint(inventory::cart::confirmed),
                          scan.jsonb(inventory::cart::last_lines),
                          scan.time(inventory::cart::sweep_at),
                          scan.time(inventory::cart::closed_at)};
    cart.stored = cart.now;
}

// Reads the rows of some carts with the active snapshot, except those just made. How many there are.
int read_carts(Vec<Cart> &carts, int first, int last) {
    Scan scan = Scan::open(Lookup::carts);
    int count = 0;

    for (int i = first; i < last; i++) {
        if (carts[i].created)
            continue;
        scan.seek(carts[i].reference_id);
        if (!scan.next())
            continue;
        fill(carts[i], scan);
        count++;
    }
    scan.close();
    return count;
}

// Reads and locks the row of a cart, if there is one. Raises 40001 where it changed after the
// snapshot of a transaction that keeps to one.
void lock_cart(Cart &cart) {
    for (bool again = true; again;) {
        CHECK_FOR_INTERRUPTS();
        begin_sight();
        Scan scan = Scan::open(Lookup::carts);
        scan.seek(cart.reference_id);
        again = scan.next();
        if (again) {
            fill(cart, scan);
            again = !scan.lock(cart.place, LockWaitBlock);
            if (again && IsolationUsesXactSnapshot())
                raise_stale_snapshot();
            cart.found = !again;
        }
        scan.close();
        end_sight();
    }
}

// In REPEATABLE READ and above a row that is younger than the transaction's snapshot is not there
// to lock. Raises 40001 where there are more rows now than were seen.
void check_unseen(Vec<Cart> carts, int first, int last, int seen) {
    if (!IsolationUsesXactSnapshot())
        return;
    begin_latest_sight();
    Vec<Cart> copies{};
    for (int i = first; i < last; i++)
        copies.add(carts[i]);
    int present = read_carts(copies, 0, copies.count);
    end_sight();
    if (present > seen)
        raise_stale_snapshot();
}

} // namespace

// Inserts or locks carts first to last, all of which the call may create. False without a savepoint
// where one is there.
bool Workspace::claim_carts(int first, int last, const Vec<WantedCart> &wanted, Interval *ttl) {
    auto wish = [&](int i) -> const WantedCart & {
        return *std::lower_bound(
            wanted.begin(), wanted.end(), carts[first + i].reference_id,
            [](const WantedCart &w, Text reference) { return w.reference_id < reference; });
    };

    claimed_at = GetCurrentTimestamp();
    TimestampTz deadline = deadline_after(claimed_at, ttl);
    bool all_new = true;

    begin_own();
    TableWriter writer = TableWriter::open("carts", Deed::insert);
    for (int at = first; at < last; at++) {
        Cart &cart = carts[at];
        CartRecord record{core::CartStatus::active, wish(at - first).customer_id, Text{},
                          claimed_at, deadline, 0, 0, Datum{0}, deadline, no_time};

        writer.begin_row();
        writer.set_text(inventory::cart::reference_id, cart.reference_id);
        writer.set_enum(inventory::cart::status, "active");
        writer.set_text(inventory::cart::customer_id, record.customer_id);
        writer.set_time(inventory::cart::reserved_at, claimed_at);
        writer.set_time(inventory::cart::updated_at, claimed_at);
        writer.set_time(inventory::cart::expires_at, deadline);
        writer.set_bigint(inventory::cart::quantity, wish(at - first).quantity);
        writer.set_bigint(inventory::cart::confirmed, 0);
        writer.set_time(inventory::cart::sweep_at, deadline);
        cart.created = guarded ? writer.claim() : writer.insert_new();
        cart.found = true;
        if (cart.created) {
            cart.place = writer.place();
            cart.now = cart.stored = record;
            cart.stored.quantity = wish(at - first).quantity;
        }
        all_new &= cart.created;
    }
    writer.close();
    end_own();
    // Without a savepoint somebody else's cart is not locked, but left to a call that has one.
    if (!all_new && !guarded)
        return false;
    if (!all_new) {
        begin_sight();
        read_carts(carts, first, last);
        end_sight();
    }
    return true;
}

// Locks the carts, or creates them, in order.
bool Workspace::lock_carts(const Vec<WantedCart> &wanted, Interval *ttl) {
    // Without a savepoint there is at most one that a peek has seen, and nothing is waited for.
    if (!guarded && seen != nullptr && carts.count == 1 && seen->carts[0].found)
        return lock_cart_as_seen(carts[0], seen->carts[0]);

    // Runs of carts that may be created and of others take turns.
    for (int first = 0, last; first < carts.count; first = last) {
        for (last = first + 1; last < carts.count && carts[last].creates == carts[first].creates;)
            last++;
        if (carts[first].creates) {
            if (!claim_carts(first, last, wanted, ttl))
                return false;
            continue;
        }
        int found = 0;
        for (int at = first; at < last; at++) {
            lock_cart(carts[at]);
            found += carts[at].found ? 1 : 0;
        }
        if (found < last - first)
            check_unseen(carts, first, last, found);
    }
    return true;
}

// Locks a cart in the version that a peek saw, unless somebody has it in hand or has changed it.
bool Workspace::lock_cart_as_seen(Cart &cart, const Cart &before) {
    begin_sight();
    Scan scan = Scan::open(Lookup::carts);
    cart.found = scan.lock(before.place, LockWaitSkip);
    scan.close();
    end_sight();
    cart.now = cart.stored = before.stored;
    cart.place = before.place;
    return cart.found;
}

bool Workspace::load_carts(const Vec<WantedCart> &wanted, const Vec<Text> &overdue, Interval *ttl) {
    for (const WantedCart &wish : wanted)
        carts.add(Cart{wish.reference_id, true, wish.creates, false, false, false, false,
                       core::CartPhase::none, core::Ruling::nothing, CartRecord{}, CartRecord{}, -1, {}});
    for (Text reference : overdue)
        carts.add(Cart{reference, false, false, false, false, false, false, core::CartPhase::none,
                       core::Ruling::nothing, CartRecord{}, CartRecord{}, -1, {}});
    std::sort(carts.begin(), carts.end(),
              [](const Cart &a, const Cart &b) { return a.reference_id < b.reference_id; });

    if (grip == Grip::peek && !carts.empty())
        read_carts(carts, 0, carts.count);
    if (grip == Grip::lock && !lock_carts(wanted, ttl))
        return false;

    clock = GetCurrentTimestamp();
    bool waited = clock - claimed_at > longest_claim + carts.count * longest_insert;
    for (Cart &cart : carts) {
        // The insert of a new cart may have waited for a session that gave it up.
        if (cart.created && waited)
            cart.now.expires_at = deadline_after(clock, ttl);
        if (cart.found)
            cart.phase = cart.created ? core::CartPhase::none
                                      : core::phase_of(cart.now.status, cart.now.expires_at, clock);
    }
    return true;
}

void Workspace::load_locked_carts(const Text *references, int count) {
    for (int i = 0; i < count; i++)
        carts.add(Cart{references[i], true, false, false, false, false, false, core::CartPhase::none,
                       core::Ruling::nothing, CartRecord{}, CartRecord{}, -1, {}});
    std::sort(carts.begin(), carts.end(),
              [](const Cart &a, const Cart &b) { return a.reference_id < b.reference_id; });
    begin_sight();
    read_carts(carts, 0, count);
    end_sight();
    clock = GetCurrentTimestamp();
    for (Cart &cart : carts)
        cart.phase = core::phase_of(cart.now.status, cart.now.expires_at, clock);
}

// Adds the holds of one cart, whose rows come in the order of levels and stripes.
static void read_holds(Workspace &ws, Scan &scan, int cart) {
    int first = ws.holds.count;

    scan.seek(ws.carts[cart].reference_id);
    while (scan.next()) {
        core::LevelKey key{scan.string(hold::variant_id), scan.string(hold::location_id)};
        core::Quantity quantity = scan.bigint(hold::quantity);
        TimestampTz created_at = scan.time(hold::created_at);

        if (ws.holds.count == first ||
            core::compare(ws.holds[ws.holds.count - 1].key, key) != 0)
            ws.holds.add(Hold{cart, -1, -1, key, 0, 0, 0, created_at, -1});
        Hold &hold = ws.holds[ws.holds.count - 1];
        hold.now += quantity;
        hold.stored += quantity;
        hold.created_at = std::min(hold.created_at, created_at);
        ws.hold_rows.add(HoldRow{ws.holds.count - 1, scan.integer(hold::stripe), hold.first_row,
                                 quantity, quantity, scan.place()});
        hold.first_row = ws.hold_rows.count - 1;
    }

    // The cart's lines are in the order in which they were taken.
    Vec<int> order{};
    for (int i = first; i < ws.holds.count; i++)
        order.add(i);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        const Hold &left = ws.holds[a];
        const Hold &right = ws.holds[b];
        return left.created_at != right.created_at ? left.created_at < right.created_at
                                                   : core::compare(left.key, right.key) < 0;
    });
    for (int i = order.count - 1; i >= 0; i--) {
        ws.holds[order[i]].next_hold = ws.carts[cart].first_hold;
        ws.carts[cart].first_hold = order[i];
    }
}

void Workspace::load_holds() {
    auto has_holds = [](const Cart &cart) {
        return cart.found && cart.now.quantity > 0 && !cart.created;
    };
    if (std::none_of(carts.begin(), carts.end(), has_holds))
        return;

    if (grip != Grip::peek)
        begin_sight();
    Scan scan = Scan::open(Lookup::holds);
    for (int cart = 0; cart < carts.count; cart++)
        if (has_holds(carts[cart]))
            read_holds(*this, scan, cart);
    scan.close();
    if (grip != Grip::peek)
        end_sight();
}

} // namespace inventory
