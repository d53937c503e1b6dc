// The rows that a call works on: carts, holds and levels as they were read, and as they shall be.
// Loading locks them in the one order that all calls keep; writing takes a statement a table.
// What a call does with them is an Operation, see operation.hpp.
#pragma once

#include "pg/ledger.hpp"
#include "pg/vec.hpp"

#include "core/cart.hpp"
#include "core/level.hpp"
#include "core/lines.hpp"

namespace inventory {

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
    CartRecord stored; // of a created cart: the row as it was inserted
    int first_hold; // index, -1 for none; the others follow by next_hold
};

struct Hold {
    int cart;
    int level; // index, -1 until the levels are loaded
    int next_hold;
    core::LevelKey key;
    core::Quantity now;
    core::Quantity stored; // 0 where there is no row
};

struct Level {
    core::LevelKey key;
    bool creates; // the call creates it where it is missing
    bool found;
    core::Level now;
    core::Level stored;
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
};

struct Workspace {
    Grip grip;
    TimestampTz clock;        // read once, after the carts are locked
    TimestampTz claimed_at;   // when new carts were inserted
    Text request_id;          // noted in the ledger
    Vec<Cart> carts;          // in reference order
    Vec<Hold> holds;
    Vec<Level> levels; // in lock order
    Vec<LedgerRow> ledger;

    // Indexes, -1 where it is not there.
    int find_cart(Text reference_id) const;
    int find_level(const core::LevelKey &key) const;
    int find_hold(int cart, int level) const;

    // Loading, in this order.
    // Begins with nothing loaded.
    static Workspace with(Grip grip) {
        Workspace ws{};
        ws.grip = grip;
        return ws;
    }

    void load_carts(const Vec<WantedCart> &wanted, const Vec<Text> &overdue, Interval *ttl);
    void load_holds();
    void load_levels(Vec<WantedLevel> &wanted);

    // Changing, in memory.
    void change_hold(int cart, int level, core::Quantity delta, const char *type,
                     core::Quantity on_hand_delta);
    void expire_cart(int cart);
    void begin_new_life(int cart, Text customer_id);
    void close_cart(int cart, core::CartStatus status);
    // Marks a cart as worked on.
    CartRecord &change_cart(int cart);

    // Writes what changed.
    void write();

  private:
    void claim_carts(int first, int last, const Vec<WantedCart> &wanted, Interval *ttl);
};

// A cart row as `CART_COLUMNS` of the statements give it.
Cart cart_of_row(const Rows &rows, int row);

// The name of a status as the tables have it.
const char *status_name(core::CartStatus status);

} // namespace inventory
