// The words for a cart whose state forbids a call, see cart_hints.hpp; they are raised in errors.cpp.
#include "pg/base/cart_hints.hpp"

namespace inventory {

const char *status_of(core::CartPhase phase) {
    if (phase == core::CartPhase::ordered)
        return "ordered";
    return phase == core::CartPhase::completed ? "completed" : "cancelled";
}

const char *deed_of(core::CartCall call) {
    switch (call) {
    case core::CartCall::clear:
        return "emptied";
    case core::CartCall::touch:
        return "touched";
    case core::CartCall::confirm:
    case core::CartCall::revive:
        return "confirmed";
    case core::CartCall::merge_from:
        return "merged into another";
    default:
        return "added to";
    }
}

const char *way_on(core::CartCall call, core::CartPhase phase) {
    using Call = core::CartCall;
    using Phase = core::CartPhase;

    if (call == Call::merge_from)
        return "Leave it: an order keeps its reference.";
    if (call == Call::merge_into)
        return phase == Phase::ordered
                   ? "Merge into another reference_id, or add to the order with reserve_cart()."
                   : "Merge into another reference_id.";
    if (call == Call::clear && phase == Phase::ordered)
        return "release_cart(..., cancel_order => true) cancels the order.";
    if (call == Call::clear && phase == Phase::completed)
        return "Take back what was shipped with return_inventory().";
    if (call == Call::revive && phase == Phase::undone)
        return "Its last lines were not kept: say them with confirm_cart(..., revive => true, lines => "
               "...).";
    if (phase == Phase::undone)
        return "confirm_cart(..., revive => true) makes it an order again; a new cart takes another "
               "reference_id.";
    if (phase == Phase::cancelled)
        return "Reserve its lines again, which begins the cart anew.";
    return "Use another reference_id for a new cart.";
}

} // namespace inventory
