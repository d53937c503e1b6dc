// Loading the carts of a call and what they hold, see load_carts.hpp.
#include "pg/engine/load_carts.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/intervals.hpp"
#include "pg/ledger/own_writer.hpp"
#include "pg/rows/scan.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Microseconds that claiming carts takes where it waits for nobody, besides their inserts.
constexpr TimestampTz longest_claim = 10000;

void fill(Cart &cart, const Scan &scan) {
    cart.found = true;
    cart.in_use = TransactionIdIsValid(scan.holder());
    cart.tid = scan.tid();
    cart.now = cart.stored = cart_of(scan.row());
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
        push_snapshot();
        Scan scan = Scan::open(Lookup::carts);
        scan.seek(cart.reference_id);
        again = scan.next();
        if (again) {
            fill(cart, scan);
            again = !scan.lock(cart.tid, LockWaitBlock);
            if (again && IsolationUsesXactSnapshot())
                raise_stale_snapshot();
            cart.found = !again;
        }
        scan.close();
        pop_snapshot();
    }
}

// Carts first to last as the active snapshot shows them.
Vec<Cart> read_copies(const Vec<Cart> &carts, int first, int last) {
    Vec<Cart> copies{};

    for (int i = first; i < last; i++)
        copies.add(carts[i]).found = false;
    read_carts(copies, 0, copies.count);
    return copies;
}

// In REPEATABLE READ and above a row that is younger than the transaction's snapshot is not there
// to lock. Raises 40001 where there are more rows now than were seen.
void check_unseen(const Vec<Cart> &carts, int first, int last, int seen) {
    if (!IsolationUsesXactSnapshot())
        return;
    push_latest_snapshot();
    Vec<Cart> present = read_copies(carts, first, last);
    pop_snapshot();
    if (std::count_if(present.begin(), present.end(), [](const Cart &c) { return c.found; }) > seen)
        raise_stale_snapshot();
}

// Those that the snapshot which a transaction in REPEATABLE READ and above keeps to shows; else none. They
// may be gone all the same, and what is made in their place would be seen beside them.
Vec<Cart> read_kept(const Vec<Cart> &carts, int first, int last) {
    if (!IsolationUsesXactSnapshot())
        return Vec<Cart>{};
    push_snapshot();
    Vec<Cart> kept = read_copies(carts, first, last);
    pop_snapshot();
    return kept;
}

// Inserts or locks carts first to last, all of which the call may create. False without a savepoint
// where one is there.
bool claim_carts(Workspace &ws, int first, int last, const Vec<WantedCart> &wanted,
                 const std::optional<Interval> &ttl) {
    auto wish_for = [&](const Cart &cart) -> const WantedCart & {
        return *std::lower_bound(
            wanted.begin(), wanted.end(), cart.reference_id,
            [](const WantedCart &w, Text reference) { return w.reference_id < reference; });
    };

    auto looks_new = [&](const Cart &cart) {
        return ws.seen != nullptr && ws.seen->is_without(cart.reference_id);
    };

    ws.claimed_at = GetCurrentTimestamp();
    TimestampTz deadline = deadline_of_life({}, ws.claimed_at, ws.claimed_at, ttl);
    Vec<Cart> kept = read_kept(ws.carts, first, last);
    bool all_new = true;

    OwnWriter writer = OwnWriter::open(Table::carts, CMD_INSERT);
    for (int at = first; at < last; at++) {
        Cart &cart = ws.carts[at];
        const WantedCart &wish = wish_for(cart);
        CartRecord record{};

        record.status = core::CartStatus::active;
        record.customer_id = wish.customer_id;
        record.reserved_at = ws.claimed_at;
        record.set_deadline(deadline);
        record.quantity = wish.quantity;
        writer.begin_row();
        writer.set_text(cart::reference_id, cart.reference_id);
        set_cart(writer, record);
        writer.set_time(cart::updated_at, ws.claimed_at);
        cart.created = ws.guarded ? writer.claim(looks_new(cart)) : writer.insert_unhurried();
        cart.found = true;
        if (cart.created && !kept.empty() && kept[at - first].found)
            raise_stale_snapshot();
        if (cart.created) {
            cart.tid = writer.tid();
            cart.now = cart.stored = record;
            cart.now.quantity = 0;
        }
        all_new &= cart.created;
    }
    writer.close();
    // Without a savepoint somebody else's cart is not locked, but left to a call that has one.
    if (!all_new && !ws.guarded)
        return false;
    if (!all_new) {
        push_snapshot();
        read_carts(ws.carts, first, last);
        pop_snapshot();
    }
    return true;
}

// Locks a cart in the version that a peek saw, unless somebody has it in hand or has changed it.
bool lock_cart_as_seen(Cart &cart, const Cart &before) {
    push_snapshot();
    Scan scan = Scan::open(Lookup::carts);
    cart.found = scan.lock(before.tid, LockWaitSkip);
    scan.close();
    pop_snapshot();
    cart.now = cart.stored = before.stored;
    cart.tid = before.tid;
    return cart.found;
}

// Locks the carts, or creates them, in order.
bool lock_carts(Workspace &ws, const Vec<WantedCart> &wanted, const std::optional<Interval> &ttl) {
    Vec<Cart> &carts = ws.carts;

    // Without a savepoint there is at most one that a peek has seen, and nothing is waited for.
    if (!ws.guarded && ws.seen != nullptr && carts.count == 1 && ws.seen->carts[0].found)
        return lock_cart_as_seen(carts[0], ws.seen->carts[0]);

    // Runs of carts that may be created and of others take turns.
    for (int first = 0, last; first < carts.count; first = last) {
        for (last = first + 1; last < carts.count && carts[last].creates == carts[first].creates;)
            last++;
        if (carts[first].creates) {
            if (!claim_carts(ws, first, last, wanted, ttl))
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

Cart new_cart(Text reference_id, bool own, bool creates) {
    Cart cart{};

    cart.reference_id = reference_id;
    cart.own = own;
    cart.creates = creates;
    cart.phase = core::CartPhase::none;
    cart.ruling = core::Ruling::nothing;
    cart.first_hold = -1;
    return cart;
}

void sort_carts(Vec<Cart> &carts) {
    std::sort(carts.begin(), carts.end(),
              [](const Cart &a, const Cart &b) { return a.reference_id < b.reference_id; });
}

core::KitKey kit_of(const Row &row) {
    int version = row.integer(hold::kit_version);

    return version == 0 ? core::KitKey{} : core::KitKey{row.text(hold::kit_id), version};
}

// Among the holds from one on, that of a level and a kit; its rows on other stripes may have come before
// those of other holds of the level. -1 where it is not there.
int find_read(const Workspace &ws, int first, const core::LevelKey &key, const core::KitKey &kit) {
    for (int at = ws.holds.count - 1; at >= first && ws.holds[at].key == key; at--)
        if (ws.holds[at].kit == kit)
            return at;
    return -1;
}

// Adds the holds of one cart, whose rows come in the order of levels and stripes.
void read_holds(Workspace &ws, Scan &scan, Cart &cart) {
    int first = ws.holds.count;
    int cart_number = static_cast<int>(&cart - ws.carts.items);

    scan.seek(cart.reference_id);
    while (scan.next()) {
        Row row = scan.row();
        core::LevelKey key = row.key(hold::variant_id, hold::location_id);
        core::Standing units = standing_of(row);
        TimestampTz created_at = row.time(hold::created_at);
        OptionalTime promised_at = row.optional_time(hold::promised_at);

        core::KitKey kit = kit_of(row);

        int at = find_read(ws, first, key, kit);
        if (at < 0) {
            at = ws.holds.count;
            ws.holds.add(Hold{cart_number, -1, key, kit, {}, 0, created_at, promised_at, -1, -1});
        }
        Hold &hold = ws.holds[at];
        hold.now = core::together(hold.now, units);
        hold.created_at = std::min(*hold.created_at, created_at);
        ws.hold_rows.add(HoldRow{at, row.integer(hold::stripe), units, units, promised_at,
                                 scan.tid(), hold.first_row});
        hold.first_row = ws.hold_rows.count - 1;
    }

    // The cart's lines are in the order in which they were taken.
    Vec<int> order{};
    for (int i = first; i < ws.holds.count; i++)
        order.add(i);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        const Hold &left = ws.holds[a];
        const Hold &right = ws.holds[b];
        if (left.created_at != right.created_at)
            return left.created_at < right.created_at;
        return left.key != right.key ? left.key < right.key : left.kit.version < right.kit.version;
    });
    for (int i = order.count - 1; i >= 0; i--) {
        ws.holds[order[i]].next = cart.first_hold;
        cart.first_hold = order[i];
    }
}

} // namespace

bool load_carts(Workspace &ws, const Vec<WantedCart> &wanted, const Vec<Text> &overdue,
                const std::optional<Interval> &ttl) {
    Vec<Cart> &carts = ws.carts;

    for (const WantedCart &wish : wanted)
        carts.add(new_cart(wish.reference_id, true, wish.creates)).call = wish.call;
    for (Text reference : overdue)
        carts.add(new_cart(reference, false, false));
    sort_carts(carts);

    if (ws.locking == Locking::none && !carts.empty())
        read_carts(carts, 0, carts.count);
    if (ws.locking == Locking::wait && !lock_carts(ws, wanted, ttl))
        return false;

    ws.clock = GetCurrentTimestamp();
    bool waited = ws.clock - ws.claimed_at > longest_claim + carts.count * longest_insert;
    for (Cart &cart : carts) {
        // The insert of a new cart may have waited for a session that gave it up: its life begins now.
        if (cart.created && waited) {
            cart.now.reserved_at = ws.clock;
            cart.now.expires_at = deadline_of_life({}, ws.clock, ws.clock, ttl);
        }
        if (cart.found)
            cart.phase = cart.created
                             ? core::CartPhase::none
                             : core::phase_of(cart.now.status, cart.now.expires_at, ws.clock);
    }
    return true;
}

void load_locked_carts(Workspace &ws, const ItemPointerData *tids, int count) {
    push_snapshot();
    Scan scan = Scan::open(Lookup::carts);
    for (int i = 0; i < count; i++) {
        if (!scan.fetch(tids[i]))
            raise_lost_rows(name_of(Table::carts));
        fill(ws.carts.add(new_cart(scan.row().text(cart::reference_id), true, false)), scan);
    }
    scan.close();
    pop_snapshot();
    sort_carts(ws.carts);
    ws.clock = GetCurrentTimestamp();
    for (Cart &cart : ws.carts)
        cart.phase = core::phase_of(cart.now.status, cart.now.expires_at, ws.clock);
}

void load_holds(Workspace &ws) {
    auto has_holds = [](const Cart &cart) {
        return cart.found && cart.now.quantity > 0 && !cart.created;
    };
    if (std::none_of(ws.carts.begin(), ws.carts.end(), has_holds))
        return;

    if (ws.locking != Locking::none)
        push_snapshot();
    Scan scan = Scan::open(Lookup::holds);
    for (Cart &cart : ws.carts)
        if (has_holds(cart))
            read_holds(ws, scan, cart);
    scan.close();
    if (ws.locking != Locking::none)
        pop_snapshot();
}

} // namespace inventory
