// What the refusal of a call on a cart says of the cart's state, and the call that can be made instead.
#pragma once

#include "core/carts/cart.hpp"

namespace inventory {

// The status of a cart that refuses for its state, as the tables label it.
const char *status_of(core::CartPhase phase);

// What was to be done, as in "cannot be emptied".
const char *deed_of(core::CartCall call);

// A hint at what the caller can do, where a call is refused (core::Ruling::closed) in a phase.
const char *way_on(core::CartCall call, core::CartPhase phase);

} // namespace inventory
