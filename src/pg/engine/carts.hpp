// Carts and what they hold, as a call works on them in memory: as they were read, and as they shall be.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/row.hpp"
#include "pg/rows/scan.hpp"
#include "pg/rows/table_writer.hpp"

#include "core/base/kit_key.hpp"
#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"
#include "core/carts/cart.hpp"
#include "core/stock/standing.hpp"

#include <algorithm>

namespace inventory {

// Microseconds that the insert of a cart takes where it waits for nobody.
constexpr TimestampTz longest_insert = 100;

// What a call wants of a cart before it has seen any.
struct WantedCart {
    Text reference_id;
    core::CartCall call;
    bool creates = false;
    OptionalText customer_id{}; // of a new cart
    int64 quantity = 0;         // units that a new cart will probably hold
};

struct CartRecord {
    core::CartStatus status;
    OptionalText customer_id;
    OptionalText order_id;
    TimestampTz reserved_at;
    OptionalTime expires_at;
    int64 quantity;
    int64 confirmed;
    std::optional<Datum> last_lines;
    OptionalTime sweep_at; // never later than the deadline
    OptionalTime closed_at;
    int64 shipped; // units, in the present life

    // Moves the deadline of a cart that is active.
    void set_deadline(TimestampTz deadline) {
        expires_at = deadline;
        sweep_at = std::min(sweep_at.value_or(deadline), deadline);
    }
};

struct Cart {
    Text reference_id;
    bool own;            // the call works on it; else only its overdue holds are in the way
    bool creates;        // the call may create it
    bool found;          // there is a row
    bool created;        // the row was made by this call
    bool changed;        // `now` is to be written
    bool in_use;         // peeked at while another session has the row in hand
    core::CartCall call; // of an own one
    core::CartPhase phase;
    core::Ruling ruling;
    CartRecord now;
    CartRecord stored; // the row as it was read or inserted
    ItemPointerData tid;
    int first_hold; // see Workspace::holds_of(), -1 for none
};

// What a cart holds of a level, by itself or for a kit, on however many stripes.
struct Hold {
    int cart;
    int level; // -1 until the levels are loaded
    core::LevelKey key;
    core::KitKey kit; // of which it is a component
    core::Standing now;
    core::Quantity shipped;   // of what it lost, units that left the stock as well
    OptionalTime created_at;  // none yet: when it is written
    OptionalTime promised_at; // when the buyer was told that it ships; none: not known
    int first_row;            // see Workspace::rows_of(), -1 for none
    int next;                 // of the same cart
};

// The row of a hold on one stripe.
struct HoldRow {
    int hold;
    int stripe;
    core::Standing now;
    core::Standing stored; // of no units where there is no row
    OptionalTime stored_promise;
    ItemPointerData tid;
    int next; // of the same hold
};

// The deadline that a call gives a cart whose life began at a time, with a ttl from now on; `present` is
// the one that it has. inventory.cart_max_age is the longest that a call can make a life.
TimestampTz deadline_of_life(OptionalTime present, TimestampTz began, TimestampTz clock,
                             const std::optional<Interval> &ttl);

// Whether a cart, looked up by a scan of carts, is active and past its deadline.
bool is_overdue(Scan &carts, Text reference_id, TimestampTz clock);

// Reads how the units of a hold's row stand in line.
core::Standing standing_of(const Row &row);

// Reads the columns of a cart.
CartRecord cart_of(const Row &row);

// Sets them in the row that is being written.
void set_cart(TableWriter &writer, const CartRecord &record);

// The label of a status in the tables.
const char *label_of(core::CartStatus status);

} // namespace inventory
