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
        return deadline ? CartPhase::cancelled : CartPhase::undone;
    case CartStatus::expired:
        return CartPhase::expired;
    }
    return CartPhase::none;
}

Ruling rule(CartCall call, CartPhase phase) {
    using R = Ruling;
    // clang-format off
    static constexpr Ruling table[][8] = {
        //               none        active      overdue         expired      cancelled    undone      ordered          completed
        /* reserve  */ {R::create,  R::proceed, R::new_life,    R::new_life, R::new_life, R::closed,  R::proceed,      R::closed},
        /* clear    */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::closed,  R::closed,       R::closed},
        /* touch    */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::closed,   R::closed,  R::nothing,      R::closed},
        /* line     */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::nothing, R::proceed,      R::nothing},
        /* cart     */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::nothing, R::closed,       R::nothing},
        /* cancel   */ {R::nothing, R::proceed, R::expire_only, R::nothing,  R::nothing,  R::nothing, R::proceed,      R::nothing},
        /* confirm  */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::closed,   R::closed,  R::first_answer, R::first_answer},
        /* revive   */ {R::no_hold, R::proceed, R::revive,      R::revive,   R::closed,   R::revive,  R::first_answer, R::first_answer},
        /* ship one */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::no_hold, R::proceed,      R::no_hold},
        /* ship all */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::no_hold, R::proceed,      R::nothing},
        /* move     */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::no_hold, R::proceed,      R::no_hold},
        /* promise  */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::no_hold, R::proceed,      R::no_hold},
        /* from     */ {R::no_hold, R::proceed, R::expired,     R::expired,  R::no_hold,  R::no_hold, R::closed,       R::closed},
        /* into     */ {R::create,  R::proceed, R::new_life,    R::new_life, R::new_life, R::closed,  R::closed,       R::closed},
    };
    // clang-format on
    return table[static_cast<int>(call)][static_cast<int>(phase)];
}

} // namespace inventory::core
