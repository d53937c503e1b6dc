// Loading the carts of a call and what they hold.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// Reads the carts or, where rows are to be locked, locks or creates them, in reference order; then the
// clock. False where a cart is not as a peek saw it, and there is no savepoint to go back to.
bool load_carts(Workspace &ws, const Vec<WantedCart> &wanted, const Vec<Text> &overdue,
                const std::optional<Interval> &ttl);

// Loads carts whose rows the caller has locked; then the clock.
void load_locked_carts(Workspace &ws, const ItemPointerData *tids, int count);

// Reads the holds of the carts.
void load_holds(Workspace &ws);

} // namespace inventory
