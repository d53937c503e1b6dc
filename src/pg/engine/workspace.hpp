// The rows that a call works on: carts, holds and levels as they were read, and as they shall be.
// Loading locks them in the one order that all calls keep; writing takes a table at a time.
// What a call does with them is an Operation, see operation.hpp.
#pragma once

#include "pg/ledger/ledger.hpp"
#include "pg/base/vec.hpp"

#include "core/carts/cart.hpp"
#include "core/carts/lines.hpp"
#include "core/stock/stripes.hpp"

extern "C" {
#include "storage/itemptr.h"
}

namespace inventory {

// Microseconds that the insert of a cart takes where it waits for nobody.
constexpr TimestampTz longest_insert = 100;

struct CartRecord {
    core::CartStatus status;
    Text customer_id; // null text for NULL, here and below
    Text order_id;
    TimestampTz reserved_at;
    TimestampTz expires_at; // no_time for NULL, here and below
    int64 quantity;
    int64 confirmed;
    Datum last_lines; // 0 for NULL
    TimestampTz sweep_at;
    TimestampTz closed_at;
};

struct Cart {
    Text reference_id;
    bool own;     // the call works on it; else only its overdue holds are in the way
    bool creates; // the call may create it
    bool found;   // there is a row
    bool created; // the row was made by this call
    bool changed; // `now` is to be written
    bool in_use;  // peeked at while another session has the row in hand
    core::CartPhase phase;
    core::Ruling ruling;
    CartRecord now;
    CartRecord stored; // the row as it was read or inserted
    int first_hold; // index, -1 for none; the others follow by next_hold
    ItemPointerData place;
};

// What a cart holds of a level, on however many stripes.
struct Hold {
    int cart;
    int level; // index, -1 until the levels are loaded
    int next_hold;
    core::LevelKey key;
    core::Quantity now;
    core::Quantity stored;  // 0 where there is no row
    core::Quantity shipped; // of what it lost, units that left the stock as well
    TimestampTz created_at; // no_time: now
    int first_row;          // index, -1 for none; the others follow by next_row
};

// The row of a hold on one stripe.
struct HoldRow {
    int hold;
    int stripe;
    int next_row;
    core::Quantity now;
    core::Quantity stored;
    ItemPointerData place;
};

struct Level {
    core::LevelKey key;
    bool creates; // the call creates it where it is missing
    bool all;     // the call needs all of its rows
    bool holds;   // the call needs the rows that its carts' holds are on
    bool from_stock;     // room that only backorders make does not count
    core::Quantity room; // the call needs a row with that much room
    bool found;
    bool whole;     // all of its rows are locked
    bool restriped; // its rows are more or fewer than they were
    int first_row;  // of rows and stripes
    int row_count;
    int layout;   // what its rows are to say: how many they are, 0 if there was never but one
    int room_row; // where units are to be taken, -1: not chosen
    int queued_at; // the stripe whose queue the call is in, -1: none
    core::Level now; // all rows together
    core::Level stored;

    // Whether all that the call needs of it is one row with room enough.
    bool takes_one() const { return room > 0 && !holds && !all; }
};

// The row of one stripe; its values are in `stripes`, at the same index.
struct LevelRow {
    int stripe;
    bool wanted;
    bool locked;
    bool created; // not inserted yet
    bool removed;
    TransactionId holder; // who has it in hand, when it was read
    ItemPointerData place;
    core::Level stored;
    bool was_draining;
    int layout;
};

// Whether rows are only looked at, or locked; lock_free leaves out levels that others have locked.
enum class Grip { peek, lock, lock_free };

// What a call wants of carts and levels before it has seen any.
struct WantedCart {
    Text reference_id;
    bool creates;
    Text customer_id;  // of a new cart
    int64 quantity;    // units that a new cart will probably hold
};

struct WantedLevel {
    core::LevelKey key;
    bool creates;
    bool all;
    bool holds;
    bool from_stock;
    core::Quantity room;

    static WantedLevel whole(const core::LevelKey &key, bool creates = false) {
        return WantedLevel{key, creates, true, false, false, 0};
    }
    static WantedLevel with_holds(const core::LevelKey &key) {
        return WantedLevel{key, false, false, true, false, 0};
    }
    static WantedLevel with_room(const core::LevelKey &key, core::Quantity units,
                                 bool from_stock = false) {
        return WantedLevel{key, false, false, false, from_stock, units};
    }
};

struct Workspace {
    Grip grip;
    const Workspace *seen; // what a peek saw, or nullptr
    bool exact;            // every row of every level is locked
    bool guarded;          // in a savepoint, so that it can start over
    TimestampTz clock;      // read once, after the carts are locked
    TimestampTz claimed_at; // when new carts were inserted
    Text request_id;        // noted in the ledger
    Vec<Cart> carts;        // in reference order
    Vec<Hold> holds;
    Vec<HoldRow> hold_rows;
    Vec<Level> levels; // in lock order
    Vec<LevelRow> rows;
    Vec<core::Stripe> stripes;
    Vec<LedgerRow> ledger;

    // Indexes, -1 where it is not there.
    int find_cart(Text reference_id) const;
    int find_level(const core::LevelKey &key) const;
    int find_hold(int cart, int level) const;
    int find_hold(int cart, const core::LevelKey &key) const;
    int find_row(const Level &level, int stripe) const;

    // Loading, in this order.
    // Begins with nothing loaded; where rows are to be locked, the tables are.
    static Workspace with(Grip grip);

    // False where a cart is not as a peek saw it, and there is no savepoint to go back to.
    bool load_carts(const Vec<WantedCart> &wanted, const Vec<Text> &overdue, Interval *ttl);
    // Carts that a statement of the caller's has locked.
    void load_locked_carts(const Text *references, int count);
    void load_holds();
    // False where the rows were not what they were a moment ago: start over.
    bool load_levels(Vec<WantedLevel> &wanted);

    // Changing, in memory.
    void change_hold(int cart, int level, core::Quantity delta, const char *type,
                     core::Quantity on_hand_delta);
    void expire_cart(int cart);
    void begin_new_life(int cart, Text customer_id);
    void close_cart(int cart, core::CartStatus status);
    // Marks a cart as worked on.
    CartRecord &change_cart(int cart);
    // Gives a level, all of whose rows are locked, so many stripes.
    void restripe(int level, int stripes);

    // Brings what changed down to the rows. False where it takes rows that are not locked.
    bool distribute();
    // Whether all rows of all levels are locked.
    bool is_exact() const;
    // Whether there are no more rows by now than were read, of the levels that are to be locked whole
    // or of all.
    bool are_complete(bool all) const;
    // Whether no row of a level, one of which is locked, lacks room or cover.
    bool none_lacks(const Level &level) const;

    // Writes what changed.
    void write();
    // Without a savepoint: takes back the carts that it inserted.
    void withdraw();

  private:
    bool lock_carts(const Vec<WantedCart> &wanted, Interval *ttl);
    bool claim_carts(int first, int last, const Vec<WantedCart> &wanted, Interval *ttl);
    bool lock_cart_as_seen(Cart &cart, const Cart &before);
};

// Whether two levels are alike in every column.
bool same(const core::Level &a, const core::Level &b);

// The name of a status as the tables have it.
const char *status_name(core::CartStatus status);

} // namespace inventory
