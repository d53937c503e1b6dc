// The table of cart states, see cart.hpp.
#include "core/carts/cart.hpp"

namespace inventory::core {

CartPhase phase_of(CartStatus status, std::optional<Time> deadline, Time clock) {
    switch (status) {
    case CartStatus::active:
        return deadline && is_past(*deadline, clock) ? CartPhase::overdue : CartPhase::active;
    case CartStatus::ordered:
        return CartPhase::ordered;
    case CartStatus::completed:
        return CartPhase::completed;
    case CartStatus::cancelled:
        return CartPhase::cancelled;
    case CartStatus::expired:
        return CartPhase::expired;
    }
    return CartPhase::none;
}

Ruling rule(CartCall call, CartPhase phase) {
    using R = Ruling;
    // clang-format off
    static constexpr Ruling table[][7] = {
        //               none        active      overdue         expired     cancelled    ordered          completed
        /* reserve  */ {R::create,  R::proceed, R::new_life,    R::new_life, R::new_life, R::proceed,      R::closed},
        /* touch    */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::closed,   R::nothing,      R::closed},
        /* line     */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::proceed,      R::nothing},
        /* cart     */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::closed,       R::nothing},
        /* cancel   */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::proceed,      R::nothing},
        /* confirm  */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::closed,   R::first_answer, R::first_answer},
        /* revive   */ {R::no_hold, R::proceed, R::revive,      R::revive,   R::closed,   R::first_answer, R::first_answer},
        /* ship one */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::proceed,      R::no_hold},
        /* ship all */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::proceed,      R::nothing},
    };
    // clang-format on
    return table[static_cast<int>(call)][static_cast<int>(phase)];
}

} // namespace inventory::core
