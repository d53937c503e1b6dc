// The SQL functions that work on a cart's holds without taking new ones: touch, release, ship; and
// confirm_cart, which takes the last lines again where it revives a cart.
#include "pg/call/call.hpp"
#include "pg/carts/cart_operations.hpp"
#include "pg/carts/confirming.hpp"

namespace inventory {
namespace {

// Carries an operation on one cart out, unless the request was made before, and answers its units.
template <class CartCall> Datum answer_units(Call &call, Arguments &arguments, CartCall &operation) {
    if (call.is_repeated(arguments))
        return call.finish();
    operation.request_id = given(call.request_id());
    perform(operation);
    call.answer_bigint(operation.units);
    return call.finish();
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

    core::LevelKey key = arguments.level_key();
    releasing.quantity = arguments.optional_quantity("quantity");
    releasing.reference_id = arguments.id("reference_id");
    releasing.key = &key;
    releasing.prepare(core::CartCall::release_line);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_cart) {
    Call call = Call::changing(fcinfo, "release_cart");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.reference_id = arguments.id("reference_id");
    bool cancels = arguments.flag("cancel_order");
    releasing.prepare(cancels ? core::CartCall::cancel_order : core::CartCall::release_cart);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(fulfill_reservation) {
    Call call = Call::changing(fcinfo, "fulfill_reservation");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    core::LevelKey key = arguments.level_key();
    fulfilling.quantity = arguments.optional_quantity("quantity");
    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.key = &key;
    fulfilling.prepare(core::CartCall::fulfill_line);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(fulfill_cart) {
    Call call = Call::changing(fcinfo, "fulfill_cart");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.prepare(core::CartCall::fulfill_cart);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(confirm_cart) {
    Call call = Call::changing(fcinfo, "confirm_cart");
    Arguments arguments(fcinfo);
    Confirming confirming{};

    confirming.reference_id = arguments.id("reference_id");
    confirming.order_id = given(arguments.optional_id("order_id"));
    bool revive = arguments.flag("revive");
    confirming.prepare_cart(revive);
    return answer_units(call, arguments, confirming);
}

} // namespace inventory
