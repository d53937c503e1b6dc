// A cart to be looked at only.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// A cart with its holds and their levels as the active snapshot shows them; its number is 0.
Workspace read_cart(Text reference_id);

// Whether a cart that was read holds anything in its present life.
inline bool is_live(const Cart &cart) {
    return cart.phase == core::CartPhase::active || cart.phase == core::CartPhase::ordered;
}

} // namespace inventory
