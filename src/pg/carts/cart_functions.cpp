// The SQL functions that work on a cart's holds without taking new ones: touch, release, ship; and
// confirm_cart, which takes the last lines again where it revives a cart.
#include "pg/call/call.hpp"
#include "pg/carts/cart_operations.hpp"
#include "pg/carts/confirming.hpp"

namespace inventory {
namespace {

// Carries an operation on one cart out and answers its units.
template <class OfCart>
Datum answer_units(Call &call, const Arguments &arguments, OfCart &operation) {
    return call.carry_out(operation, arguments, [&] { call.answer_bigint(operation.units); });
}

} // namespace

INVENTORY_FUNCTION(touch_cart) {
    Call call = Call::changing(fcinfo, "touch_cart");
    Arguments arguments(fcinfo);
    Touching touching{};

    touching.reference_id = arguments.id("reference_id");
    touching.ttl = arguments.optional_ttl("ttl");
    touching.prepare(core::CartCall::touch);
    perform(touching);
    call.answer_time(touching.deadline);
    return call.finish();
}

INVENTORY_FUNCTION(release_reservation) {
    Call call = Call::changing(fcinfo, "release_reservation");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.key = arguments.level_key();
    releasing.quantity = arguments.optional_quantity("quantity");
    releasing.reference_id = arguments.id("reference_id");
    releasing.request_id = arguments.request_id();
    releasing.prepare(core::CartCall::release_line);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_cart) {
    Call call = Call::changing(fcinfo, "release_cart");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.reference_id = arguments.id("reference_id");
    bool cancels = arguments.flag("cancel_order");
    releasing.request_id = arguments.request_id();
    releasing.prepare(cancels ? core::CartCall::cancel_order : core::CartCall::release_cart);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(fulfill_reservation) {
    Call call = Call::changing(fcinfo, "fulfill_reservation");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.key = arguments.level_key();
    fulfilling.quantity = arguments.optional_quantity("quantity");
    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.request_id = arguments.request_id();
    fulfilling.prepare(core::CartCall::fulfill_line);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(fulfill_cart) {
    Call call = Call::changing(fcinfo, "fulfill_cart");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.request_id = arguments.request_id();
    fulfilling.prepare(core::CartCall::fulfill_cart);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(confirm_cart) {
    Call call = Call::changing(fcinfo, "confirm_cart");
    Arguments arguments(fcinfo);
    Confirming confirming{};

    confirming.reference_id = arguments.id("reference_id");
    confirming.order_id = arguments.optional_id("order_id");
    bool revive = arguments.flag("revive");
    confirming.request_id = arguments.request_id();
    confirming.prepare_cart(revive);
    return answer_units(call, arguments, confirming);
}

} // namespace inventory
